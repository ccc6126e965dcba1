"""What the gate decided and what the audit found, of a release that stands: from its files, the ledger and the vaults.

Why a number is withheld, and what is true, is for the data holder's eyes alone.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from declaration.audit.report import AuditReport
from declaration.disclosure.classes import PLUS, classified
from declaration.disclosure.gate import NUMBERS, PENDING, WITHHELD, Edition
from declaration.disclosure.primary import largest_first
from declaration.release.ledger import entries
from declaration.release.member_file import SUFFIX, key_file
from declaration.release.reader import open_database
from declaration.release.shelf import Release
from declaration.release.vault import load, vault_file
from declaration.sealing.key import Seal

#: what decided on a number that is withheld, where the gate has kept it
REASONS = ("one_cell_rule", "attack", "hidden_before", "alone", "unknown")
TABLE_COLUMNS = ["block", "view", "dimension", "published", "pending", "withheld", "least_step_t", "largest_step_t"]
WITHHELD_COLUMNS = ["block", "view", "dimension", "code", "year", "decided_by", "groups", "largest_share"]
CLASS_COLUMNS = ["dimension", "class_code", "codes"]
_EMISSIONS = "emissions:"
#: a view of figures that stand alone, which the gate decides on by themselves
_SIDE = "side"


def numbers_of(release: Release, ledger: Path) -> pd.DataFrame:
    """Every number that the release decided on, as it stands in it: NUMBERS. Raises BrokenLedgerError."""
    with open_database(release.public_database) as connection:
        shown = connection.table("released_number").df()[NUMBERS]
    told = []
    for entry in entries(ledger):
        told.append(entry.tables["numbers"])
        if entry.release == release.id:
            break
    every = pd.concat(told, ignore_index=True).drop_duplicates("number_id", keep="last")
    withheld = every[every["status"].eq(WITHHELD) & ~every["number_id"].isin(shown["number_id"])]
    return pd.concat([shown, withheld[NUMBERS]], ignore_index=True)


def table_rows(numbers: pd.DataFrame) -> pd.DataFrame:
    """Each table with how many of its numbers are published, wait for a revision, are withheld, and its steps."""
    made = numbers.assign(
        pending=numbers["status"].eq(PENDING),
        withheld=numbers["status"].eq(WITHHELD),
        published=~numbers["status"].isin([PENDING, WITHHELD]),
    )
    rows = made.groupby(["block", "view", "dimension"], as_index=False).agg(
        published=("published", "sum"),
        pending=("pending", "sum"),
        withheld=("withheld", "sum"),
        least_step_t=("step", "min"),
        largest_step_t=("step", "max"),
    )
    return rows[TABLE_COLUMNS]


def reasons(home: Path, ledger: Path, release: Release, seal: Seal) -> dict[str, str]:
    """number_id → what decided that it is withheld, as far as the vaults up to the release have kept it."""
    found: dict[str, str] = {}
    for entry in entries(ledger):
        _, others = load(vault_file(home, entry.release), seal)
        cells = others.get("gate")
        if cells is not None:
            found |= dict(zip(cells["number_id"], cells["decided_by"], strict=True))
        if entry.release == release.id:
            break
    return {number: why for number, why in found.items() if why}


def withheld_rows(numbers: pd.DataFrame, why: dict[str, str], edition: Edition, classes: pd.DataFrame) -> pd.DataFrame:
    """Every withheld number with why (one of REASONS), how many groups reported, and the largest one's part (0-1).

    The last two are of the cell alone and missing for what is no sum over the year's reporters.
    """
    lines = classified(edition.lines, classes)
    made = []
    for row in numbers[numbers["status"].eq(WITHHELD)].itertuples(index=False):
        decided = "alone" if row.view == _SIDE else why.get(row.number_id, "unknown")
        groups, largest = _behind(row, lines)
        made.append([row.block, row.view, row.dimension, row.code, row.year, decided, groups, largest])
    rows = pd.DataFrame(made, columns=WITHHELD_COLUMNS)
    return rows.sort_values(["block", "view", "dimension", "code", "year"], ignore_index=True)


def _behind(row: tuple, lines: pd.DataFrame) -> tuple[float, float]:
    measure = row.block.removeprefix(_EMISSIONS)
    if row.view != "reported" or measure not in lines:
        return np.nan, np.nan
    own = lines[lines["year"].eq(row.year)]
    if row.dimension == "area_category":
        own = own[(own["area"] + "/" + own["category"]).eq(row.code)]
    elif row.dimension != "total":
        own = own[own[row.dimension].eq(row.code)]
    sizes = largest_first(own.groupby("group_id")[measure].sum())
    reported = own[own["reported"].astype(bool)]["group_id"].nunique()
    return reported, sizes[0] / sizes.sum() if len(sizes) else np.nan


def merged_classes(classes: pd.DataFrame) -> pd.DataFrame:
    """The classes that were merged because one alone was too small: CLASS_COLUMNS, `codes` as a tuple."""
    merged = classes[classes["class_code"].str.contains(PLUS, regex=False)]
    rows = merged.groupby(["dimension", "class_code"], as_index=False).agg(codes=("code", tuple))
    return rows[CLASS_COLUMNS]


def exposure_rows(report: AuditReport) -> pd.DataFrame:
    """What the audit counts as exposed, and after it what two groups together could prove: `is_counted`."""
    both = [report.exposures.assign(is_counted=True), report.pairs.assign(is_counted=False)]
    return pd.concat([rows for rows in both if len(rows)] or both[:1], ignore_index=True)


def member_files(home: Path, release: Release) -> pd.DataFrame:
    """The members' own files of a release: member_id, kilobytes, and whether the key was handed out (has_key)."""
    files = sorted((release.folder / "members").glob(f"*{SUFFIX}"))
    ids = [path.name.removesuffix(SUFFIX) for path in files]
    sizes = [path.stat().st_size / 1024 for path in files]
    keys = [key_file(home, member_id).is_file() for member_id in ids]
    return pd.DataFrame({"member_id": ids, "kilobytes": sizes, "has_key": keys})
