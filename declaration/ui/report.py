"""The member's report desk on the page: the template, the file and what is wrong with it, sending, and the receipt.

Nothing here is cached across people. A file lies in this session's memory until it is sent or taken away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from html import escape

import pandas as pd
import streamlit as st

from declaration.access.own import Own
from declaration.clock import today
from declaration.contact import contact
from declaration.desk.checking import Checked, checker, report_of
from declaration.desk.deadline import Calendar, calendar
from declaration.desk.folder import REFUSED, REPORT, TARGET, Letter
from declaration.desk.keys import public_file
from declaration.desk.letters import MOST_CHARACTERS, DeskReceipt, hand_in_note, hand_in_report, letters_of
from declaration.desk.receipt import receipt_name, receipt_text
from declaration.home import home_folder, served_folder
from declaration.language import Reader, reader_of
from declaration.problems import InputRefused, Problem
from declaration.reports.reading import Lists, lists, warning_key
from declaration.reports.report import Report, sums
from declaration.reports.telling import place_of, text_of
from declaration.reports.template import template
from declaration.reports.writing import begun_from, csv_report, empty_report
from declaration.ui.choice import choose_one
from declaration.ui.download import while_signed_in
from declaration.ui.report_words import (
    IN_RELEASE,
    asked,
    deadline_text,
    history_rows,
    history_table,
    in_force,
    problem_file,
    problem_tables,
    question,
    readers_table,
    standing_of,
    sum_table,
    visible_rows,
)
from declaration.ui.stand_words import visible_name
from declaration.ui.tables import Column, show_table
from declaration.ui.turn import waiting
from declaration.ui.upload import Upload, take_file
from declaration.ui.visit import Visit

#: the years a target may be set for: from the year after next to the middle of the century
LAST_TARGET_YEAR = 2050


@dataclass
class Handing:
    """What a session holds of one member's handing in: the file, what was read in it, the receipt of the last one."""

    member_id: str
    upload: Upload | None = None
    checked: dict[tuple[int, str], Checked] = field(default_factory=dict)
    receipt: DeskReceipt | None = None
    target: Letter | None = None


@dataclass(frozen=True)
class Desk:
    """One visit to the desk."""

    visit: Visit
    member_id: str
    own: Own | None
    calendar: Calendar
    known: Lists
    today: date

    @property
    def reader(self) -> Reader:
        """Whoever reads."""
        return self.visit.reader

    @property
    def handing(self) -> Handing:
        """What this session holds for this member, and for nobody else."""
        held = st.session_state.get("handing")
        if held is None or held.member_id != self.member_id:
            held = st.session_state["handing"] = Handing(self.member_id)
        return held

    @cached_property
    def letters(self) -> list[Letter]:
        """What the member has handed in here."""
        return letters_of(served_folder(home_folder()), self.member_id)

    @cached_property
    def receipts(self) -> pd.DataFrame:
        """What this release took in of the member."""
        columns = ["year", "receipt_id", "received_at", "file", "sha256", "supersedes"]
        return pd.DataFrame(columns=columns) if self.own is None else self.own.ask("report_receipts")

    @cached_property
    def notes(self) -> list[str]:
        """The letters of the notes that this release took in."""
        return [] if self.own is None else self.own.ask("stand_notes")["letter_id"].tolist()

    @cached_property
    def reported(self) -> tuple[pd.DataFrame, ...] | None:
        """Lines, denominators and measures of all years, as this release has them."""
        if self.own is None:
            return None
        return tuple(self.own.ask(f"report_{name}") for name in ("lines", "denominators", "measures"))

    def report(self, year: int) -> Report | None:
        """The member's own report of a year, as this release has it."""
        return None if self.reported is None else report_of(self.member_id, year, *self.reported)


def open_desk(visit: Visit) -> Desk:
    """The desk for the member who is signed in. Readies what reads files, so that the first need not wait for it."""
    checker.warm()
    return Desk(visit, visit.person.member_id, visit.own, calendar(), lists(), today())


def choose_year(desk: Desk) -> int:
    """The year that is reported: the one in hand unless another is asked for."""
    years = desk.calendar.years(desk.today)
    options = {str(year): str(year) for year in years}
    return int(choose_one(desk.reader.say("desk.year"), "year", options, str(years[0])))


def show_status(desk: Desk, year: int) -> None:
    """The last day, and whether the year's report has come."""
    say = desk.reader.say
    st.markdown(deadline_text(desk.reader, year, desk.calendar.last_day(year), desk.today))
    own = [letter for letter in desk.letters if letter.kind == REPORT and letter.year == year]
    standing = standing_of(own[-1], in_force(desk.receipts), ()) if own else None
    if standing is None and desk.receipts["year"].eq(year).any():
        standing = IN_RELEASE
    icons = {None: ":material/schedule:", REFUSED: ":material/error:"}
    show = {None: st.info, REFUSED: st.error}.get(standing, st.success)
    text = say(f"desk.status.{standing or 'none'}", year=year, release=desk.visit.release.id, email=contact()["email"])
    show(text, icon=icons.get(standing, ":material/check_circle:"))


