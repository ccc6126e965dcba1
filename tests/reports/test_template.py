"""The template as its user meets it: lists in the language, units that follow the activity, locked headings."""

import io

import openpyxl
import pytest

from declaration.reports.fields import SHEETS, TABLES
from declaration.reports.template import EXAMPLE, HEAD_ROW, template
from declaration.reports.vocabulary import LANGUAGES


@pytest.fixture(params=LANGUAGES)
def language(request) -> str:
    return request.param


@pytest.fixture
def book(blank, language):
    return openpyxl.load_workbook(io.BytesIO(blank[language]))


def test_it_is_the_same_bytes_whenever_it_is_made(blank, known, language):
    assert template(2025, language, known.vocabulary) == blank[language]


def test_every_table_has_its_sheet_and_headings(book, language):
    for table, titles in SHEETS.items():
        sheet = book[titles[LANGUAGES.index(language)]]
        headings = [cell.value for cell in sheet[HEAD_ROW + 1]]
        assert headings == [field.heading(language) for field in TABLES[table]]


def test_headings_are_locked_and_cells_are_open(book, language):
    sheet = book[SHEETS["activity"][LANGUAGES.index(language)]]
    assert sheet.protection.sheet
    assert sheet.cell(HEAD_ROW + 1, 3).protection.locked
    assert not sheet.cell(HEAD_ROW + 2, 3).protection.locked


def lists_of(book) -> list[list]:
    return [[cell.value for cell in column] for column in book["listor"].iter_cols()]


def test_the_lists_hold_every_activity_and_only_fitting_carriers_and_units(book, known, language):
    columns = lists_of(book)
    vocabulary, place = known.vocabulary, LANGUAGES.index(language)
    offered = {(a, c) for a, c in zip(columns[0], columns[2], strict=True) if a}
    names = vocabulary.names
    assert offered == {
        (names["activity_code"][a][place], names["carrier_code"][c][place])
        for a, carriers in vocabulary.carriers_of.items()
        for c in carriers
    }
    units = {(pair, unit) for pair, unit in zip(columns[4], columns[5], strict=True) if pair}
    for (a, c), allowed in vocabulary.units_of.items():
        pair = f"{names['activity_code'][a][place]}|{names['carrier_code'][c][place]}"
        assert {u for p, u in units if p == pair} == set(allowed)


def test_rows_of_one_activity_stand_together_for_the_drop_down_to_find(book):
    """OFFSET over the first match and COUNTIF needs each activity's carriers, and each pair's units, in one run."""
    columns = lists_of(book)
    for column in (columns[0], columns[4], columns[7]):
        found = [name for name in column if name]
        runs = [name for i, name in enumerate(found) if i == 0 or found[i - 1] != name]
        assert len(runs) == len(set(runs))


def test_drop_downs_cover_the_cells_offered(book, language):
    sheet = book[SHEETS["activity"][LANGUAGES.index(language)]]
    listed = {str(v.sqref).split(":")[0].rstrip("0123456789") for v in sheet.data_validations.dataValidation}
    wanted = {"C", "D", "E", "F", "G", "H", "I", "L", "M", "N"}
    assert wanted <= listed


def test_the_example_goes_together(known):
    for line in EXAMPLE:
        assert line["unit"] in known.vocabulary.units_of[line["activity_code"], line["carrier_code"]]
