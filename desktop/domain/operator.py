"""Who may do what: roles, permissions, and the one table that joins them."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    OPERATOR = "operator"
    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Permission(StrEnum):
    LOOK = "look"
    WATCH = "watch"
    """Acknowledge, claim, silence, mark as false."""
    DISPATCH = "dispatch"
    """Open and run incidents, send units."""
    INSPECT = "inspect"
    EXPORT = "export"
    CONFIGURE = "configure"
    APPROVE = "approve"
    """Second person of a class A act."""
    ACCOUNTS = "accounts"
    AUDIT = "audit"


ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: frozenset({Permission.LOOK, Permission.WATCH, Permission.DISPATCH}),
    Role.INSPECTOR: frozenset({Permission.LOOK, Permission.INSPECT}),
    Role.SUPERVISOR: frozenset(
        {
            Permission.LOOK,
            Permission.WATCH,
            Permission.DISPATCH,
            Permission.INSPECT,
            Permission.EXPORT,
            Permission.APPROVE,
        }
    ),
    Role.ADMIN: frozenset({Permission.LOOK, Permission.CONFIGURE, Permission.ACCOUNTS, Permission.APPROVE}),
    Role.AUDITOR: frozenset({Permission.LOOK, Permission.AUDIT}),
}


class NotPermittedError(PermissionError):
    """The operator's role lacks the permission of the act."""

    def __init__(self, login: str, permission: Permission) -> None:
        super().__init__(f"{login} lacks the permission '{permission}'")
        self.login, self.permission = login, permission


@dataclass(frozen=True, slots=True)
class Operator:
    id: str
    login: str
    name: str
    role: Role
    active: bool = True

    def may(self, permission: Permission) -> bool:
        return self.active and permission in ROLE_PERMISSIONS[self.role]

    def require(self, permission: Permission) -> None:
        """Raises NotPermittedError."""
        if not self.may(permission):
            raise NotPermittedError(self.login, permission)
