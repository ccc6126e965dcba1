"""What the page on releases is put together from: what one made now would take in, and the way back."""

from datetime import UTC, date, datetime

import pandas as pd
import streamlit as st

from declaration.disclosure.rules import read_rules
from declaration.home import DATA
from declaration.steward.room import Room
from declaration.steward.running import start_run
from declaration.steward.runs import PRICE, RELEASE, ROLLBACK
from declaration.steward.upcoming import CORRECTION, LATE, changed_parts, last_closed_year, new_reports
from declaration.ui.tables import Column, show_table, year_column

MOST_ROWS = 40


def show_current(room: Room) -> None:
    """Which release readers see now."""
    reader, release = room.reader, room.current
    if release is None:
        st.info(reader.say("steward.no_release.text"), icon=":material/info:")
        return
    manifest = release.manifest()
    changes = manifest["changes"]
    st.markdown(
        reader.say(
            "steward.current",
            release=release.id,
            date=reader.date(manifest["built_on"]),
            programme=reader.say(f"steward.programme.{manifest['programme']}").lower(),
            until=manifest["inputs"]["programme_until"],
            pending=reader.number(changes["pending"]),
        )
    )


def choose_moment(room: Room) -> date | None:
    """The day whose reports a release is made with; None for all that has been received."""
    say = room.reader.say
    return st.date_input(
        say("steward.as_of"),
        value=None,
        max_value=datetime.now(UTC).date(),
        format="YYYY-MM-DD",
        help=say("steward.as_of.help"),
    )


def end_of(day: date | None) -> datetime | None:
    """The moment that `--as-of` means."""
    return day and datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)


def show_upcoming(room: Room, as_of: datetime | None, revise: bool) -> None:
    """The reports that the current release was not made of, and whatever else has changed since."""
    reader, say = room.reader, room.reader.say
    if room.current is None:
        st.markdown(say("steward.upcoming.first"))
        return
    manifest = room.current.manifest()
    book = room.book(room.kind_in_force)
    rows = new_reports(book.receipts, manifest, last_closed_year(DATA, as_of or datetime.now(UTC)), as_of)
    parts = changed_parts(room.home, DATA, manifest)
    if rows.empty and not parts:
        st.info(say("steward.upcoming.nothing"), icon=":material/info:")
    if len(rows):
        _reports(room, rows, book.names, revise)
    if parts:
        listed = ", ".join(say(f"steward.part.{part}", count=reader.number(n)) for part, n in parts.items())
        st.markdown(say("steward.upcoming.parts", parts=listed))


def _reports(room: Room, rows: pd.DataFrame, names: dict[str, str], revise: bool) -> None:
    reader, say = room.reader, room.reader.say
    waits = rows["kind"].isin([CORRECTION, LATE])
    meaning = [
        say(f"steward.upcoming.{kind}" if not later or not revise else f"steward.upcoming.{kind}.revised")
        for kind, later in zip(rows["kind"], waits, strict=True)
    ]
    words = rows.assign(
        name=rows["member_id"].map(names), received=[reader.moment(at) for at in rows["received_at"]], meaning=meaning
    )
    columns = {"name": Column(say("steward.member")), "year": year_column(reader)}
    columns |= {"received": Column(say("steward.received")), "meaning": Column(say("steward.meaning"))}
    show_table(say("steward.upcoming.caption", count=reader.number(len(rows))), columns, words.head(MOST_ROWS))
    if len(rows) > MOST_ROWS:
        st.caption(say("steward.upcoming.more", count=reader.number(len(rows) - MOST_ROWS)))


def start_button(room: Room, free: bool, day: date | None, revise: bool) -> None:
    """Starts a release, where nothing else goes on."""
    say = room.reader.say
    asked = [*(("--as-of", day.isoformat()) if day else ()), *(("--revise",) if revise else ())]
    st.button(
        say("steward.start"),
        type="primary",
        icon=":material/rocket_launch:",
        disabled=not free,
        on_click=start_run,
        args=(room, RELEASE, asked),
        key="start-release",
    )


def show_rollback(room: Room, free: bool) -> None:
    """The way back to an earlier release: what it means, and a confirmation."""
    say = room.reader.say
    earlier = [release for release in room.releases if release != room.current]
    if not earlier:
        st.info(say("steward.rollback.none"), icon=":material/info:")
        return
    st.markdown(say("steward.rollback.text"))
    names = {
        release.id: say(
            "steward.release.earlier", release=release.id, date=room.reader.date(release.manifest()["built_on"])
        )
        for release in earlier
    }
    chosen = st.selectbox(say("steward.rollback.to"), list(names), format_func=names.__getitem__, key="rollback-to")
    is_sure = st.checkbox(say("steward.rollback.sure", release=chosen), key=f"rollback-{chosen}")
    st.button(
        say("steward.rollback.button"),
        icon=":material/history:",
        disabled=not (is_sure and free),
        on_click=start_run,
        args=(room, ROLLBACK, [chosen]),
        key="roll-back",
    )


def price_button(room: Room, free: bool) -> None:
    """Starts the pricing of the rules' further tables."""
    say = room.reader.say
    further = [d for table in read_rules(DATA / "disclosure" / "rules.toml").option for d in table.weights]
    tables = ", ".join(say(f"price.table.{dimension}").lower() for dimension in further)
    st.markdown(say("steward.price.text", tables=tables) if further else say("steward.price.no_tables"))
    st.button(
        say("steward.price.button"),
        icon=":material/sell:",
        disabled=not (further and room.current and free),
        on_click=start_run,
        args=(room, PRICE),
        key="start-price",
    )
