"""A member's result as a workbook: sums, every line explained, VSME datapoints; same bytes for the same result."""

import io
from datetime import datetime

import pandas as pd
import xlsxwriter

from declaration.exchange.result import EXPLAINED_COLUMNS, MemberResult
from declaration.exchange.result_text import SUMS, arithmetic, source_text, unit_name
from declaration.language import Reader
from declaration.reports.text import neutral
from declaration.reports.vocabulary import Vocabulary

#: the row of a table's headings, below the sheet's title and mark
HEAD_ROW = 2
#: formats by the end of a column's name
FORMATS = (
    ("_t", "#,##0.000"),
    ("_kg", "#,##0.000"),
    ("_kg_per_unit", "0.00000"),
    ("share_in_region", "0.0%"),
    ("fallback_share", "0.0%"),
    ("quality_score", "0.0"),
    ("quantity", "#,##0.###"),
    ("conversion", "0.######"),
    ("adjustment", "0.000"),
    ("amount", "#,##0.000"),
)
WIDTHS = {"activity_code": 34, "carrier_code": 28, "factor_source": 40, "status": 44, "comment": 30, "home_area": 24}


def workbook(result: MemberResult, vocabulary: Vocabulary, reader: Reader) -> bytes:
    """The workbook in the reader's language: sheets for the sums, the lines and VSME."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties(
        {"title": reader.say("result.title", **_head(result)), "created": datetime(result.report.year, 12, 31)}
    )
    writer = _Writer(book, reader)
    _summary(writer, result, vocabulary)
    _explained(writer, result, vocabulary)
    _vsme(writer, result, vocabulary)
    book.close()
    return content.getvalue()


def _head(result: MemberResult) -> dict[str, object]:
    return {"member": result.report.member_id, "year": result.report.year}


class _Writer:
    """Puts texts and numbers on sheets; no text becomes a formula or a link by itself."""

    def __init__(self, book: xlsxwriter.Workbook, reader: Reader):
        self.book, self.reader = book, reader
        self.title = book.add_format({"bold": True})
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.formats = {end: book.add_format({"num_format": code}) for end, code in FORMATS}

    def sheet(self, key: str, result: MemberResult, title: str) -> xlsxwriter.worksheet.Worksheet:
        """A sheet with its title in the first row and, where it is so, the mark of demonstration in the second."""
        made = self.book.add_worksheet(self.reader.say(f"result.sheet.{key}"))
        made.write_string(0, 0, title, self.title)
        if result.demonstration:
            made.write_string(1, 0, self.reader.say("result.demonstration"), self.title)
        return made

    def put(self, sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, name: str, cell: object) -> None:
        if cell is None or cell == "" or pd.isna(cell):
            return
        if isinstance(cell, str):
            sheet.write_string(row, column, neutral(cell))
        else:
            ending = next((end for end, _ in FORMATS if name.endswith(end)), None)
            sheet.write_number(row, column, float(cell), self.formats.get(ending))

    def headings(self, sheet: xlsxwriter.worksheet.Worksheet, row: int, texts: list[str]) -> None:
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, self.bold)


def _summary(writer: _Writer, result: MemberResult, vocabulary: Vocabulary) -> None:
    say = writer.reader.say
    sheet = writer.sheet("summary", result, say("result.title", **_head(result)))
    sheet.set_column(0, 0, 62)
    sheet.set_column(1, 2, 22)
    sheet.set_column(3, 3, 90)
    writer.put(sheet, 2, 0, "", say("result.source", source=result.source))
    row = 4
    writer.headings(sheet, row, [say(f"result.head.{k}") for k in ("sum", "programme", "own", "meaning")])
    for name in SUMS:
        row += 1
        writer.put(sheet, row, 0, "", say(f"result.sum.{name}"))
        writer.put(sheet, row, 1, name, result.programme[name])
        writer.put(sheet, row, 2, name, result.own[name])
        writer.put(sheet, row, 3, "", say(f"result.meaning.{name}"))
    row += 2
    writer.headings(sheet, row, [say(f"result.head.{k}") for k in ("area", "programme_t")])
    for area in result.areas.itertuples(index=False):
        row += 1
        writer.put(sheet, row, 0, "", vocabulary.name("area", area.home_area, writer.reader.language))
        writer.put(sheet, row, 1, "co2e_t", area.co2e_t)
    row += 2
    writer.headings(sheet, row, [say(f"result.head.{k}") for k in ("left_out", "left_out_t", "left_out_lines")])
    for left in result.left_out.itertuples(index=False):
        row += 1
        writer.put(sheet, row, 0, "", say(f"result.status.{left.status}"))
        writer.put(sheet, row, 1, "co2e_t", left.co2e_t)
        writer.put(sheet, row, 2, "lines", left.lines)


def _explained(writer: _Writer, result: MemberResult, vocabulary: Vocabulary) -> None:
    reader = writer.reader
    sheet = writer.sheet("lines", result, reader.say("result.title", **_head(result)))
    names = (*EXPLAINED_COLUMNS[:5], "words", *EXPLAINED_COLUMNS[5:])
    writer.headings(sheet, HEAD_ROW, [reader.say(f"result.column.{name}") for name in names])
    sheet.freeze_panes(HEAD_ROW + 1, 5)
    for column, name in enumerate(names):
        sheet.set_column(column, column, 70 if name == "words" else WIDTHS.get(name, 13))
    for row, (_, line) in enumerate(result.explained.iterrows(), start=HEAD_ROW + 1):
        shown = dict(line) | _in_words(reader, vocabulary, line)
        for column, name in enumerate(names):
            if name == "factor_url" and isinstance(shown[name], str) and shown[name]:
                sheet.write_url(row, column, shown[name], string=shown[name][:250])
            else:
                writer.put(sheet, row, column, name, shown[name])


def _in_words(reader: Reader, vocabulary: Vocabulary, line: pd.Series) -> dict[str, object]:
    """The cells of an explained line whose codes have names."""
    named = {c: vocabulary.name(c, line[c], reader.language) for c in ("activity_code", "carrier_code")}
    return named | {
        "words": arithmetic(reader, line),
        "unit": unit_name(reader, line["unit"]),
        "factor_unit": None if pd.isna(line["factor_unit"]) else unit_name(reader, line["factor_unit"]),
        "factor_source": source_text(reader, line),
        "fallback": reader.say(f"result.fallback.{line['fallback']}") if line["fallback"] else "",
        "home_area": vocabulary.name("area", line["home_area"], reader.language),
        "status": reader.say(f"result.status.{line['status']}"),
    }


def _vsme(writer: _Writer, result: MemberResult, vocabulary: Vocabulary) -> None:
    say = writer.reader.say
    sheet = writer.sheet("vsme", result, say("vsme.about"))
    sheet.set_column(0, 1, 12)
    sheet.set_column(2, 4, 52)
    sheet.set_column(5, 6, 16)
    sheet.set_column(7, 7, 90)
    columns = ("disclosure", "paragraph", "meaning", "name", "part", "amount", "unit", "note")
    writer.headings(sheet, HEAD_ROW, [say(f"vsme.column.{c}") for c in columns])
    for row, fact in enumerate(result.vsme.itertuples(index=False), start=HEAD_ROW + 1):
        shown = fact._asdict() | {
            "meaning": say(f"vsme.name.{fact.name}"),
            "part": part_name(fact.part, vocabulary, writer.reader),
            "note": say(f"vsme.note.{fact.note}") if fact.note else "",
        }
        for column, name in enumerate(columns):
            writer.put(sheet, row, column, name, shown[name])


def part_name(part: str, vocabulary: Vocabulary, reader: Reader) -> str:
    """A datapoint's part in words: a fuel or material, or renewable or not."""
    key = f"vsme.part.{part}"
    return reader.say(key) if key in reader.say.keys else vocabulary.name("carrier_code", part, reader.language)
