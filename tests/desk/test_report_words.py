"""What the report page says: every problem in its place, and nothing a member wrote is anything but text."""

import base64
import csv
import io
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from declaration.desk.deadline import calendar
from declaration.desk.folder import EXPLANATION, REFUSED, REPORT, TAKEN, TARGET, Answer, Letter
from declaration.desk.letters import DeskReceipt
from declaration.desk.receipt import receipt_name, receipt_text
from declaration.disclosure.rules import read_rules
from declaration.home import DATA
from declaration.language import reader_of
from declaration.problems import Problem
from declaration.reports.reading import read_report, warning_key
from declaration.reports.report import sums
from declaration.reports.sent import MOST_BYTES, Sent
from declaration.reports.text import FORMULA_STARTS
from declaration.ui import report_words
from declaration.ui.report_template import template_bytes
from declaration.ui.report_words import (
    MOST_SHOWN,
    MOST_SINGLY,
    areas_of,
    asked,
    deadline_text,
    history_rows,
    problem_file,
    problem_tables,
    question,
    readers_table,
    sum_table,
    visible_rows,
)
from declaration.ui.upload import Upload, received
from tests.desk.conftest import MEMBER
from tests.reports.conftest import DIESEL

SCRIPT = "<script>alert(1)</script>\"' onload=x"
LANGUAGES = pytest.mark.parametrize("language", ["sv", "en"])


def tags(html: str) -> set[str]:
    return set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html))


@LANGUAGES
def test_every_problem_is_told_with_sheet_row_column_found_and_expected(checked, language):
    found = checked({**DIESEL, "unit": "kWh"}, {**DIESEL, "data_quality": 9})
    html = problem_tables(reader_of(language), found.reading.errors)
    body = html[html.index("<tbody>") :]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>")[:2]]
    assert [row[:3] for row in rows] == [["5", "F", "kWh"], ["6", "G", "9"]]
    assert "litre, m3, kg, tonne" in rows[0][3]
    (line,) = [
        row for row in problem_file(reader_of(language), found.reading.errors, []).decode().splitlines() if "kWh" in row
    ]
    assert "litre, m3, kg, tonne" in next(csv.reader([line], delimiter=";" if language == "sv" else ","))
    assert "Aktiviteter" in html


def test_problems_of_a_file_come_first_and_long_lists_are_cut_with_a_word(checked):
    reader = reader_of("sv")
    problems = [Problem("report_percent", "r.xlsx", "Aktiviteter", row, "I", "900") for row in range(MOST_SHOWN + 7)]
    html = problem_tables(reader, [*problems, Problem("report_version", "r.xlsx", found="0")])
    assert html.index("Hela filen") < html.index("Bladet Aktiviteter")
    assert html.count('<th scope="row">') == MOST_SHOWN + 1
    assert f"{MOST_SHOWN + 7} att rätta (de {MOST_SHOWN} första" in html
    assert len(problem_file(reader, problems, []).splitlines()) == MOST_SHOWN + 8


@LANGUAGES
def test_of_a_file_full_of_mistakes_only_what_is_shown_is_made_text_of(monkeypatch, language):
    reader, told = reader_of(language), []
    monkeypatch.setattr(report_words, "text_of", lambda _, problem: told.append(problem) or "text")
    problems = [Problem("report_percent", "r.xlsx", sheet, row, "I") for sheet in ("A", "B") for row in range(500)]
    html = problem_tables(reader, problems, left_out=239_000)
    assert len(told) == 2 * MOST_SHOWN
    assert reader.say("desk.problems.more", shown=reader.number(1000), count=reader.number(240_000)) in html
    assert reader.number(240_000) not in problem_tables(reader, problems)


@LANGUAGES
def test_a_script_in_any_place_of_a_file_is_shown_as_text(checked, language):
    reader = reader_of(language)
    found = checked({**DIESEL, "activity_code": SCRIPT}, {**DIESEL, "unit": SCRIPT}, {**DIESEL, "quantity": SCRIPT})
    assert len(found.reading.errors) == 3
    html = problem_tables(reader, found.reading.errors)
    assert tags(html) == {"div", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert "onload" in html
    csv_report = Problem("report_other_member", SCRIPT, SCRIPT, 3, SCRIPT, SCRIPT, {"expected": MEMBER})
    assert "script" not in tags(problem_tables(reader, [csv_report]))


@LANGUAGES
def test_the_list_to_take_away_holds_no_formula(language):
    texts = ["=HYPERLINK(1)", "@x", "+1", "-1", "\t=1", "\u200b=1"]
    problems = [Problem("report_not_in_list", t, t, 1, t, t, {"expected": t}) for t in texts]
    content = problem_file(reader_of(language), problems, problems).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";" if language == "sv" else ","))
    assert len(rows) == 1 + 2 * len(texts)
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS)]


