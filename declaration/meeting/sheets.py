"""The briefing in words: its sheets in one language, in their order, and their pictures as SVG."""

from declaration.charts.meeting import bars_chart, line_chart, waterfall_chart, wedge_chart
from declaration.language import Reader
from declaration.meeting.briefing import Briefing
from declaration.meeting.change_sheets import change_sheet, official_change_sheet
from declaration.meeting.log_sheets import decisions_sheet, measures_sheet, wedge_sheet
from declaration.meeting.programme_sheets import areas_sheet, status_sheet, trajectory_sheet
from declaration.meeting.sheet import Bars, Lines, Sheet, Waterfall, Wedges
from declaration.meeting.words import whole_tonnes

#: each makes its sheet, or None where there is nothing to show
_MAKERS = (
    *(status_sheet, trajectory_sheet, areas_sheet),
    *(change_sheet, official_change_sheet),
    *(wedge_sheet, measures_sheet, decisions_sheet),
)


def sheets(reader: Reader, briefing: Briefing) -> tuple[Sheet, ...]:
    """Every sheet of the meeting, in its order."""
    return tuple(sheet for make in _MAKERS if (sheet := make(reader, briefing)))


def mark(reader: Reader, briefing: Briefing, sheet: Sheet) -> str:
    """What is written across a sheet of figures that are not real ones; empty for real ones."""
    return reader.say("programme.mark") if briefing.kind == "demonstration" and sheet.is_programme else ""


def picture_svg(reader: Reader, sheet: Sheet, *, width: int = 960, mark: str = "") -> str:
    """The sheet's picture as SVG text."""
    how = {"alt": sheet.alt, "width": width, "mark": mark}
    match sheet.picture:
        case Lines(lines, gap):
            return line_chart(list(lines), gap, reader.number, **how)
        case Bars(names, now, allowed):
            pairs = [(name, list(levels)) for name, levels in (now, allowed)]
            return bars_chart(list(names), *pairs, reader.number, **how)
        case Waterfall(steps):
            return waterfall_chart(list(steps), whole_tonnes(reader), **how)
        case Wedges(years, held, layers, path, _, words):
            taken = [(name, list(cuts)) for name, cuts in layers]
            return wedge_chart(list(years), held[1], taken, (path[0], list(path[1])), words, reader.number, **how)
    raise TypeError(f"no picture on {sheet.key}")
