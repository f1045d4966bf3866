# ruff: noqa: E501 - a paragraph of an article stays on one line
"""A dossier made by hand over invented articles, with every kind of record in it.

The first story is an ordinary one; the second is made of hostile text. At the end, the browser
that the pages are tried in.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from accord.records import (
    Account,
    Article,
    ArticleId,
    Block,
    BlockKind,
    Cast,
    Conflict,
    Credit,
    Difference,
    Dossier,
    Edge,
    Fact,
    Failure,
    Lineage,
    Moment,
    Passage,
    Person,
    PersonId,
    Published,
    Rendering,
    Side,
    Stated,
    Story,
    StoryId,
    Utterance,
)

Line = tuple[BlockKind, str]


def article(number: int, lines: Sequence[Line], **fields: Any) -> Article:
    """An article of labelled lines with an empty line between any two."""
    text, blocks = "", []
    for kind, line in lines:
        blocks.append(Block(kind, len(text), len(text) + len(line)))
        text += line + "\n\n"
    id_ = ArticleId(f"r{number}")
    defaults: dict[str, Any] = {
        "id": id_,
        "location": f"reports/{number:03}.txt",
        "outlet": None,
        "byline": None,
        "title": next((line for kind, line in lines if kind == "headline"), None),
        "url": None,
        "text": text,
        "blocks": tuple(blocks),
        "language": "en",
        "published": None,
    }
    return Article(**{**defaults, **fields})


def at(source: Article, words: str) -> Passage:
    """Where the words stand first in the article."""
    start = source.text.index(words)
    return Passage(source.id, start, start + len(words))


def sentence(source: Article, words: str) -> Passage:
    """The line of the article that holds the words, up to the end of their sentence."""
    here = at(source, words)
    line = source.text.rfind("\n", 0, here.start) + 1
    stop = source.text.rfind(". ", line, here.start)
    start = line if stop < 0 else stop + 2
    stops = [source.text.find(stop, here.end) for stop in (". ", "\n", ".” ")]
    end = min(s for s in stops if s >= 0)
    return Passage(source.id, start, end if source.text[end] == "\n" else end + 1)


def fact(*evidence: Passage, origins: int | None = None, weight: float = 1.0) -> Fact:
    articles = len({p.article for p in evidence})
    return Fact(evidence[0], evidence, articles, origins or articles, weight)


def differences(
    first: tuple[Article, str], second: tuple[Article, str], pairs: Sequence[tuple[str, str, bool]]
) -> tuple[Difference, ...]:
    """Differences given as words of either side; an empty side stands at the end of its rendering."""

    def part(side: tuple[Article, str], words: str) -> Passage:
        whole = at(*side)
        if not words:
            return Passage(whole.article, whole.end, whole.end)
        start = side[0].text.index(words, whole.start)
        return Passage(whole.article, start, start + len(words))

    return tuple(Difference(part(first, a), part(second, b), heavy) for a, b, heavy in pairs)


CLIENT = "“We do not want a client port, and that is not what Tarsk is. We want a partner here.”"
VASSAL = "“We do not want in Tarsk a vassal port, and that’s not what Tarsk is. We want a partner,”"
TOUGH = "“We have a very, very tough task ahead of us, which is to reopen the strait and keep it open,”"


@functools.cache
def harbour_articles() -> tuple[Article, ...]:
    courier = article(
        1,
        [
            ("headline", "‘No client port’: Okoro and Vale stress ‘close and trusting’ ties between Lowen and Tarsk"),
            ("dek", "Okoro wants to see that the strait accord holds and moves into its second phase"),
            ("byline", "By Ines Marrow"),
            ("caption", "Vice-president Adaeze Okoro meets prime minister Tomas Vale in Tarsk Harbour, 14 May 2031. (Photo: Courier)"),
            ("body", "Lowen’s vice-president Adaeze Okoro met Tarsk’s prime minister Tomas Vale in Tarsk Harbour on Wednesday, the second day of her visit, and both rejected the charge that one state controls the other."),
            ("body", "The visit comes between those of two envoys, Pell Brandt and Sofia Lindqvist, who left on Wednesday, and of foreign secretary Marek Dunn. Dunn was expected to arrive on Thursday, a Lowen official told The Meridian Post, while a government spokeswoman said he would meet Vale on Friday."),
            ("body", "About 4,200 dockers returned to work on Tuesday, the port authority said."),
            ("heading", "‘A partner here’"),
            ("body", "Answering a question on the charge, Okoro said: " + CLIENT),
            ("body", "“One week they say that Tarsk runs Lowen,” Vale said. “The next week they say that Lowen runs Tarsk. This is nonsense.”"),
            ("body", "Asked whether Orsk troops would join the monitoring mission, Vale said he had “very strong opinions about that”. His office later told the Courier: “There will be no Orsk involvement.”"),
            ("body", "Okoro said the visits were meant to follow the accord, not to police it. “It is not about watching in the sense that you watch a toddler,” she said."),
            ("furniture", "Most read"),
            ("furniture", "Support the Courier: become a partner for 5 crowns a month"),
        ],
        location="reports/courier.html",
        outlet=Stated("Lowen Courier", "page"),
        url="https://courier.example/2031/05/14/no-client-port?a=1&b=2",
        published=Published(date(2031, 5, 14), datetime(2031, 5, 14, 17, 20, tzinfo=UTC), "page"),
    )  # fmt: skip
    wire = article(
        2,
        [
            ("furniture", "date 2031-05-14 + ↺ − 16 px"),
            ("dateline", "TARSK HARBOUR (Harbour Wire)"),
            ("body", "As senior Lowen officials visit Tarsk this week to support the strait accord, vice-president Adaeze Okoro on Wednesday sought to calm fears in Tarsk that Lowen was imposing terms on its neighbour."),
            ("body", VASSAL + " Okoro said beside prime minister Tomas Vale, in answer to a reporter, Harbour Wire reports citing foreign media."),
            ("body", "“One week they say that Tarsk runs Lowen. The next week they say that Lowen runs Tarsk. This is nonsense,” Vale said."),
            ("body", TOUGH + " Okoro said. “There is a lot of work to do, but I feel very hopeful about where we are.”"),
            ("body", "Some 3,900 dockers went back to work on Tuesday. Orsk and Belmar have been named as possible contributors to the monitoring mission."),
            ("body", "Foreign secretary Marek Dunn will meet Vale in Tarsk on Friday."),
        ],
        location="reports/wire.txt",
        outlet=Stated("Harbour Wire", "text", Passage(ArticleId("r2"), 44, 56)),
        published=Published(date(2031, 5, 14), None, "text", Passage(ArticleId("r2"), 5, 15)),
    )  # fmt: skip
    reprint = article(
        3,
        [
            ("headline", "Okoro and Vale Affirm Partnership Amid Talks on the Strait"),
            ("dek", "Lowen’s vice-president met Tarsk’s prime minister to carry the strait accord forward"),
            ("body", "Lowen’s vice-president Adaeze Okoro met prime minister Tomas Vale in Tarsk Harbour on Wednesday. " + VASSAL + " Okoro said."),
            ("body", "“One week they say that Tarsk runs Lowen. The next week they say that Lowen runs Tarsk. This is nonsense,” the prime minister said."),
            ("body", TOUGH + " Okoro said. “There is a lot of work to do, but I feel very hopeful about where we are.”"),
            ("body", "Some 3,900 dockers went back to work on Tuesday. The accord was signed in March 2031 and foresees three phases."),
        ],
        location="reports/003.txt",
    )  # fmt: skip
    ledger = article(
        4,
        [
            ("headline", "What the second phase of the strait accord would change"),
            ("body", "The strait accord, signed in March 2031, has three phases. The second would put 600 monitors on the water by 1 June, according to a draft seen by the Ledger."),
            ("body", "Okoro may return before then, two people briefed on her plans said. A first tanker passed the strait between 9 and 11 May."),
            ("body", "Lowen denied that it had asked for a base."),
        ],
        location="reports/feed.jsonl:7",
        outlet=Stated("The Southern Ledger of Trade and Shipping", "record"),
        url="javascript:alert(1)",
        published=Published(date(2031, 5, 15), None, "record"),
    )  # fmt: skip
    return courier, wire, reprint, ledger


def harbour_account() -> Account:
    courier, wire, reprint, ledger = harbour_articles()
    okoro = Person(PersonId("p1"), "person", "Adaeze Okoro", True, ("Okoro", "the vice-president"))
    vale = Person(PersonId("p2"), "person", "Tomas Vale", True, ("Vale",))
    office = Person(PersonId("p3"), "organisation", "Vale’s office", True)
    official = Person(PersonId("p4"), "person", "a Lowen official", False)

    met = fact(
        sentence(reprint, "met prime minister"),
        sentence(courier, "met Tarsk’s prime"),
        sentence(wire, "sought to calm"),
        origins=2,
        weight=9.0,
    )
    dunn = fact(sentence(wire, "Dunn will meet"), sentence(courier, "Dunn was expected"), weight=6.0)
    dockers = fact(
        sentence(wire, "3,900 dockers"),
        sentence(reprint, "3,900 dockers"),
        sentence(courier, "4,200 dockers"),
        origins=2,
        weight=5.0,
    )
    signed = fact(sentence(ledger, "signed in March"), sentence(reprint, "signed in March"), weight=4.0)
    task = fact(
        sentence(wire, "tough task"),
        sentence(reprint, "tough task"),
        origins=1,
        weight=2.0,
    )
    nonsense_two = "“One week they say that Tarsk runs Lowen. The next week they say that Lowen runs Tarsk. This is nonsense,”"
    split = (
        at(courier, "“One week they say that Tarsk runs Lowen,”"),
        at(courier, "“The next week they say that Lowen runs Tarsk. This is nonsense.”"),
    )
    hopeful = "“There is a lot of work to do, but I feel very hopeful about where we are.”"
    utterances = (
        Utterance(
            okoro,
            "differs",
            (
                Rendering((at(courier, CLIENT),), "direct"),
                Rendering(
                    (at(wire, VASSAL), at(reprint, VASSAL)),
                    "direct",
                    differences(
                        (courier, CLIENT),
                        (wire, VASSAL),
                        [
                            ("a client port", "in Tarsk a vassal port", True),
                            ("that is", "that’s", False),
                            ("here", "", False),
                        ],
                    ),
                ),
            ),
            2,
        ),
        Utterance(
            vale,
            "same",
            (
                Rendering(split, "direct"),
                Rendering((at(wire, nonsense_two), at(reprint, nonsense_two)), "direct"),
            ),
            2,
        ),
        Utterance(okoro, "same", (Rendering((at(wire, TOUGH), at(reprint, TOUGH)), "direct"),), 1),
        Utterance(okoro, "same", (Rendering((at(wire, hopeful), at(reprint, hopeful)), "direct"),), 1),
        Utterance(
            okoro,
            "single",
            (
                Rendering(
                    (at(courier, "“It is not about watching in the sense that you watch a toddler,”"),),
                    "direct",
                ),
            ),
            1,
        ),
        Utterance(
            vale,
            "single",
            (Rendering((at(courier, "he had “very strong opinions about that”"),), "mixed"),),
            1,
        ),
        Utterance(
            office,
            "single",
            (Rendering((at(courier, "“There will be no Orsk involvement.”"),), "direct"),),
            1,
        ),
        Utterance(
            official,
            "single",
            (Rendering((at(courier, "Dunn was expected to arrive on Thursday"),), "indirect"),),
            1,
        ),
        Utterance(
            None,
            "single",
            (Rendering((at(ledger, "Okoro may return before then"),), "indirect"),),
            1,
        ),
    )
    conflicts = (
        Conflict(
            "number",
            "dockers who returned to work on Tuesday",
            (
                Side("About 4,200", (sentence(courier, "4,200 dockers"),)),
                Side("Some 3,900", (sentence(wire, "3,900 dockers"), sentence(reprint, "3,900 dockers"))),
            ),
        ),
        Conflict(
            "outcome",
            "Orsk in the monitoring mission",
            (
                Side("no Orsk involvement", (at(courier, "“There will be no Orsk involvement.”"),)),
                Side("named as possible contributors", (sentence(wire, "Orsk and Belmar"),)),
            ),
        ),
        Conflict(
            "wording",
            "Okoro on what Lowen wants in Tarsk",
            (
                Side("a client port", (at(courier, CLIENT),)),
                Side("a vassal port", (at(wire, VASSAL), at(reprint, VASSAL))),
            ),
        ),
    )
    credits = (
        Credit(
            "The Meridian Post",
            "outlet",
            (sentence(courier, "told The Meridian Post"),),
            at(courier, "The Meridian Post"),
        ),
        Credit(
            "foreign media",
            "outlet",
            (Passage(wire.id, at(wire, VASSAL).start, sentence(wire, "citing foreign media").end),),
            at(wire, "foreign media"),
        ),
        Credit(
            "a draft seen by the Ledger",
            "document",
            (sentence(ledger, "a draft seen"),),
            at(ledger, "a draft seen by the Ledger"),
        ),
        Credit(
            "two people briefed on her plans",
            "anonymous",
            (sentence(ledger, "two people briefed"),),
            at(ledger, "two people briefed on her plans"),
        ),
    )
    lineage = Lineage(
        (
            Edge(
                "shares passages",
                reprint.id,
                wire.id,
                ((at(reprint, VASSAL), at(wire, VASSAL)), (at(reprint, TOUGH), at(wire, TOUGH))),
                0.62,
            ),
            Edge(
                "credits",
                courier.id,
                "The Meridian Post",
                ((sentence(courier, "The Meridian Post"), None),),
                0.05,
            ),
            Edge("credits", wire.id, "foreign media", ((sentence(wire, "foreign media"), None),), 0.1),
            Edge("credits", ledger.id, "a draft", ((sentence(ledger, "a draft seen"), None),), 0.2),
        ),
        ((courier.id,), (wire.id, reprint.id), (ledger.id,)),
    )
    timeline = (
        Moment(
            date(2031, 3, 1),
            date(2031, 3, 31),
            at(ledger, "in March 2031"),
            sentence(ledger, "signed in March"),
            (sentence(ledger, "signed in March"), sentence(reprint, "signed in March")),
            "happened",
            "stated",
        ),
        Moment(
            date(2031, 5, 9),
            date(2031, 5, 11),
            at(ledger, "between 9 and 11 May"),
            sentence(ledger, "A first tanker"),
            (sentence(ledger, "A first tanker"),),
            "happened",
            "published",
        ),
        Moment(
            date(2031, 5, 14),
            date(2031, 5, 14),
            at(reprint, "on Wednesday"),
            sentence(reprint, "met prime minister"),
            (sentence(reprint, "met prime minister"), sentence(courier, "met Tarsk’s prime")),
            "happened",
            "story",
        ),
        Moment(
            date(2031, 5, 16),
            date(2031, 5, 16),
            at(wire, "on Friday"),
            sentence(wire, "Dunn will meet"),
            (sentence(wire, "Dunn will meet"), sentence(courier, "Dunn was expected")),
            "planned",
            "published",
        ),
        Moment(
            date(2031, 5, 15),
            date(2031, 6, 1),
            at(ledger, "by 1 June"),
            sentence(ledger, "The second would put"),
            (sentence(ledger, "The second would put"),),
            "possible",
            "published",
        ),
    )
    alone = (
        fact(sentence(courier, "Answering a question")),
        fact(sentence(courier, "Okoro said the visits")),
        fact(sentence(wire, "Orsk and Belmar")),
        fact(sentence(ledger, "The second would put")),
        fact(sentence(ledger, "A first tanker")),
        fact(sentence(ledger, "Lowen denied")),
    )
    return Account(
        story=Story(StoryId("s1"), (courier.id, wire.id, reprint.id, ledger.id)),
        title="Okoro and Vale Affirm Partnership Amid Talks on the Strait",
        lead=(met, dunn, dockers, signed),
        cast=Cast((okoro, vale, office, official), {}),
        facts=(met, dunn, dockers, signed, task),
        alone=alone,
        utterances=utterances,
        conflicts=conflicts,
        credits=credits,
        lineage=lineage,
        timeline=timeline,
        notes=("“in the coming days” (Lowen Courier): no day could be told",),
    )


SCRIPT = "<script>document.title = 'owned'</script>"
LONG = "Verylongword" * 30
RTL = "قال الوزير إن الاتفاق قائم"


@functools.cache
def hostile_articles() -> tuple[Article, ...]:
    first = article(
        5,
        [
            ("headline", f"{SCRIPT} & <b>bold</b> \"quotes\" 'single'"),
            ("body", f"Astral 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 😀👩‍👩‍👧 before the <img src=x onerror=alert(1)> passage & after. {LONG} ended."),
            ("body", "# not a heading *not bold* [not](javascript:alert(1)) `code` | pipe ~~strike~~ 1. list $x$ <!-- no -->."),
            ("body", f"{RTL}."),
            ("body", "Controls \x00\x07\x1b[31mred\x1b[0m\x9b and \u202eoverride and \ud800 surrogate &amp; entity."),
        ],
        outlet=Stated("A & B <i>News</i>", "record"),
        url="https://example.org/?q=\"><script>alert(1)</script>",
        byline=Stated("</script><script>alert(2)</script>", "page"),
        language="und",
    )  # fmt: skip
    second = article(
        6,
        [
            ("body", f"Astral 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 😀 too, with {SCRIPT} inside a sentence."),
            ("body", f"{RTL} اليوم."),
        ],
        outlet=Stated("[link](http://x.example)\x1b]8;;http://x.example\x07", "text", Passage(ArticleId("r6"), 0, 6)),
        url="http://example.org/plain",
    )  # fmt: skip
    return first, second


def hostile_account() -> Account:
    first, second = hostile_articles()
    villain = Person(PersonId("p1"), "person", "<b>M. *Star* & Co</b>", True)
    astral = fact(sentence(first, "passage & after"), sentence(second, "inside a sentence"))
    markup = fact(sentence(first, "not a heading"))
    rtl = fact(at(first, RTL), at(second, RTL))
    controls = fact(
        at(first, "Controls \x00\x07\x1b[31mred\x1b[0m\x9b and \u202eoverride and \ud800 surrogate")
    )
    return Account(
        story=Story(StoryId("s2"), (first.id, second.id)),
        title=f"{SCRIPT} & *stars* \x1b[31m",
        lead=(astral, rtl),
        cast=Cast((villain,), {}),
        facts=(astral, rtl),
        alone=(markup, controls),
        utterances=(
            Utterance(
                villain,
                "differs",
                (
                    Rendering((at(first, "Astral 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 😀👩‍👩‍👧 before"),), "direct"),
                    Rendering(
                        (at(second, "Astral 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 😀 too"),),
                        "indirect",
                        (Difference(at(first, "before"), at(second, "too"), True),),
                    ),
                ),
                2,
            ),
        ),
        conflicts=(
            Conflict("place", SCRIPT, (Side(SCRIPT, (at(second, SCRIPT),)), Side(LONG, (at(first, LONG),)))),
        ),
        credits=(Credit(SCRIPT, "social", (sentence(second, SCRIPT),), at(second, SCRIPT)),),
        lineage=Lineage(
            (
                Edge("reprints", second.id, first.id, ((at(second, RTL), at(first, RTL)),), 0.97),
                Edge("credits", second.id, SCRIPT, (), 0.0),
            ),
            ((first.id, second.id),),
        ),
        timeline=(
            Moment(
                date(1, 1, 1),
                date(9999, 12, 31),
                at(first, "after"),
                astral.statement,
                astral.evidence,
                "denied",
                "stated",
            ),
        ),
        notes=(SCRIPT,),
    )


@pytest.fixture(scope="session")
def harbour_texts() -> tuple[Article, ...]:
    """The articles of the ordinary story."""
    return tuple(harbour_articles())


@pytest.fixture(scope="session")
def harbour() -> Dossier:
    """One ordinary story of four articles."""
    return Dossier(harbour_articles(), (harbour_account(),))


@pytest.fixture(scope="session")
def rich_dossier() -> Dossier:
    """Two stories, an article that none of them uses, failures and notes."""
    loose = article(
        9,
        [
            ("headline", "Le port rouvre"),
            ("body", "Le port de Tarsk a rouvert mardi, selon la capitainerie."),
        ],
        outlet=Stated("Le Détroit", "record"),
        language="fr",
    )
    return Dossier(
        (*harbour_articles(), *hostile_articles(), loose),
        (harbour_account(), hostile_account()),
        (
            Failure("reports/broken.jsonl:17", "read", "not JSON: expected ',' at column 12"),
            Failure(f"reports/{SCRIPT}\x1b[31m.txt", "read", "empty file"),
            Failure("reports/009.txt", "annotate", "language fr (French) is not analysed"),
        ),
        ("Relative days of 003.txt were counted from the days of the other articles",),
    )


@pytest.fixture(scope="session")
def large_dossier() -> Dossier:
    """Fifty articles of forty paragraphs, two hundred facts that three articles tell."""
    filler = "The port authority of Tarsk said in a long and even sentence that nothing had changed at all. "
    sources = []
    for n in range(50):
        lines: list[Line] = [("headline", f"Report {n} from the harbour")]
        lines += [("body", f"Statement {n}.{k} of the day. " + filler * 3) for k in range(40)]
        sources.append(article(100 + n, lines, outlet=Stated(f"Outlet {n}", "record")))
    facts = tuple(
        fact(
            *(
                at(sources[(k + step) % 50], f"Statement {(k + step) % 50}.{k // 5} of the day.")
                for step in (0, 7, 20)
            )
        )
        for k in range(200)
    )
    account = Account(
        story=Story(StoryId("s1"), tuple(s.id for s in sources)),
        title="Fifty reports from the harbour",
        lead=facts[:5],
        cast=Cast((), {}),
        facts=facts,
        alone=(),
        utterances=(),
        conflicts=(),
        credits=(),
        lineage=Lineage((), tuple((s.id,) for s in sources)),
        timeline=(),
    )
    return Dossier(tuple(sources), (account,))


@pytest.fixture(scope="session")
def empty_dossier() -> Dossier:
    """Articles of which no story could be made."""
    return Dossier(hostile_articles()[1:], ())


# ---------------------------------------------------------------- in a browser

PATIENCE_MS = 20_000  # a browser on a busy machine stands still for ten seconds at times


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a file; afterwards nothing must have been fetched or complained about."""
    contexts = []
    complaints: list[str] = []

    def go(path: Path, at: str = "", **options: Any) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text))
        page.on("pageerror", lambda e: complaints.append(str(e)))
        own = path.as_uri()
        page.on(
            "request",
            lambda r: None if r.url.split("#")[0] in (own, "data:,") else complaints.append(r.url),
        )
        page.goto(own + at)
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


CONTRAST = """() => {
  const lum = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number)
    .map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (!/^rgba.*, 0\\)$/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
  const low = [];
  for (const e of document.querySelectorAll('main *, #sources *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    if (e.closest('svg, .vh, .notes, [hidden], .print-only') || !e.checkVisibility()) continue;
    const a = lum(getComputedStyle(e).color), b = lum(ground(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) low.push(`${e.className || e.tagName} ${ratio.toFixed(2)}`);
  }
  return [...new Set(low)];
}"""


@pytest.fixture
def hard_to_read() -> Callable[[Page], list[str]]:
    """Elements of a page whose words have a contrast below 4.5 to what lies behind them (WCAG AA)."""
    return lambda page: page.evaluate(CONTRAST)
