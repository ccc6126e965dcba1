"""What went wrong with something we were given, in words a person can act on.

A problem names where (file, sheet, row, column), what was found and what was expected. It holds a code and
its details, not a sentence: the sentence comes from the language catalogues, so that every problem can be
told in Swedish and in English.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One finding about an input. `code` is a key `problem.<code>` in the catalogues; `details` fills its blanks."""

    code: str
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    found: str | None = None
    details: dict[str, str | int | float] = field(default_factory=dict)


class InputRefused(ValueError):
    """An input that cannot be accepted; nothing of it was kept. Carries every problem found."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("; ".join(f"{p.code} ({p.file})" for p in problems))
