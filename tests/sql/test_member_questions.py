"""Every question of a member's own file, asked of a real one: it binds there, alone, and gives what it says."""

import re

import pytest

from declaration.access.own import NotAMemberError, open_own
from declaration.access.standing import Person
from declaration.home import QUERIES
from declaration.release import reader

FILES = sorted((QUERIES / "member").glob("*.sql"))


@pytest.fixture(scope="module")
def own(home, release):
    return open_own(home, release, Person("member", "Kim", "demo-akeriet-alfa"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_members_question_is_answered_as_its_header_says(own, path):
    lines = path.read_text(encoding="utf-8").splitlines()
    for position, word in enumerate(("answers", "grain", "params", "columns")):
        assert lines[position].startswith(f"-- {word}:"), f"line {position + 1} of {path.name}"
    assert reader.parameters_of(path.read_text(encoding="utf-8")) == set()
    rows = own.ask(path.stem)
    said = re.sub(r"\([^()]*\)", "", lines[3].removeprefix("-- columns:"))
    if "LINE_COLUMNS" not in said and "all of" not in said:
        assert [name.strip() for name in said.split(",") if name.strip()] == list(rows.columns)


def test_the_files_hold_something(own):
    empty = [path.stem for path in FILES if own.ask(path.stem).empty]
    assert len(empty) < len(FILES) / 2, empty


def test_a_members_file_reads_nothing_else(own):
    for order in (
        "select * from read_text('/etc/hostname')",
        "attach '/tmp/x.duckdb'",
        "select * from released_number",
    ):
        with pytest.raises(Exception, match=r"(?i)disabled|not allowed|does not exist|read-only|permission"):
            own.connection.cursor().execute(order)


@pytest.mark.parametrize("person", [None, Person("official", "Kim"), Person("steward", "Kim")])
def test_nobody_but_a_member_has_a_file(home, release, person):
    with pytest.raises(NotAMemberError):
        open_own(home, release, person)


def test_a_member_that_is_in_no_release_has_none(home, release):
    assert open_own(home, release, Person("member", "Kim", "greencarrier-freight-services")) is None
