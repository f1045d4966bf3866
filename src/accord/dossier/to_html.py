"""The dossier as one page that needs nothing else: no network, no fonts, no second file.

Statements link to spans inside the articles printed at the end of the page, so the page
works without its script; with it, the article opens beside the statement. Passages go to
the browser as cut text, since browsers count UTF-16 units and we count code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup

from accord.dossier import labels
from accord.dossier.drawing import Bar, draw_lineage, place_moments
from accord.dossier.leaning import Leaning, group_credits
from accord.dossier.markup import dress, environment, nest
from accord.dossier.sheets import Paragraph, Sheet, one_line
from accord.dossier.view import (
    LISTED,
    NAMED,
    Cite,
    View,
    Wording,
    apart,
    first,
    tie_passages,
    told_by,
    whole_and_parts,
)
from accord.records import Account, Dossier, Edge, Moment, Passage, Person, Utterance

LOOK: Final = ("page.css", "pane.js", "page.js")
CITES_SHOWN: Final = 14  # articles behind a statement before the rest folds up: one line or two
NAMES_SHOWN: Final = 7  # columns of the matrix that still have room for the outlet's name
CELLS_SHOWN: Final = 2500  # of the matrix; larger ones tell nobody anything and make the page heavy
VOICES_SHOWN: Final = 6  # speakers whom one article alone quotes
CREDITS_SHOWN: Final = 8
SHARED_SHOWN: Final = (
    5  # facts below the lead before the rest folds up: a reader of three has one screen first
)
SINGLE_SHOWN: Final = 3  # of what one article alone quotes a speaker with
GLOBALS: Final = {
    "first": first,
    "CELLS_SHOWN": CELLS_SHOWN,
    "CITES_SHOWN": CITES_SHOWN,
    "CREDITS_SHOWN": CREDITS_SHOWN,
    "LISTED": LISTED,
    "NAMED": NAMED,
    "VOICES_SHOWN": VOICES_SHOWN,
    "NAMES_SHOWN": NAMES_SHOWN,
    "SHARED_SHOWN": SHARED_SHOWN,
    "SINGLE_SHOWN": SINGLE_SHOWN,
}


def render_html(dossier: Dossier) -> str:
    """The whole dossier as a self-contained HTML page.

    Its Content-Security-Policy forbids every fetch and every script but its own. Each
    article's text stands in it once.
    """
    look = dress(*LOOK)
    template = environment().get_template("page.html.j2", globals=GLOBALS)
    page = template.render(
        page=Page(View(dossier)), t=labels, style=look.style, script=look.script, csp=look.csp
    )
    return page.rstrip("\n") + "\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A cited passage as it is printed on paper."""

    number: int
    sheet: Sheet
    place: str
    words: str


