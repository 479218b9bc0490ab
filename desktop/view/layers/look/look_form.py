"""The look of a layer: which kind, and the form of that kind. `entry` with it is handed on with every change."""

from dataclasses import replace
from gettext import gettext as _

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.map_layer import LayerEntry
from desktop.view.layers.desk import LayerDesk
from desktop.view.layers.look.class_forms import CategoryForm, GraduatedForm
from desktop.view.layers.look.form import Form, choose, combo_of, labelled, stacked
from desktop.view.layers.look.other_forms import ClusterForm, HeatForm, RasterForm, SingleForm, TileForm
from maps.layer_facts import Geometry, Rows, Sublayer
from maps.source import SourceKind
from maps.symbology import Categorised, Graduated, HeatMap, Single, Symbol, Symbology

_FEATURES = frozenset({Geometry.POINT, Geometry.LINE, Geometry.AREA, Geometry.MIXED})
_DRAWN = frozenset({SourceKind.XYZ, SourceKind.WMTS, SourceKind.WMS, SourceKind.MBTILES, SourceKind.PMTILES})


class LookForm(Form):
    """Made for one layer; `show_entry` fills it."""

    def __init__(self, layers: LayerDesk, facts: Sublayer, entry: LayerEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts, self._entry = facts, entry
        rows = Rows(facts.source, entry.where)
        self.forms: dict[str, QWidget] = self._made(layers, facts, rows)
        words = {
            "single": _("One symbol"),
            "categorised": _("By category"),
            "graduated": _("Graduated by a number"),
            "heat": _("Heat map"),
            "raster": _("Raster"),
            "tiles": _("Vector tiles"),
        }
        self.kind = combo_of([(name, words[name]) for name in self.forms])
        self.clusters = ClusterForm(self)
        self._pages = QStackedWidget(self)
        column = stacked(self)
        self._kind_field = labelled(_("Look"), self.kind)
        column.addWidget(self._kind_field)
        column.addWidget(self._pages)
        column.addWidget(self.clusters)
        column.addStretch(1)
        for form in self.forms.values():
            self._pages.addWidget(form)
            if isinstance(form, Form):
                form.changed.connect(self._take)
        self._kind_field.setVisible(len(self.forms) > 1)
        self.kind.currentIndexChanged.connect(lambda _n: self._choose())
        self.clusters.changed.connect(self._take)

    def _made(self, layers: LayerDesk, facts: Sublayer, rows: Rows) -> dict[str, QWidget]:
        geometry, columns = facts.geometry, facts.columns
        if geometry is Geometry.TILES:
            return {"tiles": TileForm(self)}
        if geometry not in _FEATURES:
            drawn = facts.source.kind in _DRAWN
            return {"raster": RasterForm(None if drawn else facts.raster, self)}
        made: dict[str, QWidget] = {
            "single": SingleForm(geometry, columns, self),
            "categorised": CategoryForm(layers, rows, columns, geometry, self),
            "graduated": GraduatedForm(layers, rows, columns, geometry, self),
        }
        if geometry in {Geometry.POINT, Geometry.MIXED}:
            made["heat"] = HeatForm(columns, self)
        return made

    def applied(self, entry: LayerEntry) -> LayerEntry:
        """With the look as it is in the form; one whose column is not chosen yet changes nothing."""
        form, look = self.forms[self.kind.currentData()], self._entry.symbology
        chosen: Symbology | None = getattr(form, "look", look)
        kept = chosen if getattr(chosen, "column", "-") else look
        return replace(entry, symbology=kept, clusters=self.clusters.clusters)

    def show_entry(self, entry: LayerEntry) -> None:
        self._entry = entry
        look = entry.symbology or self._facts.symbology
        name, symbol = _name_of(look, self.forms), _symbol_of(look)
        choose(self.kind, name)
        for known, form in self.forms.items():
            self._show_in(form, look if known == name else None, symbol)
        self.clusters.show_clusters(entry.clusters)
        self._fit()

    def _show_in(self, form: QWidget, look: Symbology | None, symbol: Symbol) -> None:
        """The look that is in force in its own form, a fresh one in the others."""
        if isinstance(form, SingleForm):
            form.show_look(look if isinstance(look, Single) else Single(symbol))
        elif isinstance(form, CategoryForm):
            form.show_look(look if isinstance(look, Categorised) else Categorised(""), symbol)
        elif isinstance(form, GraduatedForm):
            form.show_look(look if isinstance(look, Graduated) else Graduated(""), symbol)
        elif isinstance(form, HeatForm):
            form.show_look(look if isinstance(look, HeatMap) else HeatMap())
        elif isinstance(form, RasterForm) and look is not None:
            form.show_look(look)

    def _choose(self) -> None:
        self._fit()
        self._take()

    def _fit(self) -> None:
        """Only the form in force has a height."""
        shown = self.forms[self.kind.currentData()]
        self._pages.setCurrentWidget(shown)
        for form in self.forms.values():
            form.setVisible(form is shown)
        self._pages.setFixedHeight(shown.sizeHint().height())
        points = self._facts.geometry in {Geometry.POINT, Geometry.MIXED}
        self.clusters.setVisible(points and self.kind.currentData() != "heat")

    def _take(self) -> None:
        self._fit()
        self.changed.emit()


def _name_of(look: Symbology, forms: dict[str, QWidget]) -> str:
    known: dict[type, str] = {Single: "single", Categorised: "categorised", Graduated: "graduated", HeatMap: "heat"}
    name = known.get(type(look), "")
    return name if name in forms else next(iter(forms))


def _symbol_of(look: Symbology) -> Symbol:
    """One to begin with: the first that is in use."""
    if isinstance(look, Single):
        return look.symbol
    if isinstance(look, Categorised) and look.categories:
        return look.categories[0].symbol
    if isinstance(look, Graduated) and look.steps:
        return look.steps[0].symbol
    return Symbol()
