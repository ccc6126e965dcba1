"""The members' programme as a data package: which tables, what identifies their rows, and what they mean."""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from declaration.exchange.data_package import PackageDescription, Source, TableDescription, Words, described_fields
from declaration.language import reader_of

#: table of a release → the columns that identify a row
KEYS = {
    "programme_level": ("area", "year", "view", "factors"),
    "programme_comparison": ("area", "year", "factors"),
    "programme_cell": ("dimension", "code", "year"),
    "programme_coverage": ("year",),
    "programme_change": ("area", "effect", "first_year", "last_year"),
    "programme_driver": ("area", "driver_code", "year"),
    "programme_measure": ("area", "status"),
    "programme_left_out": ("year", "status"),
    "programme_part": ("year", "part"),
}


def programme_package(
    tables: Mapping[str, pd.DataFrame],
    *,
    release: str,
    created: datetime,
    homepage: str,
    publisher: str,
    sources: tuple[Source, ...],
    demonstration: bool,
) -> PackageDescription:
    """The description of a release's programme tables (those of KEYS that are given), for `write_package`."""
    said = _both("package.description")
    if demonstration:
        mark = _both("package.description.demonstration")
        said = Words(f"{mark.sv} {said.sv}", f"{mark.en} {said.en}")
    return PackageDescription(
        name="helsingborg-declaration-programme",
        title=_both("package.name"),
        description=said,
        version=release,
        created=created,
        licence="CC-BY-4.0",
        licence_path="https://creativecommons.org/licenses/by/4.0/",
        homepage=homepage,
        sources=sources,
        contributors={publisher: "publisher"},
        demonstration=demonstration,
        tables={
            name: TableDescription(
                _both(f"package.table.{name}"),
                _both(f"package.table.{name}.description"),
                KEYS[name],
                described_fields(frame.columns),
            )
            for name, frame in tables.items()
        },
    )


def _both(key: str) -> Words:
    return Words(*(reader_of(language).say(key) for language in ("sv", "en")))
