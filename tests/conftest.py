"""What every test may ask for: the shared data, an empty data folder, a free port."""

import gettext
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import rasterio  # noqa: F401  before any store: after SpatiaLite its import crashes the process
from hypothesis import settings

settings.register_profile("quick", max_examples=60, deadline=None)
settings.register_profile("fuzz", max_examples=20_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parent.parent
collect_ignore = ["qgis"]
"""Those run inside QGIS, on its own Python: `make test-qgis`."""


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Give the path of a shared file; skip with its name when it is not there (CI fails instead)."""
    folder = Path(os.environ.get("ATALAYA_SHARED", ROOT.parent / "shared"))

    def find(name: str) -> Path:
        path = folder / name
        if not path.exists():
            if os.environ.get("ATALAYA_REQUIRE_SHARED"):
                pytest.fail(f"the shared data lacks {name}")
            pytest.skip(f"needs shared/{name}")
        return path

    return find


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(autouse=True)
def words_as_before() -> Iterator[None]:
    """A verb makes the process speak the language of its settings: the next test finds the one that was there."""
    domain, language = gettext.textdomain(), os.environ.get("LANGUAGE")
    yield
    gettext.textdomain(domain)
    if language is None:
        os.environ.pop("LANGUAGE", None)
    else:
        os.environ["LANGUAGE"] = language
