"""What members send beside their reports, kept with them: their own targets, and explanations of what stands out.

`<inbox>/notes/<member>/<letter>.json` holds the notes of one letter, sealed with the member's own key where the inbox
has one, and written in one step: a file with a name is whole.
"""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from declaration.sealing.files import SUFFIX, replace_durably, seal, sync_folder
from declaration.sealing.folder import names, take
from declaration.sealing.key import Seal

NOTES = "notes"
TARGET, EXPLANATION = "target", "explanation"
COLUMNS = ["member_id", "kind", "year", "sent_at", "letter_id", "subject", "text", "target_year", "target_share"]
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,80}")


@dataclass(frozen=True)
class Note:
    """A target or an explanation as it was sent.

    year: the report's, for a target the year it was stated in. subject: what is explained, `<activity>/<carrier>` for
    a quantity. target_share: the cut against the base year, 0–1. Times in ISO 8601, UTC.
    """

    member_id: str
    kind: str
    year: int
    sent_at: str
    letter_id: str
    subject: str = ""
    text: str = ""
    target_year: int | None = None
    target_share: float | None = None


def keep_notes(inbox: Path, notes: list[Note], received_at: str, key: Seal | None = None) -> None:
    """Keep the notes of one letter, durably; those of a letter that is kept already stay as they are.

    Raises ValueError where there is none, or they are not of one letter and member.
    """
    (member_id,) = {note.member_id for note in notes}
    (letter_id,) = {note.letter_id for note in notes}
    if not (_SAFE.fullmatch(member_id) and _SAFE.fullmatch(letter_id)):
        raise ValueError(f"no name of a folder: {member_id!r}, {letter_id!r}")
    folder, name = inbox / NOTES / member_id, f"{letter_id}.json"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if name in names(folder):
        return
    content = json.dumps({"received_at": received_at, "notes": [asdict(note) for note in notes]}, ensure_ascii=False)
    if key is None:
        replace_durably(folder / name, content.encode())
    else:
        own, place = _own(folder, key)
        seal(content.encode(), folder / f"{name}{SUFFIX}", own, f"{place}/{name}")
    for above in (folder.parent, inbox):
        sync_folder(above)


def all_notes(inbox: Path, key: Seal | None = None, as_of: str | None = None) -> pd.DataFrame:
    """COLUMNS of everything kept, by the time it was sent. as_of: as it was known at that time (ISO 8601, UTC).

    Raises SealingError where something does not open.
    """
    made = []
    for folder in sorted((inbox / NOTES).glob("*")):
        for name in names(folder):
            held = json.loads(take(folder, name, *_own(folder, key)))
            if as_of is None or held["received_at"] <= as_of:
                made += held["notes"]
    rows = pd.DataFrame(made, columns=COLUMNS).astype({"year": "Int64", "target_year": "Int64", "target_share": float})
    return rows.sort_values(["sent_at", "letter_id"], kind="stable", ignore_index=True)


def kept_files(inbox: Path) -> list[Path]:
    """The files that hold all this, for whoever wants to know whether something came."""
    return sorted(path for path in (inbox / NOTES).glob("*/*") if not path.name.startswith("."))


def _own(folder: Path, key: Seal | None) -> tuple[Seal | None, str]:
    """The member's own seal, and what its folder of notes is called in it."""
    return key and key.of("inbox", folder.name), f"inbox/{folder.name}/{NOTES}"
