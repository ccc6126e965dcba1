"""Where we stand: a member's own trajectory, bands among its peers, areas, data quality, and what others can see."""

import streamlit as st

from declaration.ui.figures import show_figure
from declaration.ui.programme import programme_notice
from declaration.ui.stand_board import offer_paper
from declaration.ui.stand_drawn import drawn_of
from declaration.ui.stand_notes import explain, sent_letters
from declaration.ui.stand_words import (
    base_line,
    jumps_table,
    moves_text,
    pace_line,
    peer_groups_line,
    quality_line,
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

drawn = drawn_of(visit, own)
stand = drawn.stand
st.markdown(say("stand.lead", name=stand.about["name"]))
st.caption(say("stand.who", name=stand.about["name"]))

show_figure(visit, "own-trajectory", drawn.trajectory)
st.markdown(pace_line(stand, "declaration"))
st.markdown(pace_line(stand, "own") or say("stand.target.none"))
visit.link("report", say("stand.target.link" if not stand.has_target else "stand.target.change"))
st.caption(base_line(stand))

st.header(say("stand.peers.heading"), anchor="peers")
st.markdown(say("stand.peers.lead"))
if drawn.strips is not None:
    show_figure(visit, "own-bands", drawn.strips)
    st.caption(peer_groups_line(stand))
st.markdown(without_peers(stand))
show_table(say("stand.history.caption"), *drawn.history)

st.header(say("stand.move.heading"), anchor="move")
st.markdown(say("stand.move.lead"))
st.markdown(moves_text(stand))

st.header(say("stand.areas.heading"), anchor="areas")
show_figure(visit, "own-areas", drawn.areas)
with st.expander(say("stand.drivers")):
    show_html(drawn.drivers)

st.header(say("stand.quality.heading"), anchor="quality")
st.markdown(quality_line(stand))
show_html(drawn.quality)
st.subheader(say("stand.missing"), anchor="missing")
st.markdown(say("stand.missing.none" if stand.missing.empty else "stand.missing.text"))
show_html(drawn.missing)
st.subheader(say("stand.jumps"), anchor="jumps")
st.markdown(say("stand.jumps.none" if stand.jumps.empty else "stand.jumps.text"))
show_html(jumps_table(stand, sent_letters(visit)))
explain(visit, stand)

st.header(say("stand.visible.heading"), anchor="visible")
st.markdown(say("stand.visible.none" if stand.visible.empty else "stand.visible.text"))
show_html(visible_table(visit, stand))
visit.link("method", say("stand.visible.link"))

st.header(say("stand.paper"), anchor="paper")
st.markdown(say("stand.paper.text"))
offer_paper(visit, stand)
