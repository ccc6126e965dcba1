"""A report file as raw rows: which cell says what, before anything is made of it. Workbooks and both CSV dialects.

Whatever could make a figure other than what its sender sees is a problem: formulas without a value, hidden rows,
merged cells, error values, dates where numbers should be, a broken archive, a file too large to be a report.
"""

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

from declaration.problems import InputRefused, Problem
from declaration.reports.fields import SHEETS, TABLES, TEMPLATE_VERSION, fold
from declaration.reports.sent import Sent, sent_from

#: unpacked size of a workbook, and how far one part of it may be packed
MOST_UNPACKED_BYTES = 60_000_000
MOST_PACKED = 200
MOST_PARTS = 500
MOST_ROWS = 20_000
#: columns that are looked at: the template has fifteen, and a stray format far to the right makes no report wrong
MOST_COLUMNS = 100
#: cells of one merged range
MOST_MERGED = 50_000
_MERGED = re.compile(rb"""mergeCell\b[^>]{0,200}?\bref\s*=\s*["']([^"']*)["']""")
#: what unpacking a broken archive raises; RuntimeError stands for a password
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, UnicodeDecodeError)
#: the cells of the first sheet that say what a workbook is
VERSION_NAME, YEAR_NAME = "mallversion", "rapportar"
_OLE = b"\xd0\xcf\x11\xe0"
CSV_HEAD = ("table", "template_version", "year")


@dataclass
class RawRow:
    """One row: its table, sheet and row number as its sender sees them, and its cells by field code."""

    table: str
    sheet: str
    row: int
    cells: dict[str, Any]
    columns: dict[str, str]


@dataclass
class RawReport:
    """All rows of a file, what it says it is, and what is wrong with the file itself."""

    rows: list[RawRow] = field(default_factory=list)
    version: str = ""
    years: set[str] = field(default_factory=set)
    decimal_sign: str | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def read_raw(file: Path | Sent) -> RawReport:
    """The rows of a file, on a disk or in memory. Raises InputRefused where it is no report at all."""
    sent = sent_from(file) if isinstance(file, Path) else file
    if not sent.content:
        raise InputRefused([Problem("report_empty_file", sent.name)])
    if sent.content.startswith(_OLE):
        raise InputRefused([Problem("report_old_or_locked", sent.name)])
    return (_workbook if sent.ending == ".xlsx" else _csv)(sent.name, sent.content)


def _workbook(name: str, content: bytes) -> RawReport:
    _check_archive(name, content)
    try:
        return _read_workbook(name, content)
    except (InputRefused, MemoryError):
        raise
    except Exception as error:  # what openpyxl raises for a workbook made to confuse it is listed nowhere
        raise InputRefused([Problem("report_not_a_workbook", name, found=type(error).__name__)]) from error


def _read_workbook(name: str, content: bytes) -> RawReport:
    shown, written = (
        openpyxl.load_workbook(io.BytesIO(content), data_only=values, rich_text=False) for values in (True, False)
    )
    made = RawReport(version=_named(shown, VERSION_NAME), years={_named(shown, YEAR_NAME)} - {""})
    sheets = {fold(title): table for table, titles in SHEETS.items() for title in titles}
    found = {sheets[fold(sheet.title)]: sheet for sheet in shown.worksheets if fold(sheet.title) in sheets}
    if "activity" not in found:
        titles = ", ".join(sheet.title for sheet in shown.worksheets)[:200]
        raise InputRefused(
            [Problem("report_no_sheet", name, found=titles, details={"expected": " / ".join(SHEETS["activity"])})]
        )
    for table, sheet in found.items():
        _read_sheet(made, name, table, sheet, written[sheet.title])
    return made


