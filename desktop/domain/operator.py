"""Who may do what: roles, permissions, and the one table that joins them."""

from dataclasses import dataclass
from datetime import datetime
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
    PLAN = "plan"
    """Import figures and boundaries, take over the register of spaces, keep plans of sites."""
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
            Permission.PLAN,
            Permission.APPROVE,
        }
    ),
    Role.ADMIN: frozenset(
        {Permission.LOOK, Permission.PLAN, Permission.CONFIGURE, Permission.ACCOUNTS, Permission.APPROVE}
    ),
    Role.AUDITOR: frozenset({Permission.LOOK, Permission.AUDIT}),
}


USE_CASES: dict[str, Permission] = {
    "picture.look": Permission.LOOK,
    "alarm.acknowledge": Permission.WATCH,
    "alarm.claim": Permission.WATCH,
    "alarm.mark_false": Permission.WATCH,
    "alarm.shelve": Permission.WATCH,
    "alarm.unshelve": Permission.WATCH,
    "alarm.undo_shelf": Permission.WATCH,
    "alarm.silence": Permission.WATCH,
    "alarm.take_out": Permission.APPROVE,
    "alarm.put_back": Permission.APPROVE,
    "incident.open": Permission.DISPATCH,
    "incident.type": Permission.DISPATCH,
    "incident.place": Permission.DISPATCH,
    "incident.assign": Permission.DISPATCH,
    "incident.unassign": Permission.DISPATCH,
    "incident.arrive": Permission.DISPATCH,
    "incident.note": Permission.DISPATCH,
    "incident.join": Permission.DISPATCH,
    "incident.split": Permission.DISPATCH,
    "incident.close": Permission.DISPATCH,
    "incident.export": Permission.EXPORT,
    "companion.link": Permission.LOOK,
    "annotation.draw": Permission.WATCH,
    "annotation.change": Permission.WATCH,
    "annotation.remove": Permission.WATCH,
    "bookmark.save": Permission.LOOK,
    "bookmark.share": Permission.WATCH,
    "asset.place": Permission.CONFIGURE,
    "photo.index": Permission.INSPECT,
    "area.import": Permission.PLAN,
    "space.import": Permission.PLAN,
    "space.change": Permission.INSPECT,
    "space.inspect": Permission.INSPECT,
    "plan.save": Permission.PLAN,
    "plan.export": Permission.EXPORT,
    "camera.configure": Permission.CONFIGURE,
    "closure.close": Permission.DISPATCH,
    "closure.lift": Permission.DISPATCH,
    "geofence.edit": Permission.APPROVE,
    "city.import": Permission.CONFIGURE,
    "city.configure": Permission.CONFIGURE,
    "layer.configure": Permission.CONFIGURE,
    "layer.own": Permission.LOOK,
    "layer.export": Permission.EXPORT,
    "account.create": Permission.ACCOUNTS,
    "account.change": Permission.ACCOUNTS,
    "approval.ask": Permission.WATCH,
    "approval.decide": Permission.APPROVE,
    "approval.break_glass": Permission.APPROVE,
    "journal.read": Permission.AUDIT,
    "map.print": Permission.EXPORT,
    "map.atlas": Permission.EXPORT,
    "evidence.renew": Permission.CONFIGURE,
}
"""The permission of each use case: services check it, actions only name the use case."""


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

    def may_do(self, use_case: str) -> bool:
        return self.may(USE_CASES[use_case])


@dataclass(frozen=True, slots=True)
class Session:
    """An operator at a console. `must_change_password`: it was a one-time one, the console asks for another first."""

    id: str
    operator: Operator
    began_at: datetime
    must_change_password: bool = False
