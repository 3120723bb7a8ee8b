"""What a validation finds: severities, findings, and the raw results they are told from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pyoxigraph import NamedNode

from kg.build.statements import Value


class Severity(StrEnum):
    """How bad a finding is (SHACL, section 2.1.4), worst first."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


SEVERITIES = tuple(Severity)
_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


@dataclass(frozen=True)
class Result:
    """One result as an engine gives it, before its message is told.

    :param rule: IRI of the shape that failed
    :param component: IRI of the constraint component (SHACL, section 3.6.2.6)
    :param bindings: what else the rule gives its message
    :param message: the engine's own words, for a shape that has none
    """

    rule: str
    focus: Value
    component: str
    path: NamedNode | None = None
    value: Value | None = None
    bindings: Mapping[str, Value] = field(default_factory=dict, compare=False)
    message: str = field(default="", compare=False)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, suspicious, or still to do.

    :param rule: IRI of the shape
    :param source: IRI of the named graph that speaks of the focus node; empty where none does
    """

    severity: Severity
    rule: str
    focus: str
    path: str
    value: Value | None
    message_vi: str
    message_en: str
    source: str
    component: str

    @property
    def name(self) -> str:
        """The last part of the rule's IRI, such as `number-parse`."""
        return self.rule.rpartition("/")[2]

    @property
    def key(self) -> str:
        """A hash of what was found where: 16 hexadecimal digits, the same in every build."""
        parts = (self.rule, self.focus, self.path, str(self.value))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def message(self, language: str) -> str:
        """The message in `vi` or `en`."""
        return self.message_vi if language == "vi" else self.message_en


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, worst first, then by rule, focus, path and value."""

    def place(finding: Finding) -> tuple[int, str, str, str, str, str]:
        at = (finding.rule, finding.focus, finding.path, str(finding.value), finding.message_en)
        return _RANK[finding.severity], *at

    once: dict[tuple[str, str, str, str], Finding] = {}
    for finding in sorted(findings, key=place):
        once.setdefault((finding.rule, finding.focus, finding.path, str(finding.value)), finding)
    return tuple(once.values())
