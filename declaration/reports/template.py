"""The workbook that members fill: drop-downs, units that follow the activity, an example, locked headings."""

import io
from datetime import datetime

import xlsxwriter

from declaration.language import texts_of
from declaration.reports.fields import CHOICES, SHEETS, TABLES, TEMPLATE_VERSION
from declaration.reports.report import Report
from declaration.reports.sheets import VERSION_NAME, YEAR_NAME
from declaration.reports.vocabulary import LANGUAGES, Vocabulary
from declaration.reports.writing import cells

#: rows offered below the headings
OFFERED = {"activity": 400, "denominator": 60, "measure": 60}
HEAD_ROW = 3
#: the same bytes whenever it is made
_MADE = datetime(2025, 1, 1)
_LISTS = "listor"


def template(
    year: int, language: str, vocabulary: Vocabulary, member_id: str = "", filled: Report | None = None
) -> bytes:
    """The workbook of a year in `sv` or `en`. member_id: written into it. filled: a report to begin from."""
    say = texts_of(language)
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {
            "in_memory": True,
            "default_date_format": "yyyy-mm-dd",
            # What a member wrote once comes back as text, whatever it looks like.
            "strings_to_formulas": False,
            "strings_to_urls": False,
        },
    )
    book.set_properties({"title": say("template.title", year=year), "created": _MADE})
    looks = _looks(book)
    _guide(book, looks, say, year, member_id)
    for table in TABLES:
        rows = [] if filled is None else cells(filled, table, vocabulary, language)
        _sheet(book, looks, say, table, language, vocabulary, year, member_id, rows)
    _example(book, looks, say, language, vocabulary)
    _lists(book, language, vocabulary)
    book.get_worksheet_by_name(say("template.guide")).activate()
    book.close()
    return content.getvalue()


def _looks(book: xlsxwriter.Workbook) -> dict:
    plain = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
    return {
        "title": book.add_format({**plain, "bold": True, "font_size": 16}),
        "text": book.add_format({**plain, "text_wrap": True}),
        "head": book.add_format(
            {**plain, "bold": True, "text_wrap": True, "bg_color": "#005c86", "font_color": "#ffffff", "border": 1}
        ),
        "cell": book.add_format({**plain, "locked": False, "border": 1, "border_color": "#d9d9d9"}),
        "number": book.add_format(
            {**plain, "locked": False, "border": 1, "border_color": "#d9d9d9", "num_format": "#,##0.###"}
        ),
        "text_cell": book.add_format(
            {**plain, "locked": False, "border": 1, "border_color": "#d9d9d9", "num_format": "@"}
        ),
        "example": book.add_format({**plain, "italic": True, "font_color": "#595959"}),
        "key": book.add_format({**plain, "bold": True}),
        "input": book.add_format({**plain, "locked": False, "border": 1, "num_format": "@"}),
    }


