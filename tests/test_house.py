"""The walls of the house: who may import whom, what a page may not do, how SQL is written."""

import ast
import re

import pytest

from declaration.home import QUERIES, REPOSITORY

PACKAGE = REPOSITORY / "declaration"

#: Room → the rooms of the package it may import besides itself.
ALLOWED = {
    "accounting": {"home"},
    "programme": set(),
    "trajectory": set(),
    "charts": {"language"},
    "maps": {"language"},
    "language": {"clock"},
    "sources": {"problems", "home", "language"},
    "reports": {"accounting", "problems", "home", "language", "sealing"},
    # the gate decides, the auditor attacks: they know nothing of each other, and neither of any file
    "disclosure": set(),
    "audit": set(),
    "sealing": {"problems"},
    "demonstration": {"accounting", "reports", "problems", "home"},
    "exchange": {"accounting", "reports", "problems", "home", "language", "sealing"},
    "release": {
        *("home", "problems", "sources", "accounting", "programme", "reports", "demonstration"),
        *("exchange", "trajectory", "disclosure", "audit", "sealing", "language", "contact", "chain", "desk", "lock"),
    },
    # what the readers of each room need: who they are, what they hand in, what they decide
    "access": {"home", "release", "sealing", "language"},
    "desk": {"home", "problems", "language", "reports", "accounting", "sealing", "lock"},
    "meeting": {"home", "charts", "language", "paper", "problems", "chain", "reports"},
    "paper": {"home"},
    "ui": {
        *("charts", "maps", "language", "release", "routes", "home", "contact", "ui"),
        *("access", "desk", "meeting", "paper", "problems", "reports", "chain", "clock"),
    },
    "door": {"routes", "language", "release", "home", "contact", "door", "access"},
    # the data holder's own process
    "steward": {
        *("home", "routes", "language", "problems", "contact", "access", "ui", "charts", "door", "lock"),
        *("release", "reports", "desk", "disclosure", "audit", "sealing", "programme", "demonstration"),
    },
}
STREAMLIT_ROOMS = {"ui", "door", "access", "steward"}


def imports(path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def rooms_imported(path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("declaration.")}


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_a_room_imports_only_its_neighbours(room):
    for path in (PACKAGE / room).rglob("*.py"):
        strangers = rooms_imported(path) - ALLOWED[room] - {room}
        assert not strangers, f"{path.relative_to(REPOSITORY)} imports {strangers}"


def test_every_room_is_in_the_plan():
    rooms = {p.name for p in PACKAGE.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert rooms <= set(ALLOWED)


def test_streamlit_is_imported_only_where_people_are_met():
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0]
        if any(name.split(".")[0] == "streamlit" for name in imports(path)):
            assert room in STREAMLIT_ROOMS, path


@pytest.mark.parametrize("path", sorted((REPOSITORY / "pages").glob("*.py")), ids=lambda p: p.name)
def test_a_page_is_thin(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 110
    assert not {"pandas", "duckdb", "plotly", "pydeck", "numpy"} & {n.split(".")[0] for n in imports(path)}
    assert "unsafe_allow_html" not in text
    tree = ast.parse(text)
    for node in ast.walk(tree):
        assert not isinstance(node, ast.Try), "a page does not catch errors"
        if isinstance(node, ast.FormattedValue):
            assert node.format_spec is None, "numbers are written by the reader, not by format specifiers"


def test_no_sql_is_put_together_from_strings():
    pattern = re.compile(r"\b(execute|sql|query)\(\s*f[\"']")
    for path in [*PACKAGE.rglob("*.py"), *(REPOSITORY / "pages").glob("*.py")]:
        assert not pattern.search(path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("path", sorted((QUERIES / "public").glob("*.sql")), ids=lambda p: p.stem)
def test_a_question_says_what_it_answers(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    for position, word in enumerate(("answers", "grain", "params", "columns")):
        assert lines[position].startswith(f"-- {word}:"), f"line {position + 1} of {path.name}"


#: what the dashboard's process has no way to: the data holder's key, what was received, what a release was made from
OUT_OF_REACH = {
    *(
        "declaration.release.vault",
        "declaration.release.build",
        "declaration.release.ledger",
        "declaration.release.gating",
    ),
    *("declaration.release.members", "declaration.release.programme", "declaration.release.programme_tables"),
    *("declaration.reports.store",),
    *("declaration.desk.collect", "declaration.steward", "declaration.audit", "declaration.demonstration"),
}


def modules_reached(paths) -> dict[str, str]:
    """Every module of the package that is imported on the way from these files → the file that imports it."""
    found, waiting = {}, [(path, path.name) for path in paths]
    while waiting:
        path, _ = waiting.pop()
        for name in imports_with_members(path):
            for module in (name, name.rpartition(".")[0]):
                place = REPOSITORY / module.replace(".", "/")
                file = place.with_suffix(".py") if place.with_suffix(".py").is_file() else place / "__init__.py"
                if module.startswith("declaration") and module not in found and file.is_file():
                    found[module] = str(path.relative_to(REPOSITORY))
                    waiting.append((file, module))
    return found


def imports_with_members(path) -> set[str]:
    """As `imports`, and `package.name` for every name imported from a package."""
    names = imports(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_the_dashboard_has_no_way_to_the_vault():
    entrances = [REPOSITORY / "serve.py", REPOSITORY / "dashboard.py", *(REPOSITORY / "pages").glob("*.py")]
    reached = modules_reached(entrances)
    assert {"declaration.access.own", "declaration.ui.shell"} <= set(reached)
    rooms = {module for module in reached if any(f"{module}.".startswith(f"{out}.") for out in OUT_OF_REACH)}
    assert not rooms, {module: reached[module] for module in rooms}
