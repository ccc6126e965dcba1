"""A problem in words: where it is, what was found, what to do."""

from declaration.language import Reader
from declaration.problems import Problem
from declaration.reports.text import plain


def tell(reader: Reader, problem: Problem) -> str:
    """One problem in one language: where, what was found, what is expected. Plain text, without what cannot be seen."""
    where, text = place_of(reader, problem), text_of(reader, problem)
    return f"{where}: {text}" if where else text


def place_of(reader: Reader, problem: Problem) -> str:
    """Sheet, row and column, as far as the problem has them; else empty."""
    place = [plain(problem.sheet or ""), problem.row and reader.say("receive.row", row=problem.row)]
    place.append(problem.column and reader.say("receive.column", column=plain(problem.column)))
    return ", ".join(part for part in place if part)


def text_of(reader: Reader, problem: Problem) -> str:
    """What is wrong, and what is expected; amounts as the language writes them."""
    details = {name: _written(reader, detail) for name, detail in problem.details.items()}
    blanks = {"file": problem.file, "found": plain(problem.found or ""), **details}
    return reader.say(f"problem.{problem.code}", **blanks)


def _written(reader: Reader, detail: str | int | float) -> str | int:
    """An amount to one decimal where that says something; a count or a year stays as it is."""
    if not isinstance(detail, float):
        return detail
    return reader.number(detail, 0 if detail.is_integer() or abs(detail) >= 1000 else 1 if abs(detail) >= 1 else 4)
