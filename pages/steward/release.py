"""Make a release, watch it, see how it ended, go back to an earlier one."""

import streamlit as st

from declaration.steward.release_view import (
    choose_moment,
    end_of,
    price_button,
    show_current,
    show_rollback,
    show_upcoming,
    start_button,
)
from declaration.steward.room import current_room
from declaration.steward.running import is_free, show_history, show_run
from declaration.ui.choice import choose_yes_or_no

room = current_room()
say = room.reader.say
free = is_free(room)

st.title(say("page.steward_release"))
st.markdown(say("steward.release.lead"))
show_current(room)

st.header(say("steward.runs"), anchor="run")
show_run(room, free)

st.header(say("steward.upcoming"), anchor="new")
left, right = st.columns(2)
with left:
    day = choose_moment(room)
with right:
    revise = choose_yes_or_no(say("steward.revise"), "revise", False, say("steward.revise.help"))
show_upcoming(room, end_of(day), revise)
st.markdown(say("steward.start.text"))
start_button(room, free, day, revise)

st.header(say("steward.rollback"), anchor="back")
show_rollback(room, free)

st.header(say("steward.price"), anchor="price")
price_button(room, free)

st.header(say("steward.history"), anchor="history")
show_history(room)
