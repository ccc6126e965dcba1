"""A file that only grows: one JSON line an entry, each holding the hash of the one before.

    <name>.jsonl    the entries
    <name>.head     how many there are and the hash of the last: written after each entry, and durable like it

What stands in the file cannot be changed, removed, put in another order or cut off at its end unnoticed by whoever
changes that file alone, and a line that a kill cut off was never said. Whoever can write both files can make up another
history that holds together; only a hash that was kept elsewhere, on paper or in a release's manifest, tells then.
Writers wait for each other; an entry is on the disk before the call returns.
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

    A last line without its end is passed over: it is being written, or was cut off before it was acknowledged. Entries
    beyond the head are taken: a kill came between the two, or the file is older than heads are.
    """
    # the head first: an entry written meanwhile then makes the file longer than its head, never shorter
    count, last = _head(path)
    found = _entries(path)
    if len(found) < count:
        raise BrokenChainError(f"{path}: {len(found)} entries, of {count} that were written")
    if count and found[count - 1]["hash"] != last:
        raise BrokenChainError(f"{path}: line {count} is not the one that was written")
    return found


def _entries(path: Path) -> list[dict]:
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
        before = read(path)
        _clear_cut_off(path)
        _keep_head(path, before)
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
        _keep_head(path, [*before, held])
        return held


def head_of(path: Path) -> Path:
    """Where the head of a chain lies."""
    return path.with_suffix(".head")


def _head(path: Path) -> tuple[int, str]:
    """How many entries were written, and the hash of the last; none where there is no head yet."""
    try:
        held = json.loads(head_of(path).read_text(encoding="utf-8"))
        return int(held["count"]), str(held["hash"])
    except FileNotFoundError:
        return 0, _START
    except (ValueError, KeyError, TypeError) as broken:
        raise BrokenChainError(f"{head_of(path)} is not a head") from broken


def _keep_head(path: Path, entries: list[dict]) -> None:
    """Let the head tell of these entries, in one step; nothing where it does already."""
    told = (len(entries), entries[-1]["hash"] if entries else _START)
    if told == _head(path):
        return
    written = path.with_suffix(".head.new")
    with written.open("w", encoding="utf-8") as file:
        json.dump({"count": told[0], "hash": told[1]}, file)
        file.flush()
        os.fsync(file.fileno())
    written.replace(head_of(path))
    _sync_folder(path.parent)


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
