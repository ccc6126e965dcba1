"""When a report is to be handed in: the setting `data/reporting.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from declaration.home import DATA


@dataclass(frozen=True)
class Calendar:
    """The last day for a year's report, in the year after it, and the first year that can be reported."""

    month: int
    day: int
    first_year: int

    def last_day(self, year: int) -> date:
        """The last day for the report of a year."""
        return date(year + 1, self.month, self.day)

    def years(self, today: date) -> list[int]:
        """The years that can be reported: those that have ended, the newest first."""
        return list(range(today.year - 1, self.first_year - 1, -1))


def calendar(data: Path = DATA) -> Calendar:
    """The committed calendar."""
    return Calendar(**tomllib.loads((data / "reporting.toml").read_text(encoding="utf-8")))
