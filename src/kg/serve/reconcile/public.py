"""Where clients reach this site: from the settings and the socket, never from what a client says."""

from __future__ import annotations

from flask import request

from kg.serve.site import Site
from kg.settings import is_loopback


def public(site: Site) -> str:
    """The address of the site's root, with “/” at its end.

    `public_url` where it is set. Else, a site on loopback without a proxy before it is where it listens; any other is
    at its base (docs/decisions/2026-11-22-reconciliation.md).
    """
    settings = site.settings
    if settings.public_url:
        return settings.public_url
    if is_loopback(settings.host) and not settings.trusted_proxies:
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        return f"http://{host}:{request.environ['SERVER_PORT']}/"
    return site.base
