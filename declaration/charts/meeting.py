"""The steering meeting's drawings: the trajectory, the areas beside their paths, what changed, and the wedge.

Each takes figures and words that are ready, and gives SVG text; `width` is about the number of pixels it is shown in,
so that a narrow drawing keeps its type size. Zero is always on the scale. Only what is missing to a target is red.
"""

from collections.abc import Callable
from dataclasses import dataclass

from declaration.charts.drawn import LETTER, Drawing, Scale, level_lines, ticks, wrapped
from declaration.charts.programme import RISE
from declaration.charts.theme import BLUE, DEEP_BLUE, INK, QUIET, RED, spread

Write = Callable[[float], str]


@dataclass(frozen=True)
class Line:
    """A line through years: its name, year → t CO2e, `observed` or `path`, and the years that are partly estimated."""

    name: str
    levels: dict[int, float]
    role: str
    hollow: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Gap:
    """A bracket at a year, from what is allowed to what is expected (t CO2e), with its words."""

    year: int
    low_t: float
    high_t: float
    words: str


@dataclass(frozen=True)
class Step:
    """A step of a waterfall: what, by how much (t CO2e), and whether it is the sum of those before."""

    name: str
    change_t: float
    is_sum: bool = False


def line_chart(lines: list[Line], gap: Gap | None, write: Write, alt: str, *, width: int = 960, mark: str = "") -> str:
    """Levels over the years against a path, with the gap as a bracket at the target year."""
    narrow = width < 600
    size = 14 if narrow else 16
    height = 300 if narrow else 400
    drawing = Drawing(width, height)
    drawing.stamp(mark)
    years = sorted({year for line in lines for year in line.levels} | ({gap.year} if gap else set()))
    top = max([t for line in lines for t in line.levels.values()] + ([gap.high_t] if gap else []))
    left = 14 + LETTER * size * max(len(write(tick)) for tick in ticks(0, top))
    right = width - (138 if narrow else 210)
    across, up = Scale(years[0], years[-1], left + 8, right - 8), Scale(0, top * 1.08, height - 34, 12)
    level_lines(drawing, up, left, right, write, size=size - 2)
    for year in years:
        if (years[-1] - year) % (2 if narrow or len(years) > 12 else 1) == 0:
            drawing.text(across(year), height - 16, str(year), colour=QUIET, size=size - 2, anchor="middle")
    labels = []
    for line in lines:
        points = [(across(year), up(t)) for year, t in sorted(line.levels.items())]
        colour = INK if line.role == "observed" else BLUE
        drawing.line(
            points, colour, 3 if line.role == "observed" else 2.5, "" if line.role == "observed" else "10 4 2 4"
        )
        if line.role == "observed":
            for (x, y), year in zip(points, sorted(line.levels), strict=True):
                drawing.dot(x, y, colour, hollow=year in line.hollow)
        labels.append((points[-1][1], line.name, colour))
    if gap:
        x = across(gap.year) + 7
        ends = (up(gap.low_t), up(gap.high_t))
        drawing.line([(x - 7, ends[0]), (x, ends[0]), (x, ends[1]), (x - 7, ends[1])], RED, 3)
        last = next(line for line in lines if line.role == "observed")
        start = max(last.levels)
        drawing.line([(across(start), up(last.levels[start])), (across(gap.year), ends[1])], QUIET, 1.5, "2 4")
        labels.append((sum(ends) / 2, gap.words, RED))
    _end_labels(drawing, labels, right + 14, size)
    return drawing.svg(alt)


