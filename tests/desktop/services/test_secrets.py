"""Passwords of services: kept by the keyring, else in a file that its owner alone may read; never without a name."""

import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked

from desktop.services import secrets
from desktop.services.secrets import SecretBook, entry_name


class Memory(KeyringBackend):
    """A keyring of the test's own."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.is_locked:
            raise KeyringLocked
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.kept.pop((service, username), None)


@pytest.fixture
def ring(request: pytest.FixtureRequest) -> Iterator[KeyringBackend]:
    before = keyring.get_keyring()
    made: KeyringBackend = request.param()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.mark.parametrize("ring", [fail.Keyring, Memory], indirect=True)
def test_that_a_password_is_kept_for_the_next_start_and_forgotten_when_asked(ring: KeyringBackend, data: Path) -> None:
    book = SecretBook(data)
    book.keep("https://mapas.mx", "ana", "clave secreta")
    assert book("https://mapas.mx") == ("ana", "clave secreta")
    again = SecretBook(data)
    assert again("https://mapas.mx") is None
    assert again.unread(["https://mapas.mx", ""]) == ["https://mapas.mx"]
    assert again.read(["https://mapas.mx", "other"])
    assert again("https://mapas.mx") == ("ana", "clave secreta")
    assert again.unread(["https://mapas.mx", "other"]) == []
    again.forget("https://mapas.mx")
    third = SecretBook(data)
    assert not third.read(["https://mapas.mx"])


@pytest.mark.parametrize("ring", [fail.Keyring], indirect=True)
def test_that_without_a_keyring_the_file_is_its_owners_alone(ring: KeyringBackend, data: Path) -> None:
    SecretBook(data).keep("a", "u", "p")
    assert stat.S_IMODE((data / secrets.FILE).stat().st_mode) == 0o600
    SecretBook(data).keep("b", "u", "p")
    assert stat.S_IMODE((data / secrets.FILE).stat().st_mode) == 0o600
    assert SecretBook(data).read(["a"])


@pytest.mark.parametrize("ring", [Memory], indirect=True)
def test_that_a_keyring_that_answers_leaves_no_file_and_a_locked_one_does(ring: Memory, data: Path) -> None:
    SecretBook(data).keep("a", "u", "p")
    assert not (data / secrets.FILE).exists()
    ring.is_locked = True
    book = SecretBook(data)
    assert not book.read(["a"])
    book.keep("b", "u", "p")
    assert SecretBook(data).read(["b"])


@pytest.mark.parametrize("ring", [fail.Keyring], indirect=True)
@pytest.mark.parametrize("broken", ["", "{", "[1]", '{"a": "x", "b": ["u"], "c": ["u", 3]}'])
def test_that_a_broken_file_holds_no_secrets_and_stops_nothing(ring: KeyringBackend, data: Path, broken: str) -> None:
    (data / secrets.FILE).write_text(broken)
    assert not SecretBook(data).read(["a", "b", "c"])
    SecretBook(data).keep("a", "u", "p")
    assert SecretBook(data).read(["a"])


def test_that_one_sign_in_serves_all_layers_of_a_host() -> None:
    assert entry_name("https://mapas.mx/wms/catastro") == entry_name("https://mapas.mx/wfs") == "https://mapas.mx"
    assert entry_name("postgresql://db:5432/catastro") == "postgresql://db:5432"
