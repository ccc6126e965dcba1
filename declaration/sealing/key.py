"""The key that everything is sealed with, and the keys of single purposes that are derived from it.

It comes from DECLARATION_KEY, else from the file that DECLARATION_KEY_FILE names (a mounted secret), else from
`<home>/secret/key`, which the first local run makes. A key is 32 random bytes in URL-safe base64. Several may be
given, newest first and apart by white space or commas: the first seals, all open. A new key is put in front of
the old, and the old is taken away when nothing is left that it sealed.
"""

import base64
import binascii
import json
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from declaration.sealing.errors import MalformedKeyError, MissingKeyError
from declaration.sealing.files import SUFFIX, sync_folder, write_durably

#: bytes of a key (AES-256), and of the mark that says which key a file was sealed with
KEY_BYTES, MARK_BYTES = 32, 8


@dataclass(frozen=True)
class Seal:
    """Keys, newest first, and their marks. The marks are the first keys', whatever is derived: they are no secret."""

    keys: tuple[bytes, ...] = field(repr=False)
    marks: tuple[bytes, ...]

    def of(self, *purpose: str) -> "Seal":
        """The seal of one purpose, such as `of("inbox", "a-member")`: it opens nothing that another has sealed."""
        return Seal(tuple(_derived(key, *purpose) for key in self.keys), self.marks)


def seal_of(written: str, where: Path | str) -> Seal:
    """The seal of written keys, newest first. Raises MalformedKeyError naming `where` they were found."""
    parts = [part for part in re.split(r"[\s,]+", written) if part]
    try:
        keys = tuple(base64.b64decode(part, altchars=b"-_", validate=True) for part in parts)
    except (binascii.Error, ValueError) as error:
        raise MalformedKeyError(where) from error
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise MalformedKeyError(where)
    return Seal(keys, tuple(_derived(key, "mark")[:MARK_BYTES] for key in keys))


def written(seal: Seal) -> bytes:
    """A purpose's seal as a file holds it: a line a key, its mark before it. Whoever has it opens that purpose."""
    pairs = zip(seal.marks, seal.keys, strict=True)
    return b"".join(b" ".join((mark.hex().encode(), base64.urlsafe_b64encode(key))) + b"\n" for mark, key in pairs)


def read_seal(path: Path) -> Seal:
    """The seal that `written` put into a file. Raises FileNotFoundError, and MalformedKeyError for anything else."""
    try:
        lines = [line.split() for line in path.read_text(encoding="ascii").splitlines()]
        marks = tuple(bytes.fromhex(mark) for mark, _ in lines)
        keys = tuple(base64.b64decode(key, altchars=b"-_", validate=True) for _, key in lines)
    except (UnicodeDecodeError, ValueError) as error:
        raise MalformedKeyError(path) from error
    if not keys or {len(key) for key in keys} != {KEY_BYTES} or {len(mark) for mark in marks} != {MARK_BYTES}:
        raise MalformedKeyError(path)
    return Seal(keys, marks)


def new_key() -> str:
    """A new random key, as it is written."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def key_of(home: Path, announce: Callable[[Path], None] = lambda path: None) -> Seal:
    """The seal of this home. The first local run makes a key, and calls `announce` with the file it is kept in.

    Raises MalformedKeyError, and MissingKeyError where the file named does not exist or where sealed files stand in a
    home that has lost its key: a new one would not open them.
    """
    if written := os.environ.get("DECLARATION_KEY"):
        return seal_of(written, "DECLARATION_KEY")
    named = os.environ.get("DECLARATION_KEY_FILE")
    path = Path(named).expanduser() if named else home / "secret" / "key"
    if not named and not path.exists():
        sealed = next(home.rglob(f"*{SUFFIX}"), None)
        if sealed is None:
            if _make(path):
                announce(path)
        elif not path.exists():  # else another process has made the key and sealed something meanwhile
            raise MissingKeyError(sealed)
    try:
        return seal_of(path.read_text(encoding="ascii"), path)
    except FileNotFoundError as error:
        raise MissingKeyError(path) from error
    except UnicodeDecodeError as error:
        raise MalformedKeyError(path) from error


def _make(path: Path) -> bool:
    """Make a key and make it durable. Of several who try at once one succeeds, and all read the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    beside = path.with_name(f".{secrets.token_hex(8)}")
    write_durably(beside, f"{new_key()}\n".encode())
    try:
        os.link(beside, path)  # unlike a rename it never replaces a key that stands
    except FileExistsError:
        return False
    finally:
        beside.unlink()
    for folder in (path.parent, path.parent.parent):
        sync_folder(folder)
    return True


def _derived(key: bytes, *purpose: str) -> bytes:
    """HKDF-SHA-256 (RFC 5869). As JSON, `("a", "b")` and `("ab",)` are two purposes."""
    info = json.dumps(["declaration", 1, *purpose]).encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)
