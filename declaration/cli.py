"""The command line: `python -m declaration …`."""

import argparse
import sys
from collections.abc import Sequence

from declaration.language import texts_of
from declaration.problems import InputRefused, Problem
from declaration.sealing.errors import SealingError


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


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 1 an input was refused."""
    from declaration.desk.cli_desk import add_commands as add_desk
    from declaration.exchange.cli_exchange import add_commands as add_exchange
    from declaration.release.cli_release import add_commands as add_release
    from declaration.reports.cli_reports import add_commands as add_reports
    from declaration.sources.cli_statistics import add_commands as add_statistics

    parser = argparse.ArgumentParser(prog="python -m declaration", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    add_release(commands)
    add_statistics(commands)
    add_reports(commands)
    add_exchange(commands)
    add_desk(commands)
    arguments = parser.parse_args(argv)
    try:
        return arguments.handler(arguments)
    except SealingError as error:
        print(tell(error.problem), file=sys.stderr)
        return 1
    except InputRefused as refusal:
        for problem in refusal.problems:
            print(tell(problem), file=sys.stderr)
        return 1
