"""Assesses every place against every target when a release is built, so that a page only selects.

Reads the tables emission, main_release, area, statistics_release and `data/targets.csv`; writes observed,
road_freight_estimate, forecast, target_path and assessment. The main release gives all levels; only the ratio
of the estimate comes from a later one.
"""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import duckdb
import pandas as pd

from declaration.home import QUERIES
from declaration.trajectory.assessment import Assessment, assess
from declaration.trajectory.estimate import Estimate, proportional_estimate
from declaration.trajectory.series import Series
from declaration.trajectory.targets import Target, read_targets

#: Series that targets are held against → the sector that is its figure.
SECTOR_OF = {"road_freight": "transport.road_freight", "whole_territory": "total"}


def add_trajectories(connection: duckdb.DuckDBPyConnection, data: Path) -> None:
    """Write the tables of paths, forecasts and assessments for every place that is shown."""
    series = main_series(connection)
    estimates = estimate_road_freight(connection, series)
    now_year = newest_publication_year(connection)
    found = list(assess_all(series, read_targets(data / "targets.csv"), estimates, now_year))
    tables = {
        "observed": observed_rows(series),
        "road_freight_estimate": [asdict(e) for e in estimates.values()],
        "forecast": forecast_rows(found),
        "target_path": path_rows(found),
        "assessment": [assessment_row(v, series[v.series, v.area_code]) for v in found],
    }
    for name, rows in tables.items():
        connection.register("incoming", pd.DataFrame(rows))
        connection.sql("select * from incoming").create(name)
        connection.unregister("incoming")


def main_series(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Series]:
    """(series, area_code) → the figures of the main release."""
    rows = _ask(connection, "main_series")
    name_of = {sector: name for name, sector in SECTOR_OF.items()} | {"transport": "transport"}
    return {
        (name_of[sector], area): Series.from_mapping(
            area, name_of[sector], release, dict(zip(part["year"], part["emissions_t"], strict=True))
        )
        for (sector, area, release), part in rows.groupby(["sector_key", "area_code", "release"])
    }


def estimate_road_freight(
    connection: duckdb.DuckDBPyConnection, series: dict[tuple[str, str], Series]
) -> dict[str, Estimate]:
    """area_code → the lorries' year that a later release of all transport gives away, where there is one."""
    later = _ask(connection, "later_transport")
    estimates = {}
    for (area, release), part in later.groupby(["area_code", "release"]):
        lorries = series["road_freight", area]
        total = Series.from_mapping(
            area, "transport", release, dict(zip(part["year"], part["emissions_t"], strict=True))
        )
        if {lorries.years[-1], lorries.years[-1] + 1} <= set(total.years):
            estimates[area] = proportional_estimate(lorries, series["transport", area], total)
    return estimates


def newest_publication_year(connection: duckdb.DuckDBPyConnection) -> int:
    """The year of the newest publication held: an assessment's "now", the same however often it is built."""
    return int(_ask(connection, "newest_publication")["year"].iloc[0])


def assess_all(
    series: dict[tuple[str, str], Series],
    targets: tuple[Target, ...],
    estimates: dict[str, Estimate],
    now_year: int,
) -> Iterable[Assessment]:
    """Every target in every place it applies to, without and (where there is one) with the estimate."""
    for target in targets:
        for (name, area), observed in series.items():
            if name not in SECTOR_OF or not target.applies(area, name):
                continue
            yield assess(observed, target, now_year=now_year)
            if name == "road_freight" and area in estimates:
                yield assess(observed, target, now_year=now_year, estimate=estimates[area], basis="with_estimate")


def observed_rows(series: dict[tuple[str, str], Series]) -> list[dict]:
    """series × area × year, as published; the region's figures are sums of official ones."""
    return [
        {
            "series": name,
            "area_code": area,
            "year": year,
            "emissions_t": emissions_t,
            "kind": "sum" if name == "road_freight" or area == "FH11" else "official",
        }
        for (name, area), figures in series.items()
        if name in SECTOR_OF
        for year, emissions_t in figures.by_year().items()
    ]


