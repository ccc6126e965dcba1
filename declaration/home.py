"""Where everything lives that is built or received, apart from what the repository holds."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = REPOSITORY / "data"
QUERIES = REPOSITORY / "queries"


def home_folder() -> Path:
    """The folder named by DECLARATION_HOME, else `data/home` in the repository."""
    return Path(os.environ.get("DECLARATION_HOME") or DATA / "home").expanduser().resolve()


def served_folder(home: Path) -> Path:
    """All of a home that the dashboard's process reads or writes; on a web machine nothing else of a home exists."""
    return home / "served"
