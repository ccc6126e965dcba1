"""The words and tables of the report page: pure functions from what was read to what is shown.

Whatever a member wrote is text here: it is escaped where it is shown and neutralised where a spreadsheet opens it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from html import escape

import pandas as pd

from declaration.desk.folder import OVERTAKEN, REPORT, TAKEN, Letter
from declaration.language import Reader
from declaration.problems import Problem
from declaration.reports.reading import warning_key
from declaration.reports.report import Report, sums
from declaration.reports.telling import place_of, text_of
from declaration.reports.text import plain
from declaration.reports.vocabulary import Vocabulary
from declaration.ui.tables import Column, csv_bytes, html_table, without_formulas

#: problems of a sheet that are shown; the file to take away has all of them
MOST_SHOWN = 100
#: warnings that are asked one by one; of more, those of the same kind are asked together
MOST_SINGLY = 20
#: a warning that is always asked by itself: it alone says that a figure may be wrong by a unit
JUMP = "report_large_change"
#: who can read what, in the order shown
READERS = ("holder", "city", "peers", "public", "dashboard")
IN_RELEASE = "in_release"


def problem_rows(reader: Reader, problems: Iterable[Problem], kind: str) -> pd.DataFrame:
    """One row a problem: kind, file, sheet, row, column, found, expected, text."""
    rows = [
        {
            "kind": reader.say(f"desk.problem.{kind}"),
            "file": p.file,
            "sheet": plain(p.sheet or ""),
            "row": "" if p.row is None else str(p.row),
            "column": plain(p.column or ""),
            "found": plain(p.found or ""),
            "expected": str(p.details.get("expected", "")),
            "text": text_of(reader, p),
        }
        for p in problems
    ]
    return pd.DataFrame(rows, columns=["kind", "file", "sheet", "row", "column", "found", "expected", "text"])


def problem_columns(reader: Reader) -> dict[str, Column]:
    """The headings of a list of problems. What is expected stands in the text; the file to take away has it apart."""
    return {name: Column(reader.say(f"desk.column.{name}")) for name in ("row", "column", "found", "text")}


def problem_tables(reader: Reader, problems: Sequence[Problem], left_out: int = 0) -> str:
    """What is to be corrected, as one HTML table a sheet, what concerns the whole file first.

    left_out: how many more there are than `problems`. Only those that are shown are made text of.
    """
    sheets: dict[str, list[Problem]] = {}
    for problem in problems:
        sheets.setdefault(plain(problem.sheet or ""), []).append(problem)
    count = reader.number(len(problems) + left_out)
    more = reader.say("desk.problems.more", shown=reader.number(len(problems)), count=count)
    made = [f"<p>{escape(more)}</p>"] if left_out else []
    for sheet, found in sorted(sheets.items()):
        where = reader.say("desk.problems.sheet", sheet=sheet) if sheet else reader.say("desk.problems.file")
        shown = reader.say("desk.problems.shown", shown=MOST_SHOWN) if len(found) > MOST_SHOWN else ""
        caption = f"{where}: {reader.say('desk.problems.count', count=len(found))}{shown}"
        rows = problem_rows(reader, found[:MOST_SHOWN], "error")
        made.append(html_table(caption, problem_columns(reader), rows))
    return "".join(made)


def refusal_table(reader: Reader, letter: Letter, problems: Sequence[Problem]) -> str:
    """Why the data holder refused a letter: place, and what is wrong, as an HTML table; empty without any.

    What was found is left out, for the desk's record holds no figure.
    """
    if not problems:
        return ""
    rows = problem_rows(reader, problems, "error")
    rows = rows.assign(sheet=rows["sheet"].mask(rows["sheet"].eq(""), reader.say("desk.problems.file")))
    columns = {name: Column(reader.say(f"desk.column.{name}")) for name in ("sheet", "row", "column", "text")}
    what = reader.say(f"desk.kind.{letter.kind}", year=letter.year)
    return html_table(reader.say("desk.refusal.caption", what=what, letter=letter.letter_id), columns, rows)


def problem_file(reader: Reader, errors: Sequence[Problem], warnings: Sequence[Problem]) -> bytes:
    """All of them as CSV in the reader's dialect; no text in it is a formula."""
    both = [problem_rows(reader, found, kind) for found, kind in ((errors, "error"), (warnings, "warning"))]
    rows = pd.concat(both, ignore_index=True)
    named = rows.rename(columns={n: reader.say(f"desk.column.{n}") for n in rows})
    return csv_bytes(without_formulas(named), reader.language)


def asked(warnings: Sequence[Problem]) -> list[list[Problem]]:
    """The warnings as they are asked: one by one, or where they are many, those of a kind together."""
    if len(warnings) <= MOST_SINGLY:
        return [[warning] for warning in warnings]
    groups: dict[str, list[Problem]] = {}
    for warning in warnings:
        groups.setdefault(warning_key(warning) if warning.code == JUMP else warning.code, []).append(warning)
    return list(groups.values())


def question(reader: Reader, warnings: Sequence[Problem]) -> str:
    """What is asked of these warnings, as plain text: the first in full, and where the others are."""
    first, others = warnings[0], warnings[1:]
    where = place_of(reader, first)
    text = text_of(reader, first)
    more = reader.say("desk.warning.others", count=len(others)) if others else ""
    return f"{where}: {text}{more}" if where else f"{text}{more}"