def _end_labels(drawing: Drawing, labels: list[tuple[float, str, str]], left: float, size: float) -> None:
    """Names at the right edge, in lines, moved apart where they would meet."""
    blocks = [(y, wrapped(words, drawing.width - left, size), colour) for y, words, colour in labels]
    line = 1.2 * size
    order = sorted(range(len(blocks)), key=lambda i: blocks[i][0])
    least = line * max(len(block[1]) for block in blocks) + 4
    starts = spread([blocks[i][0] for i in order], least=least)
    lowest = drawing.height - line
    for number in reversed(range(len(starts))):  # none below the drawing, and none pushed onto the one above
        starts[number] = min(starts[number], lowest)
        lowest = starts[number] - least
    for place, index in zip(starts, order, strict=True):
        _, lines, colour = blocks[index]
        top = max(line / 2, place - line * (len(lines) - 1) / 2)
        for number, words in enumerate(lines):
            drawing.text(left, top + number * line, words, colour=colour, size=size, weight=500)


def bars_chart(
    names: list[str], now: tuple[str, list[float | None]], allowed: tuple[str, list[float | None]], write: Write,
    alt: str, *, width: int = 960, mark: str = "",
) -> str:  # fmt: skip
    """Each area's level beside what its path allows that year: two bars a row, on one scale; the excess is red.

    now, allowed: the name of the bar, and one figure a row (t CO2e; None: there is none).
    """
    narrow = width < 600
    size = 14 if narrow else 16
    label_width = width if narrow else 0.3 * width
    row, head = (84, 8) if narrow else (62, 8)
    foot = 58
    drawing = Drawing(width, head + row * len(names) + foot)
    drawing.stamp(mark)
    left, right = (6 if narrow else label_width + 12), width - LETTER * size * 13
    top = max([t for t in now[1] + allowed[1] if t is not None], default=1.0)
    across = Scale(0, top, left, right)
    for number, name in enumerate(names):
        y = head + row * number
        lines = wrapped(name, label_width - 12, size)
        if narrow:
            drawing.text(left, y + 12, name, size=size, weight=500)
            y += 24
        else:
            for place, words in enumerate(lines):
                middle = y + row / 2 + (place - (len(lines) - 1) / 2) * 1.2 * size
                drawing.text(left - 12, middle, words, size=size, weight=500, anchor="end")
        for place, (level, colour, hatched) in enumerate(
            ((now[1][number], INK, False), (allowed[1][number], BLUE, True))
        ):
            at = y + 5 + place * 26
            if level is None:
                drawing.text(left + 6, at + 11, "–", colour=QUIET, size=size)
                continue
            if place == 0 and allowed[1][number] is not None and level > allowed[1][number]:
                drawing.box(left, at, across(allowed[1][number]), at + 22, INK)
                drawing.box(across(allowed[1][number]), at, across(level), at + 22, RED)
            else:
                drawing.box(left, at, across(level), at + 22, colour, hatched=hatched)
            drawing.text(across(level) + 8, at + 11, write(level), size=size - 1)
    bottom = head + row * len(names)
    drawing.line([(left, head), (left, bottom)], INK, 1.2)
    key = left
    for name, colour, hatched in ((now[0], INK, False), (allowed[0], BLUE, True)):
        drawing.box(key, bottom + 20, key + 22, bottom + 34, colour, hatched=hatched)
        drawing.text(key + 30, bottom + 27, name, size=size - 1)
        key += 56 + LETTER * size * len(name)
    return drawing.svg(alt)


