"""Open data: every public table as CSV in both dialects and Parquet, and all of them as one workbook.

The files are written when a release is built and served as they are; DCAT describes them in `catalog.jsonld`.
"""

from pathlib import Path

import duckdb
import pandas as pd

#: Tables that are offered as files, in the order of the workbook's sheets.
OFFERED = (
    "emission",
    "sector",
    "area",
    "population",
    "lorry_fleet",
    "target",
    "assessment",
    "forecast",
    "target_path",
    "road_freight_estimate",
    "forecast_backtest",
    "reduction_obligation",
    "national_transport",
    "statistics_release",
    "place",
    "member",
    "member_site",
    "emission_factor",
)


def file_path(release_id: str, file: str) -> str:
    """The address of a file of a release on our server, as `/data/<release>/<file>`."""
    return f"/data/{release_id}/{file}"


def write_downloads(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write `<table>.sv.csv`, `<table>.en.csv`, `<table>.parquet` for each table, and `all.xlsx`."""
    folder.mkdir()
    with pd.ExcelWriter(folder / "all.xlsx", engine="xlsxwriter") as workbook:
        for name in OFFERED:
            table = connection.table(name)
            table.write_parquet(str(folder / f"{name}.parquet"))
            rows = table.df()
            (folder / f"{name}.en.csv").write_bytes(rows.to_csv(index=False, lineterminator="\r\n").encode())
            (folder / f"{name}.sv.csv").write_bytes(
                rows.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n").encode("utf-8-sig")
            )
            rows.to_excel(workbook, sheet_name=name, index=False, freeze_panes=(1, 0))
