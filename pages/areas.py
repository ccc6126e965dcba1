"""The five transition areas: what each means, the official indicators that exist, and what only members can tell."""

import streamlit as st

from declaration.charts.fleet import fleet_chart
from declaration.charts.history import shares_chart
from declaration.ui.areas import (
    AREAS,
    FUELS,
    area_heading,
    fleet_alt,
    fleet_columns,
    fleet_title,
    history_columns,
    obligation_columns,
)
from declaration.ui.choice import choose_one
from declaration.ui.drawing import drawn
from declaration.ui.figures import Words, show_figure
from declaration.ui.tables import show_table
from declaration.ui.visit import current_visit

visit = current_visit()
reader, say = visit.reader, visit.reader.say

st.title(say("page.areas"))
st.markdown(say("areas.lead"))
st.markdown("\n".join(f"1. [{say(f'area.{area}')}](#{area})" for area in AREAS))

years = visit.ask("fleet_years")
first_year, last_year = (int(y) for y in years.loc[years["has_country"], "year"].iloc[[0, -1]])

area_heading(visit, "fossil_free_energy")
left, right = st.columns(2)
with left:
    vehicles = {key: say(f"vehicle.{key}") for key in ("heavy_lorry", "light_lorry")}
    vehicle = choose_one(say("areas.vehicle"), "vehicle", vehicles, "heavy_lorry", segmented=True)
with right:
    fuel = choose_one(
        say("areas.fuel"), "fuel", {key: say(f"fuel.{key}") for key in FUELS}, "electric_gas", segmented=True
    )
shares = visit.ask(
    "fleet_shares",
    language=reader.language,
    vehicle=vehicle,
    fuels=FUELS[fuel],
    first_year=first_year,
    last_year=last_year,
)
country = shares[shares["area_code"] == "00"].iloc[0]
local = shares[shares["area_code"] != "00"].assign(first_year=first_year, last_year=last_year)
show_figure(
    visit,
    "fleet",
    Words(
        title=fleet_title(reader, shares, vehicle, fuel, last_year),
        subtitle=say("areas.fleet.subtitle", first=first_year, last=last_year),
        alt=fleet_alt(reader, shares, vehicle, fuel, last_year),
        source=say("source.fleet"),
    ),
    drawn(
        fleet_chart,
        reader,
        local,
        country["last_share"],
        say("areas.country", share=reader.percent(country["last_share"], 1)),
    ),
    shares,
    fleet_columns(reader, first_year, last_year),
)
with st.expander(say("areas.obligation.heading")):
    st.markdown(say("areas.obligation.text"))
    show_table(say("areas.obligation.caption"), obligation_columns(reader), visit.ask("reduction_obligation"))

area_heading(visit, "smart_efficient_logistics")

area_heading(visit, "technology_infrastructure")
history = visit.ask("fleet_history", language=reader.language, vehicle=vehicle)
show_figure(
    visit,
    "electric",
    Words(
        title=say("areas.electric.title", vehicle=vehicles[vehicle].lower()),
        subtitle=say("areas.electric.subtitle"),
        alt=say("areas.electric.alt", vehicle=vehicles[vehicle].lower()),
        source=say("source.fleet"),
    ),
    drawn(shares_chart, reader, history.assign(figure=history["electric_share"])),
    history,
    history_columns(reader),
)

area_heading(visit, "packaging_logistics")
area_heading(visit, "circularity_reuse_recycling")
