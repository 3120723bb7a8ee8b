"""What holds where a sentence says nothing itself; kept while a text is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.build.extract.figures.survey import areas, party_body
from kg.build.extract.sentences import Sentence

_PLANS = {"kh", "kế hoạch", "dự toán", "chỉ tiêu", "kh năm", "kế hoạch năm"}
_AHEAD = {"phương hướng", "mục tiêu", "phấn đấu"}
_TASKS = ("phương hướng", "mục tiêu", "nhiệm vụ", "chỉ tiêu chủ yếu")
_DONE = {"hoàn thành", "kết quả"}
_PROGRAMMES = {"chương trình", "ctmtqg", "các chương trình", "ct"}
_SCHEMES = {"đề án", "đồ án", "tờ trình", "phương án", "quy hoạch", "chủ trương đầu tư", "dự án"}
_SCHEME_LASTS = 8
_LONGEST_HEADING = 26


@dataclass(slots=True)
class Context:
    """The surroundings of a sentence.

    :param main: the area the text is about
    :param by_level: the best-known place of each level
    :param party: the Party organisation that the text opens with
    :param said: a whole or a cooperative that the figures are said to be of, until another is named
    :param site: the place of the project last spoken of
    :param period: the period last named
    :param day: the day of an event that the line tells of
    :param line: number of the line
    :param speaks_of_plan: the line speaks of a plan
    :param scheme: number of the last sentence that speaks of a project or scheme
    :param last_name: the name of the last indicator that had one
    """

    main: str | None = None
    by_level: dict[str, str] = field(default_factory=dict)
    party: str | None = None
    said: str | None = None
    site: str | None = None
    recent: str | None = None
    recent_at: int = -100
    period: str | None = None
    day: str | None = None
    line: int = -1
    speaks_of_plan: bool = False
    ahead: bool = False
    scheme: int = -100
    heading_ahead: bool = False
    last_name: str | None = None

    def in_scheme(self, sentence: Sentence) -> bool:
        """Whether a project or scheme was spoken of just now."""
        return sentence.number - self.scheme <= _SCHEME_LASTS


def survey(opening: list[Sentence]) -> Context:
    """A context with the areas that the opening of a text is about."""
    main, by_level = areas(opening)
    return Context(main, by_level, party=party_body(opening))


def is_heading(sentence: Sentence) -> bool:
    """A line of a few words that ends without a full stop and counts nothing."""
    tokens = sentence.tokens
    if not tokens or len(tokens) > _LONGEST_HEADING or tokens[-1].kind in ("dot", "semicolon", "comma"):
        return False
    whole = tokens[-1].end >= len(sentence.piece.text.rstrip())
    return (
        whole
        and tokens[0].kind not in ("dash", "quote")
        and not any(_is_unit(sentence, at) for at in range(1, len(tokens)))
    )


def _is_unit(sentence: Sentence, at: int) -> bool:
    """A unit after its number; the same word is a part of a name elsewhere."""
    counted = sentence.kind(at - 1) == "num" or sentence.has(at - 1, "scale")
    return counted and sentence.has(at, "measure", "money")


def stand(context: Context, period: str, brief: bool, event: bool = False) -> None:
    """A period holds for what follows; a brief one only in its line where one stands already, an event's day always."""
    if event or (brief and context.period is not None):
        context.day = period
    else:
        context.period, context.day = period, None


def enter(context: Context, sentence: Sentence) -> None:
    """Take in what a new sentence changes: another line, a plan or a scheme spoken of, work to come."""
    if sentence.line != context.line:
        context.line = sentence.line
        context.day = None
        context.speaks_of_plan = context.ahead = False
    keys = {token.key for token in sentence.tokens}
    if is_heading(sentence):
        ahead = any(key.startswith(_TASKS) for key in keys - _programmes(sentence)) or _is_plan(sentence)
        context.heading_ahead = sentence.line > 0 and ahead and not keys & _DONE
    if keys & _PLANS:
        context.speaks_of_plan = True
    if (keys - _programmes(sentence)) & _AHEAD:
        context.ahead = not keys & _DONE
    if keys & _SCHEMES:
        context.scheme = sentence.number


def _programmes(sentence: Sentence) -> set[str]:
    """The aims that are but the name of a programme: “Chương trình mục tiêu quốc gia”."""
    return {
        token.key
        for at, token in enumerate(sentence.tokens)
        if token.key.startswith("mục tiêu") and sentence.key(at - 1) in _PROGRAMMES
    }


def _is_plan(sentence: Sentence) -> bool:
    """A heading of what is planned: “4. Kế hoạch năm 2022”."""
    first = next((at for at, token in enumerate(sentence.tokens) if token.kind in ("cap", "abbr", "word")), 0)
    first += sentence.kind(first + 1) in ("dot", "close")
    words = [at for at in (first, first + 1) if sentence.key(at) in _PLANS]
    return bool(words) and sentence.kind(words[0] + 1) == "time"
