"""Articles coloured by speaker: the page as a string, then in a browser.

Articles are written with their attributions marked: [1 content], {1 source}, (1 cue) of
quotation 1. What comes back is read from the page in the same notation.
"""

from __future__ import annotations

import dataclasses
import re
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from accord.dossier import render_annotations
from accord.dossier.sheets import shown
from accord.records import (
    Article,
    ArticleId,
    Block,
    BlockKind,
    Entity,
    EntityId,
    Failure,
    Passage,
    Quotation,
    QuotationKind,
    Reading,
    Stated,
)

BOUNDARY = re.compile(r"[\[{(](\d+) |[\]})]")
ROLE = {"[": "content", "{": "source", "(": "cue"}
SIGNS = {"content": "[]", "source": "{}", "cue": "()"}


def take_marks(marked: str) -> tuple[str, dict[tuple[str, int], list[tuple[int, int]]]]:
    """The text without its marks, and where each part of each quotation stands."""
    text, at = "", 0
    open_marks: list[tuple[str, int, int]] = []
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for sign in BOUNDARY.finditer(marked):
        text += marked[at : sign.start()]
        at = sign.end()
        if sign[1]:
            open_marks.append((ROLE[sign[0][0]], int(sign[1]), len(text)))
        else:
            role, number, start = open_marks.pop()
            found.setdefault((role, number), []).append((start, len(text)))
    return text + marked[at:], found


def read(
    *lines: str | tuple[BlockKind, str],
    speakers: dict[int, str] | None = None,
    described: Sequence[str] = (),
    kinds: dict[int, QuotationKind] | None = None,
    number: int = 1,
    **fields: object,
) -> Reading:
    """A reading of marked lines; a bare line is one of the body, `described` speakers have no name."""
    marked = [("body", line) if isinstance(line, str) else line for line in lines]
    text, found = take_marks("\n\n".join(line for _, line in marked))
    blocks, end = [], 0
    for kind, line in marked:
        words, _ = take_marks(line)
        blocks.append(Block(kind, text.index(words, end), text.index(words, end) + len(words)))
        end = blocks[-1].end
    defaults: dict[str, object] = {
        "id": ArticleId(f"r{number}"),
        "location": f"reports/{number:03}.txt",
        "outlet": Stated("The Port Gazette", "record"),
        "byline": None,
        "title": None,
        "url": None,
        "text": text,
        "blocks": tuple(blocks),
        "language": "en",
        "published": None,
    }
    article = Article(**{**defaults, **fields})  # type: ignore[arg-type]
    ids = {name: EntityId(f"e{n}") for n, name in enumerate(dict.fromkeys((speakers or {}).values()))}

    def passages(role: str, n: int) -> tuple[Passage, ...]:
        return tuple(Passage(article.id, *span) for span in sorted(found.get((role, n), [])))

    quotations = [
        Quotation(
            passages("content", n),
            passages("source", n),
            passages("cue", n),
            (kinds or {}).get(n, "indirect"),
            ids[speakers[n]] if speakers and n in speakers else None,
        )
        for n in sorted({n for _, n in found})
    ]
    entities = [Entity(i, "person", name, name not in described) for name, i in ids.items()]
    return reading_of(article, quotations, entities)


def reading_of(article: Article, quotations: Sequence[Quotation], entities: Sequence[Entity] = ()) -> Reading:
    vectors = np.zeros((0, 1), np.float32)
    return Reading(article, (), tuple(entities), (), tuple(quotations), (), (), (), vectors)


def render(*results: Reading, failures: Sequence[Failure] = ()) -> str:
    return "".join(render_annotations([r.article for r in results], results, failures))


@dataclass
class Voice:
    tone: str = ""
    words: str = ""
    tag: str = ""