def offer_template(desk: Desk, year: int) -> None:
    """The template of a year, begun from what the member has reported, as a workbook and as CSV in both dialects."""
    say = desk.reader.say
    languages = {code: reader_of(code).say("site.this_language") for code in ("sv", "en")}
    language = choose_one(say("desk.template.language"), "template", languages, desk.reader.language, segmented=True)
    begun = _begun(desk, year)
    source = "none" if begun is None else "same" if begun.year == year else "before"
    st.markdown(say(f"desk.template.from_{source}", year=year, before=year - 1))
    with st.container(horizontal=True, key="templates"):
        for form in ("xlsx", "csv-sv", "csv-int"):
            st.download_button(
                say(f"desk.template.{form}"),
                data=while_signed_in(
                    desk.visit, partial(template_bytes, desk.known, desk.member_id, year, language, form, begun)
                ),
                file_name=f"{desk.member_id}_{year}_{language}.{form.partition('-')[0]}",
                key=f"template-{form}",
                on_click="ignore",
                type="primary" if form == "xlsx" else "secondary",
            )


def _begun(desk: Desk, year: int) -> Report | None:
    return desk.report(year) or desk.report(year - 1)


def template_bytes(known: Lists, member_id: str, year: int, language: str, form: str, begun: Report | None) -> bytes:
    """The template's bytes. form: `xlsx`, `csv-sv` or `csv-int`. begun: the report to begin from."""
    filled = None if begun is None else begun_from(begun, year)
    if form == "xlsx":
        return template(year, language, known.vocabulary, member_id, filled)
    dialect = form.removeprefix("csv-")
    return csv_report(filled or empty_report(member_id, year), known.vocabulary, language, dialect)


def show_readers(desk: Desk) -> None:
    """Who can read what, before anything is sent."""
    st.markdown(desk.reader.say("desk.readers.text"))
    st.html(readers_table(desk.reader))


def take_report(desk: Desk, year: int) -> Checked | None:
    """The place for the file, and what was read in the one that lies there; None without one, or where it was sent."""
    say, handing = desk.reader.say, desk.handing
    if not public_file(served_folder(home_folder())).is_file():
        st.warning(say("desk.closed", email=contact()["email"]), icon=":material/lock:")
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
        st.button(say("desk.file.away"), key="file-away", on_click=_put_away, args=(desk.handing,))
    if reading.errors:
        st.error(say("desk.errors", count=desk.reader.number(reading.error_count)), icon=":material/error:")
        st.html(problem_tables(desk.reader, reading.errors, reading.left_out))
        st.markdown(say("desk.errors.next"))
    elif reading.warnings:
        st.warning(say("desk.warnings", count=len(reading.warnings)), icon=":material/help:")
    else:
        st.success(say("desk.no_problems"), icon=":material/check_circle:")
    if reading.errors or reading.warnings:
        st.download_button(
            say("desk.problems.csv"),
            data=while_signed_in(desk.visit, partial(problem_file, desk.reader, reading.errors, reading.warnings)),
            file_name=f"{desk.member_id}_{say('desk.problems.file_name')}.csv",
            mime="text/csv",
            key="problem-file",
            on_click="ignore",
        )


def _put_away(handing: Handing) -> None:
    handing.upload = None
    handing.checked.clear()


def show_what_is_sent(desk: Desk, checked: Checked) -> None:
    """The figures that are sent, and exactly what others will be able to see of them."""
    reader, say, report = desk.reader, desk.reader.say, checked.reading.report
    st.subheader(say("desk.sent"), anchor="sent")
    st.html(sum_table(reader, report, desk.report(report.year - 1), desk.known.vocabulary))
    st.subheader(say("desk.seen"), anchor="seen")
    st.markdown(say("desk.seen.text"))
    columns = ["dimension", "code", "year", "amount", "step"]
    visible = pd.DataFrame(columns=columns) if desk.own is None else desk.own.ask("stand_visible")[columns]
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
    headings = {name: Column(say(f"desk.column.{name}")) for name in ("what", "shown")}
    show_table(say("desk.seen.caption"), {"what": Column(say("desk.column.sum")), "shown": headings["shown"]}, rows)
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


def send(desk: Desk, checked: Checked) -> None:
    """Each warning with its confirmation and a box to explain it, and the button that sends."""
    reader, say = desk.reader, desk.reader.say
    same = _handed_in_already(desk, checked)
    if same is not None:
        _same_again(desk, checked, same)
        return
    groups = asked(checked.reading.warnings)
    confirmed, explanations = set(), {}
    mark = checked.sent.sha256[:12]  # of another file nothing is confirmed yet
    with st.form("hand-in", enter_to_submit=False):
        st.markdown(say("desk.send.text" if not groups else "desk.send.confirm"))
        for number, group in enumerate(groups):
            with st.container(key=f"warning-{number}"):
                st.html(f"<p>{escape(question(reader, group))}</p>")
                keys = [warning_key(problem) for problem in group]
                if st.checkbox(say("desk.confirm", number=number + 1), key=f"confirm-{mark}-{number}"):
                    confirmed.update(keys)
                label = say("desk.explain", number=number + 1)
                explanations[keys[0]] = st.text_area(
                    label, max_chars=MOST_CHARACTERS, height=80, key=f"explain-{mark}-{number}"
                )
        pressed = st.form_submit_button(say("desk.send", year=checked.reading.report.year), type="primary")
    if not pressed:
        return
    missing = [n for n, group in enumerate(groups, start=1) if warning_key(group[0]) not in confirmed]
    if missing:
        listed = ", ".join(str(number) for number in missing)
        st.error(say("desk.send.unconfirmed", numbers=listed), icon=":material/error:")
        return
    _send(desk, checked, frozenset(confirmed), explanations)


