"""A validation for a reader: a page of text in either language, or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from pyoxigraph import NamedNode

from kg.build.findings import SEVERITIES, Finding, Severity
from kg.build.shapes import Shape
from kg.vocab import compact

_COUNTED = {
    "vi": {Severity.VIOLATION: "lỗi", Severity.WARNING: "cảnh báo", Severity.INFO: "việc còn phải làm"},
    "en": {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "thing to do"},
}
_HEADS = {
    "vi": {Severity.VIOLATION: "Lỗi", Severity.WARNING: "Cảnh báo", Severity.INFO: "Còn phải làm"},
    "en": {Severity.VIOLATION: "Violation", Severity.WARNING: "Warning", Severity.INFO: "To do"},
}


def summary(findings: Iterable[Finding], language: str) -> str:
    """How many findings of each severity, in one line."""
    found = [f.severity for f in findings]
    return ", ".join(_count(found.count(s), s, language) for s in SEVERITIES)


def _count(number: int, severity: Severity, language: str) -> str:
    noun = _COUNTED[language][severity]
    if language == "en" and number != 1:
        noun = "things to do" if severity is Severity.INFO else f"{noun}s"
    return f"{number} {noun}"


def text(findings: Iterable[Finding], shapes: Mapping[str, Shape], language: str) -> str:
    """The findings, a paragraph a rule, under a line that counts them."""
    findings = tuple(findings)
    lines = [summary(findings, language)]
    for (severity, rule), group in groupby(findings, key=lambda f: (f.severity, f.rule)):
        name = rule.rpartition("/")[2]
        title = shapes[rule].names.get(language, "") if rule in shapes else ""
        lines += ["", f"{_HEADS[language][severity]} · {name}" + (f" · {title}" if title else "")]
        for finding in group:
            lines += [f"  {compact(finding.focus)}{_at(finding)}", f"    {finding.message(language)}"]
    return "\n".join(lines) + "\n"


def _at(finding: Finding) -> str:
    """The path and the value, as far as they say more than the focus node does."""
    value = "" if finding.value is None else finding.value.value
    parts = [compact(finding.path)] if finding.path else []
    if value and value != finding.focus:
        parts.append(compact(value) if isinstance(finding.value, NamedNode) else f"“{value[:60]}”")
    return "".join(f"  {part}" for part in parts)


def as_json(findings: Iterable[Finding]) -> str:
    """The findings as a JSON array, one object each."""
    return json.dumps([_row(f) for f in findings], ensure_ascii=False, indent=1) + "\n"


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity,
        "rule": finding.rule,
        "focus": finding.focus,
        "path": finding.path or None,
        "value": None if finding.value is None else finding.value.value,
        "message": {"vi": finding.message_vi, "en": finding.message_en},
        "source": finding.source or None,
    }
