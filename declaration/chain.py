"""A file that only grows: one JSON line an entry, each holding the hash of the one before.

What stands in it cannot be changed, removed or put in another order unnoticed, and a line that a kill cut off was never
said. Writers wait for each other; an entry is on the disk before the call returns.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_START = "0" * 64


class BrokenChainError(RuntimeError):
    """The file is not what was written: an entry was changed, removed or cut off."""


def read(path: Path) -> list[dict]:
    """All entries with their `previous` and `hash`, oldest first. Raises BrokenChainError where the chain breaks.

    A last line without its end is passed over: it is being written, or was cut off before it was acknowledged.
    """
    if not path.is_file():
        return []
    found, previous = [], _START
    whole, _, _ = path.read_text(encoding="utf-8", errors="replace").rpartition("\n")
    for number, line in enumerate(whole.split("\n") if whole else [], start=1):
        try:
            held = json.loads(line)
            own = held.pop("hash")
            follows = held["previous"] == previous and own == _hash(held)
        except (json.JSONDecodeError, KeyError, AttributeError, TypeError) as broken:
            raise BrokenChainError(f"{path}: line {number} is not an entry") from broken
        if not follows:
            raise BrokenChainError(f"{path}: line {number} does not follow from the one before")
        found.append(held | {"hash": own})
        previous = own
    return found


def append(path: Path, make: Callable[[list[dict]], dict | None]) -> dict | None:
    """Add the entry that `make` gives for the entries so far, or none; durable when this returns.

    `make` sees what no other writer can change meanwhile; what it raises leaves the file as it was.
    """
    with _alone(path):
        _clear_cut_off(path)
        before = read(path)
        held = make(before)
        if held is None:
            return None
        held = held | {"previous": before[-1]["hash"] if before else _START}
        held |= {"hash": _hash(held)}
        is_new = not path.exists()
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(held, ensure_ascii=False, sort_keys=True) + "\n")
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            _sync_folder(path.parent)
        return held


def _clear_cut_off(path: Path) -> None:
    """A last line without its end was never acknowledged."""
    if not path.is_file():
        return
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        with path.open("rb+") as file:
            file.truncate(content.rfind(b"\n") + 1)
            os.fsync(file.fileno())


def _hash(held: dict) -> str:
    return hashlib.sha256(json.dumps(held, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
