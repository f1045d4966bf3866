"""The digest as a page, or as the part of one that the desk and mails put into theirs."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from accord.digests import labels
from accord.digests.news import Digest, StoryNews
from accord.digests.to_markdown import story_address
from accord.dossier.sheets import one_line, web_address


@cache
def _templates() -> Environment:
    """They escape every value that is not markup of ours."""
    made = Environment(
        loader=PackageLoader("accord.digests", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"line": one_line, "web": web_address}
    return made


def render_fragment(digest: Digest, *, base: str = "", heading: int = 2) -> Markup:
    """The news as HTML without style or script; headings begin at level `heading`."""
    template = _templates().get_template("fragment.html.j2")
    return Markup(
        template.render(
            digest=digest,
            groups=[(labels.OPENED, digest.opened), (labels.DEVELOPED, digest.developed)],
            t=labels,
            level=heading,
            address=lambda story: story_address(base, story),
        )
    )


def render_story(news: StoryNews) -> Markup:
    """What is new in one story, without its title."""
    template = _templates().get_template("story.html.j2")
    return Markup(template.render(news=news, t=labels))


def render_html(digest: Digest, *, base: str = "") -> str:
    """One page that needs nothing else, for screen and paper; it forbids every fetch and every script."""
    made = _templates()
    assert made.loader
    style = made.loader.get_source(made, "digest.css")[0]
    digested = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = made.get_template("page.html.j2").render(
        title=labels.title(digest),
        style=Markup(style),
        policy=f"default-src 'none'; style-src 'sha256-{digested}'; base-uri 'none'; form-action 'none'",
        fragment=render_fragment(digest, base=base),
    )
    return page.rstrip("\n") + "\n"
