"""A report written back in the form that is read: CSV in both dialects, or the template filled in."""

import csv
import io
from dataclasses import replace

import pandas as pd

from declaration.reports.fields import SHEETS, TABLES, TEMPLATE_VERSION
from declaration.reports.report import DENOMINATOR_COLUMNS, LINE_COLUMNS, MEASURE_COLUMNS, Report
from declaration.reports.text import neutral
from declaration.reports.vocabulary import LANGUAGES, Vocabulary

_HEAD = {"sv": ("Tabell", "Mallversion", "År"), "en": ("Table", "Template version", "Year")}
_PARTS = {"activity": "lines", "denominator": "denominators", "measure": "measures"}


def columns_of_csv(language: str) -> tuple[list[str], list[str]]:
    """The columns of a CSV report: their headings, and their field codes (each once)."""
    headings, codes = list(_HEAD[language]), ["table", "template_version", "year"]
    for fields in TABLES.values():
        for field in fields:
            if field.code not in codes:
                codes.append(field.code)
                headings.append(field.heading(language))
    return headings, codes


def begun_from(report: Report, year: int) -> Report:
    """The report to begin one of another year from: the same lines, without what is to be found out anew each year."""
    if report.year == year:
        return report
    lines = report.lines.assign(
        year=year, quantity=float("nan"), supplier_factor_kg_per_unit=float("nan"), supplier_evidence="", comment=""
    )
    denominators = report.denominators.assign(year=year, quantity=float("nan"))
    return replace(report, year=year, lines=lines, denominators=denominators)


def empty_report(member_id: str, year: int) -> Report:
    """A report without anything in it."""
    frames = (pd.DataFrame(columns=list(names)) for names in (LINE_COLUMNS, DENOMINATOR_COLUMNS, MEASURE_COLUMNS))
    return Report(member_id, year, TEMPLATE_VERSION, *frames)


def cells(report: Report, table: str, vocabulary: Vocabulary, language: str) -> list[dict[str, object]]:
    """The rows of one table with names in place of codes; shares in per cent, what is missing as None."""
    frame = getattr(report, _PARTS[table])
    made = []
    for row in frame.to_dict(orient="records"):
        if table == "activity":
            row["share_in_region_pct"] = round(float(row["share_in_region"]) * 100, 10)
        cell = {f.code: row.get(f.code) for f in TABLES[table]}
        made.append(
            {
                code: None
                if value is None or (isinstance(value, float) and pd.isna(value)) or value == ""
                else (vocabulary.name(code, value, language) if isinstance(value, str) else value)
                for code, value in cell.items()
            }
        )
    return made


def csv_report(report: Report, vocabulary: Vocabulary, language: str, dialect: str) -> bytes:
    """The report as one CSV file. dialect: `sv` (`;`, decimal comma, byte-order mark) or `int` (`,`, point)."""
    headings, codes = columns_of_csv(language)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if dialect == "sv" else ",", lineterminator="\r\n")
    writer.writerow(headings)
    for table, titles in SHEETS.items():
        for row in cells(report, table, vocabulary, language):
            head = {
                "table": titles[LANGUAGES.index(language)],
                "template_version": TEMPLATE_VERSION,
                "year": report.year,
            }
            writer.writerow([_written((head | row).get(code), dialect) for code in codes])
    return text.getvalue().encode("utf-8-sig" if dialect == "sv" else "utf-8")


def _written(cell: object, dialect: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        text = repr(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        return text.replace(".", ",") if dialect == "sv" else text
    return neutral(cell)
