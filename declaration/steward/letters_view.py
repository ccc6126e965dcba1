"""The letters that wait at the desk, on the page."""

import pandas as pd
import streamlit as st

from declaration.steward.room import Room

LETTER_COLUMNS = ["member_id", "kind", "year", "handed_in_at", "standing"]


def read_letters(room: Room) -> pd.DataFrame:
    """LETTER_COLUMNS of what waits at the desk."""
    return pd.DataFrame(columns=LETTER_COLUMNS)


def show_letters(room: Room, letters: pd.DataFrame) -> None:
    """What waits, what is wrong with it, and the button that collects."""
    if letters.empty:
        st.info(room.reader.say("steward.letters.none"), icon=":material/mail:")
