"""What an application that is being copied says of itself: pages and words that the live site does not have."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Flask, render_template, request

from kg.formats import GRAPH_FORMATS
from kg.serve.export.rewriting import ABOUT
from kg.serve.export.scope import Plan
from kg.serve.language.languages import gettext as _
from kg.serve.things import offers

INSTEAD, MOVED = f"{ABOUT}/instead", f"{ABOUT}/moved"


def install(app: Flask, plan: Plan) -> None:
    """Gives an application, before its first request, what its copy says; in templates `copied` is the plan."""
    blueprint = Blueprint("copied", __name__)
    blueprint.add_url_rule(ABOUT, "about", lambda: render_template("copied.html", page_address=ABOUT))
    blueprint.add_url_rule(INSTEAD, "instead", lambda: _instead(plan))
    blueprint.add_url_rule(MOVED, "moved", lambda: _moved(plan))
    app.register_blueprint(blueprint)
    app.jinja_env.globals["copied"] = plan


def _needs() -> Mapping[str, str]:
    """What needs a server, by the address of its form."""
    return {
        "/search": _("Searching needs a server; this copy has none."),
        "/indicators": _(
            "Choosing figures needs a server; this copy has none. The indicators below lead to theirs."
        ),
    }


def _instead(plan: Plan) -> str:
    """What stands in the place of a form."""
    action = request.args.get("of", "")
    words = _needs().get(action) or _("This form needs a server; this copy has none.")
    live = plan.live + action.removeprefix("/") if plan.live else ""
    return render_template("copied-instead.html", words=words, live=live, about=f"{ABOUT}#server")


def _moved(plan: Plan) -> str:
    """The small page at the address of a thing, that leads to the page about it; at any other, to where it leads."""
    path, to, refresh = (request.args.get(name, "") for name in ("of", "to", "refresh"))
    page = to.partition("#")[0]
    is_thing = path.startswith("/id/") and page.startswith("/doc/")
    data = [(form, offers.with_suffix(page, form)) for form in GRAPH_FORMATS] if is_thing else []
    return render_template(
        "moved.html",
        iri=plan.base + path[1:],
        to=to,
        canonical=plan.base.rstrip("/") + page,
        data_links=data,
        refresh=refresh,
    )
