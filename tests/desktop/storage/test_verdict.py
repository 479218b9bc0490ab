"""The check of the journal: whatever is done to a row behind our back, the first bad row is named."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, text

from desktop.domain.alarm import Alarm, Priority
from desktop.domain.events import AlarmEvent
from desktop.storage import journal
from desktop.storage.chain import ChainFields, row_sha256
from desktop.storage.journal import Flaw, Head
from desktop.storage.store import Store
from maps.place import Place

ROWS = 12
NOON = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)


@pytest.fixture
def written(store: Store) -> Store:
    with store.write() as connection:
        for n in range(ROWS):
            alarm = Alarm(f"a-{n}", "intrusion", Priority.HIGH, "cam-1", "gate", Place(22.0 + n, -102.0), NOON)
            journal.append(connection, AlarmEvent("raised", alarm, by="node"), "node", NOON)
    return store


class _UndoneError(Exception):
    """Rolls a mutation back."""


def verdict_after(store: Store, *statements: str) -> journal.Verdict:
    """What is found after the statements, which are then undone."""
    found: list[journal.Verdict] = []
    with pytest.raises(_UndoneError), store.write() as connection:
        _tamper(store, connection, *statements, found=found)
    return found[0]


def _tamper(store: Store, connection: Connection, *statements: str, found: list[journal.Verdict]) -> None:
    if store.is_postgres:
        connection.execute(text("ALTER TABLE journal_payload DROP CONSTRAINT IF EXISTS journal_payload_seq_fkey"))
    else:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for statement in statements:
        connection.execute(text(statement))
    found.append(journal.verify(connection))
    raise _UndoneError


def test_that_an_untouched_journal_is_sound(written: Store) -> None:
    with written.read() as connection:
        verdict = journal.verify(connection)
        assert verdict.sound
        assert (verdict.rows, verdict.head) == (ROWS, journal.head(connection))


def test_that_an_empty_journal_is_sound(store: Store) -> None:
    with store.read() as connection:
        assert journal.verify(connection).sound


def test_that_an_edited_payload_is_named(written: Store) -> None:
    verdict = verdict_after(
        written, "UPDATE journal_payload SET payload = replace(payload, 'node', 'thief') WHERE seq = 5"
    )
    assert (verdict.flaw, verdict.first_bad_seq, verdict.rows) == (Flaw.PAYLOAD_CHANGED, 5, 4)


def test_that_a_deleted_row_is_named(written: Store) -> None:
    verdict = verdict_after(written, "DELETE FROM journal_payload WHERE seq = 6", "DELETE FROM journal WHERE seq = 6")
    assert (verdict.flaw, verdict.first_bad_seq) == (Flaw.MISSING, 6)


def test_that_closing_the_gap_of_a_deleted_row_is_named(written: Store) -> None:
    close_gap = [
        f"UPDATE {table} SET seq = seq - 1 WHERE seq = {n}" for n in (7, 8) for table in ("journal", "journal_payload")
    ]
    verdict = verdict_after(
        written, "DELETE FROM journal_payload WHERE seq = 6", "DELETE FROM journal WHERE seq = 6", *close_gap
    )
    assert (verdict.flaw, verdict.first_bad_seq) == (Flaw.ROW_CHANGED, 6)


def test_that_two_rows_that_changed_places_are_named(written: Store) -> None:
    swaps = [
        f"UPDATE {table} SET seq = {new} WHERE seq = {old}"
        for table in ("journal", "journal_payload")
        for old, new in ((3, 99), (9, 3), (99, 9))
    ]
    verdict = verdict_after(written, *swaps)
    assert (verdict.flaw, verdict.first_bad_seq) == (Flaw.ROW_CHANGED, 3)


def test_that_a_row_with_a_new_hash_breaks_the_chain_at_the_next(written: Store) -> None:
    with written.read() as connection:
        row = connection.execute(text("SELECT * FROM journal WHERE seq = 4")).mappings().one()
    fields = ChainFields(
        4, 1_772_388_000_000_000, "thief", row["kind"], row["subject"], row["lat_deg"], row["lon_deg"],
        row["payload_sha256"], row["previous_sha256"],
    )  # fmt: skip
    forged = row_sha256(fields)
    verdict = verdict_after(written, f"UPDATE journal SET writer = 'thief', row_sha256 = '{forged}' WHERE seq = 4")
    assert (verdict.flaw, verdict.first_bad_seq) == (Flaw.CHAIN_BROKEN, 5)


def test_that_a_payload_that_is_gone_without_a_tombstone_is_named(written: Store) -> None:
    verdict = verdict_after(written, "DELETE FROM journal_payload WHERE seq = 2")
    assert (verdict.flaw, verdict.first_bad_seq) == (Flaw.PAYLOAD_MISSING, 2)


def test_that_a_tombstone_nobody_accounts_for_is_named(written: Store) -> None:
    verdict = verdict_after(written, "UPDATE journal_payload SET payload = NULL WHERE seq = 7")
    assert (verdict.flaw, verdict.first_bad_seq) == (Flaw.ERASED_UNRECORDED, 7)


def test_that_a_tail_that_was_cut_off_leaves_its_payloads_behind(written: Store) -> None:
    verdict = verdict_after(written, "DELETE FROM journal WHERE seq > 10")
    assert (verdict.flaw, verdict.first_bad_seq) == (Flaw.CUT_OFF, 11)


def test_that_a_tail_cut_off_with_its_payloads_is_seen_against_an_anchor_only(written: Store) -> None:
    with written.write() as connection:
        anchor = journal.head(connection)
        connection.execute(text("DELETE FROM journal_payload WHERE seq > 10"))
        connection.execute(text("DELETE FROM journal WHERE seq > 10"))
        assert journal.verify(connection).sound
        verdict = journal.verify(connection, anchor)
    assert (verdict.flaw, verdict.first_bad_seq) == (Flaw.CUT_OFF, 11)


def test_that_a_journal_written_anew_is_seen_against_an_anchor(written: Store) -> None:
    with written.read() as connection:
        verdict = journal.verify(connection, Head(8, "f" * 64))
    assert (verdict.flaw, verdict.first_bad_seq) == (Flaw.REWRITTEN, 8)


def _mutations(chance: random.Random, count: int) -> Iterator[tuple[int, str]]:
    texts = ("writer", "kind", "subject", "payload_sha256", "previous_sha256", "row_sha256")
    for _ in range(count):
        seq = chance.randint(1, ROWS)
        column = chance.choice((*texts, "at", "lat_deg", "lon_deg", "payload"))
        if column in texts:
            change = f"{column} = {column} || '{chance.choice('abc 0')}'"
        elif column == "payload":
            yield seq, f"UPDATE journal_payload SET payload = payload || ' ' WHERE seq = {seq}"
            continue
        elif column == "at":
            change = "at = at + MICROSECOND"
        else:
            change = f"{column} = {chance.choice((f'{column} + 1e-9', 'NULL'))}"
        yield seq, f"UPDATE journal SET {change} WHERE seq = {seq}"


def test_that_every_one_of_many_random_edits_is_found_at_its_row(written: Store) -> None:
    microsecond = "interval '1 microsecond'" if written.is_postgres else "1"
    for seq, statement in _mutations(random.Random(20260301), 150):
        verdict = verdict_after(written, statement.replace("MICROSECOND", microsecond))
        assert verdict.first_bad_seq == seq, statement


def test_that_rubbish_in_a_row_is_a_finding_and_no_crash(written: Store) -> None:
    if written.is_postgres:
        pytest.skip("its columns keep their types")
    for rubbish in ("at = 'noon'", "lat_deg = x'00ff'", "writer = CAST(x'fffe' AS TEXT)", "payload_sha256 = 7"):
        assert verdict_after(written, f"UPDATE journal SET {rubbish} WHERE seq = 9").first_bad_seq is not None
    assert verdict_after(written, "UPDATE journal_payload SET payload = 7 WHERE seq = 9").first_bad_seq == 9
