"""Where slots lie: in memory when there is room, owner only, gone when done."""

import stat
from pathlib import Path

from video import slot_folder
from video.slot_folder import prepare_slots, remove_slots, slots_of


def test_that_the_folder_is_the_owners_alone(tmp_path: Path) -> None:
    slots = prepare_slots(tmp_path / "run", 1)
    assert slots == slots_of(tmp_path / "run")
    assert stat.S_IMODE(slots.stat().st_mode) == 0o700
    assert prepare_slots(tmp_path / "run", 1) == slots
    remove_slots(tmp_path / "run")
    assert not slots.exists() or not slots.is_symlink()


def test_that_without_room_in_memory_slots_lie_on_the_disk(tmp_path: Path) -> None:
    slots = prepare_slots(tmp_path / "run", 10**9)
    assert slots.is_dir()
    assert not slots.is_symlink()


def test_that_a_folder_on_the_disk_gives_way_to_memory_and_back(tmp_path: Path) -> None:
    on_disk = prepare_slots(tmp_path / "run", 10**9)
    (on_disk / "old.slot").write_bytes(b"x")
    prepare_slots(tmp_path / "run", 1)
    assert not (on_disk / "old.slot").exists()
    assert not prepare_slots(tmp_path / "run", 10**9).is_symlink()
    slot_folder._in_memory(tmp_path / "run").rmdir()


def test_that_a_folder_others_may_enter_is_not_used(tmp_path: Path) -> None:
    squatted = slot_folder._in_memory(tmp_path / "run")
    squatted.mkdir(mode=0o755)
    squatted.chmod(0o755)
    try:
        assert not prepare_slots(tmp_path / "run", 1).is_symlink()
    finally:
        squatted.rmdir()
