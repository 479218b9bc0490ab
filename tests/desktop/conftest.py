"""A guest of the console's channel with bare hands: a socket, lines of JSON, the door's file."""

import hashlib
import hmac
import json
import socket
from pathlib import Path
from typing import Any, Self

import pytest

PATIENCE_S = 5.0


class Guest:
    """Nothing of the console's own code: what an independent program would write."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self._lines = self.socket.makefile("rb")

    @classmethod
    def through(cls, door: Path) -> Self:
        """Let in by the token of the door's file."""
        opened = json.loads(door.read_text())
        guest = cls(opened["port"])
        guest.enter(opened["token"])
        return guest

    def enter(self, token: str) -> None:
        challenge = self.hear()
        assert challenge is not None
        mine = "ab" * 16
        said = f"atalaya-companion-1 guest {challenge['nonce']} {mine}"
        shown = hmac.new(token.encode(), said.encode(), hashlib.sha256).hexdigest()
        self.say(type="hello", nonce=mine, proof=shown, program="test")
        self.welcome = self.hear()
        if self.welcome is not None:
            said = f"atalaya-companion-1 console {challenge['nonce']} {mine}"
            assert self.welcome["proof"] == hmac.new(token.encode(), said.encode(), hashlib.sha256).hexdigest()

    def say(self, **message: Any) -> None:
        self.send(json.dumps(message).encode() + b"\n")

    def send(self, raw: bytes) -> None:
        self.socket.sendall(raw)

    def hear(self) -> dict[str, Any] | None:
        """None when the console has hung up."""
        try:
            line = self._lines.readline()
        except ConnectionError:
            return None
        return json.loads(line) if line else None

    def close(self) -> None:
        self._lines.close()
        self.socket.close()


@pytest.fixture
def guests() -> type[Guest]:
    return Guest
