from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg import iri
from kg.build import assemble, labels
from kg.build.assemble import Graphs, Source
from kg.build.labels import Names
from kg.errors import InputError
from kg.vocab import LG, RDF, RDFS, SKOS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def graphs(report: Source) -> Graphs:
    shared = assemble.read_shared(ROOT / "ontology", ROOT / "shapes", ROOT / "data")
    return assemble.whole([report], shared, ROOT / "data" / "labels")


def label(graphs: Graphs, path: str, language: str) -> str:
    thing = NamedNode(iri.BASE + path)
    return next(
        q.object.value
        for q in graphs[f"labels/{language}"]
        if q.subject == thing and q.predicate == RDFS.label and isinstance(q.object, Literal)
    )


def test_a_figure_is_called_by_its_parts(graphs: Graphs) -> None:
    path = "id/figure/fe65192195054a7f/sown-area-rice/2020"
    assert label(graphs, path, "vi") == "Diện tích lúa, huyện, 2020"
    assert label(graphs, path, "en") == "Rice sown area, the district, 2020"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_two_facts_share_a_label_and_none_is_the_tail_of_an_iri(graphs: Graphs, language: str) -> None:
    facts = {
        q.subject
        for q in graphs["report/fe65192195054a7f"]
        if q.predicate == RDF.type and q.object == LG.Fact
    }
    found = [(q.subject, q.object.value) for q in graphs[f"labels/{language}"] if q.subject in facts]  # type: ignore[union-attr]
    named = [text for _, text in found]
    assert [text for text, times in Counter(named).items() if times > 1] == []
    tails = {str(getattr(f, "value", "")).rpartition("/")[2] for f in facts}
    assert [text for text in named if text in tails or text.endswith("→ 2020")] == []


def test_a_translation_of_nothing(tmp_path: Path, report: Source) -> None:
    (tmp_path / "en.csv").write_text("iri,label\nid/org/none,Nobody\n")
    with pytest.raises(InputError, match=r"en\.csv:2.*Nothing is called"):
        labels.graphs(assemble.report_quads(report), [], tmp_path)


def test_names_fall_back_from_one_language_to_another() -> None:
    thing, graph = NamedNode("https://x.example/thing"), NamedNode("https://x.example/g")
    names = Names([Quad(thing, SKOS.prefLabel, Literal("vật", language="vi"), graph)])
    assert names.of(thing, "en") == "vật"
    assert names.of(NamedNode("https://x.example/other"), "en") == "other"
