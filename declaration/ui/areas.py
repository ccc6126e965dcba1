"""The words of the transition areas: headings, and findings about lorries by fuel."""

from functools import lru_cache

import pandas as pd
import streamlit as st

from declaration.charts.fleet import fleet_chart
from declaration.charts.history import shares_chart
from declaration.language import Reader
from declaration.ui.edition import Edition
from declaration.ui.figures import Figure, Words
from declaration.ui.tables import Column, year_column
from declaration.ui.visit import Visit

#: The Declaration's five transition areas, in its own order.
AREAS = (
    "fossil_free_energy",
    "smart_efficient_logistics",
    "technology_infrastructure",
    "packaging_logistics",
    "circularity_reuse_recycling",
)

#: Choices of fuel → the fuels of the register that are added.
FUELS = {"electric_gas": ("electric", "gas"), "electric": ("electric",), "gas": ("gas",)}


def area_heading(visit: Visit, area: str) -> None:
    """Name, meaning and driver of an area."""
    say = visit.reader.say
    with st.container(key=f"area-{area}"):
        st.header(say(f"area.{area}"), anchor=area)
    st.markdown(say(f"area.{area}.meaning"))
    st.markdown(say(f"area.{area}.driver"))


def fleet_title(reader: Reader, shares: pd.DataFrame, vehicle: str, fuel: str, year: int) -> str:
    """The finding about the region beside the country, from a rule: ahead, behind, or level within 0.5 points."""
    by_area = shares.set_index("area_code")["last_share"]
    region, country = by_area["FH11"], by_area["00"]
    difference = region - country
    finding = "level" if abs(difference) < 0.005 else ("ahead" if difference > 0 else "behind")
    return reader.say(
        f"areas.fleet.title.{finding}",
        vehicle=reader.say(f"vehicle.{vehicle}").lower(),
        fuel=reader.say(f"fuel.{fuel}.adjective"),
        region=reader.percent(region, 1),
        country=reader.percent(country, 1),
        year=year,
    )


def fleet_alt(reader: Reader, shares: pd.DataFrame, vehicle: str, fuel: str, year: int) -> str:
    """Which municipality leads and which comes last, for those who cannot see the chart."""
    local = shares[~shares["area_code"].isin(["00", "FH11"])]
    highest, lowest = local.iloc[0], local.iloc[-1]
    return reader.say(
        "areas.fleet.alt",
        vehicle=reader.say(f"vehicle.{vehicle}").lower(),
        fuel=reader.say(f"fuel.{fuel}.adjective"),
        year=year,
        highest=highest["place"],
        highest_share=reader.percent(highest["last_share"], 1),
        lowest=lowest["place"],
        lowest_share=reader.percent(lowest["last_share"], 1),
    )


@lru_cache(maxsize=64)
def fleet_figure(edition: Edition, vehicle: str, fuel: str, first_year: int, last_year: int) -> Figure:
    """The share of a kind of fuel among the lorries of each municipality, beside the country's."""
    reader, say = edition.reader, edition.reader.say
    shares = edition.ask(
        "fleet_shares",
        language=edition.language,
        vehicle=vehicle,
        fuels=FUELS[fuel],
        first_year=first_year,
        last_year=last_year,
    )
    country = shares.loc[shares["area_code"] == "00", "last_share"].iloc[0]
    local = shares[shares["area_code"] != "00"].assign(first_year=first_year, last_year=last_year)
    words = Words(
        title=fleet_title(reader, shares, vehicle, fuel, last_year),
        subtitle=say("areas.fleet.subtitle", first=first_year, last=last_year),
        alt=fleet_alt(reader, shares, vehicle, fuel, last_year),
        source=say("source.fleet"),
    )
    chart = fleet_chart(reader, local, country, say("areas.country", share=reader.percent(country, 1)))
    return Figure(words, chart, shares, fleet_columns(reader, first_year, last_year))


@lru_cache(maxsize=16)
def electric_figure(edition: Edition, vehicle: str) -> Figure:
    """The share of electric lorries over time in the region, in Helsingborg and in the country."""
    reader, say = edition.reader, edition.reader.say
    history = edition.ask("fleet_history", language=edition.language, vehicle=vehicle)
    kind = say(f"vehicle.{vehicle}").lower()
    words = Words(
        title=say("areas.electric.title", vehicle=kind),
        subtitle=say("areas.electric.subtitle"),
        alt=say("areas.electric.alt", vehicle=kind),
        source=say("source.fleet"),
    )
    chart = shares_chart(reader, history.assign(figure=history["electric_share"]))
    return Figure(words, chart, history, history_columns(reader))


def fleet_columns(reader: Reader, first_year: int, last_year: int) -> dict[str, Column]:
    """The columns of the table of shares by place."""

    def share(x: float | None) -> str:
        return reader.percent(x, 1)

    return {
        "place": Column(reader.say("column.place")),
        "first_share": Column(reader.say("column.share_in", year=first_year), share),
        "last_share": Column(reader.say("column.share_in", year=last_year), share),
        "last_lorries": Column(reader.say("column.lorries_of_fuel", year=last_year), reader.number),
        "last_total": Column(reader.say("column.lorries_all", year=last_year), reader.number),
    }


def history_columns(reader: Reader) -> dict[str, Column]:
    """The columns of the table of electric lorries over time."""
    return {
        "place": Column(reader.say("column.place")),
        "year": year_column(reader),
        "electric": Column(reader.say("column.electric"), reader.number),
        "lorries": Column(reader.say("column.lorries"), reader.number),
        "electric_share": Column(reader.say("column.electric_share"), lambda x: reader.percent(x, 2)),
    }


def obligation_columns(reader: Reader) -> dict[str, Column]:
    """The columns of the table of the reduction obligation."""
    return {
        "year": year_column(reader),
        "diesel_share": Column(reader.say("column.diesel"), lambda x: reader.percent(x, 1)),
        "petrol_share": Column(reader.say("column.petrol"), lambda x: reader.percent(x, 1)),
        "law": Column(reader.say("column.law")),
    }
