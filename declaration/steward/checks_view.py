"""What the page on checks is put together from: the gate's report, the audit's, members' files and keys."""

from datetime import datetime

import pandas as pd
import streamlit as st

from declaration.audit.report import OUTSIDER, AuditReport
from declaration.disclosure.gate import PENDING
from declaration.home import served_folder
from declaration.release.auditing import kept_report
from declaration.release.ledger import entries
from declaration.release.members import open_member
from declaration.release.shelf import Release
from declaration.release.vault import load, vault_file
from declaration.sealing.errors import SealingError
from declaration.steward.checked import (
    exposure_rows,
    member_files,
    merged_classes,
    numbers_of,
    reasons,
    table_rows,
    withheld_rows,
)
from declaration.steward.room import Room, has_key
from declaration.steward.words import cell_name, duration, table_name
from declaration.ui.choice import choose_one
from declaration.ui.tables import Column, show_table, year_column


def choose_release(room: Room) -> Release | None:
    """A release of the shelf, the one that readers see first."""
    say = room.reader.say
    names = {release.id: _release_name(room, release) for release in room.releases}
    return room.named(choose_one(say("steward.release"), "of", names, room.current.id))


def _release_name(room: Room, release: Release) -> str:
    reader = room.reader
    key = "steward.release.current" if release == room.current else "steward.release.earlier"
    return reader.say(key, release=release.id, date=reader.date(release.manifest()["built_on"]))


def show_gate(room: Room, release: Release) -> None:
    """What the gate let through, table by table, and why it withheld what it did."""
    reader, say = room.reader, room.reader.say
    ledger = room.ledger(release)
    numbers = numbers_of(release, ledger)
    tables = table_rows(numbers)
    sums = {name: reader.number(tables[name].sum()) for name in ("published", "pending", "withheld")}
    st.markdown(say("steward.gate.sums", **sums))
    words = tables.assign(
        table=[
            table_name(reader, *key)
            for key in tables[["block", "view", "dimension"]].itertuples(index=False, name=None)
        ],
        step=[_step(room, row.least_step_t, row.largest_step_t) for row in tables.itertuples(index=False)],
    ).sort_values("table", key=lambda names: names.str.casefold())
    columns = {"table": Column(say("steward.table"))}
    columns |= {
        name: Column(say(f"steward.gate.{name}"), reader.number) for name in ("published", "pending", "withheld")
    }
    columns["step"] = Column(say("steward.gate.step"))
    with st.container(key="gate-tables"):
        show_table(say("steward.gate.caption"), columns, words)
    _classes(room, release)
    _withheld(room, release, numbers)
    if sums["pending"] != reader.number(0):
        pending = numbers[numbers["status"].eq(PENDING)]
        show_table(say("steward.pending.caption"), _cell_columns(room), _cells(room, pending))


def _step(room: Room, least: float, largest: float) -> str:
    if pd.isna(least):
        return room.reader.say("steward.gate.bands")
    return room.reader.about(least, 1) if least == largest else room.reader.between(least, largest, 1)


def _classes(room: Room, release: Release) -> None:
    reader, say = room.reader, room.reader.say
    every = entries(room.ledger(release))
    rows = merged_classes(every[0].tables["classes"])
    if rows.empty:
        st.info(say("steward.classes.none"), icon=":material/info:")
        return
    words = pd.DataFrame(
        {
            "dimension": [say(f"price.table.{dimension}") for dimension in rows["dimension"]],
            "codes": [
                ", ".join(cell_name(reader, d, code) for code in codes)
                for d, codes in zip(rows["dimension"], rows["codes"], strict=True)
            ],
        }
    )
    columns = {"dimension": Column(say("steward.dimension")), "codes": Column(say("steward.classes.together"))}
    show_table(say("steward.classes.caption"), columns, words)


def _withheld(room: Room, release: Release, numbers: pd.DataFrame) -> None:
    reader, say = room.reader, room.reader.say
    ledger = room.ledger(release)
    edition, _ = load(vault_file(room.home, release.id), room.seal)
    classes = entries(ledger)[0].tables["classes"]
    rows = withheld_rows(numbers, reasons(room.home, ledger, release, room.seal), edition, classes)
    if rows.empty:
        st.success(say("steward.withheld.none"), icon=":material/check_circle:")
        return
    words = _cells(room, rows).assign(
        why=[say(f"steward.why.{why}") for why in rows["decided_by"]],
        groups=rows["groups"].to_numpy(),
        largest_share=rows["largest_share"].to_numpy(),
    )
    columns = _cell_columns(room) | {
        "why": Column(say("steward.withheld.why")),
        "groups": Column(say("steward.withheld.groups"), reader.number),
        "largest_share": Column(say("steward.withheld.largest"), reader.percent),
    }
    with st.expander(say("steward.withheld.show", count=reader.number(len(rows)))):
        show_table(say("steward.withheld.caption"), columns, words)


def _cell_columns(room: Room) -> dict[str, Column]:
    say = room.reader.say
    return {
        "table": Column(say("steward.table")),
        "cell": Column(say("steward.cell")),
        "year": year_column(room.reader),
    }


def _cells(room: Room, rows: pd.DataFrame) -> pd.DataFrame:
    reader = room.reader
    return pd.DataFrame(
        {
            "table": [table_name(reader, row.block, row.view, row.dimension) for row in rows.itertuples(index=False)],
            "cell": [cell_name(reader, row.dimension, row.code) for row in rows.itertuples(index=False)],
            "year": rows["year"].astype(int).to_numpy(),
        }
    )


