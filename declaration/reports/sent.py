"""A file as it was sent: in memory once, from a disk or an upload, and never written by whoever reads it."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from declaration.problems import InputRefused, Problem
from declaration.reports.text import clean_name

#: a report of a large member is some hundred kilobytes; more is something else
MOST_BYTES = 5_000_000


@dataclass(frozen=True)
class Sent:
    """A file's name, cleaned, and its content. Raises InputRefused for more than a report can be."""

    name: str
    content: bytes = field(repr=False)

    def __post_init__(self):
        object.__setattr__(self, "name", clean_name(self.name))
        if len(self.content) > MOST_BYTES:
            raise too_large(self.name, len(self.content))

    @cached_property
    def sha256(self) -> str:
        """The content's hash, 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def ending(self) -> str:
        """What the content is by its first bytes, whatever the name says: `.xlsx` or `.csv`."""
        return ".xlsx" if self.content.startswith(b"PK") else ".csv"


def sent_from(path: Path) -> Sent:
    """A file of the disk. Raises InputRefused where there is none, and without reading it where it is too large."""
    if not path.is_file():
        raise InputRefused([Problem("report_no_file", clean_name(path.name))])
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise too_large(clean_name(path.name), size)
    return Sent(path.name, path.read_bytes())


def too_large(name: str, size: int) -> InputRefused:
    """The refusal of a file of `size` bytes."""
    details = {"size": round(size / 1e6, 1), "most": MOST_BYTES // 10**6}
    return InputRefused([Problem("report_too_large", name, details=details)])
