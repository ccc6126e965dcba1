"""What is inside a letter: its limits for who writes it, and its schema for who opens it.

That a letter opens tells nothing of who sealed it: anybody can who has the public key. So what is in it is read like
any input, and text is cleaned once more.
"""

import base64
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, NonNegativeInt

from declaration.desk.folder import EXPLANATION, REPORT, TARGET
from declaration.reports.text import plain

#: characters of an explanation, and of what it is about
MOST_CHARACTERS, MOST_SUBJECT = 1000, 200
#: characters of what tells one warning from another: a code, a sheet, a row and a column
MOST_KEY = 1000
#: the last year that a target may be set for
LAST_TARGET_YEAR = 2050


def is_target(year: int, target_year: int | None, target_share: float | None) -> bool:
    """Whether it is a target stated in `year`: a year to come, and a cut of more than 0 and at most 1."""
    is_ahead = target_year is not None and year < target_year <= LAST_TARGET_YEAR
    return is_ahead and target_share is not None and 0 < target_share <= 1


def _text(most: int) -> AfterValidator:
    def cleaned(text: str) -> str:
        text = plain(text)
        if len(text) > most:
            raise ValueError(f"more than {most} characters")
        return text

    return AfterValidator(cleaned)


_Long, _Short = Annotated[str, _text(MOST_CHARACTERS)], Annotated[str, _text(MOST_SUBJECT)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class Said(_Part):
    """What was said to a warning, and which one it is."""

    code: Annotated[str, Field(pattern="^[a-z0-9_]{1,80}$")]
    sheet: _Short | None
    row: NonNegativeInt | None
    column: _Short | None
    subject: _Short
    text: _Long


class InReport(_Part):
    """Inside a letter with a report. content: of the file. confirmed: `warning_key` of each warning confirmed."""

    content: Annotated[bytes, BeforeValidator(lambda text: base64.b64decode(text, validate=True))]
    confirmed: frozenset[Annotated[str, Field(max_length=MOST_KEY)]] = Field(strict=False)
    explanations: list[Said]
    language: Literal["sv", "en"]


class InNote(_Part):
    """Inside a letter with a target or an explanation, as in `reports.notes.Note`."""

    subject: _Short
    text: _Long
    target_year: int | None
    target_share: float | None


def read_inside(kind: str, year: int, inside: object) -> InReport | InNote:
    """What was in a letter of this kind and year, cleaned. Raises ValueError for anything that no desk writes."""
    if kind == REPORT:
        return InReport.model_validate(inside)
    note = InNote.model_validate(inside)
    target = note.target_year, note.target_share
    if kind == EXPLANATION and note.text and target == (None, None):
        return note
    if kind == TARGET and is_target(year, *target):
        return note
    raise ValueError(f"no {kind or 'letter'}")
