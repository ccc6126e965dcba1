import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from declaration.reports.fields import SHEETS, TABLES
from declaration.reports.reading import Lists, lists
from declaration.reports.template import HEAD_ROW, template
from declaration.reports.vocabulary import LANGUAGES

MEMBER = "slp"
NOW = datetime(2026, 2, 1, 9, 30, tzinfo=UTC)

#: one good line, in Swedish names
DIESEL = {
    "site_id": "Depån",
    "activity_code": "Drivmedel, egna och leasade vägfordon",
    "carrier_code": "Diesel MK1, svensk",
    "quantity": 84500,
    "unit": "litre",
    "data_quality": 1,
}


@pytest.fixture(scope="session")
def known() -> Lists:
    return lists()


@pytest.fixture(scope="session")
def blank(known) -> dict[str, bytes]:
    """The empty template in each language."""
    return {language: template(2025, language, known.vocabulary) for language in LANGUAGES}


@pytest.fixture
def fill(tmp_path, blank) -> Callable[..., Path]:
    """Fills the template as a person would, and saves it. `change` gets the workbook before it is saved."""

    def filled(*lines: dict, language: str = "sv", table: str = "activity", change=None, name="rapport.xlsx") -> Path:
        book = openpyxl.load_workbook(io.BytesIO(blank[language]))
        sheet = book[SHEETS[table][LANGUAGES.index(language)]]
        codes = [field.code for field in TABLES[table]]
        for row, line in enumerate(lines, start=HEAD_ROW + 2):
            for code, value in line.items():
                sheet.cell(row, codes.index(code) + 1).value = value
        if change:
            change(book)
        path = tmp_path / name
        book.save(path)
        return path

    return filled
