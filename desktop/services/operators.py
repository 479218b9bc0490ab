"""Accounts: who may sit at a console, proved by a password (argon2id), with a growing delay for guessers.

The first start makes one administrator with a one-time password, shown once by whoever started it and kept nowhere.
"""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection
from uuid_utils import uuid4, uuid7

from desktop.domain.events import OperatorEvent
from desktop.domain.operator import Operator, Role, Session
from desktop.services.clock import Now, utc_now
from desktop.services.permit import permit
from desktop.storage import journal, settings
from desktop.storage import operators as rows
from desktop.storage.store import Store

HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
"""argon2id, 64 MiB, t=3, p=4: 144 ms where it was measured."""
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
FREE_FAILURES = 5
FAILURE_WINDOW = timedelta(minutes=15)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
FIRST_LOGIN = "admin"
ONE_TIME_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that looks like another: it is read from a screen and typed."""


class SignInRefusedError(PermissionError):
    """Login or password are wrong, or the account is not active: which of them is not said."""


class LockedOutError(PermissionError):
    """Too many failures; carries when to try again."""

    def __init__(self, login: str, until: datetime, now: datetime) -> None:
        wait_s = max(1, round((until - now).total_seconds()))
        super().__init__(f"too many failed attempts for {login}: try again in {wait_s} s, or ask an administrator")
        self.login, self.until = login, until


class WeakPasswordError(ValueError):
    """The password is too short, too long, too simple, or contains the login."""


class LoginTakenError(ValueError):
    """There is an account of that login already."""


class UnknownOperatorError(LookupError):
    """There is no account of that login."""


class Accounts:
    """Use cases of accounts. Thread: any but Qt's: a check of a password takes 0.15 s and 64 MiB."""

    def __init__(
        self, store: Store, writer: str = "console", now: Now = utc_now, hasher: PasswordHasher = HASHER
    ) -> None:
        self._store, self._writer, self._now, self._hasher = store, writer, now, hasher
        self._decoy = hasher.hash(secrets.token_hex(16))

    def first_administrator(self) -> str | None:
        """The one-time password of the first administrator, made now; None when there are accounts already."""
        password = "-".join("".join(secrets.choice(ONE_TIME_ALPHABET) for _ in range(4)) for _ in range(4))
        admin = Operator(str(uuid7()), FIRST_LOGIN, "Administrator", Role.ADMIN)
        hashed = self._hasher.hash(password)
        with self._store.write() as connection:
            if rows.count(connection) > 0:
                return None
            self._put(connection, admin, hashed, "created")
            settings.put(connection, _one_time(admin), value=True)
        return password

    def create(self, operator: Operator, password: str, by: Operator, *, one_time: bool = False) -> Operator:
        """A new account. Raises WeakPasswordError, LoginTakenError, NotPermittedError."""
        permit(self._store, self._writer, by, "account.create")
        return self._create(operator, password, f"by {by.login}", one_time=one_time)

    def create_for_exercise(self, operator: Operator, password: str) -> Operator:
        """The demonstration's own account, made by no administrator: only a store that is an exercise takes it."""
        with self._store.read() as connection:
            if not settings.get(connection, "exercise", default=False):
                message = "only the store of an exercise takes an account that no administrator made"
                raise PermissionError(message)
        return self._create(operator, password, "exercise", one_time=False)

    def change(self, operator: Operator, by: Operator) -> Operator:
        """Another name or role, or inactive. The login stays: the journal names it."""
        permit(self._store, self._writer, by, "account.change")
        with self._store.write() as connection:
            known = rows.by_login(connection, operator.login)
            if known is None:
                message = f"there is no account {operator.login}"
                raise UnknownOperatorError(message)
            self._put(connection, replace(operator, id=known.id), None, "changed", f"by {by.login}")
        return replace(operator, id=known.id)

    def sign_in(self, login: str, password: str) -> Session:
        """Raises SignInRefusedError, or LockedOutError before the password is even looked at."""
        login = login.strip().lower()
        operator, hashed, failures = self._look_up(login)
        self._refuse_if_locked(login, failures)
        right = self._matches(hashed or self._decoy, password)
        if operator is None or not right or not operator.active:
            self._write_failure(login, operator)
            message = "login or password are wrong, or the account is not active"
            raise SignInRefusedError(message)
        return self._begin(operator, hashed or "", password)

    def change_password(self, session: Session, old: str, new: str) -> Session:
        """Raises SignInRefusedError, WeakPasswordError."""
        operator, hashed, _failures = self._look_up(session.operator.login)
        if operator is None or not self._matches(hashed or self._decoy, old):
            message = "the old password is wrong"
            raise SignInRefusedError(message)
        refuse_weak(new, operator.login)
        fresh = self._hasher.hash(new)
        with self._store.write() as connection:
            self._put(connection, operator, fresh, "changed", "password")
            settings.put(connection, _one_time(operator), value=False)
        return replace(session, must_change_password=False)

    def sign_out(self, session: Session) -> None:
        operator = session.operator
        with self._store.write() as connection:
            journal.append(connection, OperatorEvent("signed_out", operator.id, operator.login), self._writer)

    def unlock(self, login: str, by: Operator) -> None:
        """An administrator lets somebody try again at once."""
        permit(self._store, self._writer, by, "account.change")
        with self._store.write() as connection:
            rows.clear_failures(connection, login)
            operator = rows.by_login(connection, login)
            event = OperatorEvent("changed", operator.id if operator else "", login, f"unlocked by {by.login}")
            journal.append(connection, event, self._writer)

    def _create(self, operator: Operator, password: str, note: str, *, one_time: bool) -> Operator:
        operator = replace(operator, login=operator.login.strip().lower())
        refuse_weak(password, operator.login)
        hashed = self._hasher.hash(password)
        with self._store.write() as connection:
            if rows.by_login(connection, operator.login) is not None:
                message = f"there is an account {operator.login} already: choose another login"
                raise LoginTakenError(message)
            self._put(connection, operator, hashed, "created", note)
            settings.put(connection, _one_time(operator), one_time)
        return operator

    def _look_up(self, login: str) -> tuple[Operator | None, str | None, list[datetime]]:
        with self._store.read() as connection:
            failures = rows.failures_since(connection, login, self._now() - FAILURE_WINDOW)
            operator = rows.by_login(connection, login)
            return operator, rows.password_hash(connection, operator.id) if operator else None, failures

    def _refuse_if_locked(self, login: str, failures: list[datetime]) -> None:
        until = locked_until(failures)
        if until is not None and self._now() < until:
            raise LockedOutError(login, until, self._now())

    def _matches(self, hashed: str, password: str) -> bool:
        """Always spends the time of a hash, so that an unknown login answers no faster than a known one."""
        try:
            return self._hasher.verify(hashed, password[: LONGEST_PASSWORD + 1])
        except (VerificationError, InvalidHashError):
            return False

    def _write_failure(self, login: str, operator: Operator | None) -> None:
        with self._store.write() as connection:
            rows.add_failure(connection, login, self._now())
            refused = OperatorEvent("refused", operator.id if operator else "", login)
            journal.append(connection, refused, self._writer)

    def _begin(self, operator: Operator, hashed: str, password: str) -> Session:
        stronger = self._hasher.hash(password) if self._hasher.check_needs_rehash(hashed) else hashed
        with self._store.write() as connection:
            rows.clear_failures(connection, operator.login)
            if stronger != hashed:
                rows.put(connection, operator, stronger)
            must_change = bool(settings.get(connection, _one_time(operator), default=False))
            journal.append(connection, OperatorEvent("signed_in", operator.id, operator.login), self._writer)
        return Session(str(uuid4()), operator, self._now(), must_change)

    def _put(self, connection: Connection, operator: Operator, hashed: str | None, step: str, note: str = "") -> None:
        rows.put(connection, operator, hashed)
        journal.append(connection, OperatorEvent(step, operator.id, operator.login, note), self._writer)


def locked_until(failures: list[datetime]) -> datetime | None:
    """From the fifth failure on, each one doubles the wait, up to a quarter of an hour (ASVS 6.3.1, CJIS)."""
    beyond = len(failures) - FREE_FAILURES
    if beyond < 0:
        return None
    return max(failures) + min(FIRST_DELAY * 2 ** min(beyond, 10), LONGEST_DELAY)


def refuse_weak(password: str, login: str) -> None:
    """Length counts, composition rules do not (NIST SP 800-63B). Raises WeakPasswordError."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        message = f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; a sentence is good"
        raise WeakPasswordError(message)
    if len(set(password)) < 5 or login.lower() in password.lower():
        message = "the password is too simple, or contains the login: choose another"
        raise WeakPasswordError(message)


def _one_time(operator: Operator) -> str:
    return f"one_time_password.{operator.id}"
