"""Articles with their attributions coloured by speaker, as one page that needs nothing else.

Each article's text stands in the page once, as taken in; content, source and cue of every
quotation are elements around its words. Colours only help: every statement begins with the
letter of its speaker, and the list of speakers beside the text says in words what hovering shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Final, Literal

from markupsafe import Markup, escape

from accord.dossier import labels
from accord.dossier.markup import dress, environment, nest
from accord.dossier.sheets import Paragraph, Sheet, file_name, one_line, sheet_of
from accord.records import Article, EntityId, Failure, Passage, Quotation, QuotationKind, Reading

COLOURS: Final = 7  # classes c1 to c7 in annotations.css; then they come again, hatched
EXCERPT: Final = 80  # characters of a statement where it is listed
WORDS_OF_SOURCE: Final = 120  # characters of a source or cue where it is listed
LISTED_OPEN: Final = 12  # articles up to which their list is unfolded

Role = Literal["content", "source", "cue", "lit"]
_INNER: Final[dict[Role, int]] = {
    "content": 0,
    "source": 1,
    "cue": 2,
    "lit": 3,
}  # of spans over the same words


def render_annotations(
    articles: Sequence[Article],
    results: Iterable[Reading | Failure],
    failures: Sequence[Failure] = (),
) -> Iterator[str]:
    """The page in pieces, article by article, so that no more than one is held.

    `results` holds what reading each of the articles gave, in their order, and is asked for the
    next one only when the page has got that far; `failures` are inputs without an article.
    Nothing comes back when no article could be read. Quotations whose content holds no
    visible character are left out.
    """
    coming = iter(results)
    begun: list[Reading | Failure] = []
    for result in coming:
        begun.append(result)
        if isinstance(result, Reading):
            break
    else:
        return
    look = dress("annotations.css", "annotations.js")
    page = Page(articles, chain(begun, coming), failures)
    stream = (
        environment()
        .get_template("annotations.html.j2")
        .stream(page=page, t=labels, style=look.style, script=look.script, csp=look.csp)
    )
    stream.enable_buffering(100)
    yield from stream
    yield "\n"


# ---------------------------------------------------------------- one article


@dataclass(frozen=True, slots=True)
class Statement:
    """A quotation as the list beside the text tells it."""

    number: int  # from 1, in text order
    kind: QuotationKind
    place: str
    words: str
    source: str  # "" where none is given
    cue: str
    told_by: str  # who is said to have said that this was said; "" where the article itself tells it

    @property
    def evidence(self) -> str:
        return labels.evidence(self.kind, self.source, self.cue, self.told_by)


@dataclass(frozen=True, slots=True)
class Voice:
    """Everyone to whom an article attributes something, in the order of their first statements."""

    tag: str  # "A", "B", ...: the letter that stands before each statement
    name: str
    tone: str  # classes of the page's style
    statements: tuple[Statement, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(s.number for s in self.statements)

    @property
    def kinds(self) -> str:
        return labels.quotation_kinds(Counter(s.kind for s in self.statements))


@dataclass(frozen=True, slots=True)
class Span:
    """Words to mark: a piece of a content, a source or cue of one or several quotations, or `lit`."""

    start: int
    end: int
    role: Role
    numbers: tuple[int, ...]


class Annotated:
    """An article with its attributions, as the template asks for it; `lit` is a passage to show in it."""

    def __init__(self, sheet: Sheet, reading: Reading, lit: Passage | None = None) -> None:
        self.sheet = sheet
        self._lit = lit
        self._text = sheet.article.text
        told = sorted(self._visible(reading.quotations), key=lambda each: _begin(each[0]))
        self._quotations = {number: quotation for number, (quotation, _) in enumerate(told, 1)}
        self._outer = {number: outer for number, (_, outer) in enumerate(told, 1) if outer}
        self.voices = tuple(self._voices(reading))
        self._voice_of = {s.number: (v, s) for v in self.voices for s in v.statements}

    @property
    def statements(self) -> int:
        return len(self._quotations)

    @property
    def headed(self) -> bool:
        """Whether the headline stands in the text itself."""
        return any(paragraph.kind == "headline" for paragraph in self.sheet.paragraphs)

    def lines(self) -> Iterator[tuple[bool, list[tuple[Paragraph, Markup]]]]:
        """The article's lines in order, those of page furniture together and told apart by True."""
        marked = self._marked()
        for apart, group in groupby(marked, key=lambda line: line[0].kind == "furniture"):
            yield apart, list(group)

    # ------------------------------------------------------------ who

    def _visible(self, quotations: Sequence[Quotation]) -> Iterator[tuple[Quotation, Quotation | None]]:
        """Each quotation once, the inner ones with the one that tells of them."""
        found: dict[object, tuple[Quotation, Quotation | None]] = {}
        for quotation, outer in _unfolded(quotations):
            key = (quotation.content, quotation.source, quotation.cue)
            if key not in found or outer:
                found[key] = quotation, outer
        return (each for each in found.values() if any(self._cut(p).strip() for p in each[0].content))

    def _cut(self, passage: Passage) -> str:
        return self._text[max(passage.start, 0) : max(passage.end, 0)]

    def _voices(self, reading: Reading) -> Iterator[Voice]:
        entities = {e.id: e for e in reading.entities}

        def key_of(quotation: Quotation) -> EntityId | bool:
            """The speaker, else whether the article gives a source."""
            if quotation.speaker is not None and quotation.speaker in entities:
                return quotation.speaker
            return bool(quotation.source)

        def name_of(key: EntityId | bool) -> str:
            if isinstance(key, bool):
                return labels.SOURCE_UNRESOLVED if key else labels.SOURCE_MISSING
            return one_line(entities[key].name) or "?"

        groups: dict[EntityId | bool, list[Statement]] = {}
        for number, q in self._quotations.items():
            outer = self._outer.get(number)
            statement = self._statement(number, q, name_of(key_of(outer)) if outer else "")
            groups.setdefault(key_of(q), []).append(statement)
        letters, colours = 0, 0
        for key, statements in groups.items():
            if isinstance(key, bool):
                yield Voice("?" if key else "–", name_of(key), "unknown", tuple(statements))
                continue
            named = entities[key].named
            tone = _tone(colours) if named else "unnamed"
            yield Voice(_letters(letters), name_of(key), tone, tuple(statements))
            colours += named
            letters += 1

    def _statement(self, number: int, quotation: Quotation, told_by: str) -> Statement:
        def listed(passages: Iterable[Passage], longest: int) -> str:
            return _shortened(" … ".join(filter(None, (one_line(self._cut(p)) for p in passages))), longest)

        return Statement(
            number,
            quotation.kind,
            self.sheet.place(quotation.content[0]),
            listed(quotation.content, EXCERPT),
            listed(quotation.source, WORDS_OF_SOURCE),
            listed(quotation.cue, WORDS_OF_SOURCE),
            told_by,
        )

    # ------------------------------------------------------------ where

    def _spans(self) -> list[Span]:
        contents: list[Span] = []
        others: dict[tuple[Role, int, int], list[int]] = {}
        for number, q in self._quotations.items():
            contents += (
                Span(p.start, p.end, "content", (number,)) for p in q.content if self._cut(p).strip()
            )
            roles: tuple[tuple[Role, tuple[Passage, ...]], ...] = (("source", q.source), ("cue", q.cue))
            for role, passages in roles:
                for p in passages:
                    others.setdefault((role, p.start, p.end), []).append(number)
        shared = (Span(start, end, role, tuple(ns)) for (role, start, end), ns in others.items())
        lit = [Span(self._lit.start, self._lit.end, "lit", ())] if self._lit else []
        return sorted((*contents, *shared, *lit), key=lambda s: (s.start, -s.end, _INNER[s.role]))

    def _marked(self) -> Iterator[tuple[Paragraph, Markup]]:
        spans = self._spans()
        begun: set[int] = set()  # statements whose first words have been reached
        shown_already: set[Span] = set()  # the passage to show, once its first words have been reached
        open_spans: list[Span] = []
        at = 0
        for paragraph in self.sheet.paragraphs:
            while at < len(spans) and spans[at].start < paragraph.end:
                open_spans.append(spans[at])
                at += 1
            open_spans = [s for s in open_spans if s.end > paragraph.start]
            tagged: set[Span] = set()  # contents that have shown their letter in this paragraph

            def enter(span: Span, tagged: set[Span] = tagged) -> str:
                if span.role == "lit":
                    name = "" if span in shown_already else ' id="at"'
                    shown_already.add(span)
                    return f'<span class="p on"{name}>'
                if span.role != "content":
                    return self._opening("span", span)
                number = span.numbers[0]
                lead, shown = number not in begun, span in tagged
                begun.add(number)
                tagged.add(span)
                tag = "" if shown else self._tag(number, lead)
                return self._opening("mark", span, lead) + tag

            yield (
                paragraph,
                nest(
                    self._text,
                    paragraph.start,
                    paragraph.end,
                    open_spans,
                    enter=enter,
                    leave=lambda span: "</mark>" if span.role == "content" else "</span>",
                ),
            )

    def _opening(self, element: str, span: Span, lead: bool = False) -> str:
        voice, _ = self._voice_of[span.numbers[0]]
        anchor = f' id="a{self.sheet.number}-q{span.numbers[0]}"' if lead else ""
        numbers = " ".join(map(str, span.numbers))
        return f'<{element} class="{span.role} {voice.tone}"{anchor} data-q="{numbers}">'

    def _tag(self, number: int, lead: bool) -> str:
        """The speaker's letter; drawn by the style, so that the text stays the article's alone."""
        voice, statement = self._voice_of[number]
        if not lead:
            return f'<span class="tag again" data-tag="{voice.tag}" aria-hidden="true"></span>'
        said = labels.spoken_statement(number, voice.name, statement.evidence, statement.place)
        return (
            f'<a class="tag" href="#a{self.sheet.number}-k{number}" data-tag="{voice.tag}" '
            f'aria-label="{escape(said)}"></a>'
        )


