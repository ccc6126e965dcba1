"""The meeting's log: decisions and measures, entered one after the other, never changed and never lost.

    <home>/served/meeting/log.jsonl     one JSON line an entry, each with the hash of the one before
    <home>/served/meeting/log.head      how many there are, and the hash of the last

An entry: id (its place in the log), at (UTC), who, release (the one that was on the screen), kind, about, says.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from declaration.chain import append, read
from declaration.home import served_folder
from declaration.meeting.state import LONGEST, State, apply, fit, fold
from declaration.reports.text import plain


def log_of(home: Path) -> Path:
    """Where the log lies."""
    return served_folder(home) / "meeting" / "log.jsonl"


def entries(home: Path) -> list[dict]:
    """Every entry, oldest first. Raises BrokenChainError where the log is not what was written."""
    return read(log_of(home))


def standing(home: Path) -> State:
    """What stands now. Raises BrokenChainError."""
    return fold(entries(home))


def enter(
    home: Path, kind: str, says: Mapping[str, object], *, who: str, release: str, about: str = "", now: datetime
) -> dict:
    """Add one entry; durable when this returns. Raises RefusedError where it cannot be taken, and BrokenChainError.

    kind: one of state.KINDS. says: the fields it adds or changes; days as such or as ISO text. about: the id of the
    decision or measure; empty where it adds one. who: the name of the signed-in official. now: with its time zone.
    """

    says = fit(says)

    def make(before: list[dict]) -> dict:
        own = str(len(before) + 1)
        entry = {
            "id": own,
            "at": now.astimezone(UTC).isoformat(timespec="seconds"),
            "who": name_of(who),
            "release": release,
            "kind": kind,
            "about": about or own,
            "says": {k: v.isoformat() if isinstance(v, date) else v for k, v in says.items()},
        }
        apply(fold(before), entry)
        return entry

    path = log_of(home)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return append(path, make)


def name_of(who: str) -> str:
    """The name as the log keeps it: of an e-mail address only what stands before the @."""
    return plain(who.partition("@")[0])[: LONGEST["owner"]] or "?"
