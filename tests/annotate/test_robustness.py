"""Reading an article by the public road: same in, same out; nothing breaks it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.annotate import read_articles
from accord.ingest import Kind, parse_input
from accord.records import Article, Failure, Passage, Quotation, Reading

BRIDGE = """Council shuts the old bridge

The council of Lowen will shut the old bridge on Friday, Mayor Mara Orel said. “It is no longer safe,” she \
told reporters. “We have no choice.”

According to the harbour office, three boats were lost in the storm. Officials in Tarsk said that the river \
had risen by two metres.

Engineers said the bridge could be repaired within six months.
"""
TRADE = """New trade accord between Tarsk and Lowen

A trade accord between Tarsk and Lowen came into force on Tuesday after two years.

"We have waited long for this," Prime Minister Edan Vale said. "It will bring work to both shores."

Farmers in the north said that cheap grain would ruin them. Vale said that the accord had no losers.

Ilse Brand of the farmers' union called it 'a betrayal'.
"""
STRIKE = """Strike in Port Herrin is over

A strike of three weeks in Port Herrin ended on Monday.

“We got most of what we asked for,” said Tomas Reyk, who leads the dockers. “The rest will come.

“But nobody should think that we have forgotten,” he added.

The port said that the first ships would be unloaded on Wednesday.
"""
ARTICLES = (BRIDGE, TRADE, STRIKE)
UNRELATED = (
    "Rain is forecast for the weekend, with strong winds along the coast.",
    "The ferry runs four times a day in summer and twice in winter.",
    "Apples and pears were cheaper this autumn than in any year since the war.",
    "The museum holds nine hundred paintings. Most of them show ships.",
)


def taken_in(text: str, kind: Kind = "text") -> tuple[Article, ...]:
    return parse_input("a.txt", text.encode("utf-8", "surrogatepass"), kind).articles


def read(*texts: str) -> list[Reading]:
    return list(read_articles([a for text in texts for a in taken_in(text)]))


def spans(passages: Sequence[Passage]) -> list[tuple[int, int]]:
    return [(p.start, p.end) for p in passages]


def every(quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    """The quotations, each followed by those inside it."""
    for quotation in quotations:
        yield quotation
        yield from every(quotation.inner)


def told(reading: Reading, end: int | None = None) -> list[tuple[object, ...]]:
    """Kind, content, source, cue and the speaker's name of the quotations that begin before `end`."""
    names = {e.id: e.name for e in reading.entities}
    return [
        (q.kind, spans(q.content), spans(q.source), spans(q.cue), q.speaker and names[q.speaker])
        for q in every(reading.quotations)
        if end is None or any(p.start < end for p in (*q.content, *q.source, *q.cue))
    ]


def check(reading: Reading) -> None:
    """What holds for every reading, whatever the text."""
    text, own = reading.article.text, reading.article.id
    passages = [s.passage for s in reading.sentences]
    passages += [m.passage for m in reading.mentions]
    passages += [p.passage for p in (*reading.periods, *reading.quantities, *reading.clauses)]
    known = {e.id for e in reading.entities}
    assert {m.entity for m in reading.mentions} <= known
    for quotation in every(reading.quotations):
        assert quotation.content
        assert quotation.speaker is None or quotation.speaker in known
        assert 0 <= quotation.score <= 1
        for role in (quotation.content, quotation.source, quotation.cue):
            assert list(role) == sorted(role)
            passages += role
            for p in role:
                assert p.of(text) == p.of(text).strip()
            for one, other in pairwise(role):
                assert one.end <= other.start
        furniture = [b for b in reading.article.blocks if b.kind == "furniture"]
        assert not any(b.start < p.end and p.start < b.end for b in furniture for p in quotation.content)
        for inner in quotation.inner:
            low, high = quotation.content[0].start, quotation.content[-1].end
            assert all(low <= p.start and p.end <= high for p in inner.content)
    for p in passages:
        assert p.article == own
        assert 0 <= p.start < p.end <= len(text)


# ---------------------------------------------------------------- articles as they should be


@pytest.fixture(scope="module")
def alone() -> list[Reading]:
    return read(*ARTICLES)


