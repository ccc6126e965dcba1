"""SMHI's own workbooks, where they are present, and what the repository holds of them."""

import pandas as pd
import pytest

from declaration.home import DATA
from declaration.sources.smhi import area_codes, plain, read_county_report
from declaration.sources.statistics_checks import check_additions
from declaration.sources.statistics_store import (
    committed_path,
    committed_releases,
    excerpt,
    read_table,
    stored_form,
    unknown_sectors,
)
from tests.sources.reports import official_workbooks, openpyxl_frame, small_report

AREAS = read_table(DATA / "areas.csv")
CODES = area_codes(AREAS)
SECTORS = read_table(DATA / "statistics" / "sectors.csv")
ELEVEN = set(AREAS.loc[AREAS["in_region"] == "true", "area_code"])


def committed(release: str) -> pd.DataFrame:
    return pd.read_csv(committed_path(DATA, release), dtype={"release": str, "area_code": str})


@pytest.fixture(scope="module", params=[*official_workbooks(), None], ids=lambda p: p.stem[-10:] if p else "small")
def workbook(request, tmp_path_factory):
    """Each of SMHI's workbooks that is here, and the small one always."""
    return request.param or small_report().write(tmp_path_factory.mktemp("small") / "report.xlsx")


@pytest.fixture(scope="module")
def report(workbook):
    return read_county_report(workbook, CODES)


@pytest.mark.official
def test_a_second_reader_finds_the_same_figures(workbook, report):
    tidy = report.tidy()
    second = openpyxl_frame(workbook)
    second["area_code"] = [
        CODES[plain(c), plain(m)] for c, m in zip(second["county"], second["municipality"], strict=True)
    ]
    second = second.rename(columns={"main": "main_sector", "sub": "sub_sector"})
    key = ["main_sector", "sub_sector", "area_code", "year"]
    texts = dict.fromkeys(key, str)
    both = tidy.astype(texts).merge(second.astype(texts), on=key, suffixes=("", "_second"))
    assert len(both) == len(tidy) == len(second)
    assert (both["emissions_t"] == both["emissions_t_second"].astype(float)).all()


@pytest.mark.official
def test_every_sector_has_a_name_and_main_sectors_add_up(report):
    assert unknown_sectors(report.keys, SECTORS) == []
    additions = {a.name: a for a in check_additions(report)}
    assert additions["main_sectors_to_total"].deviations.empty
    assert not (additions["municipalities_to_county"].deviations["difference_t"].abs() > 2).any()
    assert all(a.compared > 0 for a in additions.values())


@pytest.mark.official
def test_the_committed_table_is_the_workbooks_excerpt(report):
    found = excerpt(stored_form(report), SECTORS, AREAS)
    assert len(found)
    for release in {report.release} & set(committed_releases()):
        held = committed(release)
        key = ["release", "sector_key", "area_code", "year"]
        assert held[key].astype(str).equals(found[key].astype(str))
        assert (held["emissions_t"] - found["emissions_t"]).abs().max() <= 1e-6


@pytest.mark.parametrize(
    ("areas", "year", "expected_t"),
    [({"1283"}, 2010, 83010), ({"1283"}, 2023, 53528), (ELEVEN, 2010, 278298), (ELEVEN, 2023, 185018)],
)
def test_road_freight_is_heavy_and_light_lorries(areas, year, expected_t):
    rows = committed("2025-04-04")
    lorries = rows[rows["sector_key"].isin(["transport.heavy_lorries", "transport.light_lorries"])]
    chosen = lorries[lorries["area_code"].isin(areas) & (lorries["year"] == year)]
    assert len(chosen) == 2 * len(areas)
    assert chosen["emissions_t"].sum() == pytest.approx(expected_t, abs=0.5)


def test_four_releases_are_committed_each_for_itself():
    assert committed_releases() == ["2021-10-14", "2024-04-18", "2025-04-04", "2026"]
    for release in committed_releases():
        rows = committed(release)
        assert rows["release"].unique().tolist() == [release]
        assert set(rows["area_code"]) == {*ELEVEN, "12", "00"}
        assert not rows.duplicated(["sector_key", "area_code", "year"]).any()
        assert rows["source"].str.startswith("SMHI").all()
        assert rows["emissions_t"].notna().all()
        assert set(rows["sector_key"]) <= set(SECTORS["sector_key"])


def test_the_latest_release_has_main_sectors_to_2024_and_nothing_below():
    rows = committed("2026")
    assert not rows["sector_key"].str.contains(".", regex=False).any()
    transport = rows[rows["sector_key"] == "transport"].set_index(["area_code", "year"])["emissions_t"]
    assert transport["1283", 2023] == pytest.approx(169582, abs=0.5)
    assert transport["1283", 2024] == pytest.approx(214046, abs=0.5)
    assert sum(transport[a, 2024] for a in ELEVEN) == pytest.approx(661238, abs=1)
    assert sum(transport[a, 2023] for a in ELEVEN) == pytest.approx(533218, abs=1)
