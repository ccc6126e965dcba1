"""The accounted programme as one file to take away: a Frictionless data package, zipped."""

import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from declaration.contact import contact
from declaration.exchange.data_package import Source, write_package
from declaration.exchange.programme_package import KEYS, programme_package

FILE = "programme.zip"
#: a fixed time inside the archive: the same tables give the same bytes
_MADE = (1980, 1, 1, 0, 0, 0)


def write_programme_package(
    connection: duckdb.DuckDBPyConnection, folder: Path, release: str, created: datetime, kind: str
) -> None:
    """Write the programme's tables of a release as `programme.zip` into its folder of downloads."""
    to = contact()
    tables = {name: connection.table(name).df() for name in KEYS}
    package = programme_package(
        tables,
        release=release,
        created=created.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC),
        homepage=to["site_address"],
        publisher=to["organisation"],
        sources=(Source("data/demonstration", to["site_address"]),) if kind == "demonstration" else (),
        demonstration=kind == "demonstration",
    )
    with tempfile.TemporaryDirectory() as made, zipfile.ZipFile(folder / FILE, "w", zipfile.ZIP_DEFLATED) as archive:
        write_package(Path(made), tables, package)
        for path in sorted(Path(made).iterdir()):
            archive.writestr(zipfile.ZipInfo(path.name, _MADE), path.read_bytes(), zipfile.ZIP_DEFLATED)
