"""Every act of a user, one row each: menus, keys, the palette, the sheet under F1 and the audit name follow from it.

A row names a use case of `desktop.domain.operator`; the service checks the permission, the row only says which one it
will be. Keys with Ctrl or a function key work everywhere; the others only where a list, a map or a picture has the
focus, never in a text field (design.md section 7).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from gettext import gettext as _
from typing import Protocol

from desktop.domain.operator import USE_CASES, Operator, Permission
from desktop.locale import later
from desktop.view.planning.acts import PlanningActs


class Where(Enum):
    """Part of the window a key belongs to; the order is that of the menus and of the sheet."""

    EVERYWHERE = later("Everywhere")
    ALARMS = later("Alarms")
    INCIDENT = later("Incident")
    MAP = later("Map")
    TIME = later("Time")
    PLANNING = later("Planning")
    PAGE = later("Page")
    LAYERS = later("Layers of the map")


class Console(PlanningActs, Protocol):
    """What the rows ask of the window."""

    def show_keys(self) -> None: ...
    def show_palette(self) -> None: ...
    def focus_search(self) -> None: ...
    def show_workspace(self, number: int) -> None: ...
    def focus_region(self, step: int) -> None: ...
    def go_back(self) -> None: ...
    def toggle_full_screen(self) -> None: ...
    def toggle_theme(self) -> None: ...
    def toggle_time_band(self) -> None: ...
    def silence(self) -> None: ...
    def acknowledge(self) -> None: ...
    def next_alarm(self) -> None: ...
    def show_context(self) -> None: ...
    def claim(self) -> None: ...
    def shelve(self) -> None: ...
    def mark_false(self) -> None: ...
    def open_incident(self) -> None: ...
    def dispatch(self) -> None: ...
    def change_type(self) -> None: ...
    def close_incident(self) -> None: ...
    def export_map(self) -> None: ...
    def open_atlas(self) -> None: ...
    def choose_template(self, number: int) -> None: ...
    def turn_page(self, step: int) -> None: ...
    def write_page(self) -> None: ...
    def undo(self) -> None: ...
    def place_incident(self) -> None: ...
    def join_incident(self) -> None: ...
    def measure(self) -> None: ...
    def identify(self) -> None: ...
    def draw(self, kind: str) -> None: ...
    def reshape_drawing(self) -> None: ...
    def describe_drawing(self) -> None: ...
    def remove_drawing(self) -> None: ...
    def keep_view(self) -> None: ...
    def show_views(self) -> None: ...
    def copy_place(self) -> None: ...
    def choose_notation(self) -> None: ...
    def turn_map(self, steps: int) -> None: ...
    def north_up(self) -> None: ...
    def toggle_overview(self) -> None: ...
    def move_thing(self) -> None: ...
    def show_whole_city(self) -> None: ...
    def go_to_selection(self) -> None: ...
    def open_in_qgis(self) -> None: ...
    def toggle_qgis_follows(self) -> None: ...
    def show_layers(self) -> None: ...
    def layer_act(self, act: str) -> None: ...
    def who_saw(self) -> None: ...
    def open_time(self) -> None: ...
    def play_time(self) -> None: ...
    def step_time(self, events: int) -> None: ...
    def speed_time(self, by: int) -> None: ...
    def choose_moment(self) -> None: ...
    def days_before(self, days: int) -> None: ...
    def back_to_live(self) -> None: ...
    def quit(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Action:
    """`key` is Qt's portable text of a key sequence, empty for none; `use_case` decides the permission.

    `is_local`: the key is that of one list, which knows it when it has the focus; elsewhere it means something else.
    """

    id: str
    words: str
    key: str
    where: Where
    act: Callable[[Console], None]
    use_case: str = "picture.look"
    is_local: bool = False

    @property
    def label(self) -> str:
        return _(self.words)

    @property
    def permission(self) -> Permission:
        return USE_CASES[self.use_case]

    @property
    def everywhere(self) -> bool:
        """The key works in text fields too: it has a modifier or is a function key."""
        if self.is_local:
            return False
        return "Ctrl" in self.key or (len(self.key) > 1 and self.key.split("+")[-1].startswith("F"))

    def allowed(self, operator: Operator | None) -> bool:
        return operator is not None and operator.may(self.permission)


def _workspace(number: int, words: str) -> Action:
    return Action(
        f"view.workspace_{number}",
        words,
        f"Ctrl+{number}",
        Where.EVERYWHERE,
        lambda console: console.show_workspace(number),
    )


WORKSPACES = (
    _workspace(1, later("Operation")),
    _workspace(2, later("Video wall")),
    _workspace(3, later("Inspection")),
    _workspace(4, later("Supervision")),
    _workspace(5, later("Services")),
)


def _layer(act: str, words: str, key: str, use_case: str = "picture.look", *, is_local: bool = True) -> Action:
    """An act of the layers panel on its current row, or on the layers as a whole."""
    return Action(f"layer.{act}", words, key, Where.LAYERS, lambda console: console.layer_act(act), use_case, is_local)


LAYER_ACTIONS = (
    Action("layer.panel", later("Layers of the map"), "Ctrl+L", Where.LAYERS, lambda c: c.show_layers()),
    _layer("add", later("Add layers…"), "Ctrl+O", "layer.own", is_local=False),
    _layer("table", later("Attribute table"), "Ctrl+Shift+T", is_local=False),
    _layer("compare", later("Compare two dates or sets of layers"), "Ctrl+Shift+D", is_local=False),
    _layer("level_up", later("Storey up"), "Ctrl+Shift+Up", is_local=False),
    _layer("level_down", later("Storey down"), "Ctrl+Shift+Down", is_local=False),
    _layer("toggle", later("Show or hide, for me"), "Space"),
    _layer("toggle_all", later("Show or hide, for all"), "Shift+Space"),
    _layer("properties", later("Look, labels, filter and source"), "Return"),
    _layer("zoom", later("Go to the layer"), "G"),
    _layer("rename", later("Rename the layer"), "F2", "layer.own"),
    _layer("remove", later("Remove the layer"), "Del", "layer.own"),
    _layer("fuller", later("More opaque, for me"), "+"),
    _layer("fainter", later("More transparent, for me"), "-"),
    _layer("up", later("Move up"), "Alt+Up", "layer.own"),
    _layer("down", later("Move down"), "Alt+Down", "layer.own"),
    _layer("inside", later("Move into the group above"), "Alt+Right", "layer.own"),
    _layer("outside", later("Move out of its group"), "Alt+Left", "layer.own"),
    _layer("group", later("New group"), "Ctrl+G", "layer.own"),
    _layer("copy_style", later("Copy the look"), "Ctrl+C"),
    _layer("paste_style", later("Paste the look"), "Ctrl+V", "layer.own"),
    _layer("as_city", later("Layers as the city has them"), ""),
    _layer("share", later("Share the layer with all"), "", "layer.configure"),
    _layer("save_style", later("Save the look as QML…"), ""),
    _layer("load_style", later("Load a look from QML…"), "", "layer.own"),
    _layer("save_as", later("Save the layer as a file…"), "", "layer.export"),
    _layer("plan", later("Lay a floor plan on the map…"), "", "layer.own"),
)

_ANY, _ALARM, _CASE, _MAP = Where.EVERYWHERE, Where.ALARMS, Where.INCIDENT, Where.MAP
_PAGE, _PLAN, _TIME = Where.PAGE, Where.PLANNING, Where.TIME

ACTIONS: tuple[Action, ...] = (
    Action("view.keys", later("Keys and help for this place"), "F1", _ANY, lambda c: c.show_keys()),
    Action("view.palette", later("Any action"), "Ctrl+K", _ANY, lambda c: c.show_palette()),
    Action("view.search", later("Find place, folio, camera, unit"), "Ctrl+F", _ANY, lambda c: c.focus_search()),
    *WORKSPACES,
    Action("view.next_region", later("Next region"), "F6", _ANY, lambda c: c.focus_region(1)),
    Action("view.previous_region", later("Previous region"), "Shift+F6", _ANY, lambda c: c.focus_region(-1)),
    Action("view.back", later("Back"), "Esc", _ANY, lambda c: c.go_back()),
    Action("alarm.silence", later("Silence"), "F8", _ANY, lambda c: c.silence(), "alarm.silence"),
    Action("view.full_screen", later("Full screen"), "F11", _ANY, lambda c: c.toggle_full_screen()),
    Action("view.theme", later("Dark or light theme"), "Ctrl+Shift+L", _ANY, lambda c: c.toggle_theme()),
    Action("view.time_band", later("Fold the time band"), "Ctrl+T", _ANY, lambda c: c.toggle_time_band()),
    Action("edit.undo", later("Undo"), "Ctrl+Z", _ANY, lambda c: c.undo()),
    Action("view.quit", later("Leave the console"), "Ctrl+Q", _ANY, lambda c: c.quit()),
    Action("alarm.next", later("Next that needs me"), "N", _ALARM, lambda c: c.next_alarm()),
    Action("alarm.acknowledge", later("Acknowledge"), "Space", _ALARM, lambda c: c.acknowledge(), "alarm.acknowledge"),
    Action("alarm.context", later("Show its context"), "Return", _ALARM, lambda c: c.show_context()),
    Action("alarm.claim", later("Claim"), "C", _ALARM, lambda c: c.claim(), "alarm.claim"),
    Action("incident.open", later("Open incident"), "I", _ALARM, lambda c: c.open_incident(), "incident.open"),
    Action("alarm.false", later("False alarm"), "F", _ALARM, lambda c: c.mark_false(), "alarm.mark_false"),
    Action("alarm.shelve", later("Shelve"), "S", _ALARM, lambda c: c.shelve(), "alarm.shelve"),
    Action(
        "incident.dispatch", later("Dispatch the proposed unit"), "D", _CASE, lambda c: c.dispatch(), "incident.assign"
    ),
    Action("incident.type", later("Change the type"), "T", _CASE, lambda c: c.change_type(), "incident.type"),
    Action("incident.place", later("Change the place"), "L", _CASE, lambda c: c.place_incident(), "incident.place"),
    Action("incident.join", later("Join to an incident"), "K", _CASE, lambda c: c.join_incident(), "incident.join"),
    Action("incident.close", later("Close with code"), "R", _CASE, lambda c: c.close_incident(), "incident.close"),
    Action("incident.export", later("Export map"), "Ctrl+P", _CASE, lambda c: c.export_map(), "incident.export"),
    Action("map.whole", later("Whole city"), "Home", _MAP, lambda c: c.show_whole_city()),
    Action("map.selection", later("Go to the selection"), "G", _MAP, lambda c: c.go_to_selection()),
    *LAYER_ACTIONS,
    Action("map.coverage", later("What the cameras see"), "V", _MAP, lambda c: c.toggle_coverage()),
    Action("map.fog", later("What cannot be known now"), "Shift+V", _MAP, lambda c: c.toggle_fog()),
    Action("map.sights", later("Cameras that see the middle of the map"), "", _MAP, lambda c: c.ask_middle()),
    Action("area.room", later("Areas and their figures"), "Ctrl+Shift+A", _PLAN, lambda c: c.open_areas()),
    Action("space.room", later("Public spaces"), "Ctrl+Shift+E", _PLAN, lambda c: c.open_spaces()),
    Action("plan.room", later("New sites"), "Ctrl+Shift+S", _PLAN, lambda c: c.open_sites()),
    Action("area.export", later("Export table"), "", _PLAN, lambda c: c.export_table()),
    Action("area.figures", later("Import figures"), "", _PLAN, lambda c: c.import_figures(), "area.import"),
    Action("area.outlines", later("Import outlines"), "", _PLAN, lambda c: c.import_outlines(), "area.import"),
    Action(
        "space.import",
        later("Take public spaces from the map"),
        "",
        _PLAN,
        lambda c: c.import_spaces(),
        "space.import",
    ),
    Action("space.inspect", later("Enter the inspection"), "", _PLAN, lambda c: c.inspect_space(), "space.inspect"),
    Action("space.sheet", later("Correct the sheet"), "", _PLAN, lambda c: c.edit_sheet(), "space.change"),
    Action("plan.mark", later("Mark a candidate in the middle"), "", _PLAN, lambda c: c.mark_candidate()),
    Action("plan.run", later("Calculate the sites"), "", _PLAN, lambda c: c.run_plan()),
    Action("plan.save", later("Save the plan"), "", _PLAN, lambda c: c.save_plan(), "plan.save"),
    Action("plan.export", later("Plan as PDF"), "", _PLAN, lambda c: c.export_plan(), "plan.export"),
    Action("map.qgis", later("Open in QGIS"), "", _MAP, lambda c: c.open_in_qgis(), "companion.link"),
    Action("map.qgis_follows", later("QGIS follows"), "", _MAP, lambda c: c.toggle_qgis_follows(), "companion.link"),
    Action("map.atlas", later("Atlas of many maps"), "Ctrl+Shift+P", _MAP, lambda c: c.open_atlas(), "map.atlas"),
    Action("page.report", later("Page as a report"), "1", _PAGE, lambda c: c.choose_template(1)),
    Action("page.press", later("Page for the press"), "2", _PAGE, lambda c: c.choose_template(2)),
    Action("page.prosecutor", later("Page for the prosecutor"), "3", _PAGE, lambda c: c.choose_template(3)),
    Action("page.previous", later("Page before"), "PgUp", _PAGE, lambda c: c.turn_page(-1)),
    Action("page.next", later("Page after"), "PgDown", _PAGE, lambda c: c.turn_page(1)),
    Action("page.write", later("Write and sign"), "Ctrl+Return", _PAGE, lambda c: c.write_page(), "map.print"),
    Action("map.measure", later("Measure; again: the area"), "M", _MAP, lambda c: c.measure()),
    Action("map.identify", later("What is here"), "Q", _MAP, lambda c: c.identify()),
    Action("map.draw", later("Draw on the map"), "A", _MAP, lambda c: c.draw(""), "annotation.draw"),
    Action("map.draw_point", later("Draw a point"), "", _MAP, lambda c: c.draw("point"), "annotation.draw"),
    Action("map.draw_line", later("Draw a line"), "", _MAP, lambda c: c.draw("line"), "annotation.draw"),
    Action("map.draw_area", later("Draw an area"), "", _MAP, lambda c: c.draw("area"), "annotation.draw"),
    Action("map.draw_text", later("Write on the map"), "", _MAP, lambda c: c.draw("text"), "annotation.draw"),
    Action("map.draw_arrow", later("Draw an arrow"), "", _MAP, lambda c: c.draw("arrow"), "annotation.draw"),
    Action("map.draw_circle", later("Draw a circle"), "", _MAP, lambda c: c.draw("circle"), "annotation.draw"),
    Action("map.describe", later("Name and note"), "F2", _MAP, lambda c: c.describe_drawing(), "annotation.change"),
    Action(
        "map.reshape", later("Change the shape"), "Ctrl+E", _MAP, lambda c: c.reshape_drawing(), "annotation.change"
    ),
    Action("map.remove", later("Remove"), "Del", _MAP, lambda c: c.remove_drawing(), "annotation.remove"),
    Action("map.move_thing", later("Move the selected thing"), "", _MAP, lambda c: c.move_thing(), "asset.place"),
    Action("map.keep_view", later("Keep this view"), "B", _MAP, lambda c: c.keep_view(), "bookmark.save"),
    Action("map.views", later("Kept views"), "Ctrl+B", _MAP, lambda c: c.show_views()),
    Action("map.copy_place", later("Copy the coordinates"), "Ctrl+Shift+C", _MAP, lambda c: c.copy_place()),
    Action("map.notation", later("How coordinates are written"), "", _MAP, lambda c: c.choose_notation()),
    Action("map.turn_left", later("Turn to the left"), "Shift+Left", _MAP, lambda c: c.turn_map(-1)),
    Action("map.turn_right", later("Turn to the right"), "Shift+Right", _MAP, lambda c: c.turn_map(1)),
    Action("map.north", later("North up"), "Shift+Up", _MAP, lambda c: c.north_up()),
    Action("map.overview", later("Overview"), "Ctrl+Shift+O", _MAP, lambda c: c.toggle_overview()),
    Action("map.pivot", later("Who saw this spot"), "W", _MAP, lambda c: c.who_saw()),
    Action("replay.open", later("Time: what was before"), "H", _TIME, lambda c: c.open_time()),
    Action("replay.play", later("Play or pause"), "J", _TIME, lambda c: c.play_time()),
    Action("replay.before", later("Event before"), ",", _TIME, lambda c: c.step_time(-1)),
    Action("replay.after", later("Next event"), ".", _TIME, lambda c: c.step_time(1)),
    Action("replay.slower", later("Slower"), "Ctrl+,", _TIME, lambda c: c.speed_time(-1)),
    Action("replay.faster", later("Faster"), "Ctrl+.", _TIME, lambda c: c.speed_time(1)),
    Action("replay.moment", later("Go to a moment"), "Ctrl+H", _TIME, lambda c: c.choose_moment()),
    Action("replay.yesterday", later("Same hour yesterday"), "Ctrl+Y", _TIME, lambda c: c.days_before(1)),
    Action("replay.week", later("Same hour last week"), "Ctrl+Shift+Y", _TIME, lambda c: c.days_before(7)),
    Action("replay.live", later("Back to live"), "", _TIME, lambda c: c.back_to_live()),
)

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}
BY_KEY: dict[str, Action] = {action.key: action for action in ACTIONS if action.key and not action.is_local}
