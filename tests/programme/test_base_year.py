import numpy as np
import pandas as pd
import pytest

from declaration.programme.base_year import contributions, rebased_levels, recalculation
from declaration.programme.estimates import with_estimates

YEARS = range(2022, 2025)


def base_of(base: pd.DataFrame, member: str) -> tuple:
    row = base[base["member_id"] == member].iloc[0]
    return row["base_t"], row["method"], bool(row["estimated"])


def history(rows, membership, rules, **more) -> pd.DataFrame:
    base = contributions(rows, membership, 2022)
    return recalculation(base, membership, YEARS, rules, **more).set_index("year")


def test_a_joiner_brings_its_own_base_year_report(diesel, joined):
    rows = diesel({"A": {2022: 100, 2023: 95}, "C": {2022: 180, 2023: 200}})
    base = contributions(rows, joined({"A": (2022, None), "C": (2023, None)}), 2022)
    assert base_of(base, "C") == (pytest.approx(180), "reported", False)


def test_a_joiner_without_one_is_backcast_by_the_cohorts_index(diesel, joined):
    """A and B: 150 → 147 → 150, index 100, 98, 100. C's 200 t of 2023 were 200 / 0.98 in 2022."""
    rows = diesel({"A": {2022: 100, 2023: 95, 2024: 98}, "B": {2022: 50, 2023: 52, 2024: 52}, "C": {2023: 200}})
    base = contributions(rows, joined({"A": (2022, None), "B": (2022, None), "C": (2023, None)}), 2022)
    assert base_of(base, "C") == (pytest.approx(200 / 0.98), "backcast", True)


def test_backcasting_goes_area_by_area(book, joined):
    """The cohort's diesel falls 1000 → 800 l, its board doubles; C reports both for the first time in 2023."""
    lines = [
        ("A", 2022, "road_fuel_own", "diesel_mk1", 1000, "litre"),
        ("A", 2023, "road_fuel_own", "diesel_mk1", 800, "litre"),
        ("A", 2022, "packaging_board", "pack_board", 1, "tonne"),
        ("A", 2023, "packaging_board", "pack_board", 2, "tonne"),
        ("C", 2023, "road_fuel_own", "diesel_mk1", 100, "litre"),
        ("C", 2023, "packaging_board", "pack_board", 3, "tonne"),
    ]
    base = contributions(book(*lines), joined({"A": (2022, None), "C": (2023, None)}), 2022)
    own = base[base["member_id"] == "C"].set_index("home_area")["base_t"]
    assert own["fossil_free_energy"] == pytest.approx(0.234635 / 0.8)
    assert own["packaging_logistics"] == pytest.approx(3 * 1.19973 / 2)


def test_founded_later_is_growth_and_never_reported_is_unknown(diesel, joined):
    rows = diesel({"A": {2022: 100, 2023: 95}, "N": {2023: 20}})
    membership = joined({"A": (2022, None), "N": (2023, None, {"founded_year": 2023}), "X": (2022, None)})
    base = contributions(rows, membership, 2022)
    assert base_of(base, "N") == (0, "founded_later", False)
    assert np.isnan(base_of(base, "X")[0])
    assert base_of(base, "X")[1:] == ("unknown", False)


def test_a_report_with_nothing_counted_is_known_and_zero(book, joined, rules):
    rows = book(
        ("A", 2022, "road_fuel_own", "diesel_mk1", 1, "litre"), ("B", 2022, "business_travel", "travel", 1, "km")
    )
    membership = joined({"A": (2022, None), "B": (2022, None)})
    assert base_of(contributions(rows, membership, 2022), "B") == (0, "reported", False)
    assert history(rows, membership, rules)["unknown_members"].eq(0).all()


def test_below_the_threshold_the_base_stands_and_changes_add_up_until_they_reach_it(diesel, joined, rules):
    """Base 100. 2023: a joiner of 3 (3 %), kept. 2024: another of 3, together 6 % of 100: recalculated to 106."""
    rows = diesel({"A": {2022: 100}, "C": {2022: 3}, "D": {2022: 3}})
    made = history(rows, joined({"A": (2022, None), "C": (2023, None), "D": (2024, None)}), rules)
    assert made["recalculated"].tolist() == [False, False, True]
    assert made["cumulative_share"].tolist()[1:] == pytest.approx([0.03, 0.06])
    assert made["base_t"].tolist() == pytest.approx([100, 100, 106])
    assert made["joined_t"].tolist() == pytest.approx([0, 3, 6])


@pytest.mark.parametrize(("joiner_t", "recalculated"), [(4.999, False), (5.0, True)])
def test_the_threshold_is_five_per_cent_and_is_a_parameter(diesel, joined, rules, joiner_t, recalculated):
    rows = diesel({"A": {2022: 100}, "C": {2022: joiner_t}})
    made = history(rows, joined({"A": (2022, None), "C": (2023, None)}), rules)
    assert made.loc[2023, "recalculated"] == recalculated
    loose = type(rules)(**{**vars(rules), "significance_threshold": 0.10})
    assert not history(rows, joined({"A": (2022, None), "C": (2023, None)}), loose)["recalculated"].any()


