"""The demonstration's own sign-in: a real OpenID Connect provider on this machine that lets in whoever asks.

For trying the dashboard on a laptop, and for tests. It starts only where nobody else can reach it and where no real
provider is configured; production does not even install it (`requirements-demo.txt`).
"""

import ipaddress
import os
import secrets
import threading
import tomllib
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from declaration.access.real import holds_real_reports
from declaration.home import served_folder
from declaration.sealing.files import replace_durably

_HERE = Path(__file__).parent
HOST = "127.0.0.1"
#: what a sign-in and a sign-out ask of the provider; its other addresses would let whoever asks change who there is
ADDRESSES = {
    "/.well-known/openid-configuration": ("GET",),
    "/jwks": ("GET",),
    "/oauth2/authorize": ("GET", "POST"),
    "/oauth2/token": ("POST",),
    "/userinfo": ("GET",),
    "/oauth2/end_session": ("GET",),
    "/oauth2/end_session/confirm": ("POST",),
}


class ProviderRefusedError(RuntimeError):
    """The demonstration's provider must not start here; the text says why, as a key of the catalogues."""


@dataclass(frozen=True)
class DemonstrationPerson:
    """Somebody invented who can sign in, and the groups the provider claims for them."""

    name: str
    groups: tuple[str, ...]


def people(path: Path = _HERE / "people.toml") -> tuple[DemonstrationPerson, ...]:
    """Who can sign in."""
    listed = tomllib.loads(path.read_text(encoding="utf-8"))["person"]
    return tuple(DemonstrationPerson(person["name"], tuple(person["groups"])) for person in listed)


def check_allowed(host: str, secrets_files: Sequence[str], home: Path) -> None:
    """Whether nobody real could be harmed by it.

    Raises ProviderRefusedError unless the dashboard listens on this machine alone, has no provider of its own, and its
    home holds no member's own report.
    """
    if not is_loopback(host):
        raise ProviderRefusedError("try_out.refused.host")
    if any(_has_provider(Path(file)) for file in secrets_files):
        raise ProviderRefusedError("try_out.refused.provider")
    if holds_real_reports(home):
        raise ProviderRefusedError("try_out.refused.reports")


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _has_provider(path: Path) -> bool:
    """Whether a secrets file, or a folder of secrets, says anything about signing in; what cannot be read might."""
    if path.is_dir():
        return any(path.rglob("*auth*"))
    try:
        return "auth" in tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True


@contextmanager
def running_provider(who: Sequence[DemonstrationPerson]) -> Iterator[str]:
    """A provider on a free port of this machine. Gives its address, and stops it at the end."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log(self, *_: object) -> None:
            """No line a request."""

    server = make_server(HOST, 0, _app(who), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.port}"
    finally:
        server.shutdown()
        thread.join(5)


def _app(who: Sequence[DemonstrationPerson]):
    """The provider, with pages of our own: its own load their look from a third party."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # plain http, on this machine alone
    from authlib.deprecate import AuthlibDeprecationWarning

    warnings.simplefilter("ignore", AuthlibDeprecationWarning)  # what its libraries will take away one day
    from flask import abort, request
    from jinja2 import ChoiceLoader, FileSystemLoader
    from oidc_provider_mock import User, app

    listed = [User(sub=p.name, claims={"name": p.name, "groups": list(p.groups)}) for p in who]
    provider = app(user_claims=listed)
    provider.wsgi_app, provider.debug = provider.wsgi_app.app, False  # a debugger, for whoever asks
    provider.jinja_loader = ChoiceLoader([FileSystemLoader(_HERE / "provider_pages"), provider.jinja_loader])

    @provider.before_request
    def no_other_address():
        if request.method not in ADDRESSES.get(request.path, ()):
            abort(404)

    @provider.after_request
    def no_third_party(response):
        response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
        return response

    return provider


def write_secrets(home: Path, name: str, origin: str, issuer: str) -> Path:
    """Streamlit's secrets for a dashboard at `origin` and a provider at `issuer`; the file is its owner's alone.

    They say that people are invented (`try_out`). The cookies' secret is made once and kept, so that a restart signs
    nobody out.
    """
    folder = served_folder(home) / "try-out"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / "cookie-secret"
    if not kept.is_file():
        replace_durably(kept, secrets.token_urlsafe(32).encode())
    path = folder / f"{name}.toml"
    lines = (
        "[auth]",
        f'redirect_uri = "{origin}/oauth2callback"',
        f'cookie_secret = "{kept.read_text()}"',
        'client_id = "declaration"',
        'client_secret = "try-out"',
        "try_out = true",
        f'server_metadata_url = "{issuer}/.well-known/openid-configuration"',
        "",
    )
    replace_durably(path, "\n".join(lines).encode())
    return path
