"""The sheets of where things stand: status by the published rule, the trajectory, the areas beside their paths."""

from declaration.charts.meeting import Gap, Line
from declaration.language import Reader
from declaration.language.reader import HARD
from declaration.meeting.briefing import Briefing, Standing
from declaration.meeting.sheet import Bars, Heading, Lines, Sheet, Status, Table
from declaration.meeting.state import AREAS, WHOLE
from declaration.meeting.words import (
    compared_by,
    gap_words,
    official_source,
    programme_conditions,
    programme_source,
    scope_name,
)


def status_sheet(reader: Reader, briefing: Briefing) -> Sheet:
    """Status, gap and pace of the whole, of each area and of the official figure."""
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
    told = say("meeting.status.off", areas=", ".join(off)) if off else say("meeting.status.off.none")
    target = whole.target_year
    return Sheet(
        key="status",
        title=say(f"meeting.status.title.{whole.status}", gap=reader.tonnes(whole.gap_t, 2), year=target),
        subtitle=f"{told} {_outcomes(reader, whole)}",
        source=f"{programme_source(reader, briefing)}. {official_source(reader, briefing)}",
        conditions=f"{programme_conditions(reader, briefing, *compared_by(reader, briefing))}"
        f" {say('meeting.conditions.official.row')}",
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


def _outcomes(reader: Reader, standing: Standing) -> str:
    """The probability of missing the target as a count of outcomes that anybody can picture."""
    if standing.misses_of_20 is None:
        return reader.say("misses.unknown")
    return reader.say(f"misses.{standing.misses_sense}", count=standing.misses_of_20)


def _level(reader: Reader, level_t: float | None, is_estimate: bool) -> str:
    """A published level as it was published; what rests on an estimate to three figures."""
    return reader.about(level_t, 3) if is_estimate else reader.number(level_t)


def _and_opposite(pace_t: float | None) -> float | None:
    """A cut of so much a year as the change it is."""
    return None if pace_t is None else -pace_t


def _pace(reader: Reader, standing: Standing) -> str:
    change = _and_opposite(standing.achieved_t_per_year)
    return reader.number(None) if change is None else reader.signed(change, 2)


def trajectory_sheet(reader: Reader, briefing: Briefing) -> Sheet | None:
    """Members' emissions against their path; None where either is not published."""
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
        source=programme_source(reader, briefing),
        conditions=programme_conditions(reader, briefing, *compared_by(reader, briefing)),
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


def areas_sheet(reader: Reader, briefing: Briefing) -> Sheet:
    """Each area's level beside what its path allows."""
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
        source=programme_source(reader, briefing),
        conditions=programme_conditions(reader, briefing, *compared_by(reader, briefing)),
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
