"""The ledger: every number that was ever given out to all, append-only, each entry holding the hash of the one before.

One JSON line a release. Deleting a release does not unsay it: what stands here is part of every later attack.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

#: the tables of an entry
TABLES = ("numbers", "classes")
_START = "0" * 64


class BrokenLedgerError(RuntimeError):
    """The ledger is not what was written: an entry was changed, removed or cut off."""


@dataclass(frozen=True)
class Entry:
    """What one release gave out for the first time; `hash` covers it and all before it."""

    release: str
    made_at: str
    previous: str
    hash: str
    tables: dict[str, pd.DataFrame]


def entries(path: Path) -> list[Entry]:
    """All entries, oldest first. Raises BrokenLedgerError where the chain does not hold."""
    if not path.is_file():
        return []
    made, previous = [], _START
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            held = json.loads(line)
            own = held.pop("hash")
        except (json.JSONDecodeError, KeyError, AttributeError) as broken:
            raise BrokenLedgerError(f"{path}: line {number} is not an entry") from broken
        if held["previous"] != previous or own != _hash(held):
            raise BrokenLedgerError(f"{path}: line {number} does not follow from the one before")
        tables = {name: pd.DataFrame(held[name]["rows"], columns=held[name]["columns"]) for name in TABLES}
        made.append(Entry(held["release"], held["made_at"], previous, own, tables))
        previous = own
    return made


def append(path: Path, release: str, made_at: str, tables: dict[str, pd.DataFrame]) -> Entry:
    """Add what a release gives out; durable when this returns. The same release again gives its standing entry."""
    with _alone(path):
        _clear_cut_off(path)
        before = entries(path)
        standing = next((entry for entry in before if entry.release == release), None)
        if standing:
            return standing
        held = {"release": release, "made_at": made_at, "previous": before[-1].hash if before else _START}
        held |= {
            name: {
                "columns": list(tables[name].columns),
                "rows": json.loads(tables[name].to_json(orient="values", double_precision=15)),
            }
            for name in TABLES
        }
        line = json.dumps(held | {"hash": _hash(held)}, ensure_ascii=False, sort_keys=True) + "\n"
        with path.open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        return entries(path)[-1]


def _clear_cut_off(path: Path) -> None:
    """A last line without its end was never acknowledged: its release was not given out."""
    if not path.is_file():
        return
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        with path.open("rb+") as file:
            file.truncate(content.rfind(b"\n") + 1)
            os.fsync(file.fileno())


def _hash(held: dict) -> str:
    return hashlib.sha256(json.dumps(held, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