def _unfolded(
    quotations: Iterable[Quotation], outer: Quotation | None = None
) -> Iterator[tuple[Quotation, Quotation | None]]:
    for quotation in quotations:
        yield quotation, outer
        yield from _unfolded(quotation.inner, quotation)


def _begin(quotation: Quotation) -> tuple[int, int]:
    return quotation.content[0].start, -quotation.content[-1].end


def _tone(index: int) -> str:
    return f"c{index % COLOURS + 1}" + (" hatched" if index >= COLOURS else "")


def _letters(index: int) -> str:
    """A to Z, then AA, AB, ..."""
    out = ""
    while index >= 0:
        out = chr(ord("A") + index % 26) + out
        index = index // 26 - 1
    return out


def _shortened(words: str, longest: int) -> str:
    """The words, ended at a blank with an ellipsis where there are more than `longest` characters."""
    if len(words) <= longest:
        return words
    cut = words[:longest]
    return (cut[: cut.rfind(" ")] if " " in cut[longest // 2 :] else cut).rstrip(" ,;:–—") + " …"


# ---------------------------------------------------------------- the page


class Page:
    """What the template asks for. Articles are read while it is filled in, each once."""

    language: Final = "en"  # of our own words

    def __init__(
        self,
        articles: Sequence[Article],
        results: Iterator[Reading | Failure],
        failures: Sequence[Failure],
    ) -> None:
        self._articles = articles
        self._results = results
        self.failures = failures
        self.count = len(articles)
        self.listed_open = self.count <= LISTED_OPEN

    @property
    def title(self) -> str:
        what = labels.count(self.count, "article")
        if self.count == 1 and self._articles[0].title:
            what = one_line(self._articles[0].title) or what
        return f"{labels.ATTRIBUTIONS}: {what}"

    def listed(self) -> Iterator[Sheet]:
        """The articles for the list of them."""
        return (sheet_of(n, article) for n, article in enumerate(self._articles, 1))

    def file(self, failure: Failure) -> str:
        """The last part of the path that a failure names."""
        return file_name(failure.location)

    def annotated(self) -> Iterator[tuple[Sheet, Annotated | None, Failure | None]]:
        """Each article with what was found in it, or why it was not read."""
        for sheet, result in zip(self.listed(), self._results, strict=True):
            if isinstance(result, Failure):
                yield sheet, None, result
            else:
                yield sheet, Annotated(sheet, result), None
