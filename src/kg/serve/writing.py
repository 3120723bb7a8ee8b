"""Compiles templates once for each kind of reader, what is the same for all of a kind being constants then.

Messages, addresses of our own and the language itself depend on nothing but the language and on whether it was asked
for: they are worked out when a template is compiled, and what stands beside them becomes one piece with them. Functions
are called as Python calls them, since none of ours asks for Jinja's context.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from flask import Flask, has_request_context
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

from kg.serve import languages

CONSTANT = ("_", "language", "asked_language", "asset", "here", "has_search")
"""Functions of templates that give the same to all readers of a kind."""


class Folding(Environment):
    """The templates of an application, for whoever asks now."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self._readers: dict[tuple[str, str | None] | None, Folding] = {None: self}
        self._folds = False

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - as Jinja calls it
    ) -> Template:
        """A template, as compiled for whoever asks now; of one template another, for the same reader."""
        return super(Folding, self._reader()).get_template(name, parent, globals)

    def _reader(self) -> Folding:
        if self._folds or not has_request_context():
            return self
        kind = languages.asking()
        if kind not in self._readers:
            made = self.overlay()
            assert isinstance(made, Folding)
            made._folds = True
            self._readers[kind] = made
        return self._readers[kind]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self._folds:
            _Fold(self.globals).visit(tree)
        return tree


class _Fold(NodeTransformer):
    """Puts what a function gives for constants in the place of its call."""

    def __init__(self, functions: Mapping[str, Any]) -> None:
        self._constant = {name: functions[name] for name in CONSTANT if name in functions}

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - as Jinja calls it
        """A call of a function that is one of those, with constants only."""
        function = self._constant.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        values = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
        if (
            function
            and len(values) == len(node.args)
            and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        ):
            return nodes.Const(function(*values), lineno=node.lineno)
        return self.generic_visit(node)


class _Direct(CodeGenerator):
    """Writes calls as calls."""

    def visit_Call(  # noqa: N802 - as Jinja calls it
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """A call that needs nothing of Jinja."""
        if forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


Folding.code_generator_class = _Direct