class Page:
    """What the template asks for. Passages are registered when cited, articles printed after that."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.dossier = view.dossier
        self.sheets = view.sheets
        self.accounts = tuple(enumerate(view.dossier.accounts, 1))
        self.several = view.several
        self._notes: dict[Passage, int] = {}

    @property
    def title(self) -> str:
        if self.several:
            return f"{labels.EYEBROW}: {labels.count(len(self.accounts), 'story', 'stories')}"
        return one_line(self.dossier.accounts[0].title)

    @property
    def language(self) -> str:
        """The language of our own words; those of the articles carry their own."""
        return "en"

    def sheets_of(self, account: Account) -> tuple[Sheet, ...]:
        return self.view.sheets_of(account)

    def summary(self, account: Account) -> str:
        return labels.summary(*self.view.counts(account).headline)

    # ------------------------------------------------------------ evidence

    def href(self, passage: Passage) -> str:
        """The address of a passage within the page; the same for the same inputs."""
        self._notes.setdefault(passage, len(self._notes) + 1)
        return "#" + self._anchor(passage)

    def sheet_href(self, sheet: Sheet) -> str:
        return f"#a{sheet.number}"

    def person_href(self, person: Person | None) -> str:
        """Where more is told of a speaker; "" where nothing is, as in a page that stands alone."""
        return ""

    def note(self, passage: Passage) -> int:
        return self._notes.setdefault(passage, len(self._notes) + 1)

    def _anchor(self, passage: Passage) -> str:
        return f"a{self.view.sheet(passage.article).number}-{passage.start}-{passage.end}"

    def cites(self, passages: Iterable[Passage], words_of: Passage | None = None) -> tuple[Cite, ...]:
        return self.view.cites(passages, words_of)

    def trail(self, cites: Sequence[Cite]) -> str:
        """The addresses of all passages of a statement, for stepping through them."""
        return " ".join(self.href(passage)[1:] for cite in cites for _, passage in cite.places)

    def told(self, utterance: Utterance) -> int:
        """How many articles print an utterance or retell it."""
        return len(told_by(utterance))

    def passages(self, wordings: Sequence[Wording]) -> tuple[Passage, ...]:
        return tuple(p for wording in wordings for p in wording.passages)

    def apart(self, utterance: Utterance, wordings: Sequence[Wording]) -> str:
        return apart(utterance, wordings)

    def whole_and_parts(self, wordings: Sequence[Wording]) -> tuple[tuple[Wording, ...], tuple[Wording, ...]]:
        return whole_and_parts(wordings)

    def shared(self, edge: Edge) -> tuple[Passage, ...]:
        return tie_passages(edge)

    def headed(self, sheet: Sheet) -> bool:
        """Whether the headline stands in the text itself."""
        return any(paragraph.kind == "headline" for paragraph in sheet.paragraphs)

    def notes(self) -> tuple[Note, ...]:
        out = []
        for passage, number in self._notes.items():
            sheet = self.view.sheet(passage.article)
            out.append(Note(number, sheet, sheet.place(passage), self.view.line(passage)))
        return tuple(out)

    # ------------------------------------------------------------ a story's parts

    def parts(self, account: Account) -> tuple[tuple[str, str], ...]:
        """The sections that the account has, each with the end of its id."""
        compared = len(account.story.articles) > 1
        parts = (
            ("shared", labels.SHARED, compared),
            ("said", labels.SAID, bool(account.utterances)),
            ("differ", labels.DIFFER, compared),
            ("matrix", labels.MATRIX, compared and self.view.counts(account).facts > 0),
            ("origins", labels.ORIGINS, True),
            ("days", labels.CHAPTERS, bool(self.view.chapters(account))),
            ("time", labels.TIMELINE, bool(account.timeline)),
            ("alone", labels.ALONE_SHORT if compared else labels.REPORTED, bool(account.alone)),
            ("omitted", labels.OMITTED_SHORT, bool(account.omissions)),
        )
        return tuple((name, label) for name, label, there in parts if there)

    def drawing(self, account: Account) -> Any:
        return draw_lineage(account, self.view)

    def sources(self, account: Account) -> tuple[Leaning, ...]:
        return group_credits(account, self.view)

    def days(self, account: Account) -> Iterator[tuple[Moment, list[tuple[Moment, Bar | None]]]]:
        """The moments of the timeline, those of one day or span together."""
        placed = zip(account.timeline, place_moments(account.timeline), strict=True)
        for _, group in groupby(placed, key=lambda p: (p[0].first, p[0].last)):
            entries = list(group)
            yield entries[0][0], entries

    def matrix(self, account: Account, cites: Sequence[Cite]) -> tuple[Cite | None, ...]:
        """A row's cells in the order of `View.origins`."""
        by_number = {cite.sheet.number: cite for cite in cites}
        return tuple(by_number.get(s.number) for group in self.view.origins(account) for s in group)

    # ------------------------------------------------------------ articles

    def body(self, sheet: Sheet) -> Iterator[tuple[Paragraph, Markup]]:
        """The article's lines with every passage cited so far as a span to jump to."""
        own = [p for p in self._notes if p.article == sheet.article.id]
        anchors = {p: self._anchor(p) for p in own}
        opened: set[Passage] = set()

        def enter(passage: Passage) -> str:
            name = "data-of" if passage in opened else "id"
            opened.add(passage)
            return f'<span class="p" {name}="{anchors[passage]}">'

        for paragraph in sheet.paragraphs:
            yield (
                paragraph,
                nest(
                    sheet.article.text,
                    paragraph.start,
                    paragraph.end,
                    own,
                    enter=enter,
                    leave=lambda _: "</span>",
                ),
            )
