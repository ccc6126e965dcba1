"""What the page on members' reports is put together from."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from declaration.home import DATA
from declaration.release.programme import DEMONSTRATION, intensities_of
from declaration.reports.store import Receipt
from declaration.steward.letters_view import reports_at_the_desk, warnings_in_words
from declaration.steward.peers import beside_peers, limits_of
from declaration.steward.received import (
    CORRECTED,
    IN_FORCE,
    KINDS,
    LETTER_REFUSED,
    LETTER_WAITING,
    MISSING,
    Book,
    counts,
    coverage_rows,
    notes_of,
    receipts_of,
    rules_of,
    standings,
    sum_rows,
    those,
)
from declaration.steward.room import Room
from declaration.steward.words import literal, named, note_text, subject_name
from declaration.ui.choice import choose_one, choose_yes_or_no
from declaration.ui.tables import Column, show_table, year_column

#: what the steward has to do something about
OPEN = (MISSING, LETTER_WAITING, LETTER_REFUSED)


def choose_book(room: Room) -> Book:
    """The members' own programme or the demonstration, the one that releases are made of first."""
    say = room.reader.say
    kinds = {kind: say(f"steward.programme.{kind}.short") for kind in KINDS}
    return room.book(choose_one(say("steward.programme"), "programme", kinds, room.kind_in_force, segmented=True))


def show_counts(room: Room, rows: pd.DataFrame, year: int) -> None:
    """How many members stand how in a year."""
    reader, found = room.reader, counts(rows, year)
    expected = sum(found[standing] for standing in (IN_FORCE, CORRECTED, *OPEN))
    with st.container(horizontal=True, key="counts"):
        for standing in (IN_FORCE, *OPEN):
            amount = found[standing] + (found[CORRECTED] if standing == IN_FORCE else 0)
            st.metric(reader.say(f"steward.count.{standing}"), reader.number(amount), width="content")
    st.caption(reader.say("steward.count.of", expected=reader.number(expected), year=year))


def show_standings(room: Room, rows: pd.DataFrame, years: list[int], year: int) -> None:
    """Every member in every year, or only those something is to be done about in the chosen one."""
    say = room.reader.say
    if choose_yes_or_no(say("steward.only_open", year=year), "open", False):
        rows = those(rows, year, OPEN)
    if rows.empty:
        st.success(say("steward.none_open", year=year), icon=":material/check_circle:")
        return
    words = rows.assign(
        category=[say(f"category.{code}") for code in rows["category"]],
        **{str(y): [say(f"steward.standing.{standing}") for standing in rows[y]] for y in years},
    )
    columns = {"name": Column(say("steward.member")), **{str(y): Column(str(y)) for y in years}}
    columns["category"] = Column(say("steward.category"))
    show_table(say("steward.standings.caption"), columns, words)


def show_coverage(room: Room, book: Book) -> None:
    """Coverage by year against the rule that allows a status."""
    reader, say = room.reader, room.reader.say
    programme = room.programme
    if programme is None or programme.kind != book.kind:
        st.info(say(f"steward.coverage.not_{book.kind}"), icon=":material/info:")
        return
    rules = rules_of(DATA)
    rows = coverage_rows(programme, rules)
    words = rows.assign(
        status=[say(f"steward.coverage.{'enough' if ok else 'short'}") for ok in rows["status_allowed"]]
    )
    columns = {"year": year_column(reader)}
    columns |= {name: Column(say(f"steward.coverage.{name}"), reader.number) for name in ("members", "reporters")}
    shares = ("reporters_share", "emissions_share", "estimated_share")
    columns |= {name: Column(say(f"steward.coverage.{name}"), lambda x: reader.percent(x, 1)) for name in shares}
    columns["status"] = Column(say("steward.coverage.status"))
    show_table(say("steward.coverage.caption"), columns, words)
    floor, ceiling = reader.percent(rules.coverage_floor), reader.percent(rules.estimated_ceiling)
    st.caption(say("steward.coverage.rule", floor=floor, ceiling=ceiling))


def show_receipts(room: Room, book: Book, year: int) -> None:
    """The receipts of one member and year, with what was sent."""
    say = room.reader.say
    names = {
        member: name
        for member, name in book.names.items()
        if receipts_of(book, member, year) or len(notes_of(book, member, year))
    }
    if not names:
        st.info(say("steward.receipts.none", year=year), icon=":material/info:")
        return
    member = choose_one(say("steward.member"), "member", names, next(iter(names)))
    every = receipts_of(book, member, year)
    for receipt in every:
        before = next((r for r in every if r.receipt_id == receipt.supersedes), None)
        with st.expander(_title(room, receipt, is_newest=receipt is every[0]), expanded=receipt is every[0]):
            _one_receipt(room, receipt, before)
    _notes(room, notes_of(book, member, year))


def _title(room: Room, receipt: Receipt, *, is_newest: bool) -> str:
    standing = "in_force" if is_newest else "replaced"
    return room.reader.say(f"steward.receipt.{standing}", time=room.reader.moment(receipt.received_at))


