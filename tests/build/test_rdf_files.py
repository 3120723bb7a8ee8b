"""RDF files as quads: every format, the graph they go to, and what is said of a broken one."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, serialize

from kg.build.rdf_files import FORMATS, load
from kg.errors import RdfError

GRAPH = "https://data.example.org/graph/test"
QUAD = Quad(
    *(NamedNode(f"http://example.com/{name}") for name in ("s", "p", "o")),
    NamedNode(GRAPH),
)


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_goes_to_the_graph(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"one{ending}"
    serialize([QUAD.triple], file, FORMATS[ending])
    assert load([file], GRAPH) == [QUAD]


def test_a_quad_keeps_the_graph_it_names(tmp_path: Path) -> None:
    own = Quad(QUAD.subject, QUAD.predicate, QUAD.object, NamedNode("http://example.com/own"))
    file = tmp_path / "one.nq"
    serialize([own], file, RdfFormat.N_QUADS)
    assert load([file], GRAPH) == [own]


def test_blank_nodes_of_two_files_are_two(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text("_:x <http://example.com/p> 1 .\n", "utf-8")
    subjects = {quad.subject for quad in load(sorted(tmp_path.iterdir()), GRAPH)}
    assert len(subjects) == 2
    assert all(isinstance(subject, BlankNode) for subject in subjects)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.ttl", "@prefix e: <http://e/> .\ne:s f:p 1 .\n", "a.ttl:2:5: This is not Turtle"),
        ("b.nq", "<http://e/s> <http://e/p> .\n", "b.nq:1:"),
        ("c.rdf", "<rdf:RDF></rdf:RDF>", "c.rdf: This is not RDF/XML"),
        (
            "c.jsonld",
            '{\n "@context": "https://e/c"}',
            "c.jsonld:2:15: This cannot be read: its @context is at <https://e/c>",
        ),
        ("d.txt", "", "“.txt” is no ending"),
        ("e.trig", "\ufeff<http://e/s> <http://e/p> 1 .", "e.trig:1:1"),
    ],
)
def test_a_broken_file_is_told_with_its_place(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(RdfError) as caught:
        load([tmp_path / name], GRAPH)
    assert said in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RdfError, match=r"gone\.ttl: The file cannot be read"):
        load([tmp_path / "gone.ttl"], GRAPH)


def test_a_value_that_is_too_long_for_the_reader_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text(f'<a:s> <a:p> "{"x" * (17 << 20)}" .\n')
    with pytest.raises(RdfError, match=r"a\.nt: A value in this file is longer than 16 MB"):
        load([tmp_path / "a.nt"], GRAPH)
