"""Templates as compiled for each kind of reader: what is the same for all of a kind is written once."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import DictLoader

from kg.serve.language import languages
from kg.serve.language.writing import Folding

PIECES = {
    "page.html": '{% extends "frame.html" %}'
    '{% block main %}{{ _("Search") }} {{ here("/about") }}{% include "part.html" %}{% endblock %}',
    "frame.html": "{{ language() }} {% block main %}{% endblock %} "
    '{{ name }}{{ _("by “%(property)s”", property=name) }}',
    "part.html": "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %} {{ twice(name) }} {{ twice(x=name) }}",
}


@pytest.fixture
def app() -> Flask:
    made = Flask("kg.serve")
    made.jinja_environment = Folding  # type: ignore[assignment]
    languages.install(made)
    made.jinja_env.loader = DictLoader(PIECES)
    made.jinja_env.globals["here"] = lambda path: f"{path}?{languages.asked_language() or ''}"
    return made


def written(app: Flask, address: str, language: str) -> str:
    with app.test_request_context(address, headers={"Accept-Language": language}):
        languages.forget()
        return app.jinja_env.get_template("page.html").render(name="<b>")


@pytest.mark.parametrize("again", [1, 2])
def test_each_reader_gets_what_is_theirs(app: Flask, again: int) -> None:
    for _ in range(again):
        assert written(app, "/", "vi").startswith("vi Tìm /about? ")
        assert written(app, "/", "en").startswith("en Search /about? ")
        assert written(app, "/?lang=en", "vi").startswith("en Search /about?en ")


def test_values_are_escaped(app: Flask) -> None:
    text = written(app, "/", "en")
    assert "<b>" not in text
    assert text.count("&lt;b&gt;") == 6


LOOPS = {
    "page.html": "{% for code, word in pairs() %}{% set last = word %}[{{ code }}={{ word }}{{ name }}]{% endfor %}"
    "{% for code, word in pairs() %}{{ loop.index }}{% endfor %}"
    "{% for one in pairs() if one %}{{ one[0] }}{% else %}none{% endfor %}"
    '{% include "part.html" %}{{ last }}',
    "part.html": "{% set last = 1 %}{% for sign in (3, none, name) %}({{ sign }}){% endfor %}{{ name|upper }}",
}


def test_loops_over_what_is_the_same_for_all_and_includes_write_what_they_wrote(app: Flask) -> None:
    app.jinja_env.loader = DictLoader(LOOPS)
    app.jinja_env.globals["pairs"] = lambda: [("a", "<"), ("b", "'")]
    before = app.jinja_env.get_template("page.html").render(name="<b>")
    assert before == "[a=&lt;&lt;b&gt;][b=&#39;&lt;b&gt;]12ab(3)(None)(&lt;b&gt;)&lt;B&gt;"
    app.jinja_env.globals["navigation"] = app.jinja_env.globals["pairs"]
    app.jinja_env.loader = DictLoader({n: text.replace("pairs", "navigation") for n, text in LOOPS.items()})
    assert written(app, "/", "en") == before
