"""How posts, documents, meetings, remarks and bodies that the extractor found become candidates of our kinds."""

from __future__ import annotations

import re
from typing import Any

from kg.build.extract.entering import Desk, quote, spans
from kg.build.extract.facts import Candidate as Found
from kg.build.extract.facts import Congress, Document, Meeting, Organization, Post, Remark
from kg.build.extract.spoken import period
from kg.build.facts import Span
from kg.build.passages import find
from kg.vietnamese import parse_date

_FULL_DATE = re.compile(r"\d{1,2}(?:[/.-]|\s+tháng\s+)\d{1,2}(?:[/.-]|\s+năm\s+)\d{4}", re.IGNORECASE)
_NEAR_MEETING = 600
_LONGEST_NAME = 160
_PARTY_HEADS = ("đảng bộ ", "chi bộ ", "đảng ủy ", "đảng uỷ ")


def body(found: Organization, desk: Desk) -> None:
    """A named body with its mentions."""
    mentions = [quote(found), *(Span(*at) for at in found.mentions)]
    desk.things.body(found.name, quote(found), found.system, mentions)


def tenure(found: Post, desk: Desk) -> None:
    """A person in a post of a body; the label is the run of words from the post to the body."""
    role = _role(found, desk)
    organisation = desk.things.body(found.org, quote(found), found.system)
    person = desk.things.person(found.person, quote(found))
    label = _label(found, desk)
    missing = {
        "post not in the code list": role,
        "no body": organisation,
        "no name": person,
        "no words": label,
    }
    if reason := next((why for why, value in missing.items() if value is None), None):
        desk.leave("tenure", quote(found), reason, words=f"{found.post} {found.org}".strip())
        return
    values = {"label": label, "person": person, "organisation": organisation, "role": role}
    desk.add("tenure", spans(found), values, found)


def _role(found: Post, desk: Desk) -> str | None:
    head = found.org.split()[:1]
    wordings = (f"{found.post} {found.org}", " ".join([found.post, *head]), found.post)
    return next((slug for wording in wordings if (slug := desk.lists.code("role", wording))), None)


def _label(found: Post, desk: Desk) -> str | None:
    """The post and its body as one run, with “nguyên” where the post is a former one."""
    text = desk.source.text
    wanted = f"nguyên {found.post}" if found.former else found.post
    post = find(text, wanted, found.start, found.end)
    if post is None:
        return None
    at = find(text, found.org, post.start, found.end)
    run = desk.source.exact(post.start, at.end if at else post.end)
    return run if found.person not in run else desk.source.exact(post.start, post.end)


def citation(found: Document, desk: Desk) -> None:
    """A cited document, and the citation with what the text states of it."""
    kind = desk.lists.code("document-type", found.doc_type)
    if kind is None:
        desk.leave("citation", quote(found), "kind of document not in the code list", words=found.doc_type)
        return
    number = desk.words(found, "number", found.symbol or found.number)
    written = _date(found.date_raw, quote(found), desk)
    issuer = _body(found, "issuer", found.issuer, desk)
    name = _document_name(found, number, desk)
    day = parse_date(written) if written else None
    values = {
        "type": kind,
        "number": number,
        "date": day.isoformat() if day else None,
        "issuer": issuer,
        "issuer_code": desk.lists.issuer_code(number) if number else None,
        "national": _national(name, number, day.isoformat() if day else None, desk),
        "unidentified": None if number else True,
        "slug": number,
    }
    document = desk.things.document(name, quote(found), {n: v for n, v in values.items() if v is not None})
    stated = {
        "document": document,
        "number": number,
        "date": written,
        "issuer": issuer,
        "title": desk.words(found, "title", found.subject),
        "plenum": found.plenum,
        "term": desk.words(found, "term", found.term),
    }
    desk.add("citation", spans(found), stated, found)


def _document_name(found: Document, number: str | None, desk: Desk) -> str:
    """The kind and symbol of a document, or the words that name it by its issuer or subject."""
    text = desk.source.text
    upto = number or found.issuer or found.subject
    end = find(text, upto, found.start, found.end) if upto else None
    whole = desk.source.exact(found.start, end.end if end else found.end)
    return whole if len(whole) <= _LONGEST_NAME else whole[:_LONGEST_NAME].rpartition(" ")[0]


def _national(name: str, number: str | None, date: str | None, desk: Desk) -> str | None:
    """The place of a document that the authorities know: by symbol and date to the letter, or by its whole name."""
    if number:
        place = desk.lists.symbols.get(number)
        return place if place and date and place.endswith(f"/{date}") else None
    place = desk.lists.national["document"].get(" ".join(name.lower().split()))
    return place if place and "/" not in place else None


