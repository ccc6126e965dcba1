"""The headline figures for readers without JavaScript, from the current release."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from declaration.release import reader as database
from declaration.release.shelf import Release

#: The region against −70 % on 2010 by 2030: the dashboard's first figure.
HEADLINE = {"target": "transport_70_2030", "area": "FH11"}


@dataclass(frozen=True)
class Figures:
    """The region's verdict and the published years behind it."""

    verdict: pd.Series
    years: pd.DataFrame


def headline_figures(release: Release) -> Figures:
    """Asked once a release; a release never changes."""
    return _figures(release.public_database)


@lru_cache(maxsize=4)
def _figures(path: Path) -> Figures:
    connection = database.open_database(path)
    try:
        verdict = database.ask(connection, "public/assessment", basis="observed", **HEADLINE).iloc[0]
        years = database.ask(connection, "public/observed", series=verdict["series"], area=HEADLINE["area"])
    finally:
        connection.close()
    return Figures(verdict, years)
