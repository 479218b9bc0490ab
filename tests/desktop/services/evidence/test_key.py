"""The key of the installation: made once, whoever asks first, readable by its owner alone, and replaceable."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.services.evidence.key import EvidenceKeyError, KeyRoom, read_public


def test_that_a_key_is_made_once_and_its_private_half_is_its_owners_alone(data: Path) -> None:
    made, is_new = KeyRoom(data).current_or_new()
    again, is_new_again = KeyRoom(data).current_or_new()
    assert (is_new, is_new_again) == (True, False)
    assert again.public == made.public
    assert (data / "keys").stat().st_mode & 0o077 == 0
    assert (data / "keys" / f"{made.id}.key").stat().st_mode & 0o077 == 0
    assert "PRIVATE" not in repr(made)
    assert made.public.vouches(b"what was said", made.sign(b"what was said"))
    assert not made.public.vouches(b"what was not", made.sign(b"what was said"))


def test_that_before_the_first_there_is_none_and_looking_makes_none(data: Path) -> None:
    assert KeyRoom(data).known() == ()
    assert not (data / "keys").exists()
    assert KeyRoom(data).current() is None


def test_that_two_processes_that_ask_at_once_make_one_key(data: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom desktop.services.evidence.key import KeyRoom\n"
        "print(KeyRoom(Path(sys.argv[1])).current_or_new()[0].id)\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(data)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {one.communicate(timeout=60)[0].strip() for one in running}
    assert len(said) == 1
    assert len(list((data / "keys").glob("*.key"))) == 1


def test_that_a_renewed_key_leaves_the_old_public_half_and_no_old_private_one(data: Path) -> None:
    room = KeyRoom(data)
    old, _ = room.current_or_new()
    signature = old.sign(b"before")
    new, before = room.renew()
    assert before == old.public
    assert new.id != old.id
    current = room.current()
    assert current is not None
    assert current.id == new.id
    assert {key.id for key in room.known()} == {old.id, new.id}
    assert [file.stem for file in (data / "keys").glob("*.key")] == [new.id]
    assert next(key for key in room.known() if key.id == old.id).vouches(b"before", signature)


def test_that_a_public_key_goes_out_as_a_file_and_comes_back(data: Path, tmp_path: Path) -> None:
    key, _ = KeyRoom(data).current_or_new()
    (tmp_path / "city.pub").write_bytes(key.public.pem)
    assert read_public(tmp_path / "city.pub") == key.public
    assert key.public.fingerprint.replace(" ", "").startswith(key.id)


@pytest.mark.parametrize("spoilt", [b"", b"rubbish", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_that_what_is_no_public_key_is_said(spoilt: bytes, tmp_path: Path) -> None:
    (tmp_path / "city.pub").write_bytes(spoilt)
    with pytest.raises(EvidenceKeyError, match="no public key"):
        read_public(tmp_path / "city.pub")


def test_that_a_private_key_is_no_public_one_and_a_missing_file_is_named(data: Path) -> None:
    key, _ = KeyRoom(data).current_or_new()
    with pytest.raises(EvidenceKeyError, match="no public key"):
        read_public(data / "keys" / f"{key.id}.key")
    with pytest.raises(EvidenceKeyError, match=r"nobody\.pub"):
        read_public(data / "nobody.pub")


def test_that_a_key_that_others_may_read_signs_nothing(data: Path) -> None:
    key, _ = KeyRoom(data).current_or_new()
    (data / "keys" / f"{key.id}.key").chmod(0o644)
    with pytest.raises(EvidenceKeyError, match="chmod 600"):
        KeyRoom(data).current()


@pytest.mark.parametrize("damage", ["gone", "rubbish", "link", "pointer"])
def test_that_a_damaged_key_is_said_and_never_replaced_by_itself(damage: str, data: Path) -> None:
    key, _ = KeyRoom(data).current_or_new()
    file = data / "keys" / f"{key.id}.key"
    if damage == "gone":
        file.unlink()
    elif damage == "rubbish":
        file.write_bytes(b"rubbish")
    elif damage == "link":
        file.rename(data / "elsewhere.key")
        file.symlink_to(data / "elsewhere.key")
    else:
        (data / "keys" / "current").write_text("../../etc/passwd")
    with pytest.raises(EvidenceKeyError):
        KeyRoom(data).current_or_new()
    assert len(list((data / "keys").glob("*.pub"))) == 1
