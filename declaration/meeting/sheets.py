"""The briefing in words: sheets with a finding as title, a picture, tables and conditions, in one language.

Page, wall, PDF and slides each draw these sheets; no figure is written anywhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from declaration.charts.meeting import Gap, Line, Step, bars_chart, line_chart, waterfall_chart, wedge_chart
from declaration.language import Reader
from declaration.language.reader import HARD
from declaration.meeting.briefing import OFFICIAL, SUM, Briefing, Change, Standing
from declaration.meeting.state import AREAS, WHOLE


class Status(str):
    """A status' word in a cell; each reader of sheets draws its icon beside it."""

    kind: str

    def __new__(cls, kind: str, word: str):
        """The word, with the code of the status."""
        made = super().__new__(cls, word)
        made.kind = kind
        return made


#: the sign of a status, for those who do not tell colours apart; emissions that fall too little point up
SIGNS = {"on_track": "▼", "uncertain": "◆", "off_track": "▲", "too_early": "○"}


def with_sign(cell: str) -> str:
    """A cell as text alone can show it: a status with its sign before its word."""
    return f"{SIGNS[cell.kind]} {cell}" if isinstance(cell, Status) else cell


@dataclass(frozen=True)
class Heading:
    """A column's heading, and whether figures stand below it."""

    words: str
    is_figure: bool = False


@dataclass(frozen=True)
class Table:
    """A table of written cells."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Lines:
    """Levels against a path."""

    lines: tuple[Line, ...]
    gap: Gap | None


@dataclass(frozen=True)
class Bars:
    """One level a row beside what is allowed."""

    names: tuple[str, ...]
    now: tuple[str, tuple[float | None, ...]]
    allowed: tuple[str, tuple[float | None, ...]]


@dataclass(frozen=True)
class Waterfall:
    """Steps and their sum."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Wedges:
    """What measures take off a level that is held, against a path."""

    years: tuple[int, ...]
    held: tuple[str, float]
    layers: tuple[tuple[str, tuple[float, ...]], ...]
    path: tuple[str, tuple[float, ...]]
    uncovered: tuple[str, tuple[float, ...]]
    words: str


Picture = Lines | Bars | Waterfall | Wedges


@dataclass(frozen=True)
class Sheet:
    """One sheet: a finding, what it measures, a picture with its alternative text, tables, what to know, the source."""

    key: str
    title: str
    subtitle: str
    source: str
    picture: Picture | None = None
    alt: str = ""
    tables: tuple[Table, ...] = ()
    words: tuple[str, ...] = field(default=())
    is_programme: bool = True


def sheets(reader: Reader, briefing: Briefing) -> tuple[Sheet, ...]:
    """Every sheet of the meeting, in its order."""
    made = [_status(reader, briefing), _trajectory(reader, briefing), _areas(reader, briefing)]
    made += [_change(reader, briefing), _official_change(reader, briefing), _wedge(reader, briefing)]
    made += [_measures(reader, briefing), _decisions(reader, briefing)]
    return tuple(sheet for sheet in made if sheet)


def conditions(reader: Reader, briefing: Briefing) -> str:
    """What every sheet carries: release and date, coverage, what was chosen, and what kind of figures they are."""
    say = reader.say
    missing = (briefing.missing_low, briefing.missing_high)
    chosen = [say(f"programme.factors.{briefing.factors}")]
    if briefing.change or briefing.official_change:
        change = briefing.change or briefing.official_change
        chosen.insert(0, say("meeting.conditions.against", release=change.earlier_release))
    return say(
        "meeting.conditions",
        release=briefing.release,
        date=reader.date(briefing.built_on),
        reporters=briefing.reporters,
        members=briefing.members,
        year=briefing.coverage_year,
        share=".."
        if None in missing
        else (
            reader.percent(1 - missing[1])
            if missing[0] == missing[1]
            else f"{reader.number((1 - missing[1]) * 100)}–{reader.percent(1 - missing[0])}"
        ),
        chosen="; ".join(chosen),
        kind=say(f"kind.{briefing.kind}"),
    )


def mark(reader: Reader, briefing: Briefing, sheet: Sheet) -> str:
    """What is written across a sheet of figures that are not real ones; empty for real ones."""
    return reader.say("programme.mark") if briefing.kind == "demonstration" and sheet.is_programme else ""