class Seen(HTMLParser):
    """What a page shows; fails where its tags do not nest."""

    VOID = frozenset({"meta", "link", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.attributes: set[str] = set()
        self.levels: list[int] = []
        self.notation = ""  # of all articles' text
        self.text = ""
        self.parts: dict[tuple[str, str], str] = {}  # words of each role of each quotation
        self.voices: list[Voice] = []
        self._stack: list[tuple[str, str, tuple[str, ...]]] = []
        self.feed(html)
        self.close()
        assert self._stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = {name: value or "" for name, value in attrs}
        names = fields.get("class", "").split()
        self.attributes |= fields.keys()
        self.ids += [fields["id"]] if "id" in fields else []
        self.hrefs += [fields["href"]] if "href" in fields else []
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag in self.VOID:
            return
        role = ""
        if tag == "div" and names == ["text"]:
            role = "text"
        elif tag == "details" and "voice" in names:
            role = "voice"
            self.voices.append(Voice(tone=" ".join(n for n in names if n != "voice")))
        elif self._within("text") and names and names[0] in SIGNS:
            role = names[0]
            self.notation += SIGNS[role][0] + fields["data-q"].replace(" ", "+") + " "
        if "tag" in names and self._within("voice"):
            self.voices[-1].tag = fields["data-tag"]
        self._stack.append((tag, role, tuple(fields.get("data-q", "").split())))

    def handle_endtag(self, tag: str) -> None:
        opened, role, _ = self._stack.pop()
        assert opened == tag
        if role in SIGNS:
            self.notation += SIGNS[role][1]
        if tag == "p" and self._within("text"):
            self.notation += "\n"

    def handle_data(self, data: str) -> None:
        if self._within("text"):
            self.text += data
            self.notation += data if any(tag == "p" for tag, _, _ in self._stack) else ""
            for _, role, numbers in self._stack:
                for number in numbers if role in SIGNS else ():
                    self.parts[role, number] = self.parts.get((role, number), "") + data
        elif self._within("voice"):
            self.voices[-1].words += data

    def _within(self, role: str) -> bool:
        return any(r == role for _, r, _ in self._stack)


def back(*results: Reading) -> list[str]:
    """The lines of the articles on the page, in the notation of this file."""
    return Seen(render(*results)).notation.splitlines()


# ---------------------------------------------------------------- what is marked


@pytest.mark.parametrize(
    "line",
    [
        "Nothing is attributed here.",
        "{1 Mara Vale} (1 said) [1 the bridge was open].",
        "[1 “We open at six,”] {1 she} (1 said). [1 “Not before.”]",
        "{1 Vale} (1 said) [1 that {2 the minister} had (2 promised) [2 a bridge by May]].",
        "{2 An official who (1 told) reporters [1 the road was shut]} (2 denied) [2 it].",
        "[1 {2 Vale} (2 wants) [2 a bridge]], (1 according to) {1 aides}.",
        "[1 [2 “Not now,”] {2 he} (2 said)], {1 a clerk} (1 recalled).",
        "[1 No deal] [2 No peace]",
    ],
)
def test_marks_come_back_as_they_were(line: str) -> None:
    assert back(read(line)) == [line]


def test_one_source_of_two_statements_is_marked_once() -> None:
    article = read("{1 Vale} (1 said) [1 the bridge was open] and [2 the road was shut].")
    first, second = article.quotations
    shared = Quotation(second.content, first.source, first.cue, "indirect", None)
    again = reading_of(article.article, (first, shared))
    assert back(again) == ["{1+2 Vale} (1+2 said) [1 the bridge was open] and [2 the road was shut]."]


def test_a_span_that_crosses_another_goes_on_in_a_second_element() -> None:
    article = read("Vale said the bridge was open all day.").article
    a, b = (
        Quotation((Passage(article.id, *span),), (), (), "indirect", None) for span in ((10, 25), (21, 34))
    )
    html = render(reading_of(article, (b, a)))
    assert Seen(html).notation == "Vale said [1 the bridge [2 was ]][2 open all ]day.\n"
    assert html.count('id="a1-q2"') == 1


def test_a_statement_over_two_paragraphs() -> None:
    article = read("{1 He} (1 said): “It holds.", "It will hold tomorrow.”").article
    whole = Passage(article.id, article.text.index("“"), len(article.text))
    html = render(reading_of(article, [Quotation((whole,), (), (), "direct", None)]))
    assert Seen(html).notation == "He said: [1 “It holds.]\n[1 It will hold tomorrow.”]\n"
    assert html.count('class="tag again"') == 1


def test_page_furniture_stays_and_is_labelled() -> None:
    html = render(
        read(
            ("headline", "Bridge opens"),
            ("furniture", "Subscribe for 5 crowns"),
            ("furniture", "Share this"),
            "{1 Vale} (1 said) [1 it was open].",
        )
    )
    assert html.count('role="note"') == 1
    assert re.search(
        r'role="note"[^>]*>\s*<p [^>]*>Subscribe for 5 crowns</p>\s*<p [^>]*>Share this</p>', html
    )
    assert re.search(r'<p class="headline"[^>]* role="heading" aria-level="3">Bridge opens</p>', html)


WORDS = st.text(
    alphabet=st.sampled_from("ab c.“”\n\n\r\t<&>\"'😀é\u2028\u00a0\u202e\x0b\x1b\x1f\ud800א"), max_size=60
)
PICTURES = {shown(c) for c in map(chr, range(0x20)) if c.isspace()}


def visible(text: str) -> str:
    """The characters that a line cannot swallow."""
    return "".join(c for c in shown(text) if not c.isspace() and c not in PICTURES)


@settings(deadline=None)  # a busy machine is no fault of the page
@given(text=WORDS, data=st.data())
def test_every_character_stands_once_whatever_overlaps(text: str, data: st.DataObject) -> None:
    limits = st.integers(0, len(text))
    cuts = sorted(data.draw(st.sets(limits, max_size=8)))
    kinds: st.SearchStrategy[BlockKind] = st.sampled_from(("headline", "body", "furniture", "dateline"))
    blocks = tuple(Block(data.draw(kinds), a, b) for a, b in list(pairwise(cuts))[::2])
    article = read("x", text=text, blocks=blocks).article
    passage = st.builds(lambda a, b: Passage(article.id, min(a, b), max(a, b)), limits, limits)
    some = st.lists(passage, max_size=3).map(lambda ps: tuple(sorted(ps)))
    quotation = st.builds(
        Quotation, some, some, some, st.sampled_from(("direct", "mixed")), st.sampled_from(["e1", "e2", None])
    )
    quotations = data.draw(st.lists(quotation, max_size=5))
    reading = reading_of(article, quotations, [Entity(EntityId("e1"), "person", "Vale", True)])
    html = render(reading)
    seen = Seen(html)
    assert visible(seen.text) == visible(text)
    assert len(seen.ids) == len(set(seen.ids))
    assert {h[1:] for h in seen.hrefs if h.startswith("#")} <= set(seen.ids)
    unlike = {(q.content, q.source, q.cue): q for q in quotations}
    kept = sorted(
        (q for q in unlike.values() if any(p.of(text).strip() for p in q.content)),
        key=lambda q: (q.content[0].start, -q.content[-1].end),
    )
    assert sum(len(re.findall(rf'id="a1-q{n}"', html)) for n in range(1, 9)) == len(kept)
    for number, q in enumerate(kept, 1):
        words = {i for p in q.content for i in range(p.start, p.end)}
        shown_once = "".join(text[i] for i in sorted(words))
        if sum(p.end - p.start for p in q.content) == len(words):  # pieces that do not overlap
            assert visible(seen.parts["content", str(number)]) == visible(shown_once)


# ---------------------------------------------------------------- who


def test_speakers_in_the_order_of_their_first_statements() -> None:
    reading = read(
        "{1 Vale} (1 said) [1 one]. {2 Okoro} (2 said) [2 two]. {3 She} (3 said) [3 three].",
        "[4 Four], {4 a clerk} (4 said). [5 Five], {5 they} (5 said). [6 Six].",
        speakers={1: "Mara Vale", 2: "Jo Okoro", 3: "Mara Vale", 4: "a clerk"},
        described=["a clerk"],
        kinds={3: "direct"},
    )
    voices = Seen(render(reading)).voices
    assert [(v.tag, v.tone) for v in voices] == [
        ("A", "c1"),
        ("B", "c2"),
        ("C", "unnamed"),
        ("?", "unknown"),
        ("–", "unknown"),
    ]
    told = [" ".join(v.words.split()) for v in voices]
    assert told[0].startswith("Mara Vale 2 statements: 1 direct, 1 indirect one ")
    assert "three direct, source “She”, cue “said” · ¶1" in told[0]
    assert told[2].startswith("a clerk by description · 1 statement: indirect")
    assert told[3].startswith("Source not resolved")
    assert told[4].startswith("No source given")
    assert "Six indirect, no source, no cue" in told[4]


def test_more_speakers_than_colours_and_letters() -> None:
    line = " ".join(f"{{{n} N{n}}} ({n} said) [{n} word {n}]." for n in range(1, 41))
    voices = Seen(render(read(line, speakers={n: f"N{n}" for n in range(1, 41)}))).voices
    assert [v.tag for v in voices[:2] + voices[25:28]] == ["A", "B", "Z", "AA", "AB"]
    assert len({v.tag for v in voices}) == 40
    assert [v.tone for v in voices[6:9]] == ["c7", "c1 hatched", "c2 hatched"]


def test_a_statement_names_its_speaker_without_colour() -> None:
    html = render(
        read("{1 She} (1 told) reporters [1 no].", speakers={1: "Mara <Vale>"}, kinds={1: "direct"})
    )
    label = "Statement 1: Mara &lt;Vale&gt;, direct, source “She”, cue “told”, paragraph 1"
    assert f'data-tag="A" aria-label="{label}"></a>' in html


def test_who_told_whom() -> None:
    reading = read(
        "{1 Vale} (1 said) [1 that {2 the minister} had (2 promised) [2 a bridge]].",
        speakers={1: "Mara Vale", 2: "the minister"},
    )
    outer, inner = reading.quotations
    chained = dataclasses.replace(outer, inner=(inner,))
    for quotations in ([chained], [chained, inner], [inner, chained]):  # once, however it is given
        page = render(reading_of(reading.article, quotations, reading.entities))
        assert Seen(page).notation == Seen(render(reading)).notation
        assert page.count("source “the minister”, cue “promised”, as told by Mara Vale</bdi>") == 1
        assert page.count("source “Vale”, cue “said”</bdi>") == 1


def test_a_long_statement_is_listed_by_its_beginning() -> None:
    long = " ".join(f"word{n}" for n in range(60))
    (voice,) = Seen(render(read(f"Vale said [1 {long}]."))).voices
    assert re.search(r"word0 word1 .* word\d+ … indirect", voice.words)
    assert "word20" not in voice.words


# ---------------------------------------------------------------- the page


def several() -> list[Reading]:
    return [
        read(
            ("headline", "{1 Minister}: [1 ‘No deal’]"),
            ("furniture", "Subscribe for 5 crowns"),
            "{2 Mara Vale} (2 said) [2 that {3 the minister} had (3 promised) [3 “a new bridge by May”] in a "
            "long letter to the harbour board that nobody had answered until Thursday].",
            "[4 “We wait,”] {4 she} (4 said). [4 “We have waited all year.”]",
            ("caption", "The bridge at dawn, which [5 some] (5 call) unsafe."),
            *(f"{{{n} Speaker {n}}} ({n} said) [{n} the tide of day {n} was high]." for n in range(6, 22)),
            "The harbour was quiet.",
            speakers={1: "the minister", 2: "Mara Vale", 3: "the minister", 4: "Mara Vale"}
            | {n: f"Speaker {n}" for n in range(6, 22)},
            described=["the minister"],
            kinds={1: "direct", 3: "direct", 4: "direct"},
            title="Minister: ‘No deal’",
            url="https://example.org/deal",
        ),
        read(
            "Nothing is attributed in this \x1b[31mreport\u202e of <b>nothing</b>.",
            "<script>document.title = 'owned'</script>",
            "VeryLongWord" * 30,
            "قال الوزير [1 إن الاتفاق قائم].",
            number=2,
            outlet=None,
            location="/home/someone/reports/<i>two.txt",
            title="A record's <b>title</b>",
            byline=Stated("</script><script>alert(1)</script>", "record"),
        ),
    ]


@pytest.fixture(scope="module")
def html() -> str:
    return render(*several(), failures=[Failure("/home/someone/broken.json:3", "read", "not <JSON>")])


def test_the_page_is_whole(html: str) -> None:
    html.encode("utf-8")
    seen = Seen(html)
    assert len(seen.ids) == len(set(seen.ids))
    assert {h[1:] for h in seen.hrefs if h.startswith("#")} <= set(seen.ids)
    outer = {h for h in seen.hrefs if not h.startswith("#")}
    assert outer == {"data:,", "https://example.org/deal"}
    assert not {"src", "srcset", "style", "action"} & seen.attributes
    assert not [a for a in seen.attributes if a.startswith("on")]
    assert html.count("<script>") == html.count("<style>") == 1
    assert seen.levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(seen.levels))
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", html)
    assert "/home/someone" not in html
    assert html.endswith("</html>\n")


def test_inputs_that_were_not_read_are_named(html: str) -> None:
    assert "broken.json:3</b>: not &lt;JSON&gt;" in html
    reading, german = read("[1 So], {1 he} (1 said)."), read("Nichts.", number=2, outlet=None)
    why = Failure("reports/002.txt", "annotate", "its language (de) is not analysed")
    page = "".join(render_annotations([reading.article, german.article], [reading, why]))
    assert re.search(r'id="a2".*002\.txt.*not analysed: its language \(de\) is not analysed', page, re.S)


def test_without_a_reading_there_is_no_page() -> None:
    article = read("Nichts.").article
    assert list(render_annotations([], [])) == []
    assert list(render_annotations([article], [Failure("x", "annotate", "no")])) == []


def test_the_same_articles_give_the_same_page() -> None:
    assert render(*several()) == render(*several())


def test_articles_are_asked_for_as_the_page_grows() -> None:
    reading = read("{1 Vale} (1 said) [1 the bridge was open].")
    asked = 0

    def results(count: int) -> Iterator[Reading]:
        nonlocal asked
        for _ in range(count):
            asked += 1
            yield reading

    peaks = []
    for count in (20, 400):
        asked, articles = 0, [reading.article] * count
        tracemalloc.start()
        for piece in render_annotations(articles, results(count)):
            if 'id="a1-q1"' in piece:
                assert asked <= 5
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert asked == count
    assert peaks[1] < peaks[0] * 1.5


# ---------------------------------------------------------------- in a browser

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
Opened = Callable[..., Page]


@pytest.fixture
def opened(visit: Opened, html: str, tmp_path: Path) -> Opened:
    path = tmp_path / "annotated.html"
    path.write_text(html, encoding="utf-8")
    return lambda at="", **options: visit(path, at, **{"viewport": DESK, **options})


def lit(page: Page) -> list[str]:
    """The parts of statements highlighted now."""
    return page.locator(".text .on").all_text_contents()


def test_hovering_tells_who_and_links_the_parts(opened: Opened) -> None:
    page = opened()
    expect(page.locator(".card")).to_be_hidden()
    page.locator("#a1-q4").hover()
    expect(page.locator(".card")).to_contain_text("Mara Vale")
    expect(page.locator(".card")).to_contain_text("direct, source “she”, cue “said”")
    assert lit(page) == ["“We wait,”", "she", "said", "“We have waited all year.”"]
    page.locator(".card").hover()  # it can be pointed at
    page.wait_for_timeout(400)
    expect(page.locator(".card")).to_be_visible()
    page.mouse.move(0, 0)
    expect(page.locator(".card")).to_be_hidden()
    assert lit(page) == []


def test_a_statement_within_a_statement_tells_of_both(opened: Opened) -> None:
    page = opened()
    page.locator("#a1-q3").hover()
    told = page.locator(".card p")
    expect(told).to_have_count(2)
    expect(told.nth(0)).to_contain_text("the minister")
    expect(told.nth(1)).to_contain_text("Mara Vale")
    assert lit(page) == ["the minister", "promised", "“a new bridge by May”"]


def test_keyboard_alone(opened: Opened) -> None:
    page = opened()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#a1 h2")).to_be_in_viewport()
    tag = page.get_by_role("link", name="Statement 4: Mara Vale, direct")
    tag.focus()
    expect(page.locator(".card")).to_contain_text("source “she”")
    page.keyboard.press("Escape")
    expect(page.locator(".card")).to_be_hidden()
    page.keyboard.press("Enter")
    entry = page.locator("#a1-k4")
    expect(entry).to_be_in_viewport()
    entry.get_by_role("link").click()
    expect(page.locator("#a1-q4")).to_be_in_viewport()


def test_one_speaker_alone(opened: Opened) -> None:
    page = opened()
    script = """() => [...document.querySelectorAll('#a1 .text .content')]
        .filter(e => !/^rgba.*, 0\\)$/.test(getComputedStyle(e).backgroundColor)).map(e => +e.dataset.q)"""
    everyone = page.evaluate(script)

    def expect_filled(numbers: list[int]) -> None:
        for _ in range(100):
            if page.evaluate(script) == numbers:
                return
            page.wait_for_timeout(20)
        assert page.evaluate(script) == numbers

    assert set(everyone) == set(range(1, 22))
    page.locator("#a1 summary", has_text="Mara Vale").click()
    expect_filled([2, 4, 4])
    minister = page.locator("#a1 summary", has_text="the minister")
    minister.click()
    expect_filled([1, 3])
    expect(page.locator("#a1 .voice[open]")).to_have_count(1)
    minister.click()
    expect_filled(everyone)
    page.keyboard.press("Tab")  # moving on shows the next without opening it
    expect_filled([2, 4, 4])
    expect(page.locator("#a1 .voice[open]")).to_have_count(0)
    page.locator("#a1 .tag[href]").first.focus()
    expect_filled(everyone)


def test_without_script_the_list_tells_the_same(opened: Opened) -> None:
    page = opened(java_script_enabled=False)
    assert page.locator("#a1 .text .content").count() == 22
    page.locator("#a1-q4 > .tag").click()
    entry = page.locator("#a1-k4")
    expect(entry).to_be_visible()
    expect(entry).to_contain_text("direct, source “she”, cue “said”")
    entry.get_by_role("link").click()
    expect(page.locator("#a1-q4:target")).to_be_in_viewport()


def test_phone(opened: Opened) -> None:
    page = opened(viewport=PHONE, has_touch=True)
    for fold in page.locator(".voice").all():
        fold.evaluate("e => { e.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#a1-q4 > .tag").tap()
    card = page.locator(".card")
    expect(card).to_contain_text("Mara Vale")
    box = card.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360 and box["y"] + box["height"] <= 740
    assert "#" not in page.url
    page.locator(".mast").tap()
    expect(card).to_be_hidden()


TAGS = """() => { const of = e => getComputedStyle(e);
  const lum = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number)
    .map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  return [...document.querySelectorAll('.tag')].map(e => {
    const own = of(e).backgroundColor;
    const behind = /^rgba.*, 0\\)$/.test(own) ? of(e.parentElement).backgroundColor : own;
    const [a, b] = [lum(of(e).color), lum(behind)].sort((x, y) => y - x);
    return [e.parentElement.className, (a + .05) / (b + .05)]; }).filter(([, ratio]) => ratio < 4.5); }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_can_be_read(
    opened: Opened, scheme: str, hard_to_read: Callable[[Page], list[str]]
) -> None:
    page = opened(color_scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(253, 252, 249)", "dark": "rgb(23, 23, 23)"}[scheme]
    assert hard_to_read(page) == []
    assert page.evaluate(TAGS) == []
    page.locator("#a1 summary", has_text="Mara Vale").click()
    page.locator("#a1-q4 > .tag").focus()
    assert hard_to_read(page) == []


def test_paper(opened: Opened) -> None:
    page = opened()
    page.locator("#a1-q4 > .tag").focus()
    page.emulate_media(media="print")
    expect(page.locator(".card")).to_be_hidden()
    expect(page.locator("#a2 .text")).to_be_visible()
    assert page.locator("#a1-q4").evaluate("e => getComputedStyle(e).printColorAdjust") == "exact"


def test_hostile_words_do_nothing(opened: Opened) -> None:
    page = opened()
    assert page.title() == "Attributions: 2 articles"
    expect(page.locator("#a2 .text")).to_contain_text("<script>document.title = 'owned'</script>")
    expect(page.locator("#a2 h2")).to_contain_text("<i>two.txt")
