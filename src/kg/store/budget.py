"""How much slow time each client may still use; it comes back as time passes."""

from __future__ import annotations

from collections import OrderedDict
from math import ceil

_CLIENTS = 10_000


class Budget:
    """Seconds a client, in a window that slides: what was used comes back evenly over the window.

    :param seconds: how much a client may use; None for no bound
    :param window: the seconds after which all of it has come back
    """

    def __init__(self, seconds: float | None, window: float) -> None:
        self._seconds, self._window = seconds, window
        self._used: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def _now_used(self, client: str, now: float) -> float:
        used, since = self._used.get(client, (0.0, now))
        return max(0.0, used - (now - since) * (self._seconds or 0.0) / self._window)

    def wait(self, client: str, now: float, running: float = 0.0) -> int:
        """Seconds until a client has something left, 0 where it has; an unknown client (“”) always has.

        :param running: what its queries have used that are not done, and so not written down
        """
        if self._seconds is None or not client:
            return 0
        over = self._now_used(client, now) + running - self._seconds
        return ceil(over * self._window / self._seconds) + 1 if over >= 0 else 0

    def spend(self, client: str, seconds: float, now: float) -> None:
        """Writes down what a client used."""
        if self._seconds is None or not client:
            return
        self._used[client] = (self._now_used(client, now) + seconds, now)
        self._used.move_to_end(client)
        if len(self._used) > _CLIENTS:
            self._used.popitem(last=False)
