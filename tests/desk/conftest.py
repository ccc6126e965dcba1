from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from declaration.desk.checking import Checked, check
from declaration.desk.keys import ensure
from declaration.home import served_folder
from declaration.reports.reading import Lists, lists
from declaration.sealing.key import Seal, key_of
from tests.reports import filled
from tests.reports.conftest import DIESEL

MEMBER, INVENTED = "slp", "demo-akeriet-alfa"
NOW = datetime(2026, 2, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def known() -> Lists:
    return lists()


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
def workbook() -> Callable[..., bytes]:
    """The template filled with lines, or with one, as bytes."""
    return lambda *lines: filled.workbook(*(lines or (DIESEL,)))


@pytest.fixture
def checked(workbook, known) -> Callable[..., Checked]:
    """A file checked as the desk does it."""

    def made(*lines: dict, member: str = MEMBER, name: str = "rapport.xlsx", **more: object) -> Checked:
        return check(name, workbook(*lines), member, None, known, now=NOW, **more)

    return made
