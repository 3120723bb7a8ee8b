"""Texts of plain queries, and of queries that are nearly so, made by chance; data that they find something in."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QueryBoolean, QueryTriples, Store

from kg.store.plain.query import Aggregate, Node, Pattern, Plain, Var
from kg.vocab import XSD

EX = "http://example.org/"
PREFIXES = f"PREFIX ex: <{EX}>\nPREFIX xsd: <{XSD.iri}>\nPREFIX : <{EX}é/>\n"

SUBJECTS = ("ex:a", "ex:b", "ex:c", f"<{EX}d>", ":e", "ex:Hà")
PREDICATES = ("ex:p", "ex:q", "ex:r", "a")
LITERALS = (
    '"x"',
    "'x'",
    '"x"@en',
    "'x'@EN-us",
    '"""x\n"y" """',
    "'''\\t'a'\\\\'''",
    '""',
    "1",
    "-1",
    "+1",
    "01",
    "1.0",
    "1.50",
    "1e0",
    "-1.5E+3",
    "true",
    "false",
    '"1"^^xsd:integer',
    f'"1"^^<{XSD.iri}byte>',
    '"2020-01-01"^^xsd:date',
    '"nonsense"^^xsd:integer',
    '"Hà Nội"@vi',
    '"\\"\\n"',
    '"𝄞 \'"',
    "'<>&\\r'",
)
VARIABLES = ("?s", "?o", "$o", "?x", "?y", "?é")


def store() -> Store:
    """Data of all kinds of terms; one graph repeats some of the default graph."""
    random = Random(7)
    made = Store()
    made.update(
        PREFIXES
        + "INSERT DATA {"
        + "\n".join(
            f"{random.choice(SUBJECTS)} {random.choice(PREDICATES)} {random.choice((*SUBJECTS, *LITERALS))} ."
            for _ in range(100)
        )
        + "}"
    )
    p, blank = NamedNode(f"{EX}p"), BlankNode("b1")
    made.extend(Quad(blank, p, NamedNode(f"{EX}{name}")) for name in "abc")
    made.add(Quad(NamedNode(f"{EX}a"), p, blank))
    made.add(Quad(NamedNode(f"{EX}p"), p, NamedNode(f"{EX}p")))
    made.add(Quad(blank, p, Literal("blank")))
    for quad in list(made.quads_for_pattern(None, p, None, DefaultGraph())):
        made.add(Quad(quad.subject, p, quad.object, NamedNode(f"{EX}graph")))
    made.add(Quad(NamedNode(f"{EX}a"), p, Literal("only there"), NamedNode(f"{EX}graph")))
    return made


def text(random: Random) -> str:
    """A plain query."""
    patterns = _triples(random)
    names = sorted({word for word in patterns if word[0] in "?$"})
    where = random.choice((" WHERE ", "", " where\n")) + "{" + _spaced(random, patterns) + "}"
    return PREFIXES + random.choice(_FORMS)(random, names, where, patterns)


def _select(random: Random, names: Sequence[str], where: str, patterns: Sequence[str]) -> str:
    chosen = random.sample(names, random.randint(1, len(names))) if names else ["*"]
    given = "*" if random.random() < 0.3 else " ".join(chosen)
    order = f" ORDER BY {random.choice(('', 'DESC', 'asc'))}({random.choice(chosen)})" if names else ""
    return (
        random.choice(("SELECT ", "select DISTINCT "))
        + given
        + where
        + random.choice(("", order))
        + random.choice(("", "", " LIMIT 100", " OFFSET 0 LIMIT 1000", " LIMIT 3", "offset 2"))
    )


def _ask(random: Random, names: Sequence[str], where: str, patterns: Sequence[str]) -> str:
    return f"ASK{where}"


def _construct(random: Random, names: Sequence[str], where: str, patterns: Sequence[str]) -> str:
    if random.random() < 0.4:
        return f"CONSTRUCT WHERE {{ {' '.join(patterns)} }}"
    template = " . ".join(
        f"{random.choice((*names, 'ex:a'))} {random.choice(PREDICATES)} {random.choice((*names, *LITERALS))}"
        for _ in range(random.randint(1, 2))
    )
    return f"CONSTRUCT {{ {template} }}{where}"


def _grouped(random: Random, names: Sequence[str], where: str, patterns: Sequence[str]) -> str:
    if not names:
        return f"SELECT (COUNT(*) AS ?n){where}"
    groups = random.sample(names, random.randint(0, min(2, len(names))))
    measure = random.choice(
        ("COUNT(*)", "COUNT(", "count(distinct ", "SUM(", "AVG(", "MIN(", "MAX(DISTINCT ")
    )
    inside = measure if measure.endswith(")") else f"{measure}{random.choice(names)})"
    tail = f" GROUP BY {' '.join(groups)}" if groups else ""
    order = random.choice(("", " ORDER BY DESC(?n)" + "".join(f" {name}" for name in groups)))
    return f"SELECT {' '.join(groups)} ({inside} AS ?n){where}{tail}{order}"


_FORMS = (_select, _select, _ask, _construct, _grouped)


def _triples(random: Random) -> list[str]:
    words: list[str] = []
    for _ in range(random.randint(1, 3)):
        words += [_subject(random), *_properties(random), "."]
    if random.random() < 0.1:
        words += ["[", *_properties(random), "]", "."]
    return words if random.random() < 0.5 else words[:-1]


def _properties(random: Random) -> list[str]:
    words = [_verb(random), *_objects(random)]
    while random.random() < 0.2:
        words += [random.choice((";", ";;")), _verb(random), *_objects(random)]
    return [*words, ";"] if random.random() < 0.1 else words


def _objects(random: Random) -> list[str]:
    words = [_object(random)]
    while random.random() < 0.15:
        words += [",", _object(random)]
    return words


def _subject(random: Random) -> str:
    return random.choice(
        (random.choice(VARIABLES), random.choice(VARIABLES), random.choice(SUBJECTS), "_:b", "[]")
    )


def _verb(random: Random) -> str:
    if random.random() < 0.15:
        return random.choice(VARIABLES)
    steps = [random.choice(("", "", "", "^")) + random.choice(PREDICATES)]
    while random.random() < 0.15:
        steps.append(random.choice(PREDICATES))
    return "/".join(steps)


def _object(random: Random) -> str:
    pools = (VARIABLES, VARIABLES, VARIABLES, SUBJECTS, LITERALS, ("_:b", "[]", "[ ex:p ?in ]"))
    return random.choice(random.choice(pools))


def _spaced(random: Random, words: Sequence[str]) -> str:
    return "".join(word + random.choice((" ", " ", "\n", ' # it\'s "so" <\n')) for word in words)


OTHERS = (
    *"{}[]()<>.,;^/*+?$|!&='\"@#:\\_- \n",
    *(
        "FILTER",
        "OPTIONAL {",
        "BIND(1 AS ?z)",
        "VALUES ?s { ex:a }",
        "UNION",
        "MINUS",
        "GRAPH ?g",
        "FROM <http://e/g>",
    ),
    *(
        "SELECT",
        "ASK",
        "CONSTRUCT",
        "DESCRIBE",
        "WHERE",
        "DISTINCT",
        "REDUCED",
        "LIMIT 1",
        "HAVING",
        "GROUP BY ?s",
    ),
    *(
        "ORDER BY ?s",
        "OFFSET",
        "AS",
        "(?s AS ?t)",
        "(COUNT(*) AS ?n)",
        "COUNT",
        "true",
        "NOW()",
        "BASE <http://b/c>",
    ),
    *(
        "<rel>",
        "no:prefix",
        "ex:a.b",
        "1.",
        ".5",
        "1.e3",
        "a",
        "A",
        "^^",
        "@en",
        "_:b",
        "_:",
        "?",
        "ex:",
        "ex:%zz",
    ),
    *(
        "<<( ?s ?p ?o )>>",
        "<< ?s ?p ?o >>",
        "{| ex:p 1 |}",
        "~ _:r",
        "PREFIX ex: <http://f/>",
        "\\u0041",
        "\ud800",
    ),
    *(
        "-1",
        "--ltr",
        "1a",
        "٣",
        "\u0301",
        "\ufeff",
        "\xa0",
        "‿",
        "\x0b",
        "(1 2)",
        "()",
        "ex:\\,",
        "é:",
        "\0",
        "?\u0301",
    ),
)


def altered(random: Random, query: str) -> str:
    """A query with something put in, taken out or repeated, which makes it bad more often than not."""
    for _ in range(random.randint(1, 2)):
        at = random.randrange(len(query))
        end = min(len(query), at + random.randint(0, 3))
        query = query[:at] + random.choice(("", query[at:end] * 2, random.choice(OTHERS))) + query[end:]
    return query


def written(plain: Plain) -> str:
    """A plain query written out the longest way, what is hidden as other variables."""

    def node(of: Node) -> str:
        return f"?{of.name.replace('.', 'hidden')}" if isinstance(of, Var) else str(of)

    def group(patterns: Sequence[Pattern]) -> str:
        return "{ " + "".join(f"{' '.join(map(node, pattern))} . " for pattern in patterns) + "}"

    def column(given: Var | Aggregate) -> str:
        if isinstance(given, Var):
            return node(given)
        inside = ("DISTINCT " if given.distinct else "") + (node(given.of) if given.of else "*")
        return f"({given.measure.value}({inside}) AS ?{given.name})"

    head = {
        "SELECT": f"SELECT {'DISTINCT ' if plain.distinct else ''}{' '.join(map(column, plain.gives))}",
        "ASK": "ASK",
        "CONSTRUCT": f"CONSTRUCT {group(plain.template)}",
    }[plain.form.value]
    tail = f" GROUP BY {' '.join(map(node, plain.groups))}" if plain.groups else ""
    if plain.order:
        tail += " ORDER BY " + " ".join(f"{'DESC' if o.descending else 'ASC'}(?{o.by})" for o in plain.order)
    tail += f" LIMIT {plain.limit}" if plain.limit is not None else ""
    return f"{head} WHERE {group(plain.patterns)}{tail}" + (f" OFFSET {plain.offset}" if plain.offset else "")


def answer(of: Store, query: str) -> object:
    """The engine's answer, such that two are equal where they say the same."""
    found = of.query(query)
    if isinstance(found, QueryBoolean):
        return bool(found)
    if isinstance(found, QueryTriples):
        return sorted(set(map(str, found)))
    return [variable.value for variable in found.variables], sorted(str(tuple(row)) for row in found)
