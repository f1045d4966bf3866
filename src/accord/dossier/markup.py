"""What the HTML pages share: templates, a policy that forbids all but their own, nested spans."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Protocol, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from accord.dossier.sheets import one_line, shown


@cache
def environment() -> Environment:
    """The templates. They escape every value that is not markup of ours."""
    made = Environment(
        loader=PackageLoader("accord.dossier", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["line"] = one_line
    return made


@dataclass(frozen=True, slots=True)
class Dress:
    """Style and script of a page, to stand inside it, and the policy that admits these two only."""

    style: Markup
    script: Markup
    csp: str


@cache
def dress(*names: str) -> Dress:
    """The look of all pages with further styles on top of it, and the scripts: names of template files."""
    whole = "".join(_source(name) for name in ("base.css", *names) if name.endswith(".css"))
    code = "".join(_source(name) for name in names if name.endswith(".js"))
    # digests instead of 'unsafe-inline': even markup that slipped through could not run
    policy = (
        f"default-src 'none'; style-src {_digest(whole)}; script-src {_digest(code)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return Dress(Markup(whole), Markup(code), policy)


def _source(name: str) -> str:
    made = environment()
    assert made.loader
    return made.loader.get_source(made, name)[0]


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


# ---------------------------------------------------------------- spans in a line


class Stretch(Protocol):
    """Anything that covers a part of the text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=Stretch)


def nest(
    text: str,
    start: int,
    end: int,
    spans: Iterable[S],
    *,
    enter: Callable[[S], str],
    leave: Callable[[S], str],
) -> Markup:
    """``text[start:end]`` as HTML, each character once, with all spans around their words.

    Where several begin together, the longest is outermost, then the first given. One that
    crosses another's end is left and entered again; `enter` and `leave` give the tags. Parts of
    spans outside the stretch, and spans without words in it, are left out.
    """
    within = [s for s in spans if max(s.start, start) < min(s.end, end)]
    within.sort(key=lambda s: (max(s.start, start), -s.end))
    cuts = sorted({start, end, *(c for s in within for c in (s.start, s.end) if start < c < end)})
    out: list[str] = []
    stack: list[S] = []
    waiting = 0
    for at, until in pairwise(cuts):
        ending = next((n for n, s in enumerate(stack) if s.end <= at), len(stack))
        inner = stack[ending:]
        out.extend(leave(s) for s in reversed(inner))
        del stack[ending:]
        beginning = [s for s in inner if s.end > at]
        while waiting < len(within) and within[waiting].start <= at:
            beginning.append(within[waiting])
            waiting += 1
        out.extend(enter(s) for s in beginning)
        stack += beginning
        out.append(str(escape(shown(text[at:until]))))
    out.extend(leave(s) for s in reversed(stack))
    return Markup("".join(out))  # every text in it went through escape
