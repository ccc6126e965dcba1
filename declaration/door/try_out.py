"""Trying the rooms out on a laptop: the demonstration's own sign-in beside the dashboard."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from streamlit import config

from declaration.access.provider import ProviderRefusedError, check_allowed, people, running_provider, write_secrets
from declaration.home import home_folder
from declaration.language import texts_of
from declaration.routes import LANGUAGES


@contextmanager
def trying_out(name: str, host: str, port: int) -> Iterator[None]:
    """The demonstration's provider while the dashboard `name` runs on host and port.

    Where it must not run, the dashboard runs without it, and says why.
    """
    try:
        check_allowed(host, config.get_option("secrets.files"), home_folder())
    except ProviderRefusedError as refused:
        for language in LANGUAGES:
            print(texts_of(language)(str(refused)), file=sys.stderr)
        yield
        return
    with running_provider(people()) as issuer:
        path = write_secrets(home_folder(), name, f"http://{host}:{port}", issuer)
        config.set_option("secrets.files", [str(path)])
        yield
