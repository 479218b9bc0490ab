"""A unit of the street (patrol, ambulance, fire engine, services): its status and the steps the status may take.

A unit is an asset of kind `unit`; status and incident lie in its attributes, so that one row tells all about it.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.domain.asset import Asset, AttributeValue

LETTERS: dict[str, str] = {"patrol": "P", "ambulance": "A", "fire": "B", "services": "S"}
"""Letter of the mark by the attribute `unit_kind`; an attribute `letter` overrules it."""

DEFAULT_SPEED_KMH = 30.0
"""Straight-line speed through a city's streets, used until the road graph gives times."""


class UnitStatus(StrEnum):
    FREE = "free"
    ON_THE_WAY = "on_the_way"
    AT_THE_PLACE = "at_the_place"
    OUT_OF_SERVICE = "out_of_service"


NEXT_STATUS: dict[UnitStatus, frozenset[UnitStatus]] = {
    UnitStatus.FREE: frozenset({UnitStatus.ON_THE_WAY, UnitStatus.OUT_OF_SERVICE}),
    UnitStatus.ON_THE_WAY: frozenset({UnitStatus.AT_THE_PLACE, UnitStatus.FREE, UnitStatus.OUT_OF_SERVICE}),
    UnitStatus.AT_THE_PLACE: frozenset({UnitStatus.FREE, UnitStatus.OUT_OF_SERVICE}),
    UnitStatus.OUT_OF_SERVICE: frozenset({UnitStatus.FREE}),
}


class UnitBusyError(ValueError):
    """The unit's status does not allow the step; it says what the unit is doing."""

    def __init__(self, code: str, status: UnitStatus, wanted: UnitStatus) -> None:
        super().__init__(f"unit {code} is {status}: it cannot become {wanted}; choose another or free it first")
        self.code, self.status, self.wanted = code, status, wanted


class NotAUnitError(ValueError):
    """The asset is not a unit."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`incident_id` is the one incident the unit is on: one unit, one incident at a time."""

    id: str
    code: str
    kind: str
    letter: str
    status: UnitStatus
    incident_id: str | None = None

    def become(self, wanted: UnitStatus, incident_id: str | None = None) -> "Unit":
        """The unit in its next status; raises UnitBusyError."""
        if wanted not in NEXT_STATUS[self.status]:
            raise UnitBusyError(self.code, self.status, wanted)
        on_incident = wanted in {UnitStatus.ON_THE_WAY, UnitStatus.AT_THE_PLACE}
        return replace(self, status=wanted, incident_id=(incident_id or self.incident_id) if on_incident else None)


def unit_of(asset: Asset) -> Unit:
    """Raises NotAUnitError. A status nobody wrote is `free`; one that is no status is out of service."""
    if asset.kind != "unit":
        message = f"asset {asset.code} is a {asset.kind}, not a unit"
        raise NotAUnitError(message)
    incident_id = asset.attributes.get("incident_id")
    kind = str(asset.attributes.get("unit_kind") or "")
    letter = asset.attributes.get("letter") or LETTERS.get(kind) or asset.code[:1].upper() or "S"
    return Unit(
        id=asset.id,
        code=asset.code,
        kind=kind,
        letter=str(letter),
        status=_status(asset.attributes.get("status")),
        incident_id=str(incident_id) if incident_id else None,
    )


def asset_of(asset: Asset, unit: Unit) -> Asset:
    """The asset with the unit's status written in its attributes."""
    written: dict[str, AttributeValue] = {"status": unit.status.value, "incident_id": unit.incident_id}
    return replace(asset, attributes={**asset.attributes, **written})


def _status(written: AttributeValue) -> UnitStatus:
    if written is None:
        return UnitStatus.FREE
    return UnitStatus(written) if written in set(UnitStatus) else UnitStatus.OUT_OF_SERVICE
