"""Times, names and tables as the steward reads them."""

from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from declaration.home import DATA
from declaration.language import Reader
from declaration.reports.notes import TARGET, Note
from declaration.reports.reading import lists
from declaration.reports.text import plain

#: how the texts' keys begin that name a part of a code; of a figure that stands alone it can be any of them
_SIDE = ("area", "effect", "driver", "measure_status", "line_status")


def duration(reader: Reader, seconds: float | None) -> str:
    """So many minutes and seconds; the sign for missing where it is not known."""
    if seconds is None or pd.isna(seconds):
        return reader.number(None)
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return reader.say("steward.seconds", seconds=reader.number(rest))
    return reader.say("steward.minutes", minutes=reader.number(minutes), seconds=reader.number(rest))


def named(reader: Reader, field: str, code: str) -> str:
    """An activity or a carrier by its name."""
    return lists().vocabulary.name(field, code, reader.language)


def subject_name(reader: Reader, subject: str) -> str:
    """What an explanation is about: the names of `<activity>/<carrier>`, anything else as it is, a sign for nothing."""
    activity, _, carrier = subject.partition("/")
    if carrier:
        return f"{named(reader, 'activity_code', activity)}: {named(reader, 'carrier_code', carrier)}"
    return subject or reader.number(None)


def note_text(reader: Reader, note: Note) -> str:
    """What a note says: of a target also by how much, and until when."""
    if note.kind != TARGET:
        return note.text
    aim = reader.say("steward.note.aim", cut=reader.percent(note.target_share), year=note.target_year)
    return f"{aim}. {note.text}" if note.text else aim


def literal(text: str) -> str:
    """What somebody wrote, in Markdown: with nothing in it that would be drawn as anything but text."""
    return "`" + plain(text).replace("`", "'") + "`"


def cell_name(reader: Reader, dimension: str, code: str) -> str:
    """A cell by the names of what it holds; merged classes and crossed dimensions part by part."""
    if dimension == "area_category":
        area, category = code.split("/", 1)
        return f"{cell_name(reader, 'area', area)} × {cell_name(reader, 'category', category)}"
    if dimension == "side":
        return ", ".join(_part(reader, dimension, part) for part in code.split("/"))
    return " + ".join(_part(reader, dimension, part) for part in code.split("+"))


def _part(reader: Reader, dimension: str, code: str) -> str:
    if dimension == "park":
        return _parks(reader.language).get(code, code)
    if code == "total":
        return reader.say("price.table.total")
    keys = (f"{begin}.{code}" for begin in (_SIDE if dimension == "side" else (dimension,)))
    return next((reader.say(key) for key in keys if key in reader.say.keys), code)


@lru_cache(maxsize=2)
def _parks(language: str) -> Mapping[str, str]:
    rows = pd.read_csv(DATA / "geography" / "areas.csv")
    return dict(zip(rows["area_id"], rows[f"name_{language}"], strict=True))


def table_name(reader: Reader, block: str, view: str, dimension: str) -> str:
    """A declared table in words: what is summed, over whom, by what."""
    say = reader.say
    what = say(f"steward.block.{block.removeprefix('emissions:')}")
    if view == "side":
        return what
    by = say(f"price.table.{dimension}")
    over = "" if view == "reported" else f" ({say(f'steward.view.{view}')})"
    return f"{what}, {by[:1].lower()}{by[1:]}{over}"
