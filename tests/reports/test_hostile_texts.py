"""Names and texts made to lead somewhere, hide something or run: nothing of that is left where they are kept."""

import io
import string

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from declaration.reports.reading import read_report
from declaration.reports.sent import Sent
from declaration.reports.store import load, receipts, receive
from declaration.reports.template import HEAD_ROW, template
from declaration.reports.text import FORMULA_STARTS, MOST_OF_NAME, clean_name, neutral, plain
from declaration.reports.writing import csv_report
from tests.reports.conftest import DIESEL, MEMBER, NOW

SCRIPT = '<script>alert("x")</script><img src=x onerror=alert(1)>'


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\secret\\desk.key", "desk.key"),
        ("C:\\Users\\kim\\rapport 2025.xlsx", "rapport 2025.xlsx"),
        ("/served/keys/other.key", "other.key"),
        ("..", "rapport"),
        ("", "rapport"),
        (".bashrc", "bashrc"),
        ("rapport\u202excod.exe", "rapportxcod.exe"),
        ("a\x00b\x1b[2J\r\n.xlsx", "ab[2J.xlsx"),
        ("in\uff0fut\u2215ned.csv", "ned.csv"),
        ("=cmd|'/c calc'!A1.xlsx", "c calc'!A1.xlsx"),
        ("A\u030aker.xlsx", "Åker.xlsx"),
        ('<b>"x"</b>.xlsx', "b_.xlsx"),
        ("å" * 400 + ".xlsx", "å" * (MOST_OF_NAME - 5) + ".xlsx"),
        ("x." + "y" * 400, "x." + "y" * (MOST_OF_NAME - 2)),
    ],
)
def test_a_files_name_is_a_name_and_nothing_else(sent, kept):
    assert clean_name(sent) == kept


@given(st.text(max_size=300))
def test_no_name_whatever_leads_anywhere(name):
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= MOST_OF_NAME
    assert not set(cleaned) & set('/\\<>:"|?*\x00\n\r\t\u202e')
    assert cleaned[0] not in "=+-@. '"
    assert clean_name(cleaned) == cleaned


@given(st.text(max_size=60), st.sampled_from(FORMULA_STARTS))
def test_no_text_whatever_is_a_formula(text, start):
    for given_text in (text, start + text, f"\u200b{start}{text}", f" {start}{text}"):
        assert not neutral(given_text).startswith(FORMULA_STARTS)


@given(st.text(alphabet=string.printable + "åäö\u200b\u202e\ue000\x85\u2028\u0301"))
@example("0\x85\u200b 0")
def test_nothing_unseen_is_left(text):
    assert plain(plain(text)) == plain(text)
    assert plain(text).isprintable()


def test_the_name_is_clean_before_it_is_kept_or_told(tmp_path, fill, known):
    sent = Sent("../../../tmp/\u202eevil\x07.xlsx", fill(DIESEL).read_bytes())
    receipt = receive(tmp_path / "inbox", sent, MEMBER, known, confirmed=True, now=NOW)
    assert receipt.file == "evil.xlsx"
    (broken,) = read_report(Sent("a/../<i>b.xlsx", b"PK"), MEMBER, known).errors
    assert broken.file == "_i_b.xlsx"
    assert not list(tmp_path.glob("**/*evil*"))


def test_a_script_in_a_comment_is_text_everywhere(tmp_path, fill, known):
    receive(tmp_path, fill({**DIESEL, "comment": SCRIPT}), MEMBER, known, confirmed=True, now=NOW)
    report = load(tmp_path, receipts(tmp_path)[0])
    assert report.lines["comment"].tolist() == [SCRIPT]
    book = openpyxl.load_workbook(io.BytesIO(template(2026, "sv", known.vocabulary, MEMBER, report)))
    cells = [cell for row in book["Aktiviteter"].iter_rows() for cell in row if cell.value == SCRIPT]
    assert [cell.data_type for cell in cells] == ["s"]


@pytest.mark.parametrize(
    "text", ["=1+1", "\u200b=1+1", " \t=1+1", "＝1+1", "@SUM(A1)", "+46 42 10", "\u202e-2", "\x00=HYPERLINK(1)"]
)
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_formula_in_a_comment_is_refused(fill, known, text, form):
    if form == "xlsx":
        if "\x00" in text:
            pytest.skip("XML bears no empty sign")
        errors = read_report(fill({**DIESEL, "comment": text}), MEMBER, known).errors
        # a formula without its value is refused for that
        assert {p.code for p in errors} <= {"report_formula_text", "report_formula_without_value"}
        assert errors
    else:
        content = csv_report(read_report(fill(DIESEL), MEMBER, known).report, known.vocabulary, "sv", "sv").decode()
        lines = content.split("\r\n")
        lines[1] = ";".join([*lines[1].split(";")])
        place = lines[0].split(";").index("Kommentar")
        cells = lines[1].split(";")
        cells[place] = text
        reading = read_report(Sent("r.csv", "\r\n".join([lines[0], ";".join(cells), ""]).encode()), MEMBER, known)
        assert "\x00" in text or {p.code for p in reading.errors} == {"report_formula_text"}
        assert reading.report is None


@pytest.mark.parametrize(
    "link", ["https://example.org/x", "external:\\\\host\\share", "internal:listor!A1", "mailto:a@b"]
)
def test_a_link_in_a_comment_does_not_come_alive_in_the_next_template(fill, known, link):
    report = read_report(fill({**DIESEL, "comment": link}), MEMBER, known).report
    book = openpyxl.load_workbook(io.BytesIO(template(2026, "sv", known.vocabulary, MEMBER, report)))
    cells = [c for row in book["Aktiviteter"].iter_rows(min_row=HEAD_ROW + 2) for c in row if c.value == link]
    assert len(cells) == 1
    assert cells[0].hyperlink is None


def test_an_exported_report_holds_no_formula_even_where_an_old_one_did(fill, known):
    report = read_report(fill({**DIESEL, "comment": "x"}), MEMBER, known).report
    report.lines["comment"] = "=cmd|'/c calc'!A1"
    for dialect in ("sv", "int"):
        text = csv_report(report, known.vocabulary, "sv", dialect).decode()
        assert "'=cmd" in text
        assert ";=" not in text
        assert ",=" not in text
