"""The log to take away: decisions and measures as rows of a table, everything as JSON."""

import json

from declaration.meeting.state import State, fold

DECISION_COLUMNS = (
    *("id", "area", "text", "owner", "due", "state", "times_carried"),
    *("entered_at", "entered_by", "changed_at", "changed_by", "note"),
)
MEASURE_COLUMNS = (
    *("id", "area", "name", "owner", "start", "due", "expected_t_per_year", "verified_t_per_year", "status"),
    *("entered_at", "entered_by", "changed_at", "changed_by"),
)


def decision_rows(state: State) -> list[dict]:
    """Every decision, open or closed, in the order they were entered."""
    return [
        {
            "id": d.id,
            "area": d.area,
            "text": d.text,
            "owner": d.owner,
            "due": d.due.isoformat(),
            "state": "open" if d.is_open else "closed",
            "times_carried": d.times_carried,
            **_when(d.notes),
            "note": next((note.words for note in reversed(d.notes) if note.words), ""),
        }
        for d in state.decisions.values()
    ]


def measure_rows(state: State) -> list[dict]:
    """Every measure of the meeting's register, in the order they were entered (t CO2e a year)."""
    return [
        {
            "id": m.id,
            "area": m.area,
            "name": m.name,
            "owner": m.owner,
            "start": m.start.isoformat(),
            "due": m.due.isoformat(),
            "expected_t_per_year": m.expected_t,
            "verified_t_per_year": m.verified_t,
            "status": m.status,
            **_when(m.notes),
        }
        for m in state.measures.values()
    ]


def _when(notes: tuple) -> dict[str, str]:
    first, last = notes[0], notes[-1]
    return {"entered_at": first.at, "entered_by": first.who, "changed_at": last.at, "changed_by": last.who}


def json_bytes(entries: list[dict]) -> bytes:
    """The whole log as it stands, and what it comes to."""
    state = fold(entries)
    told = {"entries": entries, "decisions": decision_rows(state), "measures": measure_rows(state)}
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
