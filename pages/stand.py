"""Where we stand: a member's own trajectory, bands among its peers, areas, data quality, and what others can see."""

import streamlit as st

from declaration.ui.figures import show_figure
from declaration.ui.programme import programme_notice
from declaration.ui.stand import stand_of
from declaration.ui.stand_board import offer_paper
from declaration.ui.stand_figures import areas_figure, history_rows, strips_figure, trajectory_figure
from declaration.ui.stand_notes import explain
from declaration.ui.stand_words import (
    base_line,
    drivers_table,
    jumps_table,
    missing_table,
    moves_text,
    pace_line,
    peer_groups_line,
    quality_line,
    quality_table,
    visible_table,
    without_peers,
)
from declaration.ui.tables import show_html, show_table
from declaration.ui.visit import current_visit

visit = current_visit()
say, own = visit.reader.say, visit.own

st.title(say("page.stand"))
programme_notice(visit)
if own is None:
    st.header(say("stand.empty.title"), anchor="empty")
    st.info(say("stand.empty.text", release=visit.release.id))
    visit.link("report", say("stand.empty.link"))
    st.stop()

stand = stand_of(visit, own)
st.markdown(say("stand.lead", name=stand.about["name"]))
st.caption(say("stand.who", name=stand.about["name"]))

show_figure(visit, "own-trajectory", trajectory_figure(stand))
st.markdown(pace_line(stand, "declaration"))
st.markdown(pace_line(stand, "own") or say("stand.target.none"))
visit.link("report", say("stand.target.link"))
st.caption(base_line(stand))

st.header(say("stand.peers.heading"), anchor="peers")
st.markdown(say("stand.peers.lead"))
strips = strips_figure(stand)
if strips is not None:
    show_figure(visit, "own-bands", strips)
    st.caption(peer_groups_line(stand))
st.markdown(without_peers(stand))
show_table(say("stand.history.caption"), *history_rows(stand))

st.header(say("stand.move.heading"), anchor="move")
st.markdown(say("stand.move.lead"))
st.markdown(moves_text(stand))

st.header(say("stand.areas.heading"), anchor="areas")
show_figure(visit, "own-areas", areas_figure(stand))
with st.expander(say("stand.drivers")):
    show_html(drivers_table(stand))

st.header(say("stand.quality.heading"), anchor="quality")
st.markdown(quality_line(stand))
show_html(quality_table(stand))
st.subheader(say("stand.missing"), anchor="missing")
st.markdown(say("stand.missing.none" if stand.missing.empty else "stand.missing.text"))
show_html(missing_table(stand))
st.subheader(say("stand.jumps"), anchor="jumps")
st.markdown(say("stand.jumps.none" if stand.jumps.empty else "stand.jumps.text"))
show_html(jumps_table(stand))
explain(visit, stand)

st.header(say("stand.visible.heading"), anchor="visible")
st.markdown(say("stand.visible.none" if stand.visible.empty else "stand.visible.text"))
show_html(visible_table(visit, stand))
visit.link("method", say("stand.visible.link"))

st.header(say("stand.paper"), anchor="paper")
st.markdown(say("stand.paper.text"))
offer_paper(visit, stand)
