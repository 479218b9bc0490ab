"""The door from the action table to the acts: every row that acts on a selection goes through here unchanged."""

from desktop.view.acts import Acts
from desktop.view.companion import Companion
from desktop.view.planning.door import PlanningDoor


class ActDoor(PlanningDoor):
    """What `Console` asks of the window and the acts do."""

    acts: Acts
    companion: Companion | None = None

    def silence(self) -> None:
        self.acts.silence()

    def acknowledge(self) -> None:
        self.acts.acknowledge()

    def claim(self) -> None:
        self.acts.claim()

    def shelve(self) -> None:
        self.acts.shelve()

    def mark_false(self) -> None:
        self.acts.mark_false()

    def open_incident(self) -> None:
        self.acts.open_incident()

    def dispatch(self) -> None:
        self.acts.dispatch()

    def change_type(self) -> None:
        self.acts.change_type()

    def close_incident(self) -> None:
        self.acts.close_incident()

    def export_map(self) -> None:
        self.acts.export_map()

    def open_in_qgis(self) -> None:
        if self.companion is not None:
            self.companion.open_in_qgis()

    def toggle_qgis_follows(self) -> None:
        if self.companion is not None:
            self.companion.toggle_follows()

    def open_atlas(self) -> None:
        self.acts.open_atlas()

    def choose_template(self, number: int) -> None:
        self.acts.choose_template(number)

    def turn_page(self, step: int) -> None:
        self.acts.turn_page(step)

    def write_page(self) -> None:
        self.acts.write_page()
