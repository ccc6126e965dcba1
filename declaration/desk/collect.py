"""The data holder's side: letters are opened, and what is in them is kept where it belongs.

Reports pass the same reception as any other, notes go beside them. Members of the demonstration have a store of their
own: what is handed in for them takes part in the demonstration programme alone. What is refused or does not open stays
at the desk and is told, every time.
"""

import base64
import binascii
import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from declaration.desk.box import open_letter
from declaration.desk.folder import (
    HANDED_IN,
    OVERTAKEN,
    REFUSED,
    REPORT,
    TAKEN,
    Answer,
    Letter,
    alone,
    answer,
    clear,
    letters,
    letters_folder,
    sealed_file,
)
from declaration.desk.keys import private_key
from declaration.desk.letters import BOUND
from declaration.desk.refusal import told
from declaration.home import DATA, served_folder
from declaration.problems import InputRefused, Problem
from declaration.reports.notes import EXPLANATION, Note, keep_notes
from declaration.reports.reading import Lists, lists
from declaration.reports.sent import Sent
from declaration.reports.store import HandedIn, demonstration_handed_in, members_inbox, receive
from declaration.sealing.errors import BrokenSealError
from declaration.sealing.key import Seal, key_of


@dataclass(frozen=True)
class Collected:
    """One letter and what became of it.

    receipt_id: of a report. unconfirmed: codes of warnings that its sender was not shown, for the data holder knew
    more than the desk. problems: why it was refused or does not open.
    """

    letter: Letter
    outcome: str
    receipt_id: str | None = None
    unconfirmed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class CollectResult:
    """All letters that waited: those that are kept now, those that a later one replaced, and those that are not kept.

    unopened: changed since they were sealed, sealed to another key, or not what the desk's record says.
    """

    taken: tuple[Collected, ...]
    overtaken: tuple[Collected, ...]
    refused: tuple[Collected, ...]
    unopened: tuple[Collected, ...]


UNOPENED = "unopened"