def test_warnings_are_asked_one_by_one_and_many_of_a_kind_together():
    few = [Problem("report_zero", "r", "A", row) for row in range(MOST_SINGLY)]
    jumps = [Problem("report_large_change", "r", "A", row) for row in range(3)]
    assert asked(few) == [[warning] for warning in few]
    groups = asked([*few, *jumps])
    assert [len(group) for group in groups] == [MOST_SINGLY, 1, 1, 1]
    assert {warning_key(w) for group in groups for w in group} == {warning_key(w) for w in (*few, *jumps)}
    assert f"{MOST_SINGLY - 1} till" in question(reader_of("sv"), groups[0])


@LANGUAGES
def test_what_is_sent_stands_beside_the_year_before(checked, known, language):
    report = checked(DIESEL, {**DIESEL, "quantity": 500}).reading.report
    earlier = replace(checked({**DIESEL, "quantity": 70000}).reading.report, year=2024)
    html = sum_table(reader_of(language), report, earlier, known.vocabulary)
    number = reader_of(language).number
    assert number(85000, 1) in html
    assert number(70000, 1) in html
    assert number(70000, 1) not in sum_table(reader_of(language), report, None, known.vocabulary)


def test_a_report_becomes_part_of_its_own_sums_and_no_others(checked, known):
    report = checked(DIESEL).reading.report
    visible = pd.DataFrame(
        [
            ("total", "total", 2024, 1000.0, 100.0),
            ("area", "packaging_logistics", 2024, 50.0, 10.0),
            ("category", "haulier", 2024, 500.0, 100.0),
        ],
        columns=["dimension", "code", "year", "amount", "step"],
    )
    rows = visible_rows(report, visible, known.vocabulary)
    assert areas_of(report, known.vocabulary) == ["fossil_free_energy"]
    assert rows[["dimension", "code"]].values.tolist() == [
        ["total", "total"],
        ["area", "fossil_free_energy"],
        ["category", "haulier"],
    ]
    assert rows["amount"].isna().tolist() == [False, True, False]
    assert visible_rows(report, visible.iloc[:0], known.vocabulary)["amount"].isna().all()


@LANGUAGES
def test_who_reads_what_names_the_law_and_everybody(language):
    html = readers_table(reader_of(language))
    assert html.count("<tr>") == 6
    law = {"sv": "Tryckfrihetsförordningen", "en": "Freedom of the Press Act"}[language]
    assert law in reader_of(language).say("desk.readers.text")


LETTER = Letter("00001-aaaaaaaa", MEMBER, REPORT, 2024, "2026-02-01T09:30:00+00:00", SCRIPT, "a" * 64, 9, {"lines": 1})


def test_the_history_tells_how_each_stands(checked):
    reader = reader_of("sv")
    receipts = pd.DataFrame(
        [
            (2023, "slp-2023-1-b", "2024-02-01T00:00:00+00:00", "gammal.csv", "b", None),
            (2023, "slp-2023-2-c", "2024-03-01T00:00:00+00:00", "ny.csv", "c", "slp-2023-1-b"),
            (2024, "slp-2024-1-a", "2026-02-02T00:00:00+00:00", "r.xlsx", "a", None),
        ],
        columns=["year", "receipt_id", "received_at", "file", "sha256", "supersedes"],
    )
    answered = Answer(TAKEN, "x", "slp-2024-1-a")
    later = replace(LETTER, letter_id="00002-aaaaaaaa", handed_in_at="2026-03-01T00:00:00+00:00")
    refused = replace(later, letter_id="00003-aaaaaaaa", answer=Answer(REFUSED, "x"))
    aim = replace(later, letter_id="00004-aaaaaaaa", kind=TARGET, answer=Answer(TAKEN, "x"))
    why = replace(later, letter_id="00005-aaaaaaaa", kind=EXPLANATION, answer=Answer(TAKEN, "x"))
    own = [replace(LETTER, answer=answered), later, refused, aim, why]
    rows = history_rows(reader, own, receipts, ["00004-aaaaaaaa"], "2025-x")
    standing = dict(zip(rows["receipt"], rows["standing"], strict=True))
    assert standing == {
        "00002-aaaaaaaa": "Inlämnad, väntar på datavärden",
        "00003-aaaaaaaa": "Togs inte emot; lämna in igen eller hör av er",
        "00004-aaaaaaaa": "Med i utgåvan 2025-x",
        "00005-aaaaaaaa": "Hos datavärden, med i nästa utgåva",
        "slp-2024-1-a": "Med i utgåvan 2025-x",
        "slp-2023-2-c": "Med i utgåvan 2025-x",
        "slp-2023-1-b": "Ersatt av en senare",
    }
    assert rows["file"].tolist()[-1] == "gammal.csv"


