"""Why a letter was refused, as far as the desk's record may tell it: kind, place and what is expected.

What was found stays out, for it may be a figure: the sender has the file, and the place says where to look.
"""

from collections.abc import Iterable

from declaration.desk.folder import Letter
from declaration.problems import Problem

#: problems that are kept of one letter; of more, the first
MOST_TOLD = 100
#: characters kept of a text, such as the list of units that work
MOST_CHARACTERS = 300
#: what stands for what was left out
LEFT_OUT = "…"


def told(problems: Iterable[Problem]) -> list[dict]:
    """The problems for the record: `code`, `sheet`, `row`, `column` and `details` without what may be a figure.

    Of details only texts and whole numbers are kept, which are names of our lists, limits and rows; another is None.
    """
    return [
        {
            "code": problem.code,
            "sheet": problem.sheet,
            "row": problem.row,
            "column": problem.column,
            "details": {name: _kept(detail) for name, detail in problem.details.items()},
        }
        for problem in list(problems)[:MOST_TOLD]
    ]


def _kept(detail: str | int | float) -> str | int | None:
    if isinstance(detail, str):
        return detail[:MOST_CHARACTERS]
    return detail if isinstance(detail, int) else None


def problems_of(letter: Letter) -> list[Problem]:
    """The problems of a refused letter; none of one that was answered before they were kept."""
    return [
        Problem(
            kept["code"],
            letter.file,
            kept["sheet"],
            kept["row"],
            kept["column"],
            LEFT_OUT,
            {name: LEFT_OUT if detail is None else detail for name, detail in kept["details"].items()},
        )
        for kept in (letter.answer.told if letter.answer else ())
    ]
