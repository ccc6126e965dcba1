"""The ledger: every number that was ever given out to all, append-only, each entry holding the hash of the one before.

One JSON line a release. Deleting a release does not unsay it: what stands here is part of every later attack.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from declaration.chain import BrokenChainError as BrokenLedgerError
from declaration.chain import append as append_to_chain
from declaration.chain import read as read_chain

__all__ = ["TABLES", "BrokenLedgerError", "Entry", "append", "entries"]

#: the tables of an entry
TABLES = ("numbers", "classes")


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
    return [_entry(held) for held in read_chain(path)]


def append(path: Path, release: str, made_at: str, tables: dict[str, pd.DataFrame]) -> Entry:
    """Add what a release gives out; durable when this returns. The same release again gives its standing entry."""

    def make(before: list[dict]) -> dict | None:
        if any(held["release"] == release for held in before):
            return None
        return {"release": release, "made_at": made_at} | {name: _rows(tables[name]) for name in TABLES}

    append_to_chain(path, make)
    return next(entry for entry in entries(path) if entry.release == release)


def _rows(table: pd.DataFrame) -> dict:
    return {
        "columns": list(table.columns),
        "rows": json.loads(table.to_json(orient="values", double_precision=15)),
    }


def _entry(held: dict) -> Entry:
    tables = {name: pd.DataFrame(held[name]["rows"], columns=held[name]["columns"]) for name in TABLES}
    return Entry(held["release"], held["made_at"], held["previous"], held["hash"], tables)
