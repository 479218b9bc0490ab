"""Tests inside the real QGIS of this machine, on the plugin as its zip holds it.

The city, its node and its console are processes of the project's own environment (`other/`); here is QGIS alone.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from traceback import format_exception
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROJECT_PYTHON = ROOT / ".venv/bin/python"
WAIT_S = 30.0
PASSWORD = "solo mirar"

_STAGE = Path(os.environ.get("ATALAYA_QGIS_STAGE", "/nonexistent"))
if not (_STAGE / "atalaya_qgis").exists():
    pytest.exit("run these by `make test-qgis`: it builds the plugin and says where it lies", 2)
sys.path.insert(0, str(_STAGE))


def start(program: str, *arguments: object) -> "Other":
    return Other(program, *arguments)


class Other:
    """A process of the other side: JSON lines out, words in."""

    def __init__(self, program: str, *arguments: object) -> None:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("QT_", "PYTHON", "QGIS"))
        }
        environment["PYTHONPATH"] = str(ROOT)
        self.process = subprocess.Popen(
            [PROJECT_PYTHON, ROOT / f"tests/qgis/other/{program}.py", *map(str, arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT,
        )  # fmt: skip

    def hear(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            assert self.process.stderr is not None
            pytest.fail(f"the other side ended: {self.process.stderr.read()[-2000:]}")
        return json.loads(line)

    def say(self, words: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()

    def end(self) -> None:
        """By itself when it has nothing more to do, else told to."""
        try:
            self.process.communicate(timeout=WAIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> "City":
    """The demonstration city, made once."""
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):  # whoever comes first makes it for all
        folder = folder.parent
    data, told = folder / "template", folder / "template.json"
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            other = start("city", "make", data)
            told.write_text(json.dumps(other.hear()))
            other.end()
    return City(data, json.loads(told.read_text()))


class City:
    """A store in its data folder, and what must be seen of it."""

    def __init__(self, data: Path, facts: dict[str, Any]) -> None:
        self.data, self.facts = data, facts

    @property
    def file(self) -> Path:
        return self.data / "atalaya.sqlite"

    def act(self, deed: str) -> None:
        """A change, by a process of its own."""
        other = start("city", "act", self.file, deed)
        assert other.hear() == {"done": deed}
        other.end()


@pytest.fixture
def city(template: City, tmp_path: Path) -> City:
    data = tmp_path / "data"
    shutil.copytree(template.data, data)
    return City(data, template.facts)


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    other = start("server", PASSWORD)
    said = other.hear()
    if "missing" in said:
        other.end()
        pytest.skip(f"needs {said['missing']}")
    yield said
    other.say("end")
    other.end()


@pytest.fixture(autouse=True)
def no_slot_fails(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is raised in a slot reaches nobody else, and without a hook of its own PyQt would end the process."""
    raised: list[str] = []
    monkeypatch.setattr(
        sys, "excepthook", lambda kind, error, trace: raised.append("".join(format_exception(kind, error, trace)))
    )
    yield
    assert not raised, "\n".join(raised)


@pytest.fixture
def until(qgis_app: Any) -> Callable[..., None]:
    """Wait, with QGIS's own loop running, until it is so."""

    def wait(holds: Callable[[], object], within_s: float = WAIT_S, what: str = "") -> None:
        deadline_s = monotonic() + within_s
        while not holds():
            qgis_app.processEvents()
            if monotonic() > deadline_s:
                pytest.fail(f"not within {within_s:.0f} s: {what or holds}")

    return wait


@pytest.fixture
def environment() -> dict[str, str]:
    """What the console would tell; nothing unless a test does."""
    return {}


@pytest.fixture
def zip_file() -> Path:
    return Path(os.environ["ATALAYA_QGIS_ZIP"])


def entries(zip_file: Path) -> list[str]:
    with zipfile.ZipFile(zip_file) as opened:
        return opened.namelist()
