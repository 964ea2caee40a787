"""Serve a sandbox over real HTTP: the platform on one port, its switches on another.

The switches are reachable on the platform's port too, under /_sandbox/, as long as the
platform is not dark.
"""

import logging
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

from storefront.contract.sandbox.control import answer as answer_control
from storefront.contract.sandbox.log import note_answered, note_received
from storefront.contract.sandbox.platform import Sandbox
from storefront.contract.sandbox.requests import Reply, Request

logger = logging.getLogger(__name__)

LARGEST_BODY = 64 * 1024 * 1024
CONTROL = "/_sandbox"


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120
    server: "Listener"

    def __getattr__(self, name: str) -> Any:
        """Answer any method the same way: do_GET, do_POST, do_DELETE …"""
        if name.startswith("do_"):
            return self.take
        raise AttributeError(name)

    def take(self) -> None:
        received_at = time.time()
        controls = self.path.startswith(CONTROL)
        if self.server.for_control and not controls:
            return self.send(Reply(303, headers={"Location": f"{CONTROL}/"}))
        if not controls and self.server.sandbox.value("dark") != "off":
            self.close_connection = True
            return None
        length = self.headers.get("Content-Length") or "0"
        if not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            return self.send(Reply.json({"error": "too large"}, status=413))
        body = self.rfile.read(int(length))
        request = Request(self.command, self.path, self.headers, body)
        if controls:
            return self.send(answer_control(self.server.sandbox, request))
        self.answer(request, received_at)
        return None

    def answer(self, request: Request, received_at: float) -> None:
        sandbox = self.server.sandbox
        number = note_received(sandbox, request, received_at)
        reply = self.worked(request)
        if slow := sandbox.number("slow"):
            time.sleep(slow / 1000)
        if sandbox.random.random() * 100 < sandbox.number("lost"):
            self.close_connection = True
            return
        self.send(reply)
        note_answered(sandbox, number, reply.status)

    def worked(self, request: Request) -> Reply:
        try:
            return self.server.sandbox.answer(request)
        except Exception:
            logger.exception(
                "The sandbox failed at %s %s", request.method, request.path
            )
            return Reply(500, b"the sandbox itself failed", content_type="text/plain")

    def send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.stream is None:
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else reply.body)
        else:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.send_chunks(reply.stream)
        self.wfile.flush()

    def send_chunks(self, stream: Iterable[bytes]) -> None:
        for chunk in stream:
            self.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The sandbox keeps its own log."""


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(
        self, sandbox: Sandbox, address: tuple[str, int], *, for_control: bool
    ) -> None:
        self.sandbox = sandbox
        self.for_control = for_control
        self.open_sockets: set[socket.socket] = set()
        super().__init__(address, Answering)
        self.thread = Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open_sockets.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open_sockets.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The other side hung up: that is its right."""

    def stop(self) -> None:
        """Close the port. What is being answered is answered; idle connections end."""
        self.shutdown()
        self.server_close()
        for open_socket in list(self.open_sockets):
            with suppress(OSError):
                open_socket.shutdown(socket.SHUT_RD)


class Server:
    """Both ports of a sandbox. Dark "refused" closes the platform's, and only that."""

    def __init__(
        self, sandbox: Sandbox, *, host: str, port: int, control_port: int
    ) -> None:
        self.sandbox = sandbox
        self.lock = Lock()
        self.control = Listener(sandbox, (host, control_port), for_control=True)
        self.platform: Listener | None = Listener(
            sandbox, (host, port), for_control=False
        )
        self.host = host
        self.port = int(self.platform.server_address[1])
        self.control_port = int(self.control.server_address[1])
        sandbox.switched = self.follow
        self.follow()

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def control_address(self) -> str:
        return f"http://{self.host}:{self.control_port}"

    def follow(self) -> None:
        """Close or open the platform's port, as the switch says."""
        refused = self.sandbox.value("dark") == "refused"
        with self.lock:
            if refused and self.platform:
                self.platform.stop()
                self.platform = None
            elif not refused and not self.platform:
                address = (self.host, self.port)
                self.platform = Listener(self.sandbox, address, for_control=False)

    def stop(self) -> None:
        self.control.stop()
        if self.platform:
            self.platform.stop()


@contextmanager
def running(
    sandbox: Sandbox, *, host: str = "127.0.0.1", port: int = 0, control_port: int = 0
) -> Iterator[str]:
    """Serve it in this process, and give its address; the file is closed at the end."""
    server = Server(sandbox, host=host, port=port, control_port=control_port)
    sandbox.control_address = server.control_address
    try:
        yield server.address
    finally:
        server.stop()
        sandbox.store.close()


def serve(
    sandbox: Sandbox, *, host: str, port: int, control_port: int, end: Event
) -> None:
    """Serve it until `end` is set."""
    with running(sandbox, host=host, port=port, control_port=control_port):
        end.wait()
