"""A sheet's picture as a native chart of a slide: its figures can be read and edited where it is shown."""

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from declaration.charts.meeting import Step
from declaration.charts.programme import RISE
from declaration.charts.theme import BLUE, DEEP_BLUE, INK, QUIET, RED
from declaration.language import Reader
from declaration.meeting.sheet import Bars, Lines, Picture, Sheet, Waterfall, Wedges
from declaration.meeting.words import whole_tonnes

FONT = "Roboto"
_STEP_COLOURS = {"rises": RISE, "falls": BLUE, "sums": INK}


def native_chart(slide, reader: Reader, sheet: Sheet, box: tuple[Emu, Emu, Emu, Emu]) -> None:
    """Put the chart into a box (left, top, width, height), with the sheet's alternative text."""
    kind, data, colours = _data_of(reader, sheet.picture)
    frame = slide.shapes.add_chart(kind, *box, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", sheet.alt)
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(13), FONT
    chart.has_legend, chart.legend.include_in_layout = True, False
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.value_axis.minimum_scale = None if isinstance(sheet.picture, Waterfall) else 0
    chart.value_axis.major_gridlines.format.line.color.rgb = rgb("#d0d0d0")
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
        write(label.text_frame, picture.gap.words, 13, bold=True, colour=RED)


def _paint(series, colour: str | None, *, is_line: bool) -> None:
    """One colour for a series; None for one that only carries others."""
    if colour is None:
        series.format.fill.background()
    elif is_line:
        series.format.line.color.rgb, series.format.line.width = rgb(colour), Pt(2.5)
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = rgb(colour)
    else:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(colour)


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
            return falling(reader, data, steps)
        case Wedges(years, held, layers, path, uncovered, _):
            data.categories = [str(year) for year in years]
            left = [max(0.0, held[1] - sum(cuts)) for cuts in zip(*(cuts for _, cuts in layers), strict=True)]
            # what is stacked comes to the level that is held: below the path where measures reach further than it
            below = (path[0], [min(pair) for pair in zip(path[1], left, strict=True)])
            for name, levels in (below, uncovered, *reversed(layers)):
                data.add_series(name, levels)
            return XL_CHART_TYPE.AREA_STACKED, data, ["#d9d9d9", RED, BLUE, DEEP_BLUE]
    raise TypeError(f"no native chart for {type(picture).__name__}")


def falling(
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
        crossed.fore_color.rgb = rgb(_STEP_COLOURS[_colour_of(step)])
    for unseen in (4, 0):
        entry = chart.legend._element.makeelement(qn("c:legendEntry"), {})
        for tag, val in (("c:idx", str(unseen)), ("c:delete", "1")):
            entry.append(entry.makeelement(qn(tag), {"val": val}))
        chart.legend._element.insert(1, entry)


def write(frame, words: str, size: float, *, bold: bool = False, colour: str = INK) -> None:
    """Words into a frame, in one size and colour."""
    frame.text = words
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        font = paragraph.font
        font.size, font.bold, font.name, font.color.rgb = Pt(size), bold, FONT, rgb(colour)


def rgb(colour: str) -> RGBColor:
    """A colour of the theme as the slides write it."""
    return RGBColor.from_string(colour.strip("#").upper())
