"""The rows that are chosen in a table, and what they hold, whether the table has them at hand or not."""

from collections.abc import Callable, Mapping, Sequence

from desktop.view.layers.table.table_model import PAGE_ROWS, TableModel
from desktop.view.layers.table.table_view import TableView
from maps.feature_filter import Cell
from maps.layer_facts import Page
from maps.worker_queue import WorkerFault

Pages = Mapping[int, Page]


def chosen_rows(table: TableView, most: int) -> list[int]:
    """The first of them, in their order."""
    chosen = table.selectionModel().selection()
    parts = sorted((part.top(), part.bottom()) for part in (chosen.at(number) for number in range(chosen.count())))
    rows: list[int] = []
    for top, bottom in parts:
        rows += range(top, min(bottom + 1, top + most - len(rows)))
    return rows


def with_ids(model: TableModel, rows: Sequence[int], then: Callable[[Sequence[int]], None]) -> None:
    """Ids of features in rows; those that are not here are asked for, page by page."""
    if all(model.is_here(row) for row in rows):
        then([one for row in rows if (one := model.feature_id(row)) is not None])
    else:
        gather(model, rows, lambda pages: then(_ids_of(rows, pages)))


def gather(model: TableModel, rows: Sequence[int], then: Callable[[Pages], None]) -> None:
    """The pages that hold the rows, without changing what the table keeps; nothing when the table has moved on."""
    pages: dict[int, Page] = {}
    query = model.query

    def ask(left: Sequence[int]) -> None:
        if not left:
            then(pages)
            return

        def told(answer: Page | WorkerFault) -> None:
            if isinstance(answer, Page) and model.query == query:
                pages[left[0]] = answer
                ask(left[1:])

        model.source.page(query, left[0] * PAGE_ROWS, PAGE_ROWS, told)

    ask(sorted({row // PAGE_ROWS for row in rows}))


def cells_of(row: int, pages: Pages) -> tuple[Cell, ...] | None:
    page = pages.get(row // PAGE_ROWS)
    return page.rows[row % PAGE_ROWS] if page is not None and row % PAGE_ROWS < len(page.rows) else None


def _ids_of(rows: Sequence[int], pages: Pages) -> list[int]:
    found: list[int] = []
    for row in rows:
        page = pages.get(row // PAGE_ROWS)
        if page is not None and row % PAGE_ROWS < len(page.ids):
            found.append(page.ids[row % PAGE_ROWS])
    return found
