"""Rule P04: far from the median of one's own category, by the limits of the committed table."""

import pandas as pd

from declaration.home import DATA
from declaration.steward.peers import beside_peers, limits_of


def table(*amounts, category="haulier", code="tkm", year=2025) -> pd.DataFrame:
    rows = [(f"m{n}", category, code, year, amount, "g_co2e_per_tkm") for n, amount in enumerate(amounts)]
    return pd.DataFrame(rows, columns=["member_id", "category", "code", "year", "amount", "unit"])


def test_the_limits_are_the_rules_own():
    assert limits_of(DATA).by_rule["P04"] == (0.25, 4.0)


def test_five_times_the_median_and_a_fifth_of_it_are_unlikely_and_come_first():
    rows = beside_peers(table(100, 90, 110, 500, 19), limits_of(DATA))
    assert rows["median"].unique().tolist() == [100]
    assert set(rows[rows["is_unlikely"]]["member_id"]) == {"m3", "m4"}
    assert set(rows["member_id"].head(2)) == {"m3", "m4"}
    assert rows.set_index("member_id").loc["m3", "times"] == 5


def test_four_times_the_median_is_still_likely():
    assert not beside_peers(table(100, 100, 400), limits_of(DATA))["is_unlikely"].any()


def test_with_two_in_a_category_nothing_is_said():
    rows = beside_peers(table(1, 1000), limits_of(DATA))
    assert rows["times"].isna().all()
    assert not rows["is_unlikely"].any()


def test_categories_measures_and_years_are_kept_apart():
    mixed = pd.concat([table(1, 1, 1), table(50, 50, 50, year=2024), table(9, 9, 9, category="energy")])
    assert not beside_peers(mixed, limits_of(DATA))["is_unlikely"].any()
