"""The command of the desk, on the data holder's machine: `python -m declaration collect`."""

import argparse
import sys

from declaration.desk.collect import Collected, collect
from declaration.home import home_folder
from declaration.language import Reader, reader_of
from declaration.lock import alone
from declaration.reports.cli_reports import announce, tell
from declaration.sealing.key import key_of


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Mount it among the commands."""
    taking = commands.add_parser(
        "collect", help="open the letters that members have handed in, and keep what is in them"
    )
    taking.add_argument("--lang", choices=("sv", "en"), default="sv")
    taking.set_defaults(handler=collect_command)


def collect_command(arguments: argparse.Namespace) -> int:
    """Collect, and tell every letter. Exit code 0 all kept, 1 some were refused or did not open."""
    reader, home = reader_of(arguments.lang), home_folder()
    with alone(home, lambda: print(reader.say("release.waits"), file=sys.stderr, flush=True)):
        found = collect(home, seal=key_of(home, announce))
    for collected in (*found.taken, *found.overtaken, *found.refused, *found.unopened):
        print(told(reader, collected))
    faults = (*found.refused, *found.unopened)
    print(reader.say("collect.done", taken=len(found.taken), faults=len(faults)))
    return 1 if faults else 0


def told(reader: Reader, collected: Collected) -> str:
    """What became of a letter, and why."""
    letter, say = collected.letter, reader.say
    lines = [
        say(f"collect.{collected.outcome}", member=letter.member_id, letter=letter.letter_id, year=letter.year or "-")
    ]
    if collected.receipt_id:
        lines.append("  " + say("collect.receipt", receipt=collected.receipt_id))
    lines += ["  " + say("collect.unconfirmed", code=code) for code in collected.unconfirmed]
    lines += [f"  {tell(reader, problem)}" for problem in collected.problems]
    return "\n".join(lines)