def forecast_rows(found: list[Assessment]) -> list[dict]:
    """series × area × basis × year, once each: to the furthest year any target asks for."""
    rows = {
        (verdict.series, verdict.area_code, verdict.basis, row.year): row
        for verdict in found
        for row in verdict.forecast_rows
    }
    return [
        {"series": series, "area_code": area, "basis": basis, **asdict(row)}
        for (series, area, basis, _), row in rows.items()
    ]


def path_rows(found: list[Assessment]) -> list[dict]:
    """target × area × shape × year."""
    return [
        {"target_id": verdict.target_id, "area_code": verdict.area_code, "shape": shape, **asdict(row)}
        for verdict in found
        if verdict.basis == "observed"
        for shape, path in _paths(verdict).items()
        for row in path
    ]


def assessment_row(verdict: Assessment, observed: Series) -> dict:
    """One flat row of the table `assessment`: t CO2e, t CO2e per year, shares and probabilities 0–1.

    `official_*` is the latest published figure, also where the verdict counts an estimate as the latest.
    """
    required, achieved, budget, gap = (
        verdict.required,
        verdict.achieved_recent,
        verdict.budget,
        verdict.gap_at_target,
    )
    at_target = next((row for row in verdict.forecast_rows if row.year == verdict.target_year), None)
    is_estimate = verdict.basis == "with_estimate"
    return {
        "target_id": verdict.target_id,
        "area_code": verdict.area_code,
        "basis": verdict.basis,
        "series": verdict.series,
        "release": verdict.release,
        "base_year": verdict.base_year,
        "base_t": verdict.base_t,
        "target_year": verdict.target_year,
        "target_t": verdict.target_t,
        "official_year": observed.years[-1],
        "official_t": observed.emissions_t[-1],
        "change_since_base_share": verdict.base_t and observed.emissions_t[-1] / verdict.base_t - 1,
        "last_year": verdict.latest_year,
        "last_t": verdict.latest_t,
        "last_kind": "estimate" if is_estimate else "official",
        **{f"forecast_{q}": getattr(at_target, q, None) for q in _QUANTILES},
        **{f"gap_{q}": getattr(gap, q, None) for q in _QUANTILES},
        **{f"gap_today_{shape}_t": _gap_today(verdict, path) for shape, path in _paths(verdict).items()},
        "required_t_per_year": required and required.cut_t_per_year,
        "required_share_per_year": required and required.cut_share_per_year,
        "achieved_t_per_year": achieved and achieved.cut_t_per_year,
        "achieved_share_per_year": achieved and achieved.cut_share_per_year,
        "achieved_from_year": achieved and achieved.from_year,
        "budget_from_year": budget and budget.first_year,
        "budget_t": budget and budget.budget_t,
        "budget_used_t": budget and budget.used_t,
        "budget_remaining_t": budget and budget.remaining_t,
        **{f"cumulative_{q}": getattr(budget, q, None) for q in _QUANTILES},
        "budget_exhausted_year": budget and budget.exhausted_year,
        "probability": verdict.probability,
        "misses_of_20": verdict.misses and verdict.misses.count,
        "misses_sense": verdict.misses and verdict.misses.sense,
        "status": verdict.status,
        "reasons": " ".join(verdict.reasons),
        "forecast_method": verdict.forecast_method_id,
    }


_QUANTILES = ("p05_t", "p25_t", "p50_t", "p75_t", "p95_t")


def _paths(verdict: Assessment) -> dict[str, tuple]:
    return {"linear": verdict.path_linear, "constant_rate": verdict.path_constant_rate}


def _gap_today(verdict: Assessment, path: tuple) -> float | None:
    """The latest figure minus the path in its year; None where the shape has no path there."""
    allowed = {row.year: row.emissions_t for row in path}.get(verdict.latest_year)
    return None if allowed is None else verdict.latest_t - allowed


def _ask(connection: duckdb.DuckDBPyConnection, question: str) -> pd.DataFrame:
    return connection.execute((QUERIES / "release" / f"{question}.sql").read_text(encoding="utf-8")).df()
