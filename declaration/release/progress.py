"""What a long run tells of itself while it goes on, and that there is one at a time in a home.

<home>/steward/lock               held as long as a run goes on, however that ends
<home>/steward/runs/<id>.jsonl    one line an event: times, names of steps, counts; never a figure of a member
"""

import fcntl
import json
import os
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from declaration.home import REPOSITORY
from declaration.problems import InputRefused
from declaration.sealing.errors import SealingError

STARTED, STEP, KEY_MADE, ENDED = "started", "step", "key_made", "ended"
#: how a run can end by itself
RELEASED, UP_TO_DATE, REFUSED, AUDITED, PRICED, FAILED = (
    *("released", "up_to_date", "refused", "audited", "priced", "failed"),
)

_TRIES, _BETWEEN_SECONDS = 5, 0.05


@dataclass(frozen=True)
class Account:
    """The file that a run writes its events to; without one they are told to nobody."""

    path: Path | None = None

    def tell(self, event: str, **details: object) -> None:
        """Add an event, durably: the run may be killed at any moment after."""
        if self.path is None:
            return
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **details}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def step(self, name: str) -> None:
        """A step begins, and the one before it is done."""
        self.tell(STEP, step=name)

    def end(self, outcome: str, **details: object) -> None:
        """The run has come to its end."""
        self.tell(ENDED, outcome=outcome, **details)


def lock_file(home: Path) -> Path:
    """The file whose lock a run holds."""
    return home / "steward" / "lock"


def take_lock(home: Path, name: str = "", *, wait: bool = False) -> BinaryIO | None:
    """The lock of the home's runs, held until the file is closed by all who have it; None where another holds it.

    name: of the run, for those who ask who holds it.
    """
    path = lock_file(home)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = path.open("ab")
    try:
        if wait:
            fcntl.flock(file, fcntl.LOCK_EX)
        else:
            _try(file)
    except BlockingIOError:
        file.close()
        return None
    file.truncate(0)
    file.write(name.encode())
    file.flush()
    return file


def who_runs(home: Path) -> str | None:
    """The name of the run that goes on, empty for one without; None where none does."""
    path = lock_file(home)
    if not path.is_file():
        return None
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return file.read().decode()
    return None


def _try(file: BinaryIO) -> None:
    """Take the lock, unless it is held for longer than a look at who holds it takes."""
    for _ in range(_TRIES - 1):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(_BETWEEN_SECONDS)
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def alone(home: Path, waits: Callable[[], None]) -> Iterator[None]:
    """Hold the lock; where another run has it, call `waits` and wait for its end."""
    lock = take_lock(home)
    if lock is None:
        waits()
        lock = take_lock(home, wait=True)
    with lock:
        yield


def why_failed(failure: Exception) -> dict[str, str]:
    """What may be written down of a failure: its kind and place, never its message, which may hold a figure."""
    frames = [f for f in traceback.extract_tb(failure.__traceback__) if f.filename.startswith(str(REPOSITORY))]
    place = f"{Path(frames[-1].filename).relative_to(REPOSITORY)}:{frames[-1].lineno}" if frames else ""
    made = {"error": type(failure).__name__, "where": place}
    if isinstance(failure, SealingError):
        made |= {"problem": failure.problem.code, "file": failure.problem.file}
    elif isinstance(failure, InputRefused):
        made |= {"problem": failure.problems[0].code, "file": failure.problems[0].file}
    return made