def _one_receipt(room: Room, receipt: Receipt, before: Receipt | None) -> None:
    reader, say = room.reader, room.reader.say
    st.markdown(say("steward.receipt.facts", receipt=receipt.receipt_id, file=literal(receipt.file)))
    st.markdown(say("steward.receipt.rows", **{name: reader.number(n) for name, n in receipt.rows.items()}))
    shown = list((Counter(receipt.confirmed) - Counter(receipt.unconfirmed)).elements())
    for standing, codes in (("confirmed", shown), ("unconfirmed", receipt.unconfirmed)):
        if codes:
            st.markdown(say(f"steward.receipt.{standing}", warnings=warnings_in_words(room, codes)))
    _said(room, receipt)
    rows = sum_rows(receipt, before)
    words = rows.assign(
        activity=[named(reader, "activity_code", code) for code in rows["activity_code"]],
        carrier=[named(reader, "carrier_code", code) for code in rows["carrier_code"]],
    )
    columns: Mapping[str, Column] = {
        "activity": Column(say("steward.activity")),
        "carrier": Column(say("steward.carrier")),
        "quantity": Column(say("steward.quantity"), lambda x: reader.number(x, 1)),
        **({"before": Column(say("steward.before"), lambda x: reader.number(x, 1))} if before else {}),
        "unit": Column(say("steward.unit")),
    }
    show_table(say("steward.receipt.sums"), columns, words)
    st.caption(say("steward.receipt.hash", hash=receipt.sha256))


def _said(room: Room, receipt: Receipt) -> None:
    """What its sender said to the warnings."""
    say = room.reader.say
    if not receipt.explanations:
        return
    rows = pd.DataFrame(receipt.explanations)
    rows["warning"] = [warnings_in_words(room, [code]).rsplit(" (", 1)[0] for code in rows["code"]]
    rows["place"] = [
        ", ".join(str(part) for part in (row.sheet, row.row and say("receive.row", row=row.row)) if part)
        for row in rows.itertuples(index=False)
    ]
    columns = {"warning": Column(say("steward.warning")), "place": Column(say("steward.place"))}
    show_table(say("steward.said.caption"), columns | {"text": Column(say("steward.text"))}, rows)


def _notes(room: Room, own: pd.DataFrame) -> None:
    """What the member wrote beside its reports: explanations and targets."""
    reader, say = room.reader, room.reader.say
    if own.empty:
        return
    notes = list(own.itertuples(index=False))
    rows = pd.DataFrame(
        {
            "sent": [reader.moment(note.sent_at) for note in notes],
            "kind": [say(f"steward.note.{note.kind}") for note in notes],
            "subject": [subject_name(reader, note.subject) for note in notes],
            "text": [note_text(reader, note) for note in notes],
        }
    )
    columns = {name: Column(say(f"steward.{name}")) for name in rows}
    show_table(say("steward.notes.caption"), columns, rows)


def show_peers(room: Room, book: Book, year: int) -> None:
    """Intensities far from the median of their category: never told to the sender, for it tells of others."""
    reader, say = room.reader, room.reader.say
    programme = room.programme
    if programme is None or programme.kind != book.kind:
        st.info(say(f"steward.coverage.not_{book.kind}"), icon=":material/info:")
        return
    limits = limits_of(DATA)
    rows = beside_peers(intensities_of(programme), limits)
    rows = rows[rows["year"].eq(year)]
    unlikely = rows[rows["is_unlikely"]]
    low, high = limits.by_rule["P04"]
    st.markdown(say("steward.peers.rule", low=reader.number(low, 2), high=reader.number(high)))
    if unlikely.empty:
        few = int(rows["times"].isna().sum())
        st.success(
            say("steward.peers.none", judged=reader.number(len(rows) - few), few=reader.number(few)),
            icon=":material/check_circle:",
        )
    shown = rows if choose_yes_or_no(say("steward.peers.all", year=year), "all", False) else unlikely
    if shown.empty:
        return
    words = shown.assign(
        name=shown["member_id"].map(book.names),
        category=[say(f"category.{code}") for code in shown["category"]],
        measure=[say(f"steward.intensity.{code}") for code in shown["code"]],
        judged=[say(f"steward.peers.{'unlikely' if x else 'likely'}") for x in shown["is_unlikely"]],
    )
    columns = {
        "name": Column(say("steward.member")),
        "category": Column(say("steward.category")),
        "measure": Column(say("steward.peers.measure")),
        "amount": Column(say("steward.peers.amount"), reader.about),
        "median": Column(say("steward.peers.median"), reader.about),
        "members": Column(say("steward.peers.members"), reader.number),
        "times": Column(say("steward.peers.times"), reader.about),
        "judged": Column(say("steward.peers.judged")),
    }
    show_table(say("steward.peers.caption", year=year), columns, words)


def rows_of(book: Book, years: list[int], letters: pd.DataFrame) -> pd.DataFrame:
    """The standings with the letters that wait at the desk."""
    own = letters[letters["member_id"].isin(book.register["member_id"])]
    return standings(book, years, reports_at_the_desk(own))


def is_demonstration(book: Book) -> bool:
    """Whether the reporters are invented."""
    return book.kind == DEMONSTRATION
