"""The meeting's page: what it shows, what it writes down, and how it stands on the wall."""

import re
import shutil
from datetime import UTC, datetime

import duckdb
import pytest

import declaration.ui.meeting as ui
from declaration.access.standing import Person
from declaration.chain import head_of
from declaration.language import reader_of
from declaration.meeting import briefing
from declaration.meeting.log import enter, entries, log_of, standing
from declaration.release.shelf import Release

OFFICIAL = Person("official", "Anna Ek")
SAY = reader_of("sv").say


@pytest.fixture(autouse=True)
def empty_log(home):
    for file in (log_of(home), head_of(log_of(home))):
        file.unlink(missing_ok=True)


def note(home, kind: str, **says: str) -> None:
    enter(home, kind, says, who="Anna Ek", release="r", now=datetime(2026, 11, 24, tzinfo=UTC))


def blocks(block):
    """A block of the page and all within it."""
    yield block
    for child in getattr(block, "children", {}).values():
        if hasattr(child, "children"):
            yield from blocks(child)


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
    page.text_area(key="decision-new-text-0").set_value("Landström i Norra hamnen")
    page.text_input(key="decision-new-owner-0").set_value("Miljöchefen")
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


def test_what_was_typed_stays_until_the_log_has_taken_it(open_page, home):
    page = open_page("meeting", person=OFFICIAL)
    text = "Staden och hamnen tar fram en gemensam tidplan. " * 12
    page.text_area(key="decision-new-text-0").set_value(text)
    button(page, "decision-new", SAY("meeting.save")).click().run()
    assert [error.value for error in page.error] == [SAY("meeting.refused.owner_empty")]
    assert page.text_area(key="decision-new-text-0").value == text
    assert entries(home) == []
    page.text_input(key="decision-new-owner-0").set_value("Miljöchefen")
    button(page, "decision-new", SAY("meeting.save")).click().run()
    assert not page.error and len(entries(home)) == 1
    assert page.text_area(key="decision-new-text-1").value == ""
    assert page.text_input(key="decision-new-owner-1").value == ""


def test_no_form_is_emptied_by_the_browser(open_page, home):
    """The browser empties such a form also where what it held is refused."""
    page = open_page("meeting", person=OFFICIAL)
    note(home, "decision.added", text="Ett beslut", owner="Någon", due="2027-03-01", area="total")
    page.run()
    told = [getattr(block.proto, "form", block.proto) for block in blocks(page.main)]
    forms = [form for form in told if getattr(form, "form_id", "")]
    assert {form.form_id for form in forms} == {"decision-new", "decision-change-1", "measure-"}
    assert not any(form.clear_on_submit for form in forms)


def test_a_note_is_gone_once_it_is_taken_and_the_way_is_chosen_anew(open_page, home):
    note(home, "decision.added", text="Ett beslut", owner="Någon", due="2027-03-01", area="total")
    page = open_page("meeting", person=OFFICIAL)
    page.radio(key="decision-change-1-way-0").set_value("noted")
    button(page, "decision-change-1", SAY("meeting.save")).click().run()
    assert [error.value for error in page.error] == [SAY("meeting.refused.note_empty")]
    assert page.radio(key="decision-change-1-way-0").value == "noted"
    page.text_area(key="decision-change-1-note-0").set_value("Offert kommen")
    button(page, "decision-change-1", SAY("meeting.save")).click().run()
    assert page.text_area(key="decision-change-1-note-1").value == ""
    assert page.radio(key="decision-change-1-way-1").value == "closed"


def test_a_measure_of_the_city_reaches_the_wedge(open_page, home):
    page = open_page("meeting", person=OFFICIAL)
    page.text_input(key="measure--name-0").set_value("Laddplats Långeberga")
    page.text_input(key="measure--owner-0").set_value("Stadsbyggnad")
    page.number_input(key="measure--expected-0").set_value(900.0)
    button(page, "measure-", SAY("meeting.save")).click().run()
    assert not page.exception
    assert standing(home).measures["1"].expected_t == 900.0
    assert "Laddplats Långeberga" in shown(page)


def test_a_script_in_a_decision_is_text(open_page, home):
    page = open_page("meeting", person=OFFICIAL)
    page.text_area(key="decision-new-text-0").set_value("<script>alert(1)</script><img src=x onerror=alert(2)>")
    page.text_input(key="decision-new-owner-0").set_value("[länk](javascript:alert(3))")
    button(page, "decision-new", SAY("meeting.save")).click().run()
    bodies = "".join(html.proto.body for html in page.get("html"))
    assert "<script>" not in bodies and "<img src=x" not in bodies
    assert "&lt;script&gt;" in bodies
    assert "javascript:" not in "".join(str(m.value) for m in page.markdown)