def waterfall_chart(steps: list[Step], write: Write, alt: str, *, width: int = 960, mark: str = "") -> str:
    """Steps that start where the one before ended, and their sum from zero: "unchanged" is the upright line.

    write: a change as words, with its sign and unit.
    """
    narrow = width < 600
    size = 14 if narrow else 16
    label_width = width - 12 if narrow else 0.36 * width
    names = [wrapped(step.name, label_width - 10, size) for step in steps]
    above = 6 + 1.2 * size * max(map(len, names)) if narrow else 8
    row = above + (32 if narrow else max(36, 1.15 * size * max(map(len, names))))
    drawing = Drawing(width, row * len(steps) + 12)
    drawing.stamp(mark)
    ends, running = [], 0.0
    for step in steps:
        start = 0.0 if step.is_sum else running
        ends.append((start, start + step.change_t))
        running = ends[-1][1]
    room = 1.1 * LETTER * size * max(len(write(step.change_t)) for step in steps)
    left = 6 if narrow else label_width + 16
    low, high = (edge(0.0, *(edge(pair) for pair in ends)) for edge in (min, max))
    across = Scale(low, high, left, width - room - 10)
    for number, (step, (start, end)) in enumerate(zip(steps, ends, strict=True)):
        top, lines = row * number + above, names[number]
        for place, words in enumerate(lines):
            shift = (place - (len(lines) - 1) / 2) * 1.15 * size
            middle = top - 0.6 * size * len(lines) - 2 if narrow else row * (number + 0.5)
            x, anchor = (left, "start") if narrow else (label_width, "end")
            drawing.text(x, middle + shift, words, size=size, weight=700 if step.is_sum else 400, anchor=anchor)
        drawing.line([(across(0), top - (4 if narrow else 8)), (across(0), top + 30)], INK, 1.2)
        colour = INK if step.is_sum else (RISE if step.change_t > 0 else BLUE)
        a, b = sorted((across(start), across(end)))
        drawing.box(a, top, max(b, a + 1.5), top + 26, colour)
        drawing.text(b + 8, top + 13, write(step.change_t), size=size, weight=700 if step.is_sum else 400)
        if number + 1 < len(steps):
            drawing.line([(across(end), top + 26), (across(end), top + row)], QUIET, 1, "2 3")
    return drawing.svg(alt)


def wedge_chart(
    years: list[int], held_t: float, layers: list[tuple[str, list[float]]], path: tuple[str, list[float]], words: str,
    write: Write, alt: str, *, width: int = 960, mark: str = "",
) -> str:  # fmt: skip
    """How much of the way to the path the measures cover, from a level that is held.

    held_t: the last level (t CO2e), which stays if nothing more is done. layers: what each kind of measure takes off
    it, year by year (t CO2e). path: where the level has to be. words: of the bracket between what is left and the path.
    """
    narrow = width < 600
    size = 14 if narrow else 16
    height = 320 if narrow else 400
    drawing = Drawing(width, height)
    drawing.stamp(mark)
    left = 14 + LETTER * size * max(len(write(tick)) for tick in ticks(0, held_t))
    right = width - (138 if narrow else 250)
    across = Scale(years[0], years[-1], left + 8, right - 8)
    up = Scale(0, max(held_t, *path[1]) * 1.08, height - 34, 12)
    level_lines(drawing, up, left, right, write, size=size - 2)
    for year in years:
        drawing.text(across(year), height - 16, str(year), colour=QUIET, size=size - 2, anchor="middle")
    above, labels = [held_t] * len(years), []
    for (name, taken), (colour, hatched) in zip(layers, ((DEEP_BLUE, False), (BLUE, True)), strict=False):
        below = [max(0.0, level - cut) for level, cut in zip(above, taken, strict=True)]
        edge = [(across(year), up(level)) for year, level in zip(years, above, strict=True)]
        back = [(across(year), up(level)) for year, level in zip(years, below, strict=True)]
        drawing.area(edge + back[::-1], colour, hatched=hatched)
        labels.append((up((above[-1] + below[-1]) / 2), name, colour))
        above = below
    drawing.line([(across(year), up(level)) for year, level in zip(years, above, strict=True)], INK, 3)
    drawing.line([(across(year), up(level)) for year, level in zip(years, path[1], strict=True)], BLUE, 2.5, "10 4 2 4")
    drawing.dot(across(years[0]), up(held_t), INK)
    labels.append((up(path[1][-1]), path[0], BLUE))
    if above[-1] > path[1][-1]:
        x = across(years[-1]) + 7
        drawing.line(
            [(x - 7, up(path[1][-1])), (x, up(path[1][-1])), (x, up(above[-1])), (x - 7, up(above[-1]))], RED, 3
        )
        labels.append(((up(path[1][-1]) + up(above[-1])) / 2, words, RED))
    _end_labels(drawing, labels, right + 14, size)
    return drawing.svg(alt)
