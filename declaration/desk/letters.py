"""Handing in: what a member sends is checked in memory, sealed, and only then written. The desk keeps no figure.

The receipt holds the sums to check against; it goes to the member and is kept nowhere.
"""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from declaration.desk.box import seal_letter
from declaration.desk.checking import Checked
from declaration.desk.content import LAST_TARGET_YEAR, MOST_CHARACTERS, MOST_SUBJECT, is_target
from declaration.desk.folder import (
    EXPLANATION,
    HANDED_IN,
    REFUSED,
    REPORT,
    TARGET,
    Letter,
    alone,
    letters,
    put,
    put_away,
)
from declaration.desk.keys import public_key
from declaration.problems import InputRefused, Problem
from declaration.reports.reading import warning_key
from declaration.reports.report import sums
from declaration.reports.text import plain

#: letters of one member that wait at the same time: nobody fills the disk
MOST_WAITING = 50


@dataclass(frozen=True)
class DeskReceipt:
    """What a member gets for a letter: the desk's record, and what the desk does not keep.

    sums: quantities by activity, carrier and unit, as they were read. confirmed: codes of the warnings confirmed.
    """

    letter: Letter
    sums: list[dict]
    confirmed: list[str]


def hand_in_report(
    served: Path,
    member_id: str,
    checked: Checked,
    *,
    confirmed: frozenset[str] = frozenset(),
    explanations: Mapping[str, str] | None = None,
    language: str = "sv",
    now: datetime | None = None,
) -> DeskReceipt:
    """Seal a checked report and write it. The content that the member handed in last gives the same receipt again.

    confirmed: `warning_key` of every warning its sender has confirmed. explanations: warning_key → what was said to it.
    Raises InputRefused for a report with errors, with warnings that are not confirmed, or of another member, and where
    too many letters wait; DeskClosedError without a key to seal with. What this returns is on disk.
    """
    report, sent = checked.reading.report, checked.sent
    if report is None or report.member_id != member_id:
        other = Problem("report_other_member", "", found=report and report.member_id, details={"expected": member_id})
        raise InputRefused(list(checked.reading.errors) or [other])
    warnings = checked.reading.warnings
    if open_ := [p for p in warnings if warning_key(p) not in confirmed]:
        raise InputRefused(open_)
    said = [_said(p, text) for p in warnings if (text := _text((explanations or {}).get(warning_key(p), "")))]
    letter = _letter(member_id, REPORT, report.year, now)
    rows = {name: len(getattr(report, name)) for name in ("lines", "denominators", "measures")}
    letter = replace(letter, file=sent.name, sha256=sent.sha256, size=len(sent.content), rows=rows)
    inside = {"confirmed": sorted(confirmed), "explanations": said, "language": language}
    written = _write(served, letter, inside | {"content": base64.b64encode(sent.content).decode()})
    return DeskReceipt(written, sums(report), [p.code for p in warnings])


def hand_in_note(
    served: Path,
    member_id: str,
    kind: str,
    year: int,
    *,
    subject: str = "",
    text: str = "",
    target_year: int | None = None,
    target_share: float | None = None,
    now: datetime | None = None,
) -> Letter:
    """Seal a member's own target or an explanation, and write it. Of what is said twice the later counts.

    kind: TARGET or EXPLANATION. year: the report's that is explained, for a target this year. subject: what is
    explained, `<activity>/<carrier>` for a quantity (`reports.reading.subject_of`). target_year: after `year`, to
    LAST_TARGET_YEAR. target_share: the cut against the base year, 0–1. Raises InputRefused for an empty or overlong
    text and for a target that is none, and what `hand_in_report` raises.
    """
    said, problems = _text(text), []
    if kind == EXPLANATION and not said:
        problems.append(Problem("desk_note_empty", subject))
    if len(said) > MOST_CHARACTERS:
        problems.append(Problem("desk_note_too_long", subject, details={"most": MOST_CHARACTERS}))
    if kind == TARGET and not is_target(year, target_year, target_share):
        problems.append(Problem("desk_target", subject, details={"last": LAST_TARGET_YEAR}))
    if problems:
        raise InputRefused(problems)
    inside = {
        "subject": plain(subject)[:MOST_SUBJECT],
        "text": said,
        "target_year": target_year if kind == TARGET else None,
        "target_share": target_share if kind == TARGET else None,
    }
    content = json.dumps(inside, ensure_ascii=False, sort_keys=True).encode()
    letter = replace(_letter(member_id, kind, year, now), size=len(content))
    return _write(served, letter, inside)


def letters_of(served: Path, member_id: str) -> list[Letter]:
    """What a member has handed in, in the order it came, and how each letter stands.

    What has been answered since the member last looked is put away: the sealed part is needed no more. No other
    member's file is opened.
    """
    put_away(served, member_id)
    return letters(served, member_id)


def _letter(member_id: str, kind: str, year: int, now: datetime | None) -> Letter:
    at = now or datetime.now(UTC)
    return Letter("", member_id, kind, year, at.isoformat(timespec="seconds"), "", "", 0, {})


def _write(served: Path, letter: Letter, inside: dict) -> Letter:
    """Seal and write, unless the letter that counts says the same already."""
    key = public_key(served)
    with alone(served):
        put_away(served, letter.member_id)
        own = letters(served, letter.member_id)
        same = handed_in_already(own, letter.year, letter.sha256) if letter.kind == REPORT else None
        if same is not None:
            return same
        if sum(other.standing == HANDED_IN for other in own) >= MOST_WAITING:
            raise InputRefused([Problem("desk_full", letter.file, details={"most": MOST_WAITING})])
        letter = replace(letter, letter_id=f"{_number(own) + 1:05d}-{secrets.token_hex(4)}")
        head = {name: getattr(letter, name) for name in BOUND}
        content = json.dumps(head | inside, ensure_ascii=False).encode()
        put(served, letter, seal_letter(content, key, *letter.place))
    return letter


#: what stands both in the desk's record and inside the seal, so that the one is checked by the other
BOUND = ("letter_id", "member_id", "kind", "year", "handed_in_at", "file", "sha256", "size")


def _number(own: list[Letter]) -> int:
    """The newest letter's number: letters count up, whatever a clock says."""
    return int(own[-1].letter_id.split("-")[0]) if own else 0


def handed_in_already(own: Sequence[Letter], year: int, sha256: str) -> Letter | None:
    """The newest of a member's letters with a report of the year, where it is of this content and was not refused.

    own: the member's letters, in the order they came.
    """
    newest = next((o for o in reversed(own) if o.kind == REPORT and o.year == year), None)
    return newest if newest and newest.sha256 == sha256 and newest.standing != REFUSED else None


def _said(problem: Problem, text: str) -> dict:
    """An explanation, and which warning it belongs to; a longer one than the page takes is cut."""
    where = {"sheet": problem.sheet, "row": problem.row, "column": problem.column}
    return {
        "code": problem.code,
        **where,
        "subject": problem.details.get("subject", ""),
        "text": text[:MOST_CHARACTERS],
    }


def _text(text: str) -> str:
    return plain(text)[: MOST_CHARACTERS + 1]
