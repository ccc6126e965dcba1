"""The five transition areas: what each means, the official indicators that exist, and what only members can tell."""

import streamlit as st

from declaration.ui.areas import AREAS, FUELS, area_heading, electric_figure, fleet_figure, obligation_columns
from declaration.ui.choice import choose_one
from declaration.ui.figures import show_figure
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
show_figure(visit, "fleet", fleet_figure(visit.edition, vehicle, fuel, first_year, last_year))
with st.expander(say("areas.obligation.heading")):
    st.markdown(say("areas.obligation.text"))
    show_table(say("areas.obligation.caption"), obligation_columns(reader), visit.ask("reduction_obligation"))

area_heading(visit, "smart_efficient_logistics")

area_heading(visit, "technology_infrastructure")
show_figure(visit, "electric", electric_figure(visit.edition, vehicle))

area_heading(visit, "packaging_logistics")
area_heading(visit, "circularity_reuse_recycling")
