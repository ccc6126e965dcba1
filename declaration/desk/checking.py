"""A file checked before it is handed in: read in memory, beside what the member reported the year before.

`check` does it here and now. The dashboard asks a `Checker` for it: a process of its own, apart from the readers', that
can be stopped when a file was made to keep it busy, and takes its memory along.
"""

import atexit
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pandas as pd

from declaration.home import REPOSITORY
from declaration.problems import InputRefused, Problem
from declaration.reports.fields import TEMPLATE_VERSION
from declaration.reports.reading import Lists, Reading, beside, read_report, shortened
from declaration.reports.report import Report
from declaration.reports.sent import Sent
from declaration.reports.text import clean_name

#: seconds that a file may be read: a report of 400 lines takes half of one, one of 5 000 lines three
LONGEST_S = 40
#: seconds without a file after which the process ends, and its memory is free
IDLE_S = 900
#: errors of one file that are told: who has more has made the same one in every row
MOST_ERRORS = 1000
#: memory of the process that reads, in bytes: that of a report of 5 000 lines is a fifth of a gigabyte
MOST_MEMORY = 2_000_000_000


@dataclass(frozen=True)
class Checked:
    """A file as it was sent, None where it is too large to be one, and what was read in it."""

    sent: Sent | None
    reading: Reading

    @property
    def is_ready(self) -> bool:
        """Whether nothing has to be corrected before it is handed in."""
        return self.reading.report is not None


def check(
    name: str,
    content: bytes,
    member_id: str,
    year: int | None,
    known: Lists,
    earlier: Report | None = None,
    language: str = "sv",
    now: datetime | None = None,
) -> Checked:
    """Check a file as the data holder will, and tell the first MOST_ERRORS errors in the file. Nothing is written.

    year: the one expected, any if None. earlier: the member's report of the year before, if there is one (`report_of`).
    """
    try:
        sent = Sent(name, content)
    except InputRefused as refusal:
        return Checked(None, Reading(None, tuple(refusal.problems), ()))
    reading = read_report(sent, member_id, known, year=year, language=language)
    if reading.report is not None and reading.report.year > (now or datetime.now(UTC)).year:
        error = Problem("report_future_year", sent.name, found=str(reading.report.year))
        reading = replace(reading, report=None, errors=(error,))
    if reading.report is not None and earlier is not None and earlier.year == reading.report.year - 1:
        reading = beside(reading, earlier, sent.name, known, language)
    return Checked(sent, shortened(reading, MOST_ERRORS))


def report_of(
    member_id: str, year: int, lines: pd.DataFrame, denominators: pd.DataFrame, measures: pd.DataFrame
) -> Report | None:
    """The member's own report of a year from the tables of its file; None where it has none.

    The tables are those of all years: `reported_line`, `reported_denominator` and `reported_measure`.
    """
    of_year = [frame[frame["year"].eq(year)].reset_index(drop=True) for frame in (lines, denominators, measures)]
    return Report(member_id, year, TEMPLATE_VERSION, *of_year) if len(of_year[0]) else None


class Checker:
    """Reads files in a process of its own, one at a time; that process is started again when it had to be stopped."""

    def __init__(self, longest_s: float = LONGEST_S):
        self._longest_s = longest_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._line: Connection | None = None

    def warm(self) -> None:
        """Start the process beforehand, unless it runs; returns at once."""
        if self._lock.acquire(blocking=False):
            try:
                self._start()
            finally:
                self._lock.release()

    def check(
        self, name: str, content: bytes, member_id: str, year: int | None, earlier: Report | None, language: str
    ) -> Checked:
        """What `check` answers; an error where it takes too long or too much."""
        asked = (name, content, member_id, year, earlier, language)
        with self._lock:
            # Once more where the process had just gone to rest.
            answered = self._ask(asked) or (self._rests and self._ask(asked))
            if answered:
                return answered
            self.stop()
        return Checked(None, Reading(None, (Problem("report_too_heavy", clean_name(name)),), ()))

    def _ask(self, asked: tuple) -> Checked | None:
        """The answer; None where it does not come in time, or the process ends instead."""
        self._start()
        try:
            self._line.send(asked)
            return self._line.recv() if self._line.poll(self._longest_s) else None
        except (EOFError, OSError):
            self._process.wait()
            return None

    @property
    def _rests(self) -> bool:
        """Whether the process has ended by itself, having had nothing to do."""
        return self._process.poll() == 0

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._line.close()
            self._process.kill()
            self._process.wait()
            self._process = self._line = None

    def _start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        self._line, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "declaration.desk.apart", str(theirs.fileno())],
                cwd=REPOSITORY,
                # one thread, and no room set aside for others: what a file may cost is counted
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )


#: the dashboard's
checker = Checker()
atexit.register(checker.stop)
