"""The process that reads files for the dashboard: `python -m declaration.desk.apart <handle of a pipe>`."""

import contextlib
import os
import resource
import sys
from multiprocessing.connection import Connection

from declaration.desk.checking import IDLE_S, MOST_MEMORY, check
from declaration.reports.reading import lists


def main() -> None:
    """Answer until the other end is closed, or nothing is asked for long."""
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
        line.send(check(name, content, member_id, year, known, earlier, language))


if __name__ == "__main__":
    main()
