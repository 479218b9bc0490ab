"""A real broker of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.sources import broker


@pytest.fixture
def folder(data: Path) -> Iterator[Path]:
    """A data folder whose broker is ended after the test."""
    yield data
    broker.stop(data)


@pytest.fixture
def ours(folder: Path) -> broker.Broker:
    return broker.find(folder)
