"""Serve the pages with granian, on one listening socket that all its processes share.

    python -m storefront.serve --port 8000 --workers 2 storefront.wsgi:application

SIGHUP replaces the processes one by one: a new one starts, with the code that lies
there by then, before an old one takes no more and answers what it has. Alone, granian
opens a socket for each process, and whoever queues at the one of a process that ends is
turned away. Under systemd's socket activation the queue outlives even this program.

Nothing of the shop is imported here: the processes would inherit it, and stay old.
"""

import os
import signal
import socket
from argparse import ArgumentParser
from ipaddress import ip_address

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import MPServer

#: Who cannot be served yet waits here, while processes are replaced too.
BACKLOG = 1024

#: The first one that systemd hands over (sd_listen_fds).
FIRST_HANDED_OVER = 3


class Server(MPServer):
    """Hands its own listening socket to every process, as granian does off Linux."""

    listening: socket.socket

    def _init_shared_socket(self) -> None:
        number = self.listening.fileno()
        self._shd = SocketHolder(number, False, BACKLOG)  # type: ignore[assignment, call-arg]
        self._sso = self.listening

    def _drop_shared_socket(self) -> None:
        """At the end nobody new may queue for processes that take no more."""
        self.listening.close()


def main() -> None:
    asked = arguments().parse_args()
    os.register_at_fork(after_in_child=be_mortal)
    server = Server(
        asked.target,
        address=asked.host,
        port=asked.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        workers=asked.workers,
        blocking_threads=asked.blocking_threads,
        respawn_failed_workers=True,
        workers_kill_timeout=asked.patience,
        log_level=LogLevels.warning,
    )
    server.listening = handed_over() or opened(asked.host, asked.port)
    at_once(server.listening)
    server.serve()


def be_mortal() -> None:
    """A process that is told to end before it serves does so.

    It has inherited a handler that nobody in it looks at: it would go on to serve, and
    be killed when patience is over, in the middle of answers.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def arguments() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m storefront.serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--blocking-threads", type=int, default=4)
    parser.add_argument(
        "--patience", type=int, default=30, help="seconds for what is being answered"
    )
    parser.add_argument("target", nargs="?", default="storefront.wsgi:application")
    return parser


def handed_over() -> socket.socket | None:
    """The socket of systemd's `.socket` unit, if it is meant for this process."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        return None
    return socket.socket(fileno=FIRST_HANDED_OVER)


def opened(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if is_ipv6(host) else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def at_once(listening: socket.socket) -> None:
    """What its connections are given to send they send, whatever is unacknowledged.

    An answer leaves in two pieces. Without this (connections inherit it) the second
    one waits until the browser acknowledged the first: 40 ms, on a quick network too.
    """
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def is_ipv6(host: str) -> bool:
    try:
        return ip_address(host).version == 6
    except ValueError:  # a name
        return False


if __name__ == "__main__":
    main()
