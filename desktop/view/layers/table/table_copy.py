"""What a table shows, taken along: chosen rows to the clipboard, all rows to a CSV file that appears whole or not."""

import csv
import io
from collections.abc import Callable, Sequence

from desktop.view.layers.table.row_source import Query, RowSource
from desktop.view.layers.table.table_model import TableModel, cell_text
from desktop.view.layers.table.table_rows import Pages, cells_of, gather
from maps.feature_filter import Cell
from maps.layer_facts import Page
from maps.worker_queue import WorkerFault

MOST_COPIED = 10_000
_AT_ONCE = 1000


def copied(model: TableModel, rows: Sequence[int], columns: Sequence[int], then: Callable[[str, int], None]) -> None:
    """Text between tabs under the names of the columns, and how many rows it holds."""

    def told(pages: Pages) -> None:
        lines = ["\t".join(model.columns[number].name for number in columns)]
        for row in rows:
            cells = cells_of(row, pages)
            if cells is not None:
                lines.append("\t".join(" ".join(cell_text(cells[number]).split()) for number in columns))
        then("\n".join(lines), len(lines) - 1)

    gather(model, rows, told)


class CsvExport:
    """All rows of a query, page by page; `then` gets the text's lines so far only when all have come, else a fault."""

    def __init__(self, source: RowSource, query: Query, names: Sequence[str], columns: Sequence[int]) -> None:
        self._source, self._query, self._columns = source, query, tuple(columns)
        self._text = io.StringIO()
        self._writer = csv.writer(self._text)
        self._writer.writerow([names[number] for number in columns])
        self.count = 0

    def run(self, total: int, then: Callable[[str], None], failed: Callable[[WorkerFault], None]) -> None:
        if self.count >= total:
            then(self._text.getvalue())
            return

        def told(answer: Page | WorkerFault) -> None:
            if isinstance(answer, WorkerFault):
                failed(answer)
            elif not answer.rows:
                failed(WorkerFault("changed", self._source.title))
            else:
                for cells in answer.rows:
                    self._writer.writerow([csv_text(cells[number]) for number in self._columns])
                self.count += len(answer.rows)
                self.run(total, then, failed)

        self._source.page(self._query, self.count, _AT_ONCE, told)


def csv_text(cell: Cell) -> str:
    """A text that a spreadsheet would take for a formula is led by an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return "'" + cell
    return str(cell)
