"""The small tables that the repository holds: areas, people, lorries, the law, with a source in every row."""

import pandas as pd
import pytest

from declaration.home import DATA
from declaration.sources.statistics_store import read_table

STATISTICS = DATA / "statistics"
AREAS = read_table(DATA / "areas.csv")
ELEVEN = {
    "1260": "Bjuv",
    "1278": "Båstad",
    "1283": "Helsingborg",
    "1284": "Höganäs",
    "1276": "Klippan",
    "1282": "Landskrona",
    "1275": "Perstorp",
    "1214": "Svalöv",
    "1277": "Åstorp",
    "1292": "Ängelholm",
    "1257": "Örkelljunga",
}


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(STATISTICS / f"{name}.csv", dtype={"area_code": str})


def test_areas_are_the_country_its_counties_municipalities_and_the_region():
    assert AREAS["level"].value_counts().to_dict() == {
        "municipality": 290,
        "county": 21,
        "country": 1,
        "region": 1,
    }
    assert AREAS["area_code"].is_unique
    municipalities = AREAS[AREAS["level"] == "municipality"]
    assert (municipalities["area_code"].str[:2] == municipalities["county_code"]).all()
    assert municipalities["name"].is_unique
    assert set(municipalities["county_code"]) == set(AREAS.loc[AREAS["level"] == "county", "area_code"])


def test_the_region_is_the_eleven():
    members = AREAS[AREAS["in_region"] == "true"]
    assert dict(zip(members["area_code"], members["name"], strict=True)) == ELEVEN


@pytest.mark.parametrize(
    "name", ["population", "lorry_fleet", "reduction_obligation", "national_transport", "releases"]
)
def test_every_row_has_a_source_and_no_row_stands_twice(name):
    rows = table(name)
    assert len(rows)
    assert rows["source"].str.len().min() > 5
    figures = {"population", "vehicles", "emissions_mt", "source"}
    assert not rows.duplicated([c for c in rows.columns if c not in figures]).any()


def test_people_of_every_municipality_every_year():
    rows = table("population").pivot(index="year", columns="area_code", values="population")
    assert set(rows.columns) == set(ELEVEN)
    assert list(rows.index) == list(range(1990, 2025))
    assert rows.notna().all(axis=None)


def test_the_regions_lorries_are_the_sum_of_the_eleven():
    rows = table("lorry_fleet")
    assert set(rows["vehicle"]) == {"heavy_lorry", "light_lorry"}
    key = ["year", "vehicle", "fuel"]
    region = rows[rows["area_code"] == "FH11"].set_index(key)["vehicles"].sort_index()
    members = rows[rows["area_code"].isin(ELEVEN)].groupby(key)["vehicles"].sum()
    assert region.equals(members)
    assert set(rows.loc[rows["area_code"] == "00", "year"]) == {2020, 2021, 2022, 2025}


def test_the_obligation_fell_in_2024():
    diesel = table("reduction_obligation").set_index("year")["diesel_pct"]
    assert (diesel[2023], diesel[2024]) == (30.5, 6)


def test_national_transport_adds_up_within_rounding():
    rows = table("national_transport").pivot(index="year", columns="vehicle", values="emissions_mt")
    assert (rows.drop(columns="total").sum(axis=1) - rows["total"]).abs().max() < 0.06


def test_every_committed_release_is_described_in_both_languages():
    releases = read_table(STATISTICS / "releases.csv").set_index("release")
    assert set(releases.index) == {p.stem.removeprefix("smhi_") for p in STATISTICS.glob("smhi_*.csv")}
    assert (releases.map(len) > 0).all(axis=None)