@LANGUAGES
def test_the_receipt_holds_the_sums_to_check_against(checked, known, language):
    found, reader = checked(DIESEL), reader_of(language)
    letter = replace(LETTER, sha256=found.sent.sha256, rows={"lines": 1, "denominators": 0, "measures": 0})
    text = receipt_text(reader, DeskReceipt(letter, sums(found.reading.report), []), known.vocabulary, "SLP")
    assert f"{reader.number(84500, 1)} litre" in text
    assert found.sent.sha256 in text
    assert receipt_name(letter) == "slp_2024_00001-aaaaaaaa.txt"


@LANGUAGES
@pytest.mark.parametrize(("today", "word"), [((2026, 3, 30), "1"), ((2026, 3, 31), "2026"), ((2026, 4, 1), "2026")])
def test_the_deadline_is_told_before_on_and_after_it(language, today, word):
    texts = {deadline_text(reader_of(language), 2025, calendar().last_day(2025), date(*today))}
    assert all(word in text for text in texts)


def test_the_calendar_closes_no_earlier_and_no_later_than_the_gate():
    months = read_rules(DATA / "disclosure" / "rules.toml").months_after_year
    last = calendar().last_day(2025)
    assert (pd.Timestamp(2025, 12, 31) + pd.DateOffset(months=months)).date() == last
    assert calendar().years(date(2026, 5, 1))[0] == 2025
    assert calendar().years(date(2026, 5, 1))[-1] == calendar().first_year


@pytest.mark.parametrize("form", ["xlsx", "csv-sv", "csv-int"])
def test_a_template_begun_from_the_year_before_asks_for_the_figures_anew(checked, known, form):
    before = replace(checked({**DIESEL, "comment": "gammal"}).reading.report, year=2024)
    content = template_bytes(known, MEMBER, 2025, "sv", form, before)
    reading = read_report(Sent(f"r.{form[:4]}", content), MEMBER, known, year=2025)
    assert {(p.code, p.row) for p in reading.errors} == {("report_cell_empty", 5 if form == "xlsx" else 2)}
    assert b"gammal" not in content


@pytest.mark.parametrize("form", ["xlsx", "csv-sv", "csv-int"])
def test_a_template_of_a_year_that_is_reported_is_that_report(checked, known, form):
    before = checked({**DIESEL, "comment": "rätt"}).reading.report
    reading = read_report(Sent("r", template_bytes(known, MEMBER, 2025, "en", form, before)), MEMBER, known)
    assert reading.report.lines[["quantity", "comment"]].values.tolist() == [[84500, "rätt"]]


@pytest.mark.parametrize("form", ["xlsx", "csv-sv", "csv-int"])
def test_an_empty_template_is_a_report_without_lines(known, form):
    reading = read_report(Sent("r", template_bytes(known, MEMBER, 2025, "sv", form, None)), MEMBER, known)
    # a CSV says its year and version in its rows, of which there are none
    more = set() if form == "xlsx" else {"report_year_unclear", "report_version"}
    assert {p.code for p in reading.errors} == {"report_without_lines"} | more


def test_what_the_browser_tells_is_a_file_or_nothing():
    content = base64.b64encode(b"PK\x03").decode()
    assert received({"name": "r.xlsx", "content": content}) == Upload("r.xlsx", b"PK\x03")
    assert received({"name": "tom.csv", "content": ""}) == Upload("tom.csv", b"")
    for told in (
        None,
        "x",
        [],
        {},
        {"name": 1, "content": content},
        {"name": "r", "content": "å"},
        {"name": "r", "content": 3},
    ):
        assert received(told) is None
    much = received({"name": "r", "content": base64.b64encode(b"0" * (MOST_BYTES + 900_000)).decode()})
    assert MOST_BYTES < len(much.content) < MOST_BYTES + 10
