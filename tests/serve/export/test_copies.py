"""A copy has everything that the site has for readers, and each of its links leads to a file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from copies import Export, broken, leads, titled, tree
from markup import every, find, parse, text


def test_every_link_leads_to_a_file(copy: Path) -> None:
    assert broken(tree(copy)) == []


def test_a_copy_says_what_it_is(copy: Path) -> None:
    said = json.loads((copy / "kg-export.json").read_text("utf-8"))
    assert (
        said["pages"] == len([n for n in tree(copy) if n.endswith(".html") and not n.startswith("id/")]) - 2
    )
    assert said["links"] > 10 * said["pages"]


def test_each_page_stands_in_both_languages_and_leads_to_the_other(copy: Path) -> None:
    files = tree(copy)
    for name, language, other in (("doc/plain.html", "vi", "en"), ("en/doc/plain.html", "en", "vi")):
        root = parse(files[name].decode())
        assert root.get("lang") == language
        assert text(find(root, "h1")).strip().startswith("Thường" if language == "vi" else "Plain")
        switch = next(a.get("href") or "" for a in every(root, "a", hreflang=other))
        assert leads(name, switch) == f"{'en/' if other == 'en' else ''}doc/plain.html"


def test_data_stand_beside_their_page_and_are_what_the_site_gives(copy: Path) -> None:
    turtle = (copy / "doc" / "plain.ttl").read_text("utf-8")
    assert '"Thường"@vi' in turtle
    for suffix in ("jsonld", "nt", "rdf", "bib", "ris", "csl"):
        assert (copy / "doc" / f"plain.{suffix}").stat().st_size
    for name in (
        "dataset.ttl",
        ".well-known/void",
        "dumps/kg.nq.gz",
        "robots.txt",
        "sitemap.xml",
        ".nojekyll",
    ):
        assert (copy / name).is_file()


@pytest.mark.parametrize(
    "words",
    [
        *(
            "above",
            "escaped",
            "dots",
            "double",
            "colon",
            "console",
            "x",
            "x as a page",
            "y below a page",
            "x as data",
            "x as its second page",
        ),
        *("hidden", "Hà Nội"),
    ],
)
def test_whatever_a_thing_is_called_it_has_a_page_of_its_own(copy: Path, words: str) -> None:
    files = tree(copy)
    pages = [n for n in titled(files, words) if n.startswith(("doc/", "resource")) and b"<h1" in files[n]]
    mine = [n for n in pages if text(find(parse(files[n].decode()), "h1")).split("\n")[0].startswith(words)]
    assert mine


def test_what_the_site_itself_does_not_have_is_named_and_not_linked(copy: Path) -> None:
    page = parse((copy / "en" / "doc" / "plain.html").read_text("utf-8"))
    assert {a.get("href") for a in every(page, "a") if text(a).strip() == "part of nothing"} == {None}


def test_no_name_is_odd_or_too_long(copy: Path) -> None:
    for name in tree(copy):
        for part in name.split("/"):
            assert len(part.encode()) <= 200
            assert part not in ("", ".", "..")
            assert not set(part) & set('<>:"\\|?*')


def test_nothing_is_written_beside_the_copy(copy: Path) -> None:
    assert [p.name for p in copy.parent.iterdir()] == ["copy"]


def test_words_of_the_data_stay_words(copy: Path) -> None:
    page = (copy / "en" / "doc" / "evil.html").read_text("utf-8")
    root = parse(page)
    assert '<form action="/search"></form>' in text(find(root, "h1"))
    assert 'href="/doc/nothing"' in text(find(root, "main"))
    assert [s.get("type") for s in every(root, "script")] == ["application/ld+json"]
    links = [a.get("href") for a in every(root, "a")]
    assert "https://elsewhere.example/?a=1&b=2" in links
    assert not [href for href in links if href and href.startswith("javascript")]


def test_what_needs_a_server_is_said_in_words(copy: Path) -> None:
    files = tree(copy)
    for name, body in files.items():
        if name.endswith(".html"):
            root = parse(body.decode())
            assert not [form for form in root.iter("form") if form.get("action")], name
            assert not [s for s in root.iter("script") if "suggest" in (s.get("src") or "")], name
            assert not list(every(root, "link", rel="search")), name
    home = parse(files["en/index.html"].decode())
    assert "Searching needs a server" in text(home)
    sparql = next(a.get("href") or "" for a in every(home, "a") if text(a) == "SPARQL")
    assert leads("en/index.html", sparql) == "en/about-this-copy.html"


def test_where_there_is_a_live_site_links_lead_there(export: Export, tmp_path: Path) -> None:
    export(tmp_path / "copy", public_url="https://live.example/kg/")
    page = parse((tmp_path / "copy" / "en" / "doc" / "plain.html").read_text("utf-8"))
    links = {a.get("href") for a in every(page, "a")}
    assert "https://live.example/kg/search" in links
    assert any(href and href.startswith("https://live.example/kg/sparql?query=DESCRIBE+") for href in links)
    rooms = parse((tmp_path / "copy" / "doc" / "area" / "gso-1" / "2.html").read_text("utf-8"))
    assert "https://live.example/kg/doc/area/gso-1/3" in {a.get("href") for a in every(rooms, "a")}


def test_official_areas_that_nothing_comes_near_are_left_out(
    copy: Path, export: Export, tmp_path: Path
) -> None:
    assert {p.name for p in (copy / "doc" / "area" / "gso-1").glob("*.html")} == {"1.html", "2.html"}
    assert "1 official area" in (copy / "en" / "about-this-copy.html").read_text("utf-8")
    above = parse((copy / "doc" / "area" / "gso-1" / "2.html").read_text("utf-8"))
    assert [a.get("href") for a in every(above, "a") if text(a) == "Xa"] == [None]
    assert "gso-1/3" not in (copy / "sitemap.xml").read_text("utf-8")
    export(tmp_path / "all", areas=True)
    assert (tmp_path / "all" / "en" / "doc" / "area" / "gso-1" / "3.ttl").exists() is False
    assert (tmp_path / "all" / "doc" / "area" / "gso-1" / "3.ttl").is_file()
    assert broken(tree(tmp_path / "all")) == []


def test_the_address_of_a_thing_leads_to_its_page(copy: Path) -> None:
    root = parse((copy / "id" / "plain.html").read_text("utf-8"))
    assert find(root, "link", rel="canonical").get("href") == "https://data.example.org/doc/plain"
    assert {leads("id/plain.html", a.get("href") or "") for a in every(root, "a")} == {
        "doc/plain.html",
        "en/doc/plain.html",
    }
    assert find(root, "meta", **{"http-equiv": "refresh"}).get("content") == "0; url=../doc/plain.html"
    turtle = find(root, "link", rel="alternate", type="text/turtle").get("href") or ""
    assert leads("id/plain.html", turtle) == "doc/plain.ttl"


def test_where_it_is_known_where_a_copy_stands_it_says_so(export: Export, tmp_path: Path) -> None:
    url = "https://pages.example/kg/"
    export(tmp_path / "copy", url=url)
    files = tree(tmp_path / "copy")
    heads = {}
    for name in ("doc/plain.html", "en/doc/plain.html"):
        root = parse(files[name].decode())
        assert find(root, "link", rel="canonical").get("href") == url + name
        assert find(root, "meta", property="og:url").get("content") == url + name
        picture = find(root, "meta", property="og:image").get("content") or ""
        assert picture.startswith(url) and picture.removeprefix(url) in files
        heads[name] = {
            x.get("hreflang"): x.get("href")
            for x in every(root, "link", rel="alternate")
            if x.get("hreflang")
        }
    both = {
        "vi": f"{url}doc/plain.html",
        "en": f"{url}en/doc/plain.html",
        "x-default": f"{url}doc/plain.html",
    }
    assert list(heads.values()) == [both, both]
    mapped = files["sitemap.xml"].decode()
    urls = [part.partition("</loc>")[0] for part in mapped.split("<loc>")[1:]]
    assert both["en"] in urls
    assert not [one for one in urls if unquote(one.removeprefix(url)) not in files]
    assert f"Sitemap: {url}sitemap.xml" in files["robots.txt"].decode()
    lost = parse(files["404.html"].decode())
    assert {a.get("href") for a in every(lost, "a", class_="brand")} == {"/kg/index.html"}
    assert (find(lost, "link", rel="stylesheet").get("href") or "").startswith("/kg/assets/")


def test_a_copy_is_the_same_bytes_each_time_with_one_process_and_with_two(
    copy: Path, export: Export, tmp_path: Path
) -> None:
    export(tmp_path / "again", jobs=2)
    assert tree(tmp_path / "again") == tree(copy)


def test_its_checksums_hold(copy: Path) -> None:
    files = tree(copy)
    lines = files.pop("SHA256SUMS").decode().splitlines()
    del files["kg-export.json"]
    assert {line[66:]: line[:64] for line in lines} == {
        n: hashlib.sha256(b).hexdigest() for n, b in files.items()
    }


def test_every_page_has_a_policy_that_lets_nothing_out(copy: Path) -> None:
    for name, body in tree(copy).items():
        if name.endswith(".html"):
            policy = (
                find(parse(body.decode()), "meta", **{"http-equiv": "Content-Security-Policy"}).get("content")
                or ""
            )
            assert policy.startswith("default-src 'none'"), name
            assert "frame-ancestors" not in policy
