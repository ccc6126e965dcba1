"""The file on its way in: chosen or dropped, read apart, and every problem in its place."""

from functools import partial
from html import escape

import streamlit as st

from declaration.desk.checking import Checked, checker
from declaration.ui.files import File, offer_files
from declaration.ui.handing_in import desk_is_open, show_closed
from declaration.ui.report_desk import Desk, put_away
from declaration.ui.report_sending import show_receipt
from declaration.ui.report_words import problem_file, problem_tables
from declaration.ui.turn import waiting
from declaration.ui.upload import take_file


def take_report(desk: Desk, year: int) -> Checked | None:
    """The place for the file, and what was read in the one that lies there; None without one, or where it was sent."""
    say, handing = desk.reader.say, desk.handing
    if not desk_is_open():
        show_closed(desk.reader)
        return None
    upload = take_file(desk.reader, "report-file")
    if upload is not None:
        handing.upload, handing.receipt = upload, None
        handing.checked.clear()
    if handing.receipt is not None:
        show_receipt(desk, handing.receipt)
        return None
    if handing.upload is None:
        return None
    key = (year, desk.reader.language)
    if key not in handing.checked:
        with st.spinner(say("desk.checking")), waiting():
            handing.checked[key] = checker.check(
                handing.upload.name,
                handing.upload.content,
                desk.member_id,
                year,
                desk.report(year - 1),
                desk.reader.language,
            )
    return handing.checked[key]


def show_problems(desk: Desk, checked: Checked) -> None:
    """What was read, every problem in its place, and the list to take away."""
    say, reading = desk.reader.say, checked.reading
    name = checked.sent.name if checked.sent else ""
    with st.container(horizontal=True, vertical_alignment="center", key="file-read"):
        st.html(f"<p>{escape(say('desk.file', file=name))}</p>")
        st.button(say("desk.file.away"), key="file-away", on_click=put_away, args=(desk.handing,))
    if reading.errors:
        st.error(say("desk.errors", count=desk.reader.number(reading.error_count)), icon=":material/error:")
        st.html(problem_tables(desk.reader, reading.errors, reading.left_out))
        st.markdown(say("desk.errors.next"))
    elif reading.warnings:
        st.warning(say("desk.warnings", count=len(reading.warnings)), icon=":material/help:")
    else:
        st.success(say("desk.no_problems"), icon=":material/check_circle:")
    if reading.errors or reading.warnings:
        name = f"{desk.member_id}_{say('desk.problems.file_name')}.csv"
        made = partial(problem_file, desk.reader, reading.errors, reading.warnings)
        offer_files(desk.visit, "problems", [File("csv", say("desk.problems.csv"), name, made)])
