"""Both languages say the same things, and nothing is asked for that no catalogue holds."""

import ast
import re
import string
from pathlib import Path

import pytest

from declaration.home import REPOSITORY
from declaration.language import MissingTextError, texts_of
from declaration.routes import ROUTES

FORMATTER = string.Formatter()
CODE = [*REPOSITORY.glob("declaration/**/*.py"), *REPOSITORY.glob("pages/**/*.py")]
PROSE = REPOSITORY / "declaration" / "language" / "prose"


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in FORMATTER.parse(text) if name}


def raw(texts, key: str) -> str:
    return texts._translations.gettext(key)


def test_both_languages_have_the_same_keys():
    sv, en = texts_of("sv"), texts_of("en")
    assert sv.keys == en.keys
    assert len(sv.keys) > 100


def test_both_languages_have_the_same_blanks():
    sv, en = texts_of("sv"), texts_of("en")
    different = [key for key in sv.keys if blanks(raw(sv, key)) != blanks(raw(en, key))]
    assert different == []


def test_a_missing_key_and_an_unfilled_blank_are_errors():
    say = texts_of("sv")
    with pytest.raises(MissingTextError):
        say("no.such.key")
    with pytest.raises(KeyError):
        say("figure.credit", source="SMHI")


def test_every_key_in_the_code_exists():
    written = re.compile(r"""\bsay\(\s*["']([a-z][\w.]*\w)["']""")
    asked = {key for path in CODE for key in written.findall(path.read_text(encoding="utf-8"))}
    assert len(asked) > 50
    assert asked - texts_of("sv").keys == set()


def test_every_key_is_asked_for_somewhere():
    """As a whole text in the code, or as one that a formatted text with blanks can become."""
    whole, shapes = set(), set()
    for node in (node for path in CODE for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.JoinedStr):
            shapes.add("".join(re.escape(x.value) if isinstance(x, ast.Constant) else ".+" for x in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            whole.add(node.value)
    telling = re.compile("|".join(shape for shape in shapes if re.match(r"[a-z_]+\\\.", shape)))
    assert telling.fullmatch("page.overview") and not telling.fullmatch("no.such.key")
    assert {key for key in texts_of("sv").keys if key not in whole and not telling.fullmatch(key)} == set()


def test_every_page_has_a_name_and_a_description():
    for language in ("sv", "en"):
        for route in ROUTES:
            assert texts_of(language)(f"page.{route.key}")
            assert len(texts_of(language)(f"page.{route.key}.description")) > 40


def test_prose_has_the_same_files_headings_and_blanks():
    names = sorted(path.name for path in (PROSE / "sv").glob("*.md"))
    assert names == sorted(path.name for path in (PROSE / "en").glob("*.md"))
    assert names
    for name in names:
        sv, en = (Path(PROSE / language / name).read_text(encoding="utf-8") for language in ("sv", "en"))
        assert blanks(sv) == blanks(en), name
        assert [len(h) for h in re.findall(r"^#+", sv, re.M)] == [len(h) for h in re.findall(r"^#+", en, re.M)], name
