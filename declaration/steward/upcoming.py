"""What a release made now would take in that the current one has not, and what would wait."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from declaration.disclosure.rules import read_rules
from declaration.release.build import input_hashes
from declaration.reports.store import Receipt

#: what a report that the current release has not means for a release made now
NEW, LATE, CORRECTION, NOT_CLOSED, AFTER = "new", "late", "correction", "not_closed", "after"
KINDS = (NEW, LATE, CORRECTION, NOT_CLOSED, AFTER)
COLUMNS = ["member_id", "year", "received_at", "kind", "receipt_id"]
#: parts of what a release is made from: name → how the names of its inputs begin
PARTS = {
    "reports": ("home/inbox/", "home/demonstration/", "data/demonstration/"),
    "statistics": ("home/statistics/", "data/statistics/"),
    "rules": ("data/disclosure/",),
    "tables": ("data/",),
    "program": ("declaration/", "queries/"),
}


def last_closed_year(data: Path, now: datetime) -> int:
    """The last year that may be published (rule 21)."""
    months = read_rules(data / "disclosure" / "rules.toml").months_after_year
    return (pd.Timestamp(now) - pd.DateOffset(months=months)).year - 1


def new_reports(receipts: Iterable[Receipt], manifest: Mapping, closed: int, as_of: datetime | None) -> pd.DataFrame:
    """The reports in force that the current release was not made of: COLUMNS, the newest first.

    manifest: the current release's. closed: the last year that may be published. as_of: the moment that a release
    would be made for, None for now. What comes after it is told as such.
    """
    moment = (as_of or datetime.now(UTC)).isoformat()
    every = sorted(receipts, key=lambda r: r.received_at)
    latest = {(r.member_id, r.year): r for r in every}
    latest |= {(r.member_id, r.year): r for r in every if _moment(r.received_at) <= _moment(moment)}
    inputs = manifest["inputs"]
    taken = {(r.member_id, r.year) for r in every if is_taken(r, inputs)}
    until = int(inputs.get("programme_until", 0))
    made = []
    for key, receipt in latest.items():
        if is_taken(receipt, inputs):
            continue
        if _moment(receipt.received_at) > _moment(moment):
            kind = AFTER
        elif receipt.year > closed:
            kind = NOT_CLOSED
        elif key in taken:
            kind = CORRECTION
        else:
            kind = LATE if receipt.year <= until else NEW
        made.append((receipt.member_id, receipt.year, receipt.received_at, kind, receipt.receipt_id))
    rows = pd.DataFrame(made, columns=COLUMNS)
    return rows.sort_values(["received_at", "member_id"], ascending=[False, True], ignore_index=True)


def is_taken(receipt: Receipt, inputs: Mapping[str, str]) -> bool:
    """Whether a release with these inputs was made of a report."""
    if receipt.year > int(inputs.get("programme_until", 0)):
        return False
    if inputs.get("as_of") and _moment(receipt.received_at) > _moment(inputs["as_of"]):
        return False
    number = receipt.receipt_id.rsplit("-", 2)[-2]
    place = f"/{receipt.member_id}/{receipt.year}/{number}-{receipt.sha256[:12]}/receipt.json"
    # The demonstration's own reports are inputs as the files they are.
    return any(place in name for name in inputs) or receipt.sha256 in inputs.values()


def changed_parts(home: Path, data: Path, manifest: Mapping) -> dict[str, int]:
    """Part of PARTS → how many of its files are not what the current release was made from; only those with any."""
    now, then = input_hashes(home, data), manifest["inputs"]
    said = {"programme_until", "revise", "as_of"}
    changed = {name for name in {*now, *then} - said if now.get(name) != then.get(name)}
    found = {}
    for part, begins in PARTS.items():
        own = {name for name in changed if name.startswith(begins)}
        changed -= own
        if own:
            found[part] = len(own)
    return found


def _moment(iso: str) -> datetime:
    found = datetime.fromisoformat(iso)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
