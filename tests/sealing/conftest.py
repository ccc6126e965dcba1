from pathlib import Path

import pytest

from declaration.sealing import database
from declaration.sealing.key import Seal, new_key, seal_of
from tests.reports.conftest import blank, fill, known  # noqa: F401

#: what must never be found where it can be read
CANARY = "Kanariefågel-4711"


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """No key of whoever runs the tests."""
    monkeypatch.delenv("DECLARATION_KEY", raising=False)
    monkeypatch.delenv("DECLARATION_KEY_FILE", raising=False)


@pytest.fixture
def key() -> Seal:
    return seal_of(new_key(), "a test")


@pytest.fixture
def passing(tmp_path, monkeypatch) -> Path:
    """Everything that passes by on its way: the folder of temporary files, and the one in memory."""
    folder = tmp_path / "passing"
    (folder / "memory").mkdir(parents=True)
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(database, "_MEMORY", folder / "memory")
    return folder


def holding(folder: Path, text: str = CANARY) -> list[str]:
    """The files below a folder that hold a text, in whatever encoding."""
    forms = [text.encode(), text.encode("utf-16-le"), text.encode("latin-1"), text.encode("ascii", "backslashreplace")]
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]
