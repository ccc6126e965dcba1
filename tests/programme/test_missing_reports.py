import pytest

from declaration.programme.drivers import drivers
from declaration.programme.estimates import reported, with_estimates
from declaration.programme.levels import levels, matched_index
from declaration.programme.membership import checked

SIGMA = 0.35
SAME = {"category": "haulier"}


@pytest.fixture
def five(diesel, joined):
    """A, B and C (hauliers) change by 0.90, 0.95 and 1.20; T (terminal) by 0.5; E (haulier) is missing from 2023."""
    rows = diesel(
        {
            "A": {2022: 100, 2023: 90, 2024: 90},
            "B": {2022: 100, 2023: 95, 2024: 95},
            "C": {2022: 100, 2023: 120, 2024: 120},
            "T": {2022: 100, 2023: 50, 2024: 50},
            "E": {2022: 40},
        }
    )
    membership = joined({**dict.fromkeys("ABCE", (2022, None, SAME)), "T": (2022, None, {"category": "terminal"})})
    return rows, membership


def tonnes(rows, member: str, year: int) -> float:
    return rows.loc[rows["member_id"].eq(member) & rows["year"].eq(year), "co2e_kg"].sum() / 1000


def test_last_value_times_the_median_change_of_peers_of_the_category(five, rules):
    """40 t × median(0.90, 0.95, 1.20) = 38 t; the terminal's 0.5 has no say. 2024: × median(1, 1, 1)."""
    rows = with_estimates(*five, rules, SIGMA)
    assert tonnes(rows, "E", 2023) == pytest.approx(38)
    assert tonnes(rows, "E", 2024) == pytest.approx(38)
    assert rows.loc[rows["estimated"], ["member_id", "year"]].to_numpy().tolist() == [["E", 2023], ["E", 2024]]
    assert rows["line_id"].is_unique
    made = rows[rows["estimated"]].iloc[0]
    assert (made["data_quality"], made["data_quality_used"], made["sigma_activity"]) == (5, 5, SIGMA)
    assert made["quantity"] * made["factor_value"] == pytest.approx(made["co2e_kg"])


def test_too_few_peers_of_the_category_means_all_members(five, rules):
    """All four changes: median(0.50, 0.90, 0.95, 1.20) = 0.925."""
    rows, membership = five
    membership = membership.assign(category=membership["category"].where(membership["member_id"] != "C", "other"))
    assert tonnes(with_estimates(rows, membership, rules, SIGMA), "E", 2023) == pytest.approx(40 * 0.925)


def test_at_most_two_years_and_never_before_the_first_report(diesel, joined, rules):
    rows = diesel({"A": dict.fromkeys(range(2021, 2026), 10), "E": {2022: 4}, "N": {2025: 7}})
    membership = joined(dict.fromkeys("AEN", (2021, None)))
    known = with_estimates(rows, membership, rules, SIGMA)
    assert known.loc[known["estimated"], ["member_id", "year"]].to_numpy().tolist() == [["E", 2023], ["E", 2024]]


def test_nobody_is_estimated_after_leaving_or_without_peers(diesel, joined, rules):
    rows = diesel({"A": {2022: 10, 2023: 9}, "E": {2022: 4}})
    assert not with_estimates(rows, joined({"A": (2022, None), "E": (2022, 2023)}), rules, SIGMA)["estimated"].any()
    lone = diesel({"A": {2022: 10}, "B": {2023: 5}})
    left = with_estimates(lone, joined({"A": (2022, None), "B": (2023, None)}), rules, SIGMA)
    assert not left["estimated"].any(), "without peers the report stays missing"


def test_a_report_between_two_gaps_starts_anew(diesel, joined, rules):
    """E: 4 (2021), missing, 6 (2023), missing: 2022 comes from 4 × 0.9, 2024 from 6 × 1.1."""
    peers = {2021: 10.0, 2022: 9.0, 2023: 9.0, 2024: 9.9}
    rows = diesel({"A": peers, "E": {2021: 4, 2023: 6}})
    known = with_estimates(rows, joined({"A": (2021, None), "E": (2021, None)}), rules, SIGMA)
    assert tonnes(known, "E", 2022) == pytest.approx(3.6)
    assert tonnes(known, "E", 2024) == pytest.approx(6.6)


def test_estimates_are_shown_in_levels_and_can_be_switched_off(five, rules):
    rows = with_estimates(*five, rules, SIGMA)
    total = levels(rows).query("area == 'total'").set_index("year")
    assert total.loc[2023, ["co2e_t", "estimated_t"]].tolist() == pytest.approx([393, 38])
    assert total["reporters"].tolist() == [5, 4, 4]
    without = levels(reported(rows)).query("area == 'total'")
    assert without["co2e_t"].tolist() == pytest.approx([440, 355, 355])
    assert without["estimated_t"].eq(0).all()


def test_estimates_take_no_part_in_indices_and_drivers(five, rules, book):
    rows, membership = five
    known = with_estimates(rows, membership, rules, SIGMA)
    assert matched_index(known).equals(matched_index(rows))
    below = book(("A", 2022, "road_fuel_own", "diesel_mk1", 1, "litre"))
    none = below[["member_id", "site_id", "year", "quantity", "unit"]].assign(denominator_code="employees")
    assert drivers(known, none).equals(drivers(rows, none))


def test_order_of_rows_does_not_matter(five, rules):
    rows, membership = five
    known = with_estimates(rows, membership, rules, SIGMA)
    other = with_estimates(rows[::-1].reset_index(drop=True), checked(membership[::-1]), rules, SIGMA)
    pairs = [k.sort_values("line_id", ignore_index=True) for k in (known, other)]
    assert pairs[0]["co2e_kg"].tolist() == pytest.approx(pairs[1]["co2e_kg"].tolist())
