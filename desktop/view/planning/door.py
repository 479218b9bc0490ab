"""The door from the action table to planning: every row goes through here unchanged."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.view.planning.planning import Planning


class PlanningDoor:
    """What the window does with a row of planning."""

    planning: "Planning"

    def toggle_coverage(self) -> None:
        self.planning.toggle_coverage()

    def toggle_fog(self) -> None:
        self.planning.toggle_fog()

    def ask_middle(self) -> None:
        self.planning.ask_middle()

    def open_areas(self) -> None:
        self.planning.open_areas()

    def open_spaces(self) -> None:
        self.planning.open_spaces()

    def open_sites(self) -> None:
        self.planning.open_sites()

    def export_table(self) -> None:
        self.planning.export_table()

    def import_figures(self) -> None:
        self.planning.import_figures()

    def import_outlines(self) -> None:
        self.planning.import_outlines()

    def import_spaces(self) -> None:
        self.planning.import_spaces()

    def inspect_space(self) -> None:
        self.planning.inspect_space()

    def edit_sheet(self) -> None:
        self.planning.edit_sheet()

    def mark_candidate(self) -> None:
        self.planning.mark_candidate()

    def run_plan(self) -> None:
        self.planning.run_plan()

    def save_plan(self) -> None:
        self.planning.save_plan()

    def export_plan(self) -> None:
        self.planning.export_plan()
