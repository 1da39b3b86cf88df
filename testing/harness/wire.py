"""A wire between a client and a server that can be cut: forwards bytes as they come, and knows how many."""

import socket
import struct
import threading
from contextlib import suppress
from types import TracebackType

_PIECE = 1 << 16
_RESET = struct.pack("ii", 1, 0)


class Wire:
    """Listens on a port of loopback and forwards every connection to `target`, HOST:PORT."""

    def __init__(self, target: str) -> None:
        host, _, port = target.rpartition(":")
        self._target = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._open: list[tuple[socket.socket, socket.socket]] = []
        self._cut_after: int | None = None
        self.connections = 0
        self.up = 0
        self.down = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> "Wire":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Resets every connection there is; new ones are taken."""
        with self._lock:
            gone, self._open = self._open, []
            self._cut_after = None
        for pair in gone:
            for end in pair:
                _reset(end)

    def cut_after(self, count: int) -> None:
        """Cuts, once, when the server has sent so many bytes more."""
        with self._lock:
            self._cut_after = self.down + count

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._target)
            except OSError:
                _reset(client)
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open.append((client, server))
                self.connections += 1
            threading.Thread(target=self._forward, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self._forward, args=(server, client, True), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket, downwards: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                if self._is_due(len(piece), downwards):
                    self.cut()
                    return
                sink.sendall(piece)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def _is_due(self, count: int, downwards: bool) -> bool:
        with self._lock:
            if not downwards:
                self.up += count
                return False
            self.down += count
            return self._cut_after is not None and self.down >= self._cut_after


def _reset(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
