"""Where accepted reports are kept: one folder each, written beside its place and given its name in one step.

`<inbox>/<member>/<year>/<number>-<hash>/` holds the file as it came, the rows as they were read (a later reader
never changes what was accepted) and the receipt. A folder with a name is whole; anything else is left over from an
interruption and is cleared away by the next reception.

With a key all of it is sealed, each member's with a key of its own; only invented reports are received without one.
What lies plain in an inbox that has a key (it was received before there were keys) is read, and sealed by the next
reception.
"""

import fcntl
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from declaration.problems import InputRefused, Problem
from declaration.reports.notes import kept_files
from declaration.reports.reading import Lists, Reading, beside, read_report, warning_key
from declaration.reports.report import Report, sums
from declaration.reports.sent import Sent, sent_from
from declaration.sealing.files import SUFFIX, sync_folder
from declaration.sealing.folder import names, put, seal_plain, take
from declaration.sealing.key import Seal

_BUILDING = ".receiving"
_TABLES = ("lines", "denominators", "measures")
_SAFE = re.compile(r"^[a-z0-9][a-z0-9-]{0,60}$")
_CODES = ("line_id", "member_id", "site_id", "activity_code", "carrier_code", "unit", "measure_id")


@dataclass(frozen=True)
class Receipt:
    """What was accepted: `sums` are quantities by activity, carrier and unit; `supersedes` the receipt it replaces."""

    receipt_id: str
    received_at: str
    sha256: str
    file: str
    member_id: str
    year: int
    template_version: str
    rows: dict[str, int]
    sums: list[dict]
    confirmed: list[str]
    supersedes: str | None
    #: of a report handed in at the desk: its letter, when it was handed in, what was said to its warnings, and the
    #: codes of those that its sender was not shown, for what the inbox knows the desk need not know
    letter_id: str | None = None
    handed_in_at: str | None = None
    explanations: list[dict] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class HandedIn:
    """What came with a report through the desk. confirmed: `warning_key` of each warning its sender confirmed.

    explanations: of warnings, as mappings with `code`, `sheet`, `row`, `column`, `subject` and `text`.
    """

    letter_id: str
    at: str
    confirmed: frozenset[str] = frozenset()
    explanations: tuple[dict, ...] = ()


class Original(NamedTuple):
    """A file as it came: the name it was sent under, and its content."""

    name: str
    content: bytes


class NotConfirmedError(Exception):
    """A report without errors whose warnings nobody has confirmed yet; nothing was kept."""

    def __init__(self, warnings: tuple[Problem, ...]):
        self.warnings = warnings
        super().__init__(f"{len(warnings)} warnings")


def members_inbox(home: Path) -> Path:
    """Where real members' reports are kept."""
    return home / "inbox"


def demonstration_handed_in(home: Path) -> Path:
    """Where what is handed in for invented members is kept, apart from everything real."""
    return home / "demonstration" / "handed-in"


def kept(home: Path) -> list[Path]:
    """The files that change when anything is received: receipts and notes of every store but the invented reports'."""
    stores = (members_inbox(home), demonstration_handed_in(home))
    return sorted(p for s in stores for p in (*s.glob("*/*/*/receipt.json*"), *kept_files(s)))


