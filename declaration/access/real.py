"""Whether members' own reports lie in a home: then nobody invented is let in beside them."""

from pathlib import Path

from declaration.access.register import real_ids
from declaration.home import served_folder
from declaration.release.shelf import releases

#: what the manifest calls a release of the members' own programme (`release.programme`, out of a page's reach)
REPORTED = "reported"


def holds_real_reports(home: Path) -> bool:
    """Whether a member's own report has been received, waits to be collected, or is in a release on the shelf."""
    letters = served_folder(home) / "desk" / "letters"
    return (
        any((home / "inbox").glob("*/*/*/receipt.json*"))
        or any(path.name in real_ids() for path in letters.glob("*"))
        or any(release.manifest().get("programme") == REPORTED for release in releases(home))
    )
