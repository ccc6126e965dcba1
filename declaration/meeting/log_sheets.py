"""The sheets of measures and decisions: the wedge, the meeting's register, and the decision log."""

from declaration.language import Reader
from declaration.language.reader import HARD
from declaration.meeting.briefing import Briefing
from declaration.meeting.sheet import Heading, Sheet, Status, Table, Wedges
from declaration.meeting.state import Decision, Measure
from declaration.meeting.words import (
    compared_by,
    log_conditions,
    log_coverage,
    programme_conditions,
    programme_source,
    scope_name,
)

#: closed decisions that are shown; all are in the files of the log
CLOSED = 10
#: columns of days, which are kept whole like figures
DAYS = ("start", "due")


def wedge_sheet(reader: Reader, briefing: Briefing) -> Sheet | None:
    """How far the measures reach towards the path; None without a path or a level."""
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
    words = [say("meeting.wedge.how", last=wedge.years[0])]
    words += [say("meeting.wedge.withheld")] if wedge.some_withheld else []
    words += [say("meeting.wedge.unread")] if briefing.log is None else []
    return Sheet(
        key="wedge",
        title=say(f"meeting.wedge.title.{which}", uncovered=missing, needed=needed, year=target),
        subtitle=say("meeting.wedge.subtitle", year=target),
        source=say("meeting.wedge.source", source=programme_source(reader, briefing)),
        conditions=f"{programme_conditions(reader, briefing, *compared_by(reader, briefing))}"
        f" {log_coverage(reader, briefing)}",
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
        words=tuple(words),
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


def measures_sheet(reader: Reader, briefing: Briefing) -> Sheet:
    """The meeting's register of measures, what is due first ahead."""
    say = reader.say
    if briefing.log is None:
        return _unread(reader, briefing, "measures")
    register = sorted(briefing.log.measures.values(), key=lambda m: (m.due, int(m.id)))
    counted = set(briefing.wedge.counted) if briefing.wedge else set()
    late = sum(measure.is_overdue(briefing.today) for measure in register)
    headings = (
        *(
            Heading(say(f"meeting.column.{name}"), name in DAYS)
            for name in ("measure", "area", "owner", "start", "due", "status")
        ),
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
            _measure_standing(reader, briefing, m),
            reader.number(m.expected_t, _decimals(m.expected_t)),
            reader.number(m.verified_t, _decimals(m.verified_t)),
            say("word.yes" if m.id in counted else "word.no"),
        )
        for m in register
    )
    which = "none" if not rows else ("late" if late else "some")
    return Sheet(
        key="measures",
        title=say(f"meeting.measures.title.{which}", count=len(rows), late=late),
        subtitle=say("meeting.measures.subtitle"),
        source=say("meeting.source.log"),
        conditions=log_conditions(reader, briefing, say("meeting.conditions.measures")),
        tables=(Table(say("meeting.measures.caption"), headings, rows),) if rows else (),
        words=() if rows else (say("meeting.measures.none"),),
        is_programme=False,
    )


def _measure_standing(reader: Reader, briefing: Briefing, measure: Measure) -> str:
    word = reader.say(f"measure_status.{measure.status}")
    late = measure.is_overdue(briefing.today)
    return Status("late", reader.say("meeting.standing.overdue", status=word)) if late else word


def decisions_sheet(reader: Reader, briefing: Briefing) -> Sheet:
    """Every open decision and the last closed ones, and the hash that tells whether the log is the one of that day."""
    say, today, state = reader.say, briefing.today, briefing.log
    if state is None:
        return _unread(reader, briefing, "decisions")
    late = sum(d.is_overdue(today) for d in state.open)
    headings = tuple(
        Heading(say(f"meeting.column.{name}"), name in DAYS)
        for name in ("decision", "owner", "due", "area", "standing", "note")
    )
    rows = tuple(
        (
            d.text,
            d.owner,
            d.due.isoformat(),
            scope_name(reader, d.area),
            _decision_standing(reader, d, d.is_overdue(today)),
            next((note.words for note in reversed(d.notes) if note.words), ""),
        )
        for d in [*state.open, *state.closed[:CLOSED]]
    )
    which = "none" if not state.open else ("late" if late else "open")
    witness = (say("meeting.log.newest", count=state.count, newest=state.newest),) if state.count else ()
    return Sheet(
        key="decisions",
        title=say(f"meeting.decisions.title.{which}", count=len(state.open), late=late),
        subtitle=say("meeting.decisions.subtitle", date=reader.date(today)),
        source=say("meeting.source.log"),
        conditions=log_conditions(reader, briefing, say("meeting.conditions.decisions", count=CLOSED)),
        tables=(Table(say("meeting.decisions.caption"), headings, rows),) if rows else (),
        words=witness if rows else (say("meeting.decisions.none"), *witness),
        is_programme=False,
    )


def _decision_standing(reader: Reader, decision: Decision, is_late: bool) -> str:
    word = reader.say(f"meeting.standing.{('late' if is_late else 'open') if decision.is_open else 'closed'}")
    if decision.is_open and decision.times_carried:
        word = f"{word}; {reader.say('meeting.standing.carried', count=decision.times_carried)}"
    return Status("late", word) if is_late else word


def _unread(reader: Reader, briefing: Briefing, key: str) -> Sheet:
    """A sheet of a log that is broken says so: it is not an empty one."""
    say = reader.say
    title, words = say("meeting.log.unread"), (say("meeting.log.broken"),)
    subtitle, source = say(f"meeting.{key}.caption"), say("meeting.source.log")
    conditions = log_conditions(reader, briefing)
    return Sheet(key, title, subtitle, source, conditions, words=words, is_programme=False)


def _decimals(amount: float) -> int:
    return 0 if amount == round(amount) else 1
