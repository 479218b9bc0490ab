"""The channel lets in who has read the door's file, hears places and layers, and cuts off whatever else comes."""

import json
import queue
import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.services.companion.door import NAME, Door, open_door, shut_door
from desktop.services.companion.inbox import ReceivedLayer, inbox_of
from desktop.services.companion.listener import MOST_GUESTS, Ears, Listener, NotListeningError, Said
from desktop.services.companion.message import Follow, Following, LayerTaken, View
from desktop.services.companion.pace import AT_ONCE, Pace

Guest = Any
"""Of conftest.py."""
PATIENCE_S = 5.0
GPKG = b"SQLite format 3\x00" + b"\0" * 84


@dataclass
class Room:
    """A console that listens, and what it was told."""

    data: Path
    listener: Listener
    said: "queue.Queue[Said]"
    guests: "queue.Queue[int]"
    kind: Any
    came: list[Guest]

    @property
    def door(self) -> Path:
        return self.data / "run" / NAME

    def enter(self) -> Guest:
        """One who has read the door's file; closed with the room."""
        self.came.append(self.kind.through(self.door))
        return self.came[-1]

    def knock(self) -> Guest:
        """One who knows the port alone."""
        self.came.append(self.kind(json.loads(self.door.read_text())["port"]))
        return self.came[-1]

    def hear(self) -> Said:
        return self.said.get(timeout=PATIENCE_S)


@pytest.fixture
def room(tmp_path: Path, guests: Guest) -> Iterator[Room]:
    said: queue.Queue[Said] = queue.Queue()
    inside: queue.Queue[int] = queue.Queue()
    listener = Listener(tmp_path / "run", tmp_path, Ears(inside.put, said.put))
    made = Room(tmp_path, listener, said, inside, guests, [])
    made.listener.start()
    yield made
    for guest in made.came:
        guest.close()
    made.listener.stop()


@pytest.fixture
def guest(room: Room) -> Guest:
    return room.enter()


def test_that_the_door_is_for_its_owner_alone_and_goes_with_the_console(room: Room) -> None:
    assert stat.S_IMODE(room.door.stat().st_mode) == 0o600
    assert stat.S_IMODE(inbox_of(room.data).stat().st_mode) == 0o700
    room.listener.stop()
    assert not room.door.exists()


def test_that_it_listens_on_the_loopback_alone(room: Room) -> None:
    port = json.loads(room.door.read_text())["port"]
    listening = [c.laddr for c in psutil.Process().net_connections("tcp") if c.status == psutil.CONN_LISTEN]
    assert [address.ip for address in listening if address.port == port] == ["127.0.0.1"]


def test_that_a_door_that_another_console_has_opened_since_stays(tmp_path: Path) -> None:
    mine, other = Door(1, "a", 10), Door(2, "b", 11)
    open_door(tmp_path, mine)
    file = open_door(tmp_path, other)
    shut_door(tmp_path, mine)
    assert json.loads(file.read_text())["port"] == 2
    shut_door(tmp_path, other)
    assert not file.exists()


def test_that_a_guest_is_told_where_layers_go(room: Room, guest: Guest) -> None:
    assert guest.welcome is not None
    assert guest.welcome["inbox"] == str(inbox_of(room.data))
    assert room.guests.get(timeout=PATIENCE_S) == 1


def test_that_a_view_and_a_wish_to_follow_are_heard(room: Room, guest: Guest) -> None:
    guest.say(type="view", south=22.7, west=-102.6, north=22.8, east=-102.5)
    assert room.hear().what == View(22.7, -102.6, 22.8, -102.5)
    guest.say(type="follow", on=True)
    assert room.hear().what == Follow(on=True)


def test_that_what_the_console_shows_reaches_every_guest(room: Room, guest: Guest) -> None:
    other = room.enter()
    room.listener.publish(View(1.0, 2.0, 3.0, 4.0))
    assert [heard["south"] for heard in (guest.hear(), other.hear()) if heard] == [1.0, 1.0]
    room.listener.answer(1, LayerTaken("Parques"))
    room.listener.publish(Following(on=True))
    assert [heard["type"] for heard in (guest.hear(), other.hear()) if heard] == ["layer_taken", "following"]


def test_that_a_layer_is_handed_over_by_the_names_of_its_files(room: Room, guest: Guest) -> None:
    folder = inbox_of(room.data)
    (folder / "parques-1.gpkg").write_bytes(GPKG)
    (folder / "parques-1.qml").write_text("<qgis/>")
    guest.say(type="layer", name="Parques\u202e y \tjardines", gpkg="parques-1.gpkg", qml="parques-1.qml")
    assert room.hear() == Said(
        1, ReceivedLayer("Parques y jardines", folder / "parques-1.gpkg", folder / "parques-1.qml")
    )


