"""The data types of iLEAP 1.0.0 that carry emissions: ShipmentFootprint with its elements, TOC and HOC.

After the iLEAP Technical Specifications 1.0.0 (Smart Freight Centre and SINE Foundation, 27 May 2025,
https://sine-fdn.github.io/ileap-extension/), section 6. Only what is read here is checked; other properties are let
through. Lists that the specification says will grow (energy carriers, feedstocks, units, certifications) are plain
text; closed lists are checked. Decimals are JSON strings.
"""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

#: the specification's Decimal, of a length that no measured figure passes
DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
MODES = ("Road", "Rail", "Air", "Sea", "InlandWaterway")
HUB_TYPES = ("Transshipment", "StorageAndTransshipment", "Warehouse", "LiquidBulkTerminal", "MaritimeContainerTerminal")
TEMPERATURES = ("ambient", "refrigerated", "mixed")
FLIGHT_LENGTHS = ("short-haul", "long-haul")


def _decimal(found: object) -> Decimal:
    if not isinstance(found, str) or not DECIMAL.fullmatch(found):
        raise PydanticCustomError("ileap_decimal", "a decimal number as text")
    return Decimal(found)


def _one_of(*allowed: str) -> Callable[[object], object]:
    def check(found: object) -> object:
        if found not in allowed:
            raise PydanticCustomError("ileap_one_of", "one of {expected}", {"expected": ", ".join(allowed)})
        return found

    return check


Number = Annotated[Decimal, BeforeValidator(_decimal)]
NotNegative = Annotated[Number, Field(ge=0)]
Positive = Annotated[Number, Field(gt=0)]
Share = Annotated[Number, Field(gt=0, le=1)]
Id = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strict=True)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel)


class Feedstock(_Model):
    """What an energy carrier is made from; `share` is 0–1 of the carrier."""

    feedstock: Text
    share: Annotated[Number, Field(ge=0, le=1)] | None = Field(None, alias="feedstockShare")


class EnergyCarrier(_Model):
    """An energy carrier of a category: its share (0–1) of the activity and kg CO2e per unit of energy."""

    energy_carrier: Text
    relative_share: Share
    factor_wtw: Number = Field(alias="emissionFactorWTW")
    factor_ttw: Number = Field(alias="emissionFactorTTW")
    energy_consumption: Number | None = None
    energy_consumption_unit: Text | None = None
    feedstocks: list[Feedstock] | None = None


class Category(_Model):
    """What TOC and HOC have in common; intensities in kg CO2e per `unit`."""

    description: Text | None = None
    certifications: list[Text] | None = None
    temperature_control: Annotated[Text, BeforeValidator(_one_of(*TEMPERATURES))] | None = None
    energy_carriers: Annotated[list[EnergyCarrier], Field(min_length=1)]
    intensity_wtw: Number = Field(alias="co2eIntensityWTW")
    intensity_ttw: Number = Field(alias="co2eIntensityTTW")


class Toc(Category):
    """Transport operation category: intensity per tonne-kilometre (`tkm`) or TEU-kilometre (`TEUkm`)."""

    id: Id = Field(alias="tocId")
    mode: Annotated[Text, BeforeValidator(_one_of(*MODES))]
    load_factor: Share | None = None
    empty_distance_factor: Annotated[Number, Field(ge=0, lt=1)] | None = None
    flight_length: Annotated[Text, BeforeValidator(_one_of(*FLIGHT_LENGTHS))] | None = None
    unit: Text = Field(alias="transportActivityUnit")


class Hoc(Category):
    """Hub operation category: intensity per outbound tonne (`tonnes`) or `TEU`."""

    id: Id = Field(alias="hocId")
    hub_type: Annotated[Text, BeforeValidator(_one_of(*HUB_TYPES))]
    unit: Text = Field(alias="hubActivityUnit")


class Distance(_Model):
    """Kilometres between origin and destination: shortest feasible, great circle, actual; at least one."""

    sfd: NotNegative | None = None
    gcd: NotNegative | None = None
    actual: NotNegative | None = None

    @model_validator(mode="after")
    def _some(self) -> "Distance":
        if not self.known():
            raise PydanticCustomError("ileap_distance", "at least one of sfd, gcd, actual")
        return self

    def known(self) -> dict[str, Decimal]:
        """The distances that are given (km), the one ISO 14083 prefers first."""
        return {basis: km for basis in ("sfd", "gcd", "actual") if (km := getattr(self, basis)) is not None}


class Tce(_Model):
    """Transport chain element: kg moved, km, tkm and kg CO2e of one leg (`toc_id`) or one hub (`hoc_id`)."""

    id: Id = Field(alias="tceId")
    prev_tce_ids: list[Id] | None = None
    toc_id: Id | None = None
    hoc_id: Id | None = None
    shipment_id: Id
    mass_kg: Positive = Field(alias="mass")
    distance: Distance
    transport_activity_tkm: NotNegative = Field(alias="transportActivity")
    departure_at: datetime | None = None
    arrival_at: datetime | None = None
    wtw_kg: Number = Field(alias="co2eWTW")
    ttw_kg: Number = Field(alias="co2eTTW")


class ShipmentFootprint(_Model):
    """All elements of a shipment that one company answers for."""

    id: Id = Field(alias="shipmentId")
    mass_kg: Positive = Field(alias="mass")
    tces: Annotated[list[Tce], Field(min_length=1)]


class Period(_Model):
    """What is used of a PACT product carbon footprint: the period (end excluded) and the share of primary data (%)."""

    reference_period_start: datetime | None = None
    reference_period_end: datetime | None = None
    primary_data_share: Annotated[float, Field(ge=0, le=100)] | None = None


class ProductFootprint(_Model):
    """What is used of a PACT ProductFootprint around an iLEAP object."""

    status: Text | None = None
    company_name: Text | None = None
    pcf: Period = Period()