def _date(worded: str | None, near: Span, desk: Desk) -> str | None:
    """The full date within words, exactly as it stands in the quote; None where the day or year is not stated."""
    if not worded or not (match := _FULL_DATE.search(worded)) or parse_date(match[0]) is None:
        return None
    at = find(desk.source.text, match[0], near.start, near.end)
    return desk.source.exact(at.start, at.end) if at else None


def meeting(found: Meeting, desk: Desk) -> None:
    """A meeting, and its chair's part in it."""
    kind = _meeting_type(found.type, desk)
    if kind is None:
        desk.leave("meeting", quote(found), "kind of meeting not in the code list", words=found.type)
        return
    head = find(desk.source.text, found.type, found.start, found.end)
    several = "/" in (found.date or "")
    written = None if several else _date(found.date_raw, quote(found), desk)
    values = {
        "label": desk.source.exact(head.start if head else found.start, found.end).rstrip(" ,;."),
        "type": kind,
        "organiser": _body(found, "organiser", found.organiser, desk),
        "date": written,
        "date_words": None if written else desk.words(found, "date_words", found.date_raw),
        "ordinal": found.ordinal,
    }
    name = desk.add("meeting", spans(found), values, found)
    for chair in found.chair:
        _chaired(found, chair, name, desk)


def _meeting_type(words: str, desk: Desk) -> str | None:
    """The kind of meeting that words say, or the first of them, or those after “buổi”, “cuộc”."""
    split = words.split()
    shorter = [" ".join(split[:count]) for count in range(len(split), 0, -1)]
    later = [" ".join(split[1:count]) for count in range(len(split), 1, -1)]
    return next((slug for w in (*shorter, *later) if (slug := desk.lists.code("meeting-type", w))), None)


def _body(found: Found, field: str, name: str | None, desk: Desk) -> str | None:
    """The body that a field names: one met before, a national one, or a Party organisation spelled out there."""
    if not name:
        return None
    if known := desk.things.known("body", name):
        return known
    national = " ".join(name.lower().split()) in desk.lists.national["body"]
    if national or name.lower().startswith(_PARTY_HEADS):
        return desk.things.body(name, quote(found), "party")
    desk.leave(found.kind, quote(found), "it is no body that the text names", field, name)
    return None


def _chaired(found: Meeting, chair: str, meeting: str, desk: Desk) -> None:
    """The part of a chair: its passage is the meeting's where it names the chair, else the name beside it."""
    text = desk.source.text
    at = find(text, chair, found.start, found.end) or find(
        text, chair, max(0, found.start - _NEAR_MEETING), found.end + _NEAR_MEETING
    )
    person = desk.things.person(chair, at) if at else None
    if at is None or person is None:
        desk.leave(
            "participation", quote(found), "the chair's name stands nowhere near", "participant", chair
        )
        return
    tenures = [f.id for f in desk.facts if f.kind == "tenure" and f.values["person"] == person]
    values = {
        "meeting": meeting,
        "participant": person,
        "role": "chair-of-meeting",
        "in_capacity": tenures or None,
    }
    desk.add("participation", [at], values, found)


def congress(found: Congress, desk: Desk) -> None:
    """A congress with its ordinal and term."""
    values = {
        "label": desk.source.exact(found.start, found.end),
        "type": "congress",
        "organiser": _body(found, "organiser", found.org, desk),
        "ordinal": found.ordinal,
        "term": period(found.term) if found.term else None,
    }
    desk.add("meeting", spans(found), values, found)


def remark(found: Remark, desk: Desk) -> None:
    """A sentence on the year's work without a figure."""
    values = {"type": found.remark_type, "period": period(found.period) if found.period else None}
    desk.add("remark", spans(found), values, found)


def relate(desk: Desk) -> None:
    """Gives each remark the documents that its words cite, and a task the figure that is its target."""
    for at, fact in enumerate(desk.facts):
        if fact.kind != "remark":
            continue
        inside = [f for f in desk.facts if fact.span.start <= f.span.start and f.span.end <= fact.span.end]
        cited = [str(f.values["document"]) for f in inside if f.kind == "citation"]
        targets = [
            f.id for f in inside if f.kind == "figure" and "plan" in f.values and "actual" not in f.values
        ]
        more: dict[str, Any] = {"cites": list(dict.fromkeys(cited))} if cited else {}
        if fact.values["type"] == "task" and len(targets) == 1:
            more["target"] = targets[0]
        desk.facts[at] = fact.with_(values={**fact.values, **more})
