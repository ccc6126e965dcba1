"""Where the desk keeps what was handed in, and how a letter gets there whole or not at all.

    <home>/served/desk/letters/<member>/<letter>.sealed         what was handed in; gone once it is collected
                                        <letter>.json           the desk's own record of it, without any figure
                                        <letter>.answer.json    what became of it, by the data holder

The sealed part is written first and the record last: a letter is handed in when it has its record. What has none is
left over from an interruption, and is cleared away by whoever comes next.
"""

import fcntl
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from declaration.sealing.files import SUFFIX, replace_durably, sync_folder

#: kinds of letters
REPORT, TARGET, EXPLANATION = "report", "target", "explanation"
#: how a letter stands: not collected yet; kept by the data holder; refused there, and why; replaced by a later one
HANDED_IN, TAKEN, REFUSED, OVERTAKEN = "handed_in", "taken", "refused", "overtaken"
_RECORD, _ANSWER = ".json", ".answer.json"
_MEMBER = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_LETTER = re.compile(r"[0-9]{5}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Answer:
    """What became of a letter: TAKEN, REFUSED or OVERTAKEN. Times in ISO 8601, UTC.

    problems: codes. told: the same for the sender, with their places and without any figure (`refusal.told`).
    """

    outcome: str
    at: str
    receipt_id: str | None = None
    problems: list[str] = field(default_factory=list)
    told: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class Letter:
    """The desk's own record of a letter: no figure, and nothing that was written in it.

    sha256 and size (bytes): of the file for a report, of the text as it was sealed for others. rows: how many of each.
    """

    letter_id: str
    member_id: str
    kind: str
    year: int
    handed_in_at: str
    file: str
    sha256: str
    size: int
    rows: dict[str, int]
    answer: Answer | None = None

    @property
    def standing(self) -> str:
        """HANDED_IN, TAKEN, REFUSED or OVERTAKEN."""
        return self.answer.outcome if self.answer else HANDED_IN

    @property
    def place(self) -> tuple[str, str, str]:
        """What its seal is bound to."""
        return self.kind, self.member_id, self.letter_id


def desk_of(served: Path) -> Path:
    """The desk's folder."""
    return served / "desk"


def letters_folder(served: Path) -> Path:
    """The folder of all letters."""
    return desk_of(served) / "letters"


def sealed_file(served: Path, letter: Letter) -> Path:
    """Where a letter's sealed part lies until it is collected."""
    return _folder(served, letter.member_id) / f"{letter.letter_id}{SUFFIX}"


def letters(served: Path, member_id: str | None = None) -> list[Letter]:
    """Every letter handed in, or one member's: by member, and in the order they came."""
    places = [_folder(served, member_id)] if member_id else letters_folder(served).glob("*")
    found = [_read(path) for place in places for path in place.glob(f"*{_RECORD}") if _is_record(path)]
    return sorted(found, key=lambda letter: (letter.member_id, letter.letter_id))


def put(served: Path, letter: Letter, sealed: bytes) -> None:
    """Write a letter: on disk, whole, when this returns. To be called inside `alone`."""
    folder = _folder(served, letter.member_id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    clear(folder)
    replace_durably(sealed_file(served, letter), sealed)
    record = asdict(letter)
    record.pop("answer")
    replace_durably(folder / f"{letter.letter_id}{_RECORD}", _json(record))
    for above in (folder.parent, folder.parent.parent):
        sync_folder(above)


def answer(served: Path, letter: Letter, answered: Answer) -> None:
    """Write what became of a letter; one that needs no further look loses its sealed part."""
    folder = _folder(served, letter.member_id)
    replace_durably(folder / f"{letter.letter_id}{_ANSWER}", _json(asdict(answered)))
    if answered.outcome != REFUSED:
        sealed_file(served, letter).unlink(missing_ok=True)
        sync_folder(folder)


def clear(folder: Path) -> None:
    """Clear one member's folder of what an interruption left. To be called inside `alone`."""
    for path in folder.iterdir():
        unfinished = path.suffix == SUFFIX and not path.with_suffix(_RECORD).exists()
        if path.name.startswith(".") or unfinished:
            path.unlink()


@contextmanager
def alone(served: Path) -> Iterator[None]:
    """One hand at the desk at a time; the lock falls with the process that holds it."""
    desk_of(served).mkdir(mode=0o700, parents=True, exist_ok=True)
    with (desk_of(served) / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _folder(served: Path, member_id: str) -> Path:
    if not _MEMBER.fullmatch(member_id):
        raise ValueError(f"no name of a member: {member_id!r}")
    return letters_folder(served) / member_id


def _is_record(path: Path) -> bool:
    return bool(_LETTER.fullmatch(path.name.removesuffix(_RECORD)))


def _read(path: Path) -> Letter:
    """A letter's record; one that is none, or says another name than its file's, gives a letter of no kind."""
    letter_id, member_id = path.name.removesuffix(_RECORD), path.parent.name
    answered = path.with_name(letter_id + _ANSWER)
    try:
        held = json.loads(answered.read_bytes()) if answered.is_file() else None
        letter = Letter(**json.loads(path.read_bytes()), answer=held and Answer(**held))
        if (letter.letter_id, letter.member_id) == (letter_id, member_id) and isinstance(letter.year, int):
            return letter
    except (TypeError, ValueError):
        pass
    return Letter(letter_id, member_id, "", 0, "", "", "", 0, {})


def _json(held: dict) -> bytes:
    return json.dumps(held, ensure_ascii=False, indent=1).encode()
