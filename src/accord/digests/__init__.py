"""What is new since a moment: stories opened, developments, new differences, corrections."""

from __future__ import annotations

from typing import Literal

from accord.digests.news import Digest, StoryNews, parse_since, plan_digest, read_digest
from accord.digests.to_atom import render_atom
from accord.digests.to_html import render_fragment, render_html
from accord.digests.to_mail import render_mail
from accord.digests.to_markdown import render_markdown

Format = Literal["md", "html", "eml", "atom", "json"]
MEDIA: dict[Format, str] = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "eml": "message/rfc822",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/json",
}

__all__ = [
    "MEDIA",
    "Digest",
    "Format",
    "StoryNews",
    "parse_since",
    "plan_digest",
    "read_digest",
    "render",
    "render_fragment",
]


def render(digest: Digest, format: Format, *, base: str = "") -> str:
    """The digest in one of its forms. `base` is the desk's address, for links to its stories; "": none."""
    match format:
        case "md":
            return render_markdown(digest, base=base)
        case "html":
            return render_html(digest, base=base)
        case "eml":
            return render_mail(digest, base=base)
        case "atom":
            return render_atom(digest, base=base)
        case "json":
            from msgspec import to_builtins

            from accord.dossier.to_json import dump_json

            return dump_json(to_builtins(digest))
