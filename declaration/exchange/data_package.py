"""Tables as a data package: CSV files and a `datapackage.json` that says what every column is.

Data Package v2 (https://datapackage.org/standard/data-package/). The standard has no field for a second language, so
titles and descriptions are in Swedish and stand in English in `title_en` and `description_en`. Beside the standard's
properties: `unit` of a field, and `demonstration`, true where the figures are invented.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from declaration.language import reader_of
from declaration.reports.text import neutral

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
FILE = "datapackage.json"
#: end of a column's name → unit, the longest first; what ends otherwise has none
UNITS = (
    ("_t_per_year", "t CO2e/year"),
    ("_kg_per_unit", "kg CO2e/unit"),
    ("co2_t", "t CO2"),
    ("_t", "t CO2e"),
    ("co2_kg", "kg CO2"),
    ("_kg", "kg CO2e"),
    ("_mj", "MJ"),
    ("_mwh", "MWh"),
    ("_kwh", "kWh"),
    ("_tkm", "tkm"),
    ("_share", "1"),
    ("_pct", "%"),
)


@dataclass(frozen=True)
class Words:
    """The same text in both languages."""

    sv: str
    en: str


@dataclass(frozen=True)
class TableDescription:
    """A table: what it is, the columns that identify a row, and what each column means (every column has one)."""

    title: Words
    description: Words
    key: tuple[str, ...]
    fields: Mapping[str, Words]


@dataclass(frozen=True)
class Source:
    """Where figures come from."""

    title: str
    path: str


@dataclass(frozen=True)
class PackageDescription:
    """The package: `version` is the release, `licence` an SPDX id with its address, contributors name → role."""

    name: str
    title: Words
    description: Words
    version: str
    created: datetime
    licence: str
    licence_path: str
    homepage: str
    sources: tuple[Source, ...]
    contributors: Mapping[str, str]
    demonstration: bool
    tables: Mapping[str, TableDescription]


def write_package(folder: Path, tables: Mapping[str, pd.DataFrame], package: PackageDescription) -> Path:
    """Write `<table>.csv` for each table and `datapackage.json`; returns the latter. The folder may exist.

    Raises ValueError where a table or a column lacks its description, or a key does not identify its rows: a package
    that does not explain itself is not written.
    """
    problems = _unexplained(tables, package)
    if problems:
        raise ValueError("data package: " + "; ".join(problems))
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for name, frame in tables.items():
        content = _csv(frame)
        (folder / f"{name}.csv").write_bytes(content)
        resources.append(_resource(name, frame, content, package.tables[name]))
    path = folder / FILE
    described = _described(package) | {"resources": resources}
    path.write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def described_fields(columns: pd.Index) -> dict[str, Words]:
    """What each column means, from the catalogues (`package.field.<column>`). Raises where one is not described."""
    sv, en = reader_of("sv").say, reader_of("en").say
    return {column: Words(sv(f"package.field.{column}"), en(f"package.field.{column}")) for column in columns}


def unit_of(column: str) -> str | None:
    """The unit that a column's name ends with."""
    return next((unit for end, unit in UNITS if column.endswith(end)), None)


def _unexplained(tables: Mapping[str, pd.DataFrame], package: PackageDescription) -> list[str]:
    made = [f"{name} is not described" for name in tables if name not in package.tables]
    made += [f"{name} is described but not there" for name in package.tables if name not in tables]
    for name in tables.keys() & package.tables.keys():
        frame, description = tables[name], package.tables[name]
        made += [f"{name}.{column} is not described" for column in frame.columns if column not in description.fields]
        lacking = [column for column in description.key if column not in frame.columns]
        made += [f"{name} lacks its key {column}" for column in lacking]
        if not lacking and description.key and frame.duplicated(list(description.key)).any():
            made.append(f"{name}: {', '.join(description.key)} does not identify its rows")
    return sorted(made)


def _csv(frame: pd.DataFrame) -> bytes:
    """International CSV, full precision; texts cannot be taken for formulas."""
    texts = frame.map(lambda cell: neutral(cell) if isinstance(cell, str) else cell)
    return texts.to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def _described(package: PackageDescription) -> dict:
    return {
        "$schema": PROFILE,
        "name": package.name,
        "languages": ["sv", "en"],
        "title": package.title.sv,
        "title_en": package.title.en,
        "description": package.description.sv,
        "description_en": package.description.en,
        "version": package.version,
        "created": package.created.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "homepage": package.homepage,
        "demonstration": package.demonstration,
        "licenses": [{"name": package.licence, "path": package.licence_path}],
        "sources": [{"title": s.title, "path": s.path} for s in package.sources],
        "contributors": [{"title": name, "roles": [role]} for name, role in package.contributors.items()],
    }


def _resource(name: str, frame: pd.DataFrame, content: bytes, description: TableDescription) -> dict:
    schema: dict = {
        "$schema": RESOURCE_PROFILE,
        "fields": [_field(column, frame[column], description) for column in frame.columns],
        "missingValues": [""],
    }
    if description.key:
        schema["primaryKey"] = list(description.key)
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "title": description.title.sv,
        "title_en": description.title.en,
        "description": description.description.sv,
        "description_en": description.description.en,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "schema": schema,
    }


def _field(column: str, found: pd.Series, description: TableDescription) -> dict:
    words, unit = description.fields[column], unit_of(column)
    made = {"name": column, "type": _type(found), "description": words.sv, "description_en": words.en}
    if unit:
        made["unit"] = unit
    if column in description.key:
        made["constraints"] = {"required": True}
    return made


def _type(found: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(found):
        return "boolean"
    if pd.api.types.is_integer_dtype(found):
        return "integer"
    if pd.api.types.is_numeric_dtype(found):
        return "number"
    if pd.api.types.is_datetime64_any_dtype(found):
        return "datetime"
    return "string"
