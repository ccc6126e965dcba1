"""The members there are, real and invented: a claim for any other is refused."""

import csv
from functools import lru_cache
from pathlib import Path

from declaration.home import DATA


@lru_cache(maxsize=1)
def member_ids() -> frozenset[str]:
    """The ids of the published list and of the demonstration programme; no id is in both."""
    return real_ids() | _ids_in(DATA / "demonstration" / "programme.csv")


@lru_cache(maxsize=1)
def real_ids() -> frozenset[str]:
    """The ids of the published list."""
    return _ids_in(DATA / "members.csv")


def _ids_in(path: Path) -> frozenset[str]:
    with path.open(encoding="utf-8", newline="") as rows:
        return frozenset(row["member_id"] for row in csv.DictReader(rows))
