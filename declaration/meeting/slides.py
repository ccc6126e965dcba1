"""The meeting's sheets as slides with native charts: whoever gets them can edit every chart and table."""

import io
from datetime import UTC, datetime

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import PP_ALIGN
from pptx.util import Emu, Inches, Pt

from declaration.charts.programme import RISE
from declaration.charts.theme import BLUE, DEEP_BLUE, INK, QUIET, RED
from declaration.language import Reader
from declaration.meeting.briefing import Briefing
from declaration.meeting.sheets import (
    Bars,
    Lines,
    Picture,
    Sheet,
    Table,
    Waterfall,
    Wedges,
    conditions,
    mark,
    sheets,
    whole_tonnes,
)

#: 16:9
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
_LEFT, _ACROSS = Inches(0.6), Inches(12.13)
_TOP, _DOWN = Inches(1.75), Inches(4.75)
#: rows of a table that fit one slide in type that a room can read
MOST_ROWS = 11
_BLANK = 6
_FONT = "Roboto"


def meeting_slides(reader: Reader, briefing: Briefing) -> bytes:
    """The slides (PPTX): one a sheet, and one more for a picture's table where it has one."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    say = reader.say
    deck.core_properties.title = say("meeting.document.title", date=reader.date(briefing.today))
    deck.core_properties.language = reader.language
    deck.core_properties.author = say("site.name")
    at = datetime.fromisoformat(briefing.built_on).replace(tzinfo=UTC)
    deck.core_properties.created = deck.core_properties.modified = at
    for sheet in sheets(reader, briefing):
        if sheet.picture:
            _chart(_slide(deck, reader, briefing, sheet), reader, sheet)
        for table in sheet.tables:
            for begin in range(0, max(len(table.rows), 1), MOST_ROWS):
                slide = _slide(deck, reader, briefing, sheet)
                _table(slide, Table(table.caption, table.headings, table.rows[begin : begin + MOST_ROWS]))
    content = io.BytesIO()
    deck.save(content)
    return content.getvalue()


def _slide(deck: Presentation, reader: Reader, briefing: Briefing, sheet: Sheet):
    """A slide with the finding as title, what it measures, and what every sheet carries; notes say what to know."""
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = _LEFT, Inches(0.35), _ACROSS, Inches(0.85)
    _write(title.text_frame, sheet.title, 28, bold=True)
    _words(slide, sheet.subtitle, Inches(1.2), Inches(0.5), 15)
    source = reader.say("meeting.source", source=sheet.source)
    _words(slide, f"{source} {conditions(reader, briefing)}", Inches(6.65), Inches(0.75), 11, colour=QUIET)
    if stamp := mark(reader, briefing, sheet):
        _words(slide, stamp, Inches(0.08), Inches(0.3), 12, colour=RED, align=PP_ALIGN.RIGHT)
    slide.notes_slide.notes_text_frame.text = "\n".join((*sheet.words, sheet.alt, source))
    return slide


def _words(slide, words: str, top: Emu, height: Emu, size: int, colour: str = INK, align=PP_ALIGN.LEFT) -> None:
    box = slide.shapes.add_textbox(_LEFT, top, _ACROSS, height)
    box.text_frame.word_wrap = True
    _write(box.text_frame, words, size, colour=colour)
    box.text_frame.paragraphs[0].alignment = align


def _write(frame, words: str, size: int, *, bold: bool = False, colour: str = INK) -> None:
    frame.text = words
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        font = paragraph.font
        font.size, font.bold, font.name, font.color.rgb = Pt(size), bold, _FONT, _rgb(colour)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.strip("#").upper())


def _chart(slide, reader: Reader, sheet: Sheet) -> None:
    kind, data, colours = _data_of(reader, sheet.picture)
    frame = slide.shapes.add_chart(kind, _LEFT, _TOP, _ACROSS, _DOWN, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", sheet.alt)
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(13), _FONT
    chart.has_legend = sum(colour is not None for colour in colours) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.value_axis.minimum_scale = None if isinstance(sheet.picture, Waterfall) else 0
    chart.value_axis.major_gridlines.format.line.color.rgb = _rgb("#d0d0d0")
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = "#,##0", False
    for series, colour in zip(chart.plots[0].series, colours, strict=True):
        _paint(series, colour, is_line=kind == XL_CHART_TYPE.LINE_MARKERS)
    if isinstance(sheet.picture, Lines):
        for series, line in zip(chart.plots[0].series, sheet.picture.lines, strict=True):
            series.smooth = False
            series.format.line.dash_style = MSO_LINE.DASH if line.role == "path" else MSO_LINE.SOLID
    if isinstance(sheet.picture, Waterfall):
        chart.plots[0].gap_width, chart.plots[0].overlap = 40, 100
        _label_steps(chart, reader, sheet.picture)
    if isinstance(sheet.picture, Bars):
        chart.category_axis.reverse_order = True


def _paint(series, colour: str | None, *, is_line: bool) -> None:
    """One colour for a series; None for one that only carries others."""
    if colour is None:
        series.format.fill.background()
    elif is_line:
        series.format.line.color.rgb, series.format.line.width = _rgb(colour), Pt(2.5)
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = _rgb(colour)
    else:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(colour)


def _data_of(reader: Reader, picture: Picture) -> tuple[XL_CHART_TYPE, CategoryChartData, list[str | None]]:
    """The native chart's kind, figures and colours."""
    data = CategoryChartData(number_format="#,##0")
    match picture:
        case Lines(lines, _):
            years = sorted({year for line in lines for year in line.levels})
            data.categories = [str(year) for year in years]
            for line in lines:
                data.add_series(line.name, [line.levels.get(year) for year in years])
            return XL_CHART_TYPE.LINE_MARKERS, data, [INK if line.role == "observed" else BLUE for line in lines]
        case Bars(names, now, allowed):
            data.categories = names
            for name, levels in (now, allowed):
                data.add_series(name, levels)
            return XL_CHART_TYPE.BAR_CLUSTERED, data, [INK, BLUE]
        case Waterfall(steps):
            return _falling(reader, picture, data, steps)
        case Wedges(years, _, layers, path, uncovered, _):
            data.categories = [str(year) for year in years]
            for name, levels in (path, uncovered, *reversed(layers)):
                data.add_series(name, levels)
            return XL_CHART_TYPE.AREA_STACKED, data, ["#d9d9d9", RED, BLUE, DEEP_BLUE]
    raise TypeError(f"no native chart for {type(picture).__name__}")


