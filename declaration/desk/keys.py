"""The desk's two keys: the public one, which the dashboard seals letters with, and the data holder's, which opens them.

    <home>/secret/desk.key            32 bytes (X25519) in URL-safe base64, its owner's alone
    <home>/served/desk/public.key     its public half

They are made by the first release. The public half can be had again from the other; without the private one no letter
opens, and a new one is made only where none waits. Keep a copy of it elsewhere, beside that of `secret/key`.
"""

import base64
import binascii
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from declaration.desk.folder import desk_of, sealed_files
from declaration.home import served_folder
from declaration.sealing.errors import MalformedKeyError, MissingKeyError, WrongKeyError
from declaration.sealing.files import replace_durably, sync_folder, write_durably


class DeskClosedError(RuntimeError):
    """The desk has no key to seal with: no release has been made here since there is a desk."""


def ensure(home: Path) -> None:
    """Make the two keys, unless they stand; safe to call again and by several at once.

    Raises MissingKeyError where letters wait that a new key would not open, WrongKeyError where letters wait that were
    sealed to another key than the private one, and MalformedKeyError.
    """
    private, public = private_file(home), public_file(served_folder(home))
    waiting = next(sealed_files(served_folder(home)), None)
    if not private.is_file():
        if waiting is not None:
            raise MissingKeyError(private)
        _make(private)
    wanted = _written(private_key(home).public_key().public_bytes_raw())
    if public.is_file() and public.read_bytes() == wanted:
        return
    if public.is_file() and waiting is not None:
        raise WrongKeyError(public)
    public.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_durably(public, wanted)
    sync_folder(public.parent.parent)


def private_file(home: Path) -> Path:
    """Where the data holder's key lies."""
    return home / "secret" / "desk.key"


def public_file(served: Path) -> Path:
    """Where the dashboard finds the public key."""
    return desk_of(served) / "public.key"


def private_key(home: Path) -> X25519PrivateKey:
    """The key that opens letters. Raises MissingKeyError and MalformedKeyError."""
    return X25519PrivateKey.from_private_bytes(_read(private_file(home)))


def public_key(served: Path) -> X25519PublicKey:
    """The key that letters are sealed to. Raises DeskClosedError where there is none, and MalformedKeyError."""
    if not public_file(served).is_file():
        raise DeskClosedError(public_file(served))
    return X25519PublicKey.from_public_bytes(_read(public_file(served)))


def _make(path: Path) -> None:
    """Of several who try at once one succeeds, and all read the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    beside = path.with_name(f".{secrets.token_hex(8)}")
    write_durably(beside, _written(X25519PrivateKey.generate().private_bytes_raw()))
    try:
        os.link(beside, path)  # unlike a rename it never replaces a key that stands
    except FileExistsError:
        return
    finally:
        beside.unlink()
    for folder in (path.parent, path.parent.parent):
        sync_folder(folder)


def _written(key: bytes) -> bytes:
    return base64.urlsafe_b64encode(key) + b"\n"


def _read(path: Path) -> bytes:
    try:
        key = base64.b64decode(path.read_bytes().strip(), altchars=b"-_", validate=True)
    except FileNotFoundError as error:
        raise MissingKeyError(path) from error
    except (binascii.Error, ValueError) as error:
        raise MalformedKeyError(path) from error
    if len(key) != 32:
        raise MalformedKeyError(path)
    return key