def show_audit(room: Room, release: Release) -> None:
    """The latest audit up to a release."""
    found = kept_report(room.home, release.id, room.seal)
    if found is None:
        told = release.manifest()["audit"]
        blanks = {name: room.reader.number(told[name]) for name in ("attackers", "figures", "exposures")}
        st.info(room.reader.say("steward.audit.not_kept", **blanks), icon=":material/info:")
        return
    show_report(room, *found)


def show_report(room: Room, report: AuditReport, made_at: datetime) -> None:
    """What an audit tried and found. True figures stand here, and nowhere else."""
    reader, say = room.reader, room.reader.say
    key = "steward.audit.passed" if report.passed else "steward.audit.failed"
    counts = {name: reader.number(n) for name, n in report.counts.items()}
    blanks = {"time": reader.moment(made_at), "p": reader.percent(report.p), "took": duration(reader, report.seconds)}
    (st.success if report.passed else st.error)(say(key, **blanks), icon=":material/policy:")
    st.markdown(say("steward.audit.tried", **counts))
    near = {kind: reader.percent(share, 1) for kind, share in report.tightest.items()}
    st.markdown(say("steward.audit.nearest", **near))
    for finding in report.findings:
        st.warning(say("steward.audit.finding", finding=finding), icon=":material/warning:")
    rows = exposure_rows(report)
    for is_counted in (True, False):
        _exposures(room, rows[rows["is_counted"].eq(is_counted)], is_counted)


def _exposures(room: Room, rows: pd.DataFrame, is_counted: bool) -> None:
    reader, say = room.reader, room.reader.say
    if rows.empty:
        return
    words = rows.assign(
        year=rows["year"].astype(int),
        attacker=[" + ".join(_group(room, name) for name in who.split(" and ")) for who in rows["attacker"]],
        group=[_group(room, name) for name in rows["group"]],
        cell=[_target(room, cell) for cell in rows["cell"]],
    )
    columns = {"attacker": Column(say("steward.audit.attacker")), "group": Column(say("steward.audit.group"))}
    columns |= {"cell": Column(say("steward.cell")), "year": year_column(reader)}
    columns |= {name: Column(say(f"steward.audit.{name}"), reader.about) for name in ("low_t", "high_t", "true_t")}
    caption = say("steward.audit.exposed" if is_counted else "steward.audit.pairs", count=reader.number(len(rows)))
    with st.expander(caption, expanded=is_counted):
        if not is_counted:
            st.markdown(say("steward.audit.pairs.text"))
        show_table(caption, columns, words)


def _group(room: Room, name: str) -> str:
    """An outsider, a member or a corporate group."""
    return room.reader.say("steward.audit.outsider") if name == OUTSIDER else room.names.get(name, name)


def _target(room: Room, cell: str) -> str:
    """What the audit aimed at, in words where the whole of it is known."""
    reader = room.reader
    kind, _, code = cell.partition(" ")
    if kind == "column" and (key := f"steward.block.{code}") in reader.say.keys:
        return reader.say(key)
    return cell_name(reader, kind, code) if kind in ("area", "park") else cell_name(reader, "side", cell)


def show_files(room: Room, release: Release) -> None:
    """Which members' own files were written, and whether each opens with the key that was handed out for it."""
    reader, say = room.reader, room.reader.say
    rows = member_files(room.home, release)
    without = int((~rows["has_key"]).sum())
    st.markdown(say("steward.files.written", files=reader.number(len(rows)), without=reader.number(without)))
    opens = st.session_state.get("opens", {}).get(release.id, {})
    if st.button(say("steward.files.try"), icon=":material/lock_open:"):
        with st.spinner(say("steward.files.trying")):
            opens = {member: _opens(room, release, member) for member in rows["member_id"]}
        st.session_state["opens"] = {release.id: opens}
    words = rows.assign(
        name=[room.names.get(member, member) for member in rows["member_id"]],
        key=[say(f"steward.files.{'has_key' if has else 'no_key'}") for has in rows["has_key"]],
        opens=[say(f"steward.files.{opens.get(member, 'untried')}") for member in rows["member_id"]],
    )
    columns = {
        "name": Column(say("steward.member")),
        "kilobytes": Column(say("steward.files.kilobytes"), reader.number),
        "key": Column(say("steward.files.key")),
        "opens": Column(say("steward.files.opens")),
    }
    with st.expander(say("steward.files.show")):
        show_table(say("steward.files.caption"), columns, words)


def _opens(room: Room, release: Release, member_id: str) -> str:
    try:
        open_member(release.folder / "members", member_id, room.seal).close()
    except SealingError:
        return "broken"
    return "whole"


def show_keys(room: Room) -> None:
    """Which keys there are, never what they say."""
    reader, say = room.reader, room.reader.say
    secret = room.home / "secret"
    handed_out = len(list((served_folder(room.home) / "keys").glob("*.key")))
    marks = [mark.hex() for mark in room.seal.marks] if room.seal else []
    rows = pd.DataFrame(
        [
            ("main", say("steward.key.there" if has_key(room.home) else "steward.key.missing"), ", ".join(marks)),
            ("desk", say("steward.key.there" if (secret / "desk.key").is_file() else "steward.key.missing"), ""),
            ("members", say("steward.key.count", count=reader.number(handed_out)), ""),
        ],
        columns=["key", "standing", "mark"],
    )
    rows["key"] = [say(f"steward.key.{key}") for key in rows["key"]]
    columns = {name: Column(say(f"steward.key.column.{name}")) for name in ("key", "standing", "mark")}
    show_table(say("steward.keys.caption"), columns, rows)
    st.caption(say("steward.keys.text", folder=f"`{secret}`"))
