"""What a row of the journal is called on the printed timeline, where a column of its own says who."""

from gettext import gettext as _

from desktop.locale import later
from desktop.services.export.dossier import Dossier
from desktop.services.timeline import TimelineRow
from desktop.view.note_words import note_words
from desktop.view.rows import alarm_row

ACTS: dict[str, str] = {
    "alarm.raised": later("Alarm"),
    "alarm.raised_again": later("Alarm, again"),
    "alarm.acknowledged": later("Alarm acknowledged"),
    "alarm.returned": later("Back to normal"),
    "alarm.claimed": later("Alarm claimed"),
    "alarm.shelved": later("Alarm shelved"),
    "alarm.unshelved": later("Alarm back from the shelf"),
    "alarm.joined": later("Alarm joined to the incident"),
    "alarm.false": later("Alarm marked as false"),
    "alarm.closed": later("Alarm closed"),
    "incident.opened": later("Incident opened"),
    "incident.typed": later("Type changed"),
    "incident.placed": later("Place changed"),
    "incident.assigned": later("Unit dispatched"),
    "incident.unassigned": later("Unit called back"),
    "incident.arrived": later("Unit at the place"),
    "incident.noted": later("Note"),
    "incident.joined": later("Alarm joined to the incident"),
    "incident.closed": later("Incident closed"),
    "incident.exported": later("Exported"),
    "unit.free": later("Unit free"),
    "unit.on_the_way": later("Unit on the way"),
    "unit.at_the_place": later("Unit at the place"),
    "unit.out_of_service": later("Unit out of service"),
}


def said(dossier: Dossier, row: TimelineRow) -> str:
    """`Alarm acknowledged: Intrusion · Parque Morelos`; what is not known is left out."""
    act = ACTS.get(row.kind)
    spoken = _(act) if act else row.kind.replace(".", " ").replace("_", " ").capitalize()
    about = " · ".join(part for part in (_subject(dossier, row), _note(row)) if part)
    return f"{spoken}: {about}" if about else spoken


def _subject(dossier: Dossier, row: TimelineRow) -> str:
    """Which alarm, which unit; of the incident itself nothing need be said."""
    if row.kind.startswith("alarm."):
        alarm = next((one for one in dossier.alarms if one.id == row.subject and one.id), None)
        return alarm_row(alarm, dossier.by_id, {}).title if alarm else ""
    if row.kind.startswith("unit."):
        unit = dossier.by_id.get(row.subject)
        return unit.code if unit else row.subject
    return ""


def _note(row: TimelineRow) -> str:
    if row.kind == "alarm.joined":
        return ""  # the folio, which stands on every page
    return note_words(row.kind, row.note)
