"""Checkpoints: a journal that was cut off or written anew is found against them, and so is any change of theirs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from desktop.domain.events import CityEvent, NodeEvent
from desktop.services.evidence.anchoring import Anchoring
from desktop.services.evidence.checkpoint import Checkpoints, DamagedCheckpointError
from desktop.services.evidence.key import EvidenceKey, KeyRoom
from desktop.storage import journal
from desktop.storage.journal import Flaw, Head
from desktop.storage.store import Store

NOON = datetime(2026, 11, 30, 23, 58, tzinfo=UTC)


def head(seq: int) -> Head:
    return Head(seq, f"{seq:064x}")


@pytest.fixture
def key(data: Path) -> EvidenceKey:
    return KeyRoom(data).current_or_new()[0]


@pytest.fixture
def kept(data: Path, key: EvidenceKey) -> Checkpoints:
    """Twelve, over a turn of the month."""
    checkpoints = Checkpoints(data, "/somewhere/atalaya.sqlite")
    for number in range(12):
        checkpoints.append(head(number + 1), NOON + timedelta(minutes=number), key)
    return checkpoints


def test_that_what_was_anchored_is_read_again_over_the_months(kept: Checkpoints, data: Path, key: EvidenceKey) -> None:
    files = sorted(path.name for path in (data / "checkpoints" / "atalaya.sqlite").iterdir())
    assert files == ["2026-11.jsonl", "2026-12.jsonl"]
    found = kept.check((key.public,))
    assert [one.head for one in found] == [head(seq) for seq in range(1, 13)]
    assert kept.newest() == found[-1]


def test_that_a_line_that_a_crash_left_half_is_passed_over_and_taken_away(
    kept: Checkpoints, data: Path, key: EvidenceKey
) -> None:
    file = data / "checkpoints" / "atalaya.sqlite" / "2026-12.jsonl"
    file.write_bytes(file.read_bytes() + b'{"at":"2026')
    assert len(kept.check((key.public,))) == 12
    kept.append(head(13), NOON + timedelta(hours=1), key)
    assert [one.seq for one in kept.check((key.public,))] == list(range(1, 14))


def test_that_a_line_of_an_unknown_key_is_no_checkpoint(kept: Checkpoints, tmp_path: Path) -> None:
    stranger, _ = KeyRoom(tmp_path / "stranger").current_or_new()
    with pytest.raises(DamagedCheckpointError, match="not known"):
        kept.check((stranger.public,))


def test_that_checkpoints_go_on_under_another_key(kept: Checkpoints, data: Path) -> None:
    room = KeyRoom(data)
    renewed, _ = room.renew()
    kept.append(head(13), NOON + timedelta(hours=1), renewed)
    assert len(kept.check(room.known())) == 13


@given(at=st.integers(0, 100_000), by=st.integers(1, 255), which=st.integers(0, 1))
def test_that_any_changed_byte_of_a_checkpoint_is_found(
    at: int, by: int, which: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = tmp_path_factory.getbasetemp() / "anchored"
    checkpoints, key = Checkpoints(data, "city.sqlite"), KeyRoom(data).current_or_new()[0]
    if not (data / "checkpoints").exists():
        for number in range(6):
            checkpoints.append(head(number + 1), NOON + timedelta(minutes=number), key)
    file = sorted((data / "checkpoints" / "city.sqlite").iterdir())[which]
    whole = file.read_bytes()
    at %= len(whole) - 1  # without the last line's end that line is a half one: the journal is asked for no less
    file.write_bytes(whole[:at] + bytes([whole[at] ^ by]) + whole[at + 1 :])
    try:
        with pytest.raises(DamagedCheckpointError):
            checkpoints.check((key.public,))
    finally:
        file.write_bytes(whole)


def test_that_lines_taken_out_or_exchanged_are_found(kept: Checkpoints, data: Path, key: EvidenceKey) -> None:
    file = data / "checkpoints" / "atalaya.sqlite" / "2026-12.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    for changed in (lines[:3] + lines[4:], [lines[1], lines[0], *lines[2:]], lines[1:], [*lines, lines[-1]]):
        file.write_bytes(b"".join(changed))
        with pytest.raises(DamagedCheckpointError, match="line before"):
            kept.check((key.public,))


# the node's work


def write(store: Store, count: int) -> None:
    with store.write() as connection:
        for number in range(count):
            journal.append(connection, CityEvent("configured", str(number)), "test")


def test_that_a_head_that_moved_is_anchored_and_one_that_stands_is_not(
    store: Store, data: Path, clock: Callable[[], datetime]
) -> None:
    write(store, 3)
    anchoring = Anchoring(store, data, clock)
    anchoring.begin()
    anchoring.look()
    anchoring.look()
    found = Checkpoints(data, store.name).check(KeyRoom(data).known())
    assert [one.seq for one in found] == [4]  # three rows, and the one that says which key was made
    write(store, 1)
    anchoring.end()
    found = Checkpoints(data, store.name).check(KeyRoom(data).known())
    with store.read() as connection:
        assert found[-1].head == journal.head(connection)
        assert journal.verify(connection, *(one.head for one in found)).sound


def test_that_a_tail_that_was_cut_off_is_found_and_told_by_the_next_node(
    store: Store, data: Path, clock: Callable[[], datetime]
) -> None:
    write(store, 6)
    Anchoring(store, data, clock).look()
    with store.write() as connection:
        connection.execute(text("DELETE FROM journal_payload WHERE seq > 3"))
        connection.execute(text("DELETE FROM journal WHERE seq > 3"))
    anchors = [one.head for one in Checkpoints(data, store.name).check(KeyRoom(data).known())]
    with store.read() as connection:
        assert journal.verify(connection).sound, "the chain alone cannot show it"
        verdict = journal.verify(connection, *anchors)
    assert (verdict.flaw, verdict.first_bad_seq) == (Flaw.CUT_OFF, 4)
    Anchoring(store, data, clock).begin()
    with store.read() as connection:
        (last,) = journal.after(connection, 3)
    assert isinstance(last.event, NodeEvent)
    assert "does not hold row 7" in last.event.note


class _UndoneError(Exception):
    """Rolls a forgery back."""


def test_that_a_journal_written_anew_is_found_wherever_it_begins_and_however_long_it_has_become(
    store: Store, data: Path, clock: Callable[[], datetime]
) -> None:
    write(store, 6)
    Anchoring(store, data, clock).look()
    anchors = [one.head for one in Checkpoints(data, store.name).check(KeyRoom(data).known())]
    for kept_rows in range(7):
        for grown in (0, 1, 7 - kept_rows, 12):
            verdicts: list[journal.Verdict] = []
            with pytest.raises(_UndoneError), store.write() as connection:
                _judge_anew(connection, (kept_rows, grown), anchors, verdicts)
            alone, anchored = verdicts
            assert alone.sound, "a forger keeps the chain"
            assert anchored.flaw is (Flaw.CUT_OFF if kept_rows + grown < 7 else Flaw.REWRITTEN)


def _judge_anew(
    connection: Connection, rows: tuple[int, int], anchors: list[Head], verdicts: list[journal.Verdict]
) -> None:
    """Write the journal anew after some rows, judge it without and with its anchors, and take it back."""
    kept_rows, grown = rows
    connection.execute(text(f"DELETE FROM journal_payload WHERE seq > {kept_rows}"))
    connection.execute(text(f"DELETE FROM journal WHERE seq > {kept_rows}"))
    for number in range(grown):
        journal.append(connection, CityEvent("configured", f"forged {number}"), "test")
    verdicts += [journal.verify(connection), journal.verify(connection, *anchors)]
    raise _UndoneError
