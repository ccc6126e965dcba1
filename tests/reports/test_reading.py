"""Reports as people send them: what is accepted, and every mistake at once, with its place."""

from datetime import datetime

import pytest

from declaration.language import reader_of, texts_of
from declaration.reports.cli_reports import tell
from declaration.reports.fields import SHEETS
from declaration.reports.reading import beside, read_report
from declaration.reports.sent import Sent
from tests.reports.conftest import DIESEL, MEMBER

SHEET = SHEETS["activity"][0]


def codes(found) -> set[str]:
    return {problem.code for problem in found}


def test_a_good_report_is_read_line_by_line(fill, known):
    english = {
        **DIESEL,
        "activity_code": "Bought road freight",
        "carrier_code": "tkm_artic_33",
        "quantity": "1 250 000,5",
        "unit": "tonkm",
        "data_quality": 4,
        "carrier_is_member": "nej",
        "share_in_region_pct": 60,
        "temperature_controlled": "Ja",
    }
    reading = read_report(fill(DIESEL, english), MEMBER, known)
    assert reading.errors == reading.warnings == ()
    first, second = reading.report.lines.to_dict(orient="records")
    assert (first["activity_code"], first["carrier_code"], first["quantity"]) == ("road_fuel_own", "diesel_mk1", 84500)
    assert (first["share_in_region"], first["carrier_is_member"]) == (1.0, "unknown")
    assert (second["quantity"], second["unit"], second["share_in_region"]) == (1250000.5, "tkm", 0.6)
    assert (second["carrier_is_member"], second["temperature_controlled"]) == ("no", "yes")
    assert (reading.report.year, reading.report.member_id) == (2025, MEMBER)


def test_every_mistake_is_told_at_once_with_row_and_column(fill, known):
    lines = (
        {**DIESEL, "unit": "kWh"},
        {**DIESEL, "quantity": -5},
        {**DIESEL, "activity_code": "Flygande mattor"},
        {**DIESEL, "data_quality": 7, "share_in_region_pct": 140},
    )
    reading = read_report(fill(*lines), MEMBER, known)
    assert reading.report is None
    assert [(p.code, p.row, p.column) for p in reading.errors] == [
        ("report_unit_not_for_activity", 5, "F"),
        ("report_number_negative", 6, "E"),
        ("report_not_in_list", 7, "C"),
        ("report_quality_not_1_5", 8, "G"),
        ("report_percent", 8, "I"),
    ]
    assert all(p.sheet == SHEET for p in reading.errors)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quantity": "1,234"}, "report_number_ambiguous"),
        ({"quantity": "många"}, "report_not_a_number"),
        ({"quantity": "nan"}, "report_not_a_number"),
        ({"quantity": datetime(2025, 3, 12)}, "report_date"),
        ({"quantity": None}, "report_cell_empty"),
        ({"quantity": "=1+1"}, "report_formula_without_value"),
        ({"quantity": "#REF!"}, "report_error_value"),
        ({"unit": "fot"}, "report_unit_unknown"),
        ({"carrier_code": "Restavfall"}, "report_not_in_list"),
        ({"carrier_code": "Träpellets"}, "report_carrier_not_for_activity"),
        ({"supplier_factor_kg_per_unit": 0.4}, "report_factor_without_evidence"),
        ({"supplier_factor_kg_per_unit": 0.61, "supplier_evidence": "intyg"}, "report_factor_absurd"),
        ({"comment": "@SUM(A1)"}, "report_formula_text"),
        ({"comment": "x" * 501}, "report_text_too_long"),
        ({"member_id": "peab"}, "report_other_member"),
        ({"quantity": 9e12}, "report_absurd"),
    ],
)
def test_a_wrong_cell_is_refused_for_its_own_reason(fill, known, change, code):
    reading = read_report(fill({**DIESEL, **change}), MEMBER, known)
    assert code in codes(reading.errors), reading.errors
    assert reading.report is None
    for problem in reading.errors:
        for language in ("sv", "en"):
            assert tell(reader_of(language), problem)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda book: book[SHEET].merge_cells("A5:A6"), "report_merged"),
        (lambda book: setattr(book[SHEET].row_dimensions[5], "hidden", True), "report_hidden_row"),
        (lambda book: setattr(book[SHEET].column_dimensions["E"], "hidden", True), "report_hidden_column"),
        (lambda book: setattr(book[SHEET], "sheet_state", "hidden"), "report_hidden_sheet"),
        (lambda book: setattr(book[SHEET]["E4"], "value", "Antal"), "report_columns_missing"),
        (lambda book: setattr(book.worksheets[0]["B5"], "value", "0.1"), "report_version"),
        (lambda book: setattr(book.worksheets[0]["B4"], "value", "nyss"), "report_year_unclear"),
    ],
)
def test_a_wrong_workbook_is_refused_for_its_own_reason(fill, known, change, code):
    assert code in codes(read_report(fill(DIESEL, DIESEL, change=change), MEMBER, known).errors)


def test_another_year_than_expected_is_told(fill, known):
    (problem,) = read_report(fill(DIESEL), MEMBER, known, year=2024).errors
    assert (problem.code, problem.found, problem.details["expected"]) == ("report_other_year", "2025", 2024)


def test_the_same_line_twice_asks_for_a_confirmation(fill, known):
    reading = read_report(fill(DIESEL, DIESEL), MEMBER, known)
    assert reading.report is not None
    ((code, row, first),) = [(p.code, p.row, p.details["first"]) for p in reading.warnings]
    assert (code, row, first) == ("report_duplicate", 6, 5)


def test_a_slip_of_unit_since_last_year_asks_for_a_confirmation(fill, known):
    waste = {"site_id": "x", "activity_code": "Restavfall", "carrier_code": "waste_residual_energy", "data_quality": 1}
    before = read_report(fill({**waste, "quantity": 12000, "unit": "kg"}), MEMBER, known).report
    slip = read_report(fill({**waste, "quantity": 12000, "unit": "tonne"}), MEMBER, known)
    same = read_report(fill({**waste, "quantity": 12.5, "unit": "tonne"}), MEMBER, known)
    assert codes(beside(slip, before, "f", known).warnings) == {"report_large_change"}
    assert beside(same, before, "f", known).warnings == ()


def test_a_hub_without_its_suppliers_factor_is_told_what_is_needed(fill, known):
    hub = {**DIESEL, "activity_code": "bought_hub", "carrier_code": "hub_service", "unit": "tonne"}
    assert codes(read_report(fill(hub), MEMBER, known).errors) == {"report_factor_needed"}


def test_every_text_of_a_problem_exists_in_both_languages():
    for language in ("sv", "en"):
        keys = {k for k in texts_of(language).keys if k.startswith("problem.report_")}
        assert len(keys) > 50


@pytest.mark.parametrize("year", ["²", "٢٠٢٥", "２０２５", "20²5", "2" * 5000, "02025", "2025.0", "-2025", "nan"])
def test_a_year_in_other_signs_than_four_digits_is_told_in_short(known, year):
    head = "tabell;mallversion;år;medlem;anläggning;aktivitet;energibärare;mängd;enhet;datakvalitet"
    text = f"{head}\nAktiviteter;1;{year};slp;Lager;Egen väg: drivmedel;Diesel MK1;5;liter;1\n"
    reading = read_report(Sent("r.csv", text.encode()), MEMBER, known)
    found = [problem.found for problem in reading.errors if problem.code == "report_year_unclear"]
    assert found == [year[:80]], reading.errors
