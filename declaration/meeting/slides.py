"""The meeting's sheets as slides with native charts: whoever gets them can edit every chart and table."""

import io
from datetime import UTC, datetime

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from declaration.charts.drawn import LETTER
from declaration.charts.theme import INK, QUIET
from declaration.language import Reader
from declaration.meeting.briefing import Briefing
from declaration.meeting.native_charts import native_chart, rgb, write
from declaration.meeting.paging import Part, Room, parts, row_height, table_height, widths, words_height
from declaration.meeting.sheet import Sheet, Table, with_sign
from declaration.meeting.sheets import mark, sheets

#: 16:9
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
_LEFT, _ACROSS = Inches(0.6), Inches(12.13)
_TOP, _DOWN = Inches(1.75), Inches(4.75)
#: height of a line, in parts of the size
_LEADING = 1.22
#: of the body, in points: a table of few columns in larger type, and in smaller where a row would not fit else
_ROOMS = tuple(
    Room(_ACROSS.pt, _DOWN.pt, size, words=14, face=LETTER, leading=_LEADING, across=7.2, down=4.4, above=26)
    for size in (14, 12, 10.5, 9)
)
#: size of words that are all there is to say
_ALONE = 20
_PALE = "#ececec"


def meeting_slides(reader: Reader, briefing: Briefing) -> bytes:
    """The slides (PPTX): at least one a sheet, and more for tables: of a picture, and those longer than a slide."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    say = reader.say
    deck.core_properties.title = say("meeting.document.title", date=reader.date(briefing.today))
    deck.core_properties.language = reader.language
    deck.core_properties.author = say("site.name")
    at = datetime.fromisoformat(briefing.built_on).replace(tzinfo=UTC)
    deck.core_properties.created = deck.core_properties.modified = at
    for sheet in sheets(reader, briefing):
        room = _room_for(sheet)
        for part in parts(sheet, room, twins=True):
            _body(_slide(deck, reader, part, mark(reader, briefing, sheet)), reader, part, room)
    content = io.BytesIO()
    deck.save(content)
    return content.getvalue()


def _room_for(sheet: Sheet) -> Room:
    """The largest type that a room can read in which every row of the sheet's tables fits on a slide."""
    most = max((len(table.headings) for table in sheet.tables), default=0)
    rooms = _ROOMS if most < 6 else _ROOMS[1:]
    return next((room for room in rooms if _has_room(sheet, room)), rooms[-1])


def _has_room(sheet: Sheet, room: Room) -> bool:
    rows = (Table(t.caption, t.headings, (row,)) for t in sheet.tables for row in t.rows)
    return all(table_height(one, room) <= room.height for one in rows)


def _slide(deck: Presentation, reader: Reader, part: Part, stamp: str):
    """A slide with the finding as title, what it measures, and what the sheet carries; notes say all of it in words."""
    sheet, say = part.sheet, reader.say
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    if stamp:
        _across(slide, stamp)
    words = sheet.title
    if part.count > 1:
        words = say("meeting.slide.part", title=sheet.title, number=part.number, count=part.count)
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = _LEFT, Inches(0.3), _ACROSS, Inches(0.95)
    title.text_frame.word_wrap, title.text_frame.vertical_anchor = True, MSO_ANCHOR.BOTTOM
    write(title.text_frame, words, 26 if len(words) < 60 else 22, bold=True)
    _words(slide, (sheet.subtitle,), Inches(1.25), Inches(0.5), 14)
    source = say("meeting.source", source=sheet.source)
    _words(slide, (f"{source} {sheet.conditions}",), Inches(6.6), Inches(0.8), 11, colour=QUIET)
    slide.notes_slide.notes_text_frame.text = "\n".join((*sheet.words, sheet.alt, source, sheet.conditions))
    return slide


def _body(slide, reader: Reader, part: Part, room: Room) -> None:
    """A picture or a table from the top, and words below it; words alone are larger."""
    if not part.picture and not part.table:
        _words(slide, part.words, _TOP, _DOWN, _ALONE)
        return
    gap, words = Pt(0.5 * _LEADING * room.words), Pt(words_height(part.words, room))
    if part.picture:
        native_chart(slide, reader, part.sheet, (_LEFT, _TOP, _ACROSS, Emu(_DOWN - words)))
        end = Emu(_TOP + _DOWN - words)
    else:
        _table(slide, part.table, room)
        end = Emu(_TOP + Pt(table_height(part.table, room)))
    _words(slide, part.words, Emu(end + gap), Emu(max(0, words - gap)), room.words)


def _across(slide, words: str) -> None:
    """Large and pale behind everything on the slide: no one takes it for real figures."""
    box = slide.shapes.add_textbox(_LEFT, Inches(2.9), _ACROSS, Inches(1.4))
    write(box.text_frame, words, 80, bold=True, colour=_PALE)
    box.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER
    box.rotation = -14
    slide.shapes._spTree.remove(box._element)
    slide.shapes._spTree.insert(2, box._element)


def _words(slide, paragraphs: tuple[str, ...], top: Emu, height: Emu, size: float, colour: str = INK) -> None:
    """Paragraphs in a box without margins, so that it holds what was counted for it."""
    if not any(paragraphs):
        return
    box = slide.shapes.add_textbox(_LEFT, top, _ACROSS, height)
    frame = box.text_frame
    frame.word_wrap, frame.margin_left, frame.margin_right, frame.margin_top, frame.margin_bottom = True, 0, 0, 0, 0
    write(frame, "\n".join(paragraphs), size, colour=colour)
    for paragraph in frame.paragraphs[1:]:
        paragraph.space_before = Pt(0.5 * _LEADING * size)


def _table(slide, table: Table, room: Room) -> None:
    _words(slide, (table.caption,), _TOP, Emu(Pt(room.above)), 12, colour=QUIET)
    rows = len(table.rows) + 1
    top, height = Emu(_TOP + Pt(room.above)), Emu(Pt(table_height(table, room) - room.above))
    frame = slide.shapes.add_table(rows, len(table.headings), _LEFT, top, _ACROSS, height)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", table.caption)
    for column, (heading, width) in enumerate(zip(table.headings, widths(table, room), strict=True)):
        frame.table.columns[column].width = Emu(Pt(width))
        _cell(frame.table.cell(0, column), heading.words, heading.is_figure, room.size, bold=True)
        for row, cells in enumerate(table.rows, start=1):
            _cell(frame.table.cell(row, column), with_sign(cells[column]), heading.is_figure, room.size)
    for row, cells in zip(frame.table.rows, (tuple(h.words for h in table.headings), *table.rows), strict=True):
        row.height = Emu(Pt(row_height(cells, widths(table, room), room)))


def _cell(cell, words: str, is_figure: bool, size: float, *, bold: bool = False) -> None:
    write(cell.text_frame, words, size, bold=bold)
    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT if is_figure else PP_ALIGN.LEFT
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.margin_left = cell.margin_right = Inches(0.05)
    if bold:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb("#dcdcdc")
    else:
        cell.fill.background()
