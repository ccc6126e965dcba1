"""Before sending: who can read what, the figures that are sent, and exactly what others will be able to see of them."""

import pandas as pd
import streamlit as st

from declaration.desk.checking import Checked
from declaration.ui.report_desk import Desk
from declaration.ui.report_words import readers_table, sum_table, visible_rows
from declaration.ui.stand_words import visible_name
from declaration.ui.tables import Column, show_table


def show_readers(desk: Desk) -> None:
    """Who can read what, before anything is sent."""
    st.markdown(desk.reader.say("desk.readers.text"))
    st.html(readers_table(desk.reader))


def show_what_is_sent(desk: Desk, checked: Checked) -> None:
    """The figures that are sent, and exactly what others will be able to see of them."""
    reader, say, report = desk.reader, desk.reader.say, checked.reading.report
    st.subheader(say("desk.sent"), anchor="sent")
    st.html(sum_table(reader, report, desk.report(report.year - 1), desk.known.vocabulary))
    st.subheader(say("desk.seen"), anchor="seen")
    st.markdown(say("desk.seen.text"))
    known = ["dimension", "code", "year", "amount", "step"]
    visible = pd.DataFrame(columns=known) if desk.own is None else desk.own.ask("stand_visible")[known]
    rows = visible_rows(report, visible, desk.known.vocabulary)
    rows = rows.assign(
        what=[visible_name(desk.visit, row) for _, row in rows.iterrows()],
        shown=[
            say("desk.seen.not_yet")
            if pd.isna(row.amount)
            else say("desk.seen.last", amount=reader.published(row.amount, row.step), year=int(row.year))
            for row in rows.itertuples()
        ],
    )
    columns = {"what": Column(say("desk.column.sum")), "shown": Column(say("desk.column.shown"))}
    show_table(say("desk.seen.caption"), columns, rows)
    st.markdown(bands_text(desk))


def bands_text(desk: Desk) -> str:
    """With how many others the member is compared, for others see their bands among the same."""
    say = desk.reader.say
    bands = None if desk.own is None else desk.own.ask("stand_bands").dropna(subset=["band"])
    if bands is None or bands.empty:
        return say("desk.seen.bands.none")
    newest = bands[bands["year"].eq(bands["year"].max())]
    least, most = int(newest["n"].min()), int(newest["n"].max())
    count = desk.reader.number(most) if least == most else f"{least}–{most}"
    return say("desk.seen.bands", count=count, year=int(newest["year"].iloc[0]))