def _check_archive(name: str, content: bytes) -> None:
    """Refuse an archive that is broken, holds macros, or unpacks to more than a report can be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise InputRefused([Problem("report_not_a_workbook", name, found=", ".join(sorted(names)[:3])[:200])])
            if any(part.endswith("vbaProject.bin") for part in names):
                raise InputRefused([Problem("report_macros", name)])
            unpacked = sum(part.file_size for part in parts)
            packed = max((p.file_size / max(p.compress_size, 1) for p in parts if p.file_size > 100_000), default=0)
            if unpacked > MOST_UNPACKED_BYTES or packed > MOST_PACKED or len(parts) > MOST_PARTS:
                raise InputRefused([Problem("report_zip_bomb", name, details={"size": round(unpacked / 1e6)})])
            for part in parts:
                _check_merged(name, archive.read(part))
    except _BROKEN as error:
        raise InputRefused([Problem("report_broken_archive", name)]) from error


def _check_merged(name: str, part: bytes) -> None:
    """Refuse merged cells over a whole sheet before they are read: each becomes an object, seventeen thousand million.

    Text in UTF-16 is looked at as well, by passing over its empty bytes.
    """
    for found in _MERGED.findall(part.replace(b"\x00", b"")):
        size = _size(found.decode("ascii", "replace"))
        if size is None or size > MOST_MERGED:
            raise InputRefused([Problem("report_merged", name, found=found.decode("ascii", "replace")[:40])])


def _size(reference: str) -> int | None:
    """How many cells a reference such as `A1:C3` covers; None where it is none."""
    try:
        left, top, right, bottom = range_boundaries(reference)
        return (right - left + 1) * (bottom - top + 1)
    except (TypeError, ValueError):
        return None


def _named(book: openpyxl.Workbook, name: str) -> str:
    """The text of a named cell, empty without it."""
    if name not in book.defined_names:
        return ""
    for title, address in book.defined_names[name].destinations:
        cell = book[title][address.replace("$", "")].value
        return "" if cell is None else str(int(cell) if isinstance(cell, float) else cell)
    return ""


def _read_sheet(made: RawReport, name: str, table: str, sheet: Any, written: Any) -> None:
    """Rows below the headings; the headings are found by their names, wherever they stand."""
    wanted = {n: f.code for f in TABLES[table] for n in f.names}
    if sheet.max_row > MOST_ROWS:
        raise InputRefused([Problem("report_too_many_rows", name, sheet.title, details={"most": MOST_ROWS})])
    rows = list(sheet.iter_rows(max_col=min(sheet.max_column, MOST_COLUMNS)))
    head, columns = None, {}
    for cells in rows[:30]:
        here = {wanted[fold(c.value)]: c.column for c in cells if isinstance(c.value, str) and fold(c.value) in wanted}
        if len(here) > len(columns):
            head, columns = cells[0].row, here
    needed = [f for f in TABLES[table] if f.required]
    missing = [f for f in needed if f.code not in columns]
    if missing:
        if table == "activity" or columns:
            details = {"expected": ", ".join(f"{f.sv} / {f.en}" for f in missing)}
            made.problems.append(Problem("report_columns_missing", name, sheet.title, details=details))
        return
    inside = [m for m in sheet.merged_cells.ranges if m.max_row > head]
    made.problems += [Problem("report_merged", name, sheet.title, m.min_row, found=str(m)) for m in inside]
    for cells in rows:
        row = cells[0].row
        if row <= head:
            continue
        by_column = {c.column: c for c in cells}
        raw = {code: by_column[column].value for code, column in columns.items() if column in by_column}
        formula = {code: written.cell(row, column).value for code, column in columns.items()}
        letters = {code: get_column_letter(column) for code, column in columns.items()}
        # The template writes the member's id into the first row itself: that alone is no row yet.
        said = [held[code] for held in (raw, formula) for code in held if code != "member_id"]
        if all(v is None or (isinstance(v, str) and not v.strip()) for v in said):
            continue
        if sheet.row_dimensions[row].hidden:
            made.problems.append(Problem("report_hidden_row", name, sheet.title, row))
        bad = set()
        for code, value in raw.items():
            where = {"sheet": sheet.title, "row": row, "column": letters[code]}
            if value is None and isinstance(formula[code], str) and formula[code].startswith("="):
                made.problems.append(Problem("report_formula_without_value", name, **where, found=formula[code][:60]))
                bad.add(code)
            elif isinstance(value, (datetime, date)):
                made.problems.append(Problem("report_date", name, **where, found=value.isoformat()[:10]))
                bad.add(code)
            elif isinstance(value, str) and value.startswith("#") and value.rstrip("!?").isupper():
                made.problems.append(Problem("report_error_value", name, **where, found=value))
                bad.add(code)
        raw = {code: value for code, value in raw.items() if code not in bad}
        made.rows.append(RawRow(table, sheet.title, row, raw | {"_bad": bad}, letters))
    hidden = {
        get_column_letter(i)
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden and dimension.min is not None
        for i in range(dimension.min, dimension.max + 1)
    }
    concealed = [letter for letter in (get_column_letter(c) for c in columns.values()) if letter in hidden]
    made.problems += [Problem("report_hidden_column", name, sheet.title, column=letter) for letter in concealed]
    if sheet.sheet_state != "visible" and any(r.table == table for r in made.rows):
        made.problems.append(Problem("report_hidden_sheet", name, sheet.title))


def _csv(name: str, content: bytes) -> RawReport:
    text, encoding = _decoded(name, content)
    made = RawReport()
    if encoding not in ("utf-8", "utf-8-sig"):
        made.notes.append(Problem("report_encoding", name, found=encoding))
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    made.decimal_sign = "," if separator in ";\t" else "."
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error as error:
        raise InputRefused([Problem("report_csv_broken", name, found=str(error))]) from error
    if len(lines) > MOST_ROWS:
        raise InputRefused([Problem("report_too_many_rows", name, details={"most": MOST_ROWS})])
    header = [fold(cell) for cell in lines[0]] if lines else []
    names = {n: f.code for fields in TABLES.values() for f in fields for n in f.names}
    names |= {"tabell": "table", "table": "table", "mallversion": "template_version"}
    names |= {
        "template version": "template_version",
        "template_version": "template_version",
        "år": "year",
        "year": "year",
    }
    columns = [names.get(cell, "") for cell in header]
    missing = [code for code in (*CSV_HEAD, "activity_code", "quantity") if code not in columns]
    if missing:
        raise InputRefused(
            [Problem("report_not_a_report", name, found=first[:80], details={"expected": ", ".join(missing)})]
        )
    tables = {fold(title): table for table, titles in SHEETS.items() for title in (table, *titles)}
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            details = {"expected": len(columns)}
            made.problems.append(Problem("report_csv_width", name, row=number, found=str(len(cells)), details=details))
            continue
        row = {code: cell for code, cell in zip(columns, cells, strict=True) if code}
        table = tables.get(fold(row["table"]))
        if table is None:
            details = {"expected": ", ".join(SHEETS[t][0] for t in SHEETS)}
            made.problems.append(
                Problem(
                    "report_not_in_list",
                    name,
                    row=number,
                    column=lines[0][columns.index("table")],
                    found=row["table"][:80],
                    details=details,
                )
            )
            continue
        made.version = made.version or row["template_version"].strip()
        made.years.add(row["year"].strip())
        heads = {code: lines[0][i].strip() for i, code in enumerate(columns) if code}
        made.rows.append(RawRow(table, SHEETS[table][0], number, row, heads))
    return made


def _decoded(name: str, content: bytes) -> tuple[str, str]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return content.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError as error:
            raise InputRefused([Problem("report_encoding_unknown", name)]) from error
    if b"\x00" in content:
        raise InputRefused([Problem("report_encoding_unknown", name)])
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding), "utf-8" if encoding == "utf-8-sig" else "Windows-1252"
        except UnicodeDecodeError:
            continue
    raise InputRefused([Problem("report_encoding_unknown", name)])


def is_current_version(version: str) -> bool:
    """Whether the file was made from a template that this reader knows."""
    return version == TEMPLATE_VERSION
