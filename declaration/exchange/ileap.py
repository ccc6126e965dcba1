"""A supplier's iLEAP 1.0 data as evidence for a member's transport lines.

A ShipmentFootprint says what was moved (tkm) and emitted (kg CO2e, well-to-wheel); the TOC or HOC each of its
elements refers to says how (mode, energy, temperature). Elements of one category, year and distance basis become one
line: quantity = Σ tkm (hubs: Σ tonnes), supplier's factor = Σ kg CO2e / quantity. What the specification leaves open,
and what is assumed:

* Period: the year of `departureAt`, else the PACT reference period if it lies in one calendar year (its end is not
  part of it); where neither is there, the caller gives the year.
* Quality: PACT's `primaryDataShare` (%). 80 or more is measured in part (score 2), above 0 modelled (3), 0 or not
  stated default (4). The accounting never scores a supplier's intensity better than 3.
* A hub's quantity is the mass of its element, taken as outbound tonnes; its transport activity is not used.
* Vehicle size is not part of iLEAP: lines go to the average lorry (`_reefer` where the category is refrigerated, the
  battery-electric where all its energy is electric). With a supplier's factor that decides the split between exhaust
  and upstream only, never the total.
* Trains are mapped where all energy is electric. Ships are mapped only where the caller says what they are, since
  iLEAP does not tell short sea from deep sea. Inland waterways have no activity in a report. What is not mapped is
  told with its kg.
* Whether the carrier is a member, and the share in the region, are the member's to say.
* A category without elements is evidence only: without a quantity there is no line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd

from declaration.exchange.ileap_checks import Element, checked, distance_basis
from declaration.exchange.ileap_files import Found, PassedOver, read_files
from declaration.exchange.ileap_model import Toc
from declaration.problems import InputRefused, Problem
from declaration.reports.checks import Limits
from declaration.reports.report import LINE_COLUMNS

#: %, from the definition of score 2 in data/accounting/data_quality.csv
MOSTLY_PRIMARY_PCT = 80.0
#: km, the specification's limit between short-haul and long-haul flights
SHORT_HAUL_KM = 1500
EVIDENCE_COLUMNS = (
    "file",
    "path",
    "kind",
    "id",
    "company",
    "mode",
    "energy",
    "certifications",
    "primary_data_share_pct",
    "unit",
    "wtw_kg_per_unit",
    "ttw_kg_per_unit",
    "elements",
    "quantity",
    "wtw_kg",
    "ttw_kg",
)


@dataclass(frozen=True)
class IleapReading:
    """What iLEAP files give a report.

    lines: the columns of `reports.report.LINE_COLUMNS`. evidence: one row per TOC and HOC, with what was moved and
    emitted by its elements (`quantity` in `unit`: tkm, or tonnes of hubs). left_out: what gives no line, and why.
    """

    lines: pd.DataFrame
    evidence: pd.DataFrame
    left_out: tuple[PassedOver, ...]
    warnings: tuple[Problem, ...]


def read_ileap(
    paths: Sequence[Path],
    member_id: str,
    limits: Limits,
    *,
    site_id: str,
    year: int | None = None,
    sea: tuple[str, str] | None = None,
) -> IleapReading:
    """Read iLEAP files for a member: evidence, and activity lines with the supplier's factors.

    year: what the data belong to, where the files do not say. sea: activity and carrier code of legs by sea.
    Raises InputRefused with every problem of every file; there are no half results.
    """
    found, passed, errors = read_files(list(paths))
    elements, more, warnings = checked(found, limits)
    errors += more
    placed: list[tuple[Element, int, str, str]] = []
    for element in elements:
        if element.category is None:
            continue
        in_year = _year(element, year, errors)
        target = _target(element, sea)
        if isinstance(target, str):
            kg = float(element.tce.wtw_kg)
            passed.append(PassedOver(element.found.file, element.path, element.tce.id, target, kg))
        elif in_year is not None:
            placed.append((element, in_year, *target))
    if errors:
        raise InputRefused(sorted(errors, key=lambda p: (p.file, p.column or "", p.code)))
    categories = [one for one in found if one.kind != "shipment"]
    referred = {(e.category.kind, e.category.content.id) for e in elements if e.category is not None}
    passed += [
        PassedOver(one.file, one.path, one.content.id, "no_elements")
        for one in categories
        if (one.kind, one.content.id) not in referred
    ]
    lines = _lines(placed, member_id, site_id)
    return IleapReading(lines, _evidence(categories, elements), tuple(passed), tuple(warnings))


def _year(element: Element, wanted: int | None, errors: list[Problem]) -> int | None:
    """The calendar year of an element; a problem where it is unclear or another than the wanted."""
    period = element.found.footprint.pcf
    stated = None
    if element.tce.departure_at is not None:
        stated = _utc(element.tce.departure_at).year
    elif period.reference_period_start is not None and period.reference_period_end is not None:
        last = _utc(period.reference_period_end) - timedelta(microseconds=1)
        first = _utc(period.reference_period_start)
        stated = first.year if first.year == last.year else None
    if stated is None and wanted is None:
        errors.append(Problem("ileap_year_unknown", element.found.file, column=element.path))
    elif stated is not None and wanted is not None and stated != wanted:
        details = {"expected": wanted}
        errors.append(
            Problem("ileap_other_year", element.found.file, column=element.path, found=str(stated), details=details)
        )
    return stated if stated is not None else wanted


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _target(element: Element, sea: tuple[str, str] | None) -> tuple[str, str] | str:
    """Activity and carrier code of an element, or the key of why there is none."""
    category = element.category.content
    if not isinstance(category, Toc):
        return ("bought_hub", "hub_service")
    electric = all(c.energy_carrier == "Electric" for c in category.energy_carriers)
    if category.mode == "Road":
        cold = "_reefer" if category.temperature_control == "refrigerated" else ""
        return ("bought_road", "tkm_bev_hgv_se" if electric else f"tkm_hgv_avg{cold}")
    if category.mode == "Rail":
        return ("bought_rail", "tkm_rail_se") if electric else "rail_not_electric"
    if category.mode == "Air":
        km = next(iter(element.tce.distance.known().values()))
        short = category.flight_length == "short-haul" if category.flight_length else km < SHORT_HAUL_KM
        return ("bought_air", "tkm_air_short" if short else "tkm_air_long")
    if category.mode == "Sea":
        return sea or "sea"
    return "inland_waterway"


def quality(primary_data_share_pct: float | None) -> int:
    """Score 2–4 from PACT's share of primary data (%): measured in part, modelled, default."""
    if not primary_data_share_pct:
        return 4
    return 2 if primary_data_share_pct >= MOSTLY_PRIMARY_PCT else 3


