"""The member's report page: what it shows whom, and a file's way from a mistake to a receipt."""

import json
import re

import pytest

from declaration.access.standing import SIGNED_IN, Person, Standing
from declaration.clock import today
from declaration.contact import contact
from declaration.desk.content import LAST_TARGET_YEAR
from declaration.desk.folder import REFUSED, REPORT, Answer, Letter
from declaration.desk.keys import ensure, public_file
from declaration.desk.letters import letters_of
from declaration.desk.refusal import told
from declaration.home import QUERIES, served_folder
from declaration.language import reader_of
from declaration.problems import Problem
from declaration.release import reader as database
from declaration.release.member_file import open_served
from declaration.release.shelf import current_release
from declaration.ui import report_desk, report_file, shell
from declaration.ui.upload import Upload
from tests.reports.conftest import DIESEL
from tests.reports.filled import workbook

MEMBER = "demo-livsmedelslagret-gamma"
PERSON = Person("member", "Kim <b>Alm</b>", MEMBER)
YEAR = 2025


@pytest.fixture(autouse=True)
def desk(home):
    ensure(home)


@pytest.fixture
def drop(monkeypatch):
    """Lets the browser give a file in the next run, as the component does; called with nothing, none."""
    given: list[Upload] = []
    monkeypatch.setattr(report_file, "take_file", lambda *_: given.pop() if given else None)

    def drop(page, name: str, content: bytes):
        given.append(Upload(name, content))
        page.run()
        assert not page.exception
        return page

    return drop


def shown(page) -> str:
    """All words on the page."""
    kinds = (
        "markdown",
        "html",
        "success",
        "warning",
        "error",
        "info",
        "caption",
        "title",
        "header",
        "subheader",
        "text",
    )
    return "\n".join(
        str(element.value if kind != "html" else element.proto.body) for kind in kinds for element in page.get(kind)
    )


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_tells_the_deadline_the_status_and_who_reads_what(open_page, language):
    say = reader_of(language).say
    text = shown(open_page("report", language, PERSON))
    assert say("desk.status.none", year=YEAR) in text
    assert say("desk.reads_not.dashboard") in text
    assert say("desk.readers.text") in text
    assert f"{YEAR + 1}" in text


def test_nobody_else_gets_the_desk(open_page):
    for person in (None, Person("official", "Kim"), Person("steward", "Kim")):
        text = shown(open_page("report", "sv", person))
        assert reader_of("sv").say("desk.lead") not in text
        assert reader_of("sv").say("sign_in.closed.title") in text


TEMPLATES = ["xlsx", "csv-sv", "csv-int"]


def files_of(page, place: str) -> list[str]:
    """The keys of what is offered to take away in a place."""
    found = [c.proto.json for c in page.get("bidi_component") if c.proto.id.endswith(f"-files-{place}")]
    return [file["key"] for told in found for file in json.loads(told)["files"]]


def test_the_templates_are_offered_for_the_year_asked_for(open_page):
    say = reader_of("sv").say
    page = open_page("report", "sv", PERSON, year="2023")
    assert say("desk.template.from_same", year=2023) in shown(page)
    assert files_of(page, "template") == TEMPLATES
    assert say("desk.template.from_before", year=YEAR, before=YEAR - 1) in shown(open_page("report", "sv", PERSON))


