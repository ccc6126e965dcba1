import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test
from streamlit.util import calc_hash

from declaration.access.standing import SIGNED_IN, SIGNED_OUT, Person, Standing
from declaration.door.settings import settle
from declaration.home import REPOSITORY
from declaration.routes import ROUTES
from declaration.ui import shell

ROUTE = {route.key: route for route in ROUTES}


@pytest.fixture
def open_page(home, monkeypatch):
    """Opens a page in a language, as the browser would by its address, for anybody or for who is signed in."""
    monkeypatch.setenv("DECLARATION_HOME", str(home))
    settle()
    # AppTest undoes that before each run, on the class by this name: let it have one of its own.
    monkeypatch.setattr(app_test, "PagesManager", type("Settled", (PagesManager,), {}))

    def open_(
        key: str,
        language: str = "sv",
        person: Person | None = None,
        standing: Standing | None = None,
        may_tell_errors: bool = False,
        **query: str,
    ) -> AppTest:
        standing = standing or Standing(SIGNED_IN if person else SIGNED_OUT, person)
        monkeypatch.setattr(shell, "current_standing", lambda: standing)
        test = AppTest.from_file(str(REPOSITORY / "dashboard.py"), default_timeout=60)
        path = ROUTE[key].path(language)
        test._page_hash = calc_hash(path) if path else ""
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception, [e.message for e in test.exception]
        assert may_tell_errors or not test.error, [e.value for e in test.error]
        return test

    return open_
