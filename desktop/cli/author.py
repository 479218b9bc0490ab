"""Who acts when a verb does what the journal must account for.

With `--by`, an account that proves itself by its password (`ATALAYA_PASSWORD`, else asked on the terminal) and has the
rights of its role. Without, an exercise acts as its own operator, and a real store as the machine's account that may
open it: whoever reads the store's file or knows its address has the data already, and the journal names them.
"""

import getpass
import os
import sys
from gettext import gettext as _
from typing import TYPE_CHECKING

from desktop.cli.options import VerbError
from desktop.domain.operator import Operator, Role

if TYPE_CHECKING:
    from desktop.storage.store import Store

PASSWORD = "ATALAYA_PASSWORD"  # noqa: S105  the name of a variable
WRITER = "command line"


def author_of(store: "Store", login: str | None) -> Operator:
    """Raises VerbError when the account does not prove itself."""
    from desktop.storage import settings

    if login is not None:
        return _signed_in(store, login, _password(login))
    with store.read() as connection:
        is_exercise = bool(settings.get(connection, "exercise", default=False))
    return _of_the_exercise(store) if is_exercise else _of_the_machine()


def _password(login: str) -> str:
    known = os.environ.get(PASSWORD)
    if known is None and not sys.stdin.isatty():
        raise VerbError(_("{login} needs a password: give it in {variable}").format(login=login, variable=PASSWORD))
    return known if known is not None else getpass.getpass(f"{login}: ")


def _signed_in(store: "Store", login: str, password: str) -> Operator:
    from desktop.services.operators import Accounts, LockedOutError, SignInRefusedError

    try:
        return Accounts(store, WRITER).sign_in(login, password).operator
    except (SignInRefusedError, LockedOutError) as error:
        raise VerbError(str(error)) from error


def _of_the_exercise(store: "Store") -> Operator:
    from desktop.services.exercise.names import LOGIN, PASSPHRASE

    return _signed_in(store, LOGIN, PASSPHRASE)


def _of_the_machine() -> Operator:
    """The account of the operating system, as the journal writes it: `machine:maria`."""
    login = f"machine:{getpass.getuser()}"
    return Operator(id=login, login=login, name=login, role=Role.SUPERVISOR)
