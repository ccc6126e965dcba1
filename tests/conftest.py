"""One release for the whole run: built from the committed data, as a first `make run` builds it."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton

from declaration.home import REPOSITORY
from declaration.release.shelf import Release, current_release

# A property either holds or does not; how long one example takes on a busy machine is no part of it.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


#: makes two releases of its own: one worker begins with it, while the other builds the release that the rest share
LONGEST = "test_a_reports_year.py"


def pytest_collection_modifyitems(items):
    """The longest first, then the modules that need the built release, so that no worker waits for another."""
    needing = {item.path for item in items if "home" in item.fixturenames}
    items.sort(key=lambda item: (item.path.name != LONGEST, item.path not in needing))


@pytest.fixture(scope="session")
def home(tmp_path_factory, worker_id) -> Path:
    """A home folder with a built release; the workers share one build, and each has its own copy."""
    own = tmp_path_factory.mktemp("home")
    if standing := os.environ.get("DECLARATION_TEST_HOME"):  # built before, to try one test again without the wait
        shutil.copytree(standing, own, dirs_exist_ok=True)
        return own
    together = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    built = together / "built-home"
    with (together / "built-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (built / "served" / "releases" / "current").exists():
            subprocess.run(
                [sys.executable, "-m", "declaration", "release"],
                cwd=REPOSITORY,
                env={**os.environ, "DECLARATION_HOME": str(built)},
                check=True,
            )
    shutil.copytree(built, own, dirs_exist_ok=True)
    return own


@pytest.fixture(scope="session")
def release(home) -> Release:
    return current_release(home)


@pytest.fixture
def secrets(tmp_path):
    """Writes the secrets that Streamlit reads in one test; none until it is called."""
    before = config.get_option("secrets.files")
    path = tmp_path / "secrets.toml"

    def write(text: str) -> None:
        path.write_text(text)
        config.set_option("secrets.files", [str(path)])
        secrets_singleton._reset()

    write("")
    yield write
    config.set_option("secrets.files", before)
    secrets_singleton._reset()
