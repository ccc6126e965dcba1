"""The commands about members' reports: `python -m declaration template|receive|reports`."""

import argparse
import csv
import sys
from datetime import UTC, datetime
from pathlib import Path

from declaration.home import DATA, home_folder
from declaration.language import Reader, reader_of, texts_of
from declaration.problems import InputRefused, Problem
from declaration.reports.reading import Lists, lists
from declaration.reports.store import NotConfirmedError, Receipt, current, load, members_inbox, receipts, receive
from declaration.reports.telling import tell
from declaration.reports.template import template
from declaration.reports.writing import begun_from, columns_of_csv
from declaration.sealing.key import Seal, key_of

FORMATS = ("xlsx", "csv-sv", "csv-int")


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Mount the three among the commands."""
    making = commands.add_parser("template", help="make the report template of a year")
    making.add_argument("--year", type=int, required=True)
    making.add_argument("--lang", choices=("sv", "en"), default="sv")
    making.add_argument("--format", choices=FORMATS, default="xlsx")
    making.add_argument("--member", help="write the member's id into it, and begin from its latest report")
    making.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    making.set_defaults(handler=template_command)
    taking = commands.add_parser(
        "receive", help="read a member's report, tell what is wrong, and keep it if nothing is"
    )
    taking.add_argument("file", type=Path, metavar="FILE")
    taking.add_argument("--member", required=True, metavar="ID")
    taking.add_argument("--year", type=int, help="refuse a report of another year")
    taking.add_argument("--lang", choices=("sv", "en"), default="sv")
    taking.add_argument("--confirm", action="store_true", help="the warnings have been looked at and are right")
    taking.set_defaults(handler=receive_command)
    listing = commands.add_parser("reports", help="which reports are held, without their figures")
    listing.add_argument("--member", metavar="ID")
    listing.set_defaults(handler=list_command)


def inbox() -> Path:
    """Where real members' reports are kept."""
    return members_inbox(home_folder())


def key() -> Seal:
    """The key that real members' reports are sealed with. Who makes it, on the first run, is told where it lies."""
    return key_of(home_folder(), announce=announce)


def announce(path: Path) -> None:
    """Tell where a key lies that was made just now, in both languages."""
    for language in ("sv", "en"):
        print(texts_of(language)("sealing.key_made", path=path), file=sys.stderr)


def member_ids() -> frozenset[str]:
    """The members' ids, from the register."""
    with (DATA / "members.csv").open(encoding="utf-8", newline="") as register:
        return frozenset(row["member_id"] for row in csv.DictReader(register))


def check_member(member_id: str) -> None:
    """Refuse an id that is not in the register, and name those like it."""
    known = member_ids()
    if member_id not in known:
        alike = sorted(m for m in known if member_id[:3].lower() == m[:3]) or sorted(known)
        raise InputRefused(
            [
                Problem(
                    "report_unknown_member", "members.csv", found=member_id, details={"expected": ", ".join(alike[:12])}
                )
            ]
        )


def template_command(arguments: argparse.Namespace) -> int:
    """Write the template."""
    if arguments.format != "xlsx":
        dialect = arguments.format.removeprefix("csv-")
        headings, _ = columns_of_csv(arguments.lang)
        line = (";" if dialect == "sv" else ",").join(f'"{h}"' for h in headings) + "\r\n"
        arguments.output.write_bytes(line.encode("utf-8-sig" if dialect == "sv" else "utf-8"))
    else:
        known, filled = lists(), None
        if arguments.member:
            check_member(arguments.member)
            before = current(inbox(), arguments.member, arguments.year - 1, key())
            filled = None if before is None else begun_from(load(inbox(), before, key()), arguments.year)
        content = template(arguments.year, arguments.lang, known.vocabulary, arguments.member or "", filled)
        arguments.output.write_bytes(content)
    print(reader_of(arguments.lang).say("receive.template", file=str(arguments.output)))
    return 0


def receive_command(arguments: argparse.Namespace) -> int:
    """Take a report in, and answer its sender. Exit code 0 accepted, 1 refused, 2 waits for a confirmation."""
    reader, known = reader_of(arguments.lang), lists()
    check_member(arguments.member)
    take = {"now": datetime.now(UTC), "year": arguments.year, "language": arguments.lang, "key": key()}
    try:
        try:
            receipt = receive(inbox(), arguments.file, arguments.member, known, confirmed=arguments.confirm, **take)
        except NotConfirmedError as waiting:
            print(answer(reader, (), waiting.warnings))
            if not (sys.stdin.isatty() and _yes(reader)):
                print(reader.say("receive.confirm"))
                return 2
            receipt = receive(inbox(), arguments.file, arguments.member, known, confirmed=True, **take)
    except InputRefused as refusal:
        print(answer(reader, tuple(refusal.problems), ()), file=sys.stderr)
        return 1
    print(receipt_text(reader, receipt, known))
    return 0


def _yes(reader: Reader) -> bool:
    return input(reader.say("receive.ask") + " ").strip().casefold() in ("j", "ja", "y", "yes")


def list_command(arguments: argparse.Namespace) -> int:
    """Which reports are held: receipt, time, file, what it replaced."""
    for receipt in receipts(inbox(), arguments.member, key()):
        print(f"{receipt.receipt_id}  {receipt.received_at}  {receipt.file}  {receipt.supersedes or ''}".rstrip())
    return 0


def answer(reader: Reader, errors: tuple[Problem, ...], warnings: tuple[Problem, ...]) -> str:
    """The whole answer to a sender whose report was not taken in."""
    say, lines = reader.say, []
    if errors:
        lines += [say("receive.refused", count=len(errors)), ""]
        lines += [f"{number}. {tell(reader, p)}" for number, p in enumerate(errors, start=1)]
        lines += ["", say("receive.next")]
    if warnings:
        lines += [say("receive.warnings", count=len(warnings)), ""]
        lines += [f"{number}. {tell(reader, p)}" for number, p in enumerate(warnings, start=1)]
    return "\n".join(lines)


def receipt_text(reader: Reader, receipt: Receipt, known: Lists) -> str:
    """The receipt as its sender reads it, with the sums to check against."""
    say, name = reader.say, known.vocabulary.name
    lines = [
        say("receive.accepted", receipt=receipt.receipt_id),
        say("receive.receipt", time=receipt.received_at, hash=receipt.sha256, file=receipt.file),
        say("receive.rows", **receipt.rows),
    ]
    if receipt.supersedes:
        lines.append(say("receive.supersedes", receipt=receipt.supersedes))
    lines.append(say("receive.sums"))
    for row in receipt.sums:
        activity = name("activity_code", row["activity_code"], reader.language)
        carrier = name("carrier_code", row["carrier_code"], reader.language)
        lines.append(f"  {activity}, {carrier}: {reader.number(row['quantity'], 1)} {row['unit']}")
    return "\n".join(lines)
