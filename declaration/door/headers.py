"""Security headers on every answer. The browser may load from and connect to our own origin alone."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from declaration.door.answers import NEVER

_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?")

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def content_policy(host: str) -> str:
    """The Content-Security-Policy for a page on this host.

    Streamlit loads a component's code and MapLibre its worker as `blob:`. WebAssembly is for the map and the
    decoder of messages, inline styles are Streamlit's, `data:` fonts its bundled style sheets'. There is no
    inline script, and no eval: only Plotly's WebGL traces would need it. Older browsers do not take 'self' to
    cover the socket, so it is named as well.
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' blob: 'wasm-unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "frame-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


def only_encrypted(name: bytes, said: bytes) -> tuple[bytes, bytes]:
    """A header; a cookie is told never to travel in plain, which Streamlit leaves out."""
    is_open = name.lower() == b"set-cookie" and b"; secure" not in said.lower()
    return name, said + b"; Secure" if is_open else said


class SecurityHeaders:
    """Adds the headers to every HTTP answer, also to errors and files; sockets pass untouched."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI call."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Headers(scope=scope)
        is_secure = "https" in (scope.get("scheme"), request.get("x-forwarded-proto"))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_ALWAYS)
                headers["Content-Security-Policy"] = content_policy(request.get("host", ""))
                headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
                if scope["path"].startswith("/media/"):
                    # Pictures and files of one reader's page; Streamlit says nothing about keeping them.
                    headers["Cache-Control"] = NEVER
                if is_secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                    message["headers"] = [only_encrypted(name, said) for name, said in message["headers"]]
            await send(message)

        await self.app(scope, receive, send_with_headers)
