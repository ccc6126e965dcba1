import math

import numpy as np
import pandas as pd
import pytest

from declaration.programme.base_year import contributions
from declaration.programme.coverage import coverage
from declaration.programme.estimates import with_estimates
from declaration.programme.levels import levels, matched_index, series
from declaration.programme.membership import checked, members_of, of_members
from declaration.programme.rules import rules_from_frame


def by_year(table: pd.DataFrame, column: str, area: str = "total") -> list:
    return table.loc[table["area"] == area, column].tolist()


@pytest.fixture
def joiner(diesel):
    return diesel({"A": {2022: 100, 2023: 95}, "B": {2022: 50, 2023: 52}, "C": {2023: 200}})


def test_a_joiner_raises_the_raw_sum_and_not_the_matched_index(joiner):
    """(95 + 52 + 200) / 150 = 2.3133, and (95 + 52) / (100 + 50) = 0.98."""
    raw = by_year(levels(joiner), "co2e_t")
    index = matched_index(joiner)
    assert raw == pytest.approx([150, 347])
    assert raw[1] / raw[0] - 1 == pytest.approx(1.31333, abs=1e-5)
    assert by_year(index, "change_share")[1] == pytest.approx(-0.02)
    assert by_year(index, "index") == pytest.approx([100, 98])
    assert by_year(index, "members") == [2, 2]


def test_the_index_is_chained_over_changing_cohorts(diesel):
    """2022-23: A, B 147/150; 2023-24: A, C (90 + 210)/(95 + 200); B left, D came."""
    rows = diesel(
        {
            "A": {2022: 100, 2023: 95, 2024: 90},
            "B": {2022: 50, 2023: 52},
            "C": {2023: 200, 2024: 210},
            "D": {2024: 1000},
        }
    )
    assert by_year(matched_index(rows), "index") == pytest.approx([100, 98, 98 * 300 / 295])


def test_a_year_without_pairs_ends_the_index(diesel):
    index = matched_index(diesel({"A": {2021: 10, 2022: 10}, "B": {2023: 10, 2024: 9}}))
    assert by_year(index, "index")[:2] == [100, 100]
    assert np.isnan(by_year(index, "index")[2:]).all()
    assert by_year(index, "change_share")[3] == pytest.approx(-0.1)


def test_areas_add_up_and_reporters_are_counted(book):
    rows = book(
        ("A", 2024, "road_fuel_own", "diesel_mk1", 1000, "litre"),
        ("A", 2024, "building_el", "electricity", 10, "MWh"),
        ("B", 2024, "packaging_board", "pack_board", 1, "tonne"),
        ("C", 2024, "bought_air", "tkm_air_long", 1000, "tkm"),
    )
    table = levels(rows).set_index("area")
    assert table.loc["total", "co2e_t"] == pytest.approx(3.17349 + 0.59 + 1.19973)
    assert table["co2e_t"].drop("total").sum() == pytest.approx(table.loc["total", "co2e_t"])
    assert table["reporters"].to_dict() == {
        "fossil_free_energy": 1,
        "technology_infrastructure": 1,
        "packaging_logistics": 1,
        "total": 3,
    }


def test_the_constant_factor_line_is_flat_where_nothing_changed(book, rates_of_2023):
    """1000 l each year: 2.34635 t in 2023, 3.17349 t in 2024; with the factor of 2023 the same both years."""
    lines = [("A", year, "road_fuel_own", "diesel_mk1", 1000, "litre") for year in (2023, 2024)]
    table = series(book(*lines), book(*lines, with_rates=rates_of_2023))
    total = table[table["area"] == "total"]
    assert total.loc[total["factors"] == "own_year", "co2e_t"].tolist() == pytest.approx([2.34635, 3.17349])
    assert total.loc[total["factors"] == "constant", "co2e_t"].tolist() == pytest.approx([2.34635, 2.34635])
    with pytest.raises(ValueError, match="same lines"):
        series(book(*lines), book(lines[0]))


