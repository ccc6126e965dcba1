"""The imported releases of the official statistics, side by side in the home folder.

    <home>/statistics/<release>.parquet     one release, every figure of the workbook, with where it came from

A release is written once and never changed. Several files are imported together or not at all: every one is
read and checked before the first is written, and a file gets its name only when it is whole and durable.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from declaration.home import DATA
from declaration.problems import InputRefused, Problem
from declaration.sources.smhi import TOTAL, CountyReport, area_codes, plain, read_county_report
from declaration.sources.statistics_checks import Addition, check_additions

KEY = ["release", "main_sector", "sub_sector", "area_code", "year"]
EXCERPT_COLUMNS = ["release", "sector_key", "area_code", "year", "emissions_t"]

#: Main sectors whose sub-sectors the dashboard shows; of the others it shows the total.
OPENED_SECTORS = ("transport", "machinery")

#: Besides the region's municipalities, the dashboard shows the county and the country.
TOTAL_AREAS = ("12", "00")

#: Committed tables are written to the gram; a difference below that is none.
DECIMALS = 6


@dataclass(frozen=True)
class Imported:
    """What became of one file: how its totals add up, which sectors have no name here, whether it is new."""

    report: CountyReport
    additions: list[Addition]
    unknown_sectors: list[str]
    is_new: bool


def import_reports(home: Path, paths: Sequence[Path], data: Path = DATA) -> list[Imported]:
    """Take county reports into the store, all or none. Raises InputRefused: a problem for each bad file."""
    areas = read_table(data / "areas.csv")
    codes = area_codes(areas)
    sectors = read_table(data / "statistics" / "sectors.csv")
    held = {release: store_path(home, release) for release in imported_releases(home)}
    waiting: dict[str, pd.DataFrame] = {}
    results, problems = [], []
    for path in paths:
        try:
            report = read_county_report(path, codes)
        except InputRefused as refusal:
            problems += refusal.problems
            continue
        frame = stored_form(report)
        standing = waiting.get(report.release)
        if standing is None and report.release in held:
            standing = pd.read_parquet(held[report.release])
        problem = other_figures(path, frame, standing) or other_than_committed(path, frame, data, sectors, areas)
        if problem:
            problems.append(problem)
            continue
        if standing is None:
            waiting[report.release] = frame
        unknown = unknown_sectors(report.keys, sectors)
        results.append(Imported(report, check_additions(report), unknown, standing is None))
    if problems:
        raise InputRefused(problems)
    write_releases(home, waiting)
    return results


def stored_form(report: CountyReport) -> pd.DataFrame:
    """The tidy figures, with where they came from as attributes."""
    frame = report.tidy()
    frame.attrs = {
        "release": report.release,
        "gas": report.gas,
        "unit": report.unit,
        "source_file": report.source_file,
        "source_sha256": report.source_sha256,
    }
    return frame


def write_releases(home: Path, frames: dict[str, pd.DataFrame]) -> None:
    """Write every release beside its place, make all durable, then give each its name."""
    if not frames:
        return
    folder = home / "statistics"
    folder.mkdir(parents=True, exist_ok=True)
    for left_behind in folder.glob("*.writing"):
        left_behind.unlink()
    written = []
    for release, frame in frames.items():
        waiting = folder / f"{release}.writing"
        with waiting.open("wb") as file:
            frame.to_parquet(file, engine="pyarrow", index=False, use_dictionary=KEY)
            file.flush()
            os.fsync(file.fileno())
        written.append((waiting, store_path(home, release)))
    for waiting, place in written:
        waiting.replace(place)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def store_path(home: Path, release: str) -> Path:
    """Where a release lies."""
    return home / "statistics" / f"{release}.parquet"


def imported_releases(home: Path) -> list[str]:
    """The releases in the store, oldest first."""
    return sorted(path.stem for path in (home / "statistics").glob("*.parquet"))


def read_release(home: Path, release: str) -> pd.DataFrame:
    """A release as it was imported. Raises InputRefused when it is not in the store."""
    if release not in imported_releases(home):
        raise InputRefused(
            [Problem("release_unknown", "", found=release, details={"held": ", ".join(imported_releases(home))})]
        )
    return pd.read_parquet(store_path(home, release))


def excerpt_of(home: Path, release: str, data: Path = DATA) -> pd.DataFrame:
    """What the dashboard needs of an imported release: EXCERPT_COLUMNS, emissions in t CO2e."""
    sectors, areas = read_table(data / "statistics" / "sectors.csv"), read_table(data / "areas.csv")
    return excerpt(read_release(home, release), sectors, areas)


def excerpt(frame: pd.DataFrame, sectors: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Main sectors, and sub-sectors of the opened ones, for the region's municipalities, county, country."""
    places = [*areas.loc[areas["in_region"] == "true", "area_code"], *TOTAL_AREAS]
    shown = [key for key in sectors["sector_key"] if "." not in key or key.split(".")[0] in OPENED_SECTORS]
    rows = frame[frame["area_code"].isin(places)]
    keys = pd.Series(sector_keys(rows, sectors), index=rows.index)
    rows = rows.assign(sector_key=keys)[keys.isin(shown)]
    rows = rows.assign(order=pd.Index(shown).get_indexer(rows["sector_key"]))
    rows = rows.sort_values(["order", "area_code", "year"])
    texts = {"release": str, "sector_key": str, "area_code": str, "year": "int64"}
    return rows[EXCERPT_COLUMNS].astype(texts).reset_index(drop=True)


