"""Text from outside, as it may stand in a file that a spreadsheet opens."""

import re

from declaration.reports.schema import FORMULA_STARTS

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def neutral(text: object) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before its first sign (OWASP, CSV injection)."""
    given = str(text)
    flat = _CONTROL.sub(" ", given)
    return f"'{flat}" if given.startswith(FORMULA_STARTS) or flat.lstrip().startswith(FORMULA_STARTS) else flat
