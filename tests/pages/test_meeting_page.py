"""The meeting's page: what it shows, what it writes down, and how it stands on the wall."""

import pytest

from declaration.access.standing import Person
from declaration.chain import head_of
from declaration.language import reader_of
from declaration.meeting.log import entries, log_of, standing

OFFICIAL = Person("official", "Anna Ek")
SAY = reader_of("sv").say


@pytest.fixture(autouse=True)
def empty_log(home):
    for file in (log_of(home), head_of(log_of(home))):
        file.unlink(missing_ok=True)


def shown(page) -> str:
    kinds = ("title", "header", "markdown", "caption", "success", "error", "warning", "info")
    text = [str(element.value) for kind in kinds for element in page.get(kind)]
    return "\n".join([*text, *(html.proto.body for html in page.get("html"))])


def press(page, key: str):
    next(b for b in page.button if b.key == key or (b.key or "").endswith(key)).click().run()
    assert not page.exception
    return page


def button(page, form: str, label: str):
    return next(b for b in page.button if b.proto.form_id == form and b.label == label)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_holds_every_sheet_and_no_member(open_page, language):
    page = open_page("meeting", language, person=OFFICIAL)
    say, text = reader_of(language).say, shown(page)
    for heading in ("meeting.decisions.title.none", "meeting.measures.title.none"):
        assert say(heading) in text
    assert say("programme.notice") in text
    assert "demo-" not in text and "Demonstrationsåkeriet" not in text


def test_a_decision_is_saved_carried_over_and_closed(open_page, home):
    page = open_page("meeting", person=OFFICIAL)
    page.text_area(key="decision-text").set_value("Landström i Norra hamnen")
    page.text_input(key="decision-owner").set_value("Miljöchefen")
    button(page, "decision-new", SAY("meeting.save")).click().run()
    assert not page.exception
    assert SAY("meeting.decisions.saved") in shown(page)
    assert "Landström i Norra hamnen" in shown(page)
    (entry,) = entries(home)
    assert (entry["who"], entry["kind"]) == ("Anna Ek", "decision.added")

    page.radio[0].set_value("closed")
    button(page, "decision-change-1", SAY("meeting.save")).click().run()
    assert not page.exception
    assert not standing(home).decisions["1"].is_open
    assert [e["kind"] for e in entries(home)] == ["decision.added", "decision.closed"]


def test_an_empty_decision_is_refused_in_words_and_leaves_no_trace(open_page, home):
    page = open_page("meeting", person=OFFICIAL)
    button(page, "decision-new", SAY("meeting.save")).click().run()
    assert [error.value for error in page.error] == [SAY("meeting.refused.text_empty")]
    assert entries(home) == []


def test_a_measure_of_the_city_reaches_the_wedge(open_page, home):
    page = open_page("meeting", person=OFFICIAL)
    page.text_input(key="m-name-").set_value("Laddplats Långeberga")
    page.text_input(key="m-owner-").set_value("Stadsbyggnad")
    page.number_input(key="m-expected-").set_value(900.0)
    button(page, "measure-", SAY("meeting.save")).click().run()
    assert not page.exception
    assert standing(home).measures["1"].expected_t == 900.0
    assert "Laddplats Långeberga" in shown(page)


def test_a_script_in_a_decision_is_text(open_page, home):
    page = open_page("meeting", person=OFFICIAL)
    page.text_area(key="decision-text").set_value("<script>alert(1)</script><img src=x onerror=alert(2)>")
    page.text_input(key="decision-owner").set_value("[länk](javascript:alert(3))")
    button(page, "decision-new", SAY("meeting.save")).click().run()
    bodies = "".join(html.proto.body for html in page.get("html"))
    assert "<script>" not in bodies and "<img src=x" not in bodies
    assert "&lt;script&gt;" in bodies
    assert "javascript:" not in "".join(str(m.value) for m in page.markdown)


def test_a_log_changed_by_hand_is_told_and_not_written_to(open_page, home):
    page = open_page("meeting", person=OFFICIAL)
    page.text_area(key="decision-text").set_value("Ett beslut")
    page.text_input(key="decision-owner").set_value("Någon")
    button(page, "decision-new", SAY("meeting.save")).click().run()
    path = log_of(home)
    path.write_text(path.read_text(encoding="utf-8").replace("Ett beslut", "Ett annat"), encoding="utf-8")
    before = path.read_bytes()
    page.run()
    assert SAY("meeting.log.broken") in [error.value for error in page.error]
    assert path.read_bytes() == before


def test_the_wall_shows_one_sheet_and_leads_on(open_page):
    page = open_page("meeting", person=OFFICIAL, present="1")
    assert len(page.title) == 1 and not page.header
    assert "1 av" in shown(page)
    first = page.title[0].value
    press(page, "wall-next")
    assert page.title[0].value != first
    press(page, "wall-leave")
    assert page.title[0].value == SAY("page.meeting")


@pytest.mark.parametrize("asked", ["0", "999", "-1", "x", "1e9", "²"])
def test_whatever_slide_an_address_asks_for_there_is_one_or_the_page(open_page, asked):
    page = open_page("meeting", person=OFFICIAL, present=asked)
    assert len(page.title) == 1
