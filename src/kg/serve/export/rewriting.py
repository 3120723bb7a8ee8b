"""Pages made to stand alone: links relative to files, words where a form would need a server, a policy of their own."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from kg.serve.export import addresses
from kg.serve.export.addresses import Address
from kg.serve.export.scope import Kind, Scope
from kg.serve.language import languages

ABOUT = "/about-this-copy"
"""The page that says what a copy has not."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'none'; form-action 'none'; base-uri 'none'"
)
"""The content security policy of a copied page; who may frame it cannot be said in a page."""

SCRIPTS = ("suggest.js", "sparql.js", "sparql-editor.js")
"""Scripts that ask a server."""

_QUOTED = r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*"
_FORM = re.compile(rf"<form\b({_QUOTED})>.*?</form>", re.DOTALL)
_SCRIPT = re.compile(r'<script\b[^>]*\ssrc="([^"]*)"[^>]*></script>\n?')
_TAG = re.compile(rf"<(a|link|meta|script|img|image|use|iframe|source)\b({_QUOTED})>")
_ATTRIBUTE = re.compile(r'\s([\w:-]+)="([^"]*)"')
_HEAD = re.compile(r"<meta charset=[^>]*>")


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """Something to copy.

    :param language: of a page; “” for what is the same in every language
    """

    address: Address
    kind: Kind
    language: str = ""

    @property
    def file(self) -> str:
        """Where it stands in the copy."""
        match self.kind:
            case Kind.PAGE | Kind.THING:
                return addresses.page_file(self.address, self.language or languages.DEFAULT)
            case Kind.DATA:
                return addresses.data_file(self.address)
            case _:
                return addresses.plain_file(self.address)

    def __str__(self) -> str:
        return str(self.address)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link of a copy leads: to a file of it, to an address as it stands, or nowhere (“” in both)."""

    file: str = ""
    href: str = ""
    item: Item | None = None


class Rewriter:
    """Rewrites pages.

    :param scope: what becomes of each address
    :param instead: what stands for a form, by its address and language
    """

    def __init__(self, scope: Scope, instead: Callable[[str, str], str]) -> None:
        self._scope, self._instead, self._plan = scope, instead, scope.plan
        self._target = lru_cache(maxsize=30_000)(self._find)

    def target(self, href: str, language: str) -> Target:
        """Where a link of a page in a language leads.

        :raises kg.errors.StoreError: there is no answer
        """
        return self._target(html.escape(href), False, language)

    def page(self, text: str, item: Item, top: str) -> tuple[str, set[Item]]:
        """A page of the copy, and what it leads to.

        :param top: what leads from its file to the root of the copy, such as “../”
        :raises kg.errors.StoreError: there is no answer
        """
        found: set[Item] = set()
        language = item.language or languages.DEFAULT

        def tag(match: re.Match[str]) -> str:
            name, written = match.groups()
            has = dict(_ATTRIBUTE.findall(written))
            if name == "link" and has.get("rel") == "search":
                return ""
            if name == "link" and (has.get("rel") == "canonical" or "hreflang" in has):
                return self._whole(match.group(), has, item)
            if name == "meta":
                return shared(match.group(), has)
            return _ATTRIBUTE.sub(lambda one: attribute(one, bool(has.get("type"))), match.group())

        def shared(written: str, has: Mapping[str, str]) -> str:
            said, of = has.get("content", ""), has.get("property")
            if not self._plan.url or of not in ("og:url", "og:image"):
                return written
            own = Target(addresses.url(item.file))
            target = own if of == "og:url" else self._target(said, False, language)
            if target.item:
                found.add(target.item)
            return written.replace(f'"{said}"', f'"{self._plan.url}{target.file}"')

        def attribute(match: re.Match[str], typed: bool) -> str:
            name, href = match.groups()
            if name not in ("href", "src", "xlink:href"):
                return match.group()
            target = self._target(href, typed, language)
            if target.item:
                found.add(target.item)
            led = top + target.file if target.file else target.href
            return f' {name}="{led}"' if led else ""

        text = _FORM.sub(lambda form: self._form(form, language), text)
        text = _SCRIPT.sub(lambda one: "" if one[1].endswith(SCRIPTS) else one.group(), text)
        text = _TAG.sub(tag, text)
        policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        return _HEAD.sub(lambda head: f"{head.group()}\n{policy}", text, count=1), found

    def _form(self, match: re.Match[str], language: str) -> str:
        """A form as it is, or words in the place of one that asks a server."""
        action = dict(_ATTRIBUTE.findall(match[1])).get("action")
        return match.group() if action is None else self._instead(action, language)

    def _whole(self, written: str, has: Mapping[str, str], item: Item) -> str:
        """A link of the head with a whole address: as the site has it, unless it is known where the copy stands."""
        if not self._plan.url:
            return written
        spoken = has.get("hreflang", item.language)
        chosen = spoken if spoken in languages.LANGUAGES else languages.DEFAULT
        if _in(chosen, item.address, item.language) != item.address:
            return ""
        whole = self._plan.url + addresses.url(addresses.page_file(item.address, chosen))
        return written.replace(f'href="{has["href"]}"', f'href="{whole}"')

    def _find(self, written: str, typed: bool, language: str) -> Target:
        """Where a link leads."""
        href = html.unescape(written)
        read = addresses.read(href, self._plan.base)
        if read is None:
            return Target(href=written)
        address, fragment = read
        kind = self._scope.kind(address, typed)
        end = f"#{html.escape(fragment)}" if fragment else ""
        if kind in (Kind.SERVER, Kind.LEFT):
            if self._plan.live:
                return Target(href=html.escape(self._plan.live + str(address)[1:]) + end)
            return Target() if kind is Kind.LEFT else self._about(language)
        spoken = address.language or language
        item = Item(_in(spoken, address, language).plain, kind, spoken if kind is Kind.PAGE else "")
        return Target(addresses.url(item.file) + end, item=item)

    def _about(self, language: str) -> Target:
        about = Item(Address(ABOUT), Kind.PAGE, language)
        return Target(addresses.url(about.file) + "#server", item=about)


def _in(other: str, address: Address, language: str) -> Address:
    """The address of a page in another language: letters are a language's own, so there it is the whole list."""
    if other == language or not address.parameter("letter"):
        return address
    return replace(address, query=tuple(p for p in address.query if p[0] not in ("letter", "page")))
