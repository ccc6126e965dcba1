"""Text from outside, made fit to be shown and kept, and to stand in a file that a spreadsheet opens."""

import re
import unicodedata

#: what a spreadsheet takes for the start of a formula (OWASP, CSV injection), also in full width
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: of a file's name; what file systems bear is 255 bytes
MOST_OF_NAME = 80
#: control and format characters (also those that turn the direction of writing), lone surrogates, private use
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
#: separators of folders, also those that only look like one, and what Windows bears in no name
_SEPARATORS = re.compile(r"[/\\\u2044\u2215\u29f5\u29f8\uff0f\uff3c]")
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


def plain(text: object) -> str:
    """Text without anything that cannot be seen, in one line with single spaces, and composed (NFC)."""
    # a space may be unseen too (U+0085, U+2028): it stays one until the words are told apart
    seen = (sign for sign in str(text) if sign.isspace() or unicodedata.category(sign) not in _UNSEEN)
    return unicodedata.normalize("NFC", " ".join("".join(seen).split()))


def neutral(text: object) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before its first sign (OWASP, CSV injection)."""
    given = str(text)
    shown = plain(given)
    return f"'{shown}" if given.startswith(FORMULA_STARTS) or shown.startswith(FORMULA_STARTS) else shown


def clean_name(name: str, otherwise: str = "rapport") -> str:
    """The name of a file without its folders, and with nothing in it that leads anywhere or hides anything.

    At most MOST_OF_NAME characters, the ending kept; `otherwise` where nothing is left.
    """
    last = _SEPARATORS.split(plain(name))[-1]
    kept = _NOT_IN_NAMES.sub("_", last).lstrip(" .=+-@'\uff1d\uff0b\uff0d\uff20").rstrip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 8:
        return kept[:MOST_OF_NAME].rstrip(" .") or otherwise
    return f"{stem[: MOST_OF_NAME - len(ending) - 1].rstrip(' .') or otherwise}.{ending}"
