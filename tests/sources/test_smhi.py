"""The county report is read as it stands: found by its header, tidied, with its totals kept as totals."""

import pytest

from declaration.home import DATA
from declaration.problems import InputRefused
from declaration.sources.smhi import area_codes, plain, read_county_report
from declaration.sources.statistics_checks import CHECKS, check_additions
from declaration.sources.statistics_store import read_table
from tests.sources.reports import bent, openpyxl_frame, set_cell, small_report

CODES = area_codes(read_table(DATA / "areas.csv"))


def read(report, tmp_path):
    return read_county_report(report.write(tmp_path / "report.xlsx"), CODES)


def figure(found, sector, sub, area, year):
    rows = found.tidy().query("main_sector == @sector and sub_sector == @sub and area_code == @area")
    return rows.set_index("year")["emissions_t"].get(year)


def test_release_gas_unit_and_years_come_from_the_file(tmp_path):
    found = read(small_report((1990, 2005, 2040), release="2041-12-31"), tmp_path)
    assert (found.release, found.gas, found.unit) == (
        "2041-12-31",
        "Växthusgaser totalt, CO2-ekv",
        "ton/år",
    )
    assert found.years == (1990, 2005, 2040)
    assert found.source_file == "report.xlsx"
    assert len(found.source_sha256) == 64


def test_one_tidy_row_for_each_figure_as_a_second_reader_sees_it(tmp_path):
    report = small_report()
    tidy = read(report, tmp_path).tidy()
    assert list(tidy.columns) == [
        "release",
        "main_sector",
        "sub_sector",
        "area_code",
        "year",
        "emissions_t",
    ]
    second = openpyxl_frame(tmp_path / "report.xlsx")
    second["area_code"] = [
        CODES[plain(c), plain(m)] for c, m in zip(second["county"], second["municipality"], strict=True)
    ]
    both = tidy.astype({"main_sector": str, "sub_sector": str, "area_code": str}).merge(
        second.astype({"year": int}),
        left_on=["main_sector", "sub_sector", "area_code", "year"],
        right_on=["main", "sub", "area_code", "year"],
    )
    assert len(tidy) == len(second) == len(both) == len(report.rows) * 3
    assert (both["emissions_t_x"] == both["emissions_t_y"]).all()


def test_totals_stay_totals(tmp_path):
    found = read(small_report(), tmp_path)
    assert set(found.keys["area_code"]) == {"00", "12", "13", "1260", "1283", "1277", "1381"}
    assert ("Alla", "Alla") in set(zip(found.keys["main_sector"], found.keys["sub_sector"], strict=True))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("header further down", lambda r: setattr(r, "lead", 37)),
        ("years as text", lambda r: setattr(r, "years", ["2010", "2020 ", "2029"])),
        ("another sheet name", lambda r: setattr(r, "sheet", "Blad1")),
        ("small letters in the header", lambda r: setattr(r, "header", [h.lower() for h in r.header])),
        ("blanks around names", set_cell(3, 3, "  Alla ")),
        ("an empty row between", lambda r: r.rows.insert(2, [])),
        ("rows in another order", lambda r: r.rows.reverse()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_may_differ_between_releases_changes_no_figure(name, change, tmp_path):
    expected = read(small_report(), tmp_path)
    found = read(bent(change), tmp_path)
    key = ["main_sector", "sub_sector", "area_code", "year"]
    texts = dict.fromkeys(key[:3], str)
    sort = [f.tidy().astype(texts).sort_values(key, ignore_index=True) for f in (expected, found)]
    assert sort[0].equals(sort[1])


def test_columns_in_another_order_are_found_by_name(tmp_path):
    report = small_report()
    report.header = ["Kommun", "Län", "Huvudsektor", "Undersektor"]
    report.rows = [[row[3], row[2], row[0], row[1], *row[4:]] for row in report.rows]
    assert read(report, tmp_path).tidy().equals(read(small_report(), tmp_path).tidy())


def test_more_years_are_more_figures(tmp_path):
    report = small_report((*range(1990, 2020), 2031))
    assert len(read(report, tmp_path).tidy()) == 31 * len(report.rows)


def test_an_empty_cell_is_a_missing_figure_and_never_zero(tmp_path):
    found = read(bent(set_cell(0, 5, "")), tmp_path)
    assert figure(found, "Alla", "Alla", "00", 2020) is None
    assert figure(found, "Alla", "Alla", "00", 2029) > 0
    assert len(found.tidy()) == 3 * len(small_report().rows) - 1


def test_negative_figures_are_figures(tmp_path):
    assert figure(read(bent(set_cell(0, 4, -12.5)), tmp_path), "Alla", "Alla", "00", 2010) == -12.5


def test_a_report_that_adds_up_has_no_deviations(tmp_path):
    additions = check_additions(read(small_report(), tmp_path))
    assert [a.name for a in additions] == list(CHECKS)
    assert all(a.compared > 0 for a in additions)
    assert sum(len(a.deviations) for a in additions) == 0


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            ["Transporter", "Personbilar", "Skåne län", "Bjuv"],
            ["municipalities_to_county", "sub_sectors_to_main"],
        ),
        (
            ["Industri (energi + processer)", "Alla", "Skåne län", "Alla"],
            ["municipalities_to_county", "counties_to_country", "main_sectors_to_total"],
        ),
        (["Alla", "Alla", "Alla", "Alla"], ["counties_to_country", "main_sectors_to_total"]),
    ],
)
def test_what_does_not_add_up_is_told_with_its_size(row, expected, tmp_path):
    report = small_report()
    found = next(r for r in report.rows if r[:4] == row)
    found[5] += 2.5
    additions = check_additions(read(report, tmp_path))
    off = {a.name: a.deviations for a in additions if len(a.deviations)}
    assert list(off) == expected
    for deviations in off.values():
        assert list(deviations["year"]) == [2020]
        assert abs(deviations["difference_t"].iloc[0]) == pytest.approx(2.5)


def test_within_rounding_nothing_is_told(tmp_path):
    report = small_report()
    report.rows[0][4] += 0.9
    assert sum(len(a.deviations) for a in check_additions(read(report, tmp_path))) == 0


def test_a_lost_row_shows_as_a_total_that_does_not_add_up(tmp_path):
    report = small_report()
    report.rows = [r for r in report.rows if r[:4] != ["Transporter", "Personbilar", "Skåne län", "Bjuv"]]
    off = {a.name: len(a.deviations) for a in check_additions(read(report, tmp_path))}
    assert off["municipalities_to_county"] == off["sub_sectors_to_main"] == 3


def test_a_problem_says_where_what_and_what_was_expected(tmp_path):
    with pytest.raises(InputRefused) as refused:
        read(bent(set_cell(4, 5, "saknas")), tmp_path)
    (problem,) = refused.value.problems
    assert (problem.code, problem.file, problem.sheet) == (
        "number_expected",
        "report.xlsx",
        "Växthusgaser totalt",
    )
    assert (problem.row, problem.column, problem.found) == (12, "F", "saknas")
