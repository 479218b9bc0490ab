import subprocess
import sys
from pathlib import Path

import msgspec

from desktop.sources.lease import Lease, heard, is_held, say


class Word(msgspec.Struct):
    number: int


def test_that_a_lease_has_one_holder(tmp_path: Path) -> None:
    file = tmp_path / "a.lock"
    held = Lease.take(file)
    assert held is not None
    assert Lease.take(file) is None
    held.close()
    again = Lease.take(file)
    assert again is not None
    again.close()


def test_that_asking_whether_it_is_held_takes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.lock"
    assert not is_held(file)
    with Lease.take(file) or Lease(-1):
        assert is_held(file)
    assert not is_held(file)


def test_that_a_child_given_the_lease_holds_it_until_it_ends(tmp_path: Path) -> None:
    file = tmp_path / "a.lock"
    held = Lease.take(file)
    assert held is not None
    child = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE, pass_fds=(held.descriptor,)
    )
    held.close()
    assert is_held(file)
    child.kill()
    child.communicate()
    assert not is_held(file)


def test_that_what_is_said_is_heard_whole(tmp_path: Path) -> None:
    say(tmp_path / "a.json", Word(7))
    assert heard(tmp_path / "a.json", Word) == Word(7)
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_that_a_torn_or_missing_word_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'{"num')
    assert heard(tmp_path / "a.json", Word) is None
    assert heard(tmp_path / "b.json", Word) is None
