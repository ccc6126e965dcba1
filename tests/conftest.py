"""One release for the whole run: built from the committed data, as a first `make run` builds it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from declaration.home import REPOSITORY
from declaration.release.shelf import Release, current_release

# A property either holds or does not; how long one example takes on a busy machine is no part of it.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """A home folder with a built release; each worker has its own."""
    folder = tmp_path_factory.mktemp("home")
    subprocess.run(
        [sys.executable, "-m", "declaration", "build"],
        cwd=REPOSITORY,
        env={**os.environ, "DECLARATION_HOME": str(folder)},
        check=True,
    )
    return folder


@pytest.fixture(scope="session")
def release(home) -> Release:
    return current_release(home)
