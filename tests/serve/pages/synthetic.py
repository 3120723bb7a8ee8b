"""Reports by the thousand, as a generator: the same places, indicators and years with numbers that follow a rule."""

from __future__ import annotations

from collections.abc import Iterator

from kg.iri import BASE

INDICATORS = ("sown-area", "output", "members")

_HEAD = f"""
@prefix lg: <{BASE}def/lg#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix qudt: <http://qudt.org/schema/qudt/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dim: <http://purl.org/linked-data/sdmx/2009/dimension#> .
"""


def reports(count: int) -> str:
    """So many reports as TriG: each of one place in one of ten years, with a figure an indicator.

    Every report states a percentage; that of each hundredth is wrong, and a check says so.
    """
    return _HEAD + "\n".join(_reports(count))


def _reports(count: int) -> Iterator[str]:
    for name in INDICATORS:
        yield f'<{BASE}def/indicator/{name}> a lg:Indicator ; skos:prefLabel "Indicator {name}"@en .'
    for year in range(2011, 2021):
        yield f'<{BASE}id/period/{year}> rdfs:label "{year}" .'
    for number in range(count):
        area, year = f"{BASE}id/area/{number // 10:04}", 2011 + number % 10
        yield f'<{area}> a lg:AdministrativeArea ; skos:prefLabel "Xã {number // 10:04}"@vi .'
        yield f'<{BASE}id/report/r{number}> a lg:Report ; dcterms:title "Báo cáo {number}"@vi .'
        yield from (_figure(number, name, area, year) for name in INDICATORS)


def _figure(number: int, indicator: str, area: str, year: int) -> str:
    figure, plan, actual = f"{BASE}id/figure/r{number}/{indicator}", 100 + number % 50, 90 + number % 70
    computed = round(100 * actual / plan, 2)
    wrong = number % 100 == 0
    said = (
        f"<{figure}> a lg:Figure ; lg:indicator <{BASE}def/indicator/{indicator}> ; dim:refArea <{area}> ; "
        f"dim:refPeriod <{BASE}id/period/{year}> ; lg:actual {actual}.0 ; lg:plan {plan}.0 ; "
        f"lg:percentOfPlan {computed + (9 if wrong else 0)} ; lg:statedIn <{BASE}id/report/r{number}> .\n"
        f"<{BASE}graph/derived/percent-of-plan> {{ <{figure}> lg:computedPercentOfPlan {computed} }}"
    )
    if not wrong:
        return said
    rule = f"{BASE}def/shape/percent-arithmetic"
    return (
        f"{said}\n<{BASE}graph/quality> {{ <{BASE}id/finding/{indicator}{number}> a sh:ValidationResult ; "
        f"sh:focusNode <{figure}> ; sh:sourceShape <{rule}> ; sh:resultSeverity sh:Warning ; "
        f'sh:resultMessage "It differs."@en }}'
    )


def months() -> str:
    """A figure in each of three months, as TriG."""
    return _HEAD + "\n".join(_months())


def _months() -> Iterator[str]:
    yield f'<{BASE}def/indicator/output> a lg:Indicator ; skos:prefLabel "Output"@en .'
    yield f'<{BASE}id/area/0000> a lg:AdministrativeArea ; skos:prefLabel "Xã 0000"@vi .'
    for number in (4, 2, 3):
        period = f"2020-{number:02}"
        yield f'<{BASE}id/period/{period}> a dcterms:PeriodOfTime ; rdfs:label "{period}" .'
        yield (
            f"<{BASE}id/figure/r/output/{period}> a lg:Figure ; lg:indicator <{BASE}def/indicator/output> ; "
            f"dim:refArea <{BASE}id/area/0000> ; dim:refPeriod <{BASE}id/period/{period}> ; "
            f"lg:actual {number}.0 ."
        )
