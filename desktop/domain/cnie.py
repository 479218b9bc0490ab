"""The types of incident: the part of the national catalogue that a municipal console uses most, with its priorities.

Source: Catálogo Nacional de Incidentes de Emergencia (CNIE), version 3.0, June 2024, Secretariado Ejecutivo del
Sistema Nacional de Seguridad Pública / Centro Nacional de Información, published under Libre Uso MX
(https://datos.gob.mx/libreusomx). Codes, Spanish names and priorities are the catalogue's; the English glosses are
ours. A code has five digits: tipo (1), subtipo (2), number (2).
"""

from dataclasses import dataclass

from desktop.domain.alarm import Priority

ATTRIBUTION = "CNIE 3.0, SESNSP / Centro Nacional de Información, Libre Uso MX"

UNKNOWN_CODE = "00000"
"""Not yet typed: an incident may be opened before anybody knows what it is."""

TIPOS: dict[str, tuple[str, str]] = {
    "1": ("Médico", "Medical"),
    "2": ("Protección Civil", "Civil protection"),
    "3": ("Seguridad", "Security"),
    "4": ("Servicios Públicos", "Public services"),
    "5": ("Asistencia", "Assistance"),
    "6": ("Otros servicios", "Other services"),
    "7": ("Improcedentes", "Not an emergency"),
}
"""Name in Spanish and its gloss. Tipo 7 is recorded for statistics and never dispatched."""


class UnknownTypeError(ValueError):
    """No such code in the catalogue."""

    def __init__(self, code: str) -> None:
        super().__init__(f"'{code}' is no type of incident of the catalogue: five digits, as in 40111")
        self.code = code


@dataclass(frozen=True, slots=True)
class IncidentType:
    """`name` is the official Spanish name, `gloss` its meaning in English."""

    code: str
    name: str
    priority: Priority
    gloss: str

    @property
    def tipo(self) -> str:
        return self.code[0]

    @property
    def may_be_dispatched(self) -> bool:
        return self.tipo != "7"


_ROWS = """
10103 1 Accidente de motocicleta con personas lesionadas | Motorcycle accident with injured
10104 1 Accidente de vehículo automotor con personas lesionadas | Road accident with injured
10116 1 Atropellamiento con personas lesionadas | Pedestrian or cyclist run over, injured
10121 1 Otros accidentes con personas lesionadas | Other accidents with injured
10127 1 Accidente de vehículos de tracción humana con lesionados | Bicycle or scooter accident with injured
10201 1 Ahogamiento | Drowning
10204 1 Persona lesionada por caída | Person injured by a fall
10205 1 Persona lesionada por corriente eléctrica | Person injured by electric current
10208 1 Persona lesionada por arma blanca | Person injured by a blade
10209 1 Persona lesionada por proyectil de arma de fuego | Person injured by gunfire
10224 2 Deshidratación | Dehydration
10301 1 Trabajo de parto | Labour
10305 1 Dificultad respiratoria / urgencia respiratoria | Breathing difficulty
10307 1 Convulsiones | Seizures
10308 1 Persona inconsciente / urgencia neurológica | Unconscious person
10310 1 Urgencia por enfermedad general | Urgent illness
10313 1 Paro cardiorrespiratorio | Cardiac arrest
10314 1 Infarto / urgencia cardiológica | Heart attack
10318 2 Persona en crisis por trastorno mental | Person in a mental crisis
20107 1 Explosión | Explosion
20109 1 Hundimientos | Ground subsidence
20111 2 Olores fétidos | Foul smells
20113 2 Caída o inclinación peligrosa de anuncio o espectacular | Fallen or leaning billboard
20115 1 Fuga de gas | Gas leak
20201 1 Contaminación de suelo, aire y agua | Pollution of soil, air or water
20202 1 Derrumbes y deslaves | Landslides
20203 2 Enjambre de abejas | Swarm of bees
20207 1 Inundaciones | Flooding
20208 2 Plagas | Pests
20209 1 Sismo | Earthquake
20210 1 Árbol caído o por caer | Fallen tree, or about to fall
20211 1 Tormentas de granizo / de nieve | Hail or snow storm
20301 1 Incendio de casa habitación | House fire
20303 1 Incendio de vehículo | Vehicle fire
20304 1 Incendio de comercio | Fire in a shop
20305 1 Incendio de edificio | Fire in a building
20307 1 Incendio forestal | Forest fire
20308 1 Quema urbana | Burning in town
20309 1 Quema agropecuaria | Agricultural burning
20311 1 Otros incendios | Other fires
30101 2 Vehículo abandonado | Abandoned vehicle
30102 2 Objeto sospechoso o peligroso | Suspicious or dangerous object
30103 2 Persona tirada en vía pública | Person lying in the street
30202 1 Detonación por arma de fuego | Shots heard
30204 2 Portación de armas de fuego o cartuchos | Carrying firearms
30205 2 Detonación de cohetes o fuegos artificiales | Fireworks
30209 1 Portación de arma blanca | Carrying a blade
30302 2 Arrancones o carreras de vehículos | Street racing
30303 2 Bloqueo o corte de vías de comunicación | Road blockade
30304 2 Circular en sentido contrario | Driving the wrong way
30305 2 Vehículo a exceso de velocidad | Speeding vehicle
30306 2 Vehículo en huida | Vehicle fleeing
30307 2 Vehículo sospechoso | Suspicious vehicle
30308 2 Vehículo descompuesto | Broken-down vehicle
30309 1 Accidente de tránsito sin personas lesionadas | Road accident without injured
30310 3 Otras faltas al reglamento de tránsito | Other traffic offences
30311 2 Jugadores en vía pública | People playing in the street
30401 1 Otras alarmas de emergencias activadas | Other emergency alarms set off
30402 1 Botón de alerta / alarma de emergencia activado | Panic button pressed
30403 1 Cristalazo o robo al interior de vehículo | Vehicle broken into
30404 2 Daños a propiedad ajena | Damage to property
30408 2 Activación de alarma en escuela | School alarm set off
30411 2 Robo de autopartes o accesorios | Theft of vehicle parts
30414 1 Robo a casa habitación sin violencia | Burglary without violence
30419 1 Robo a negocio con violencia | Robbery of a shop
30421 1 Robo a transeúnte con violencia | Street robbery
30429 1 Robo de vehículo particular con violencia | Vehicle robbery with violence
30430 2 Robo de vehículo particular sin violencia | Vehicle theft
30457 1 Daños a dispositivos de monitoreo y alertamiento | Damage to monitoring and warning devices
30465 2 Detección de placa sobrepuesta | False plate detected
30466 1 Detección de vehículo con reporte de robo | Stolen vehicle detected
30502 1 Violencia de pareja | Violence by a partner
30503 1 Violencia familiar | Violence in the family
30601 1 Niña, niño o adolescente extraviado | Lost child
30616 2 Persona desorientada | Disoriented person
30805 1 Amenaza de bomba | Bomb threat
30807 1 Motín | Riot
40101 2 Barda caída o por caer | Fallen wall, or about to fall
40102 2 Poste caído o por caer | Fallen pole, or about to fall
40103 2 Falla de alumbrado público | Street lighting failure
40104 2 Fallas de semáforo | Traffic light failure
40105 2 Alcantarilla sin tapa | Manhole without a cover
40106 2 Cables colgando o caídos | Hanging or fallen cables
40107 2 Corto circuito | Short circuit
40108 2 Grava suelta o material esparcido | Loose gravel or spilled material
40109 1 Afectación de los servicios básicos o infraestructura estratégica | Basic services or key infrastructure hit
40110 2 Vialidad en mal estado | Damaged road (pothole)
40111 1 Fuga de agua | Water leak
40112 2 Caída de techo, casa, edificio o construcción | Collapse of a roof or building
40113 2 Daño estructural y/o agrietamientos de edificaciones | Structural damage to buildings
40114 1 Alcantarilla obstruida | Blocked drain
40115 2 Animal muerto en vía pública | Dead animal in the street
50101 3 Concentración pacífica de personas | Peaceful gathering
50105 3 Ruido excesivo | Excessive noise
50301 3 Apoyo a la población | Help to the public
50303 2 Maltrato de animales | Cruelty to animals
50304 3 Persona en situación de calle | Homeless person
50305 3 Solicitud de rondín | Request for a patrol
"""
"""Code, priority, official name, gloss. 30304 bears no priority in the transcription at hand: MEDIA as its siblings."""