def test_one_who_joins_does_not_hide_one_who_leaves(diesel, joined, rules):
    rows = diesel({"A": {2022: 96}, "B": {2022: 4}, "C": {2022: 4}})
    made = history(rows, joined({"A": (2022, None), "B": (2022, 2023), "C": (2023, None)}), rules)
    assert made.loc[2023, ["joined_t", "left_t", "cumulative_share"]].tolist() == pytest.approx([4, 4, 0.08])
    assert made.loc[2023, "recalculated"]
    assert made.loc[2023, "base_t"] == pytest.approx(100)


def test_growing_shrinking_and_closing_are_no_reason(diesel, joined, rules):
    rows = diesel({"A": {2022: 100, 2023: 300, 2024: 10}, "B": {2022: 50, 2023: 1}})
    members = {"A": (2022, None), "B": (2022, 2024, {"closed": True})}
    made = history(rows, joined(members), rules)
    assert not made["recalculated"].any()
    assert made["base_t"].tolist() == pytest.approx([150, 150, 150])
    left = history(rows, joined({"A": (2022, None), "B": (2022, 2024)}), rules)
    assert left["base_t"].tolist() == pytest.approx([150, 150, 100])


def test_boundary_and_errors_count_with_membership_and_growth_is_refused(diesel, joined, rules):
    """2023: -3 by a new boundary; 2024: +2 by an error found, 5 % together: 100 - 3 + 2 = 99."""
    rows = diesel({"A": {2022: 100}})
    changes = pd.DataFrame({"year": [2023, 2024], "reason": ["boundary", "error"], "base_change_t": [-3.0, 2.0]})
    made = history(rows, joined({"A": (2022, None)}), rules, other_changes=changes)
    assert made["base_t"].tolist() == pytest.approx([100, 100, 99])
    assert made["recalculated"].tolist() == [False, False, True]
    with pytest.raises(ValueError, match="growth is no reason"):
        history(rows, joined({"A": (2022, None)}), rules, other_changes=changes.assign(reason="growth"))


def test_unknown_and_estimated_parts_are_told(diesel, joined, rules):
    rows = diesel({"A": {2022: 100, 2023: 100}, "C": {2023: 20}})
    made = history(rows, joined({"A": (2022, None), "C": (2023, None), "X": (2023, None)}), rules)
    assert made["unknown_members"].tolist() == [0, 1, 1]
    assert made.loc[2023, ["base_t", "estimated_t"]].tolist() == pytest.approx([120, 20])


def test_the_rebased_level_is_of_present_members_in_all_years(diesel, joined, rules):
    """C joined in 2023 with 200 and is backcast to 200 / 0.98; B left in 2024 and is in no year."""
    rows = diesel({"A": {2022: 100, 2023: 95, 2024: 95}, "B": {2022: 50, 2023: 52}, "C": {2023: 200, 2024: 190}})
    membership = joined({"A": (2022, None), "B": (2022, 2024), "C": (2023, None)})
    made = rebased_levels(rows, membership, 2022, 2024).query("area == 'total'")
    assert made["co2e_t"].tolist() == pytest.approx([100 + 200 / 0.98, 295, 285])
    assert made["estimated_t"].tolist() == pytest.approx([200 / 0.98, 0, 0])
    assert made["members"].tolist() == [2, 2, 2]
    assert made["unfilled"].tolist() == [0, 0, 0]


def test_a_gap_in_the_rebased_level_is_told_or_estimated(diesel, joined, rules):
    rows = diesel({"A": {2022: 100, 2023: 90}, "B": {2022: 50}})
    membership = joined({"A": (2022, None), "B": (2022, None)})
    bare = rebased_levels(rows, membership, 2022, 2023).query("area == 'total' and year == 2023").iloc[0]
    assert (bare["co2e_t"], bare["unfilled"]) == (pytest.approx(90), 1)
    known = with_estimates(rows, membership, rules, 0.35)
    full = rebased_levels(known, membership, 2022, 2023).query("area == 'total' and year == 2023").iloc[0]
    assert full[["co2e_t", "estimated_t", "unfilled"]].tolist() == pytest.approx([135, 45, 0])


def test_one_who_closed_stays_in_the_years_it_reported(diesel, joined):
    rows = diesel({"A": {2022: 100, 2023: 90}, "B": {2022: 50}})
    membership = joined({"A": (2022, None), "B": (2022, 2023, {"closed": True})})
    made = rebased_levels(rows, membership, 2022, 2023).query("area == 'total'")
    assert made["co2e_t"].tolist() == pytest.approx([150, 90])
    assert made["unfilled"].tolist() == [0, 0]