def test_a_log_changed_by_hand_is_told_and_not_written_to(open_page, home):
    page = open_page("meeting", person=OFFICIAL)
    page.text_area(key="decision-new-text-0").set_value("Ett beslut")
    page.text_input(key="decision-new-owner-0").set_value("Någon")
    button(page, "decision-new", SAY("meeting.save")).click().run()
    path = log_of(home)
    path.write_text(path.read_text(encoding="utf-8").replace("Ett beslut", "Ett annat"), encoding="utf-8")
    before = path.read_bytes()
    page.run()
    assert SAY("meeting.log.broken") in [error.value for error in page.error]
    assert path.read_bytes() == before
    assert shown(page).count(SAY("meeting.log.unread")) >= 2, "a broken log is not an empty one"
    assert SAY("meeting.decisions.title.none") not in shown(page)


def test_the_wall_shows_one_sheet_and_leads_on(open_page):
    page = open_page("meeting", person=OFFICIAL, present="1")
    assert len(page.title) == 1 and not page.header
    assert "1 av" in shown(page)
    first = page.title[0].value
    press(page, "wall-next")
    assert page.title[0].value != first
    press(page, "wall-leave")
    assert page.title[0].value == SAY("page.meeting")


def test_a_long_log_goes_on_on_the_next_picture_of_the_wall(open_page, home):
    for number in range(20):
        note(
            home,
            "decision.added",
            text=f"{number} {'Staden och hamnen. ' * 8}",
            owner="A",
            due="2027-03-01",
            area="total",
        )
    page = open_page("meeting", person=OFFICIAL, present="99")
    count = int(re.search(r"^(\d+) av \1$", shown(page), re.MULTILINE)[1])
    title = SAY("meeting.decisions.title.open", count=20)
    rows, titles = [], []
    for number in range(1, count + 1):
        page = open_page("meeting", person=OFFICIAL, present=str(number))
        if title in page.title[0].value:
            titles.append(page.title[0].value)
            rows.append(re.findall(r'scope="row">(\d+) Staden', shown(page)))
    assert len(rows) > 1
    assert titles == [
        SAY("meeting.slide.part", title=title, number=n, count=len(rows)) for n in range(1, len(rows) + 1)
    ]
    assert [int(number) for part in rows for number in part] == list(range(20))
    assert max(map(len, rows)) <= 8, "two lines a row on a wall"


def test_what_there_is_to_say_without_a_picture_is_said_on_the_wall(open_page):
    page = open_page("meeting", person=OFFICIAL, present="4")
    assert page.title[0].value == SAY("meeting.change.title.none")
    assert SAY("meeting.change.none") in shown(page)


@pytest.fixture
def earlier(release, tmp_path, monkeypatch):
    """A release to compare with: a copy of the current one, put before it on the shelf."""
    made = Release("2024-01-01-0000beef", tmp_path / "2024-01-01-0000beef")
    shutil.copytree(release.folder, made.folder)
    monkeypatch.setattr(ui, "_made_before", lambda visit: [made])
    return made


def test_an_earlier_release_that_does_not_answer_is_told_and_the_rest_is_shown(open_page, earlier):
    with duckdb.connect(str(earlier.public_database)) as database:
        database.sql("drop table programme_level")
    page = open_page("meeting", person=OFFICIAL)
    assert [w.value for w in page.warning][-1] == SAY("meeting.compare.unreadable", release=earlier.id)
    assert SAY("meeting.change.title.none") in shown(page)


def test_a_mistake_of_our_own_is_no_unreadable_release(open_page, earlier, monkeypatch, caplog):
    page = open_page("meeting", person=OFFICIAL)
    assert SAY("meeting.compare.unreadable", release=earlier.id) not in [w.value for w in page.warning]

    def wrong(*given):
        raise KeyError("a slip")

    monkeypatch.setattr(briefing, "programme_change", wrong)
    page.run()
    assert "failed: KeyError" in caplog.text
    assert SAY("meeting.compare.unreadable", release=earlier.id) not in [w.value for w in page.warning]


@pytest.mark.parametrize("asked", ["0", "999", "-1", "x", "1e9", "²"])
def test_whatever_slide_an_address_asks_for_there_is_one_or_the_page(open_page, asked):
    page = open_page("meeting", person=OFFICIAL, present=asked)
    assert len(page.title) == 1
