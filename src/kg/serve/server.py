"""The server: waitress, set so that no client can hold up another; docs/decisions/2026-11-22-wsgi-server.md says why.

One thread reads from and writes to all clients, so that a slow one costs a socket and no thread; the other threads
run the application, each with a request that is whole.
"""

from __future__ import annotations

import errno
import http.client
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any
from wsgiref.types import WSGIApplication

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from kg.errors import ServeError
from kg.serve import direct
from kg.serve.direct import Direct
from kg.serve.endpoint import answers
from kg.serve.http import crowd
from kg.serve.http.connections import Channel
from kg.serve.http.loop import Descriptors, Loop
from kg.serve.http.threads import Threads
from kg.serve.reconcile import reading, service
from kg.settings import Settings

PAGE_THREADS = 16
CONNECTIONS = 1000
IDLE_SECONDS = 60
REQUEST_SECONDS = 60
GRACE_SECONDS = 3
_LISTENING_FILES = 200
_CROWDED = 0.9
"""Which part of the connections that there may be is not exceeded for long."""

_PLAIN_ERRORS = {
    errno.EADDRINUSE: ("is in use", "Stop what uses it, or choose another with --port."),
    errno.EACCES: ("may not be used by this user", "Choose one above 1023 with --port."),
    errno.EADDRNOTAVAIL: ("is not on this machine", "Choose an address of this machine with --host."),
}


def adjustments(settings: Settings) -> dict[str, object]:
    """How waitress is set; each line with its reason."""
    return {
        # As many public queries and batches of names as may be under way, and some for pages, which so never wait
        # for one of those.
        "threads": answers.PLACES + service.SEATS + PAGE_THREADS,
        "connection_limit": _connections(),
        # select() fails with more than 1024 descriptors.
        "asyncore_use_poll": True,
        # A connection with no byte either way for so long is closed; one whose query is running is not.
        "channel_timeout": IDLE_SECONDS,
        "cleanup_interval": 5,
        # One request is read ahead: that is how it is seen that a client has gone, and its query can be ended.
        "channel_request_lookahead": 1,
        # A query may be as long in an address as the headers allow, and in a form three times that, encoded.
        "recv_bytes": 65_536,
        "max_request_header_size": 262_144,
        # A batch of names for reconciliation may hold a text of a million letters: the rest of it is still answered.
        "max_request_body_size": max(3 * settings.max_query_bytes + 65_536, reading.MOST_BYTES),
        # Nothing of this machine is told, nothing a client says of a proxy is believed.
        "expose_tracebacks": False,
        "ident": None,
        "clear_untrusted_proxy_headers": True,
        "log_socket_errors": False,
    }


def _connections() -> int:
    """How many clients there may be at a time, each with up to three open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 3 * CONNECTIONS + _LISTENING_FILES
    if hard == resource.RLIM_INFINITY or hard > soft:
        soft = wanted if hard == resource.RLIM_INFINITY else max(soft, min(wanted, hard))
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(50, min(CONNECTIONS, (soft - _LISTENING_FILES) // 3))


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens.

    :raises ServeError: the port is in use, or the address is not ours
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=1024)
    except OSError as error:
        what, hint = _PLAIN_ERRORS.get(error.errno or 0, (f"cannot be used: {error.strerror}", None))
        raise ServeError(f"Port {port} on {host} {what}.", hint=hint) from None


class _Listener(TcpWSGIServer):  # type: ignore[misc]
    channel_class = Channel
    direct: Direct | None = None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.room = memoryview(bytearray(self.adj.recv_bytes))

    def add_task(self, task: Channel) -> None:
        """Has the first request of a connection answered: at once, or by a thread."""
        if not (self.direct and self.direct.take(task, task.requests[0])):
            super().add_task(task)

    def handle_accept(self) -> None:
        """Takes a connection, and makes room for the next one before there is none."""
        super().handle_accept()
        if len(self.active_channels) > self.adj.connection_limit * _CROWDED:
            crowd.make_room(self.active_channels.values())

    def look(self) -> float:
        """Sees to what waits; gives the seconds until the next look."""
        return self.direct.look() if self.direct else 1.0

    def maintenance(self, now: float) -> None:
        """Closes connections that are idle, and those that have been sending one request for too long."""
        super().maintenance(now)
        since = time.monotonic() - REQUEST_SECONDS
        for channel in self.active_channels.values():
            if channel.is_overdue(since):
                channel.will_close = True


class Server:
    """An application on a port, from the moment this is made; `run` answers until `stop`.

    :raises ServeError: the port cannot be used
    """

    def __init__(self, app: WSGIApplication, settings: Settings) -> None:
        listening = listen(settings.host, settings.port)
        adj = Adjustments(**adjustments(settings))
        self._dispatcher = Threads(adj.threads)
        self._map = Descriptors()
        self._loop = Loop(self._map)
        name = listening.getsockname()
        self._listener = _Listener(
            app,
            self._map,
            _sock=listening,
            dispatcher=self._dispatcher,
            adj=adj,
            sockinfo=(listening.family, listening.type, listening.proto, name),
            bind_socket=False,
        )
        if isinstance(app, Flask):
            self._listener.direct = app.extensions.get(direct.KEY)
        self.host, self.port = settings.host, int(name[1])
        self._stopping = False

    @property
    def address(self) -> str:
        """Where it answers."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    def run(self) -> None:
        """Answers until it is stopped; then finishes what is under way, for a few seconds, and closes."""
        while not self._stopping:
            self._loop.turn(self._listener.look())
        self._listener.del_channel()
        self._listener.socket.close()
        end = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < end and any(c.is_busy() for c in self._listener.active_channels.values()):
            self._loop.turn(min(0.05, self._listener.look()))
        for channel in list(self._listener.active_channels.values()):
            channel.handle_close()
        self._dispatcher.shutdown(timeout=1)
        self._listener.trigger.close()

    def stop(self) -> None:
        """Makes `run` return soon; from any thread or a signal handler, any number of times."""
        self._stopping = True
        with suppress(OSError):
            self._listener.pull_trigger()

    def answers(self) -> bool:
        """Whether it gives an answer that says it is ready."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        connection = http.client.HTTPConnection(host, self.port, timeout=30)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def announce(self, ready: Callable[[str], None]) -> None:
        """Waits until it answers, then says so once; says nothing if it is stopped before."""
        while not self._stopping:
            if self.answers():
                ready(self.address)
                return
            time.sleep(0.1)


def run(app: WSGIApplication, settings: Settings, ready: Callable[[str], None]) -> None:
    """Serves an application until SIGINT or SIGTERM; to be called from the main thread.

    :param ready: is told the address as soon as the server truly answers there
    :raises ServeError: the port cannot be used
    """
    server = Server(app, settings)
    with _stopped_by(server, signal.SIGINT, signal.SIGTERM):
        threading.Thread(target=server.announce, args=(ready,), daemon=True).start()
        server.run()


@contextmanager
def _stopped_by(server: Server, *signals: signal.Signals) -> Iterator[None]:
    """Stops a server on a signal; a second one ends the process at once."""

    def handle(number: int, frame: FrameType | None) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_DFL)
        server.stop()

    before = {each: signal.signal(each, handle) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
