"""Sealed files: AES-256-GCM with a random nonce, bound to the place they belong in.

A sealed file is `DECLSEAL`, a version byte, the mark of its key (8 bytes), the nonce (12) and the ciphertext with its
tag (16). The header and `associated`, the purpose and name of the place, are authenticated with it: a changed byte or
another place, and it does not open. What a seal does not tell is that a file was deleted or put back as it once was.
"""

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from declaration.sealing.errors import BrokenSealError, WrongKeyError

if TYPE_CHECKING:
    from declaration.sealing.key import Seal

#: the end of a sealed file's name
SUFFIX = ".sealed"
_VERSION = b"DECLSEAL\x01"
_MARK, _NONCE, _TAG = 8, 12, 16


def seal(content: bytes | Path, path: Path, key: "Seal", associated: str) -> None:
    """Seal bytes, or a file's, to `path`: what stood there is replaced in one step that survives a loss of power."""
    plain = content.read_bytes() if isinstance(content, Path) else content
    replace_durably(path, sealed(plain, key, associated))


def unseal(path: Path, key: "Seal", associated: str) -> bytes:
    """What was sealed. Raises FileNotFoundError, WrongKeyError, and BrokenSealError for any other defect."""
    content = path.read_bytes()
    start = len(_VERSION) + _MARK
    header, nonce, rest = content[:start], content[start : start + _NONCE], content[start + _NONCE :]
    if not header.startswith(_VERSION) or len(rest) < _TAG:
        raise BrokenSealError(path)
    mark = header[len(_VERSION) :]
    if mark not in key.marks:
        raise WrongKeyError(path)
    try:
        return AESGCM(key.keys[key.marks.index(mark)]).decrypt(nonce, rest, header + associated.encode())
    except InvalidTag as error:
        raise BrokenSealError(path) from error


def sealed(content: bytes, key: "Seal", associated: str) -> bytes:
    """The bytes of a sealed file. Random nonces are safe for some 2³² files a key (NIST SP 800-38D, 8.3)."""
    header, nonce = _VERSION + key.marks[0], secrets.token_bytes(_NONCE)
    return header + nonce + AESGCM(key.keys[0]).encrypt(nonce, content, header + associated.encode())


def write_durably(path: Path, content: bytes) -> None:
    """Write a new file that only its owner reads, down to the disk. Its name is durable once its folder is synced."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_durably(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads in one step: what stood there is whole until the new one is."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        write_durably(beside, content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