def test_quotations_are_found_at_all(alone: list[Reading]) -> None:
    for reading in alone:
        check(reading)
        assert sum(q.kind == "direct" for q in reading.quotations) >= 1
        assert sum(q.kind == "indirect" for q in reading.quotations) >= 1


def test_the_same_article_twice_gives_the_same_reading(alone: list[Reading]) -> None:
    for first, second in zip(alone, read(*ARTICLES), strict=True):
        for part in ("article", "sentences", "entities", "mentions", "quotations", "periods", "quantities"):
            assert getattr(first, part) == getattr(second, part)
        assert first.clauses == second.clauses


def test_company_changes_nothing(alone: list[Reading]) -> None:
    """The articles read before it and after it are nothing to an article."""
    backwards = read(*reversed(ARTICLES))
    assert [told(r) for r in alone] == [told(r) for r in reversed(backwards)]


@pytest.mark.parametrize(
    "name", ["Poll", "OREL", "O’NEIL", "D.D.", "MA1 OR2", "Mara Orel, mayor of Lowen", "“Orel"]
)
def test_a_name_and_a_colon(name: str) -> None:
    """In a headline and in a transcript the colon is the cue, and the name need not be a word."""
    line = f"{name}: The bridge will be shut, I think."
    for reading in read(line, f"{line}\n\n{BRIDGE}", BRIDGE + f"\n{line}\n\n{line}\n"):
        check(reading)


@settings(deadline=None, max_examples=12)
@given(st.integers(0, len(ARTICLES) - 1), st.permutations(UNRELATED), st.integers(1, len(UNRELATED)))
def test_an_unrelated_paragraph_changes_nothing_before_it(
    alone: list[Reading], number: int, paragraphs: Sequence[str], count: int
) -> None:
    """The reading model sees what follows, so this holds of what is said plainly, as it is here."""
    text = ARTICLES[number]
    (longer,) = read(text.rstrip("\n") + "\n\n" + "\n\n".join(paragraphs[:count]) + "\n")
    check(longer)
    assert told(longer, len(text)) == told(alone[number])


# ---------------------------------------------------------------- and as they should not be

MARKS = "“”\"'‘’«»„`"
ODDITIES = (
    "\u202e", "\u200b", "\u200d", "\u00ad", "\ufeff", "\u0301", "\u0000", "\u0007", "\u001b[31m", "\ufffd",
    "\U0010ffff", "😀", "🇺🇸", "قال الوزير", "אמר", "\u2028", "\r", "\v", "\t",
    "&nbsp;", "<b>", "]]>", "…", "''", "``",
)  # fmt: skip


def mangled(rng: random.Random) -> str:
    """An article with a few things done to it that happen to articles, or worse."""
    text = rng.choice(ARTICLES)
    if rng.random() < 0.5:
        text = text[: rng.randrange(1, 300)]
    for _ in range(rng.randrange(1, 4)):
        text = rng.choice(WAYS)(text, rng)
    return text[:900]


def _cut(text: str, rng: random.Random) -> str:
    return text[rng.randrange(len(text) + 1) :]


def _double_marks(text: str, rng: random.Random) -> str:
    return "".join(c * rng.choice((1, 2)) if c in MARKS else c for c in text)


def _drop_marks(text: str, rng: random.Random) -> str:
    return "".join(c for c in text if c not in MARKS or rng.random() < 0.5)


def _swap_marks(text: str, rng: random.Random) -> str:
    return "".join(rng.choice(MARKS) if c in MARKS else c for c in text)


def _shuffle(text: str, rng: random.Random) -> str:
    paragraphs = text.split("\n\n")
    rng.shuffle(paragraphs)
    return "\n\n".join(paragraphs)


