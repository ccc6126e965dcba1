"""What several sheets say alike: names, sources, gaps, and the conditions that each figure is true under."""

from collections.abc import Callable

from declaration.language import Reader
from declaration.language.reader import HARD
from declaration.meeting.briefing import Briefing, Standing
from declaration.meeting.state import AREAS


def programme_conditions(reader: Reader, briefing: Briefing, *chosen: str) -> str:
    """Of members' figures: release and date, how much of the members they cover, what was chosen, their kind."""
    say = reader.say
    covered = say(
        "meeting.conditions.coverage",
        reporters=briefing.reporters,
        members=briefing.members,
        year=briefing.coverage_year,
        share=_covered_share(reader, briefing),
    )
    kind = say(f"kind.{briefing.kind}")
    return (
        f"{_release(reader, briefing)} {covered} {say('meeting.conditions.members', chosen='; '.join(chosen))} {kind}."
    )


def compared_by(reader: Reader, briefing: Briefing) -> tuple[str, str]:
    """What is chosen for statuses, paths and the wedge: members like for like, and the factors."""
    return reader.say("meeting.conditions.like_for_like"), reader.say(f"programme.factors.{briefing.factors}")


def official_conditions(reader: Reader, briefing: Briefing, *chosen: str) -> str:
    """Of official statistics: release and date, what they cover, what was chosen."""
    say = reader.say
    told = f"{_release(reader, briefing)} {say('meeting.conditions.official')}"
    return f"{told} {say('meeting.conditions.chosen', chosen='; '.join(chosen))}"


def log_conditions(reader: Reader, briefing: Briefing, *chosen: str) -> str:
    """Of what the meeting wrote down: release and date, how much of the log, what is shown of it."""
    told = f"{_release(reader, briefing)} {log_coverage(reader, briefing)}"
    return f"{told} {reader.say('meeting.conditions.chosen', chosen='; '.join(chosen))}" if chosen else told


def log_coverage(reader: Reader, briefing: Briefing) -> str:
    """How much of the meeting's log is in what is shown."""
    if briefing.log is None:
        return reader.say("meeting.conditions.log.broken")
    return reader.say("meeting.conditions.log", date=reader.date(briefing.today), count=briefing.log.count)


def against(reader: Reader, release: str) -> str:
    """The earlier release that a change is told against."""
    return reader.say("meeting.conditions.against", release=release)


def _release(reader: Reader, briefing: Briefing) -> str:
    return reader.say("meeting.conditions", release=briefing.release, date=reader.date(briefing.built_on))


def _covered_share(reader: Reader, briefing: Briefing) -> str:
    """The share of base-year emissions that those who reported stand for, as the band it is published in."""
    low, high = briefing.missing_low, briefing.missing_high
    if low is None or high is None:
        return reader.published(None)
    if low == high:
        return reader.percent(1 - high)
    return f"{reader.number((1 - high) * 100)}–{reader.percent(1 - low)}"


def scope_name(reader: Reader, scope: str) -> str:
    """The name of the whole, of an area, or of the official figure."""
    return reader.say(f"area.{scope}" if scope in AREAS else f"meeting.scope.{scope}")


def whole_tonnes(reader: Reader) -> Callable[[float], str]:
    """How a step of a change is written: whole, so that what is read adds up, with sign and unit."""
    return lambda t: f"{'+' if round(t) > 0 else ''}{reader.number(t)}{HARD}t"


def programme_source(reader: Reader, briefing: Briefing) -> str:
    """Where members' figures come from."""
    return reader.say(f"programme.source.{briefing.kind}")


def official_source(reader: Reader, briefing: Briefing) -> str:
    """Where the official figures come from."""
    return reader.say("source.smhi", release=briefing.official_release)


def gap_words(reader: Reader, standing: Standing) -> str:
    """The gap at the target year with its range, as running text has it; the sign for missing where it is not told."""
    if standing.gap_t is None:
        return reader.number(None)
    return f"{reader.tonnes(standing.gap_t, 2)} ({reader.between(standing.gap_low_t, standing.gap_high_t)})"
