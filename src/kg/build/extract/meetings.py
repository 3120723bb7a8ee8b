"""Meetings: when, who holds or chairs them, which type, what about."""

from __future__ import annotations

from kg.build.extract.facts import Meeting, Post
from kg.build.extract.places import place_at
from kg.build.extract.sentences import Sentence, is_person
from kg.build.extract.times import is_day, iso_date, ordinal

_NOT_BEFORE = {
    "tại",
    "trong",
    "các",
    "những",
    "sau",
    "phát biểu tại",
    "ở",
    "từ",
    "kết luận",
    "qua",
    "này",
    "mỗi",
    "nhiều",
    "số",
    "một số",
    "theo",
    "phục vụ",
    "giới thiệu",
    "dự",
    "về",
}
_STOPS = {"dưới sự chủ trì", "dưới sự", "do", "có sự", "với sự", "cùng dự", "tham dự"}
_ABOUT = {"về", "nhằm", "để", "bàn", "nghe", "cho"}
_WITH = {"với", "của", "cùng", "giữa", "thứ", "lần thứ"}
_LONGEST_SUBJECT = 60
_NEAR = 2
_REVIEWS = ("tổng kết", "sơ kết")
_MOST_CHAIRS = 3


class Diary:
    """The meetings of a text; a later sentence may say who chaired the one last met."""

    def __init__(self) -> None:
        self._held: list[Meeting] = []
        self._mentioned: list[Meeting] = []
        self._pending: tuple[Meeting, int] | None = None

    def add(self, sentence: Sentence, posts: list[Post]) -> None:
        """The meeting a sentence reports, or the chair or the type it adds to the one before."""
        if not any(
            token.has("meeting", "chair") or token.key in ("họp", "ý kiến", "ý") for token in sentence.tokens
        ):
            return
        meeting = _read(sentence, posts)
        near = self._pending is not None and sentence.number - self._pending[1] <= _NEAR
        if near and (meeting is None or meeting.rule == "held-undated"):
            assert self._pending is not None
            self._complete(self._pending[0], sentence, posts)
        elif meeting is not None:
            self._keep(meeting, sentence.number)
        self._mentioned.extend(_mentioned(sentence, posts))

    def found(self) -> list[Meeting]:
        """The meetings held, and those only spoken of whose type no held one has."""
        types = {meeting.type.split()[-1].lower() for meeting in self._held}
        rest: list[Meeting] = []
        for meeting in self._mentioned:
            kind = meeting.type.split()[-1].lower()
            if kind not in types:
                types.add(kind)
                rest.append(meeting)
        return [*self._held, *rest]

    def _keep(self, meeting: Meeting, number: int) -> None:
        if any(_same(known, meeting) for known in self._held):
            return
        self._held.append(meeting)
        self._pending = (meeting, number)

    def _complete(self, meeting: Meeting, sentence: Sentence, posts: list[Post]) -> None:
        for at, token in enumerate(sentence.tokens):
            if token.has("chair") and sentence.has(at + 1, "meeting") and not meeting.chair:
                meeting.chair = _people_before(sentence, at, posts)
                if meeting.rule == "by-verb":
                    meeting.type = sentence.text(at + 1, at + 2)


def _same(one: Meeting, other: Meeting) -> bool:
    return (
        one.type == other.type
        and one.date == other.date
        and (not other.subject or one.subject == other.subject)
    )


def _read(sentence: Sentence, posts: list[Post]) -> Meeting | None:
    """The first meeting of a sentence that has a date, an organiser or a chair of its own."""
    for at, token in enumerate(sentence.tokens):
        if token.has("meeting") and sentence.key(at - 1) not in _NOT_BEFORE:
            meeting = _meeting(sentence, at, posts)
            if meeting is not None:
                return meeting
    return _by_verb(sentence, posts)


def _meeting(sentence: Sentence, at: int, posts: list[Post]) -> Meeting | None:
    """The meeting whose type is a token."""
    dated = _date(sentence, at)
    verb = _verb(sentence, at)
    if dated is None and verb is not None:
        dated = _date_after(sentence, at)
    if verb is None:
        return _announced(sentence, at)
    first = dated if dated is not None else _subject_of(sentence, verb)
    if dated is None and first is None:
        return _announced(sentence, at)
    body = _organiser(sentence, verb)
    chairs = sentence.has(verb, "chair")
    chair = (
        _people_before(sentence, verb, posts)
        if chairs or sentence.tokens[at].marks["meeting"] == "working-meeting"
        else []
    )
    if not chair:
        chair = _people_after(sentence, at, posts)
    if body is None and not chair and dated is None:
        return None
    subject, last = _subject(sentence, at + 1)
    start = first if first is not None else at
    found = Meeting(
        *sentence.span(min(start, at), last),
        "held" if dated is not None else "held-undated",
        0.9 if dated is not None else 0.7,
        sentence.text(at, at + 1),
    )
    if dated is not None:
        found.date, found.date_raw = iso_date(sentence.key(dated)), sentence.text(dated, dated + 1)
    found.organiser = None if chairs or (chair and body is None) else body
    found.chair, found.subject = chair, subject
    _number(sentence, at, found)
    return found


