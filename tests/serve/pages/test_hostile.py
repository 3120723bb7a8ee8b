def test_a_table_shows_so_many_rows_and_leads_to_all(opened: Callable[[str, str], FlaskClient]) -> None:
    lg, cited = f"{BASE}def/lg#", "http://purl.org/spar/cito/hasCitedEntity"
    many = "\n".join(f"<{BASE}id/c/{n}> a <{lg}Citation> ; <{cited}> <{BASE}id/doc> ." for n in range(150))
    site = opened(many, BASE)
    root = parse(site.get("/doc/doc", headers={"Accept-Language": "en"}).text)
    assert len(list(find(root, "tbody").iter("tr"))) == 100
    more = next(a.get("href") or "" for a in every(root, "a") if "50 more" in text(a))
    assert "150" in site.get(more).text