def receive(
    inbox: Path,
    file: Path | Sent,
    member_id: str,
    known: Lists,
    *,
    confirmed: bool,
    now: datetime,
    year: int | None = None,
    language: str = "sv",
    key: Seal | None = None,
    handed_in: HandedIn | None = None,
) -> Receipt:
    """Read, check and keep a member's report. The same content again gives the same receipt.

    file: on a disk or in memory. year: the one expected. key: the home's, which everything kept is sealed with; None
    keeps it plain. handed_in: what came with it through the desk; a letter that was received gives its receipt.
    Raises InputRefused with every error, and NotConfirmedError where there are warnings and `confirmed` is false;
    nothing is kept then. Raises SealingError where what is held does not open. What this returns is on disk and
    survives a loss of power.
    """
    sent = sent_from(file) if isinstance(file, Path) else file
    if not _SAFE.match(member_id):
        raise InputRefused([Problem("report_member_id", sent.name, found=member_id)])
    with _alone(inbox):
        _clear(inbox)
        if key:
            _seal_plain(inbox, key)
        standing = _same_letter(inbox, member_id, handed_in, key) or _same_content(inbox, member_id, sent, key)
        if standing:
            return standing
        reading = read_report(sent, member_id, known, year=year, language=language)
        if reading.report is None:
            raise InputRefused(list(reading.errors))
        if reading.report.year > now.year:
            raise InputRefused([Problem("report_future_year", sent.name, found=str(reading.report.year))])
        before = current(inbox, member_id, reading.report.year - 1, key)
        if before is not None:
            reading = beside(reading, load(inbox, before, key), sent.name, known, language)
        if reading.warnings and not confirmed:
            raise NotConfirmedError(reading.warnings)
        return _keep(inbox, sent, reading, now, key, handed_in)


def receipts(inbox: Path, member_id: str | None = None, key: Seal | None = None) -> list[Receipt]:
    """Every receipt, or one member's, by member, year and number. Raises SealingError where one does not open."""
    found = {path.parent for path in inbox.glob(f"{member_id or '*'}/*/*/receipt.json*")}
    place = [(f.parts[-3], int(f.parts[-2]), int(f.name.split("-")[0]), f) for f in found if f.name[0] != "."]
    return [Receipt(**json.loads(_take(folder, "receipt.json", key))) for *_, folder in sorted(place)]


def current(inbox: Path, member_id: str, year: int, key: Seal | None = None) -> Receipt | None:
    """The receipt in force of a member and year: the latest one."""
    found = [r for r in receipts(inbox, member_id, key) if r.year == year]
    return found[-1] if found else None


def current_receipts(inbox: Path, as_of: str | None = None, key: Seal | None = None) -> list[Receipt]:
    """The receipts in force, of all members and years; as_of: as it was known at that time (ISO 8601, UTC)."""
    latest = {}
    for receipt in receipts(inbox, key=key):
        if as_of is None or receipt.received_at <= as_of:
            latest[receipt.member_id, receipt.year] = receipt
    return list(latest.values())


def load(inbox: Path, receipt: Receipt, key: Seal | None = None) -> Report:
    """The report as it was read when it was accepted."""
    held = json.loads(_take(_folder(inbox, receipt), "rows.json", key))
    tables = {}
    for name in _TABLES:
        columns = held[name]["columns"]
        frame = pd.DataFrame(held[name]["rows"], columns=columns)
        for column in columns:
            if frame[column].isna().all() and column not in _CODES:
                frame[column] = frame[column].astype(float)
        tables[name] = frame
    return Report(receipt.member_id, receipt.year, receipt.template_version, **tables)


def original(inbox: Path, receipt: Receipt, key: Seal | None = None) -> Original:
    """The file as it came."""
    folder = _folder(inbox, receipt)
    held = next(name for name in names(folder) if name.startswith("original."))
    return Original(receipt.file, _take(folder, held, key))


def _folder(inbox: Path, receipt: Receipt) -> Path:
    number = receipt.receipt_id.rsplit("-", 2)[-2]
    return inbox / receipt.member_id / str(receipt.year) / f"{number}-{receipt.sha256[:12]}"


def _own(folder: Path, key: Seal | None) -> tuple[Seal | None, str]:
    """The member's own seal, and what a report's folder is called in it: a file opens in no other place."""
    member, year, number = folder.parts[-3:]
    return key and key.of("inbox", member), f"inbox/{member}/{year}/{number}"


def _take(folder: Path, name: str, key: Seal | None) -> bytes:
    return take(folder, name, *_own(folder, key))