def _lines(placed: list[tuple[Element, int, str, str]], member_id: str, site_id: str) -> pd.DataFrame:
    """One line per year, activity, carrier, category and distance basis, in that order."""
    groups: dict[tuple[int, str, str, str, str], list[Element]] = {}
    for element, year, activity, carrier in placed:
        basis = distance_basis(element.tce) if element.tce.toc_id else "sfd"
        groups.setdefault((year, activity, carrier, element.category.content.id, basis), []).append(element)
    rows = []
    for number, (key, elements) in enumerate(sorted(groups.items()), start=1):
        year, activity, carrier, _, basis = key
        category = elements[0].category
        quantity = sum((e.quantity for e in elements), Decimal(0))
        wtw_kg = sum((e.tce.wtw_kg for e in elements), Decimal(0))
        rows.append(
            {
                "line_id": f"{member_id}-ileap-{number}",
                "member_id": member_id,
                "site_id": site_id,
                "year": year,
                "activity_code": activity,
                "carrier_code": carrier,
                "quantity": float(quantity),
                "unit": "tkm" if category.kind == "toc" else "tonne",
                "data_quality": max(quality(e.found.footprint.pcf.primary_data_share) for e in elements),
                "carrier_is_member": "unknown",
                "share_in_region": 1.0,
                "supplier_factor_kg_per_unit": float(wtw_kg / quantity),
                "supplier_evidence": _evidence_text(category),
                "in_site_meter": "",
                "distance_basis": basis,
                "temperature_controlled": "yes" if category.content.temperature_control == "refrigerated" else "no",
                "comment": "",
                "sheet": None,
                "row": number,
            }
        )
    return pd.DataFrame(rows, columns=list(LINE_COLUMNS))


def _evidence_text(category: Found) -> str:
    company = category.footprint.company_name
    named = f"iLEAP {category.kind.upper()} {category.content.id}" + (f", {company[:80]}" if company else "")
    return " ".join(f"{named}, {category.file}".split())[:500]


def _evidence(categories: list[Found], elements: list[Element]) -> pd.DataFrame:
    """One row per category as it stands first, with the sums of its elements."""
    rows = {}
    for one in categories:
        if (one.kind, one.content.id) in rows:
            continue
        own = [e for e in elements if e.category is not None and e.category.content == one.content]
        rows[one.kind, one.content.id] = {
            "file": one.file,
            "path": one.path,
            "kind": one.kind,
            "id": one.content.id,
            "company": one.footprint.company_name or "",
            "mode": one.content.mode if one.kind == "toc" else one.content.hub_type,
            "energy": "; ".join(f"{c.energy_carrier} {c.relative_share}" for c in one.content.energy_carriers),
            "certifications": "; ".join(one.content.certifications or ()),
            "primary_data_share_pct": one.footprint.pcf.primary_data_share,
            "unit": one.content.unit,
            "wtw_kg_per_unit": float(one.content.intensity_wtw),
            "ttw_kg_per_unit": float(one.content.intensity_ttw),
            "elements": len(own),
            "quantity": float(sum((e.quantity for e in own), Decimal(0))),
            "wtw_kg": float(sum((e.tce.wtw_kg for e in own), Decimal(0))),
            "ttw_kg": float(sum((e.tce.ttw_kg for e in own), Decimal(0))),
        }
    return pd.DataFrame(list(rows.values()), columns=list(EVIDENCE_COLUMNS))
