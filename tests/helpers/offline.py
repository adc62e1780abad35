"""The guard of the promise that nothing goes to a network.

An audit hook sees every socket that Python binds, connects or resolves a name for, also those of
libraries; it cannot be taken off again. Sockets of the file system (AF_UNIX) stay allowed: windows
of one computer may talk to each other.
"""

from __future__ import annotations

import sys

_WATCHED = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_NAMES = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})


class WentOnline(BaseException):
    """No test may catch this by accident: not an Exception."""


def guard() -> None:
    """From now on, refuse."""
    sys.addaudithook(_hook)


def _hook(event: str, given: tuple[object, ...]) -> None:
    if event in _NAMES:
        raise WentOnline(f"{event} {given[:1]}")
    if event in _WATCHED and isinstance(given[1], tuple):  # a path is AF_UNIX
        raise WentOnline(f"{event} {given[1]}")
