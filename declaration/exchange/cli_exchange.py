"""The commands of exchange: `python -m declaration ileap|result`."""

import argparse
import json
import sys
from pathlib import Path

import pandas as pd

from declaration.exchange.ileap import IleapReading, read_ileap
from declaration.exchange.result import MemberResult, member_result
from declaration.exchange.result_text import text
from declaration.exchange.result_workbook import workbook
from declaration.exchange.vsme import as_json
from declaration.language import Reader, reader_of
from declaration.problems import InputRefused, Problem
from declaration.reports.cli_reports import check_member, inbox, key, member_ids
from declaration.reports.fields import TEMPLATE_VERSION
from declaration.reports.reading import Lists, lists
from declaration.reports.report import DENOMINATOR_COLUMNS, MEASURE_COLUMNS, Report
from declaration.reports.store import current, load
from declaration.reports.text import neutral
from declaration.reports.writing import csv_report
from declaration.sealing.key import Seal


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Mount the two among the commands."""
    taking = commands.add_parser("ileap", help="turn a supplier's iLEAP data into lines for a member's report")
    taking.add_argument("files", nargs="+", type=Path, metavar="FILE.json")
    taking.add_argument("--member", required=True, metavar="ID")
    taking.add_argument("--lang", choices=("sv", "en"), default="sv")
    taking.add_argument("--site", help="the site the lines are to stand on")
    taking.add_argument("--year", type=int, help="the year, where the files do not say")
    taking.add_argument("--sea", metavar="ACTIVITY/CARRIER", help="what legs by sea are: bought_sea/tkm_sea_roro …")
    taking.add_argument("--dialect", choices=("sv", "int"), default="sv", help="Swedish or international CSV")
    taking.add_argument("--evidence", type=Path, metavar="FILE.csv", help="write the evidence here as well")
    taking.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.csv")
    taking.set_defaults(handler=ileap_command)
    giving = commands.add_parser("result", help="explain a member's result, and write it as a workbook")
    giving.add_argument("--member", required=True, metavar="ID")
    giving.add_argument("--year", type=int, required=True)
    giving.add_argument("--lang", choices=("sv", "en"), default="sv")
    giving.add_argument("--inbox", type=Path, metavar="FOLDER", help="where the reports are, if not in the home folder")
    giving.add_argument("--json", type=Path, metavar="FILE.json", help="write the VSME datapoints here")
    giving.add_argument("-o", "--output", type=Path, metavar="FILE.xlsx")
    giving.set_defaults(handler=result_command)


def ileap_command(arguments: argparse.Namespace) -> int:
    """Write the lines, one file a year, and tell what gave none. Exit code 0 done, 1 refused."""
    reader, known = reader_of(arguments.lang), lists()
    check_member(arguments.member)
    site = arguments.site or reader.say("ileap.site")
    try:
        sea = None if arguments.sea is None else sea_target(arguments.sea, known)
        reading = read_ileap(
            arguments.files, arguments.member, known.limits, site_id=site, year=arguments.year, sea=sea
        )
    except InputRefused as refusal:
        print(reader.say("ileap.refused", count=len(refusal.problems)), file=sys.stderr)
        for number, problem in enumerate(refusal.problems, start=1):
            print(f"{number}. {told(reader, problem)}", file=sys.stderr)
        return 1
    for warning in reading.warnings:
        print(f"{reader.say('ileap.warning')} {told(reader, warning)}", file=sys.stderr)
    if arguments.evidence:
        arguments.evidence.write_bytes(evidence_csv(reading))
    for year, report in reports_by_year(reading, arguments.member).items():
        alone = reading.lines["year"].nunique() == 1
        path = arguments.output if alone else arguments.output.with_stem(f"{arguments.output.stem}-{year}")
        path.write_bytes(csv_report(report, known.vocabulary, arguments.lang, arguments.dialect))
        print(reader.say("ileap.written", lines=len(report.lines), year=year, file=path))
    print(summary(reader, reading))
    return 0


def sea_target(written: str, known: Lists) -> tuple[str, str]:
    """Activity and carrier code from `activity/carrier`; refuses what is not a ship by tonne-kilometre."""
    ships = [
        (activity, carrier)
        for activity, carriers in known.vocabulary.carriers_of.items()
        for carrier in carriers
        if known.vocabulary.tables.activities.at[activity, "mode"] == "sea" and carrier.startswith("tkm_")
    ]
    chosen = tuple(written.split("/"))
    if chosen not in ships:
        expected = ", ".join("/".join(ship) for ship in ships)
        raise InputRefused([Problem("ileap_ship", "--sea", found=written, details={"expected": expected})])
    return chosen


def reports_by_year(reading: IleapReading, member_id: str) -> dict[int, Report]:
    """The lines as reports without denominators and measures, by year."""
    denominators, measures = (pd.DataFrame(columns=list(c)) for c in (DENOMINATOR_COLUMNS, MEASURE_COLUMNS))
    return {
        int(year): Report(member_id, int(year), TEMPLATE_VERSION, lines, denominators, measures)
        for year, lines in reading.lines.groupby("year", sort=True)
    }


def evidence_csv(reading: IleapReading) -> bytes:
    """The evidence as international CSV; no text in it is a formula."""
    texts = reading.evidence.map(lambda cell: neutral(cell) if isinstance(cell, str) else cell)
    return texts.to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def summary(reader: Reader, reading: IleapReading) -> str:
    """What was read and what was left out, grouped by why."""
    say = reader.say
    kg = float((reading.lines["quantity"] * reading.lines["supplier_factor_kg_per_unit"]).sum())
    lines = [say("ileap.summary", kg=reader.number(kg, 1), lines=len(reading.lines))]
    if len(reading.lines):
        lines.append(say("ileap.complete"))
    for why in sorted({p.why for p in reading.left_out}):
        group = [p for p in reading.left_out if p.why == why]
        lines.append(f"{say(f'ileap.left_out.{why}')} {say('ileap.left_out', count=len(group), kg=_kg(reader, group))}")
        lines += [f"  {p.file} {p.path}: {neutral(p.id)}" for p in group[:10]]
    return "\n".join(lines)


def _kg(reader: Reader, group: list) -> str:
    known = [p.wtw_kg for p in group if p.wtw_kg is not None]
    return reader.number(sum(known), 1) if known else "-"


def told(reader: Reader, problem: Problem) -> str:
    """One problem with its file and JSON path, in one language."""
    where = ", ".join(str(part) for part in (problem.file, problem.column) if part)
    blanks = {"found": neutral(problem.found or ""), "row": problem.row or "", **problem.details}
    return f"{where}: {reader.say(f'problem.{problem.code}', **{'file': problem.file} | blanks)}"


def result_command(arguments: argparse.Namespace) -> int:
    """Account the accepted report of a member and year, explain it, and write what was asked for."""
    reader, known = reader_of(arguments.lang), lists()
    if arguments.inbox is None:
        check_member(arguments.member)
    folder = arguments.inbox or inbox()
    result = accepted_result(folder, arguments.member, arguments.year, known, key())
    print(text(result, known.vocabulary, reader))
    if arguments.output:
        arguments.output.write_bytes(workbook(result, known.vocabulary, reader))
        print(reader.say("result.written", file=arguments.output))
    if arguments.json:
        facts = as_json(result.vsme, arguments.member, arguments.year, demonstration=result.demonstration)
        arguments.json.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(reader.say("result.written", file=arguments.json))
    return 0


def accepted_result(folder: Path, member_id: str, year: int, known: Lists, seal: Seal | None = None) -> MemberResult:
    """The result of the report in force. Raises InputRefused where none was accepted, SealingError where it is shut.

    Who is not in the register of members is of the demonstration programme, and its result says so.
    """
    receipt = current(folder, member_id, year, seal)
    if receipt is None:
        raise InputRefused([Problem("result_no_report", member_id, found=str(year))])
    source = f"{receipt.receipt_id}, {receipt.received_at}, {neutral(receipt.file)}"
    return member_result(
        load(folder, receipt, seal),
        known.vocabulary.tables,
        source=source,
        demonstration=member_id not in member_ids(),
    )
