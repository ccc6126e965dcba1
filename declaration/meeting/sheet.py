"""What a sheet is made of: a finding as title, a picture, tables, what to know, and the conditions it is true under.

Page, wall, PDF and slides each draw these; no figure is written anywhere else.
"""

from dataclasses import dataclass

from declaration.charts.meeting import Gap, Line, Step
from declaration.language.reader import HARD


class Status(str):
    """A status' word in a cell; each reader of sheets draws its icon beside it."""

    kind: str

    def __new__(cls, kind: str, word: str):
        """The word, with the code of the status."""
        made = super().__new__(cls, word)
        made.kind = kind
        return made


#: the sign of a status, for those who do not tell colours apart; emissions that fall too little point up
SIGNS = {"on_track": "▼", "uncertain": "◆", "off_track": "▲", "too_early": "○", "late": "!"}


def with_sign(cell: str) -> str:
    """A cell as text alone can show it: a status with its sign before its word."""
    return f"{SIGNS[cell.kind]}{HARD}{cell}" if isinstance(cell, Status) else cell


@dataclass(frozen=True)
class Heading:
    """A column's heading, and whether figures stand below it."""

    words: str
    is_figure: bool = False


@dataclass(frozen=True)
class Table:
    """A table of written cells."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Lines:
    """Levels against a path."""

    lines: tuple[Line, ...]
    gap: Gap | None


@dataclass(frozen=True)
class Bars:
    """One level a row beside what is allowed."""

    names: tuple[str, ...]
    now: tuple[str, tuple[float | None, ...]]
    allowed: tuple[str, tuple[float | None, ...]]


@dataclass(frozen=True)
class Waterfall:
    """Steps and their sum."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Wedges:
    """What measures take off a level that is held, against a path."""

    years: tuple[int, ...]
    held: tuple[str, float]
    layers: tuple[tuple[str, tuple[float, ...]], ...]
    path: tuple[str, tuple[float, ...]]
    uncovered: tuple[str, tuple[float, ...]]
    words: str


Picture = Lines | Bars | Waterfall | Wedges


@dataclass(frozen=True)
class Sheet:
    """One sheet: a finding, what it measures, a picture with its alternative text, tables, what to know, the source.

    conditions: what is true of this sheet: release and date, coverage, what was chosen, what kind of figures.
    """

    key: str
    title: str
    subtitle: str
    source: str
    conditions: str
    picture: Picture | None = None
    alt: str = ""
    tables: tuple[Table, ...] = ()
    words: tuple[str, ...] = ()
    is_programme: bool = True
