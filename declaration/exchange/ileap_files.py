"""iLEAP objects out of JSON files, wherever they stand, each with its JSON path and the footprint around it.

The specification lets the objects travel as extensions of a PACT ProductFootprint and leaves open how they lie in a
file. Read are: one object or a list of them, bare or inside ProductFootprints; and the answer of a PACT host, with the
footprints under `data` (some hosts: `footprints`). An extension is told by its `dataSchema`, a bare object by the
properties that only its type has. Footprints marked Deprecated and footprints of other products are passed over.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from declaration.exchange.ileap_model import Hoc, ProductFootprint, ShipmentFootprint, Toc
from declaration.problems import Problem

#: bytes; a year's shipments of a large haulier are some megabytes
LARGEST_BYTES = 50_000_000
TYPES: dict[str, type[BaseModel]] = {"shipment": ShipmentFootprint, "toc": Toc, "hoc": Hoc}
SCHEMAS = {"shipment-footprint.json": "shipment", "toc.json": "toc", "hoc.json": "hoc"}
#: property → type, for objects without a `dataSchema`
TELLING = {"tces": "shipment", "tocId": "toc", "hocId": "hoc", "activityId": "activity_data"}
ENVELOPES = ("data", "footprints")


@dataclass(frozen=True)
class Found:
    """One valid iLEAP object: its type (`shipment`, `toc`, `hoc`), where it stands, and the footprint around it."""

    kind: str
    file: str
    path: str
    content: ShipmentFootprint | Toc | Hoc
    footprint: ProductFootprint


@dataclass(frozen=True)
class PassedOver:
    """Something that is valid but gives no line: `why` is a key `ileap.left_out.<why>`; kg CO2e where stated."""

    file: str
    path: str
    id: str
    why: str
    wtw_kg: float | None = None


def read_files(paths: list[Path]) -> tuple[list[Found], list[PassedOver], list[Problem]]:
    """Every iLEAP object of the files, what was passed over, and every problem of form."""
    found: list[Found] = []
    passed: list[PassedOver] = []
    problems: list[Problem] = []
    for path in paths:
        content, problem = read_json(path)
        if problem:
            problems.append(problem)
            continue
        before = len(found) + len(passed) + len(problems)
        for at, record, around in _records(content, "$", ProductFootprint()):
            _take(path.name, at, record, around, found, passed, problems)
        if len(found) + len(passed) + len(problems) == before:
            problems.append(Problem("ileap_nothing", path.name))
    return found, passed, problems


def read_json(path: Path) -> tuple[Any, Problem | None]:
    """The content of a JSON file, or why it cannot be read: too large, not UTF-8, not JSON, a name twice, NaN."""
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            details = {"most": LARGEST_BYTES // 1_000_000}
            return None, Problem("ileap_too_large", path.name, found=f"{size / 1e6:.0f}", details=details)
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_name_twice), None
    except OSError as error:
        return None, Problem("ileap_unreadable", path.name, found=error.strerror or type(error).__name__)
    except UnicodeDecodeError:
        return None, Problem("ileap_not_utf8", path.name)
    except json.JSONDecodeError as error:
        return None, Problem("ileap_not_json", path.name, row=error.lineno, found=error.msg)
    except RecursionError:
        return None, Problem("ileap_not_json", path.name, row=1, found="too deeply nested")
    except ValueError as error:
        return None, Problem("ileap_not_json", path.name, row=1, found=str(error))


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number in JSON")


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise ValueError(f"“{name[:60]}” is written twice in one object")
        made[name] = value
    return made


def _records(content: Any, path: str, around: ProductFootprint) -> Iterator[tuple[str, dict, Any]]:
    """Path, object and footprint around it; an unreadable footprint is given as its ValidationError."""
    if isinstance(content, list):
        for i, item in enumerate(content):
            yield from _records(item, f"{path}[{i}]", around)
        return
    if not isinstance(content, dict):
        return
    envelope = next((name for name in ENVELOPES if isinstance(content.get(name), list | dict)), None)
    if "extensions" in content or "pcf" in content:
        try:
            footprint: Any = ProductFootprint.model_validate(content)
        except ValidationError as error:
            footprint = error
        extensions = content.get("extensions")
        for i, extension in enumerate(extensions if isinstance(extensions, list) else []):
            yield f"{path}.extensions[{i}]", extension, footprint
    elif envelope and "dataSchema" not in content:
        yield from _records(content[envelope], f"{path}.{envelope}", around)
    else:
        yield path, content, around


def _take(
    file: str,
    path: str,
    record: Any,
    around: Any,
    found: list[Found],
    passed: list[PassedOver],
    problems: list[Problem],
) -> None:
    if not isinstance(record, dict):
        return
    content, kind = record, ""
    if "dataSchema" in record:
        content, path = record.get("data"), f"{path}.data"
        kind = SCHEMAS.get(str(record["dataSchema"]).rsplit("/", 1)[-1], "other")
        content = content if isinstance(content, dict) else {}
    else:
        kind = next((t for name, t in TELLING.items() if name in record), "other")
    if kind == "other":
        return
    name = str(next((content[n] for n in ("shipmentId", "tocId", "hocId", "activityId") if n in content), ""))[:200]
    if kind == "activity_data":
        passed.append(PassedOver(file, path, name, "activity_data"))
        return
    if isinstance(around, ValidationError):
        problems.extend(problems_of(around, file, path.split(".extensions")[0]))
        around = ProductFootprint()
    if around.status == "Deprecated":
        passed.append(PassedOver(file, path, name, "deprecated"))
        return
    try:
        found.append(Found(kind, file, path, TYPES[kind].model_validate(content), around))
    except ValidationError as error:
        problems.extend(problems_of(error, file, path))


def problems_of(error: ValidationError, file: str, path: str) -> list[Problem]:
    """One problem for each finding, with the JSON path as its column."""
    return [_problem(e, file, path) for e in error.errors(include_url=False)]


def _problem(error: dict[str, Any], file: str, path: str) -> Problem:
    where = path + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    found = None if isinstance(error["input"], dict | list) else str(error["input"])[:80]
    if kind == "missing":
        return Problem("ileap_missing", file, column=where)
    if kind in ("ileap_decimal", "ileap_distance"):
        return Problem(kind, file, column=where, found=found)
    if kind == "ileap_one_of":
        return Problem(kind, file, column=where, found=found, details={"expected": context["expected"]})
    signs = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
    bound = next((f"{signs[name]} {context[name]}" for name in signs if name in context), None)
    if bound:
        return Problem("ileap_bound", file, column=where, found=found, details={"expected": bound})
    return Problem("ileap_type", file, column=where, found=found, details={"expected": kind.replace("_", " ")})
