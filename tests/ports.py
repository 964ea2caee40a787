"""Ports for the servers that tests start in processes of their own."""

import random
import socket
from contextlib import ExitStack

#: Below those the system hands to outgoing connections (from 32768 on Linux), or one
#: of these could take a port between our look and the server's start.
PORTS = range(12_000, 32_000)
#: A shop's own port, its sandboxes' and their control ports.
A_SHOP = 100


def free_port(*, row: int = 1) -> int:
    """Return the first of `row` neighbouring ports on which nobody listens.

    The pick is the system's own: workers with one seed would all come to the same.
    """
    pick = random.SystemRandom()
    while True:
        first = pick.randrange(PORTS.start, PORTS.stop - row)
        if all_free(range(first, first + row)):
            return first


def all_free(ports: range) -> bool:
    with ExitStack() as held:
        try:
            for port in ports:
                held.enter_context(socket.socket()).bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
