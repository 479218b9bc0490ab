"""What the codes of the domain are called on the screen, in the operator's language."""

from gettext import gettext as _

from desktop.domain.alarm import AlarmState, FalseCode, Priority
from desktop.domain.annotation import AnnotationStyle
from desktop.domain.incident import CloseCode, IncidentState
from desktop.domain.observation import QUANTITIES
from desktop.domain.operator import Role
from desktop.locale import later

ALARM_KINDS: dict[str, str] = {
    "intrusion": later("Intrusion"),
    "silence": later("No signal"),
    "dwell": later("Loitering"),
    "crossing": later("Line crossed"),
    "crowd": later("Crowd"),
    "stopped": later("Stopped vehicle"),
    "wrong_way": later("Wrong way"),
    "left_object": later("Object left behind"),
    "camera_offline": later("Camera offline"),
    "camera_degraded": later("Camera degraded"),
    "leak": later("Continuous flow"),
    "phase_lost": later("Phase lost"),
    "fill": later("Container full"),
    "battery": later("Low battery"),
    "panic": later("Panic button"),
    "disk": later("Disk almost full"),
    "node": later("Node without heartbeat"),
    "gap": later("Gap in the data"),
    "geofence_enter": later("Entered a zone"),
    "geofence_exit": later("Left its zone"),
    "geofence_dwell": later("Stays in a zone"),
}

PRIORITIES: dict[Priority, str] = {
    Priority.HIGH: later("High"),
    Priority.MEDIUM: later("Medium"),
    Priority.LOW: later("Low"),
}

ALARM_STATES: dict[AlarmState, str] = {
    AlarmState.UNACKNOWLEDGED: later("not acknowledged"),
    AlarmState.ACKNOWLEDGED: later("acknowledged"),
    AlarmState.RETURNED: later("returned to normal, not acknowledged"),
    AlarmState.SHELVED: later("shelved"),
    AlarmState.SUPPRESSED: later("suppressed"),
    AlarmState.OUT_OF_SERVICE: later("out of service"),
    AlarmState.CLOSED: later("closed"),
}

INCIDENT_STATES: dict[IncidentState, str] = {
    IncidentState.OPEN: later("Open"),
    IncidentState.ASSIGNED: later("Assigned"),
    IncidentState.ON_SITE: later("On site"),
    IncidentState.CLOSED: later("Closed"),
}

CLOSE_CODES: dict[CloseCode, str] = {
    CloseCode.AFFIRMATIVE: later("Affirmative"),
    CloseCode.NEGATIVE: later("Negative"),
    CloseCode.INFORMATIVE: later("Informative"),
    CloseCode.FALSE: later("False"),
    CloseCode.DUPLICATE: later("Duplicate"),
}

FALSE_CODES: dict[FalseCode, str] = {
    FalseCode.ANIMAL: later("Animal"),
    FalseCode.WEATHER: later("Weather"),
    FalseCode.LIGHT: later("Light or shadow"),
    FalseCode.VEGETATION: later("Vegetation"),
    FalseCode.AUTHORISED: later("Authorised person"),
    FalseCode.TEST: later("Test"),
    FalseCode.DEVICE: later("Device fault"),
    FalseCode.OTHER: later("Other cause"),
}

ROLES: dict[Role, str] = {
    Role.OPERATOR: later("Operator"),
    Role.INSPECTOR: later("Inspector"),
    Role.SUPERVISOR: later("Supervisor"),
    Role.ADMIN: later("Administrator"),
    Role.AUDITOR: later("Auditor"),
}

ANNOTATION_STYLES: dict[AnnotationStyle, str] = {
    AnnotationStyle.PLAIN: later("Plain line"),
    AnnotationStyle.LONG_DASH: later("Long dashes"),
    AnnotationStyle.DOTS: later("Dots"),
    AnnotationStyle.DASH_DOT: later("Dashes and dots"),
}

ASSET_KINDS: dict[str, str] = {
    "camera": later("Camera"),
    "luminaire": later("Luminaire"),
    "cabinet": later("Cabinet"),
    "meter": later("Meter"),
    "dma": later("Metered district"),
    "container": later("Container"),
    "unit": later("Unit"),
    "station": later("Environmental station"),
    "neighbourhood": later("Neighbourhood"),
    "sector": later("Sector"),
    "quadrant": later("Quadrant"),
    "municipality": later("Municipality"),
    "park": later("Park"),
    "plaza": later("Plaza"),
    "playground": later("Playground"),
    "court": later("Court"),
    "market": later("Market"),
    "cemetery": later("Cemetery"),
    "tree": later("Tree"),
    "stop": later("Stop of public transport"),
    "city": later("City"),
    "photo": later("Photo"),
}