def collect(
    home: Path,
    data: Path = DATA,
    *,
    now: datetime | None = None,
    seal: Seal | None = None,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> CollectResult:
    """Open every letter that waits and keep what is in it; doing it again changes nothing.

    seal: the home's key, found by itself if None. tell: is called with how many letters are done, and of how many.
    Raises SealingError where a key is missing; each letter's own faults are in the result.
    """
    found = waiting(home)
    if not found:
        return CollectResult((), (), (), ())
    key, seal, known = private_key(home), seal or key_of(home), lists(data)
    moment, made = now or datetime.now(UTC), []
    for number, letter in enumerate(found, start=1):
        made.append(_collect(home, data, letter, key, seal, known, moment))
        tell(number, len(found))
    return CollectResult(
        *(tuple(c for c in made if c.outcome == outcome) for outcome in (TAKEN, OVERTAKEN, REFUSED, UNOPENED))
    )


def waiting(home: Path) -> list[Letter]:
    """The letters that are not kept yet, also those that were refused before: by member, in the order they came."""
    served = served_folder(home)
    if not letters_folder(served).is_dir():
        return []
    with alone(served):
        for folder in filter(Path.is_dir, letters_folder(served).iterdir()):
            clear(folder)
        found = letters(served)
    for letter in found:
        if letter.standing not in (HANDED_IN, REFUSED):  # interrupted between the answer and what follows it
            sealed_file(served, letter).unlink(missing_ok=True)
    return [letter for letter in found if letter.standing in (HANDED_IN, REFUSED)]


def store_of(home: Path, data: Path, member_id: str) -> Path | None:
    """Where a member's reports are kept: the inbox, for the invented the demonstration's, None for who is neither."""
    if member_id in _ids(data / "demonstration" / "programme.csv"):
        return demonstration_handed_in(home)
    return members_inbox(home) if member_id in _ids(data / "members.csv") else None


def _ids(path: Path) -> frozenset[str]:
    with path.open(encoding="utf-8", newline="") as rows:
        return frozenset(row["member_id"] for row in csv.DictReader(rows))


def _collect(
    home: Path, data: Path, letter: Letter, key: X25519PrivateKey, seal: Seal, known: Lists, now: datetime
) -> Collected:
    served = served_folder(home)
    if _is_overtaken(served, letter):
        answer(served, letter, Answer(OVERTAKEN, _written(now)))
        return Collected(letter, OVERTAKEN)
    try:
        inside = _opened(served, letter, key)
    except (BrokenSealError, FileNotFoundError) as error:
        where = str(sealed_file(served, letter))
        code = "desk_letter_gone" if isinstance(error, FileNotFoundError) else "desk_letter_broken"
        return Collected(letter, UNOPENED, problems=(Problem(code, where),))
    try:
        store = store_of(home, data, letter.member_id)
        if store is None:
            raise InputRefused([Problem("desk_unknown_member", letter.file, found=letter.member_id)])
        receipt_id, unconfirmed = (_keep_report if letter.kind == REPORT else _keep_note)(
            store, letter, inside, known, seal, now
        )
    except InputRefused as refusal:
        codes = sorted({problem.code for problem in refusal.problems})
        if letter.answer is None or letter.answer.problems != codes:
            answer(served, letter, Answer(REFUSED, _written(now), problems=codes, told=told(refusal.problems)))
        return Collected(letter, REFUSED, problems=tuple(refusal.problems))
    answer(served, letter, Answer(TAKEN, _written(now), receipt_id))
    return Collected(letter, TAKEN, receipt_id, unconfirmed)


def _is_overtaken(served: Path, letter: Letter) -> bool:
    """Whether a later report of the same year is kept already: what was refused once never replaces it."""
    return letter.kind == REPORT and any(
        other.kind == REPORT and other.year == letter.year and other.standing == TAKEN
        for other in letters(served, letter.member_id)
        if other.letter_id > letter.letter_id
    )


def _opened(served: Path, letter: Letter, key: X25519PrivateKey) -> dict:
    """What is in a letter. Raises BrokenSealError where it is not what the desk's record says."""
    path = sealed_file(served, letter)
    try:
        inside = json.loads(open_letter(path.read_bytes(), key, path, *letter.place))
        if letter.kind == REPORT:
            sent = Sent(letter.file, base64.b64decode(inside["content"], validate=True))
            inside["sent"] = sent
            if (sent.sha256, sent.name) != (letter.sha256, letter.file):
                raise BrokenSealError(path)
    except (binascii.Error, KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError, InputRefused) as error:
        raise BrokenSealError(path) from error
    if any(inside.get(name) != getattr(letter, name) for name in BOUND):
        raise BrokenSealError(path)
    return inside


def _keep_report(
    store: Path, letter: Letter, inside: dict, known: Lists, seal: Seal, now: datetime
) -> tuple[str, tuple[str, ...]]:
    """The receipt of a report that is kept now. What was said to a change of a quantity is kept as a note as well."""
    said = tuple(inside["explanations"])
    handed_in = HandedIn(letter.letter_id, letter.handed_in_at, frozenset(inside["confirmed"]), said)
    receipt = receive(
        store,
        inside["sent"],
        letter.member_id,
        known,
        confirmed=True,
        now=now,
        year=letter.year,
        language=inside["language"],
        key=seal,
        handed_in=handed_in,
    )
    notes = [
        Note(
            letter.member_id,
            EXPLANATION,
            letter.year,
            letter.handed_in_at,
            letter.letter_id,
            explanation["subject"],
            explanation["text"],
        )
        for explanation in said
        if explanation["subject"]
    ]
    if notes:
        keep_notes(store, notes, _written(now), seal)
    return receipt.receipt_id, tuple(receipt.unconfirmed)


def _keep_note(
    store: Path, letter: Letter, inside: dict, known: Lists, seal: Seal, now: datetime
) -> tuple[None, tuple[str, ...]]:
    """A target or an explanation, kept."""
    note = Note(
        letter.member_id,
        letter.kind,
        letter.year,
        letter.handed_in_at,
        letter.letter_id,
        inside["subject"],
        inside["text"],
        inside["target_year"],
        inside["target_share"],
    )
    keep_notes(store, [note], _written(now), seal)
    return None, ()


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
