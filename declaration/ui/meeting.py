"""The steering group's page: its briefing sheet by sheet, on the page and on the wall, and to take away."""

from dataclasses import dataclass
from functools import cached_property, partial
from itertools import takewhile
from pathlib import Path

import duckdb
import pandas as pd
import streamlit as st

from declaration.chain import BrokenChainError
from declaration.clock import today
from declaration.home import home_folder
from declaration.language import Reader
from declaration.meeting import export, log
from declaration.meeting.briefing import Briefing, brief
from declaration.meeting.document import meeting_pdf
from declaration.meeting.paging import Part, Room, parts
from declaration.meeting.sheet import Sheet, Table, with_sign
from declaration.meeting.sheets import mark, picture_svg, sheets
from declaration.meeting.slides import meeting_slides
from declaration.meeting.state import SCOPES, WHOLE, State
from declaration.meeting.words import scope_name
from declaration.release.shelf import Release, releases
from declaration.ui.choice import choose_one, choose_yes_or_no
from declaration.ui.edition import Edition
from declaration.ui.files import File, offer_files
from declaration.ui.tables import Column, csv_bytes, html_table, without_formulas
from declaration.ui.visit import Visit

#: for a sheet's body on a wall of 1920 × 1080, in its pixels; static/site.css scales it with the screen
WALL = Room(width=1760, height=690, size=21, words=21, face=0.5, leading=1.6, across=24, down=13, above=42)
#: width of a picture in its own units, for wide screens and for narrow ones: its type keeps its size
WIDTHS = {"wide": 960, "narrow": 380}
_KEYS = st.components.v2.component(
    "presentation_keys",
    js=(Path(__file__).parent / "presentation.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


class OlderFormError(RuntimeError):
    """An earlier release was made in a form that does not answer today's questions."""


class EarlierEdition(Edition):
    """A release to compare with, which may be older than a question."""

    def ask(self, name: str, **parameters: object) -> pd.DataFrame:
        """The answer to one question. Raises OlderFormError where the release has no answer."""
        try:
            return super().ask(name, **parameters)
        except duckdb.Error as wrong:
            raise OlderFormError(f"{self.release.id}: {name}") from wrong


@dataclass(frozen=True)
class Meeting:
    """What the meeting reads: the briefing, its sheets, and the log as it stands (None where it is broken)."""

    visit: Visit
    briefing: Briefing
    sheets: tuple[Sheet, ...]
    log: State | None

    @property
    def reader(self) -> Reader:
        """Texts and figures in the language of the visit."""
        return self.visit.reader

    @cached_property
    def wall(self) -> tuple[Part, ...]:
        """What the wall shows, one after the other; a table longer than the wall goes on on the next."""
        return tuple(part for sheet in self.sheets for part in parts(sheet, WALL, twins=False))


def open_meeting(visit: Visit) -> Meeting:
    """Ask what to compare with, and put the briefing together."""
    say = visit.reader.say
    held = _log_of(home_folder())
    earlier = {release.id: release for release in reversed(_made_before(visit))}
    names = {release_id: _release_name(visit, release) for release_id, release in earlier.items()}
    with st.container(key="inputs"):
        left, middle, right = st.columns([3, 2, 2])
        with left:
            against = choose_one(say("meeting.compare"), "against", names, next(iter(names))) if names else None
        with middle:
            areas = {scope: scope_name(visit.reader, scope) for scope in SCOPES}
            scope = choose_one(say("meeting.compare.area"), "area", areas, WHOLE)
        with right:
            same = choose_yes_or_no(say("meeting.factors"), "constant", False, say("meeting.factors.help"))
    chosen = {"scope": scope, "factors": "constant" if same else "own_year"}
    before = EarlierEdition(earlier[against], visit.edition.language) if against else None
    try:
        briefing = brief(visit.edition, before, held, today(), **chosen)
    except OlderFormError:
        st.warning(say("meeting.compare.unreadable", release=against), icon=":material/history:")
        briefing = brief(visit.edition, None, held, today(), **chosen)
    return Meeting(visit, briefing, sheets(visit.reader, briefing), held)


def show_contents(meeting: Meeting) -> None:
    """Where each sheet is, and the way to the wall."""
    say = meeting.reader.say
    with st.container(horizontal=True, key="meeting-tools"):
        st.button(
            say("meeting.present"),
            icon=":material/slideshow:",
            type="primary",
            on_click=_present,
            args=(1,),
            key="wall-on",
        )
        offer_papers(meeting)
    st.caption(say("meeting.export.text"))


def show_sheet(meeting: Meeting, sheet: Sheet) -> None:
    """A finding, its picture or table, what to know of it, and where it comes from."""
    reader, say = meeting.reader, meeting.reader.say
    with st.container(key=f"sheet-{sheet.key}"):
        st.header(sheet.title, anchor=sheet.key)
        st.markdown(sheet.subtitle)
        _picture(meeting, sheet)
        if not sheet.picture:
            _tables(sheet)
        elif sheet.tables:
            with st.expander(say("figure.table")):
                _tables(sheet)
        for words in sheet.words:
            st.markdown(words)
        st.caption(_foot(reader, sheet))


def _foot(reader: Reader, sheet: Sheet) -> str:
    """Where a sheet comes from, and what is true of it."""
    return f"{reader.say('meeting.source', source=sheet.source)} {sheet.conditions}"


def _picture(meeting: Meeting, sheet: Sheet) -> None:
    if sheet.picture:
        stamp = mark(meeting.reader, meeting.briefing, sheet)
        for screen, width in WIDTHS.items():
            with st.container(key=f"{screen}-{sheet.key}"):
                st.image(picture_svg(meeting.reader, sheet, width=width, mark=stamp), width="stretch", alt=sheet.alt)


def _tables(sheet: Sheet) -> None:
    for table in sheet.tables:
        st.html(sheet_table(table))


def sheet_table(table: Table) -> str:
    """A sheet's table as HTML; a status has its sign before its word."""
    columns = {
        str(place): Column(heading.words, str if heading.is_figure else None)
        for place, heading in enumerate(table.headings)
    }
    rows = [[with_sign(cell) for cell in row] for row in table.rows]
    return html_table(table.caption, columns, pd.DataFrame(rows, columns=list(columns)))


def offer_papers(meeting: Meeting) -> None:
    """The same figures as PDF and slides."""
    say, reader, briefing = meeting.reader.say, meeting.reader, meeting.briefing
    name = f"{briefing.release}_{say('page.meeting').lower()}"
    files = [
        File("pdf", say("meeting.export.pdf"), f"{name}.pdf", partial(meeting_pdf, reader, briefing)),
        File("pptx", say("meeting.export.pptx"), f"{name}.pptx", partial(meeting_slides, reader, briefing)),
    ]
    offer_files(meeting.visit, "meeting", files)


def offer_log(meeting: Meeting) -> None:
    """The log to take away, as it stands."""
    say, state = meeting.reader.say, meeting.log
    files = []
    for what, columns, rows in (
        ("decisions", export.DECISION_COLUMNS, export.decision_rows(state)),
        ("measures", export.MEASURE_COLUMNS, export.measure_rows(state)),
    ):
        table = without_formulas(pd.DataFrame(rows, columns=list(columns)))
        for dialect in ("sv", "en"):
            name, made = f"{what}_{dialect}", partial(csv_bytes, table, dialect)
            files.append(File(name, say(f"meeting.export.{name}"), f"{name}.csv", made))
    files.append(File("json", say("meeting.export.json"), "log.json", _whole_log))
    offer_files(meeting.visit, "log", files)


def _whole_log() -> bytes:
    return export.json_bytes(log.entries(home_folder()))


def wanted_slide(meeting: Meeting) -> int | None:
    """The slide that the address asks for, counted from 1; None where the page itself is read."""
    asked = st.query_params.get("present", "")
    return min(max(int(asked), 1), len(meeting.wall)) if asked.isdecimal() and len(asked) < 4 else None


def show_wall(meeting: Meeting, number: int) -> None:
    """One sheet, or the part of it that fits, large, with the way to the next and back by buttons and keys."""
    say, count = meeting.reader.say, len(meeting.wall)
    part = meeting.wall[number - 1]
    sheet, title = part.sheet, part.sheet.title
    if part.count > 1:
        title = say("meeting.slide.part", title=title, number=part.number, count=part.count)
    with st.container(key="wall"):
        st.title(title)
        st.markdown(sheet.subtitle)
        if part.picture:
            _picture(meeting, sheet)
        if part.table:
            st.html(sheet_table(part.table))
        for words in part.words:
            st.markdown(words)
        st.caption(_foot(meeting.reader, sheet))
        with st.container(horizontal=True, vertical_alignment="center", key="wall-tools"):
            ways = {"previous": number - 1, "next": number + 1, "leave": None}
            for way, to in ways.items():
                st.button(
                    say(f"meeting.present.{way}"),
                    disabled=to is not None and not 1 <= to <= count,
                    on_click=_present,
                    args=(to,),
                    key=f"wall-{way}",
                )
            st.markdown(say("meeting.present.place", number=number, count=count))
        st.caption(say("meeting.present.keys"))
    pressed = _KEYS(key="wall-keys", on_way_change=lambda: None).way
    to = {"previous": max(1, number - 1), "next": min(count, number + 1), "first": 1, "last": count}.get(pressed)
    if pressed == "leave" or (to is not None and to != number):
        _present(to)
        st.rerun()


def _present(number: int | None) -> None:
    if number is None:
        st.query_params.pop("present", None)
    else:
        st.query_params["present"] = str(number)


def _log_of(home: Path) -> State | None:
    try:
        return log.standing(home)
    except BrokenChainError:
        return None


def _made_before(visit: Visit) -> list[Release]:
    """The releases on the shelf that were made before the one that is read."""
    return list(takewhile(lambda release: release.id != visit.release.id, releases(home_folder())))


def _release_name(visit: Visit, release: Release) -> str:
    manifest = release.manifest()
    until = manifest["inputs"].get("programme_until", "")
    date = visit.reader.date(manifest["built_on"])
    return visit.reader.say("meeting.compare.option", date=date, year=until, release=release.id)
