"""The demonstration programme passed through the door that members' reports come through."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from declaration.reports.notes import COLUMNS as NOTE_COLUMNS
from declaration.reports.notes import TARGET
from declaration.reports.reading import Lists
from declaration.reports.report import Report
from declaration.reports.store import Receipt, current_receipts, load, receipts, receive

#: the files of the folder
REGISTER, DELIVERIES, REPORTS, TARGETS = "programme.csv", "deliveries.csv", "reports", "targets.csv"
DELIVERY_COLUMNS = ["file", "member_id", "year", "received_at", "confirmed"]
TARGET_COLUMNS = ["member_id", "stated_at", "target_year", "target_share"]
#: how `received_at` and `stated_at` are written, UTC
TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Received:
    """What was received: where it is kept, the reports in force, year → reports replaced since, all receipts.

    notes: `reports.notes.COLUMNS`, what members wrote beside their reports.
    """

    inbox: Path
    reports: tuple[Report, ...]
    corrected: dict[int, int]
    receipts: tuple[Receipt, ...]
    notes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=NOTE_COLUMNS))


def receive_all(inbox: Path, data: Path, known: Lists, as_of: str | None = None) -> Received:
    """Receive every delivery of the folder `data`, in order and at its own time, unless that is done already.

    Each passes `reports.store.receive`, with its warnings confirmed only where `deliveries.csv` says so. They are
    kept in a folder of `inbox` named after their content, so that another edition of the programme starts afresh;
    an interrupted run goes on where it was. as_of: give back the reports in force at that time (ISO 8601, UTC).
    Raises what `receive` raises.
    """
    sent = pd.read_csv(data / DELIVERIES, dtype=str)
    contents = {file: (data / REPORTS / file).read_bytes() for file in sent["file"]}
    own = inbox / _edition((data / DELIVERIES).read_bytes(), *contents.values())
    taken = {(receipt.member_id, receipt.sha256) for receipt in receipts(own)}
    for row in sent.itertuples(index=False):
        if (row.member_id, hashlib.sha256(contents[row.file]).hexdigest()) in taken:
            continue
        now = datetime.strptime(row.received_at, TIME).replace(tzinfo=UTC)
        path = data / REPORTS / row.file
        receive(own, path, row.member_id, known, confirmed=row.confirmed == "yes", now=now)
    corrected = Counter(receipt.year for receipt in current_receipts(own, as_of) if receipt.supersedes)
    reports = tuple(load(own, receipt) for receipt in current_receipts(own, as_of))
    every = tuple(receipt for receipt in receipts(own) if as_of is None or receipt.received_at <= as_of)
    return Received(own, reports, dict(sorted(corrected.items())), every)


def stated_targets(data: Path, as_of: str | None = None) -> pd.DataFrame:
    """The targets of the folder `data` as notes (`reports.notes.COLUMNS`), in the order they were stated.

    They are no part of what the edition is named after: a target changes no sum. as_of: those stated by then
    (ISO 8601, UTC).
    """
    stated = pd.read_csv(data / TARGETS, dtype={"member_id": str})
    at = [datetime.strptime(time, TIME).replace(tzinfo=UTC) for time in stated["stated_at"]]
    notes = stated.assign(
        kind=TARGET,
        year=[time.year for time in at],
        sent_at=[time.isoformat(timespec="seconds") for time in at],
        letter_id=[f"target-{number}" for number in range(1, len(stated) + 1)],
        subject="",
        text="",
    )[NOTE_COLUMNS]
    notes = notes.astype({"year": "Int64", "target_year": "Int64", "target_share": float})
    return notes if as_of is None else notes[notes["sent_at"].le(as_of)].reset_index(drop=True)


def _edition(*contents: bytes) -> str:
    """Twelve characters that change with any of the contents."""
    whole = hashlib.sha256()
    for content in contents:
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()[:12]