def test_from_a_mistake_to_a_receipt_and_nothing_is_kept_before(open_page, home, drop):
    say, served = reader_of("sv").say, served_folder(home)
    page = open_page("report", "sv", PERSON)
    before = len(letters_of(served, MEMBER))
    drop(page, "../fel.xlsx", workbook({**DIESEL, "unit": "kWh", "comment": "<script>alert(1)</script>"}))
    text = shown(page)
    assert say("desk.errors", count=1) in text
    assert "Enheten kWh passar inte" in text
    assert "fel.xlsx" in text
    assert "../" not in text
    assert not [b for b in page.button if b.label == say("desk.send", year=YEAR)]
    drop(page, "rätt.xlsx", workbook(DIESEL, DIESEL))
    text = shown(page)
    # the same line twice, and more than twice the year before
    assert say("desk.warnings", count=2) in text
    assert "169\u202f000,0" in text
    assert say("desk.seen.text") in text
    (send,) = [b for b in page.button if b.label == say("desk.send", year=YEAR)]
    send.click().run()
    assert say("desk.send.unconfirmed", numbers="1, 2") in shown(page)
    assert len(letters_of(served, MEMBER)) == before
    page.checkbox[0].check()
    page.checkbox[1].check()
    page.text_area[0].input("två tankningar =1+1")
    (send,) = [b for b in page.button if b.label == say("desk.send", year=YEAR)]
    send.click().run()
    assert not page.exception
    (letter,) = letters_of(served, MEMBER)[before:]
    text = shown(page)
    assert letter.letter_id in text
    assert letter.sha256 in text
    assert say("desk.standing.handed_in") in text
    assert "två tankningar" not in "".join(p.read_text("latin-1") for p in served.glob("desk/letters/*/*"))


def test_the_same_file_again_gives_the_same_receipt(open_page, home, drop):
    say, served, content = reader_of("sv").say, served_folder(home), workbook({**DIESEL, "quantity": 1_000_000})
    page = drop(open_page("report", "sv", PERSON), "r.xlsx", content)
    for box in page.checkbox:
        box.check()
    next(b for b in page.button if b.label == say("desk.send", year=YEAR)).click().run()
    before = letters_of(served, MEMBER)
    drop(page, "r.xlsx", content)
    text = shown(page)
    assert f"brev {before[-1].letter_id}. Den behöver inte skickas igen" in text
    assert not [b for b in page.button if b.label == say("desk.send", year=YEAR)]
    assert letters_of(served, MEMBER) == before


def test_another_person_in_the_same_browser_sees_nothing_of_the_file(open_page, drop, monkeypatch):
    page = open_page("report", "sv", PERSON)
    drop(page, "hemlig.xlsx", workbook(DIESEL))
    assert "hemlig.xlsx" in shown(page)
    other = Person("member", "Alfa", "demo-akeriet-alfa")
    monkeypatch.setattr(shell, "current_standing", lambda: Standing(SIGNED_IN, other))
    page.run()
    assert not page.exception
    assert "hemlig.xlsx" not in shown(page)


def test_a_target_is_handed_in(open_page, home):
    say = reader_of("en").say
    page = open_page("report", "en", PERSON)
    before = len(letters_of(served_folder(home), MEMBER))
    page.selectbox(key="target-cut").set_value(60)
    (send,) = [b for b in page.button if b.label == say("desk.target.send")]
    send.click().run()
    assert not page.exception
    (letter,) = letters_of(served_folder(home), MEMBER)[before:]
    assert letter.kind == "target"
    assert letter.letter_id in shown(page)


def test_every_year_that_is_offered_for_a_target_is_taken(open_page, home):
    page = open_page("report", "sv", PERSON)
    years = [int(year) for year in page.selectbox(key="target-year").options]
    assert years == list(range(today().year + 1, LAST_TARGET_YEAR + 1))
    before = len(letters_of(served_folder(home), MEMBER))
    page.selectbox(key="target-year").set_value(years[-1])
    next(b for b in page.button if b.label == reader_of("sv").say("desk.target.send")).click().run()
    assert not page.error
    assert len(letters_of(served_folder(home), MEMBER)) == before + 1


def test_a_member_that_the_release_does_not_know_can_hand_in(open_page, drop):
    page = open_page("report", "sv", Person("member", "SLP", "slp"))
    say = reader_of("sv").say
    assert say("desk.template.from_none", year=YEAR) in shown(page)
    assert say("desk.history.none") in shown(page)
    drop(page, "r.xlsx", workbook(DIESEL))
    assert say("desk.no_problems") in shown(page)
    assert say("desk.seen.bands.none") in shown(page)


