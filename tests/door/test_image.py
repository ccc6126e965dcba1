"""What must not go into the container's image, which others may come to hold."""

import shutil
import subprocess
from fnmatch import fnmatch

import pytest

from declaration.home import REPOSITORY

#: secrets, members' reports and keys, the history of the repository
PRIVATE = (
    ".streamlit/secrets.toml",
    ".streamlit/secrets-steward.toml",
    "data/home",
    ".git",
)


def is_left_out(path: str) -> bool:
    """Whether `.dockerignore` leaves a path of the repository out; its patterns are those of a shell."""
    patterns = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").split()
    assert not any(pattern.startswith("!") for pattern in patterns), "an exception could bring back what is left out"
    return any(fnmatch(path, pattern) for pattern in patterns)


@pytest.mark.parametrize("path", PRIVATE)
def test_what_is_private_is_not_copied_into_the_image(path):
    assert is_left_out(path)


def test_what_the_dashboard_needs_is_copied():
    assert not [path for path in (".streamlit/config.toml", "data/members.csv", "serve.py") if is_left_out(path)]


@pytest.mark.skipif(not (shutil.which("git") and (REPOSITORY / ".git").exists()), reason="not a clone")
@pytest.mark.parametrize("path", [path for path in PRIVATE if path != ".git"])
def test_what_is_private_is_not_committed_either(path):
    done = subprocess.run(["git", "check-ignore", "-q", f"{path}/x" if path == "data/home" else path], cwd=REPOSITORY)
    assert done.returncode == 0