def scope_name(reader: Reader, scope: str) -> str:
    """The name of the whole, of an area, or of the official figure."""
    return reader.say(f"area.{scope}" if scope in AREAS else f"meeting.scope.{scope}")


def whole_tonnes(reader: Reader) -> Callable[[float], str]:
    """How a step of a change is written: whole, so that what is read adds up, with sign and unit."""
    return lambda t: f"{'+' if round(t) > 0 else ''}{reader.number(t)}{HARD}t"


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


def _programme_source(reader: Reader, briefing: Briefing) -> str:
    return reader.say(f"programme.source.{briefing.kind}")


def _official_source(reader: Reader, briefing: Briefing) -> str:
    return reader.say("source.smhi", release=briefing.official_release)


def gap_words(reader: Reader, standing: Standing) -> str:
    """The gap at the target year with its range, as running text has it; the sign for missing where it is not told."""
    if standing.gap_t is None:
        return reader.number(None)
    return f"{reader.tonnes(standing.gap_t, 2)} ({reader.between(standing.gap_low_t, standing.gap_high_t)})"


def _status(reader: Reader, briefing: Briefing) -> Sheet:
    say, whole = reader.say, briefing.standing(WHOLE)
    off = [say(f"area.{area}") for area in AREAS if briefing.standing(area).status == "off_track"]
    rows = tuple(
        (
            scope_name(reader, standing.scope),
            Status(standing.status, say(f"status.{standing.status}")),
            str(standing.last_year),
            (f"≈{HARD}" if standing.is_estimate else "") + _level(reader, standing.last_t, standing.is_estimate),
            _level(reader, standing.allowed_t, standing.is_estimate),
            gap_words(reader, standing),
            reader.about(_and_opposite(standing.required_t_per_year), 3),
            _pace(reader, standing),
        )
        for standing in briefing.standings
    )
    target = whole.target_year
    return Sheet(
        key="status",
        title=say(f"meeting.status.title.{whole.status}", gap=reader.tonnes(whole.gap_t, 2), year=target),
        subtitle=say("meeting.status.off", areas=", ".join(off)) if off else say("meeting.status.off.none"),
        source=f"{_programme_source(reader, briefing)}. {_official_source(reader, briefing)}",
        tables=(
            Table(
                say("meeting.status.caption"),
                (
                    Heading(say("column.area")),
                    Heading(say("column.status")),
                    Heading(say("column.year"), True),
                    Heading(say("meeting.column.level"), True),
                    Heading(say("meeting.column.allowed"), True),
                    Heading(say("meeting.column.gap", year=target), True),
                    Heading(say("meeting.column.required"), True),
                    Heading(say("meeting.column.achieved"), True),
                ),
                rows,
            ),
        ),
        words=(say("meeting.status.rule"),),
    )


def _level(reader: Reader, level_t: float | None, is_estimate: bool) -> str:
    """A published level as it was published; what rests on an estimate to three figures."""
    return reader.about(level_t, 3) if is_estimate else reader.number(level_t)


def _and_opposite(pace_t: float | None) -> float | None:
    """A cut of so much a year as the change it is."""
    return None if pace_t is None else -pace_t


def _pace(reader: Reader, standing: Standing) -> str:
    change = _and_opposite(standing.achieved_t_per_year)
    return reader.number(None) if change is None else reader.signed(change, 2)


