"""How acts on alarms and incidents are taken back: each an `Undoable` made from what was before and what is after.

Only what nobody else has changed since is taken back: the services refuse the rest (ConflictError).
"""

from desktop.domain.alarm import Alarm
from desktop.domain.incident import Incident
from desktop.services.alarms import Alarms
from desktop.services.incidents import Incidents
from desktop.services.undo import Undoable


def of_shelving(alarms: Alarms, shelved: Alarm, name: str) -> Undoable:
    """`name` in the operator's words, as the list has it."""
    return Undoable("alarm.shelve", shelved.id, name, lambda by: alarms.undo_shelf(shelved.id, by))


def of_joining(incidents: Incidents, joined: Alarm, name: str) -> Undoable:
    incident_id = joined.incident_id or ""
    return Undoable("incident.join", joined.id, name, lambda by: incidents.split(incident_id, joined.id, by))


def of_typing(incidents: Incidents, before: Incident, after: Incident) -> Undoable:
    return Undoable(
        "incident.type",
        after.id,
        after.folio,
        lambda by: incidents.set_type(after.id, before.type_code, by, instead_of=after.type_code),
    )


def of_placing(incidents: Incidents, before: Incident, after: Incident) -> Undoable:
    return Undoable(
        "incident.place",
        after.id,
        after.folio,
        lambda by: incidents.set_place(after.id, before.place, by, instead_of=after.place),
    )


def of_dispatch(incidents: Incidents, sent: Incident, unit_id: str, code: str) -> Undoable:
    """The unit has been told: it is called back."""
    return Undoable(
        "incident.assign", sent.id, code, lambda by: incidents.unassign_unit(sent.id, unit_id, by), leaves=True
    )
