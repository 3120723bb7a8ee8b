"""What the editor says: its words in the reader's language, handed to its script by the page."""

from __future__ import annotations

from collections.abc import Mapping

from kg.serve.language.languages import gettext as _


def texts() -> Mapping[str, str]:
    """Every word of the editor that the page itself does not have, by the name that the script knows it by."""
    return {
        "query": _("Query in SPARQL"),
        "keys": _("Ctrl+Enter asks. Ctrl+Space completes a word. Tab leaves the editor."),
        "stop": _("Stop"),
        "asking": _("Asking …"),
        "stopped": _("Stopped: the server has ended the query."),
        "lost": _("The server gives no answer. Are you connected?"),
        "failed": _("The server could not answer."),
        "place": _("Go to this place in the query"),
        "shown": _("Sorting is of these rows."),
        "completions": _("Completions"),
        "class": _("class"),
        "property": _("property"),
        "entry": _("listed entry"),
        "prefix": _("prefix"),
    }
