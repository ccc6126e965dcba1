"""The meeting's sheets as slides with native charts: whoever gets them can edit every chart and table."""

import io
from datetime import UTC, datetime

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from declaration.charts.meeting import Step
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
    with_sign,
)

#: 16:9
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
_LEFT, _ACROSS = Inches(0.6), Inches(12.13)
_TOP, _DOWN = Inches(1.75), Inches(4.75)
#: rows of a table that fit one slide in type that a room can read
MOST_ROWS = 11
_FONT = "Roboto"
_PALE = "#ececec"
_STEP_COLOURS = {"rises": RISE, "falls": BLUE, "sums": INK}


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
    if stamp := mark(reader, briefing, sheet):
        _across(slide, stamp)
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = _LEFT, Inches(0.3), _ACROSS, Inches(0.95)
    title.text_frame.word_wrap, title.text_frame.vertical_anchor = True, MSO_ANCHOR.BOTTOM
    _write(title.text_frame, sheet.title, 26 if len(sheet.title) < 75 else 22, bold=True)
    _words(slide, sheet.subtitle, Inches(1.25), Inches(0.5), 15)
    source = reader.say("meeting.source", source=sheet.source)
    _words(slide, f"{source} {conditions(reader, briefing)}", Inches(6.65), Inches(0.75), 11, colour=QUIET)
    slide.notes_slide.notes_text_frame.text = "\n".join((*sheet.words, sheet.alt, source))
    return slide


def _across(slide, words: str) -> None:
    """Large and pale behind everything on the slide: no one takes it for real figures."""
    box = slide.shapes.add_textbox(_LEFT, Inches(2.9), _ACROSS, Inches(1.4))
    _write(box.text_frame, words, 80, bold=True, colour=_PALE)
    box.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER
    box.rotation = -14
    slide.shapes._spTree.remove(box._element)
    slide.shapes._spTree.insert(2, box._element)


def _words(slide, words: str, top: Emu, height: Emu, size: int, colour: str = INK) -> None:
    if not words:
        return
    box = slide.shapes.add_textbox(_LEFT, top, _ACROSS, height)
    box.text_frame.word_wrap = True
    _write(box.text_frame, words, size, colour=colour)


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
    chart.has_legend, chart.legend.include_in_layout = True, False
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.value_axis.minimum_scale = None if isinstance(sheet.picture, Waterfall) else 0
    chart.value_axis.major_gridlines.format.line.color.rgb = _rgb("#d0d0d0")
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = "#,##0", False
    for series, colour in zip(chart.plots[0].series, colours, strict=True):
        _paint(series, colour, is_line=kind == XL_CHART_TYPE.LINE_MARKERS)
    if isinstance(sheet.picture, Lines):
        _dress_lines(chart, sheet.picture)
    if isinstance(sheet.picture, Waterfall):
        _dress_steps(chart, sheet.picture)
    if isinstance(sheet.picture, Bars | Waterfall):
        # the first row on top, and the figures of the axis below all rows
        chart.category_axis.reverse_order = True
        chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        chart.plots[0].gap_width = 45


def _dress_lines(chart, picture: Lines) -> None:
    """The path dashed, the forecast dotted from the last figure to the target year, its gap in words."""
    dashes = [MSO_LINE.DASH if line.role == "path" else MSO_LINE.SOLID for line in picture.lines]
    for series, dash in zip(chart.plots[0].series, [*dashes, MSO_LINE.ROUND_DOT], strict=False):
        series.smooth, series.format.line.dash_style = False, dash
    spans = chart._chartSpace.chart.find(qn("c:dispBlanksAs"))
    if spans is not None:
        spans.set("val", "span")
    if picture.gap:
        forecast = chart.plots[0].series[len(picture.lines)]
        label = forecast.points[len(list(chart.plots[0].categories)) - 1].data_label
        label.position = XL_LABEL_POSITION.BELOW
        _write(label.text_frame, picture.gap.words, 13, bold=True, colour=RED)


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
        case Lines(lines, gap):
            years = sorted({year for line in lines for year in line.levels})
            data.categories = [str(year) for year in years]
            for line in lines:
                data.add_series(line.name, [line.levels.get(year) for year in years])
            colours = [INK if line.role == "observed" else BLUE for line in lines]
            if gap:
                last = max(lines[0].levels)
                told = {last: lines[0].levels[last], gap.year: gap.high_t}
                data.add_series(reader.say("chart.forecast_label"), [told.get(year) for year in years])
            return XL_CHART_TYPE.LINE_MARKERS, data, [*colours, *([QUIET] if gap else [])]
        case Bars(names, now, allowed):
            data.categories = names
            for name, levels in (now, allowed):
                data.add_series(name, levels)
            return XL_CHART_TYPE.BAR_CLUSTERED, data, [INK, BLUE]
        case Waterfall(steps):
            return _falling(reader, data, steps)
        case Wedges(years, _, layers, path, uncovered, _):
            data.categories = [str(year) for year in years]
            for name, levels in (path, uncovered, *reversed(layers)):
                data.add_series(name, levels)
            return XL_CHART_TYPE.AREA_STACKED, data, ["#d9d9d9", RED, BLUE, DEEP_BLUE]
    raise TypeError(f"no native chart for {type(picture).__name__}")


