"""How one connection is dealt with: what waitress does, and where it does not suffice.

A target may hold letters that nobody encoded; refusals are problem documents, and what else their client sends is
read and dropped, so that it finds the refusal and no broken connection; the application learns when a request arrived.
"""

from __future__ import annotations

import errno
import socket
import threading
import time
from contextlib import suppress
from typing import Any

from flask import json
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask

from kg.serve.http.parser import Parser
from kg.serve.http.pending import Pending

_GONE = frozenset(
    (errno.ECONNRESET, errno.ENOTCONN, errno.ESHUTDOWN, errno.ECONNABORTED, errno.EPIPE, errno.EBADF)
)
"""What is wrong where a client has gone away, which is no fault."""

DROPPED = 64 << 20
"""Bytes that a refused client may go on sending before the connection is broken."""

DETAILS = {
    400: "This is no HTTP request that can be understood.",
    413: "The body is longer than the server takes.",
    414: "The address is longer than the server takes. Send the query by POST.",
    417: "No expectation is known here but 100-continue.",
    431: "The headers are longer than the server takes.",
    500: "Something went wrong here.",
    501: "This transfer encoding is not supported.",
}
"""What a client reads for each status that is given before the application is asked."""


class Refusal(ErrorTask):  # type: ignore[misc]
    """The answer to what never became a request: a problem document (RFC 9457)."""

    def execute(self) -> None:
        """Writes it; the connection ends with it."""
        error = self.request.error
        self.channel.is_refused = True
        problem = {
            "type": "about:blank",
            "title": error.reason,
            "status": error.code,
            "detail": DETAILS[error.code],
        }
        body = json.dumps(problem).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers = [
            ("Content-Type", "application/problem+json"),
            ("Cache-Control", "no-store"),
            ("Access-Control-Allow-Origin", "*"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Task(WSGITask):  # type: ignore[misc]
    """One request for the application."""

    def get_environment(self) -> dict[str, Any]:
        """The WSGI environment; `kg.arrived` is when the request was whole, from which deadlines count.

        `kg.forwarded` is what proxies say of where it came from; `kg.serve.http.clients` decides what to believe.
        """
        environ: dict[str, Any] = super().get_environment()
        environ["kg.arrived"] = self.request.arrived
        environ["kg.begun"] = self.request.begun
        environ["kg.forwarded"] = self.request.headers.get("X_FORWARDED_FOR", "")
        return environ

    def execute(self) -> None:
        """Asks the application; ends a query that was begun for it and not taken up."""
        try:
            super().execute()
        finally:
            if self.environ and (begun := self.environ.pop("kg.begun", None)):
                begun.exchange.stop()

    def build_response_header(self) -> bytes:
        """The head of the answer; whoever wants to keep it is told of one that any client would get."""
        head: bytes = super().build_response_header()
        note = self.environ and self.environ.get("kg.head")
        if note and self.request.command == "GET" and self.version == "1.1" and not self.close_on_finish:
            note(int(self.status[:3]), head)
        return head

    def set_close_on_finish(self) -> None:
        """Closes the connection after the answer; not for want of a length where there is no body to measure."""
        if self.has_body or self.version != "1.1" or self.request.connection_close:
            super().set_close_on_finish()


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection. After a refusal it is closed for writing, and read until the client closes it."""

    parser_class = Parser
    task_class = Task
    error_task_class = Refusal

    close_when_flushed: bool
    connected: bool
    is_refused = is_lingering = False
    dropped = 0
    pending: Pending | None = None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.requests_lock = threading.RLock()

    # Requests that the server's own thread answers; all of this runs in it.

    def wait_for(self, pending: Pending) -> None:
        """Has the server's loop look for the answer to the first request."""
        self.pending = pending
        self._map[pending.fd] = pending

    def forget(self) -> Pending | None:
        """Has the loop look for it no longer; gives what it looked for."""
        pending, self.pending = self.pending, None
        if pending and pending.fd >= 0:
            self._map.pop(pending.fd, None)
        return pending

    def hand_over(self) -> None:
        """Leaves the first request to a thread, with what was begun for it."""
        pending = self.forget()
        if pending:
            self.requests[0].begun = pending.asking
        self.server.task_dispatcher.add_task(self)

    def reply(self, data: bytes) -> None:
        """Sends the answer to the first request, and goes on to the next."""
        self.last_activity = time.time()
        with self.outbuf_lock:
            sent = 0 if self.total_outbufs_len else self.send(data)
            if sent < len(data):
                self.outbufs[-1].append(data[sent:])
                self.current_outbuf_count += len(data) - sent
                self.total_outbufs_len += len(data) - sent
        with self.requests_lock:
            self.requests.pop(0).close()
            if self.requests:
                self.server.add_task(self)
            elif self._is_told_to_wait():
                self.send_continue()

    def _is_told_to_wait(self) -> bool:
        """Whether a client waits for a word before it sends the rest of the next request."""
        request = self.request
        return bool(
            request and request.expect_continue and request.headers_finished and not self.sent_continue
        )

    def handle_close(self) -> None:
        """Closes it; nobody waits for an answer any more."""
        if pending := self.forget():
            pending.abandon()
        super().handle_close()

    def is_busy(self) -> bool:
        """Whether a request of it is under way, or an answer not all sent."""
        return bool(self.requests or self.total_outbufs_len)

    def is_overdue(self, since: float) -> bool:
        """Whether it has been sending one request since before a moment, and is not done."""
        return not self.requests and self.request is not None and self.request.started < since

    def readable(self) -> bool:
        """Whether bytes of the client are wanted."""
        return self.is_lingering or bool(super().readable())

    def writable(self) -> bool:
        """Whether there is something to send, or to close; not while a thread is still adding to a short answer."""
        if self.is_lingering or self.will_close:
            return self.will_close
        waits = self.requests and self.total_outbufs_len < self.adj.send_bytes
        return bool(self.close_when_flushed or (self.total_outbufs_len and not waits))

    def handle_write(self) -> None:
        """Sends; after the last byte of a refusal, says that no more comes."""
        if not (self.is_refused and self.close_when_flushed):
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if self.will_close:
            self.handle_close()
        elif not self.total_outbufs_len:
            self.close_when_flushed, self.is_lingering = False, True
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)

    def recv(self, buffer_size: int) -> bytes:
        """Takes what the client sent, through the one place that the server has for that: making room costs more.

        Called by the server's own thread alone.
        """
        room: memoryview = self.server.room
        try:
            size: int = self.socket.recv_into(room)
        except OSError as error:
            if error.errno not in _GONE:
                raise
            size = 0
        if not size:
            self.handle_close()
        return bytes(room[:size])

    def received(self, data: bytes) -> bool:
        """Takes bytes of the client; drops them after a refusal."""
        if not self.is_lingering:
            return bool(super().received(data))
        self.dropped += len(data)
        self.will_close = self.dropped > DROPPED
        return True