def sector_keys(rows: pd.DataFrame, sectors: pd.DataFrame) -> np.ndarray:
    """The key of each row's sector in `sectors.csv`, None where its names are not known there."""
    known = known_sectors(sectors)
    main, sub = rows["main_sector"].cat, rows["sub_sector"].cat
    mains, subs = ([plain(name) for name in names.categories] for names in (main, sub))
    key_of = np.array([[known.get((a, b)) for b in subs] for a in mains], dtype=object)
    return key_of[main.codes, sub.codes]


def known_sectors(sectors: pd.DataFrame) -> dict[tuple[str, str], str]:
    """(main sector, sub-sector) as reports spell them, in `plain` form → key; spellings may share one."""
    spellings = {
        row.sector_key: [plain(name) for name in row.source_names.split("|") if name]
        for row in sectors.itertuples(index=False)
    }
    known = {}
    for row in sectors.itertuples(index=False):
        for name in spellings[row.sector_key]:
            if not row.parent_key:
                known[name, plain(TOTAL)] = row.sector_key
            for parent in spellings.get(row.parent_key, []):
                known[parent, name] = row.sector_key
    return known


def unknown_sectors(keys: pd.DataFrame, sectors: pd.DataFrame) -> list[str]:
    """Sectors of a report that `sectors.csv` does not know: they are kept in the store, but not shown."""
    pairs = keys[["main_sector", "sub_sector"]].drop_duplicates()
    missing = [key is None for key in sector_keys(pairs, sectors)]
    return [f"{main} / {sub}" for main, sub in pairs[missing].itertuples(index=False, name=None)]


def other_figures(path: Path, frame: pd.DataFrame, standing: pd.DataFrame | None) -> Problem | None:
    """A problem when the same release is held already with other figures, whatever file it came from."""
    return None if standing is None else first_difference(path, frame, standing, KEY)


def other_than_committed(
    path: Path, frame: pd.DataFrame, data: Path, sectors: pd.DataFrame, areas: pd.DataFrame
) -> Problem | None:
    """A problem when the repository holds the same release with other figures."""
    committed = committed_path(data, frame.attrs["release"])
    if not committed.is_file():
        return None
    standing = pd.read_csv(
        committed,
        usecols=EXCERPT_COLUMNS,
        dtype={"release": str, "area_code": str},
    )
    mine = excerpt(frame, sectors, areas)
    return first_difference(path, mine, standing[EXCERPT_COLUMNS], EXCERPT_COLUMNS[:-1])


def first_difference(path: Path, new: pd.DataFrame, standing: pd.DataFrame, key: list[str]) -> Problem | None:
    """The first figure that the two do not share, to the gram; None when they are the same."""
    if len(new) == len(standing) and all(
        (new[name].astype(str).to_numpy() == standing[name].astype(str).to_numpy()).all() for name in key
    ):
        ours, theirs = new["emissions_t"].to_numpy(), standing["emissions_t"].to_numpy()
        rows = new[key].astype(str)
    else:
        texts = dict.fromkeys(key, str)
        both = new.astype(texts).merge(standing.astype(texts), on=key, how="outer", suffixes=("_new", "_held"))
        ours, theirs = both["emissions_t_new"].to_numpy(), both["emissions_t_held"].to_numpy()
        rows = both[key]
    different = np.flatnonzero(~(np.abs(ours - theirs) < 10.0**-DECIMALS))
    if not len(different):
        return None
    at = int(different[0])
    return Problem(
        "release_differs",
        path.name,
        found=figure_text(ours[at]),
        details={
            "release": str(rows.iloc[at]["release"]),
            "where": ", ".join(str(value) for value in rows.iloc[at][key[1:]]),
            "held": figure_text(theirs[at]),
            "count": len(different),
        },
    )


def figure_text(figure: float) -> str:
    """A figure in a message; a dash where there is none."""
    return "–" if np.isnan(figure) else f"{figure:.3f}"


def committed_path(data: Path, release: str) -> Path:
    """The committed table of a release."""
    return data / "statistics" / f"smhi_{release}.csv"


def write_excerpt(home: Path, release: str, data: Path = DATA) -> Path:
    """Write the committed table of an imported release, with its source in every row; the file it became."""
    rows = excerpt_of(home, release, data)
    rows["emissions_t"] = rows["emissions_t"].round(DECIMALS)
    rows["source"] = f"SMHI, Nationella emissionsdatabasen, Länsrapport {release}"
    place = committed_path(data, release)
    waiting = place.with_suffix(".writing")
    with waiting.open("w", encoding="utf-8", newline="") as file:
        rows.to_csv(file, index=False, lineterminator="\n")
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(place)
    sync_folder(place.parent)
    return place


def committed_releases(data: Path = DATA) -> Iterable[str]:
    """The releases that the repository holds as tables, oldest first."""
    return sorted(path.stem.removeprefix("smhi_") for path in (data / "statistics").glob("smhi_*.csv"))


def read_table(path: Path) -> pd.DataFrame:
    """A small committed table, every cell as text."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)
