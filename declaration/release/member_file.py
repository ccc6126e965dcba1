"""Where a member's sealed file and its key lie, and how the dashboard opens it.

    <home>/served/releases/<id>/members/<member>.duckdb.sealed
    <home>/served/keys/<member>.key

Each file has a key of its own, derived from the data holder's and good for no other file.
"""

from pathlib import Path

import duckdb

from declaration.home import served_folder
from declaration.release.shelf import Release
from declaration.sealing.database import open_sealed_database
from declaration.sealing.key import Seal, read_seal

SUFFIX = ".duckdb.sealed"


def member_file(folder: Path, member_id: str) -> Path:
    """A member's file in a release's folder of members."""
    return folder / f"{member_id}{SUFFIX}"


def key_file(home: Path, member_id: str) -> Path:
    """The key of a member's files, in every release."""
    return served_folder(home) / "keys" / f"{member_id}.key"


def place(folder: Path, member_id: str) -> str:
    """What a sealed file is bound to: its member and its release, whose folder is not yet named while it is built."""
    return f"{folder.parent.name.removeprefix('.building-')}/{member_id}"


def open_with(folder: Path, member_id: str, own: Seal) -> duckdb.DuckDBPyConnection:
    """A member's file, read-only and closed to everything else. Raises what opening a sealed file raises."""
    return open_sealed_database(member_file(folder, member_id), own, place(folder, member_id))


def open_served(home: Path, release: Release, member_id: str) -> duckdb.DuckDBPyConnection | None:
    """A member's file by the key that was handed out for it; None where the release has no file of this member.

    Raises FileNotFoundError where the key was not handed out, and what opening a sealed file raises.
    """
    folder = release.folder / "members"
    if not member_file(folder, member_id).is_file():
        return None
    return open_with(folder, member_id, read_seal(key_file(home, member_id)))
