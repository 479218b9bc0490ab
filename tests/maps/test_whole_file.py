"""Files that appear whole or not at all."""

from pathlib import Path

import pytest

from maps.whole_file import draft_of, write_whole


def test_that_a_failed_draft_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "page.pdf"
    target.write_text("old")
    with pytest.raises(RuntimeError, match="halfway"):
        _fail_halfway(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_that_a_finished_draft_takes_the_place_and_follows_no_link(tmp_path: Path) -> None:
    victim, target = tmp_path / "victim", tmp_path / "page.pdf"
    victim.write_text("mine")
    target.symlink_to(victim)
    write_whole(target, b"new")
    assert victim.read_text() == "mine"
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o644


def test_that_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "none" / "page.pdf", b"new")


def _fail_halfway(target: Path) -> None:
    with draft_of(target) as draft:
        draft.write_text("half")
        raise RuntimeError("halfway")
