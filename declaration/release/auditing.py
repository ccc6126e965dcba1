"""Gives the auditor what it needs: what each release says, read from its files, and the truth behind, from the vaults.

A release that is no longer on the shelf has still been read: its part is taken from the ledger.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from declaration.audit.evidence import CLASS_COLUMNS, LEVER_COLUMNS, PEER_COLUMNS, AuditRules, Evidence, Known, Truth
from declaration.audit.report import AuditReport, audit
from declaration.disclosure.gate import Edition
from declaration.disclosure.rules import Rules, read_rules
from declaration.release.gating import Before, Gated, read_knowledge
from declaration.release.ledger import Entry, entries
from declaration.release.member_file import SUFFIX
from declaration.release.members import open_member
from declaration.release.reader import open_database
from declaration.release.shelf import find_release
from declaration.release.vault import load, vault_file
from declaration.sealing.files import seal as seal_to
from declaration.sealing.files import unseal
from declaration.sealing.key import Seal

NUMBER_COLUMNS = ["number_id", "block", "view", "dimension", "code", "year", "low", "high"]
#: what the audit found is told to this fineness, downwards: finer would tell what the gate runs with
TOLD = 0.10


def audit_build(
    home: Path,
    folder: Path,
    release_id: str,
    before: Sequence[Before],
    edition: Edition,
    truth: dict[str, pd.DataFrame],
    rules: Rules,
    data: Path,
    seal: Seal,
) -> AuditReport:
    """Audit a release that is about to get its name, with everything that was released before it."""
    history = [_earlier(home, b.entry, seal) for b in before]
    history.append((evidence_of(folder, release_id, seal), truth_of(edition, truth)))
    return audit(told_once(history), known_of(data), audit_rules(rules))


def told_once(history: list[tuple[Evidence, Truth]]) -> list[tuple[Evidence, Truth]]:
    """The history with peer statistics and levers where they were first told; a later release repeats them, word for
    word."""
    seen: set[str] = set()
    made = []
    for evidence, truth in history:
        peers, levers = _unseen(evidence.peers[PEER_COLUMNS], seen), _unseen(evidence.levers[LEVER_COLUMNS], seen)
        made.append((replace(evidence, peers=evidence.peers[peers], levers=evidence.levers[levers]), truth))
    return made


def _unseen(rows: pd.DataFrame, seen: set[str]) -> np.ndarray:
    """Which rows are not in `seen`; all are afterwards."""
    written = pd.Series([str(row) for row in rows.itertuples(index=False, name=None)], dtype=str)
    found = ~written.isin(seen).to_numpy(dtype=bool)
    seen |= set(written)
    return found


def audit_release(
    home: Path, ledger: Path, data: Path, seal: Seal, release_id: str | None = None
) -> tuple[AuditReport, str]:
    """Audit everything that was ever released, up to a release or to the newest, and the id of that one.

    Raises KeyError for an unknown one, and where nothing has been released.
    """
    history, entry = [], None
    for entry in entries(ledger):
        history.append(_earlier(home, entry, seal))
        if entry.release == release_id:
            break
    else:
        if release_id or entry is None:
            raise KeyError(release_id)
    rules = audit_rules(read_rules(data / "disclosure" / "rules.toml"))
    return audit(told_once(history), known_of(data), rules), entry.release


def evidence_of(folder: Path, release_id: str, seal: Seal) -> Evidence:
    """What a release says for the first time, as anybody reads it, and what its members' files say of their peers."""
    with open_database(folder / "public.duckdb") as connection:
        numbers = connection.execute(
            "select * from released_number where since = $release", {"release": release_id}
        ).df()
        classes = connection.table("released_class").df()
    peers, levers = [], []
    for path in sorted((folder / "members").glob(f"*{SUFFIX}")):
        with open_member(folder / "members", path.name.removesuffix(SUFFIX), seal) as connection:
            peers.append(connection.table("peer_number").df())
            if connection.execute("select 1 from duckdb_tables() where table_name = 'lever'").fetchall():
                levers.append(connection.table("lever").df())
    told = pd.concat(peers, ignore_index=True)[PEER_COLUMNS] if peers else pd.DataFrame(columns=PEER_COLUMNS)
    helped = pd.concat(levers, ignore_index=True) if levers else pd.DataFrame(columns=LEVER_COLUMNS)
    helped = helped[LEVER_COLUMNS].drop_duplicates(ignore_index=True)
    return Evidence(release_id, numbers[NUMBER_COLUMNS], classes[CLASS_COLUMNS], _told(told), helped)


