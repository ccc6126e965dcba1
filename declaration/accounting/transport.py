"""Transport and hub operations as ISO 14083:2023 counts them.

Transport activity is mass × distance (tkm); mass includes the shipper's packaging, not pallets or containers;
distance is the shortest feasible (SFD) or the great circle (GCD). Energy use over activity gives an operation's
own intensity (TOC for transport, HOC for hubs); a default intensity serves only where there is none, adjusted
where it was measured over actual distance. A chain's emissions are the sum of its elements'.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: actual over shortest feasible distance (no unit), GLEC Framework v3.0; no uplift published for rail
DISTANCE_ADJUSTMENT = {"road": 1.05, "rail": 1.0, "sea": 1.15}
#: what is added to a great-circle distance for take-off, landing and routing, km; EN 16258, ISO 14083
AIR_ADDED_KM = 95.0
#: uplift on great-circle distance inside the DESNZ air factors (no unit)
DESNZ_AIR_UPLIFT = 1.08
#: more energy for temperature control on roads (no unit), GLEC Framework v3.0
TEMPERATURE_UPLIFT = {"lorry": 1.12, "van": 1.15}
DISTANCE_BASES = ("sfd", "gcd", "actual")


@dataclass(frozen=True)
class Intensity:
    """Kg CO2e per unit of activity (tkm, or outbound tonne), operation (ttw) and energy provision (wtt)."""

    ttw: float
    wtt: float
    source: str

    @property
    def wtw(self) -> float:
        """Kg CO2e per unit of activity, the two together."""
        return self.ttw + self.wtt


@dataclass(frozen=True)
class Element:
    """One transport chain element: its activity (tkm; 0 for a hub) and emissions (kg CO2e, wtw)."""

    activity_tkm: float
    wtw_kg: float


def transport_activity_tkm(mass_kg: float, distance_km: float) -> float:
    """Transport activity, tkm = t × km (ISO 14083)."""
    if mass_kg < 0 or distance_km < 0:
        raise ValueError("mass and distance are not below 0")
    return mass_kg / 1000 * distance_km


def actual_distance_km(distance_km: float, mode: str, basis: str) -> float:
    """The distance driven, sailed or flown (km), estimated from a shortest feasible or great-circle distance."""
    if basis == "actual":
        return distance_km
    if mode == "air":
        return distance_km + AIR_ADDED_KM
    return distance_km * DISTANCE_ADJUSTMENT[mode]


def distance_multiplier(mode: str, line_basis: str, factor_basis: str) -> float:
    """What an intensity is multiplied by when tkm and factor stand on different distances (no unit).

    factor_basis: `actual` (measured over the distance driven), `gcd_uplift_included` (DESNZ air), or `none`
    (not a tkm factor).
    """
    if line_basis not in DISTANCE_BASES:
        raise ValueError(f"distance basis {line_basis} is none of {', '.join(DISTANCE_BASES)}")
    if factor_basis == "actual" and line_basis != "actual":
        return DISTANCE_ADJUSTMENT[mode]
    if factor_basis == "gcd_uplift_included" and line_basis == "actual":
        return 1 / DESNZ_AIR_UPLIFT
    return 1.0


def load_factor(activity_tkm: float, capacity_t: float, loaded_km: float) -> float:
    """Mean load over capacity on loaded distance (0-1): tkm / (t × km)."""
    made = activity_tkm / (capacity_t * loaded_km)
    if not 0 <= made <= 1:
        raise ValueError(f"load factor {made:.3g} is not within 0-1")
    return made


def empty_running_share(empty_km: float, loaded_km: float) -> float:
    """Share of the whole distance driven empty (0-1): empty / (empty + loaded)."""
    if empty_km < 0 or loaded_km <= 0:
        raise ValueError("loaded distance is above 0 and empty distance not below 0")
    return empty_km / (empty_km + loaded_km)


def own_intensity(ttw_kg: float, wtt_kg: float, activity: float) -> Intensity:
    """An operation's own intensity: its whole energy, empty running with it, over its activity (tkm or t)."""
    if activity <= 0:
        raise ValueError("an intensity needs activity above 0")
    return Intensity(ttw_kg / activity, wtt_kg / activity, "primary")


def modelled_intensity(
    energy_per_km: float,
    ttw_kg_per_energy: float,
    wtt_kg_per_energy: float,
    capacity_t: float,
    load: float,
    empty_share: float,
) -> Intensity:
    """Kg CO2e per tkm from consumption (litres or kWh per vehicle km), load factor and empty running.

    One loaded kilometre carries capacity × load tonnes and drags empty/(1 − empty) empty ones with it:
    intensity = energy per km × factor / (capacity × load × (1 − empty share)).
    """
    if not (0 < load <= 1 and 0 <= empty_share < 1 and capacity_t > 0):
        raise ValueError("load factor is within 0-1, empty share below 1, capacity above 0")
    energy_per_tkm = energy_per_km / (capacity_t * load * (1 - empty_share))
    return Intensity(energy_per_tkm * ttw_kg_per_energy, energy_per_tkm * wtt_kg_per_energy, "modelled")


def best_intensity(primary: Intensity | None, modelled: Intensity | None, default: Intensity | None) -> Intensity:
    """The best there is: primary data, else modelled, else a default (ISO 14083's order)."""
    for found in (primary, modelled, default):
        if found is not None:
            return found
    raise ValueError("no intensity at all")


def transport_element(mass_kg: float, distance_km: float, intensity: Intensity, multiplier: float = 1.0) -> Element:
    """A leg's activity (tkm) and emissions (kg CO2e): tkm × intensity × distance multiplier."""
    tkm = transport_activity_tkm(mass_kg, distance_km)
    return Element(tkm, tkm * intensity.wtw * multiplier)


def hub_element(outbound_t: float, intensity: Intensity) -> Element:
    """A hub's emissions (kg CO2e): outbound tonnes × intensity. A hub has no transport activity."""
    return Element(0.0, outbound_t * intensity.wtw)


def chain(elements: Iterable[Element]) -> Element:
    """A whole transport chain: activity and emissions of its legs and hubs together."""
    listed = list(elements)
    return Element(math.fsum(e.activity_tkm for e in listed), math.fsum(e.wtw_kg for e in listed))


def shared_out_kg(total_kg: float, activity: Mapping[str, float]) -> dict[str, float]:
    """An operation's emissions (kg CO2e) shared between its customers by their activity (tkm or t)."""
    whole = math.fsum(activity.values())
    if whole <= 0 or min(activity.values()) < 0:
        raise ValueError("shares need activity above 0 in all, and none below 0")
    return {name: total_kg * part / whole for name, part in activity.items()}
