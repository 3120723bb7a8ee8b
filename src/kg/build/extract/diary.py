"""The meetings of a text, told once; a later sentence may say who chaired the one last met."""

from __future__ import annotations

from kg.build.extract.facts import Meeting, Post, note_place
from kg.build.extract.meetingparts import chairs_before
from kg.build.extract.meetings import meeting_of
from kg.build.extract.sentences import Sentence
from kg.build.extract.spoken_meetings import mentioned

_NEAR = 2
_REMEMBERED = 50


class Diary:
    """The meetings of a text; a later sentence may say who chaired the one last met."""

    def __init__(self) -> None:
        self._held: list[Meeting] = []
        self._mentioned: list[Meeting] = []
        self._pending: tuple[Meeting, int] | None = None

    def add(self, sentence: Sentence, posts: list[Post]) -> None:
        """The meeting a sentence reports, or the chair or the type it adds to the one before."""
        if sentence.marks.isdisjoint(("meeting", "chair")) and not _decides(sentence):
            return
        meeting = meeting_of(sentence, posts)
        near = self._pending is not None and sentence.number - self._pending[1] <= _NEAR
        if near and (meeting is None or meeting.rule == "held-undated"):
            assert self._pending is not None
            self._complete(self._pending[0], sentence, posts)
        elif meeting is not None:
            self._keep(meeting, sentence.number)
        self._mentioned.extend(mentioned(sentence, posts))

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
        known = next((one for one in self._held[-_REMEMBERED:] if _same(one, meeting)), None)
        if known is not None:
            if known.date is None and meeting.date is not None:
                _fill(known, meeting)
            note_place(known.also, (meeting.start, meeting.end))
            return
        self._held.append(meeting)
        self._pending = (meeting, number)

    def _complete(self, meeting: Meeting, sentence: Sentence, posts: list[Post]) -> None:
        for at, token in enumerate(sentence.tokens):
            if token.has("chair") and sentence.has(at + 1, "meeting") and not meeting.chair:
                meeting.chair = chairs_before(sentence, at, posts)
                if meeting.rule == "by-verb":
                    meeting.type = sentence.text(at + 1, at + 2)


def _decides(sentence: Sentence) -> bool:
    """A body hears, gives its view or meets: the type of the meeting may come with the next sentence."""
    words = sentence.piece.key[sentence.tokens[0].start : sentence.tokens[-1].end]
    return "cho ý kiến" in words or "họp" in words or "làm việc" in words


def _fill(known: Meeting, again: Meeting) -> None:
    """A meeting told with its day is told there: the earlier place becomes a further one."""
    for field in ("start", "end", "date", "date_raw", "chair", "subject"):
        value = getattr(known, field)
        setattr(known, field, getattr(again, field) or value)
        setattr(again, field, value)


def _same(one: Meeting, other: Meeting) -> bool:
    return (
        one.type == other.type
        and (one.date == other.date or (other.rule == "visit" and not one.date and one.place is not None))
        and one.place == other.place
        and (not other.subject or one.subject == other.subject)
    )