def _number(sentence: Sentence, at: int, found: Meeting) -> None:
    if sentence.key(at + 1) in ("thứ", "lần thứ"):
        found.ordinal = ordinal(sentence.key(at + 2))


def _date(sentence: Sentence, before: int) -> int | None:
    """The day, or the wording in its stead, that stands before a meeting."""
    for at in range(before):
        token = sentence.tokens[at]
        if (token.kind == "time" and is_day(token.key)) or token.has("vague"):
            return at
    return None


def _date_after(sentence: Sentence, at: int) -> int | None:
    """The day told after a meeting's type, in the same clause."""
    for here in range(at + 1, min(len(sentence.tokens), at + 24)):
        if sentence.kind(here) in ("semicolon", "dot", "colon", "quote"):
            return None
        if sentence.kind(here) == "time" and is_day(sentence.key(here)):
            return here
    return None


def _verb(sentence: Sentence, at: int) -> int | None:
    """The word of holding or chairing that governs a meeting's type."""
    for here in range(at - 1, max(-1, at - 6), -1):
        if sentence.has(here, "chair") or (sentence.has(here, "hold") and sentence.kind(here) == "word"):
            return here
        if sentence.kind(here) in ("dot", "semicolon", "colon"):
            return None
    return None


def _subject_of(sentence: Sentence, verb: int) -> int | None:
    """Where the holder of a meeting begins: a body right before the verb."""
    for body in sentence.bodies:
        if verb - 3 <= body.last <= verb and body.named:
            return body.first
    return None


def _organiser(sentence: Sentence, verb: int) -> str | None:
    """The body, or the place as an actor, before the verb of holding; the first of those who hold it together."""
    before = [body for body in sentence.bodies if body.last <= verb]
    if before and any("phối hợp" in sentence.key(at) for at in range(before[0].last, verb + 1)):
        return sentence.text(before[0].first, before[0].last)
    for body in reversed(before):
        if verb - body.last <= 2 or all(_is_term(sentence, at) for at in range(body.last, verb)):
            return sentence.text(body.first, body.last)
    for at in range(max(0, verb - 6), verb):
        place = place_at(sentence.tokens, at, sentence.piece.text)
        inside = any(body.first <= at < body.last for body in sentence.bodies)
        if place is not None and not inside and place.last <= verb and verb - place.last <= 2:
            return sentence.text(place.first, place.last)
    return None


def _is_term(sentence: Sentence, at: int) -> bool:
    """A token of “khóa XVIII, nhiệm kỳ 2021 - 2026”, or a small word before the verb."""
    return sentence.kind(at) in ("time", "comma", "cap", "num") or sentence.key(at) in ("khóa", "đã", "và")


def _people_before(sentence: Sentence, verb: int, posts: list[Post]) -> list[str]:
    """The person who is the subject of a verb of chairing: the last one whose post is told, or just a name."""
    low, _ = sentence.span(verb, verb + 1)
    held = [post.person for post in posts if post.start < low]
    if held:
        return list(dict.fromkeys(held))[-_MOST_CHAIRS:]
    for at in range(verb):
        size = is_person(sentence, at)
        if size and at + size <= verb:
            return [sentence.text(at, at + size)]
    return []


def _people_after(sentence: Sentence, at: int, posts: list[Post]) -> list[str]:
    """Those named after “dưới sự chủ trì của”."""
    chair = next(
        (
            n
            for n in range(at, len(sentence.tokens))
            if sentence.key(n) in ("chủ trì", "điều hành") and sentence.key(n + 1) == "của"
        ),
        None,
    )
    if chair is None:
        return []
    low, _ = sentence.span(chair, chair + 1)
    named = [post.person for post in posts if post.start > low]
    if not named:
        size, here = 0, chair + 2
        while here < len(sentence.tokens) and not size:
            size = is_person(sentence, here)
            here += 1
        named = [sentence.text(here - 1, here - 1 + size)] if size else []
    return list(dict.fromkeys(named))


