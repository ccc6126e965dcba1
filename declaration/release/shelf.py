"""The shelf of releases: one folder a release, and a pointer to the current one.

    <home>/served/releases/<id>/public.duckdb      what every reader sees
    <home>/served/releases/<id>/members/           one sealed file for each member
    <home>/served/releases/<id>/manifest.json      what it was made from
    <home>/served/releases/<id>/downloads/         the open data files
    <home>/served/releases/current                 the id of the release that is read

A release is never changed. A new one is written beside the others and becomes current in one atomic step.
"""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from declaration.home import served_folder

RELEASE_ID = re.compile(r"[0-9]{4}(-[0-9]{2}-[0-9]{2})?-[0-9a-f]{8}")


class NoReleaseError(RuntimeError):
    """No release has been built yet."""


@dataclass(frozen=True)
class Release:
    """One release on the shelf."""

    id: str
    folder: Path

    @property
    def public_database(self) -> Path:
        """The DuckDB file of the public figures."""
        return self.folder / "public.duckdb"

    @property
    def downloads(self) -> Path:
        """The folder of open data files."""
        return self.folder / "downloads"

    def manifest(self) -> dict:
        """What the release was made from: inputs with hashes, versions, counts, the time it was built."""
        return json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))


def shelf(home: Path) -> Path:
    """The folder of releases."""
    return served_folder(home) / "releases"


def move_to_served(home: Path) -> None:
    """Bring the releases of a home made before there was `served/` to where they are read now."""
    before = home / "releases"
    if before.is_dir() and not shelf(home).exists():
        shelf(home).parent.mkdir(parents=True, exist_ok=True)
        before.rename(shelf(home))


def find_release(home: Path, release_id: str) -> Release | None:
    """A complete release by its id, or None. An id that is not of a release's form is never a path."""
    if not RELEASE_ID.fullmatch(release_id):
        return None
    release = Release(release_id, shelf(home) / release_id)
    return release if (release.folder / "manifest.json").is_file() else None


def releases(home: Path) -> list[Release]:
    """Every complete release on the shelf, by the time it was made."""
    folders = [path for path in shelf(home).glob("*") if RELEASE_ID.fullmatch(path.name)]
    found = [Release(path.name, path) for path in folders if (path / "manifest.json").is_file()]
    return sorted(found, key=lambda release: (release.folder / "manifest.json").stat().st_mtime_ns)


def current_release(home: Path) -> Release:
    """The release that readers see now. Raises NoReleaseError when none has been built."""
    pointer = shelf(home) / "current"
    release = find_release(home, pointer.read_text().strip()) if pointer.is_file() else None
    if release is None:
        raise NoReleaseError(f"no release in {shelf(home)}: run `python -m declaration build`")
    return release


def make_current(home: Path, release_id: str) -> None:
    """Point readers at a release, in one atomic step that survives a power cut."""
    pointer = shelf(home) / "current"
    waiting = pointer.with_name(f"current.{os.getpid()}")
    with waiting.open("w") as file:
        file.write(release_id + "\n")
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(pointer)
    sync_folder(pointer.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
