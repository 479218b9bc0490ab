"""A real store in a file, a clock that the test moves, and people of every role."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault
import pytest

from desktop.domain.alarm import Cause, Priority
from desktop.domain.operator import Operator, Role, Session
from desktop.storage.store import Store
from maps.place import Place

PLAZA = Place(22.7709, -102.5832)


class Clock:
    """Time stands still until the test moves it; ticks go along."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
        self.tick_s = 1000.0

    def __call__(self) -> datetime:
        return self.now

    def ticks(self) -> float:
        return self.tick_s

    def go(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.tick_s += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "city.sqlite")
    yield opened
    opened.close()


def person(login: str, role: Role) -> Operator:
    return Operator(f"id-{login}", login, login.title(), role)


@pytest.fixture
def ana() -> Operator:
    return person("ana", Role.OPERATOR)


@pytest.fixture
def luis() -> Operator:
    return person("luis", Role.OPERATOR)


@pytest.fixture
def sofia() -> Operator:
    return person("sofia", Role.SUPERVISOR)


@pytest.fixture
def auditor() -> Operator:
    return person("inés", Role.AUDITOR)


@pytest.fixture
def at_desk(clock: Clock) -> "SessionMaker":
    return SessionMaker(clock)


class SessionMaker:
    """A session of a person, each call another one."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._count = clock, 0

    def __call__(self, operator: Operator) -> Session:
        self._count += 1
        return Session(f"session-{self._count}", operator, self._clock.now)


@pytest.fixture
def intrusion(clock: Clock) -> Cause:
    return Cause("intrusion", "cam-4", "zone north", Priority.HIGH, PLAZA, clock.now, "person, 3 s")
