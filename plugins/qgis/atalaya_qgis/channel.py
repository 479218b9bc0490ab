"""The channel to the console on this machine: one JSON object a line, over the loopback, behind a token.

Nothing here waits: Qt's socket says when there is something. The console challenges, we prove that we read its file, it
proves the same; before that nothing it says is heard.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal
from qgis.PyQt.QtNetwork import QAbstractSocket, QHostAddress, QTcpSocket

from . import door
from .door import Door

RETRY_MS = 3_000
HANDSHAKE_MS = 5_000
LONGEST_LINE_BYTES = 65_536
PROGRAM = "QGIS"


@dataclass(frozen=True)
class Extent:
    """In degrees; `west` over `east` crosses the antimeridian."""

    south: float
    west: float
    north: float
    east: float


class Channel(QObject):
    """`linked(bool)`, `view(Extent)`, `following(bool)`, `layer_taken(name)`, `refused(code)`."""

    linked = pyqtSignal(bool)
    view = pyqtSignal(object)
    following = pyqtSignal(bool)
    layer_taken = pyqtSignal(str)
    refused = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folders: list[Path] = []
        self._door: Door | None = None
        self._nonce = self._console_nonce = ""
        self.is_linked = False
        self.inbox: Path | None = None
        self.city = ""
        self._socket = QTcpSocket(self)
        self._socket.readyRead.connect(self._read)
        self._socket.disconnected.connect(self._lost)
        self._retry = QTimer(self)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self.seek)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(HANDSHAKE_MS)
        self._patience.timeout.connect(self._socket.abort)

    def start(self, folders: list[Path]) -> None:
        """Look for a console in these data folders, now and again until there is one."""
        self._folders = folders
        self._retry.start()
        self.seek()

    def stop(self) -> None:
        self._retry.stop()
        self._patience.stop()
        self._socket.abort()

    def seek(self) -> None:
        if self._socket.state() != QAbstractSocket.SocketState.UnconnectedState:
            return
        self._door = door.find(self._folders)
        if self._door is not None:
            self._nonce, self._console_nonce = door.new_nonce(), ""
            self._patience.start()
            self._socket.connectToHost(QHostAddress("127.0.0.1"), self._door.port)

    def _lost(self) -> None:
        self._patience.stop()
        if self.is_linked:
            self.is_linked = False
            self.linked.emit(False)

    # what is said

    def show_view(self, extent: Extent) -> None:
        self._say(type="view", south=extent.south, west=extent.west, north=extent.north, east=extent.east)

    def follow(self, on: bool) -> None:
        self._say(type="follow", on=on)

    def hand_over(self, name: str, gpkg: str, qml: str) -> None:
        """Names of two files in the inbox."""
        self._say(type="layer", name=name[:120], gpkg=gpkg, qml=qml)

    def _say(self, **message: Any) -> None:
        if self.is_linked or message["type"] == "hello":
            self._socket.write(json.dumps(message).encode() + b"\n")

    # what is heard

    def _read(self) -> None:
        while self._socket.canReadLine():
            line = bytes(self._socket.readLine(LONGEST_LINE_BYTES))
            try:
                self._hear(json.loads(line))
            except (ValueError, KeyError, TypeError):
                self._socket.abort()
                return
        if self._socket.bytesAvailable() > LONGEST_LINE_BYTES:
            self._socket.abort()

    def _hear(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if not self.is_linked:
            self._shake_hands(kind, message)
        elif kind == "view":
            edges = (float(message[edge]) for edge in ("south", "west", "north", "east"))
            self.view.emit(Extent(*edges))
        elif kind == "following":
            self.following.emit(bool(message["on"]))
        elif kind == "layer_taken":
            self.layer_taken.emit(str(message["name"]))
        elif kind == "refused":
            self.refused.emit(str(message["why"]))

    def _shake_hands(self, kind: str, message: dict[str, Any]) -> None:
        assert self._door is not None
        if kind == "challenge":
            self._console_nonce = str(message["nonce"])
            shown = door.proof(self._door.token, "guest", self._console_nonce, self._nonce)
            self._say(type="hello", nonce=self._nonce, proof=shown, program=PROGRAM)
        elif kind == "welcome" and self._console_nonce:
            if not door.holds(str(message["proof"]), self._door.token, self._console_nonce, self._nonce):
                raise ValueError("not the console that wrote the file")
            self._patience.stop()
            self.is_linked, self.inbox, self.city = True, Path(str(message["inbox"])), str(message["city"])
            self.linked.emit(True)
            self.following.emit(bool(message["following"]))
        else:
            raise ValueError(kind)
