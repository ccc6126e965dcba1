"""Accounting millions of lines: consignment-level reports, summed in a database.

Lines that differ only in quantity, share and place are of one kind. A kind is accounted once, as a line of one
unit, by `emissions.account`, so that the formula stands in one place; the database multiplies and adds. At intake
each line gets its kind's number and its amount: quantity × share in the region, in the reported unit.
"""

import duckdb
import pandas as pd

from declaration.accounting.emissions import OPTIONAL, account
from declaration.accounting.tables import Tables
from declaration.home import QUERIES

#: what makes a kind of line; a supplier's own factor is a kind of its own
KIND = (
    *("activity_code", "carrier_code", "unit", "year", "data_quality", "carrier_is_member"),
    *("distance_basis", "temperature_controlled", "supplier_factor_kg_per_unit", "supplier_evidence"),
    "inside_site_meter",
)
#: kinds are few and numbered densely: up to 2^18 of them are summed in an array instead of a hash table
KINDS_BITS = 18
#: columns of `kind_rate` in kg per reported unit
RATES = ("co2e_kg", "ttw_kg", "wtt_kg", "market_kg", "biogenic_co2_kg")


def kind_rates(kinds: pd.DataFrame, tables: Tables, rates: pd.DataFrame | None = None) -> pd.DataFrame:
    """What one unit of each kind of line emits: kind_id, year, home_area, status, and kg per unit (RATES).

    kinds: kind_id and the columns of KIND (the optional ones may lack). `inside_site_meter` says that the lines
    are part of a building's meter that is reported too, which single lines cannot tell.
    """
    lines = kinds.assign(
        line_id=kinds["kind_id"].astype(str),
        member_id=kinds["kind_id"].astype(str),
        site_id="",
        quantity=1.0,
        share_in_region=1.0,
        in_site_meter="no",
    )
    lines = lines.assign(**{c: v for c, v in OPTIONAL.items() if c not in lines})
    rows = account(lines, tables, rates)
    rows["kind_id"] = kinds["kind_id"].to_numpy()
    if "inside_site_meter" in kinds:
        inside = kinds["inside_site_meter"].to_numpy(dtype=bool) & rows["status"].eq("counted")
        rows["status"] = rows["status"].mask(inside, "within_site_meter")
    return rows[["kind_id", "year", "home_area", "status", *RATES]]


def account_all(
    connection: duckdb.DuckDBPyConnection, tables: Tables, rates: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Sums of the table `line` by year, home area and status; see `queries/vault/totals.sql`.

    Reads `line_kind` (kind_id and the columns of KIND) and `line` (kind_id, amount); writes `kind_rate`.
    """
    write_rates(connection, tables, rates)
    connection.execute("set perfect_ht_threshold = $bits", {"bits": KINDS_BITS})
    return connection.execute((QUERIES / "vault" / "totals.sql").read_text(encoding="utf-8")).df()


def write_rates(connection: duckdb.DuckDBPyConnection, tables: Tables, rates: pd.DataFrame | None = None) -> None:
    """Write `kind_rate` from `line_kind`."""
    made = kind_rates(connection.table("line_kind").df(), tables, rates)
    connection.register("incoming_rates", made)
    connection.execute("create or replace table kind_rate as select * from incoming_rates")
    connection.unregister("incoming_rates")
