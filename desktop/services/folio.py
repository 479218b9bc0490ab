"""Folios: the human number of an incident, `CITY-YYYY-NNNNNN`, counted by year in the city's own time zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from desktop.storage import incidents, settings

DEFAULT_CITY_CODE = "ATL"
DEFAULT_TIME_ZONE = "America/Mexico_City"


def next_folio(connection: Connection, now: datetime) -> str:
    """Take the next number of the year within the transaction that writes the incident: none is lost or given twice."""
    zone = ZoneInfo(str(settings.get(connection, "time_zone", DEFAULT_TIME_ZONE)))
    city_code = str(settings.get(connection, "city_code", DEFAULT_CITY_CODE))
    year = now.astimezone(zone).year
    return f"{city_code}-{year}-{incidents.next_number(connection, year):06d}"
