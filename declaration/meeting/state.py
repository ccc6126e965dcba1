"""What stands after the entries of the meeting's log: decisions until they are closed, measures as last told.

Pure: an entry and the state before give the state after, or are refused with a code that has words in the catalogues.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from declaration.reports.text import plain

WHOLE = "total"
AREAS = (
    "fossil_free_energy",
    "smart_efficient_logistics",
    "technology_infrastructure",
    "packaging_logistics",
    "circularity_reuse_recycling",
)
#: what a decision or a measure can concern
SCOPES = (WHOLE, *AREAS)
STATUSES = ("planned", "started", "done", "stopped")
#: measures that are still to take effect
TO_COME = ("planned", "started")
#: what an entry can say
KINDS = (
    *("decision.added", "decision.closed", "decision.reopened", "decision.carried", "decision.noted"),
    *("measure.added", "measure.changed"),
)
#: signs of each text that is typed, as it comes and as it is kept
LONGEST = {"text": 600, "owner": 120, "note": 600, "name": 200}
#: more than the whole programme emits many times over
MOST_T = 10_000_000


class RefusedError(ValueError):
    """An entry that cannot be taken; `code` is a key `meeting.refused.<code>` in the catalogues."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Note:
    """One thing that was said of a decision or measure: when (UTC, ISO), by whom, what kind of entry, and its words."""

    at: str
    who: str
    kind: str
    words: str = ""


