"""Numbers as people write them: Swedish and English signs, spaces between thousands, and what cannot be told."""

import re
from decimal import Decimal, InvalidOperation

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_PLAIN = re.compile(r"^[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?$")
_GROUPED = {",": re.compile(r"^[+-]?\d{1,3}(,\d{3})+$"), ".": re.compile(r"^[+-]?\d{1,3}(\.\d{3})+$")}


class NotANumberError(ValueError):
    """The text is no number."""


class AmbiguousNumberError(ValueError):
    """The sign may stand between thousands or before decimals: `1,234` is 1234 or 1.234."""


def parse_number(text: str, decimal_sign: str | None = None) -> float:
    """The number a text writes. decimal_sign: `,` or `.` where the file's dialect says so, else both are tried.

    Spaces (also narrow and hard ones) and apostrophes between thousands are passed over, and U+2212 is a minus.
    Raises AmbiguousNumberError and NotANumberError; text such as `nan` or `inf` is no number.
    """
    spaced = str(text).strip().replace("\u2212", "-")
    if re.search(r"\d[\s\u00a0\u202f\u2009'’]+\d", spaced) and not re.match(
        r"^[+-]?\d{1,3}([\s\u00a0\u202f\u2009'’]\d{3})+([.,]\d+)?$", spaced
    ):
        raise NotANumberError(text)
    written = _SPACES.sub("", spaced)
    comma, point = written.count(","), written.count(".")
    if comma and point:
        last = max(",", ".", key=written.rfind)
        other = "." if last == "," else ","
        whole, _, rest = written.rpartition(last)
        if last in whole or not _GROUPED[other].match(whole):
            raise NotANumberError(text)
        written = whole.replace(other, "") + "." + rest
    elif comma or point:
        sign = "," if comma else "."
        if (comma or point) > 1:
            if not _GROUPED[sign].match(written):
                raise NotANumberError(text)
            written = written.replace(sign, "")
        elif _may_be_thousands(written, sign, decimal_sign):
            raise AmbiguousNumberError(text)
        else:
            written = written.replace(sign, ".")
    if not _PLAIN.match(written):
        raise NotANumberError(text)
    try:
        return float(Decimal(written))
    except (InvalidOperation, OverflowError) as error:
        raise NotANumberError(text) from error


def _may_be_thousands(written: str, sign: str, decimal_sign: str | None) -> bool:
    """Whether a single sign could stand between thousands: never where the dialect says it is the decimal sign."""
    if not _GROUPED[sign].match(written) or sign == decimal_sign:
        return False
    return decimal_sign is not None or not written.lstrip("+-").startswith("0")