def messages(page) -> str:
    """What is told in a box: success, warning, error, info."""
    return "\n".join(str(box.value) for kind in ("success", "warning", "error", "info") for box in page.get(kind))


@pytest.fixture
def take_key(home):
    """Takes the desk's key away; it is back afterwards."""
    key = public_file(served_folder(home))
    content = key.read_bytes()
    yield key.unlink
    key.write_bytes(content)


def test_without_a_key_the_desk_is_closed_and_says_so(open_page, take_key):
    say = reader_of("sv").say
    take_key()
    page = open_page("report", "sv", PERSON)
    assert messages(page).count("Receptionen är stängd") == 2
    assert [b.disabled for b in page.button if b.label == say("desk.target.send")] == [True]
    assert files_of(page, "template") == TEMPLATES  # they need no key


def test_where_the_key_goes_while_a_target_or_a_report_is_sent_the_desk_is_closed(open_page, home, drop, take_key):
    say, served = reader_of("sv").say, served_folder(home)
    page = drop(open_page("report", "sv", PERSON), "r.xlsx", workbook({**DIESEL, "quantity": 51_000}))
    before = len(letters_of(served, MEMBER))
    for box in page.checkbox:
        box.check()
    take_key()
    next(b for b in page.button if b.label == say("desk.send", year=YEAR)).click().run()
    assert "Receptionen är stängd" in messages(page)
    assert not page.error
    assert len(letters_of(served, MEMBER)) == before


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_refused_report_says_where_and_what_was_expected_and_no_figure(open_page, home, language, monkeypatch):
    """As the collecting answers: with its kinds, places and lists, and without what was found."""
    reader = reader_of(language)
    found = Problem(
        "report_not_in_list", "r.xlsx", "Blad <b>1</b>", 7, "F", "kWh 4711", {"expected": "litre, <i>m3</i>"}
    )
    absurd = Problem("report_absurd", "r.xlsx", "Aktiviteter", 9, "E", "98765", {"unit": "kWh", "gwh": 98.765})
    record = told([found, absurd, Problem("report_version", "r.xlsx", found="0")])
    assert "4711" not in repr(record) and "98765" not in repr(record) and "98.765" not in repr(record)
    refused = Answer(REFUSED, "2026-02-02T10:00:00+00:00", problems=["report_not_in_list"], told=record)
    letter = Letter("00001-aaaaaaaa", MEMBER, REPORT, YEAR, "2026-02-01T10:00:00+00:00", "r.xlsx", "x", 1, {}, refused)
    monkeypatch.setattr(report_desk, "letters_of", lambda *_: [letter])
    page = open_page("report", language, PERSON, may_tell_errors=True)
    assert reader.say("error.text", email=contact()["email"]) not in messages(page)
    text = shown(page)
    (why, again) = (h.proto.body for h in page.get("html") if "litre, " in h.proto.body)
    assert why == again  # beside the status, and in the history
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", why[why.index("<tbody>") :])
    assert cells[:3] == ["Blad &lt;b&gt;1&lt;/b&gt;", "7", "F"]
    assert "litre, &lt;i&gt;m3&lt;/i&gt;" in cells[3]
    assert cells[4:7] == ["Aktiviteter", "9", "E"]
    assert cells[8:11] == [reader.say("desk.problems.file"), "", ""]
    assert "<b>1" not in why and "<i>" not in why
    assert reader.say("desk.refusal.show", letter=letter.letter_id) in [e.label for e in page.expander]
    assert "4711" not in text and "98765" not in text


@pytest.mark.parametrize("name", sorted(path.stem for path in (QUERIES / "member").glob("report_*.sql")))
def test_its_questions_answer_with_the_columns_they_promise(home, name):
    sql = database.question(f"member/{name}")
    own = open_served(home, current_release(home), MEMBER)
    rows = database.ask(own, f"member/{name}")
    promised = next(line for line in sql.splitlines() if line.startswith("-- columns:"))
    assert len(rows)
    assert [column for column in rows.columns if column not in promised] == []
