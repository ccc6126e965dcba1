"""What a long run tells of itself while it goes on.

<home>/steward/runs/<id>.jsonl    one line an event: times, names of steps, counts; never a figure of a member
"""

import json
import os
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from declaration.home import REPOSITORY
from declaration.problems import InputRefused
from declaration.sealing.errors import SealingError

STARTED, STEP, KEY_MADE, ENDED = "started", "step", "key_made", "ended"
#: how a run can end by itself
RELEASED, UP_TO_DATE, REFUSED, AUDITED, PRICED, ROLLED_BACK, FAILED = (
    *("released", "up_to_date", "refused", "audited", "priced", "rolled_back", "failed"),
)


@dataclass(frozen=True)
class Account:
    """The file that a run writes its events to; without one they are told to nobody."""

    path: Path | None = None

    def tell(self, event: str, **details: object) -> None:
        """Add an event, durably: the run may be killed at any moment after."""
        if self.path is None:
            return
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **details}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def step(self, name: str) -> None:
        """A step begins, and the one before it is done."""
        self.tell(STEP, step=name)

    def end(self, outcome: str, **details: object) -> None:
        """The run has come to its end."""
        self.tell(ENDED, outcome=outcome, **details)


def why_failed(failure: Exception) -> dict[str, str]:
    """What may be written down of a failure: its kind and place, never its message, which may hold a figure."""
    frames = [f for f in traceback.extract_tb(failure.__traceback__) if f.filename.startswith(str(REPOSITORY))]
    place = f"{Path(frames[-1].filename).relative_to(REPOSITORY)}:{frames[-1].lineno}" if frames else ""
    made = {"error": type(failure).__name__, "where": place}
    if isinstance(failure, SealingError):
        made |= {"problem": failure.problem.code, "file": failure.problem.file}
    elif isinstance(failure, InputRefused):
        made |= {"problem": failure.problems[0].code, "file": failure.problems[0].file}
    return made
