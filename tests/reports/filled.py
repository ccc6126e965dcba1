"""A member's workbook, filled in as a member would."""

import io
from functools import cache

import openpyxl

from declaration.reports.fields import SHEETS, TABLES
from declaration.reports.reading import lists
from declaration.reports.template import HEAD_ROW, template


def workbook(*lines: dict, year: int = 2025) -> bytes:
    """The Swedish template of a year with these activities, as code of the column → what stands there."""
    return _filled(tuple(tuple(line.items()) for line in lines), year)


@cache
def _filled(lines: tuple[tuple[tuple[str, object], ...], ...], year: int) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(_blank(year)))
    codes = [field.code for field in TABLES["activity"]]
    for row, line in enumerate(lines, start=HEAD_ROW + 2):
        for code, value in line:
            book[SHEETS["activity"][0]].cell(row, codes.index(code) + 1).value = value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@cache
def _blank(year: int) -> bytes:
    return template(year, "sv", lists().vocabulary)