def _trajectory(reader: Reader, briefing: Briefing) -> Sheet | None:
    say, whole = reader.say, briefing.standing(WHOLE)
    if not briefing.levels or not briefing.path:
        return None
    gap = None
    if whole.gap_t is not None and whole.gap_t > 0:
        words = say("meeting.gap", gap=gap_words(reader, whole))
        gap = Gap(whole.target_year, whole.target_t, whole.target_t + whole.gap_t, words)
    years = sorted({*briefing.levels, *briefing.path})
    return Sheet(
        key="trajectory",
        title=say(
            f"meeting.trajectory.title.{'above' if (whole.last_t or 0) > (whole.allowed_t or 0) else 'below'}",
            year=whole.last_year,
            apart=reader.tonnes(abs((whole.last_t or 0) - (whole.allowed_t or 0)), 3),
        ),
        subtitle=say("meeting.trajectory.subtitle"),
        source=_programme_source(reader, briefing),
        picture=Lines(
            (
                Line(say("meeting.line.members"), dict(briefing.levels), "observed", briefing.estimated_years),
                Line(say("chart.path"), dict(briefing.path), "path"),
            ),
            gap,
        ),
        alt=say(
            "meeting.trajectory.alt",
            first=min(briefing.levels),
            first_t=reader.tonnes(briefing.levels[min(briefing.levels)]),
            last=whole.last_year,
            last_t=reader.tonnes(whole.last_t),
            target=whole.target_year,
            target_t=reader.tonnes(whole.target_t),
            gap=gap_words(reader, whole),
        ),
        tables=(
            Table(
                say("meeting.trajectory.caption"),
                (
                    Heading(say("column.year")),
                    Heading(say("column.emissions_t"), True),
                    Heading(say("column.path_t"), True),
                    Heading(say("column.has_estimates")),
                ),
                tuple(
                    (
                        str(year),
                        reader.number(briefing.levels.get(year)),
                        reader.number(briefing.path.get(year)),
                        say("word.yes")
                        if year in briefing.estimated_years
                        else (say("word.no") if year in briefing.levels else reader.number(None)),
                    )
                    for year in years
                ),
            ),
        ),
        words=(say("meeting.trajectory.estimated"),),
    )


def _areas(reader: Reader, briefing: Briefing) -> Sheet:
    say = reader.say
    own = [briefing.standing(area) for area in AREAS]
    year, names = own[0].last_year, tuple(say(f"area.{area}") for area in AREAS)
    above = [s for s in own if None not in (s.last_t, s.allowed_t) and s.last_t > s.allowed_t]
    known = [s for s in own if None not in (s.last_t, s.allowed_t)]
    now, allowed = (say(f"meeting.bar.{which}", year=year) for which in ("now", "allowed"))
    worst = max(above, key=lambda s: s.last_t - s.allowed_t, default=None)
    return Sheet(
        key="areas",
        title=say("meeting.areas.title.below")
        if worst is None
        else say(
            "meeting.areas.title.above",
            count=len(above),
            of=len(known),
            worst=say(f"area.{worst.scope}"),
            apart=reader.tonnes(worst.last_t - worst.allowed_t, 3),
        ),
        subtitle=say("meeting.areas.subtitle", year=year),
        source=_programme_source(reader, briefing),
        picture=Bars(names, (now, tuple(s.last_t for s in own)), (allowed, tuple(s.allowed_t for s in own))),
        alt=" ".join(
            say(
                "meeting.areas.alt" if s.allowed_t is not None else "meeting.areas.alt.no_path",
                area=say(f"area.{s.scope}"),
                now=reader.tonnes(s.last_t),
                allowed=reader.tonnes(s.allowed_t),
            )
            for s in own
        ),
        tables=(
            Table(
                say("meeting.areas.caption", year=year),
                (
                    Heading(say("column.area")),
                    Heading(say("column.status")),
                    Heading(now, True),
                    Heading(allowed, True),
                    Heading(say("meeting.column.over"), True),
                ),
                tuple(
                    (
                        say(f"area.{s.scope}"),
                        Status(s.status, say(f"status.{s.status}")),
                        reader.number(s.last_t),
                        reader.number(s.allowed_t),
                        reader.number(None if None in (s.last_t, s.allowed_t) else s.last_t - s.allowed_t),
                    )
                    for s in own
                ),
            ),
        ),
    )


def _change(reader: Reader, briefing: Briefing) -> Sheet:
    say = reader.say
    name = scope_name(reader, briefing.scope)
    if briefing.change is None:
        title, words = say("meeting.change.title.none"), (say("meeting.change.none"),)
        return Sheet("change", title, "", _programme_source(reader, briefing), words=words)
    return _change_sheet(reader, briefing.change, "change", name, _programme_source(reader, briefing))


def _official_change(reader: Reader, briefing: Briefing) -> Sheet | None:
    if briefing.official_change is None:
        return None
    name, source = scope_name(reader, OFFICIAL), _official_source(reader, briefing)
    return _change_sheet(reader, briefing.official_change, "official", name, source, is_programme=False)


