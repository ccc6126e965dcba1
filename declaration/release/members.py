"""One sealed file for each member: its own rows, what it is told of its peers, and what others can see of it."""

from pathlib import Path

import duckdb
import pandas as pd

from declaration.disclosure.classes import classified
from declaration.disclosure.gate import Edition
from declaration.disclosure.levers import told_to
from declaration.disclosure.statements import KEY
from declaration.home import DATA
from declaration.programme.drivers import driver_parts
from declaration.programme.intensities import intensities, member_drivers
from declaration.release.gating import Gated
from declaration.release.member_file import SUFFIX, key_file, member_file, open_with, place
from declaration.release.member_tables import rough, rounding_of, tables_of
from declaration.release.programme import Programme
from declaration.release.shelf import Release
from declaration.sealing.database import write_sealed_database
from declaration.sealing.files import replace_durably
from declaration.sealing.key import Seal, written

PURPOSE = "member"
#: columns of emission rows that a member finds in its file
OWN_COLUMNS = (
    "line_id",
    "site_id",
    "year",
    "activity_code",
    "carrier_code",
    "quantity",
    "unit",
    "data_quality_used",
    "home_area",
    "status",
    "counted",
    "estimated",
    "factor_id",
    "co2e_kg",
    "ttw_kg",
    "wtt_kg",
    "scope_1_kg",
    "scope_2_kg",
    "scope_3_kg",
    "market_kg",
    "biogenic_co2_kg",
)


def open_member(folder: Path, member_id: str, seal: Seal) -> duckdb.DuckDBPyConnection:
    """A member's file, opened with the data holder's key. Raises what opening a sealed file raises."""
    return open_with(folder, member_id, seal.of(PURPOSE, member_id))


def hand_out_keys(home: Path, release: Release, seal: Seal) -> None:
    """Give the dashboard the key of each member's file of a release, one file a key; durable, and none is repeated."""
    for path in sorted((release.folder / "members").glob(f"*{SUFFIX}")):
        member_id = path.name.removesuffix(SUFFIX)
        own, standing = written(seal.of(PURPOSE, member_id)), key_file(home, member_id)
        if not standing.is_file() or standing.read_bytes() != own:
            standing.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_durably(standing, own)


def write_members(
    folder: Path, programme: Programme, gated: Gated, edition: Edition, seal: Seal, data: Path = DATA
) -> None:
    """Write every member's file; each is sealed with a key of its own."""
    folder.mkdir(mode=0o700)
    denominators = programme.together("denominators")
    every = intensities(programme.rows, denominators)
    parts = driver_parts(programme.rows, denominators)
    lines = classified(edition.lines, gated.classes)
    levers = told_to(gated.levers.told, gated.peers.peers)
    shown = gated.numbers[gated.numbers["status"].ne("withheld") & gated.numbers["view"].eq("reported")]
    for member_id in sorted(programme.rows["member_id"].unique()):
        exact = programme.rows[programme.rows["member_id"].eq(member_id)]
        rows = rough(exact)
        own = told(lines[lines["member_id"].eq(member_id)], exact)
        tables = {
            **tables_of(member_id, programme, rows, data),
            "own_line": rows[list(OWN_COLUMNS)],
            "own_level": own[[*KEY, "reported", "co2e_t"]].drop(columns=["member_id", "group_id"]),
            "own_intensity": every[every["member_id"].eq(member_id)].drop(columns="member_id"),
            "own_driver": member_drivers(parts, member_id),
            "peer_number": gated.peers.peers[gated.peers.peers["reader"].eq(member_id)],
            "lever": levers[levers["reader"].eq(member_id)].drop(columns="reader"),
            "visible_to_others": visible(own, shown),
        }
        _write(folder, member_id, tables, seal)


def told(lines: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """A member's contributions (of them KEY, reported, co2e_t) with estimates rounded as in its emission rows."""
    guessed = rows[rows["estimated"] & rows["counted"].astype(bool)]
    share = guessed.groupby("year")["co2e_kg"].agg(rounding_of)
    factor = lines["year"].map(share).where(~lines["reported"].astype(bool), 1.0)
    return lines.assign(co2e_t=lines["co2e_t"] * factor.astype(float))


def visible(own: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """The published sums that a member is part of: dimension, code, year, amount of the sum and own_t (t CO2e)."""
    main = shown[shown["block"].eq("emissions:co2e_t")]
    parts = []
    for dimension in ("total", "area", "category", "park"):
        code = own[dimension] if dimension != "total" else pd.Series("total", index=own.index)
        sums = own.assign(code=code).groupby(["code", "year"], as_index=False)["co2e_t"].sum()
        parts.append(sums.rename(columns={"co2e_t": "own_t"}).assign(dimension=dimension))
    mine = pd.concat(parts, ignore_index=True)
    both = mine.merge(main[["dimension", "code", "year", "amount", "step"]], on=["dimension", "code", "year"])
    return both[["dimension", "code", "year", "amount", "step", "own_t"]]


def _write(folder: Path, member_id: str, tables: dict[str, pd.DataFrame], seal: Seal) -> None:
    def build(connection: duckdb.DuckDBPyConnection) -> None:
        for name, rows in tables.items():
            connection.register("incoming", rows)
            connection.sql("select * from incoming").create(name)
            connection.unregister("incoming")

    path = member_file(folder, member_id)
    write_sealed_database(build, path, seal.of(PURPOSE, member_id), place(folder, member_id))
