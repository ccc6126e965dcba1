"""Where we stand: a member's own figures, its bands, and what others can see; of no other member anything."""

import csv
import re

import pytest

from declaration.access.own import open_own
from declaration.access.standing import Person
from declaration.desk.keys import ensure
from declaration.desk.letters import letters_of
from declaration.home import DATA, served_folder
from declaration.language import reader_of

HAULIER = "demo-akeriet-alfa"
#: a haulier among many; one that sent no report of the last year; one that joined late; one of a small kind
MEMBERS = (HAULIER, "demo-akeriet-zeta", "demo-akeriet-eta", "demo-natverket-beta")


def names() -> dict[str, str]:
    with (DATA / "demonstration" / "programme.csv").open(encoding="utf-8", newline="") as rows:
        return {row["member_id"]: row["name"] for row in csv.DictReader(rows)}


def words(page) -> str:
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "success")
    text = [str(element.value) for kind in kinds for element in page.get(kind)]
    return "\n".join([*text, *(html.proto.body for html in page.get("html"))])


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("member", MEMBERS)
def test_a_member_sees_itself_and_no_other(open_page, member, language):
    page = open_page("stand", language, person=Person("member", "Kim", member))
    text, every = words(page), names()
    assert every[member] in text
    assert [name for other, name in every.items() if other != member and name in text] == []
    assert not re.search(r"\bnan\b|\bNone\b(?! of)|\{", text, re.IGNORECASE)
    assert all(len(chart.proto.alt) > 40 for chart in page.get("plotly_chart"))
    assert reader_of(language).say("programme.notice") in text


def test_the_own_level_on_the_page_is_the_one_in_the_own_file(open_page, home, release):
    person = Person("member", "Kim", HAULIER)
    years = open_own(home, release, person).ask("stand_years")
    newest = years.loc[years["year"].idxmax()]
    text = words(open_page("stand", person=person))
    assert reader_of("sv").number(newest["co2e_t"]) in text


def test_who_is_in_no_release_is_told_what_to_do(open_page):
    page = open_page("stand", person=Person("member", "Kim", "greencarrier-freight-services"))
    say = reader_of("sv").say
    assert say("stand.empty.title") in [header.value for header in page.header]
    assert not page.get("plotly_chart")


def test_a_large_change_is_explained_in_a_sealed_letter(open_page, home):
    ensure(home)
    served = served_folder(home)
    before = len(letters_of(served, HAULIER))
    page = open_page("stand", person=Person("member", "Kim", HAULIER))
    page.text_area[0].set_value("Ny depå i mars <script>alert(1)</script>")
    next(b for b in page.button if b.label == reader_of("sv").say("stand.explain.send")).click().run()
    assert not page.exception
    letters = letters_of(served, HAULIER)
    assert len(letters) == before + 1 and letters[-1].kind == "explanation"
    kept = b"".join(p.read_bytes() for p in (served / "desk").rglob("*") if p.is_file())
    assert "depå".encode() not in kept
