"""The member's report page: what it shows whom, and a file's way from a mistake to a receipt."""

import io

import openpyxl
import pytest

from declaration.access.standing import SIGNED_IN, Person, Standing
from declaration.desk.keys import ensure
from declaration.desk.letters import letters_of
from declaration.home import QUERIES, served_folder
from declaration.language import reader_of
from declaration.release import reader
from declaration.release.member_file import open_served
from declaration.release.shelf import current_release
from declaration.reports.fields import SHEETS, TABLES
from declaration.reports.reading import lists
from declaration.reports.template import HEAD_ROW, template
from declaration.ui import report, shell
from declaration.ui.upload import Upload
from tests.reports.conftest import DIESEL

MEMBER = "demo-livsmedelslagret-gamma"
PERSON = Person("member", "Kim <b>Alm</b>", MEMBER)
YEAR = 2025


@pytest.fixture(autouse=True)
def desk(home):
    ensure(home)


def workbook(*lines: dict, year: int = YEAR) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(template(year, "sv", lists().vocabulary)))
    codes = [field.code for field in TABLES["activity"]]
    for row, line in enumerate(lines, start=HEAD_ROW + 2):
        for code, value in line.items():
            book[SHEETS["activity"][0]].cell(row, codes.index(code) + 1).value = value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def drop(monkeypatch):
    """Lets the browser give a file in the next run, as the component does; called with nothing, none."""
    given: list[Upload] = []
    monkeypatch.setattr(report, "take_file", lambda *_: given.pop() if given else None)

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


def test_the_templates_are_offered_for_the_year_asked_for(open_page):
    say = reader_of("sv").say
    page = open_page("report", "sv", PERSON, year="2023")
    assert say("desk.template.from_same", year=2023) in shown(page)
    assert len(page.get("download_button")) == 3
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


def test_a_member_that_the_release_does_not_know_can_hand_in(open_page, drop):
    page = open_page("report", "sv", Person("member", "SLP", "slp"))
    say = reader_of("sv").say
    assert say("desk.template.from_none", year=YEAR) in shown(page)
    assert say("desk.history.none") in shown(page)
    drop(page, "r.xlsx", workbook(DIESEL))
    assert say("desk.no_problems") in shown(page)
    assert say("desk.seen.bands.none") in shown(page)


def test_without_a_key_the_desk_is_closed_and_says_so(open_page, home, monkeypatch, tmp_path):
    monkeypatch.setattr(report, "public_file", lambda _: tmp_path / "none")
    page = open_page("report", "sv", PERSON)
    assert "Receptionen är stängd" in shown(page)


@pytest.mark.parametrize("name", sorted(path.stem for path in (QUERIES / "member").glob("report_*.sql")))
def test_its_questions_answer_with_the_columns_they_promise(home, name):
    sql = reader.question(f"member/{name}")
    own = open_served(home, current_release(home), MEMBER)
    rows = reader.ask(own, f"member/{name}")
    promised = next(line for line in sql.splitlines() if line.startswith("-- columns:"))
    assert len(rows)
    assert [column for column in rows.columns if column not in promised] == []
