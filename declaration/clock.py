"""The clock on the wall in Sweden, where the deadlines and the meetings are. What is stored is in UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Stockholm")


def today() -> date:
    """The day it is in Sweden."""
    return datetime.now(HERE).date()


def here(at: datetime | str) -> datetime:
    """A point in time (ISO 8601 as text), by the clock in Sweden."""
    return (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(HERE)
