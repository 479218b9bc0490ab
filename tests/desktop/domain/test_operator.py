"""Roles, permissions and the table of use cases."""

import pytest

from desktop.domain.operator import ROLE_PERMISSIONS, USE_CASES, NotPermittedError, Operator, Permission, Role


def test_that_every_role_may_look_and_every_use_case_belongs_to_some_role() -> None:
    assert all(Permission.LOOK in permissions for permissions in ROLE_PERMISSIONS.values())
    granted = frozenset[Permission]().union(*ROLE_PERMISSIONS.values())
    assert set(USE_CASES.values()) <= granted
    assert set(ROLE_PERMISSIONS) == set(Role)


def test_that_an_operator_dispatches_and_does_not_configure() -> None:
    ana = Operator("o1", "ana", "Ana Ruiz", Role.OPERATOR)
    assert ana.may_do("incident.assign")
    assert not ana.may_do("camera.configure")
    with pytest.raises(NotPermittedError, match="configure"):
        ana.require(Permission.CONFIGURE)


def test_that_somebody_who_left_may_nothing() -> None:
    gone = Operator("o2", "luis", "Luis", Role.ADMIN, active=False)
    assert not any(gone.may(permission) for permission in Permission)
