"""The members there are, real and invented: a claim for any other is refused."""

import csv
from functools import lru_cache

from declaration.home import DATA


@lru_cache(maxsize=1)
def member_ids() -> frozenset[str]:
    """The ids of the published list and of the demonstration programme; no id is in both."""
    found: set[str] = set()
    for path in (DATA / "members.csv", DATA / "demonstration" / "programme.csv"):
        with path.open(encoding="utf-8", newline="") as rows:
            found |= {row["member_id"] for row in csv.DictReader(rows)}
    return frozenset(found)