def _read(row: str) -> IncidentType:
    name, gloss = row[8:].split(" | ")
    return IncidentType(code=row[:5], name=name, priority=Priority(int(row[6])), gloss=gloss)


TYPES: dict[str, IncidentType] = {kind.code: kind for kind in map(_read, _ROWS.strip().splitlines())}

TYPE_OF_ALARM: dict[str, str] = {
    "intrusion": "30401",
    "dwell": "50305",
    "crossing": "30401",
    "crowd": "50101",
    "stopped": "30308",
    "wrong_way": "30304",
    "left_object": "30102",
    "camera_offline": "30457",
    "silence": "40109",
    "luminaire_out": "40103",
    "phase_lost": "40103",
    "leak": "40111",
    "burst": "40111",
    "flood": "20207",
    "panic_button": "30402",
}
"""The type proposed for an alarm of that kind; the operator may change it. Every other kind: not yet typed."""


UNTYPED = IncidentType(UNKNOWN_CODE, "Sin clasificar", Priority.MEDIUM, "Not yet typed")
"""No row of the catalogue: what an incident is called until somebody gives it a type."""


def type_of(code: str) -> IncidentType:
    """Raises UnknownTypeError."""
    if code == UNKNOWN_CODE:
        return UNTYPED
    try:
        return TYPES[code]
    except KeyError:
        raise UnknownTypeError(code) from None


def proposed_code(alarm_kind: str) -> str:
    return TYPE_OF_ALARM.get(alarm_kind, UNKNOWN_CODE)


def matching(text: str, limit: int = 20) -> list[IncidentType]:
    """Types whose code begins with, or whose words contain, what an operator typed; accents do not matter."""
    wanted = _plain(text)
    found = [
        kind for kind in TYPES.values() if kind.code.startswith(wanted) or wanted in _plain(f"{kind.name} {kind.gloss}")
    ]
    return found[:limit]


_ACCENTS = str.maketrans("áéíóúüñ", "aeiouun")


def _plain(text: str) -> str:
    return text.strip().lower().translate(_ACCENTS)
