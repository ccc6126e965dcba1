"""Times, names and tables as the steward reads them."""

from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from declaration.home import DATA
from declaration.language import Reader
from declaration.reports.reading import lists

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
