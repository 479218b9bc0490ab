"""What a plugin may use of desktop: the city's words and, in time, the value that a plugin is. A plugin enters here.

A plugin imports from this module, never from the rooms behind it, so that those may change.
"""

from desktop.domain.alarm import Alarm, Priority
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.incident import Incident
from desktop.domain.observation import QUANTITIES, Observation, Quantity
from desktop.domain.operator import Operator, Permission, Role

__all__ = [
    "QUANTITIES",
    "Alarm",
    "Asset",
    "AssetKind",
    "Incident",
    "Observation",
    "Operator",
    "Permission",
    "Priority",
    "Quantity",
    "Role",
]