def _change_sheet(
    reader: Reader, change: Change, key: str, name: str, source: str, *, is_programme: bool = True
) -> Sheet:
    """From the earlier release's newest figure to this one's, step by step."""
    say, write = reader.say, whole_tonnes(reader)
    whole_t = change.to_t - change.from_t
    labels = [_effect_name(reader, effect, change) for _, effect, _ in change.steps]
    which = "same" if not whole_t else ("more" if whole_t > 0 else "less")
    steps = [Step(label, float(t)) for label, (_, _, t) in zip(labels, change.steps, strict=True)]
    largest = max(zip(labels, change.steps, strict=True), key=lambda pair: abs(pair[1][2]), default=None)
    rows = [(say("meeting.change.from", year=change.first_year), "", f"{reader.number(change.from_t)}{HARD}t")]
    rows += [
        (label, say(f"meeting.belongs.{belongs}"), write(t))
        for label, (belongs, _, t) in zip(labels, change.steps, strict=True)
    ]
    rows.append((say("effect.sum"), say(f"meeting.belongs.{SUM}"), write(whole_t)))
    rows.append((say("meeting.change.to", year=change.last_year), "", f"{reader.number(change.to_t)}{HARD}t"))
    return Sheet(
        key=key,
        title=say(f"meeting.change.title.{which}", name=name, change=f"{reader.number(abs(whole_t))}{HARD}t"),
        subtitle=say(
            "meeting.change.subtitle",
            first=change.first_year,
            last=change.last_year,
            release=change.earlier_release,
            date=reader.date(change.earlier_on),
        ),
        source=source,
        picture=Waterfall((*steps, Step(say("effect.sum"), float(whole_t), is_sum=True))) if steps else None,
        alt=""
        if largest is None
        else say("meeting.change.alt", effect=largest[0], amount=write(largest[1][2]), change=write(whole_t)),
        tables=(
            Table(
                say("meeting.change.caption", name=name),
                (
                    Heading(say("column.effect")),
                    Heading(say("meeting.column.belongs")),
                    Heading(say("column.change_t"), True),
                ),
                tuple(rows),
            ),
        ),
        words=(say(f"meeting.change.how.{'programme' if is_programme else 'official'}"),),
        is_programme=is_programme,
    )


def _effect_name(reader: Reader, effect: str, change: Change) -> str:
    if effect in ("revised", "newer", "rest"):
        return reader.say(f"meeting.effect.{effect}", first=change.first_year, last=change.last_year)
    return reader.say(f"effect.{effect}")


def _wedge(reader: Reader, briefing: Briefing) -> Sheet | None:
    say, wedge = reader.say, briefing.wedge
    if wedge is None:
        return None
    target, needed = wedge.years[-1], reader.tonnes(wedge.needed_t, 3)
    missing = f"{reader.number(wedge.uncovered_t)}{HARD}t"
    path = say("chart.path")
    left = tuple(
        max(0.0, wedge.held_t - own - theirs - allowed)
        for own, theirs, allowed in zip(wedge.own_t, wedge.members_t, wedge.path_t, strict=True)
    )
    layers = ((say("meeting.wedge.own"), wedge.own_t), (say("meeting.wedge.members"), wedge.members_t))
    rows = [
        (say("meeting.wedge.needed", year=target), reader.number(wedge.needed_t)),
        *((name, reader.number(cuts[-1])) for name, cuts in layers),
        (say("meeting.wedge.uncovered"), reader.number(wedge.uncovered_t)),
    ]
    which = "all" if not wedge.uncovered_t else ("some" if wedge.covered_t else "none")
    words = say("meeting.wedge.how", last=wedge.years[0])
    return Sheet(
        key="wedge",
        title=say(f"meeting.wedge.title.{which}", uncovered=missing, needed=needed, year=target),
        subtitle=say("meeting.wedge.subtitle", year=target),
        source=say("meeting.wedge.source", source=_programme_source(reader, briefing)),
        picture=Wedges(
            wedge.years,
            (say("meeting.wedge.held", year=wedge.years[0]), wedge.held_t),
            layers,
            (path, wedge.path_t),
            (say("meeting.wedge.uncovered"), left),
            say("meeting.wedge.missing", uncovered=missing),
        ),
        alt=say(
            "meeting.wedge.alt",
            held=reader.tonnes(wedge.held_t),
            covered=reader.tonnes(wedge.covered_t),
            needed=needed,
            year=target,
            uncovered=missing,
        ),
        tables=(
            Table(
                say("meeting.wedge.caption", year=target),
                (Heading(say("column.part")), Heading(say("meeting.column.tonnes"), True)),
                tuple(rows),
            ),
            _members_table(reader, briefing),
        ),
        words=(words, say("meeting.wedge.withheld")) if wedge.some_withheld else (words,),
    )


