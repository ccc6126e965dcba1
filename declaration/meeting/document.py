"""The meeting's sheets as a tagged PDF."""

from declaration.language import Reader
from declaration.meeting.briefing import Briefing
from declaration.meeting.paging import Room, widths
from declaration.meeting.sheet import Bars, Sheet, Status, Table, Waterfall
from declaration.meeting.sheets import mark, picture_svg, sheets
from declaration.paper import pdf

#: of a picture beside a table and of one across the sheet, in its own units; less makes its words larger
WIDTH, WIDE = 720, 960
#: of a table across the sheet, in points; only what its columns get of each other is taken from it
_PAGE = Room(width=750, height=500, size=10, words=9.5, face=0.5, leading=1.2, across=10, down=8, above=16)


def meeting_pdf(reader: Reader, briefing: Briefing) -> bytes:
    """The PDF; the same bytes for the same briefing."""
    say, made = reader.say, sheets(reader, briefing)
    values = {
        "title": say("meeting.document.title", date=reader.date(briefing.today)),
        "language": reader.language,
        "date": briefing.built_on,
        "sheets": [_values(reader, briefing, sheet) for sheet in made],
    }
    drawn = {
        f"{sheet.key}.svg": picture_svg(reader, sheet, width=WIDE if _stands_alone(sheet) else WIDTH).encode()
        for sheet in made
        if sheet.picture
    }
    return pdf("meeting", values, drawn)


def _values(reader: Reader, briefing: Briefing, sheet: Sheet) -> dict:
    return {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "picture": f"{sheet.key}.svg" if sheet.picture else None,
        "alt": sheet.alt,
        "alone": _stands_alone(sheet),
        "mark": mark(reader, briefing, sheet),
        "tables": [_table(table) for table in sheet.tables],
        "words": list(sheet.words),
        "source": reader.say("meeting.source", source=sheet.source),
        "credit": sheet.conditions,
    }


def _stands_alone(sheet: Sheet) -> bool:
    """Whether the picture stands across the sheet, its table below: its rows have long names."""
    return isinstance(sheet.picture, Waterfall | Bars)


def _table(table: Table) -> dict:
    return {
        "caption": table.caption,
        "headings": [
            {"title": heading.words, "figure": heading.is_figure, "width": width}
            for heading, width in zip(table.headings, widths(table, _PAGE), strict=True)
        ],
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
    }


def _cell(cell: str) -> str | dict[str, str]:
    return {"kind": cell.kind, "word": str(cell)} if isinstance(cell, Status) else cell
