"""The door from the action table to the tools of the map: every row of theirs goes through here unchanged."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.view.acts import Acts
from desktop.view.desk import Desk
from desktop.view.map_tools.belt import ToolBelt
from desktop.view.map_tools.drawing import Drawing
from desktop.view.map_tools.placing import Placing
from desktop.view.map_tools.views import Views
from desktop.view.operation import Operation
from desktop.view.search.field import SearchField
from desktop.view.search.going import Going
from desktop.view.search.searching import Searching
from desktop.view.undo_bar import UndoBar
from desktop.view.undoing import Undoing
from maps.view.theme import scale


@dataclass(frozen=True, slots=True)
class Words:
    """Where a window says things: its own line, the bar of undo, and the height of what both must not cover."""

    say: Callable[[str], None]
    undo_bar: UndoBar
    foot_px: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Tools:
    """All that is done on the map of one window."""

    belt: ToolBelt
    drawing: Drawing
    views: Views
    placing: Placing
    undoing: Undoing
    searching: Searching
    going: Going

    @classmethod
    def make(cls, desk: Desk, operation: Operation, acts: Acts, field: SearchField, words: Words) -> "Tools":
        canvas = operation.canvas
        belt = ToolBelt(desk, canvas, operation)
        belt.said.connect(words.say)
        belt.notation_taken.connect(operation.show_chosen)
        return cls(
            belt,
            Drawing(desk, operation, operation),
            Views(desk, canvas, operation),
            Placing(desk, operation, acts, operation),
            Undoing(desk, canvas, words.undo_bar, words.say, words.foot_px),
            Searching(desk, field, canvas),
            Going(desk, operation, belt),
        )


class ToolDoor:
    """What `Console` asks of the window and the tools do."""

    tools: Tools

    def undo(self) -> None:
        self.tools.undoing.undo()

    def measure(self) -> None:
        self.tools.belt.measure()

    def identify(self) -> None:
        self.tools.belt.identify()

    def copy_place(self) -> None:
        self.tools.belt.copy_place()

    def choose_notation(self) -> None:
        self.tools.belt.choose_notation()

    def turn_map(self, steps: int) -> None:
        self.tools.belt.turn(steps * scale.TURN_STEP_DEG)

    def north_up(self) -> None:
        self.tools.belt.north_up()

    def toggle_overview(self) -> None:
        self.tools.belt.toggle_overview()

    def draw(self, kind: str) -> None:
        self.tools.drawing.draw(kind) if kind else self.tools.drawing.choose_kind()

    def reshape_drawing(self) -> None:
        self.tools.drawing.reshape()

    def describe_drawing(self) -> None:
        self.tools.drawing.describe()

    def remove_drawing(self) -> None:
        self.tools.drawing.remove()

    def keep_view(self) -> None:
        self.tools.views.save()

    def show_views(self) -> None:
        self.tools.views.show_list()

    def place_incident(self) -> None:
        self.tools.placing.place_incident()

    def join_incident(self) -> None:
        self.tools.placing.join()

    def move_thing(self) -> None:
        self.tools.placing.move_thing()