def _falling(
    reader: Reader, picture: Waterfall, data: CategoryChartData, steps: tuple
) -> tuple[XL_CHART_TYPE, CategoryChartData, list[str | None]]:
    """A waterfall of changes as stacked columns, on both sides of zero: an unseen part carries each step."""
    data.categories = [step.name for step in picture.steps]
    carried, rises, falls, sums = [], [], [], []
    running = 0.0
    for step in steps:
        start = 0.0 if step.is_sum else running
        running = start + step.change_t
        low, high = sorted((start, running))
        carried.append(low if low > 0 else min(high, 0.0))
        seen = step.change_t if start * running >= 0 else 0.0
        size = abs(seen) if low >= 0 else -abs(seen)
        rises.append(size if seen > 0 and not step.is_sum else 0.0)
        falls.append(size if seen <= 0 and not step.is_sum else 0.0)
        sums.append(step.change_t if step.is_sum else 0.0)
    say = reader.say
    for name, levels in (
        ("", carried),
        (say("meeting.slide.rise"), rises),
        (say("meeting.slide.fall"), falls),
        (say("meeting.belongs.sum"), sums),
    ):
        data.add_series(name, levels)
    return XL_CHART_TYPE.COLUMN_STACKED, data, [None, RISE, BLUE, INK]


def _label_steps(chart, reader: Reader, picture: Waterfall) -> None:
    """Each step's change as words at its column."""
    write = whole_tonnes(reader)
    for place, step in enumerate(picture.steps):
        series = chart.plots[0].series[3 if step.is_sum else (1 if step.change_t > 0 else 2)]
        frame = series.points[place].data_label.text_frame
        frame.text = write(step.change_t)
        frame.paragraphs[0].font.size = Pt(13)


def _table(slide, table: Table) -> None:
    rows = len(table.rows) + 1
    height = min(_DOWN, Inches(0.42) * rows)
    frame = slide.shapes.add_table(rows, len(table.headings), _LEFT, _TOP, _ACROSS, Emu(height))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", table.caption)
    for column, heading in enumerate(table.headings):
        _cell(frame.table.cell(0, column), heading.words, heading.is_figure, bold=True)
        for row, cells in enumerate(table.rows, start=1):
            _cell(frame.table.cell(row, column), str(cells[column]), heading.is_figure)


def _cell(cell, words: str, is_figure: bool, *, bold: bool = False) -> None:
    _write(cell.text_frame, words, 13, bold=bold)
    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT if is_figure else PP_ALIGN.LEFT
    cell.fill.solid()
    cell.fill.fore_color.rgb = _rgb("#e9e9e9" if bold else "#ffffff")