def _send(desk: Desk, checked: Checked, confirmed: frozenset[str], explanations: dict[str, str]) -> None:
    try:
        with st.spinner(desk.reader.say("desk.sending")):
            receipt = hand_in_report(
                served_folder(home_folder()),
                desk.member_id,
                checked,
                confirmed=confirmed,
                explanations=explanations,
                language=desk.reader.language,
            )
    except InputRefused as refusal:
        _refused(desk.reader, refusal.problems)
        return
    _put_away(desk.handing)
    desk.handing.receipt = receipt
    st.rerun()


def _refused(reader: Reader, problems: Sequence[Problem]) -> None:
    st.error(reader.say("desk.send.refused"), icon=":material/error:")
    told = "".join(f"<li>{escape(place_of(reader, p))} {escape(text_of(reader, p))}</li>" for p in problems)
    st.html(f"<ul>{told}</ul>")


def _handed_in_already(desk: Desk, checked: Checked) -> Letter | None:
    """The newest letter of the year where it is this very file."""
    own = [x for x in desk.letters if x.kind == REPORT and x.year == checked.reading.report.year]
    newest = own[-1] if own else None
    return newest if newest and newest.sha256 == checked.sent.sha256 and newest.standing != REFUSED else None


def _same_again(desk: Desk, checked: Checked, letter: Letter) -> None:
    """This file was handed in already: the same receipt again."""
    time = desk.reader.moment(letter.handed_in_at)
    st.info(desk.reader.say("desk.send.same", time=time, letter=letter.letter_id), icon=":material/info:")
    confirmed = [problem.code for problem in checked.reading.warnings]
    _offer_receipt(desk, DeskReceipt(letter, sums(checked.reading.report), confirmed))


def show_receipt(desk: Desk, receipt: DeskReceipt) -> None:
    """That it was handed in, what happens now, and the receipt to keep."""
    say, letter = desk.reader.say, receipt.letter
    time = desk.reader.moment(letter.handed_in_at)
    st.success(
        say("desk.receipt.done", year=letter.year, time=time, letter=letter.letter_id),
        icon=":material/mark_email_read:",
    )
    st.markdown(say("desk.receipt.next"))
    _offer_receipt(desk, receipt)


def _offer_receipt(desk: Desk, receipt: DeskReceipt) -> None:
    text = receipt_text(desk.reader, receipt, desk.known.vocabulary, desk.visit.person.name)
    with st.expander(desk.reader.say("desk.receipt.show")):
        st.text(text)
    st.download_button(
        desk.reader.say("desk.receipt.save"),
        data=while_signed_in(desk.visit, partial(text.encode, "utf-8-sig")),
        file_name=receipt_name(receipt.letter),
        mime="text/plain",
        key="receipt",
        on_click="ignore",
        type="primary",
    )


def show_history(desk: Desk) -> None:
    """All that was handed in, and what became of it."""
    rows = history_rows(desk.reader, desk.letters, desk.receipts, desk.notes, desk.visit.release.id)
    if rows.empty:
        st.info(desk.reader.say("desk.history.none"), icon=":material/inbox:")
        return
    st.html(history_table(desk.reader, rows))


def state_target(desk: Desk) -> None:
    """The member's own target: a year, and a cut against the base year."""
    say, handing = desk.reader.say, desk.handing
    if handing.target is not None:
        time = desk.reader.moment(handing.target.handed_in_at)
        st.success(
            say("desk.target.done", time=time, letter=handing.target.letter_id), icon=":material/mark_email_read:"
        )
    with st.form("own-target", enter_to_submit=False):
        st.markdown(say("desk.target.text"))
        left, right = st.columns(2)
        with left:
            years = list(range(desk.today.year + 1, LAST_TARGET_YEAR + 1))
            start = years.index(2030) if 2030 in years else 0
            target_year = st.selectbox(say("desk.target.year"), years, index=start, key="target-year")
        with right:
            cuts = {cut: desk.reader.percent(cut / 100) for cut in range(1, 101)}
            cut = st.selectbox(say("desk.target.cut"), list(cuts), 49, cuts.__getitem__, key="target-cut")
        pressed = st.form_submit_button(say("desk.target.send"))
    if not pressed:
        return
    try:
        handing.target = hand_in_note(
            served_folder(home_folder()),
            desk.member_id,
            TARGET,
            desk.today.year,
            target_year=int(target_year),
            target_share=cut / 100,
        )
    except InputRefused as refusal:
        _refused(desk.reader, refusal.problems)
        return
    st.rerun()