def _subject(sentence: Sentence, at: int) -> tuple[str | None, int]:
    """What a meeting is about, from after its type on, and where that ends."""
    last = at
    while last < len(sentence.tokens) and last - at < _LONGEST_SUBJECT:
        token = sentence.tokens[last]
        under = token.key == "dưới" and sentence.key(last + 1) == "sự"
        if (
            token.kind in ("dot", "quote")
            or under
            or (token.kind == "semicolon" and sentence.kind(last + 1) == "cap")
        ):
            break
        last += 1
    begin = _subject_begin(sentence, at, last)
    opening = next(
        (word for word in _REVIEWS if at and begin == at and sentence.key(at - 1).endswith(f" {word}")), ""
    )
    return f"{opening} {sentence.text(begin, last)}".strip() or None, max(last, at)


def _subject_begin(sentence: Sentence, at: int, last: int) -> int:
    """Past whose meeting it is and with whom, and past “về”, “nhằm”."""
    starts = {body.first for body in sentence.bodies}
    begin = at
    if begin in starts or sentence.key(begin) in _WITH or sentence.kind(begin) == "open":
        while begin < last and sentence.key(begin) not in _ABOUT and not sentence.has(begin, "action"):
            begin += 1
    if begin == last:
        return at
    return begin + (sentence.key(begin) in ("về", "nhằm"))


def _mentioned(sentence: Sentence, posts: list[Post]) -> Iterator[Meeting]:
    """A working meeting spoken of with whom or where it was: “tại buổi làm việc với …”."""
    for at, token in enumerate(sentence.tokens):
        working = token.marks.get("meeting") == "working-meeting" and sentence.key(at - 1) not in (
            "các",
            "những",
            "nhiều",
            "mỗi",
        )
        if not working or sentence.key(at + 1) not in ("với", "theo", "giữa") or sentence.kind(at) != "word":
            continue
        last = at + 2
        while last < len(sentence.tokens) and sentence.kind(last) not in (
            "comma",
            "dot",
            "colon",
            "semicolon",
            "quote",
        ):
            last += 1
        chair = _people_after_mention(sentence, last, posts)
        about = next((n for n in range(at, last) if sentence.key(n) == "về"), None)
        subject = sentence.text(about + 1, last) if about is not None else None
        yield Meeting(
            *sentence.span(at, last),
            "mentioned",
            0.6,
            sentence.text(at, at + 1),
            chair=chair,
            subject=subject,
        )


def _people_after_mention(sentence: Sentence, last: int, posts: list[Post]) -> list[str]:
    """The leading official: the first whose post the sentence tells after the meeting."""
    if last >= len(sentence.tokens):
        return []
    low, _ = sentence.span(last, last + 1)
    return [post.person for post in posts if post.start >= low][:1]


def _announced(sentence: Sentence, at: int) -> Meeting | None:
    """A meeting named with its year: “hội nghị … năm 2017”."""
    if sentence.tokens[at].marks["meeting"] not in ("conference", "session"):
        return None
    if sentence.has(at + 1, "ending") and sentence.key(at + 1) not in ("về", "với", "triển khai"):
        return None
    for here in range(at + 2, min(len(sentence.tokens), at + 14)):
        token = sentence.tokens[here]
        if token.kind in ("comma", "semicolon", "dot", "colon"):
            return None
        if token.kind == "time" and token.key.startswith("năm ") and iso_date(token.key):
            span = sentence.span(at, here + 1)
            subject = sentence.text(at + 1, here)
            return Meeting(
                *span,
                "named-with-year",
                0.7,
                sentence.text(at, at + 1),
                iso_date(token.key),
                sentence.text(here, here + 1),
                subject=subject,
            )
    return None


def _by_verb(sentence: Sentence, posts: list[Post]) -> Meeting | None:
    """A dated sentence in which a body hears and decides: its type word comes with the next sentence."""
    dated = _date(sentence, min(4, len(sentence.tokens)))
    if dated is None or not is_day(sentence.key(dated)):
        return None
    for at in range(dated + 1, min(len(sentence.tokens), dated + 45)):
        words = tuple(sentence.key(at + n) for n in range(3))
        if words[:2] == ("cho", "ý kiến") or words[:2] == ("làm", "việc") or sentence.key(at) == "họp":
            organiser = _organiser(sentence, at) or next(
                (sentence.text(b.first, b.last) for b in sentence.bodies if b.first > dated and b.last <= at),
                None,
            )
            if organiser is None:
                return None
            subject, last = _subject(sentence, at + 2)
            found = Meeting(
                *sentence.span(dated, last),
                "by-verb",
                0.75,
                "họp",
                iso_date(sentence.key(dated)),
                sentence.text(dated, dated + 1),
                organiser,
            )
            found.subject = subject
            found.chair = _people_after(sentence, dated, posts)
            return found
    return None