def _strew(text: str, rng: random.Random) -> str:
    for _ in range(rng.randrange(1, 12)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice((*ODDITIES, *MARKS)) + text[at:]
    return text


def _repeat(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at : at + rng.randrange(1, 9)] * rng.randrange(2, 40) + text[at:]


WAYS = (
    _cut,
    _double_marks,
    _drop_marks,
    _swap_marks,
    _shuffle,
    _strew,
    _repeat,
    lambda text, _: text.replace(" ", ""),
    lambda text, _: text.replace("\n", " "),
    lambda text, _: text.replace(" ", "\n"),
    lambda text, _: text.upper(),
    lambda text, _: text.lower(),
    lambda text, _: text[::-1],
    lambda text, _: "\u200b".join(text),
    lambda text, _: "".join(c + "\u0301" for c in text),
    lambda text, _: text.replace(".", ""),
)


def random_bytes(rng: random.Random) -> bytes:
    """A few bytes: any, or letters and marks in some encoding, or a page or a record cut short."""
    form = rng.randrange(4)
    if form == 0:
        return rng.randbytes(rng.randrange(40))
    words = "".join(
        rng.choice((*ODDITIES, *MARKS, "Orel", " said ", "it", ". ", ", ", "\n", "9")) for _ in range(9)
    )
    if form == 1:
        return words.encode(rng.choice(("utf-8", "utf-16", "utf-32", "utf-8-sig")), "surrogatepass")
    page = f'<html><p title="{words}">{words}</p>' if form == 2 else '{"title": "x", "text": "' + words + '"}'
    raw = bytearray(page.encode())
    raw[rng.randrange(len(raw))] = rng.randrange(256)
    return bytes(raw[: rng.randrange(len(raw) + 1)]) if rng.random() < 0.5 else bytes(raw)


def test_two_thousand_inputs_that_are_no_articles() -> None:
    rng = random.Random(20161108)
    articles: list[Article] = []
    failures: list[Failure] = []
    for n in range(2000):
        if n % 16 == 0:
            location, raw, kind = f"m{n}", mangled(rng).encode("utf-8", "surrogatepass"), "text"
        else:
            location, raw = f"r{n}", random_bytes(rng)
            kind = rng.choice(("text", "html", "json"))
        parsed = parse_input(location, raw, kind)  # type: ignore[arg-type]
        assert parsed.articles or parsed.failures
        articles += parsed.articles
        failures += parsed.failures
    assert all(f.reason and f.location and f.stage == "read" for f in failures)
    assert len(failures) > 500 and len(articles) > 200
    read_all = list(read_articles(articles))
    assert [r.article for r in read_all] == articles
    for reading in read_all:
        check(reading)


LENGTHS = {
    "a word of 100,000 letters": "a" * 100_000 + " said Orel. " + BRIDGE,
    "a number of 100,000 figures": "9" * 100_000 + " people came, Orel said.",
    "an address of 4,000 letters": "Orel said that http://" + "a/" * 2_000 + " was down.",
    "50,000 stops": "." * 50_000 + "\n\n" + BRIDGE,
    "50,000 blanks": " " * 50_000 + BRIDGE,
    "20,000 blank lines": "\n\n" * 10_000 + BRIDGE,
    "5,000 marks": '" ' * 5_000 + "\n\n" + BRIDGE,
    "1,100 marks that open": "“It was “late. " * 50 + "“ " * 1_000 + "\n\n" + BRIDGE,
    "500 marks in a row": '"' * 500 + BRIDGE,
    "300 paragraphs that open": "“It is late.\n\n" * 300 + BRIDGE,
    "5,000 combining marks": "Orel said it was e" + "\u0301" * 5_000 + " late.",
    "500 flags": "🇺🇸" * 500 + " " + BRIDGE,
    "one sentence of 600 words": "Orel said that it " + "was late and it " * 150 + "was dark.",
    "no blank": BRIDGE.replace(" ", "").replace("\n", "") * 10,
}


@pytest.mark.parametrize("text", LENGTHS.values(), ids=LENGTHS.keys())
def test_lengths(text: str) -> None:
    (reading,) = read(text)
    check(reading)


def test_what_cannot_be_used_says_why() -> None:
    for raw in (b"", b"\0\1\2\3", b"   \n", b"\xff\xfe", b"12 34", BRIDGE.replace(" ", "\0").encode()):
        parsed = parse_input("a.txt", raw, "text")
        assert parsed.articles == ()
        (failure,) = parsed.failures
        assert failure.location == "a.txt" and len(failure.reason) > 10
