from __future__ import annotations

import pytest

from kg import iri
from kg.iri import BASE, Rebase


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Đảng bộ Cơ quan chính quyền huyện", "dang-bo-co-quan-chinh-quyen-huyen"),
        ("Hoản", "hoan"),
        ("Hoàn", "hoan"),
        ("Ðắk Lắk", "dak-lak"),
        ("12-HD/BTCTW", "12-hd-btctw"),
        ("Thừa Thiên – Huế", "thua-thien-hue"),
        ("Ho\u0302\u0300 Chí Minh", "ho-chi-minh"),
        ("  uỷ/ủy ", "uy-uy"),
    ],
)
def test_slug(text: str, slug: str) -> None:
    assert iri.slug(text) == slug


def test_patterns() -> None:
    assert iri.figure("r", "sown-area", "2020") == f"{BASE}id/figure/r/sown-area/2020"
    assert iri.figure("r", "sown-area", "unknown", "x", 2) == f"{BASE}id/figure/r/sown-area/unknown/x/2"
    assert iri.passage(iri.text("ff89f0738267b3f922e5"), 9, 12) == f"{BASE}id/text/ff89f0738267b3f9#char=9,12"
    assert iri.area("gso-2025-06", "01") != iri.area("gso-2025-06", "001")


@pytest.mark.parametrize("path", ["/id/Hà_Nội", "/id/H%C3%A0_N%E1%BB%99i"])
def test_a_path_and_its_encoding_are_one_iri(path: str) -> None:
    assert iri.of_path(path, BASE) == f"{BASE}id/Hà_Nội"


def test_paths_are_absolute_and_never_of_another_host() -> None:
    assert iri.path_of(f"{BASE}id/a/b#char=1,2", BASE) == "/id/a/b#char=1,2"
    assert iri.path_of("https://elsewhere.example/id/a", BASE) is None


def test_rebase() -> None:
    rebase = Rebase("https://dulieu.example.vn/kg/")
    assert rebase(f"{BASE}id/x") == "https://dulieu.example.vn/kg/id/x"
    assert rebase("http://xmlns.com/foaf/0.1/name") == "http://xmlns.com/foaf/0.1/name"
    assert rebase.text(f"SELECT * {{ <{BASE}a> ?p <{BASE}b> }}").count("dulieu.example.vn") == 2
