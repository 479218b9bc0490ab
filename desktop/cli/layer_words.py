"""What happened to a map layer and what to do, in one line: for verbs, and for whoever shows a layer's message."""

from gettext import gettext as _
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maps.layer_facts import LayerNews, Question


def question_words(question: "Question") -> str:
    return {
        "crs": _("It does not say its coordinate system. Choose one"),
        "coordinates": _("Choose the columns that hold its coordinates"),
        "control_points": _("It does not say where it lies. Set three control points or more"),
        "credentials": _("It asks for a user and a password"),
    }[question]


def fault_words(code: str, detail: str) -> str:
    """Of the codes of LayerNews and WorkerFault."""
    known = {
        "missing": _("It cannot be read: {detail}. Name an existing file"),
        "not_a_map": _("It is no map layer: {detail}. Choose another file or address"),
        "not_a_table": _("It cannot be shown this way: {detail}. Choose another look"),
        "damaged": _("It is damaged or incomplete: {detail}. Fetch it again"),
        "no_crs": _("It does not say its coordinate system. Choose one"),
        "no_columns": _("It does not say which columns are its coordinates. Choose them"),
        "no_points": _("It does not say where it lies. Set control points"),
        "no_column": _("It has no column {detail}. Choose another one"),
        "too_large": _("It is larger than may be opened: {detail}. Cut it to the municipality first"),
        "refused_store": _("It is the store of this console, which has its own layers. Choose another file"),
        "no_answer": _("The server does not answer: {detail}. It is tried again by itself"),
        "not_an_image": _("The server sent no picture: {detail}. Check the address and the layer"),
        "html": _("The server sent a web page where a map should be: {detail}. Check the address"),
        "redirected": _("The server leads to another place, which is not followed: {detail}. Check the address"),
        "credentials": _("The server refuses the user or password. Correct them"),
        "crashed": _("Reading it failed badly, so it is left out. Repair the file, then try again"),
        "timeout": _("Reading it took too long, so it is left out. Try again, or cut it down"),
        "memory": _("There is not enough memory to show it. Zoom in or cut it down"),
        "no_space": _("The disk is full: {detail}. Free some space and try again"),
        "not_written": _("The cache could not be written: {detail}. Check the data folder"),
        "unwritable": _("It could not be written: {detail}. Choose another format"),
        "not_prepared": _("It is being prepared. Wait a moment and try again"),
    }
    return known.get(code, _("It cannot be shown: {detail}. Try again")).format(detail=detail or code)


def news_words(news: "LayerNews") -> str:
    """Empty when there is nothing to say."""
    if news.state == "failed":
        return fault_words(news.code, news.detail)
    notices = {
        "broken_geometries": _("{detail} features were left out: their geometry is broken"),
        "stale": _("The server does not answer: older pictures are shown"),
        "too_many_tiles": _("Only a part is shown at this scale. Zoom in"),
    }
    if news.state == "out_of_scale":
        return _("It is not shown at this scale")
    return notices.get(news.code, "").format(detail=news.detail)
