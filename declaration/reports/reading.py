"""A report file read and checked: either a report, or everything that is wrong with it, at once."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from declaration.accounting.tables import NAMES, tables_from_frames
from declaration.home import DATA
from declaration.problems import InputRefused, Problem
from declaration.reports.checks import Limits, changes_since, duplicates, line_findings
from declaration.reports.fields import fold
from declaration.reports.report import DENOMINATOR_COLUMNS, LINE_COLUMNS, MEASURE_COLUMNS, Report
from declaration.reports.schema import MODELS, Context
from declaration.reports.sent import Sent, sent_from
from declaration.reports.sheets import RawReport, RawRow, is_current_version, read_raw
from declaration.reports.text import plain
from declaration.reports.vocabulary import Vocabulary

#: a year as it is written: other digits than these, and more of them, are no year
_YEAR = re.compile("[0-9]{4}")


@dataclass(frozen=True)
class Lists:
    """What a report is read with: names and codes, and the plausibility limits."""

    vocabulary: Vocabulary
    limits: Limits


@dataclass(frozen=True)
class Reading:
    """A report, or None where there are errors; warnings ask for a confirmation.

    left_out: errors beyond those that are listed (`shortened`).
    """

    report: Report | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    left_out: int = 0

    @property
    def error_count(self) -> int:
        """How many errors the file has."""
        return len(self.errors) + self.left_out


@lru_cache(maxsize=4)
def lists(data: Path = DATA) -> Lists:
    """The committed lists, read once a process."""
    folder = data / "accounting"
    tables = tables_from_frames({name: pd.read_csv(folder / f"{name}.csv") for name in NAMES})
    vocabulary = Vocabulary(tables, pd.read_csv(folder / "denominators.csv"), pd.read_csv(folder / "lever_areas.csv"))
    return Lists(vocabulary, Limits.from_frame(pd.read_csv(folder / "plausibility_rules.csv")))


def read_report(
    file: Path | Sent,
    member_id: str,
    known: Lists,
    *,
    year: int | None = None,
    language: str = "sv",
) -> Reading:
    """Read a report of a member, with every problem found in the file. year: the one expected, if any.

    file: on a disk or in memory; nothing is written. What can be wrong with the file itself is an error like others.
    """
    try:
        sent = sent_from(file) if isinstance(file, Path) else file
        raw = read_raw(sent)
    except InputRefused as refusal:
        return Reading(None, tuple(refusal.problems), ())
    return _read(raw, sent.name, member_id, known, year, language)


def _read(raw: RawReport, file: str, member_id: str, known: Lists, year: int | None, language: str) -> Reading:
    errors, warnings = list(raw.problems), list(raw.notes)
    report_year = _year(raw, file, year, errors)
    if not is_current_version(raw.version):
        errors.append(Problem("report_version", file, found=_shown(raw.version)))
    context = Context(known.vocabulary, raw.decimal_sign, language)
    read: dict[str, list[tuple[RawRow, object]]] = {table: [] for table in MODELS}
    for row in raw.rows:
        _check_member(row, file, member_id, errors)
        try:
            read[row.table].append((row, MODELS[row.table].model_validate(row.cells, context=context)))
        except ValidationError as invalid:
            errors += _problems(invalid, row, file)
    for row, line in read["activity"]:
        for finding in line_findings(line, known.vocabulary, known.limits, language):
            column = row.columns.get(finding.field, "")
            problem = Problem(finding.code, file, row.sheet, row.row, column, finding.found, finding.details)
            (errors if finding.is_error else warnings).append(problem)
    if not raw.rows or (not read["activity"] and not errors):
        errors.append(Problem("report_without_lines", file))
    _check_pairs(read, file, known.vocabulary, errors)
    if errors:
        return Reading(None, tuple(_in_order(errors)), tuple(_in_order(warnings)))
    report = _report(read, member_id, report_year, raw.version)
    warnings += [
        Problem("report_duplicate", file, sheet, row, details={"first": first})
        for sheet, row, first in duplicates(report.lines)
    ]
    return Reading(report, (), tuple(_in_order(warnings)))


def beside(reading: Reading, earlier: Report, file: str, known: Lists, language: str = "sv") -> Reading:
    """The reading with a warning for each large change since the member's report of the year before."""
    vocabulary, report = known.vocabulary, reading.report
    made = list(reading.warnings)
    changed = changes_since(report.lines, earlier.lines, vocabulary.tables, known.limits)
    for c in changed:
        details = {
            "activity": vocabulary.name("activity_code", c.activity_code, language),
            "carrier": vocabulary.name("carrier_code", c.carrier_code, language),
            "subject": subject_of(c.activity_code, c.carrier_code),
            "before": c.before,
            "found": c.now,
            "unit": c.unit,
            "year": earlier.year,
        }
        made.append(Problem("report_large_change", file, c.sheet, int(c.row), found=f"{c.now:.10g}", details=details))
    return Reading(report, reading.errors, tuple(_in_order(made)))