@pytest.mark.parametrize(
    ("gpkg", "why"),
    [("gone.gpkg", "missing"), ("link.gpkg", "missing"), ("folder.gpkg", "not_a_file"), ("empty.gpkg", "empty"),
     ("page.gpkg", "not_a_geopackage")],
)  # fmt: skip
def test_that_a_file_that_cannot_be_a_layer_is_refused_with_its_reason(
    room: Room, guest: Guest, gpkg: str, why: str
) -> None:
    folder = inbox_of(room.data)
    (room.data / "secret").write_bytes(GPKG)
    (folder / "link.gpkg").symlink_to(room.data / "secret")
    (folder / "folder.gpkg").mkdir()
    (folder / "empty.gpkg").touch()
    (folder / "page.gpkg").write_text("<!doctype html><title>no</title>")
    (folder / "a.qml").write_text("<qgis/>")
    guest.say(type="layer", name="X", gpkg=gpkg, qml="a.qml")
    assert guest.hear() == {"type": "refused", "why": why}


@pytest.mark.parametrize(
    "name", ["../atalaya.sqlite", "a/b.gpkg", "/etc/passwd.gpkg", "..gpkg", "a.sqlite", "a\u0000.gpkg", "-.gpkg"]
)
def test_that_a_path_in_the_name_of_a_file_ends_the_connection(room: Room, guest: Guest, name: str) -> None:
    guest.say(type="layer", name="X", gpkg=name, qml="a.qml")
    assert guest.hear() is None
    assert room.said.empty()


def test_that_a_browser_gets_nowhere_and_learns_nothing(room: Room) -> None:
    page = room.knock()
    page.hear()  # the challenge, which no script of a page can read or answer
    view = json.dumps({"type": "view", "south": 1, "west": 1, "north": 2, "east": 2})
    page.send(f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://x.example\r\n\r\n{view}\n".encode())
    assert page.hear() is None
    assert room.said.empty()


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_that_without_the_token_nobody_is_heard(room: Room, token: str) -> None:
    stranger = room.knock()
    stranger.enter(token)
    assert stranger.welcome is None


def test_that_what_opened_one_connection_does_not_open_another(room: Room) -> None:
    assert room.knock().hear() != room.knock().hear()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(min_size=1, max_size=200).filter(lambda raw: raw.strip() != b""))
def test_that_whatever_a_guest_sends_the_channel_lives_on(room: Room, raw: bytes) -> None:
    odd, next_one = room.enter(), room.enter()
    odd.send(raw + b"\n")
    odd.socket.shutdown(socket.SHUT_WR)
    while odd.hear() is not None:
        pass
    next_one.say(type="follow", on=True)
    assert room.hear().what == Follow(on=True)
    odd.close()
    next_one.close()


def test_that_an_endless_line_is_cut_off(room: Room, guest: Guest) -> None:
    with pytest.raises(ConnectionError):
        guest.send(b"x" * (64 << 20))
    assert room.enter().welcome is not None


def test_that_one_who_speaks_too_fast_is_cut_off(room: Room, guest: Guest) -> None:
    line = json.dumps({"type": "follow", "on": True}).encode() + b"\n"
    guest.send(line * (round(AT_ONCE) * 3))
    while guest.hear() is not None:
        pass
    assert room.said.qsize() <= AT_ONCE + 20


def test_that_one_who_does_not_read_is_cut_off_and_the_others_are_served(room: Room, guest: Guest) -> None:
    room.enter()
    before = [room.guests.get(timeout=PATIENCE_S) for _ in range(2)]
    assert before == [1, 2]
    for turn in range(200_000):
        room.listener.publish(View(1.0, 2.0, 3.0, float(turn)))
        if turn % 500 == 0:
            for _ in range(500 if turn else 1):
                guest.hear()
            if not room.guests.empty():
                break
    assert room.guests.get(timeout=PATIENCE_S) == 1


def test_that_more_guests_than_a_person_has_programs_are_turned_away(room: Room) -> None:
    inside = [room.enter() for _ in range(MOST_GUESTS)]
    late = room.knock()
    assert late.hear() is None
    inside[0].close()
    while room.guests.get(timeout=PATIENCE_S) != MOST_GUESTS - 1:
        pass
    assert room.enter().welcome is not None


def test_that_a_runtime_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file")
    listener = Listener(tmp_path / "run", tmp_path, Ears(lambda _: None, lambda _: None))
    with pytest.raises(NotListeningError):
        listener.start()
    listener.stop()


def test_that_a_pace_lets_through_what_comes_evenly() -> None:
    at = [0.0]
    pace = Pace(lambda: at[0])
    assert all(pace.take() for _ in range(round(AT_ONCE)))
    assert not pace.take()
    at[0] = 0.051
    assert pace.take()
    assert not pace.take()
