"""One run at a time in a home: <home>/steward/lock is held as long as a run goes on, however that ends."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_TRIES, _BETWEEN_SECONDS = 5, 0.05


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
