"""Stores of both databases: here everything is asked of both."""

from collections.abc import Iterator

import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault
import pytest

from desktop.storage.store import Store


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    opened = Store.open(where)
    yield opened
    opened.close()
