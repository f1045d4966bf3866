"""A server on the loopback that does whatever a test wants, down to the bytes of its status line."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from typing import NamedTuple


class Request(NamedTuple):
    host: str
    path: str
    headers: dict[str, str]
    at: float


Answer = Callable[[socket.socket, Request], None]


class Server:
    """Answers each path as it is told to; others are not there. One thread a connection."""

    def __init__(self) -> None:
        self.routes: dict[str, bytes | Answer] = {}
        self.requests: list[Request] = []
        self.over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def close(self) -> None:
        self.over.set()
        self._socket.close()

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def _listen(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                connection.settimeout(10)
                head = b""
                while b"\r\n\r\n" not in head:
                    part = connection.recv(4096)
                    if not part:
                        return
                    head += part
                first, *lines = head.decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
                }
                host = headers.get("host", "").rpartition(":")[0]
                request = Request(host, first.split(" ")[1], headers, time.monotonic())
                self.requests.append(request)
                plain = request.path.partition("?")[0]
                names = (f"{host}{request.path}", f"{host}{plain}", request.path, plain)
                answer = next((self.routes[name] for name in names if name in self.routes), None)
                if answer is None:
                    answer = respond(b"not here", status="404 Not Found")
                if callable(answer):
                    answer(connection, request)
                else:
                    connection.sendall(answer)
            except OSError:
                return


def respond(
    body: bytes, type: str = "text/html; charset=utf-8", status: str = "200 OK", **more: str
) -> bytes:
    """A whole answer; `more` are headers, with underscores for hyphens."""
    headers = {"Content-Type": type, "Content-Length": str(len(body)), "Date": formatdate(usegmt=True)}
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1") + body


def redirect(target: str, status: str = "302 Found") -> bytes:
    return respond(b"", status=status, Location=target)


def drip(server: Server, start: bytes, piece: bytes, every_s: float = 0.02) -> Answer:
    """Send a piece now and then, until nobody listens."""

    def answer(connection: socket.socket, request: Request) -> None:
        connection.sendall(start)
        while not server.over.wait(every_s):
            connection.sendall(piece)

    return answer


def silent(server: Server, start: bytes = b"") -> Answer:
    """Send the beginning, then nothing."""

    def answer(connection: socket.socket, request: Request) -> None:
        connection.sendall(start)
        server.over.wait(10)

    return answer


def reset(start: bytes = b"") -> Answer:
    """Break the connection off."""

    def answer(connection: socket.socket, request: Request) -> None:
        connection.sendall(start)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    return answer


def rss(entries: Iterable[str], title: str = "The Herald") -> bytes:
    return f'<rss version="2.0"><channel><title>{title}</title>{"".join(entries)}</channel></rss>'.encode()


def entry(number: int, *, title: str = "", date: str = "", guid: str = "", link: str = "") -> str:
    return (
        f"<item><title>{title or f'Report {number}'}</title><link>{link or f'/{number}'}</link>"
        f"<guid isPermaLink='false'>{guid or f'g{number}'}</guid>"
        f"<pubDate>{date or 'Tue, 04 Mar 2031 10:00:00 GMT'}</pubDate></item>"
    )


def article(number: int, more: str = "", title: str = "") -> bytes:
    paragraphs = (
        f"The harbour of Verrin was closed on Tuesday for the {number}. time, the minister of Lowen said.",
        f"“We will open it when the ice is gone,” Mara Ostling told {number} reporters on Monday.",
        f"Ships wait outside the port since the storm took {number} of its cranes, the harbour master said.",
        more,
    )
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)
    head = f"<title>{title or f'Harbour closed {number}'}</title>"
    page = f"<html lang=en><head>{head}</head><body><article>{body}</article></body></html>"
    return f"<!doctype html>{page}".encode()
