import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from declaration.desk.checking import Checked, check
from declaration.desk.keys import ensure
from declaration.home import served_folder
from declaration.reports.fields import SHEETS, TABLES
from declaration.reports.reading import Lists, lists
from declaration.reports.template import HEAD_ROW, template
from declaration.sealing.key import Seal, key_of
from tests.reports.conftest import DIESEL

MEMBER, INVENTED = "slp", "demo-akeriet-alfa"
NOW = datetime(2026, 2, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def known() -> Lists:
    return lists()


@pytest.fixture(scope="session")
def blank(known) -> bytes:
    return template(2025, "sv", known.vocabulary)


@pytest.fixture
def home(tmp_path) -> Path:
    """A home with keys and nothing else: what a first release leaves."""
    folder = tmp_path / "home"
    key_of(folder)
    ensure(folder)
    return folder


@pytest.fixture
def seal(home) -> Seal:
    return key_of(home)


@pytest.fixture
def served(home) -> Path:
    return served_folder(home)


@pytest.fixture
def workbook(blank) -> Callable[..., bytes]:
    """The template filled with lines, as bytes."""

    def filled(*lines: dict) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(blank))
        sheet = book[SHEETS["activity"][0]]
        codes = [field.code for field in TABLES["activity"]]
        for row, line in enumerate(lines or (DIESEL,), start=HEAD_ROW + 2):
            for code, value in line.items():
                sheet.cell(row, codes.index(code) + 1).value = value
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    return filled


@pytest.fixture
def checked(workbook, known) -> Callable[..., Checked]:
    """A file checked as the desk does it."""

    def made(*lines: dict, member: str = MEMBER, name: str = "rapport.xlsx", **more: object) -> Checked:
        return check(name, workbook(*lines), member, None, known, now=NOW, **more)

    return made
