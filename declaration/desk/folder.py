"""Where the desk keeps what was handed in, and how a letter gets there whole or not at all.

    <home>/served/desk/letters/<member>/<letter>.sealed   what was handed in; gone once it is collected
                                        <letter>.json     the desk's own record of it, without any figure
    <home>/served/desk/answers/<member>/<letter>.json     what became of it, by the data holder

The sealed part is written first and the record last: a letter is handed in when it has its record. What has none is
left over from an interruption, and is cleared away by whoever comes next. Each folder has one who writes and travels
one way: letters to the data holder, answers to the web machine.

On the data holder's machine all of it came from the web machine, which somebody may have taken over: only what has the
name and the kind of a letter is looked at or cleared away, never where a link leads.
"""

import fcntl
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, NonNegativeInt

from declaration.reports.text import clean_name
from declaration.sealing.files import SUFFIX, replace_durably, sync_folder

#: kinds of letters
REPORT, TARGET, EXPLANATION = "report", "target", "explanation"
#: how a letter stands: not collected yet; kept by the data holder; refused there, and why; replaced by a later one
HANDED_IN, TAKEN, REFUSED, OVERTAKEN = "handed_in", "taken", "refused", "overtaken"
#: bytes of a sealed part (a report of the largest size with all that goes with it), of a record, and of an answer with
#: all that it tells (`refusal.MOST_TOLD` problems)
MOST_SEALED, MOST_RECORD, MOST_ANSWER = 30_000_000, 20_000, 500_000
_RECORD = ".json"
_MEMBER = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_LETTER = re.compile(r"[0-9]{5}-[0-9a-f]{8}")
#: what `replace_durably` leaves of a letter where it is interrupted
_UNFINISHED = re.compile(rf"\.{_LETTER.pattern}(\.[a-z]+)+\.[0-9a-f]{{16}}")


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


def answers_folder(served: Path) -> Path:
    """The folder of the answers that the dashboard shows."""
    return desk_of(served) / "answers"


def sealed_file(served: Path, letter: Letter) -> Path:
    """Where a letter's sealed part lies until it is collected."""
    return _folder(served, letter.member_id) / f"{letter.letter_id}{SUFFIX}"


def folders(served: Path) -> list[Path]:
    """Each member's folder of letters."""
    above = letters_folder(served)
    if above.is_symlink() or not above.is_dir():
        return []
    return sorted(path for path in above.iterdir() if _MEMBER.fullmatch(path.name) and _is_folder(path))


def sealed_part(served: Path, letter: Letter) -> bytes:
    """What a letter was sealed to.

    Raises FileNotFoundError where there is none, or a link to something else, and ValueError for more than a letter is.
    """
    path = sealed_file(served, letter)
    if not _is_letter(path, SUFFIX):
        raise FileNotFoundError(path)
    if path.stat().st_size > MOST_SEALED:
        raise ValueError(f"more than {MOST_SEALED} bytes")
    return path.read_bytes()


def letters(served: Path, member_id: str | None = None, answers: Path | None = None) -> list[Letter]:
    """Every letter handed in, or one member's: by member, and in the order they came.

    answers: the folder of the answers that count; those at the desk if None.
    """
    records = [path for place in _places(served, member_id) for path in place.iterdir() if _is_letter(path, _RECORD)]
    found = [replace(_read(path), answer=_answer_to(path, answers or answers_folder(served))) for path in records]
    return sorted(found, key=lambda letter: (letter.member_id, letter.letter_id))


def sealed_files(served: Path, member_id: str | None = None) -> Iterator[Path]:
    """The sealed part of every letter that has one, or of one member's."""
    return (path for place in _places(served, member_id) for path in place.iterdir() if _is_letter(path, SUFFIX))


def _places(served: Path, member_id: str | None) -> list[Path]:
    """Every member's folder of letters, or one member's where there is one."""
    return folders(served) if member_id is None else list(filter(_is_folder, [_folder(served, member_id)]))


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


def write_answer(answers: Path, letter: Letter, answered: Answer | None) -> None:
    """Write what became of a letter into a folder of answers, unless it stands there; None takes away what stands."""
    path = answers / letter.member_id / f"{letter.letter_id}{_RECORD}"
    if _read_answer(path) == answered:
        return
    if answered is None:
        path.unlink()
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_durably(path, _json(asdict(answered)))
    for above in (answers, answers.parent):
        sync_folder(above)


def put_away(served: Path, member_id: str | None = None, answers: Path | None = None) -> None:
    """Remove the sealed part of every letter, or of one member's, that needs no further look.

    answers: the folder of the answers that count; those at the desk if None. Doing it again changes nothing.
    """
    for path in list(sealed_files(served, member_id)):
        answered = _answer_to(path, answers or answers_folder(served))
        if answered is not None and answered.outcome != REFUSED:
            path.unlink(missing_ok=True)


def clear(folder: Path) -> None:
    """Clear one member's folder of what an interruption left. To be called inside `alone`."""
    for path in folder.iterdir():
        without_record = _is_letter(path, SUFFIX) and not _is_letter(path.with_suffix(_RECORD), _RECORD)
        if without_record or (_UNFINISHED.fullmatch(path.name) and _is_file(path)):
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


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _is_letter(path: Path, ending: str) -> bool:
    """Whether it is a letter's record (`_RECORD`) or sealed part (`SUFFIX`), and no link to anything."""
    return path.suffix == ending and bool(_LETTER.fullmatch(path.stem)) and _is_file(path)


def _read(path: Path) -> Letter:
    """A letter's record; one that is none, or says another name than its file's, gives a letter of no kind."""
    letter_id, member_id = path.stem, path.parent.name
    try:
        record = _Record.model_validate_json(_short(path))
        if (record.letter_id, record.member_id) == (letter_id, member_id):
            return Letter(**record.model_dump())
    except (OSError, ValueError):
        pass
    return Letter(letter_id, member_id, "", 0, "", "", "", 0, {})


def _answer_to(path: Path, answers: Path) -> Answer | None:
    """The answer to the letter of this record or sealed part."""
    return _read_answer(answers / path.parent.name / f"{path.stem}{_RECORD}")


def _read_answer(path: Path) -> Answer | None:
    """An answer; None where there is none, or it is no answer."""
    try:
        answered = Answer(**json.loads(_short(path, MOST_ANSWER)))
    except (FileNotFoundError, TypeError, ValueError):
        return None
    return answered if answered.outcome in (TAKEN, REFUSED, OVERTAKEN) else None


def _short(path: Path, most: int = MOST_RECORD) -> bytes:
    if path.stat().st_size > most:
        raise ValueError(f"more than {most} bytes")
    return path.read_bytes()


def _moment(text: str) -> str:
    datetime.fromisoformat(text)
    return text


def _name(text: str) -> str:
    if text and text != clean_name(text):
        raise ValueError("no name of a file")
    return text


class _Record(BaseModel):
    """A record as the desk writes it: what is anything else was written by somebody else."""

    model_config = ConfigDict(strict=True, extra="forbid")

    letter_id: str
    member_id: str
    kind: Literal["report", "target", "explanation"]
    year: Annotated[int, Field(ge=1990, le=2060)]
    handed_in_at: Annotated[str, Field(pattern=r"^20[0-9]{2}-[0-9T:-]{14}\+00:00$"), AfterValidator(_moment)]
    file: Annotated[str, AfterValidator(_name)]
    sha256: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")]
    size: NonNegativeInt
    rows: dict[Literal["lines", "denominators", "measures"], NonNegativeInt]


def _json(held: dict) -> bytes:
    return json.dumps(held, ensure_ascii=False, indent=1).encode()
