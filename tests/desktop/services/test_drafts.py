"""Drafts survive the program, belong to one person, and go when they were sent."""

from pathlib import Path
from typing import Any

import pytest

from desktop.domain.operator import Operator
from desktop.services.drafts import LONGEST_DRAFT, Drafts
from desktop.storage.store import Store


@pytest.fixture
def drafts(store: Store, clock: Any) -> Drafts:
    return Drafts(store, clock)


def test_that_a_draft_survives_the_program(tmp_path: Path, ana: Operator, clock: Any) -> None:
    first = Store.open(tmp_path / "other.sqlite")
    Drafts(first, clock).save(ana, "incident:1", "half a sent")
    again = Store.open(tmp_path / "other.sqlite")
    assert Drafts(again, clock).read(ana, "incident:1") == "half a sent"
    first.close()
    again.close()


def test_that_drafts_are_told_apart_by_person_and_subject(drafts: Drafts, ana: Operator, luis: Operator) -> None:
    drafts.save(ana, "incident:1", "hers")
    drafts.save(luis, "incident:1", "his")
    drafts.save(ana, "incident:2", "another")
    assert [drafts.read(ana, "incident:1"), drafts.read(luis, "incident:1")] == ["hers", "his"]
    assert {draft.subject for draft in drafts.every(ana)} == {"incident:1", "incident:2"}


def test_that_the_last_word_counts_and_nothing_is_forgotten_but_what_was_sent(drafts: Drafts, ana: Operator) -> None:
    drafts.save(ana, "incident:1", "first")
    drafts.save(ana, "incident:1", "second")
    assert drafts.read(ana, "incident:1") == "second"
    drafts.forget(ana, "incident:1")
    assert drafts.read(ana, "incident:1") == ""
    drafts.save(ana, "incident:1", "third")
    drafts.save(ana, "incident:1", "   ")
    assert drafts.every(ana) == []


def test_that_a_draft_has_an_end(drafts: Drafts, ana: Operator) -> None:
    drafts.save(ana, "incident:1", "x" * (LONGEST_DRAFT + 5))
    assert len(drafts.read(ana, "incident:1")) == LONGEST_DRAFT
