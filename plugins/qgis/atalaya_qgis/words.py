"""What the plugin says, in Spanish or English: every word for people goes through `tr`."""

from qgis_plugin_tools.tools.i18n import tr

__all__ = [
    "alarm_kinds",
    "asset_kinds",
    "asset_states",
    "incident_states",
    "kind_title",
    "looks",
    "priorities",
    "tr",
    "unit_states",
]


def looks() -> dict[str, str]:
    """Of an alarm."""
    return {
        "filled": tr("not acknowledged"),
        "slashed": tr("ended, not acknowledged"),
        "outline": tr("acknowledged"),
    }


def priorities() -> dict[int, str]:
    return {1: tr("P1 high"), 2: tr("P2 medium"), 3: tr("P3 low")}


def unit_states() -> dict[str, str]:
    return {
        "free": tr("Available"),
        "on_the_way": tr("On the way"),
        "at_the_place": tr("At the place"),
        "out_of_service": tr("Out of service"),
    }


def asset_states() -> dict[str, str]:
    return {"calm": tr("Normal"), "stale": tr("Silent or lost"), "out_of_service": tr("Out of service")}


def incident_states() -> dict[str, str]:
    return {
        "open": tr("Open, nobody assigned"),
        "assigned": tr("Assigned"),
        "on_site": tr("On site"),
        "closed": tr("Closed"),
    }


def alarm_kinds() -> dict[str, str]:
    """Kinds that the program itself raises; a plugin's own keep their code."""
    return {
        "battery": tr("Low battery"),
        "camera_degraded": tr("Camera degraded"),
        "camera_offline": tr("Camera offline"),
        "crossing": tr("Line crossed"),
        "crowd": tr("Crowd"),
        "disk": tr("Disk almost full"),
        "dwell": tr("Loitering"),
        "fill": tr("Container full"),
        "gap": tr("Gap in the data"),
        "intrusion": tr("Intrusion"),
        "leak": tr("Continuous flow"),
        "left_object": tr("Object left behind"),
        "node": tr("Node without heartbeat"),
        "panic": tr("Panic button"),
        "phase_lost": tr("Phase lost"),
        "silence": tr("No signal"),
        "stopped": tr("Stopped vehicle"),
        "wrong_way": tr("Wrong way"),
    }


def asset_kinds() -> dict[str, str]:
    return {
        "cabinet": tr("Cabinets"),
        "camera": tr("Cameras"),
        "container": tr("Containers"),
        "dma": tr("Districts of the water network"),
        "luminaire": tr("Luminaires"),
        "meter": tr("Meters"),
        "neighbourhood": tr("Neighbourhoods"),
        "park": tr("Parks"),
        "station": tr("Stations"),
        "stop": tr("Stops"),
        "tree": tr("Trees"),
    }


def kind_title(kind: str) -> str:
    """A kind that only a plugin of the console knows is shown by its own word."""
    return asset_kinds().get(kind) or kind.replace("_", " ").capitalize()
