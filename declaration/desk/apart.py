"""The process that reads files for the dashboard: `python -m declaration.desk.apart <handle of a pipe>`.

What goes wrong in it is told by kind and place: a message may quote a cell, and what it says ends in the server's log.
"""

import contextlib
import os
import resource
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

from declaration.desk.checking import IDLE_S, MOST_MEMORY, Checked, check
from declaration.problems import Problem
from declaration.reports.reading import Reading, lists
from declaration.reports.text import clean_name


def main() -> None:
    """Answer until the other end is closed, or nothing is asked for long."""
    sys.excepthook = tell
    os.nice(5)  # who reads pages goes before
    # Where a system knows no such limit the time alone is limited.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    line, known = Connection(int(sys.argv[1])), lists()
    while line.poll(IDLE_S):
        try:
            name, content, member_id, year, earlier, language = line.recv()
        except EOFError:
            return
        try:
            line.send(check(name, content, member_id, year, known, earlier, language))
        except MemoryError:
            raise  # what was taken is given back when the process ends
        except Exception as fault:
            tell(type(fault), fault, fault.__traceback__)
            line.send(Checked(None, Reading(None, (Problem("report_not_read", clean_name(name)),), ())))


def tell(kind: type[BaseException], _: BaseException, where: TracebackType | None) -> None:
    """A fault on stderr: its kind and where in the program it was, and no word of its message."""
    last = (traceback.extract_tb(where) or [None])[-1]
    place = f" {Path(last.filename).name}:{last.lineno}" if last else ""
    print(f"declaration.desk.apart: {kind.__name__}{place}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
