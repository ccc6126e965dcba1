"""The command line: `python -m declaration …`."""

import argparse
import sys
from collections.abc import Sequence

from declaration.home import home_folder
from declaration.language import texts_of
from declaration.problems import InputRefused, Problem


def tell(problem: Problem) -> str:
    """A problem in both languages, Swedish first."""
    blanks = {
        "file": problem.file,
        "sheet": problem.sheet or "",
        "row": problem.row or "",
        "column": problem.column or "",
        "found": problem.found or "",
        **problem.details,
    }
    return "\n".join(texts_of(language)(f"problem.{problem.code}", **blanks) for language in ("sv", "en"))


def build_command(arguments: argparse.Namespace) -> int:
    """Build a release from what is committed and imported, unless the same one stands on the shelf."""
    from declaration.release.build import build_release

    release, is_new = build_release(home_folder())
    print(f"{release.id} {'built' if is_new else 'is up to date'}: {release.folder}")
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 1 an input was refused."""
    from declaration.exchange.cli_exchange import add_commands as add_exchange
    from declaration.reports.cli_reports import add_commands as add_reports
    from declaration.sources.cli_statistics import add_commands as add_statistics

    parser = argparse.ArgumentParser(prog="python -m declaration", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    build = commands.add_parser("build", help="build the database that the pages read")
    build.set_defaults(handler=build_command)
    add_statistics(commands)
    add_reports(commands)
    add_exchange(commands)
    arguments = parser.parse_args(argv)
    try:
        return arguments.handler(arguments)
    except InputRefused as refusal:
        for problem in refusal.problems:
            print(tell(problem), file=sys.stderr)
        return 1