def sum_table(reader: Reader, report: Report, earlier: Report | None, vocabulary: Vocabulary) -> str:
    """What is sent, as sums by activity and carrier, beside the year before where there is one."""
    keys = ["activity_code", "carrier_code", "unit"]
    rows = pd.DataFrame(sums(report), columns=[*keys, "quantity"])
    if earlier is not None:
        before = pd.DataFrame(sums(earlier), columns=[*keys, "quantity"]).rename(columns={"quantity": "before"})
        rows = rows.merge(before, on=keys, how="left")
    rows = rows.assign(
        activity=[vocabulary.name("activity_code", code, reader.language) for code in rows["activity_code"]],
        carrier=[vocabulary.name("carrier_code", code, reader.language) for code in rows["carrier_code"]],
    )
    columns = {
        "activity": Column(reader.say("desk.column.activity")),
        "carrier": Column(reader.say("desk.column.carrier")),
    }
    columns["quantity"] = Column(reader.say("desk.column.quantity", year=report.year), lambda x: reader.number(x, 1))
    if earlier is not None:
        columns["before"] = Column(reader.say("desk.column.quantity", year=earlier.year), lambda x: reader.number(x, 1))
    columns["unit"] = Column(reader.say("column.unit"))
    return html_table(reader.say("desk.sums.caption", lines=reader.number(len(report.lines))), columns, rows)


def readers_table(reader: Reader) -> str:
    """Who can read what of a report, in plain words."""
    say = reader.say
    rows = pd.DataFrame(
        [(say(f"desk.reader.{who}"), say(f"desk.reads.{who}"), say(f"desk.reads_not.{who}")) for who in READERS],
        columns=["who", "reads", "reads_not"],
    )
    columns = {name: Column(say(f"desk.column.{name}")) for name in rows}
    return html_table(say("desk.readers.caption"), columns, rows)


def areas_of(report: Report, vocabulary: Vocabulary) -> list[str]:
    """The transition areas that a report's lines belong to, each once."""
    homes = vocabulary.tables.activities["home_area"]
    return sorted({str(homes[code]) for code in report.lines["activity_code"]})


def visible_rows(report: Report, visible: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """The sums that a report becomes part of: dimension, code, year, amount and step as published last, or missing.

    visible: the published sums that the member was part of so far (`stand_visible`).
    """
    wanted = [("total", "total"), *(("area", area) for area in areas_of(report, vocabulary))]
    listed = visible.set_index(["dimension", "code"])
    rest = [key for key in listed.index if key[0] in ("category", "park")]
    return pd.DataFrame(wanted + rest, columns=["dimension", "code"]).merge(
        visible, on=["dimension", "code"], how="left"
    )


def history_rows(
    reader: Reader, letters: Sequence[Letter], receipts: pd.DataFrame, notes: Iterable[str], release_id: str
) -> pd.DataFrame:
    """What was handed in, the newest first: at, what, file, receipt, standing.

    receipts: those that the release took in (`report_receipts`); notes: letters of the notes that it took in.
    """
    taken, noted = in_force(receipts), set(notes)
    through_desk = {letter.answer.receipt_id for letter in letters if letter.answer and letter.answer.receipt_id}
    rows = [
        {
            "at": letter.handed_in_at,
            "what": reader.say(f"desk.kind.{letter.kind}", year=letter.year),
            "file": letter.file,
            "receipt": (letter.answer and letter.answer.receipt_id) or letter.letter_id,
            "standing": standing_text(reader, standing_of(letter, taken, noted), release_id),
        }
        for letter in letters
        if letter.kind
    ]
    rows += [
        {
            "at": receipt.received_at,
            "what": reader.say(f"desk.kind.{REPORT}", year=int(receipt.year)),
            "file": receipt.file,
            "receipt": receipt.receipt_id,
            "standing": standing_text(reader, taken[receipt.receipt_id], release_id),
        }
        for receipt in receipts.itertuples(index=False)
        if receipt.receipt_id not in through_desk
    ]
    made = pd.DataFrame(rows, columns=["at", "what", "file", "receipt", "standing"])
    made = made.sort_values("at", ascending=False, kind="stable", ignore_index=True)
    return made.assign(at=[reader.moment(at) for at in made["at"]])


def in_force(receipts: pd.DataFrame) -> dict[str, str]:
    """Receipt of the release → IN_RELEASE, or OVERTAKEN where a later one of the same year counts."""
    last = receipts.sort_values("received_at", kind="stable").drop_duplicates("year", keep="last")["receipt_id"]
    return {receipt: IN_RELEASE if receipt in set(last) else OVERTAKEN for receipt in receipts["receipt_id"]}


def standing_of(letter: Letter, taken: Mapping[str, str], noted: Collection[str]) -> str:
    """How a letter stands for its sender: as at the desk, or as in this release. taken: `in_force`."""
    if letter.standing != TAKEN:
        return letter.standing
    if letter.letter_id in noted:
        return IN_RELEASE
    return taken.get(letter.answer.receipt_id, TAKEN)


def standing_text(reader: Reader, standing: str, release_id: str) -> str:
    """A standing in words."""
    return reader.say(f"desk.standing.{standing}", release=release_id)


def history_table(reader: Reader, rows: pd.DataFrame) -> str:
    """The history as an HTML table."""
    columns = {
        name: Column(reader.say(f"desk.column.{name}")) for name in ("at", "what", "file", "receipt", "standing")
    }
    return html_table(reader.say("desk.history.caption"), columns, rows)


def deadline_text(reader: Reader, year: int, last_day: date, today: date) -> str:
    """The last day for a year's report, and how far away it is."""
    left = (last_day - today).days
    key = "past" if left < 0 else "today" if left == 0 else "ahead"
    return reader.say(f"desk.deadline.{key}", year=year, date=reader.date(last_day), days=reader.number(left))
