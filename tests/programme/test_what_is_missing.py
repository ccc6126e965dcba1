"""What a member's report lacks: what it had before, and what a public list expects of its kind."""

import pandas as pd
import pytest

from declaration.accounting.tables import NAMES, tables_from_frames
from declaration.home import DATA
from declaration.programme.own import never_reported, no_longer_reported

EXPECTED = pd.DataFrame(
    [
        ("*", "building_el", ""),
        ("haulier", "road_fuel_own", "road_el_own|bought_road"),
        ("haulier", "refrigerant_vehicle", ""),
        ("public", "business_travel", ""),
    ],
    columns=["category", "activity_code", "or_codes"],
)


def rows(*lines: tuple[int, str], estimated: bool = False) -> pd.DataFrame:
    made = pd.DataFrame(lines, columns=["year", "activity_code"])
    return made.assign(estimated=estimated, co2e_kg=1000.0, counted=True)


def missing(*lines: tuple[int, str]) -> list[tuple[int, str]]:
    return list(never_reported(rows(*lines), "haulier", EXPECTED).itertuples(index=False, name=None))


def test_what_is_expected_of_the_kind_and_never_came_is_missing():
    assert missing((2024, "road_fuel_own"), (2024, "building_el")) == [(2024, "refrigerant_vehicle")]


def test_another_activity_of_the_same_need_does_as_well():
    assert missing((2024, "road_el_own"), (2024, "building_el")) == [(2024, "refrigerant_vehicle")]
    assert (2024, "road_fuel_own") in missing((2024, "building_el"))


def test_what_came_once_is_not_missing_here_but_no_longer_reported():
    lines = ((2023, "refrigerant_vehicle"), (2023, "road_fuel_own"), (2023, "building_el"), (2024, "road_fuel_own"))
    assert missing(*lines) == []
    gone = no_longer_reported(rows(*lines))
    assert gone[["year", "activity_code", "last_year", "last_t"]].values.tolist() == [
        [2024, "building_el", 2023, 1.0],
        [2024, "refrigerant_vehicle", 2023, 1.0],
    ]


def test_an_estimate_is_no_report():
    both = pd.concat([rows((2023, "road_fuel_own")), rows((2024, "road_fuel_own"), estimated=True)])
    assert set(never_reported(both, "haulier", EXPECTED)["year"]) == {2023}


@pytest.fixture(scope="module")
def expected():
    return pd.read_csv(DATA / "accounting" / "expected_activities.csv").fillna({"or_codes": ""})


def test_the_list_knows_its_activities_and_kinds_and_says_why_in_both_languages(expected):
    tables = tables_from_frames({name: pd.read_csv(DATA / "accounting" / f"{name}.csv") for name in NAMES})
    codes = {code for row in expected.itertuples() for code in (row.activity_code, *row.or_codes.split("|")) if code}
    assert codes <= set(tables.activities.index)
    kinds = set(pd.read_csv(DATA / "members.csv")["category"])
    assert set(expected["category"]) - {"*"} <= kinds
    assert expected[["why_sv", "why_en", "source"]].notna().all(axis=None)
    assert not expected.duplicated(["category", "activity_code"]).any()
    # what all are asked for is not asked of a kind as well
    everybody = set(expected.loc[expected["category"].eq("*"), "activity_code"])
    assert not everybody & set(expected.loc[expected["category"].ne("*"), "activity_code"])
