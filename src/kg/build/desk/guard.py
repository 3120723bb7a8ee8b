"""Who may use the desk: this machine, whoever has the address with its token, and only from the desk's own pages."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from flask import Flask, Request, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kg.build.desk.told import told

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every answer: nothing from elsewhere is loaded, nothing is framed, nothing is kept."""

OPEN = ("/readyz",)
"""What is answered without the cookie: that the desk answers at all."""


@dataclass(frozen=True)
class Guard:
    """A desk's secret: the token in its address, from which the cookie and the forms' own token follow."""

    token: str

    def _derived(self, purpose: str) -> str:
        return hmac.new(self.token.encode(), purpose.encode(), hashlib.sha256).hexdigest()

    @property
    def cookie(self) -> str:
        """The cookie's name, another one for each desk: cookies do not know ports."""
        return f"kg-desk-{self._derived('name')[:8]}"

    @property
    def form(self) -> str:
        """What every form carries: another site can send one, but cannot know this."""
        return self._derived("form")

    def install(self, app: Flask) -> None:
        """Puts the guard before every request, and the headers on every answer."""
        app.before_request(self._refusal)
        app.after_request(_with_headers)
        app.add_url_rule("/enter/<token>", "enter", self._enter)
        app.add_url_rule("/readyz", "readyz", lambda: Response("ready\n", mimetype="text/plain"))
        app.jinja_env.globals["form_token"] = self.form

    def _enter(self, token: str) -> AnyResponse:
        """From the address with the token to the desk, with a cookie that no other site's page sends along."""
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            return _refused("This address is not that of the desk.")
        answer = redirect("/", 303)
        answer.set_cookie(self.cookie, self._derived("cookie"), httponly=True, samesite="Strict", path="/")
        return answer

    def _refusal(self) -> Response | None:
        """Why a request is not answered; None where it may be."""
        if not _is_ours(request):
            return _refused("The desk answers on this machine only, under its own name.")
        if request.path in OPEN or request.endpoint == "enter":
            return None
        given = request.cookies.get(self.cookie, "")
        if not hmac.compare_digest(given.encode(), self._derived("cookie").encode()):
            return _refused("Open the desk at the address that `kg review` printed.")
        if request.method == "POST" and not self._from_our_form(request):
            return _refused("This did not come from a form of the desk.")
        return None

    def _from_our_form(self, sent: Request) -> bool:
        origin, site = sent.headers.get("Origin"), sent.headers.get("Sec-Fetch-Site")
        if origin not in (None, f"http://{sent.host}") or site not in (None, "same-origin"):
            return False
        return hmac.compare_digest(sent.form.get("token", "").encode(), self.form.encode())


def _is_ours(sent: Request) -> bool:
    """Whether the name asked for is this machine's: another site's name may be made to lead here (DNS rebinding)."""
    name, _, port = sent.headers.get("Host", "").rpartition(":")
    return name in LOOPBACK and port == sent.environ.get("SERVER_PORT")


def _refused(words: str) -> Response:
    return Response(f"{told(words)}\n", 403, mimetype="text/plain")


def _with_headers(answer: Response) -> Response:
    answer.headers.update(HEADERS)
    return answer
