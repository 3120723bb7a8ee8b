"""Compiles templates once for each kind of reader, what is the same for all of a kind being constants then.

Messages, addresses of our own and the language itself depend on nothing but the language and on whether it was asked
for: they are worked out when a template is compiled, and what stands beside them becomes one piece with them. So does
what is written once for each of them, and a template that another includes. Functions are called as Python calls them,
since none of ours asks for Jinja's context.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from kg.serve.language import languages

CONSTANT = ("_", "language", "asked_language", "asset", "here", "has_search", "navigation", "languages.items")
"""Functions of templates that give the same to all readers of a kind."""

_SPECIAL = re.compile("[&<>\"']")


def written(value: object) -> str:
    """A value as markup. Most of what pages write is markup already, or has no sign that is to be escaped."""
    if type(value) is Markup or (type(value) is str and not _SPECIAL.search(value)):
        return value
    return escape(value)


class Folding(Environment):
    """The templates of an application, for whoever asks now."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self._readers: dict[tuple[str, str | None] | None, Folding] = {None: self}
        self._folds = False
        self._made: dict[str, Template] = {}
        self.written = written

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - as Jinja calls it
    ) -> Template:
        """A template, as compiled for whoever asks now; of one template another, for the same reader."""
        reader = self._reader()
        if not reader._folds or globals or not isinstance(name, str):
            return super(Folding, reader).get_template(name, parent, globals)
        if name not in reader._made:
            made = reader._made[name] = super(Folding, reader).get_template(name, parent)
            made.globals = dict(made.globals)  # one look for each name, where there were two
        return reader._made[name]

    def _reader(self) -> Folding:
        if self._folds or not languages.is_asked():
            return self
        kind = languages.asking()
        if kind not in self._readers:
            made = self.overlay()
            assert isinstance(made, Folding)
            made._folds, made._made = True, {}
            self._readers[kind] = made
        return self._readers[kind]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self._folds:
            _Fold(self.globals, self._tree).visit(tree)
        return tree

    def _tree(self, name: str) -> nodes.Template:
        """A template that another one includes."""
        assert self.loader
        source, filename, _fresh = self.loader.get_source(self, name)
        return self._parse(source, name, filename)


class _Fold(NodeTransformer):
    """Puts what is the same for all of a kind in the place of what gives it.

    :param functions: of templates, by name
    :param tree: gives a template by its name
    """

    def __init__(self, functions: Mapping[str, Any], tree: Callable[[str], nodes.Template]) -> None:
        self._functions, self._tree = functions, tree

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - as Jinja calls it
        """A call of a function that is one of those, with constants only."""
        self.generic_visit(node)
        function = self._constant(node.node)
        values = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
        if (
            function
            and len(values) == len(node.args)
            and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        ):
            return nodes.Const(function(*values), lineno=node.lineno)
        return node

    def _constant(self, called: nodes.Expr) -> Callable[..., Any] | None:
        """The function that is called, if it is one of those, or what one of those has."""
        if isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name):
            owner, name = self._functions.get(called.node.name), f"{called.node.name}.{called.attr}"
            return getattr(owner, called.attr, None) if name in CONSTANT else None
        name = called.name if isinstance(called, nodes.Name) else ""
        return self._functions.get(name) if name in CONSTANT else None

    def visit_For(self, node: nodes.For) -> nodes.Node | list[nodes.Node]:  # noqa: N802 - as Jinja calls it
        """A loop over constants, written out."""
        items = self.visit(node.iter)
        if not isinstance(items, nodes.Const) or node.else_ or node.test or _names(node, "loop"):
            return self.generic_visit(node)
        return [self.visit(_filled(node, item)) for item in items.value]

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802 - as Jinja calls it
        """A template that is part of this one, where it is one that may be."""
        if not isinstance(node.template, nodes.Const) or node.ignore_missing or not node.with_context:
            return self.generic_visit(node)
        return nodes.Scope(self._tree(node.template.value).body, lineno=node.lineno)


def _names(node: nodes.For, name: str) -> bool:
    return any(one.name == name for part in node.body for one in part.find_all(nodes.Name))


def _filled(node: nodes.For, item: Any) -> nodes.Scope:
    """What a loop writes for one item."""
    targets = node.target.items if isinstance(node.target, nodes.Tuple) else [node.target]
    items = item if isinstance(node.target, nodes.Tuple) else (item,)
    values = {t.name: one for t, one in zip(targets, items, strict=True) if isinstance(t, nodes.Name)}
    return nodes.Scope(_with(node.body, values), lineno=node.lineno)


def _with(part: Any, values: Mapping[str, Any]) -> Any:
    """A copy of a part of a template, with constants in the place of names."""
    if isinstance(part, list):
        return [_with(one, values) for one in part]
    if not isinstance(part, nodes.Node):
        return part
    if isinstance(part, nodes.Name) and part.name in values:
        return nodes.Const(values[part.name], lineno=part.lineno)
    fields = (_with(getattr(part, name), values) for name in part.fields)
    return type(part)(*fields, lineno=part.lineno, environment=part.environment)


class _Direct(CodeGenerator):
    """Writes calls as calls, and what is written already as it is."""

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

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Before a value that is written."""
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")


Folding.code_generator_class = _Direct