def _seal_plain(inbox: Path, key: Seal) -> None:
    """Seal what was received before there was a key."""
    plain = {p.parent for p in inbox.glob("*/*/*/*") if p.suffix != SUFFIX}
    for folder in sorted(plain):
        seal_plain(folder, *_own(folder, key))


def _same_letter(inbox: Path, member_id: str, handed_in: HandedIn | None, key: Seal | None) -> Receipt | None:
    """The receipt of a letter that was received already, also one that has been replaced since."""
    if handed_in is None:
        return None
    return next((r for r in receipts(inbox, member_id, key) if r.letter_id == handed_in.letter_id), None)


def _same_content(inbox: Path, member_id: str, sent: Sent, key: Seal | None) -> Receipt | None:
    """The receipt in force with this very content; content that has been replaced since is a new report."""
    latest = {}
    for receipt in receipts(inbox, member_id, key):
        latest[receipt.year] = receipt
    return next((r for r in latest.values() if r.sha256 == sent.sha256), None)


def _keep(
    inbox: Path, sent: Sent, reading: Reading, now: datetime, key: Seal | None, handed_in: HandedIn | None
) -> Receipt:
    report, digest = reading.report, sent.sha256
    letter = {} if handed_in is None else _of_letter(handed_in, reading.warnings)
    before = [r for r in receipts(inbox, report.member_id, key) if r.year == report.year]
    number = len(before) + 1
    receipt = Receipt(
        receipt_id=f"{report.member_id}-{report.year}-{number}-{digest[:12]}",
        received_at=now.isoformat(timespec="seconds"),
        sha256=digest,
        file=sent.name,
        member_id=report.member_id,
        year=report.year,
        template_version=report.template_version,
        rows={name: len(getattr(report, name)) for name in _TABLES},
        sums=sums(report),
        supersedes=before[-1].receipt_id if before else None,
        **{"confirmed": [p.code for p in reading.warnings]} | letter,
    )
    folder = _folder(inbox, receipt)
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = inbox / f"{_BUILDING}-{digest[:12]}"
    building.mkdir()
    rows = {
        name: json.loads(getattr(report, name).to_json(orient="split", index=False, double_precision=15))
        for name in _TABLES
    }
    rows = {name: {"columns": table["columns"], "rows": table["data"]} for name, table in rows.items()}
    place = rows["lines"]["columns"].index("line_id")
    for cells, row in zip(rows["lines"]["rows"], report.lines["row"], strict=True):
        cells[place] = f"{receipt.receipt_id}-{row}"
    for name, text in {
        f"original{sent.ending}": sent.content,
        "rows.json": json.dumps(rows, ensure_ascii=False, indent=0).encode(),
        "receipt.json": json.dumps(asdict(receipt), ensure_ascii=False, indent=1).encode(),
    }.items():
        put(building, name, text, *_own(folder, key))
    sync_folder(building)
    building.rename(folder)
    for above in (folder.parent, folder.parent.parent, inbox):
        sync_folder(above)
    return receipt


def _of_letter(handed_in: HandedIn, warnings: tuple[Problem, ...]) -> dict:
    """What a receipt keeps of the letter, with the warnings told apart by whether the sender confirmed them."""
    seen = [p.code for p in warnings if warning_key(p) in handed_in.confirmed]
    return {
        "confirmed": seen,
        "unconfirmed": [p.code for p in warnings if warning_key(p) not in handed_in.confirmed],
        "letter_id": handed_in.letter_id,
        "handed_in_at": handed_in.at,
        "explanations": list(handed_in.explanations),
    }


@contextmanager
def _alone(inbox: Path) -> Iterator[None]:
    """One reception at a time; the lock falls with the process that holds it."""
    inbox.mkdir(parents=True, exist_ok=True)
    with (inbox / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _clear(inbox: Path) -> None:
    for left_over in inbox.glob(f"{_BUILDING}-*"):
        shutil.rmtree(left_over)