QUANTITY_WORDS: dict[str, str] = {
    "volume_m3": later("Volume"),
    "flow_m3h": later("Flow"),
    "pressure_m": later("Pressure"),
    "fill_ratio": later("Fill level"),
    "power_w": later("Power"),
    "dim_ratio": later("Dimming"),
    "current_a": later("Current"),
    "current_r_a": later("Current, phase R"),
    "current_s_a": later("Current, phase S"),
    "current_t_a": later("Current, phase T"),
    "voltage_v": later("Voltage"),
    "energy_kwh": later("Energy"),
    "temperature_c": later("Temperature"),
    "battery_ratio": later("Battery"),
    "pm25_ugm3": later("PM2.5"),
    "noise_dba": later("Noise"),
    "rain_mm": later("Rain"),
    "rssi_dbm": later("Signal strength"),
    "snr_db": later("Signal to noise"),
}

STEPS: dict[str, str] = {
    "alarm.raised": later("Alarm raised"),
    "alarm.acknowledged": later("Acknowledged by {by}"),
    "alarm.returned": later("Cause gone"),
    "alarm.claimed": later("Claimed by {by}"),
    "alarm.shelved": later("Shelved by {by}"),
    "alarm.unshelved": later("Back from the shelf"),
    "alarm.shelving_undone": later("Shelving undone by {by}"),
    "alarm.joined": later("Joined to an incident by {by}"),
    "alarm.left": later("Taken out of the incident by {by}"),
    "alarm.false": later("Marked as false by {by}"),
    "alarm.closed": later("Closed"),
    "incident.opened": later("Opened by {by}"),
    "incident.typed": later("Type changed by {by}"),
    "incident.placed": later("Place changed by {by}"),
    "incident.assigned": later("Unit assigned by {by}"),
    "incident.unassigned": later("Unit released by {by}"),
    "incident.arrived": later("Unit on site"),
    "incident.noted": later("Note by {by}"),
    "incident.joined": later("Alarm joined by {by}"),
    "incident.closed": later("Closed by {by}"),
    "incident.exported": later("Map exported by {by}"),
    "annotation.drawn": later("Drawn by {by}"),
    "annotation.reshaped": later("Shape changed by {by}"),
    "annotation.described": later("Name or note changed by {by}"),
    "annotation.removed": later("Removed by {by}"),
    "annotation.restored": later("Restored by {by}"),
    "undo.undone": later("Undone by {by}"),
    "undo.countered": later("Taken back by {by}"),
    "camera.configured": later("Camera configured"),
    "camera.online": later("Camera online"),
    "camera.offline": later("Camera offline"),
    "camera.restarted": later("Camera restarted"),
    "unit.on_the_way": later("Unit on the way"),
    "unit.at_the_place": later("Unit at the place"),
    "unit.free": later("Unit free again"),
    "unit.out_of_service": later("Unit out of service"),
    "alarm.raised_again": later("The cause is back"),
    "alarm.suppressed": later("Suppressed by design"),
    "alarm.unsuppressed": later("No longer suppressed"),
    "alarm.taken_out": later("Taken out of service by {by}"),
    "alarm.put_back": later("Put back in service by {by}"),
    "node.started": later("Node started"),
    "node.stopped": later("Node stopped"),
    "node.link_lost": later("Link lost"),
    "node.link_back": later("Link back"),
    "node.gap": later("Gap in the data"),
    "node.quarantined": later("Unreadable messages set aside"),
}

CHECKS: dict[str, tuple[str, ...]] = {
    "intrusion": (
        later("Look at the camera and the clip"),
        later("Call the nearest unit"),
        later("Open an incident or mark it false"),
    ),
    "silence": (
        later("See whether its neighbours report"),
        later("Check power and gateway"),
        later("Order a field visit if it stays silent"),
    ),
    "camera_offline": (
        later("Cover the place with a neighbouring camera"),
        later("Check power and link"),
        later("Report to maintenance (CNIE 30457)"),
    ),
}
USUAL_CHECKS = (
    later("Verify with a second source"),
    later("Decide: incident, false or wait"),
    later("Write down what was done"),
)
"""What to do for an alarm whose kind has no list of its own."""


def _spoken(table: dict[str, str], code: str) -> str:
    words = table.get(code)
    return _(words) if words else code.replace("_", " ").capitalize()


def alarm_kind(code: str) -> str:
    return _spoken(ALARM_KINDS, code)


def asset_kind(code: str) -> str:
    return _spoken(ASSET_KINDS, code)


def quantity(name: str) -> str:
    return _spoken(QUANTITY_WORDS, name)


def unit_of(name: str) -> str:
    known = QUANTITIES.get(name)
    return known.unit if known else ""


def annotation_style(style: AnnotationStyle) -> str:
    return _(ANNOTATION_STYLES[style])


def priority(value: Priority) -> str:
    return _(PRIORITIES[value])


def alarm_state(state: AlarmState) -> str:
    return _(ALARM_STATES[state])


def incident_state(state: IncidentState) -> str:
    return _(INCIDENT_STATES[state])


def false_code(value: FalseCode) -> str:
    return _(FALSE_CODES[value])


def close_code(value: CloseCode) -> str:
    return _(CLOSE_CODES[value])


def role(value: Role) -> str:
    return _(ROLES[value])


def step(kind: str, by: str) -> str:
    return _spoken(STEPS, kind).format(by=by)


def checks(alarm_code: str) -> tuple[str, ...]:
    return tuple(_(line) for line in CHECKS.get(alarm_code, USUAL_CHECKS))