def _falling(
    reader: Reader, data: CategoryChartData, steps: tuple[Step, ...]
) -> tuple[XL_CHART_TYPE, CategoryChartData, list[str | None]]:
    """A waterfall of changes as stacked bars, on both sides of zero.

    An unseen part carries each step from zero to where it begins. A step that crosses zero is drawn in two parts, the
    one below it in a series of its own, for parts on either side of zero are stacked apart.
    """
    write = whole_tonnes(reader)
    data.categories = [f"{step.name}: {write(step.change_t)}" for step in steps]
    parts: dict[str, list[float]] = {name: [] for name in ("carried", "rises", "falls", "sums", "crossed")}
    running = 0.0
    for step in steps:
        start = 0.0 if step.is_sum else running
        running = start + step.change_t
        low, high = sorted((start, running))
        crosses = low < 0 < high
        seen = high if crosses else (high - low if low >= 0 else low - high)
        own = _colour_of(step)
        parts["carried"].append(0.0 if crosses else (low if low >= 0 else high))
        parts["crossed"].append(low if crosses else 0.0)
        for name in ("rises", "falls", "sums"):
            parts[name].append(seen if name == own else 0.0)
    say = reader.say
    names = ("", say("meeting.slide.rise"), say("meeting.slide.fall"), say("meeting.belongs.sum"), "")
    for name, levels in zip(names, parts.values(), strict=True):
        data.add_series(name, levels)
    return XL_CHART_TYPE.BAR_STACKED, data, [None, *_STEP_COLOURS.values(), None]


def _colour_of(step: Step) -> str:
    return "sums" if step.is_sum else ("rises" if step.change_t > 0 else "falls")


def _dress_steps(chart, picture: Waterfall) -> None:
    """A step's part below zero in its own colour, and a legend of what is seen."""
    plot = chart.plots[0]
    plot.overlap = 100
    for place, step in enumerate(picture.steps):
        crossed = plot.series[4].points[place].format.fill
        crossed.solid()
        crossed.fore_color.rgb = _rgb(_STEP_COLOURS[_colour_of(step)])
    for unseen in (4, 0):
        entry = chart.legend._element.makeelement(qn("c:legendEntry"), {})
        for tag, val in (("c:idx", str(unseen)), ("c:delete", "1")):
            entry.append(entry.makeelement(qn(tag), {"val": val}))
        chart.legend._element.insert(1, entry)


def _table(slide, table: Table) -> None:
    rows = len(table.rows) + 1
    height = min(_DOWN, Inches(0.4) * rows)
    frame = slide.shapes.add_table(rows, len(table.headings), _LEFT, _TOP, _ACROSS, Emu(height))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", table.caption)
    size = 14 if len(table.headings) < 6 else 12
    for column, (heading, width) in enumerate(zip(table.headings, _widths(table), strict=True)):
        frame.table.columns[column].width = Emu(width)
        _cell(frame.table.cell(0, column), heading.words, heading.is_figure, size, bold=True)
        for row, cells in enumerate(table.rows, start=1):
            _cell(frame.table.cell(row, column), with_sign(cells[column]), heading.is_figure, size)


def _widths(table: Table) -> list[int]:
    """Widths of the columns by their longest words, long texts held back so that figures keep theirs."""
    columns = zip(*([heading.words for heading in table.headings], *table.rows), strict=True)
    needed = [min(max(map(len, column)), 34) + 5 for column in columns]
    return [int(_ACROSS * need / sum(needed)) for need in needed]


def _cell(cell, words: str, is_figure: bool, size: int, *, bold: bool = False) -> None:
    _write(cell.text_frame, words, size, bold=bold)
    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT if is_figure else PP_ALIGN.LEFT
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.margin_left = cell.margin_right = Inches(0.05)
    if bold:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb("#dcdcdc")
    else:
        cell.fill.background()