@dataclass(frozen=True)
class Decision:
    """A decision as it stands: open until it is closed, with every entry about it."""

    id: str
    text: str
    owner: str
    due: date
    area: str
    is_open: bool = True
    times_carried: int = 0
    notes: tuple[Note, ...] = ()

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been done before today."""
        return self.is_open and self.due < today


@dataclass(frozen=True)
class Measure:
    """A measure of the city or the programme (never a member's): what it is to save, and what is verified, in t/yr."""

    id: str
    name: str
    area: str
    owner: str
    start: date
    due: date
    expected_t: float
    verified_t: float
    status: str
    notes: tuple[Note, ...] = ()

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been done before today and is not; what was stopped is not waited for."""
        return self.status in TO_COME and self.due < today


@dataclass(frozen=True)
class State:
    """All decisions and measures, by id, in the order they were entered.

    count, newest: how many entries that is, and the hash of the last, which covers all before it.
    """

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    count: int = 0
    newest: str = ""

    @property
    def open(self) -> list[Decision]:
        """Open decisions, the one that is due first ahead."""
        return sorted((d for d in self.decisions.values() if d.is_open), key=lambda d: (d.due, int(d.id)))

    @property
    def closed(self) -> list[Decision]:
        """Closed decisions, the one closed last ahead."""
        return sorted((d for d in self.decisions.values() if not d.is_open), key=lambda d: d.notes[-1].at, reverse=True)


def fold(entries: Iterable[Mapping]) -> State:
    """The state after all entries. Raises RefusedError for an entry that could not have been taken."""
    state = State()
    for entry in entries:
        state = apply(state, entry)
    return state


def fit(says: Mapping[str, object]) -> dict[str, object]:
    """What an entry is to say, its texts as they are kept. Raises RefusedError for one that is empty or too long."""
    return {name: line_of(told, name) if name in LONGEST else told for name, told in says.items()}


def apply(state: State, entry: Mapping) -> State:
    """The state after one more entry (id, at, who, kind, about, says, hash). Raises RefusedError.

    Texts are cleaned, never refused: what the log once took stands, also where it was taken by another rule than `fit`.
    """
    kind, says = entry["kind"], entry["says"]
    if kind not in KINDS:
        raise RefusedError("kind")
    note = Note(entry["at"], plain(entry["who"]), kind, plain(says.get("note", "")))
    thing, _, change = kind.partition(".")
    held = state.decisions if thing == "decision" else state.measures
    if change == "added":
        made = _decision(entry["id"], says) if thing == "decision" else _measure(entry["id"], says)
        changed = replace(made, notes=(note,))
    elif entry["about"] not in held:
        raise RefusedError("unknown")
    elif thing == "decision":
        changed = _changed(held[entry["about"]], change, says, note)
    else:
        before = held[entry["about"]]
        told = {name: getattr(before, name) for name in _MEASURE} | {k: v for k, v in says.items() if k in _MEASURE}
        changed = replace(_measure(before.id, told), notes=(*before.notes, note))
    held = dict(held) | {changed.id: changed}
    name = "decisions" if thing == "decision" else "measures"
    return replace(state, **{name: held}, count=state.count + 1, newest=entry.get("hash", ""))


def _changed(decision: Decision, change: str, says: Mapping, note: Note) -> Decision:
    """A decision after it was closed, reopened, carried over to a later day, or noted."""
    after = replace(decision, notes=(*decision.notes, note))
    if change == "closed":
        if not decision.is_open:
            raise RefusedError("closed_already")
        return replace(after, is_open=False)
    if change == "reopened":
        if decision.is_open:
            raise RefusedError("open_already")
        return replace(after, is_open=True)
    if change == "carried":
        due = day_of(says.get("due"))
        if not decision.is_open:
            raise RefusedError("closed_already")
        if due <= decision.due:
            raise RefusedError("not_later")
        return replace(after, due=due, times_carried=decision.times_carried + 1)
    if not note.words:
        raise RefusedError("note_empty")
    return after


def _decision(own: str, says: Mapping) -> Decision:
    return Decision(
        id=own,
        text=_told(says, "text"),
        owner=_told(says, "owner"),
        due=day_of(says.get("due")),
        area=_one_of(says.get("area"), SCOPES, "area"),
    )


_MEASURE = ("name", "area", "owner", "start", "due", "expected_t", "verified_t", "status")


def _measure(own: str, says: Mapping) -> Measure:
    start, due = day_of(says.get("start")), day_of(says.get("due"))
    if due < start:
        raise RefusedError("ends_before_it_starts")
    return Measure(
        id=own,
        name=_told(says, "name"),
        area=_one_of(says.get("area"), SCOPES, "area"),
        owner=_told(says, "owner"),
        start=start,
        due=due,
        expected_t=_tonnes(says.get("expected_t", 0.0)),
        verified_t=_tonnes(says.get("verified_t", 0.0)),
        status=_one_of(says.get("status"), STATUSES, "status"),
    )


def line_of(words: object, what: str) -> str:
    """Words as one line that is fit to be kept and shown. Raises RefusedError; only a note may be empty."""
    if not isinstance(words, str):
        raise RefusedError(f"{what}_empty")
    # as it comes first: cleaning must not be given megabytes; and once more, for composing can lengthen
    if len(words) > LONGEST[what] or len(line := plain(words)) > LONGEST[what]:
        raise RefusedError("too_long")
    if not line and what != "note":
        raise RefusedError(f"{what}_empty")
    return line


def _told(says: Mapping, what: str) -> str:
    """A text that the log took; the sign for unknown where nothing of it can be seen."""
    if not isinstance(says.get(what), str):
        raise RefusedError(f"{what}_empty")
    return plain(says[what]) or "?"


def day_of(day: object) -> date:
    """A day, given as one or as an ISO text."""
    try:
        found = day if isinstance(day, date) else date.fromisoformat(day)
    except (TypeError, ValueError) as wrong:
        raise RefusedError("day") from wrong
    if not 2000 <= found.year <= 2100:
        raise RefusedError("day")
    return found


def _one_of(code: object, codes: tuple[str, ...], what: str) -> str:
    if code not in codes:
        raise RefusedError(what)
    return str(code)


def _tonnes(amount: object) -> float:
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not math.isfinite(amount):
        raise RefusedError("tonnes")
    if not 0 <= amount <= MOST_T:
        raise RefusedError("tonnes")
    return float(amount)
