"""The files of one folder, sealed under their own names with `.sealed` behind, or plain where no key is given."""

from contextlib import suppress
from pathlib import Path

from declaration.sealing.errors import MissingKeyError
from declaration.sealing.files import SUFFIX, seal, sealed, sync_folder, unseal, write_durably
from declaration.sealing.key import Seal


def names(folder: Path) -> list[str]:
    """The names of the files, as they are before sealing."""
    return sorted({p.name.removesuffix(SUFFIX) for p in folder.iterdir() if not p.name.startswith(".")})


def put(folder: Path, name: str, content: bytes, key: Seal | None, place: str) -> None:
    """Write a new file durably. place: what the folder is called in the associated data."""
    if key is None:
        write_durably(folder / name, content)
    else:
        write_durably(folder / f"{name}{SUFFIX}", sealed(content, key, f"{place}/{name}"))


def take(folder: Path, name: str, key: Seal | None, place: str) -> bytes:
    """A file's content, sealed or plain. Raises MissingKeyError without a key, and what `unseal` raises."""
    hidden = folder / f"{name}{SUFFIX}"
    for _ in range(2):  # a plain file may be sealed between one look and the other
        if hidden.exists():
            if key is None:
                raise MissingKeyError(hidden)
            return unseal(hidden, key, f"{place}/{name}")
        with suppress(FileNotFoundError):
            return (folder / name).read_bytes()
    raise FileNotFoundError(folder / name)


def seal_plain(folder: Path, key: Seal, place: str) -> None:
    """Seal what lies plain. Each file exists in one form or both at every moment; an interrupted run is gone on with.

    A file system may keep the bytes of a file it has deleted, and so may backups: only what is received under a key
    has never been on the disk in plain.
    """
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):  # left over from an interruption
            path.unlink()
        elif path.suffix != SUFFIX:
            seal(path, folder / f"{path.name}{SUFFIX}", key, f"{place}/{path.name}")
            path.unlink()
    sync_folder(folder)
