"""Where we stand: a member's own figures, its bands, and what others can see; of no other member anything."""

import csv
import re

import pytest

from declaration.access.own import open_own
from declaration.access.standing import Person
from declaration.desk import letters
from declaration.desk.folder import REFUSED, Answer, answers_folder, write_answer
from declaration.desk.keys import ensure, public_file
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


def send_explanation(page, text: str):
    page.text_area[0].set_value(text)
    next(b for b in page.button if b.label == reader_of("sv").say("stand.explain.send")).click().run()
    assert not page.exception
    return page


def jumps_cell(page) -> str:
    """What stands to the right of the first large change."""
    caption = reader_of("sv").say("stand.jumps.caption")
    (table,) = [h.proto.body for h in page.get("html") if f"<caption>{caption}" in h.proto.body]
    return re.findall(r"<td>(.*?)</td>", table)[-1]


def test_a_large_change_is_explained_in_a_sealed_letter_and_leaves_its_trace(open_page, home):
    say, served = reader_of("sv").say, served_folder(home)
    ensure(home)
    before = len(letters_of(served, HAULIER))
    page = open_page("stand", person=Person("member", "Kim", HAULIER))
    assert jumps_cell(page) == say("stand.jump.unexplained")
    send_explanation(page, "Ny depå i mars <script>alert(1)</script>")
    assert not page.error
    (letter,) = letters_of(served, HAULIER)[before:]
    assert letter.kind == "explanation"
    kept = b"".join(p.read_bytes() for p in (served / "desk").rglob("*") if p.is_file())
    assert "depå".encode() not in kept
    sent_at = reader_of("sv").moment(letter.handed_in_at)
    assert say("stand.explain.sent", time=sent_at, letter=letter.letter_id) in [s.value for s in page.success]
    assert page.text_area[0].value == ""
    waits = say("stand.explain.waiting", year=letter.year, time=sent_at)
    assert jumps_cell(page) == waits
    again = open_page("stand", person=Person("member", "Kim", HAULIER))
    assert jumps_cell(again) == waits
    write_answer(answers_folder(served), letter, Answer(REFUSED, "2026-02-02T10:00:00+00:00"))
    refused = open_page("stand", person=Person("member", "Kim", HAULIER))
    assert jumps_cell(refused) == say("stand.explain.refused", year=letter.year, time=sent_at)


def test_a_refused_explanation_keeps_what_was_typed(open_page, home, monkeypatch):
    ensure(home)
    monkeypatch.setattr(letters, "MOST_WAITING", 0)
    page = send_explanation(open_page("stand", person=Person("member", "Kim", HAULIER)), "Två bilar sålda i maj")
    assert [e.value for e in page.error] == [reader_of("sv").say("desk.send.refused")]
    assert page.text_area[0].value == "Två bilar sålda i maj"


def test_with_the_desk_closed_nothing_is_sent_and_nothing_typed_is_lost(open_page, home):
    ensure(home)
    served = served_folder(home)
    key, before = public_file(served), letters_of(served, HAULIER)
    content = key.read_bytes()
    page = open_page("stand", person=Person("member", "Kim", HAULIER))
    try:
        key.unlink()
        send_explanation(page, "Två bilar sålda i maj")
    finally:
        key.write_bytes(content)
    assert [w.value for w in page.warning if "Receptionen är stängd" in w.value]
    assert not page.error
    assert page.text_area[0].value == "Två bilar sålda i maj"
    (send,) = [b for b in page.button if b.label == reader_of("sv").say("stand.explain.send")]
    assert send.disabled
    assert letters_of(served, HAULIER) == before
