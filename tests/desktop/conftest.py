"""Stores to test with, on a SpatiaLite file and on a real PostGIS server; and a guest of the channel."""

import hashlib
import hmac
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import psycopg
import pytest

from desktop.storage.store import Store

PROGRAMS = Path("/usr/lib/postgresql")
PATIENCE_S = 5.0


@pytest.fixture(scope="session")
def store_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Put a new empty store somewhere: a copy of one that was made once."""
    made = tmp_path_factory.mktemp("template") / "store.sqlite"
    Store.open(made).close()

    def place(target: Path) -> Path:
        shutil.copy(made, target)
        return target

    return place


@pytest.fixture(scope="session")
def postgis() -> Iterator["Postgis"]:
    """A PostGIS server of our own on the loopback, for the whole session."""
    server = Postgis.find()
    if server is None:
        if os.environ.get("ATALAYA_REQUIRE_POSTGIS"):
            pytest.fail("PostGIS is not installed (postgresql-15-postgis-3)")
        pytest.skip("needs postgresql-15-postgis-3")
    try:
        server.start()
        Store.open(server.new_database("template_store", template=None)).close()
        yield server
    finally:
        server.remove()


@pytest.fixture
def postgis_address(postgis: "Postgis") -> str:
    """Address of a new empty store on the server."""
    return postgis.new_database(f"store_{uuid4().hex}")


@pytest.fixture(params=["spatialite", pytest.param("postgis", marks=pytest.mark.postgis)])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new empty store lies."""
    if request.param == "postgis":
        return request.getfixturevalue("postgis_address")
    place: Callable[[Path], Path] = request.getfixturevalue("store_file")
    return str(place(tmp_path / "store.sqlite"))


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    opened = Store.open(where)
    yield opened
    opened.close()


_PLAIN = {**{name: value for name, value in os.environ.items() if name != "LANGUAGE"}, "LC_ALL": "C.UTF-8"}
"""Its words are English, whatever language a test has made this process speak."""


class Postgis:
    """One server in a folder of its own."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="atalaya-postgis-"))
        self._folder.chmod(0o755)
        self._data = self._folder / "data"
        self._as_owner: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            os.chown(self._folder, pwd.getpwnam("postgres").pw_uid, -1)
            self._as_owner = ["runuser", "-u", "postgres", "--"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    @classmethod
    def find(cls) -> "Postgis | None":
        for programs in sorted(PROGRAMS.glob("*/bin"), reverse=True):
            extension = Path("/usr/share/postgresql") / programs.parent.name / "extension/postgis.control"
            if (programs / "initdb").exists() and extension.exists():
                return cls(programs)
        return None

    def start(self) -> None:
        if not self._data.exists():
            self._run("initdb", "-D", str(self._data), "-A", "trust", "-U", "atalaya", "-E", "UTF8", "--no-sync")
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
            " -c fsync=off -c full_page_writes=off -c shared_buffers=32MB"
        )
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", str(self._data), "-l", log, "-w", "-t", "30", "-o", options, "start")

    def stop(self) -> None:
        """At once, as a crash would."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")

    def remove(self) -> None:
        if (self._data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def address(self, database: str) -> str:
        return f"postgresql://atalaya@127.0.0.1:{self.port}/{database}"

    def new_database(self, name: str, template: str | None = "template_store") -> str:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}".encode())
        return self.address(name)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_owner, str(self._programs / program), *arguments]
        subprocess.run(command, check=True, timeout=60, stdout=subprocess.DEVNULL, cwd=self._folder, env=_PLAIN)


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
