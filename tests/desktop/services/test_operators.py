"""Accounts: a one-time first password, a growing delay for guessers, rights that are written down when refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.operator import NotPermittedError, Operator, Role, Session
from desktop.services.operators import (
    FREE_FAILURES,
    HASHER,
    LONGEST_DELAY,
    Accounts,
    LockedOutError,
    LoginTakenError,
    SignInRefusedError,
    UnknownOperatorError,
    WeakPasswordError,
    locked_until,
    refuse_weak,
)
from desktop.storage import journal, operators, settings
from desktop.storage.store import Store

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
SENTENCE = "el faro mira la plaza"


@pytest.fixture
def accounts(store: Store, clock: Any) -> Accounts:
    return Accounts(store, "console", clock, QUICK)


@pytest.fixture
def admin(accounts: Accounts) -> Operator:
    password = accounts.first_administrator()
    assert password is not None
    return accounts.sign_in("admin", password).operator


def kinds(store: Store) -> list[str]:
    with store.read() as connection:
        return [row.kind for row in journal.after(connection, 0)]


def test_that_the_products_hash_is_argon2id_of_64_mib() -> None:
    assert HASHER.hash("x" * 16).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_that_the_first_start_makes_one_administrator_with_a_one_time_password(
    accounts: Accounts, store: Store
) -> None:
    password = accounts.first_administrator()
    assert password is not None
    assert accounts.first_administrator() is None
    session = accounts.sign_in("Admin ", password)
    assert (session.operator.role, session.must_change_password) == (Role.ADMIN, True)
    changed = accounts.change_password(session, password, SENTENCE)
    assert not changed.must_change_password
    with pytest.raises(SignInRefusedError):
        accounts.sign_in("admin", password)
    assert not accounts.sign_in("admin", SENTENCE).must_change_password
    with store.read() as connection:
        told = "".join(str(row.event) for row in journal.after(connection, 0))
    assert password not in told
    assert SENTENCE not in told


def test_that_who_signs_in_and_who_is_refused_is_written(accounts: Accounts, store: Store, admin: Operator) -> None:
    accounts.create(Operator("o1", "ana", "Ana Ruiz", Role.OPERATOR), SENTENCE, admin)
    session = accounts.sign_in("ana", SENTENCE)
    for login, password in (("ana", "wrong password"), ("nobody", SENTENCE)):
        with pytest.raises(SignInRefusedError, match="login or password"):
            accounts.sign_in(login, password)
    accounts.sign_out(session)
    assert kinds(store)[-5:] == [
        "operator.created",
        "operator.signed_in",
        "operator.refused",
        "operator.refused",
        "operator.signed_out",
    ]


def test_that_guessers_wait_longer_and_longer_and_the_right_password_waits_too(
    accounts: Accounts, admin: Operator, clock: Any
) -> None:
    accounts.create(Operator("o1", "ana", "Ana Ruiz", Role.OPERATOR), SENTENCE, admin)
    for _ in range(FREE_FAILURES):
        with pytest.raises(SignInRefusedError):
            accounts.sign_in("ana", "guess guess guess")
    with pytest.raises(LockedOutError, match="try again in 30 s") as locked:
        accounts.sign_in("ana", SENTENCE)
    assert locked.value.until == clock.now + timedelta(seconds=30)
    clock.go(30)
    with pytest.raises(SignInRefusedError):
        accounts.sign_in("ana", "guess guess guess")
    with pytest.raises(LockedOutError, match="60 s"):
        accounts.sign_in("ana", SENTENCE)
    accounts.unlock("ana", admin)
    assert accounts.sign_in("ana", SENTENCE).operator.login == "ana"


def test_that_a_lock_outlives_the_program(store: Store, clock: Any, accounts: Accounts, admin: Operator) -> None:
    for _ in range(FREE_FAILURES):
        with pytest.raises(SignInRefusedError):
            accounts.sign_in("admin", "guess guess guess")
    with pytest.raises(LockedOutError):
        Accounts(store, "console", clock, QUICK).sign_in("admin", SENTENCE)


@given(st.lists(st.integers(0, 900), max_size=40))
def test_that_the_delay_never_shrinks_with_more_failures_and_has_an_end(offsets: list[int]) -> None:
    begun = datetime(2026, 11, 23, tzinfo=UTC)
    failures = [begun + timedelta(seconds=offset) for offset in sorted(offsets)]
    until = locked_until(failures)
    assert (until is None) is (len(failures) < FREE_FAILURES)
    if until is not None:
        assert timedelta(0) < until - failures[-1] <= LONGEST_DELAY
        more = locked_until([*failures, failures[-1]])
        assert more is not None
        assert more >= until


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "ana likes the sea", "x" * 300])
def test_that_a_weak_password_is_refused_with_what_to_do(password: str) -> None:
    with pytest.raises(WeakPasswordError):
        refuse_weak(password, "ana")


def test_that_a_login_is_given_once(accounts: Accounts, admin: Operator) -> None:
    accounts.create(Operator("o1", "ana", "Ana", Role.OPERATOR), SENTENCE, admin)
    with pytest.raises(LoginTakenError, match="ana"):
        accounts.create(Operator("o2", "ANA", "Other", Role.OPERATOR), SENTENCE, admin)


def test_that_somebody_made_inactive_is_refused_and_the_password_is_kept(accounts: Accounts, admin: Operator) -> None:
    ana = accounts.create(Operator("o1", "ana", "Ana", Role.OPERATOR), SENTENCE, admin)
    accounts.change(replace(ana, active=False), admin)
    with pytest.raises(SignInRefusedError):
        accounts.sign_in("ana", SENTENCE)
    accounts.change(replace(ana, role=Role.SUPERVISOR), admin)
    assert accounts.sign_in("ana", SENTENCE).operator.role is Role.SUPERVISOR
    with pytest.raises(UnknownOperatorError):
        accounts.change(replace(ana, login="nobody"), admin)


def test_that_only_an_administrator_makes_accounts(
    accounts: Accounts, store: Store, sofia: Operator, ana: Operator
) -> None:
    with pytest.raises(NotPermittedError):
        accounts.create(ana, SENTENCE, sofia)
    assert kinds(store) == ["operator.denied"]


def test_that_only_an_exercise_takes_an_account_nobody_made(accounts: Accounts, store: Store, ana: Operator) -> None:
    with pytest.raises(PermissionError, match="exercise"):
        accounts.create_for_exercise(ana, SENTENCE)
    with store.write() as connection:
        settings.put(connection, "exercise", value=True)
    accounts.create_for_exercise(ana, SENTENCE)
    assert accounts.sign_in("ana", SENTENCE).operator == ana


def test_that_an_old_hash_is_made_stronger_at_the_next_sign_in(
    accounts: Accounts, store: Store, admin: Operator, clock: Any
) -> None:
    accounts.create(Operator("o1", "ana", "Ana", Role.OPERATOR), SENTENCE, admin)
    stronger = PasswordHasher(time_cost=2, memory_cost=128, parallelism=1)
    Accounts(store, "console", clock, stronger).sign_in("ana", SENTENCE)
    with store.read() as connection:
        kept = operators.password_hash(connection, "o1")
    assert kept is not None
    assert not stronger.check_needs_rehash(kept)


def test_that_a_wrong_old_password_changes_nothing(accounts: Accounts, admin: Operator, at_desk: Any) -> None:
    made: Callable[[Operator], Session] = at_desk
    with pytest.raises(SignInRefusedError, match="old password"):
        accounts.change_password(made(admin), "not the old one", SENTENCE)
