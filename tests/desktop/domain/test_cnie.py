"""The catalogue is whole in itself: codes, tipos, priorities, proposals."""

import pytest

from desktop.domain.alarm import Priority
from desktop.domain.cnie import (
    TIPOS,
    TYPE_OF_ALARM,
    TYPES,
    UNKNOWN_CODE,
    UNTYPED,
    UnknownTypeError,
    matching,
    proposed_code,
    type_of,
)


def test_that_every_code_has_five_digits_a_tipo_and_both_names() -> None:
    assert len(TIPOS) == 7
    for code, kind in TYPES.items():
        assert code.isdigit()
        assert len(code) == 5
        assert kind.tipo in TIPOS
        assert kind.name
        assert kind.gloss


@pytest.mark.parametrize(
    ("code", "priority"),
    [
        ("40103", Priority.MEDIUM),
        ("40111", Priority.HIGH),
        ("20210", Priority.HIGH),
        ("50105", Priority.LOW),
        ("30457", Priority.HIGH),
    ],
)
def test_that_priorities_are_the_catalogues(code: str, priority: Priority) -> None:
    assert type_of(code).priority is priority


def test_that_every_proposal_is_in_the_catalogue_and_the_rest_is_untyped() -> None:
    assert set(TYPE_OF_ALARM.values()) <= set(TYPES)
    assert proposed_code("something a plugin raises") == UNKNOWN_CODE
    assert type_of(UNKNOWN_CODE) is UNTYPED


def test_that_an_unknown_code_is_refused_by_name() -> None:
    with pytest.raises(UnknownTypeError, match="99999"):
        type_of("99999")


def test_that_types_are_found_without_accents_and_by_code() -> None:
    assert [kind.code for kind in matching("arbol caido")] == ["20210"]
    assert [kind.code for kind in matching("40111")] == ["40111"]
    assert "40111" in {kind.code for kind in matching("water leak")}


def test_that_improcedentes_are_never_dispatched() -> None:
    assert all(kind.may_be_dispatched is (kind.code[0] != "7") for kind in TYPES.values())