def _guide(book, looks, say, year: int, member_id: str) -> None:
    sheet = book.add_worksheet(say("template.guide"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26, looks["text"])
    sheet.set_column(1, 1, 96, looks["text"])
    sheet.write(0, 0, say("template.title", year=year), looks["title"])
    for row, (key, value) in enumerate(
        (("template.member", member_id), ("template.year", year), ("template.version", TEMPLATE_VERSION)), start=2
    ):
        sheet.write(row, 0, say(key), looks["key"])
        sheet.write(row, 1, value, looks["text"])
    name = sheet.get_name()
    book.define_name(YEAR_NAME, f"='{name}'!$B$4")
    book.define_name(VERSION_NAME, f"='{name}'!$B$5")
    for row, key in enumerate(
        ("who", "how", "units", "quality", "carrier", "share", "factor", "measures", "send"), start=6
    ):
        sheet.write(row, 0, say(f"template.help.{key}.title"), looks["key"])
        sheet.write(row, 1, say(f"template.help.{key}"), looks["text"])
    sheet.protect("", {"select_locked_cells": True})


def _sheet(book, looks, say, table, language, vocabulary, year, member_id, rows) -> None:
    sheet = book.add_worksheet(SHEETS[table][LANGUAGES.index(language)])
    fields = TABLES[table]
    sheet.write(0, 0, say(f"template.sheet.{table}", year=year), looks["title"])
    sheet.write(1, 0, say("template.sheet.hint"), looks["example"])
    last = HEAD_ROW + OFFERED[table]
    for column, field in enumerate(fields):
        sheet.set_column(column, column, field.width)
        sheet.write(HEAD_ROW, column, field.heading(language), looks["head"])
        look = looks["number"] if _is_number(field.code) else looks["text_cell"]
        for row in range(HEAD_ROW + 1, last + 1):
            sheet.write_blank(row, column, None, look)
        _validation(sheet, say, table, field.code, column, last, vocabulary, language)
    for number, cell in enumerate(rows, start=HEAD_ROW + 1):
        for column, field in enumerate(fields):
            if cell[field.code] is not None:
                look = looks["number"] if _is_number(field.code) else looks["text_cell"]
                sheet.write(number, column, cell[field.code], look)
    if member_id and not rows:
        sheet.write(HEAD_ROW + 1, 0, member_id, looks["text_cell"])
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.protect("", {"format_columns": True, "sort": True, "autofilter": True})


def _is_number(code: str) -> bool:
    return code in (
        *("quantity", "data_quality", "share_in_region_pct", "supplier_factor_kg_per_unit"),
        *("start_year", "expected_t_per_year", "verified_t_per_year"),
    )


def _validation(sheet, say, table, code, column, last, vocabulary, language) -> None:
    """A drop-down, or the range that a number lies in; with what to do in the reader's language."""
    first = HEAD_ROW + 1
    row = first + 1
    message = {"error_title": say("template.error.title"), "error_message": say("template.error.list")}
    rule = None
    if code == "carrier_code":
        key = f"MATCH($C{row},{_LISTS}!$A:$A,0)"
        rule = {"validate": "list", "source": f"=OFFSET({_LISTS}!$C$1,{key}-1,0,COUNTIF({_LISTS}!$A:$A,$C{row}),1)"}
    elif code == "unit" and table == "activity":
        where = f'MATCH($C{row}&"|"&$D{row},{_LISTS}!$E:$E,0)'
        pair = f'COUNTIF({_LISTS}!$E:$E,$C{row}&"|"&$D{row})'
        rule = {"validate": "list", "source": f"=OFFSET({_LISTS}!$F$1,{where}-1,0,{pair},1)"}
    elif code == "unit":
        where = f"MATCH($C{row},{_LISTS}!$H:$H,0)"
        rule = {"validate": "list", "source": f"=OFFSET({_LISTS}!$I$1,{where}-1,0,COUNTIF({_LISTS}!$H:$H,$C{row}),1)"}
    elif code in vocabulary.names and code in ("activity_code", "denominator_code", "lever_code"):
        place = _LIST_COLUMNS[code]
        size = len(vocabulary.options(code, language))
        rule = {"validate": "list", "source": f"={_LISTS}!${place}$1:${place}${size}"}
    elif code == "area":
        size = len(CHOICES["area"])
        rule = {"validate": "list", "source": f"={_LISTS}!$N$1:$N${size}"}
    elif code in CHOICES:
        rule = {"validate": "list", "source": vocabulary.options(code, language)}
    elif code == "data_quality":
        rule = {"validate": "list", "source": ["1", "2", "3", "4", "5"]}
    elif code == "share_in_region_pct":
        rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
        message["error_message"] = say("template.error.percent")
    elif code in ("quantity", "expected_t_per_year", "verified_t_per_year"):
        rule = {"validate": "decimal", "criteria": ">=", "value": 0}
        message["error_message"] = say("template.error.number")
    elif code == "start_year":
        rule = {"validate": "integer", "criteria": "between", "minimum": 1990, "maximum": 2060}
        message["error_message"] = say("template.error.number")
    if rule:
        sheet.data_validation(first, column, last, column, rule | message)


#: where the lists that stand alone are kept: K, L, M; N holds the areas
_LIST_COLUMNS = {"activity_code": "K", "denominator_code": "L", "lever_code": "M"}


def _lists(book, language: str, vocabulary: Vocabulary) -> None:
    """The lists behind the drop-downs, hidden: carriers by activity, units by activity and carrier."""
    sheet = book.add_worksheet(_LISTS)
    place = LANGUAGES.index(language)
    activity, carrier = vocabulary.names["activity_code"], vocabulary.names["carrier_code"]
    row = units_row = 0
    for code, carriers in vocabulary.carriers_of.items():
        for option in carriers:
            units = vocabulary.units_of.get((code, option), ())
            sheet.write(row, 0, activity[code][place])
            sheet.write(row, 2, carrier[option][place])
            row += 1
            for unit in units:
                sheet.write(units_row, 4, f"{activity[code][place]}|{carrier[option][place]}")
                sheet.write(units_row, 5, unit)
                units_row += 1
    pairs = [(code, unit) for code, units in vocabulary.denominator_units.items() for unit in units]
    for row, (code, unit) in enumerate(pairs):
        sheet.write(row, 7, vocabulary.name("denominator_code", code, language))
        sheet.write(row, 8, unit)
    for field, letter in _LIST_COLUMNS.items():
        for row, name in enumerate(vocabulary.options(field, language)):
            sheet.write(f"{letter}{row + 1}", name)
    for row, names in enumerate(CHOICES["area"].values()):
        sheet.write(f"N{row + 1}", names[place])
    sheet.hide()


def _example(book, looks, say, language: str, vocabulary: Vocabulary) -> None:
    """A few filled lines, in grey, on a sheet that is never read."""
    sheet = book.add_worksheet(say("template.example"))
    sheet.write(0, 0, say("template.example.title"), looks["title"])
    fields = TABLES["activity"]
    for column, field in enumerate(fields):
        sheet.set_column(column, column, field.width)
        sheet.write(2, column, field.heading(language), looks["head"])
    for row, line in enumerate(EXAMPLE, start=3):
        for column, field in enumerate(fields):
            cell = line.get(field.code)
            if isinstance(cell, str):
                cell = vocabulary.name(field.code, cell, language) if not cell.startswith("template.") else say(cell)
            if cell is not None:
                sheet.write(row, column, cell, looks["example"])
    sheet.protect("")


#: invented lines of the example sheet
EXAMPLE = (
    {
        "site_id": "template.example.depot",
        "activity_code": "road_fuel_own",
        "carrier_code": "diesel_mk1",
        "quantity": 84500,
        "unit": "litre",
        "data_quality": 1,
        "share_in_region_pct": 60,
        "comment": "template.example.cards",
    },
    {
        "site_id": "template.example.depot",
        "activity_code": "road_fuel_own",
        "carrier_code": "hvo100",
        "quantity": 12000,
        "unit": "litre",
        "data_quality": 1,
        "supplier_factor_kg_per_unit": 0.35,
        "supplier_evidence": "template.example.certificate",
    },
    {
        "site_id": "template.example.terminal",
        "activity_code": "building_el",
        "carrier_code": "electricity",
        "quantity": 410,
        "unit": "MWh",
        "data_quality": 1,
    },
    {
        "site_id": "template.example.terminal",
        "activity_code": "bought_road",
        "carrier_code": "tkm_artic_33",
        "quantity": 1250000,
        "unit": "tkm",
        "data_quality": 4,
        "carrier_is_member": "no",
        "distance_basis": "sfd",
    },
)
