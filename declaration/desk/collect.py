"""The data holder's side: letters are opened, and what is in them is kept where it belongs.

Reports pass the same reception as any other, notes go beside them. Members of the demonstration have a store of their
own: what is handed in for them takes part in the demonstration programme alone. What is refused or does not open stays
at the desk and is told, every time.

Each answer is kept in `<home>/answers/`, where the dashboard has no way, and shown at the desk. The one kept decides
what is still to be read: an answer that somebody else put at the desk is taken away again.
"""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from declaration.desk.box import open_letter
from declaration.desk.content import InNote, InReport, read_inside
from declaration.desk.folder import (
    HANDED_IN,
    OVERTAKEN,
    REFUSED,
    REPORT,
    TAKEN,
    Answer,
    Letter,
    alone,
    answers_folder,
    clear,
    folders,
    letters,
    put_away,
    sealed_file,
    sealed_part,
    write_answer,
)
from declaration.desk.keys import private_key
from declaration.desk.letters import BOUND
from declaration.desk.refusal import told
from declaration.home import DATA, served_folder
from declaration.problems import InputRefused, Problem
from declaration.reports.notes import EXPLANATION, Note, keep_notes
from declaration.reports.reading import Lists, lists
from declaration.reports.sent import Sent
from declaration.reports.store import HandedIn, demonstration_handed_in, members_inbox, receipts, receive
from declaration.sealing.errors import BrokenSealError, SealingError
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
    if not folders(served):
        return []
    with alone(served):
        for folder in folders(served):
            clear(folder)
        found = letters(served, answers=own_answers(home))
        for letter in found:
            write_answer(answers_folder(served), letter, letter.answer)
        put_away(served, answers=own_answers(home))
    return [letter for letter in found if letter.standing in (HANDED_IN, REFUSED)]


def own_answers(home: Path) -> Path:
    """The data holder's own answers, by member and letter."""
    return home / "answers"


def answer(home: Path, letter: Letter, answered: Answer) -> None:
    """Keep what became of a letter, show it at the desk, and remove the sealed part of one that needs no further look.

    Interrupted after the first step, the others are done when somebody next asks what is waiting.
    """
    served = served_folder(home)
    write_answer(own_answers(home), letter, answered)
    write_answer(answers_folder(served), letter, answered)
    put_away(served, answers=own_answers(home))


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
    try:
        inside = _opened(served, letter, key)
    except FileNotFoundError:
        return _unopened(served, letter, "desk_letter_gone")
    except Exception:  # whatever anybody sealed: it stops no other letter
        return _unopened(served, letter, "desk_letter_broken")
    try:
        store = store_of(home, data, letter.member_id)
        if store is None:
            raise InputRefused([Problem("desk_unknown_member", letter.file, found=letter.member_id)])
        if letter.kind == REPORT and _is_overtaken(store, letter, seal):
            answer(home, letter, Answer(OVERTAKEN, _written(now)))
            return Collected(letter, OVERTAKEN)
        receipt_id, unconfirmed = (_keep_report if letter.kind == REPORT else _keep_note)(
            store, letter, inside, known, seal, now
        )
    except InputRefused as refusal:
        codes = sorted({problem.code for problem in refusal.problems})
        if letter.answer is None or letter.answer.problems != codes:
            answer(home, letter, Answer(REFUSED, _written(now), problems=codes, told=told(refusal.problems)))
        return Collected(letter, REFUSED, problems=tuple(refusal.problems))
    except (SealingError, OSError):  # of the inbox or the disk, not of this letter
        raise
    except Exception:
        return _unopened(served, letter, "desk_letter_broken")
    answer(home, letter, Answer(TAKEN, _written(now), receipt_id))
    return Collected(letter, TAKEN, receipt_id, unconfirmed)


def _unopened(served: Path, letter: Letter, code: str) -> Collected:
    return Collected(letter, UNOPENED, problems=(Problem(code, str(sealed_file(served, letter))),))


def _is_overtaken(store: Path, letter: Letter, seal: Seal) -> bool:
    """Whether a later report of the same year is kept already: what was refused once never replaces it."""
    held = {r.letter_id for r in receipts(store, letter.member_id, seal) if r.year == letter.year and r.letter_id}
    return letter.letter_id not in held and max(held, default="") > letter.letter_id


def _opened(served: Path, letter: Letter, key: X25519PrivateKey) -> InReport | InNote:
    """What is in a letter, cleaned. Raises BrokenSealError where it is not what the desk's record says.

    Raises FileNotFoundError without a sealed part, and for what no desk writes whatever reading it raises.
    """
    path = sealed_file(served, letter)
    held = json.loads(open_letter(sealed_part(served, letter), key, path, *letter.place))
    inside = read_inside(letter.kind, letter.year, held)
    if any(held.get(name) != getattr(letter, name) for name in BOUND):
        raise BrokenSealError(path)
    if letter.kind == REPORT and Sent(letter.file, inside.content).sha256 != letter.sha256:
        raise BrokenSealError(path)
    return inside


def _keep_report(
    store: Path, letter: Letter, inside: InReport, known: Lists, seal: Seal, now: datetime
) -> tuple[str, tuple[str, ...]]:
    """The receipt of a report that is kept now. What was said to a change of a quantity is kept as a note as well."""
    said = tuple(explanation.model_dump() for explanation in inside.explanations)
    receipt = receive(
        store,
        Sent(letter.file, inside.content),
        letter.member_id,
        known,
        confirmed=True,
        now=now,
        year=letter.year,
        language=inside.language,
        key=seal,
        handed_in=HandedIn(letter.letter_id, letter.handed_in_at, inside.confirmed, said),
    )
    about = letter.member_id, EXPLANATION, letter.year, letter.handed_in_at, letter.letter_id
    notes = [Note(*about, one.subject, one.text) for one in inside.explanations if one.subject]
    if notes:
        keep_notes(store, notes, _written(now), seal)
    return receipt.receipt_id, tuple(receipt.unconfirmed)


def _keep_note(
    store: Path, letter: Letter, inside: InNote, known: Lists, seal: Seal, now: datetime
) -> tuple[None, tuple[str, ...]]:
    """A target or an explanation, kept."""
    about = letter.member_id, letter.kind, letter.year, letter.handed_in_at, letter.letter_id
    keep_notes(store, [Note(*about, **inside.model_dump())], _written(now), seal)
    return None, ()


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