def test_membership_holds_for_whole_years(joined, joiner):
    membership = joined({"A": (2022, None), "B": (2022, 2023), "C": (2024, None)})
    assert members_of(membership, 2022) == {"A", "B"}
    assert members_of(membership, 2023) == {"A"}
    assert members_of(membership, 2024) == {"A", "C"}
    assert sorted(zip(*(of_members(joiner, membership)[c] for c in ("member_id", "year")), strict=True)) == [
        ("A", 2022),
        ("A", 2023),
        ("B", 2022),
    ]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ([("A", 2022, None), ("A", 2023, None)], "twice"),
        ([("A", 2022, 2021)], "before"),
        ([("A", None, None)], "no joined_year"),
    ],
)
def test_a_membership_that_contradicts_itself_is_refused(members, message):
    with pytest.raises(ValueError, match=message):
        checked(pd.DataFrame(members, columns=["member_id", "joined_year", "left_year"]))
    with pytest.raises(ValueError, match="lacks left_year"):
        checked(pd.DataFrame({"member_id": ["A"], "joined_year": [2022]}))


def test_coverage_by_members_and_by_base_year_emissions(diesel, joined, rules):
    """2023: A and C of A, B, C report; base 100 + 50 + 30, of which 130/180; 2 of 3 is below 70 %."""
    rows = diesel({"A": {2022: 100, 2023: 95}, "B": {2022: 50}, "C": {2022: 30, 2023: 30}})
    membership = joined(dict.fromkeys("ABC", (2022, None)))
    base = contributions(rows, membership, 2022)
    table = coverage(rows, membership, base, rules).set_index("year")
    assert table.loc[2022, ["reporters_share", "emissions_share"]].tolist() == [1, 1]
    assert table.loc[2023, "reporters_share"] == pytest.approx(2 / 3)
    assert table.loc[2023, "emissions_share"] == pytest.approx(130 / 180)
    assert table["status_allowed"].to_dict() == {2022: True, 2023: False}


def test_a_member_who_never_reported_lowers_coverage_of_members_only(diesel, joined, rules):
    rows = diesel({m: {2022: 100} for m in "ABC"})
    membership = joined(dict.fromkeys("ABCDE", (2022, None)))
    table = coverage(rows, membership, contributions(rows, membership, 2022), rules)
    assert table[["members", "reporters", "emissions_share"]].to_numpy().tolist() == [[5, 3, 1.0]]
    assert not table["status_allowed"].any(), "3 of 5 is below the floor"


def test_most_members_are_not_enough_where_the_largest_is_missing(diesel, joined, rules):
    """Four of five report in 2023, but stand for 40 of 140 t."""
    rows = diesel({**{m: {2022: 10, 2023: 10} for m in "ABCD"}, "E": {2022: 100}})
    membership = joined(dict.fromkeys("ABCDE", (2022, None)))
    table = coverage(rows, membership, contributions(rows, membership, 2022), rules).set_index("year")
    assert table.loc[2023, "emissions_share"] == pytest.approx(40 / 140)
    assert table["status_allowed"].to_dict() == {2022: True, 2023: False}


def test_too_much_estimated_gives_no_status(diesel, joined, rules):
    """E's 28 of 100 t are missing in 2023, when the others fell to 15 t each: 28 × 15/18 of 83.33 t, 28 %.

    With the ceiling at 20 % that is too much, and nothing else stands in the way.
    """
    rows = diesel({**{m: {2022: 18, 2023: 15} for m in "ABCD"}, "E": {2022: 28}})
    membership = joined(dict.fromkeys("ABCDE", (2022, None)))
    known = with_estimates(rows, membership, rules, 0.35)
    base = contributions(known, membership, 2022)
    table = coverage(known, membership, base, rules).set_index("year")
    assert table.loc[2023, ["emissions_share", "estimated_share"]].tolist() == pytest.approx([0.72, 0.28])
    assert table["status_allowed"].all()
    strict = type(rules)(**{**vars(rules), "estimated_ceiling": 0.2})
    assert coverage(known, membership, base, strict)["status_allowed"].tolist() == [True, False]


def test_rules_are_each_there_once(rules):
    frame = pd.DataFrame({"rule_code": list(vars(rules)), "amount": list(vars(rules).values())})
    assert rules_from_frame(frame) == rules
    assert (rules.significance_threshold, rules.coverage_floor) == (0.05, 0.7)
    with pytest.raises(ValueError, match="each once"):
        rules_from_frame(frame.iloc[1:])
    with pytest.raises(ValueError, match="coverage_floor"):
        rules_from_frame(frame.assign(amount=[70 if c == "coverage_floor" else a for c, a in frame.to_numpy()]))


def test_no_reports_give_empty_tables(book):
    none = book(("A", 2024, "road_fuel_own", "diesel_mk1", 1, "litre")).iloc[:0]
    assert levels(none).empty
    assert matched_index(none).empty
    assert math.fsum(levels(none)["co2e_t"]) == 0
