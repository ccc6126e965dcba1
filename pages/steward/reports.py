"""Who has reported, what is wrong with it, and how full the years are."""

import streamlit as st

from declaration.steward.letters_view import read_letters, show_letters
from declaration.steward.received import years_of
from declaration.steward.reports_view import (
    choose_book,
    is_demonstration,
    rows_of,
    show_counts,
    show_coverage,
    show_peers,
    show_receipts,
    show_standings,
)
from declaration.steward.room import current_room
from declaration.steward.running import is_free, show_run
from declaration.ui.choice import choose_one

room = current_room()
reader, say = room.reader, room.reader.say

st.title(say("page.steward_reports"))
st.markdown(say("steward.reports.lead"))
if room.current is None:
    st.info(say("steward.no_release"), icon=":material/info:")
    room.link("steward_release", say("page.steward_release"))

letters, free = read_letters(room), is_free(room)
st.header(say("steward.letters"), anchor="letters")
show_letters(room, letters, free)
if not free:
    show_run(room, free)

st.header(say("steward.who"), anchor="who")
left, right = st.columns(2)
with left:
    book = choose_book(room)
years = years_of(book, room.closed)
with right:
    year = int(
        choose_one(say("steward.year"), "year", {str(y): str(y) for y in years}, str(min(room.closed, years[0])))
    )
if is_demonstration(book):
    st.caption(say("steward.invented"))
rows = rows_of(book, years, letters)
show_counts(room, rows, year)
show_standings(room, rows, years, year)

st.header(say("steward.coverage"), anchor="coverage")
show_coverage(room, book)

st.header(say("steward.receipts"), anchor="receipts")
show_receipts(room, book, year)

st.header(say("steward.peers"), anchor="peers")
show_peers(room, book, year)
