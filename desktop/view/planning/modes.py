"""Map modes of planning: coverage (V) and what cannot be known now (Shift+V), each with layer and legend.

In the coverage a press on the ground asks which cameras see that point; in the fog the pointer tells why it is dark.
"""

from gettext import gettext as _

from PySide6.QtCore import QEvent, QObject, QPointF, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox

from desktop.services import map_layers
from desktop.services.coverage.book import EMPTY, Coverage
from desktop.services.coverage.gaps import LAYER as GAPS_LAYER
from desktop.services.coverage.gaps import Gaps
from desktop.services.fog.cover import LAYER as FOG_LAYER
from desktop.services.fog.cover import FogNow
from desktop.view import ink
from desktop.view.desk import Desk
from desktop.view.planning import words
from desktop.view.planning.engine import PlanningEngine
from desktop.view.planning.legend import LegendRow, MapLegend, Section
from maps.layer import CoverageTiles, Fog, GapLines
from maps.place import Place
from maps.view.canvas import MapCanvas
from maps.view.pile import Hit
from maps.view.plan_legend import plan_entries
from maps.view.theme import scale
from maps.view.theme.palette import tokens

COVERAGE_LAYER = "coverage"
_COVERAGE, _FOG = "coverage", "fog"
_GROUND = frozenset({map_layers.CAMERA_FOOTPRINTS, map_layers.DISTRICTS})
"""Layers that cover the ground of which somebody asks."""


class MapModes(QObject):
    """`point_asked(Place)` when somebody asks which cameras see a point."""

    point_asked = Signal(object)

    def __init__(
        self, desk: Desk, canvas: MapCanvas, engine: PlanningEngine, legend: MapLegend, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._canvas, self._engine, self.legend = desk, canvas, engine, legend
        self.shows_coverage = self.shows_fog = False
        self._fault = ""
        self.gap_box = QCheckBox(_("Show streets that no camera sees"))
        self.gap_box.setFont(ink.sans(scale.METADATA_PX))
        self.gap_box.toggled.connect(self._show_gaps)
        engine.covered.connect(self._take_coverage)
        engine.gapped.connect(self._take_gaps)
        engine.foggy.connect(self._take_fog)
        engine.failed.connect(self._take_fault)
        canvas.clicked.connect(self._ask_point)
        canvas.installEventFilter(self)

    # coverage

    def toggle_coverage(self) -> None:
        self.shows_coverage = not self.shows_coverage
        if self.shows_coverage:
            self._take_coverage(self._engine.coverage)
            self._engine.want_gaps()
        else:
            self._canvas.remove_layer(COVERAGE_LAYER)
            self._canvas.remove_layer(GAPS_LAYER)
            self.legend.remove_section(_COVERAGE)

    def _take_coverage(self, coverage: Coverage) -> None:
        if self.shows_coverage:
            self._canvas.set_layer(CoverageTiles(COVERAGE_LAYER, coverage.mosaic))
            self._show_coverage_legend()

    def _take_gaps(self, found: Gaps) -> None:
        if self.shows_coverage:
            self._show_gaps(on=self.gap_box.isChecked())
        del found

    def _show_gaps(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        found = self._engine.gaps
        if on and found is not None and self.shows_coverage:
            self._canvas.set_layer(found.unseen)
        else:
            self._canvas.remove_layer(GAPS_LAYER)
        self._show_coverage_legend()

    def _show_coverage_legend(self) -> None:
        if not self.shows_coverage:
            return
        coverage, found = self._engine.coverage, self._engine.gaps
        rows = [LegendRow(*one) for one in plan_entries(CoverageTiles("", coverage.mosaic), tokens())]
        if self.gap_box.isChecked():
            rows += [LegendRow(*one) for one in plan_entries(GapLines("", (), ()), tokens())]
        self.legend.show_section(
            _COVERAGE, Section(_("Camera coverage"), tuple(rows), self._notes(found)), self.gap_box
        )

    def _notes(self, found: Gaps | None) -> tuple[str, ...]:
        coverage = self._engine.coverage
        if self._fault:
            return (self._fault,)
        if coverage is EMPTY:
            cameras = self._desk.situation.cameras
            return (_("The views are being calculated…"),) if cameras else (_("No camera has a place on the map."),)
        notes: list[str] = []
        if found is not None:
            seen = _("{seen:.1%} of {km:.0f} km of street is seen well enough to detect somebody.")
            notes.append(seen.format(seen=found.seen_ratio, km=found.street_m / 1000))
        if coverage.bare:
            notes.append(_("Without buildings around {n} cameras: nothing hides there.").format(n=len(coverage.bare)))
        notes.append(_("Press on the ground: which cameras see it."))
        return tuple(notes)

    def _ask_point(self, hit: Hit) -> None:
        if self.shows_coverage and (not hit.id or hit.layer in _GROUND):
            self.point_asked.emit(hit.place)

    def ask_middle(self) -> None:
        """By key: the middle of the map."""
        self.point_asked.emit(self._canvas.viewport.centre)

    # fog

    def toggle_fog(self) -> None:
        self.shows_fog = not self.shows_fog
        self._engine.watch_fog(on=self.shows_fog)
        if self.shows_fog:
            self._show_fog_legend(())
        else:
            self._canvas.remove_layer(FOG_LAYER)
            self.legend.remove_section(_FOG)

    def _take_fog(self, found: FogNow) -> None:
        if self.shows_fog:
            self._canvas.set_layer(found.layer)
            self._show_fog_legend(self._reasons(self._canvas.viewport.centre))

    def _reasons(self, place: Place) -> tuple[str, ...]:
        fog = self._engine.fog
        if fog is None:
            return ()
        return words.reasons(fog.why(place, self._desk.now), self._desk.situation)

    def _show_fog_legend(self, reasons: tuple[str, ...]) -> None:
        fog = self._engine.fog
        aside = f"{fog.known_ratio:.0%}" if fog is not None else ""
        sample = fog.layer if fog is not None else None
        rows = tuple(LegendRow(*one) for one in plan_entries(sample, tokens())) if isinstance(sample, Fog) else ()
        notes = reasons if fog is not None else (_("Looking for what is known…"),)
        self.legend.show_section(_FOG, Section(_("What can be known now"), rows, notes, aside))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only listens: the map keeps its mouse."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove and watched is self._canvas:
            if self.shows_fog and not event.buttons():
                self._tell(event.position())
            return False
        return super().eventFilter(watched, event)

    def _tell(self, at: QPointF) -> None:
        if self._engine.fog is not None:
            self._show_fog_legend(self._reasons(self._canvas.viewport.place_at(at.x(), at.y())))

    def _take_fault(self, fault: Exception) -> None:
        self._fault = _("The views cannot be calculated: {why}").format(why=fault)
        self._show_coverage_legend()

    def dress(self) -> None:
        """Samples in the theme in force."""
        self._show_coverage_legend()
        if self.shows_fog:
            self._show_fog_legend(())
