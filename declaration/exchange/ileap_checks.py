"""What iLEAP objects must agree on: ids that refer to each other, sums, and figures that can be true.

Rules P02, P03 and P08 have their limits in `data/accounting/plausibility_rules.csv`. Exhaust emissions above the whole
well-to-wheel ones, and shares that do not add up to one, are always errors.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from declaration.exchange.ileap_files import Found
from declaration.exchange.ileap_model import Category, Tce
from declaration.problems import Problem
from declaration.reports.checks import Limits

#: how far shares of energy carriers may be from 1 (no unit); the specification says exactly 1
SHARE_TOLERANCE = Decimal("0.001")
#: how far a stated product or quotient may be from its parts (no unit): rounding, not another figure
AGREEMENT = Decimal("0.01")
KG_PER_TONNE = 1000


@dataclass(frozen=True)
class Element:
    """A transport chain element with the file and JSON path it stands at, and its category where that was found."""

    found: Found
    path: str
    tce: Tce
    category: Found | None

    @property
    def quantity(self) -> Decimal:
        """Tonne-kilometres of a leg; tonnes through a hub (a hub has no transport activity)."""
        return self.tce.transport_activity_tkm if self.tce.toc_id else self.tce.mass_kg / KG_PER_TONNE

    @property
    def wtw_kg_per_unit(self) -> Decimal:
        """Kg CO2e per tkm or tonne, as the element itself states it."""
        return self.tce.wtw_kg / self.quantity


def checked(found: list[Found], limits: Limits) -> tuple[list[Element], list[Problem], list[Problem]]:
    """The elements joined to their categories, with every error and every warning."""
    errors: list[Problem] = []
    warnings: list[Problem] = []
    categories = {kind: _by_id(found, kind, errors) for kind in ("toc", "hoc")}
    for one in found:
        if one.kind != "shipment":
            errors += _category_errors(one)
            _judge(one, one.path + ".co2eIntensityWTW", *_rated(one), limits, errors, warnings)
    shipments = [one for one in found if one.kind == "shipment"]
    known = {(one.content.id, tce.id) for one in shipments for tce in one.content.tces}
    seen: dict[tuple[str, str], str] = {}
    elements = []
    for one in shipments:
        for i, tce in enumerate(one.content.tces):
            path = f"{one.path}.tces[{i}]"
            element = Element(one, path, tce, _category(tce, categories))
            before = len(errors)
            errors += _reference_errors(element, known, seen)
            errors += _figure_errors(element)
            if len(errors) == before:
                _judge(one, path + ".co2eWTW", *_rated_element(element), limits, errors, warnings)
            elements.append(element)
    return elements, errors, warnings


def _by_id(found: list[Found], kind: str, errors: list[Problem]) -> dict[str, Found]:
    """Categories by id; the same id with other content is an error, with the same content one category."""
    made: dict[str, Found] = {}
    for one in (f for f in found if f.kind == kind):
        first = made.setdefault(one.content.id, one)
        if first.content != one.content:
            details = {"first": f"{first.file} {first.path}"}
            errors.append(Problem("ileap_id_twice", one.file, column=one.path, found=one.content.id, details=details))
    return made


def _category(tce: Tce, categories: dict[str, dict[str, Found]]) -> Found | None:
    return categories["toc"].get(tce.toc_id) if tce.toc_id else categories["hoc"].get(tce.hoc_id or "")


def _rated(one: Found) -> tuple[str, bool, Decimal]:
    """Unit, whether by road, and kg CO2e per unit of a category."""
    mode = one.content.mode if one.kind == "toc" else ""
    return one.content.unit, mode == "Road", one.content.intensity_wtw


def _rated_element(element: Element) -> tuple[str, bool, Decimal]:
    road = element.category is not None and element.category.kind == "toc" and element.category.content.mode == "Road"
    return "tkm" if element.tce.toc_id else "tonnes", road, element.wtw_kg_per_unit


def _judge(
    one: Found,
    path: str,
    unit: str,
    road: bool,
    kg: Decimal,
    limits: Limits,
    errors: list[Problem],
    warnings: list[Problem],
) -> None:
    """Rules P02 and P03 (g CO2e per tkm) and P08 (kg CO2e per tonne)."""
    if unit == "tkm":
        rule, amount = ("P03" if limits.outside("P03", float(kg * 1000)) else "P02" if road else ""), float(kg * 1000)
    else:
        rule, amount = ("P08" if unit == "tonnes" else ""), float(kg)
    if rule and limits.outside(rule, amount):
        low, high = limits.by_rule[rule]
        unit_text = "g CO2e/tkm" if unit == "tkm" else "kg CO2e/t"
        details = {"expected": f"{low:g}–{high:g}", "unit": unit_text, "rule": rule}
        code = "ileap_absurd" if rule == "P03" else "ileap_unlikely"
        (errors if rule == "P03" else warnings).append(
            Problem(code, one.file, column=path, found=f"{amount:.4g}", details=details)
        )


def _category_errors(one: Found) -> Iterator[Problem]:
    category: Category = one.content
    yield from _exhaust(one, f"{one.path}.co2eIntensityTTW", category.intensity_ttw, category.intensity_wtw)
    for i, carrier in enumerate(category.energy_carriers):
        path = f"{one.path}.energyCarriers[{i}]"
        yield from _exhaust(one, f"{path}.emissionFactorTTW", carrier.factor_ttw, carrier.factor_wtw)
        shares = sum(f.share or Decimal(0) for f in carrier.feedstocks or ())
        if shares > 1 + SHARE_TOLERANCE:
            yield Problem("ileap_feedstocks", one.file, column=f"{path}.feedstocks", found=str(shares))
    total = sum(carrier.relative_share for carrier in category.energy_carriers)
    if abs(total - 1) > SHARE_TOLERANCE:
        yield Problem("ileap_shares", one.file, column=f"{one.path}.energyCarriers", found=str(total))


def _exhaust(one: Found, path: str, ttw: Decimal, wtw: Decimal) -> Iterator[Problem]:
    if ttw > wtw:
        yield Problem("ileap_ttw_above_wtw", one.file, column=path, found=str(ttw), details={"wtw": str(wtw)})


def _reference_errors(
    element: Element, known: set[tuple[str, str]], seen: dict[tuple[str, str], str]
) -> Iterator[Problem]:
    one, tce, path = element.found, element.tce, element.path
    shipment = one.content.id
    if tce.shipment_id != shipment:
        details = {"expected": shipment}
        yield Problem("ileap_shipment", one.file, column=f"{path}.shipmentId", found=tce.shipment_id, details=details)
    if (shipment, tce.id) in seen:
        details = {"first": seen[shipment, tce.id]}
        yield Problem("ileap_id_twice", one.file, column=f"{path}.tceId", found=tce.id, details=details)
    seen.setdefault((shipment, tce.id), f"{one.file} {path}")
    for i, before in enumerate(tce.prev_tce_ids or ()):
        if (shipment, before) not in known or before == tce.id:
            yield Problem("ileap_previous", one.file, column=f"{path}.prevTceIds[{i}]", found=before)
    if (tce.toc_id is None) == (tce.hoc_id is None):
        yield Problem("ileap_toc_or_hoc", one.file, column=path, found=tce.id)
    elif element.category is None:
        name = "tocId" if tce.toc_id else "hocId"
        yield Problem("ileap_reference", one.file, column=f"{path}.{name}", found=tce.toc_id or tce.hoc_id)


def _figure_errors(element: Element) -> Iterator[Problem]:
    one, tce, path = element.found, element.tce, element.path
    yield from _exhaust(one, f"{path}.co2eTTW", tce.ttw_kg, tce.wtw_kg)
    if tce.toc_id and not tce.hoc_id:
        products = {basis: tce.mass_kg / KG_PER_TONNE * km for basis, km in tce.distance.known().items()}
        if not any(_agree(tce.transport_activity_tkm, tkm) for tkm in products.values()) or not element.quantity:
            details = {"expected": " / ".join(f"{tkm.normalize():f}" for tkm in products.values())}
            found = str(tce.transport_activity_tkm)
            yield Problem("ileap_activity", one.file, column=f"{path}.transportActivity", found=found, details=details)
            return
    category = element.category
    if category is None or (tce.toc_id is not None and tce.hoc_id is not None):
        return
    if category.content.unit != ("tkm" if tce.toc_id else "tonnes"):
        return
    stated, own = category.content.intensity_wtw, element.wtw_kg_per_unit
    half_a_digit = Decimal(1).scaleb(int(stated.as_tuple().exponent)) / 2
    if abs(own - stated) > max(abs(stated) * AGREEMENT, half_a_digit):
        details = {"category": category.content.id, "expected": str(stated), "unit": category.content.unit}
        yield Problem("ileap_contradiction", one.file, column=f"{path}.co2eWTW", found=f"{own:.4g}", details=details)


def _agree(stated: Decimal, made: Decimal) -> bool:
    return abs(stated - made) <= made * AGREEMENT


def distance_basis(tce: Tce) -> str:
    """Which of the stated distances the transport activity stands on: `sfd`, `gcd` or `actual`."""
    known = tce.distance.known()
    close = {b: abs(tce.transport_activity_tkm - tce.mass_kg / KG_PER_TONNE * km) for b, km in known.items()}
    return min(close, key=close.__getitem__)