def _told(peers: pd.DataFrame) -> pd.DataFrame:
    """Peer statistics without those who are told that they have no peer group."""
    return peers[peers["peer_group"].ne("")].astype({"n": int})


def truth_of(edition: Edition, others: dict[str, pd.DataFrame]) -> Truth:
    """The vault's tables as the auditor takes them."""
    offsets = pd.DataFrame(list(edition.offsets.items()), columns=["number_id", "amount"])
    held = (others[name] for name in ("intensity", "peer_group", "lever_reported"))
    return Truth(edition.lines, edition.reporters, edition.side, offsets, *held)


def known_of(data: Path) -> Known:
    """What is known beside what we publish, and what was agreed."""
    knowledge = read_knowledge(data)
    register = knowledge.register.assign(year=math.nan)[["group_id", "year", "share"]]
    waived = [
        (row.group_id, year)
        for row in knowledge.waivers.itertuples(index=False)
        if pd.notna(row.signed_on)
        for year in range(int(row.first_year), int(row.last_year) + 1)
    ]
    waivers = pd.DataFrame(waived, columns=["group_id", "year"])
    return Known(register, knowledge.ties[["group_a", "group_b"]], waivers)


def audit_rules(rules: Rules) -> AuditRules:
    """The auditor's rules out of the gate's file."""
    return AuditRules(
        p=rules.running,
        joint_change=rules.joint_changes,
        smallest_t=rules.smallest_t,
        least_peers=rules.peers_least,
        least_half=rules.peers_half_least,
        largest_peer_share=rules.peers_largest_share,
        peers_with_thirds=rules.peers_thirds_from,
        peers_with_quarters=rules.peers_quarters_from,
        least_without_lever=rules.peers_levers_without,
    )


def public_summary(report: AuditReport, gated: Gated) -> dict:
    """What anybody may know of an audit: how many tried how much, and that it was in vain."""
    nearest = min(report.tightest.values())
    return {
        "promise": gated.rules.promise,
        "nearest": max(gated.rules.promise, math.floor(nearest / TOLD + 1e-9) * TOLD),
        "exposures": len(report.exposures),
        "attackers": int(report.counts["attackers"]),
        "pairs": int(report.counts["pairs"]),
        "figures": int(report.counts["targets"]),
        "releases": int(report.counts["releases"]),
        "numbers": int(gated.numbers["status"].ne("withheld").sum()),
        "withheld": int(gated.numbers["status"].eq("withheld").sum()),
    }


def report_file(home: Path, release_id: str) -> Path:
    """Where the latest audit up to a release lies, or of one that was refused. It holds true figures: sealed."""
    return home / "vault" / f"{release_id}.audit.sealed"


def keep_report(home: Path, release_id: str, report: AuditReport, seal: Seal) -> None:
    """Keep what an audit found, for the steward's eyes alone; it replaces an earlier one of the same release."""
    held = {name: getattr(report, name) for name in ("findings", "tightest", "counts", "seconds", "window", "p")}
    held |= {name: getattr(report, name).to_dict(orient="list") for name in ("exposures", "pairs")}
    held["made_at"] = datetime.now(UTC).isoformat(timespec="seconds")
    path = report_file(home, release_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    seal_to(json.dumps(held, default=lambda number: number.item()).encode(), path, seal.of("audit"), path.name)


def kept_report(home: Path, release_id: str, seal: Seal) -> tuple[AuditReport, datetime] | None:
    """The latest audit up to a release and when it was made, or None. Raises what `unseal` raises."""
    path = report_file(home, release_id)
    if not path.is_file():
        return None
    held = json.loads(unseal(path, seal.of("audit"), path.name))
    made_at = datetime.fromisoformat(held.pop("made_at"))
    tables = {name: pd.DataFrame(held.pop(name)) for name in ("exposures", "pairs")}
    return AuditReport(**tables, **held), made_at


def _earlier(home: Path, entry: Entry, seal: Seal) -> tuple[Evidence, Truth]:
    edition, others = load(vault_file(home, entry.release), seal)
    release = find_release(home, entry.release)
    if release is not None:
        evidence = evidence_of(release.folder, entry.release, seal)
    else:
        numbers = entry.tables["numbers"]
        numbers = numbers[numbers["status"].ne("withheld")]
        evidence = Evidence(
            entry.release,
            numbers[NUMBER_COLUMNS],
            entry.tables["classes"],
            _told(others["peer"]),
            others["lever"][LEVER_COLUMNS],
        )
    return evidence, truth_of(edition, others)