def shortened(reading: Reading, most: int) -> Reading:
    """The reading with the first errors and warnings of a file that has more errors than anybody reads.

    Where there are no errors every warning stays: each is asked.
    """
    if len(reading.errors) <= most:
        return replace(reading, warnings=reading.warnings[:most]) if reading.errors else reading
    left_out = len(reading.errors) - most
    return replace(reading, errors=reading.errors[:most], warnings=reading.warnings[:most], left_out=left_out)


def warning_key(problem: Problem) -> str:
    """What tells a warning apart from the others of the same file."""
    return "|".join(str(part or "") for part in (problem.code, problem.sheet, problem.row, problem.column))


def subject_of(activity_code: str, carrier_code: str) -> str:
    """What an explanation of a quantity is filed under."""
    return f"{activity_code}/{carrier_code}"


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda p: (p.sheet or "", p.row or 0, p.column or "", p.code))


def _year(raw: RawReport, file: str, wanted: int | None, errors: list[Problem]) -> int:
    found = sorted(raw.years)
    if len(found) != 1 or not _YEAR.fullmatch(found[0]) or not 1990 <= int(found[0]) <= 2060:
        errors.append(Problem("report_year_unclear", file, found=_shown(", ".join(found[:9]))))
        return 0
    if wanted is not None and int(found[0]) != wanted:
        errors.append(Problem("report_other_year", file, found=found[0], details={"expected": wanted}))
    return int(found[0])


def _check_member(row: RawRow, file: str, member_id: str, errors: list[Problem]) -> None:
    said = row.cells.get("member_id")
    if said and fold(said) != fold(member_id):
        column = row.columns.get("member_id")
        details = {"expected": member_id}
        errors.append(Problem("report_other_member", file, row.sheet, row.row, column, _shown(said), details))


def _problems(invalid: ValidationError, row: RawRow, file: str) -> list[Problem]:
    made = []
    for error in invalid.errors():
        field = str(error["loc"][0]) if error["loc"] else ""
        if field in row.cells.get("_bad", ()):
            continue
        given = error["input"]
        made.append(
            Problem(
                error["type"],
                file,
                row.sheet,
                row.row,
                row.columns.get(field, field),
                _shown(given),
                dict(error.get("ctx", {})),
            )
        )
    return made


def _shown(given: object) -> str:
    """A cell as its sender sees it, in short: Excel keeps 9 as 9.0."""
    if given is None:
        return ""
    return f"{given:.10g}" if isinstance(given, float) else plain(given)[:80]


def _check_pairs(read: dict, file: str, vocabulary: Vocabulary, errors: list[Problem]) -> None:
    """Denominators' units; one denominator once a site; one measure once."""
    seen: dict[tuple[str, ...], int] = {}
    for row, found in read["denominator"]:
        units = vocabulary.denominator_units[found.denominator_code]
        if found.unit not in units:
            details = {"expected": ", ".join(units)}
            errors.append(
                Problem(
                    "report_unit_not_for_denominator",
                    file,
                    row.sheet,
                    row.row,
                    row.columns.get("unit"),
                    found.unit,
                    details,
                )
            )
        _once(seen, ("d", fold(found.site_id), found.denominator_code), row, file, errors)
    for row, found in read["measure"]:
        _once(seen, ("m", fold(found.measure_id)), row, file, errors)


def _once(seen: dict, key: tuple[str, ...], row: RawRow, file: str, errors: list[Problem]) -> None:
    if key in seen:
        errors.append(Problem("report_twice", file, row.sheet, row.row, details={"first": seen[key]}))
    seen.setdefault(key, row.row)


def _report(read: dict, member_id: str, year: int, version: str) -> Report:
    lines = pd.DataFrame(
        [
            {
                **line.model_dump(exclude={"share_in_region_pct"}),
                "share_in_region": line.share_in_region_pct,
                "line_id": f"{member_id}-{year}-{row.row}",
                "member_id": member_id,
                "year": year,
                "sheet": row.sheet,
                "row": row.row,
            }
            for row, line in read["activity"]
        ],
        columns=list(LINE_COLUMNS),
    )
    lines["supplier_factor_kg_per_unit"] = lines["supplier_factor_kg_per_unit"].astype(float)
    denominators = [{**d.model_dump(), "member_id": member_id, "year": year} for _, d in read["denominator"]]
    measures = [{**m.model_dump(), "member_id": member_id} for _, m in read["measure"]]
    return Report(
        member_id,
        year,
        version,
        lines,
        pd.DataFrame(denominators, columns=list(DENOMINATOR_COLUMNS)),
        pd.DataFrame(measures, columns=list(MEASURE_COLUMNS)).astype(
            {"expected_t_per_year": float, "verified_t_per_year": float}
        ),
    )
