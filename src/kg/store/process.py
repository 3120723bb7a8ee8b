"""A worker as its store sees it: a process, a pipe each way, and how to end it."""

from __future__ import annotations

import array
import fcntl
import os
import select
import signal
import subprocess
import termios
from contextlib import suppress
from pathlib import Path

from kg.store import wire

_READ = 1 << 16
_POLITE = 10


class Ended(Exception):
    """The worker's pipe is closed: it has ended, or was ended."""


class Worker:
    """One worker process: frames go to it and come from it; `kill` ends it at any moment, from any thread.

    :param pidfd: a descriptor of the process, readable once it has ended
    :param child: the Popen to be waited for, None where another process does that
    :param place: where its data is
    """

    def __init__(
        self,
        pid: int,
        pidfd: int,
        to_fd: int,
        from_fd: int,
        child: subprocess.Popen[bytes] | None,
        place: str,
    ) -> None:
        self.pid, self.pidfd, self.from_fd, self.place = pid, pidfd, from_fd, place
        self._to_fd, self._child = to_fd, child
        self._buffer = b""
        self._poll = select.poll()
        self._poll.register(from_fd, select.POLLIN)
        self.filtered = False

    def send(self, payload: bytes) -> None:
        """Sends a query.

        :raises Ended: there is nobody to take it
        """
        try:
            wire.write(self._to_fd, wire.frame(wire.QUERY, payload))
        except OSError:
            raise Ended from None

    def was_asked(self) -> bool:
        """Whether it took anything of what was sent last: what it did not read still lies in the pipe, even if it has
        ended meanwhile.
        """
        unread = array.array("i", (0,))
        fcntl.ioctl(self._to_fd, termios.FIONREAD, unread)
        return unread[0] == 0

    def receive(self, timeout: float | None) -> tuple[bytes, bytes] | None:
        """The next frame, kind and payload; None where it did not come in so many seconds.

        :raises Ended: the worker did, before the frame was whole
        """
        while (found := self._buffered()) is None:
            if not self._poll.poll(None if timeout is None else timeout * 1000):
                return None
            part = os.read(self.from_fd, _READ)
            if not part:
                raise Ended
            self._buffer += part
        return found

    def _buffered(self) -> tuple[bytes, bytes] | None:
        if len(self._buffer) < wire.HEAD.size:
            return None
        kind, length = wire.HEAD.unpack_from(self._buffer)
        end = wire.HEAD.size + length
        if len(self._buffer) < end:
            return None
        payload, self._buffer = self._buffer[wire.HEAD.size : end], self._buffer[end:]
        return kind, payload

    def slow_down(self) -> None:
        """Lets everybody else's work go first, from now on. Linux keeps a priority for each thread."""
        self._prioritise(_POLITE)

    def speed_up(self) -> bool:
        """Takes that back; False where this user may not, as most may not."""
        return self._prioritise(os.getpriority(os.PRIO_PROCESS, 0))

    def _prioritise(self, priority: int) -> bool:
        try:
            for thread in Path(f"/proc/{self.pid}/task").iterdir():
                os.setpriority(os.PRIO_PROCESS, int(thread.name), priority)
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """Ends it, whatever it is doing; harmless where it has ended."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def reap(self) -> None:
        """Waits for a process that was killed or has ended."""
        if self._child:
            self._child.wait()
        else:
            select.select((self.pidfd,), (), ())

    def dispose(self) -> None:
        """Closes the descriptors; nobody may be using them."""
        for fd in (self._to_fd, self.from_fd, self.pidfd):
            os.close(fd)
