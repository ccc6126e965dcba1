"""What is read: one release in one language. Whatever depends on nothing else is made once and kept.

A release never changes, so an answer, a figure or a table made from an edition and a few codes can be kept with
`functools.lru_cache` for all readers. Public figures only.
"""

from dataclasses import dataclass
from functools import lru_cache

import duckdb
import pandas as pd

from declaration.language import Reader, reader_of
from declaration.release import reader as database
from declaration.release.shelf import Release


@dataclass(frozen=True)
class Edition:
    """A release as one language reads it."""

    release: Release
    language: str

    @property
    def reader(self) -> Reader:
        """The language's texts and its way of writing figures."""
        return reader_of(self.language)

    @property
    def built_on(self) -> str:
        """The day the release was built, as an ISO date."""
        return _manifest(self.release)["built_on"]

    @property
    def built_year(self) -> int:
        """The year the release was built: what a chart calls today."""
        return int(self.built_on[:4])

    def ask(self, name: str, **parameters: object) -> pd.DataFrame:
        """The answer to a question of `queries/public/`. A list is given as a tuple."""
        answer = _answer(self.release, f"public/{name}", tuple(sorted(parameters.items())))
        # Shallow: what one page does to its copy never reaches another's (pandas copies on write).
        return answer.copy(deep=False)

    def places(self) -> dict[str, str]:
        """area_code → name, of every place that figures are shown for, the region first."""
        return self.ask("places", language=self.language).set_index("area_code")["name"].to_dict()


@lru_cache(maxsize=8)
def _manifest(release: Release) -> dict:
    return release.manifest()


@lru_cache(maxsize=8)
def _database(release: Release) -> duckdb.DuckDBPyConnection:
    """One read-only connection a release; each question takes its own cursor."""
    return database.open_database(release.public_database)


@lru_cache(maxsize=2048)
def _answer(release: Release, name: str, parameters: tuple[tuple[str, object], ...]) -> pd.DataFrame:
    given = {key: list(value) if isinstance(value, tuple) else value for key, value in parameters}
    return database.ask(_database(release), name, **given)