def _members_table(reader: Reader, briefing: Briefing) -> Table:
    """What members report of measures, area by area and status, as published."""
    say = reader.say
    rows = [row for row in briefing.members_measures if row.measures is not None]
    return Table(
        say("meeting.members.caption"),
        (
            Heading(say("column.area")),
            Heading(say("column.status")),
            Heading(say("column.measures"), True),
            Heading(say("column.expected_t_per_year"), True),
            Heading(say("column.verified_t_per_year"), True),
        ),
        tuple(
            (
                say(f"area.{row.area}"),
                say(f"measure_status.{row.status}"),
                reader.number(row.measures),
                reader.published(None) if "expected" in row.hidden else reader.number(row.expected_t),
                reader.published(None) if "verified" in row.hidden else reader.number(row.verified_t),
            )
            for row in rows
        ),
    )


def _measures(reader: Reader, briefing: Briefing) -> Sheet:
    say, register = reader.say, sorted(briefing.log.measures.values(), key=lambda m: (m.due, int(m.id)))
    counted = set(briefing.wedge.counted) if briefing.wedge else set()
    headings = (
        *(Heading(say(f"meeting.column.{name}")) for name in ("measure", "area", "owner", "start", "due", "status")),
        Heading(say("column.expected_t_per_year"), True),
        Heading(say("column.verified_t_per_year"), True),
        Heading(say("meeting.column.counted")),
    )
    rows = tuple(
        (
            m.name,
            scope_name(reader, m.area),
            m.owner,
            m.start.isoformat(),
            m.due.isoformat(),
            say(f"measure_status.{m.status}"),
            reader.number(m.expected_t, _decimals(m.expected_t)),
            reader.number(m.verified_t, _decimals(m.verified_t)),
            say("word.yes" if m.id in counted else "word.no"),
        )
        for m in register
    )
    return Sheet(
        key="measures",
        title=say("meeting.measures.title", count=len(rows)) if rows else say("meeting.measures.title.none"),
        subtitle=say("meeting.measures.subtitle"),
        source=say("meeting.source.log"),
        tables=(Table(say("meeting.measures.caption"), headings, rows),) if rows else (),
        words=() if rows else (say("meeting.measures.none"),),
        is_programme=False,
    )


def _decisions(reader: Reader, briefing: Briefing) -> Sheet:
    say, today = reader.say, briefing.today
    still_open, closed = briefing.log.open, briefing.log.closed[:10]
    late = sum(d.is_overdue(today) for d in still_open)
    headings = tuple(
        Heading(say(f"meeting.column.{name}")) for name in ("decision", "owner", "due", "area", "standing", "note")
    )
    rows = tuple(
        (
            d.text,
            d.owner,
            d.due.isoformat(),
            scope_name(reader, d.area),
            _decision_standing(reader, d.is_open, d.is_overdue(today), d.times_carried),
            next((note.words for note in reversed(d.notes) if note.words), ""),
        )
        for d in [*still_open, *closed]
    )
    which = "none" if not still_open else ("late" if late else "open")
    return Sheet(
        key="decisions",
        title=say(f"meeting.decisions.title.{which}", count=len(still_open), late=late),
        subtitle=say("meeting.decisions.subtitle", date=reader.date(today)),
        source=say("meeting.source.log"),
        tables=(Table(say("meeting.decisions.caption"), headings, rows),) if rows else (),
        words=() if rows else (say("meeting.decisions.none"),),
        is_programme=False,
    )


def _decision_standing(reader: Reader, is_open: bool, is_late: bool, carried: int) -> str:
    word = reader.say(f"meeting.standing.{('late' if is_late else 'open') if is_open else 'closed'}")
    return f"{word}; {reader.say('meeting.standing.carried', count=carried)}" if carried and is_open else word


def _decimals(amount: float) -> int:
    return 0 if amount == round(amount) else 1
