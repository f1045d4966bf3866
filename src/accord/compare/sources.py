"""Phrases that may name the source a sentence leans on, before anything is decided.

They are found by the word tables of data/credit_words.toml, by the shape of outlets'
names and by the sources of quotations. `Scene` holds what a phrase is judged by.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from tomllib import loads
from typing import NamedTuple

from accord.compare.wire import known_agencies
from accord.records import CreditKind, Quotation, Reading
from accord.text import plain

Span = tuple[int, int]  # half-open offsets into the article's text


class Token(NamedTuple):
    start: int
    end: int
    word: str  # as printed, marks made plain, without a possessive
    low: str
    mark: str  # what a neighbour may know of it: a table's name, a word of grammar, its shape


class Hit(NamedTuple):
    kind: CreditKind
    first: int  # tokens, half-open
    last: int
    word: str  # the table's word, or in capitals how the phrase was found


class Attribution(NamedTuple):
    """A quotation, seen from the sentence that names its source."""

    source: Span
    head: Span  # the source without what is added after a comma or in a relative clause
    content: tuple[Span, ...]
    cue: str  # the cue's last word, lower case
    person: bool  # the source is somebody with a name
    known: bool = False  # the source means somebody with a name: "the senator"
    antecedent: Span | None = None  # of a pronoun: the words before it that name whom it means


_TOKEN = re.compile(r"[^\W_]+(?:(?:[.&'/@-]|(?<=\d),(?=\d\d\d))[^\W_]+)*|\.[a-z]{2,4}\b|[^\w\s]")
_GRAMMAR = frozenset(
    """a an the this that these those his her its their our my one two three four five several some many
    other another both no any all each most few to in on at by from of with as for about and or but not if
    when while after before during since because which who whom whose it they he she we i you there is are
    was were be been has have had do does did will would could should may might can
    , . ; : " ( ) - ' ? !""".split()
)
DETERMINERS: Mapping[str, str] = {  # and what they tell of a noun
    **dict.fromkeys("a an another one".split(), "a"),
    **dict.fromkeys("the this that these those".split(), "the"),
    **dict.fromkeys("his her its their our my".split(), "his"),
    **dict.fromkeys("two three four five several some many other both few most multiple".split(), "some"),
}
_PRONOUNS = frozenset("it they he she we i you who that which this these those them some others both".split())
_TIMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december""".split()
)
# Two names of one word each: "Ada Lowe and Ben Tarn" are no two parties.
_PAIR = re.compile(r"\b([A-Z][\w-]+) and (?:the )?([A-Z][\w-]+)\b(?! [A-Z])")
_NAME_BEFORE = re.compile(r"\b[A-Z][\w.-]* $")
_WHAT_IS_SHOWN = frozenset("of a an the that this how what his her its their no any up".split())
_BEFORE_VERB = frozenset("to not will would could should may might can".split())
_BE = frozenset("is are was were be been being".split())
# Nouns for what is read or shown that are as often a verb: "to report", "will host".
_ALSO_VERBS = frozenset(
    """appeal bill book broadcast cable document draft email estimate figure file form host interview list map
    message note notice order petition photograph plan poll post program question record report request review
    rule study survey text tweet blog""".split()
)
BY_NAME = frozenset(("NAME", "SHAPE", "SIGN", "TOLD"))  # hits that are an outlet's or agency's name
NOUNS: tuple[tuple[CreditKind, str], ...] = (  # a kind and the table that speaks for it, the surest first
    ("social", "social"),
    ("spokesperson", "spokesperson"),
    ("document", "document"),
    ("document", "sent"),
    ("anonymous", "anonymous"),
    ("outlet", "outlet"),
)
_SHOWING = frozenset(("document", "anonymous", "spokesperson"))  # marks of what "show" and "note" may follow
_TOLD_OF = frozenset("about against like unlike versus".split())  # before a name that is no source
_AIMED = frozenset(
    "aim barb barbs dig digs jab jabs lashed railed rant shot shots swipe swipes".split()
)  # at it
_RANKS = frozenset(("inspector",))  # before a name a person's, else of an office: "the inspector general"
_JOINS = frozenset(("and", "&", "or", ","))
_ADDRESSED = frozenset(
    "told telling tell tells asked asking remind reminded inform informed assure assured".split()
)
_OFF_PAGE = frozenset("conference conferences cycle cycles release releases".split())
_LINKS = frozenset(("of", "for", "on", "and", "the"))  # inside the name of a body
_TALKS = (["interview", "with"], ["interview", "on"], ["interview", "to"])
# What an article itself calls a paper: "People magazine", "the Tarsk daily Morgen", "the broadcaster KVT".
_PRESS = r"(?:newspaper|magazine|daily|weekly|tabloid|broadcaster|news (?:site|website))"
_NAMED = r"(?P<name>(?:[Tt]he )?[A-Z](?:[\w&'-]|\.(?=\w))*(?: [A-Z](?:[\w&'-]|\.(?=\w))*){0,3})"
_CALLED = (
    re.compile(rf"(?<!\ban )(?<!\ba )\b{_NAMED} {_PRESS}\b(?! [A-Z])"),
    re.compile(rf"\b{_PRESS},? {_NAMED}"),
    re.compile(
        rf"(?<=[a-z,] )(?<!\bon ){_NAMED} (?:(?:reports|is reporting|reported) that\b|report(?:s|ed)[.,;])"
    ),
)
_ADDED = re.compile(r"[,;]|\s(?:who|which|whose|whom|that)\b|\s[(-]")
_APPOSED = re.compile(
    r"^[^,]*[a-z], (?:[A-Z][\w'.-]+ ){1,3}[A-Z][\w'-]+$"
)  # "the club's secretary, Ann Rowe"
_NAME_ENDS = re.compile(r"[,;(-]|\b(?:of|from|at)\b")  # "Ada Orr | of the harbour board"
_CALL_SIGN = re.compile(r"[KW][A-Z]{2,3}(?:-?(?:TV|AM|FM))?$")
_AHEAD = re.compile(r"(?:[Dd]espite|[Aa]t the time of writing,?)\s+(?=\w)")  # before the source itself
_LIVES = re.compile(r"(?:at least |the |his |her |their |\d+ |[a-z]+ )*(?:life|lives)\b")
_TO_DO = re.compile(r"to [a-z]+\b")
_SITE = re.compile(r"[\w.-]+\.(?:com|net|org|tv|az|news|co|info|io)$", re.IGNORECASE)
_AGENCY_TAIL = re.compile(r" (?:News )?(?:Agency|Service|Wire)$| News$")


@cache
def word_tables() -> Mapping[str, frozenset[str]]:
    """The word tables of data/credit_words.toml by section."""
    text = (files("accord.compare") / "data" / "credit_words.toml").read_text("utf-8")
    return {
        name: frozenset(section["words"].split())
        for name, section in loads(text).items()
        if "words" in section
    }


@cache
def phrases(section: str) -> tuple[str, ...]:
    """What is said of unnamed sources: of them alone ("anonymity"), or of others too ("acquainted")."""
    text = (files("accord.compare") / "data" / "credit_words.toml").read_text("utf-8")
    return tuple(loads(text)[section]["phrases"].strip().split("\n"))


@cache
def _known_names() -> Mapping[tuple[str, ...], CreditKind]:
    """Names of well-known outlets and agencies, each as its words."""
    lines = (files("accord.compare") / "data" / "credit_outlets.txt").read_text("utf-8").splitlines()
    names: dict[tuple[str, ...], CreditKind] = {
        _name(line): "outlet" for line in lines if line and not line.startswith("#")
    }
    for agency in known_agencies().agencies:
        # Two capitals are too often initials or a state; one agency is known by them everywhere.
        names |= {_name(n): "agency" for n in agency.names if len(n) > 2 or n == "AP"}
    return names


def is_known_outlet(low: Sequence[str]) -> bool:
    """Whether words are the name of an outlet known around the world, by the shipped table."""
    return _known_names().get(_name_key(low)) == "outlet"


@lru_cache(maxsize=4)
def _names_with(outlets: frozenset[str]) -> Mapping[tuple[str, ...], CreditKind]:
    """The well-known names and those of a story's outlets: asked for by each of its articles."""
    names = dict(_known_names())
    for outlet in sorted(outlets):
        kind: CreditKind = "agency" if re.search(r"\b(?:[Aa]gency|[Ww]ire)\b", outlet) else "outlet"
        names |= {_name(form): kind for form in (outlet, _AGENCY_TAIL.sub("", outlet))}
    return names


def _name(words: str) -> tuple[str, ...]:
    """A name's words as they are looked up: any case and no article, unless it is one common word."""
    found = tuple(m.group().removesuffix("'s").lower() for m in _TOKEN.finditer(plain(words)))
    return _name_key(found)


def _name_key(low: Sequence[str]) -> tuple[str, ...]:
    return tuple(low[1:] if len(low) > 2 and low[0] == "the" else low)


def _called_outlets(text: str, others: Sequence[Span]) -> frozenset[tuple[str, ...]]:
    """Names that an article itself uses as those of papers and stations; those of `others` are none."""
    found = set()
    for pattern in _CALLED:
        for match in pattern.finditer(text):
            name = _name(match["name"])
            beside = pattern is _CALLED[1] and "," not in match[0]
            taken = any(overlap(match.span("name"), other) for other in others)
            if (taken and not beside) or re.search("-[a-z]", match["name"]):
                continue  # "the party-run newspaper"; but what stands right behind "newspaper" is its name
            if name and _noun(name[-1]) in ("low", "outlet", "social") and name[-1] not in _TIMES:
                found.add(name)
    return frozenset(found)


def _bare(name: str) -> tuple[str, ...]:
    return tuple(w for w in _name(name) if w != "the")


def folded(low: str, table: frozenset[str]) -> str:
    """The table's form of a word, plurals folded; empty when the table has none."""
    for ending, instead in (("", ""), ("ies", "y"), ("es", ""), ("s", "")):
        if low.endswith(ending) and (form := low[: len(low) - len(ending)] + instead) in table:
            return form
    return ""


@lru_cache(1 << 16)
def _noun(low: str) -> str:
    """The table that a noun stands in, else "low"."""
    tables = word_tables()
    return next((t for _, t in (*NOUNS, ("", "institution")) if folded(low, tables[t])), "low")


@lru_cache(1 << 16)
def _sources(low: str) -> tuple[tuple[CreditKind, str], ...]:
    """The kinds of source that a noun may be, the surest first, each with the table's form of it."""
    tables = word_tables()
    return tuple((kind, word) for kind, table in NOUNS if (word := folded(low, tables[table])))


def split_tokens(text: str, span: Span) -> list[Token]:
    tables = word_tables()
    found = []
    for match in _TOKEN.finditer(text, *span):
        word = match.group().removesuffix("'s")
        low = word.lower()
        if low in tables["say"] and not (low == "states" and word[0].isupper()):
            mark = "SAY"
        elif low in _GRAMMAR:
            mark = low
        elif word[0].isupper():
            mark = "CAP"
        elif word[0].isdigit():
            mark = "NUM"
        else:
            mark = _noun(low)
        found.append(Token(match.start(), match.end(), word, low, mark))
    return found


def overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _quoted(text: str) -> list[Span]:
    """Stretches between quotation marks; one left open ends with its line."""
    found, at = [], 0
    for line in text.split("\n"):
        marks = [at + m.start() for m in re.finditer('"', line)]
        if len(marks) % 2:
            marks.append(at + len(line))
        found += list(zip(marks[::2], marks[1::2], strict=True))
        at += len(line) + 1
    return found


class Scene:
    """What is known of an article as its sentences go by."""

    def __init__(self, reading: Reading, outlets: Collection[str]) -> None:
        article = reading.article
        self.text = plain(article.text)
        self.own = _bare(article.outlet.value) if article.outlet else ()
        host = re.match(r"(?:\w+://)?(?:www\.)?([\w-]+)\.", article.url or "")
        self.host = host.group(1).lower() if host else ""
        self.names = _names_with(frozenset(outlets))
        self.longest = max(map(len, self.names))
        kinds = {e.id: e.kind for e in reading.entities if e.named}
        self.people = {id_ for id_, kind in kinds.items() if kind == "person"}
        named = [(m.passage, kinds.get(m.entity)) for m in reading.mentions if m.form == "name"]
        self.persons = [(p.start, p.end) for p, kind in named if kind == "person"]
        self.groups = [(p.start, p.end) for p, kind in named if kind in ("group", "place")]
        self.bodies = [(p.start, p.end) for p, kind in named if kind == "organisation"]
        self.called = _called_outlets(self.text, (*self.persons, *self.groups))
        self.quoted = _quoted(self.text)
        self.counts = Counter(m.group().lower() for m in _TOKEN.finditer(self.text))
        self.seen: set[tuple[str, str]] = set()  # kinds and words of the candidates so far
        self.before: set[tuple[str, str]] = set()  # those of the sentence before
        self.phrases: dict[CreditKind, Span] = {}  # the last phrase of each kind in the sentence before
        self.pieces: dict[CreditKind, Span] = {}  # the last phrase of each kind that tells whose it is
        inner = ((p.start, p.end) for q in reading.quotations for i in q.inner for p in i.source)
        self.papers = [
            span for span in inner if self._is_paper(span)
        ]  # that what a source says quotes in turn
        self.doers = [(c.agent.start, c.agent.end) for c in reading.clauses if c.agent]

    def two_parties(self, at: int) -> Span | None:
        """The two named side by side before, "Velm and Sarro"; None with another pair."""
        pairs = [
            m
            for m in _PAIR.finditer(self.text, 0, at)
            if _TIMES.isdisjoint(m[0].lower().split())
            and not _NAME_BEFORE.search(self.text[: m.start()][-20:])
        ]
        if len({frozenset(m.group(1, 2)) for m in pairs}) != 1:
            return None
        return pairs[-1].span()

    def _is_paper(self, span: Span) -> bool:
        papers = word_tables()["document"]
        return any(folded(token.low, papers) for token in split_tokens(self.text, span))

    def person_in(self, span: Span) -> bool:
        return any(overlap(span, p) for p in self.persons)

    def person_speaks(self, source: Span) -> bool:
        """Whether a name heads the phrase: "Vale" does not in "Vale's campaign said"."""
        tables = word_tables()
        roles = tables["institution"] | tables["anonymous"] | tables["spokesperson"] | tables["document"]
        if _APPOSED.search(self.text[slice(*source)]):
            return True
        for start, end in self.persons:
            if overlap(source, (start, end)):
                rest = _NAME_ENDS.split(self.text[end : source[1]])[0].lower().split()
                lead = self.text[source[0] : start].split()
                # "the operator Tarnlink", but no "spokesman for the club Ann Orr"
                firm = bool(lead) and "for" not in lead and lead[-1].islower() and lead[-1] not in _RANKS
                firm = firm and bool(folded(lead[-1], tables["institution"]))
                if not firm and not any(folded(word, roles) for word in rest):
                    return True
        return False

    def in_quotes(self, at: int) -> bool:
        i = bisect_right(self.quoted, (at, len(self.text))) - 1
        return i >= 0 and at < self.quoted[i][1]

    def is_sign(self, tokens: Sequence[Token], i: int) -> bool:
        """Whether capitals are a station's call sign: no word in a line of capitals, and printed so alone."""
        word = tokens[i].word
        beside = [t.word for t in tokens[max(0, i - 1) : i + 2] if t is not tokens[i]]
        shouted = any(w.isupper() and len(w) > 1 and w.isalpha() for w in beside)
        other = self.counts[tokens[i].low] > len(re.findall(rf"\b{re.escape(word)}\b", self.text))
        return not (shouted or other)

    def kind_of(self, low: Sequence[str]) -> CreditKind | None:
        """Whether everybody, the story or the article itself knows a name as an outlet's or agency's."""
        key = _name_key(low)
        return self.names.get(key) or ("outlet" if key in self.called else None)

    def is_called_outlet(self, name: str) -> bool:
        return self.kind_of(_name(name)) == "outlet"

    def is_own(self, name: Sequence[str]) -> str:
        """Whether a name is, or may be short for, the article's own outlet: by its outlet or its address."""
        words = _bare(" ".join(name))
        if not words:
            return ""
        if self.own and (words[: len(self.own)] == self.own or self.own[: len(words)] == words):
            return "own"
        pieces = re.findall(r"[A-Z][a-z]*|[a-z]+", "".join(w for w in name if w.lower() != "the"))
        if self.host and len(pieces) > 1:
            first, last = pieces[0].lower(), pieces[-1].lower()
            if self.host.startswith((first, first[0])) and self.host.endswith(last) and len(last) > 2:
                return "own"
        return "own short" if self.host.endswith(words[-1]) or self.own[-1:] == words[-1:] else ""


def find_attributions(scene: Scene, reading: Reading) -> list[tuple[Span, Attribution]]:
    """Every quotation that names its source, by where it names it."""
    found = []
    for quotation in reading.quotations:
        if not quotation.source:
            continue
        source = quotation.source[0].start, quotation.source[0].end
        cue = (
            scene.text[quotation.cue[-1].start : quotation.cue[-1].end].lower().split()
            if quotation.cue
            else []
        )
        if cue in (["to"], ["for"]):
            continue  # "to the crew, the news was no surprise": nothing that they said
        content = tuple((p.start, p.end) for p in quotation.content)
        if content and cue and _is_no_saying(cue[-1], scene.text[slice(*content[0])]):
            continue
        more = _ADDED.search(scene.text, source[0] + 1, source[1])
        first = source[0]
        if ahead := _AHEAD.match(scene.text, first, source[1]):
            first = ahead.end()
        head = first, more.start() if more and more.start() > first else source[1]
        pronoun = scene.text[slice(*source)].lower() in _PRONOUNS
        known = quotation.speaker in scene.people
        thing = scene.text[slice(*source)].lower() in ("it", "this")  # a letter, whoever wrote it
        person = (known and not thing) if pronoun else scene.person_speaks(source)
        before = _named_before(reading, quotation) if pronoun else None
        attribution = Attribution(source, head, content, cue[-1] if cue else "", person, known, before)
        found.append((source, attribution))
    return found


def _is_no_saying(cue: str, content: str) -> bool:
    """Whether "claimed the lives of three" or "told him to leave" is taken for what somebody says."""
    if cue.startswith("claim"):
        return bool(_LIVES.match(content))
    return cue in ("told", "tell", "tells", "telling", "ordered") and bool(_TO_DO.match(content))


def _named_before(reading: Reading, quotation: Quotation) -> Span | None:
    """Where the article last called the speaker by other words than a pronoun."""
    start = quotation.source[0].start
    for mention in reversed(reading.mentions):
        if mention.entity == quotation.speaker and mention.form != "pronoun" and mention.passage.end <= start:
            return mention.passage.start, mention.passage.end
    return None


def find_hits(scene: Scene, tokens: list[Token]) -> Iterator[Hit]:
    """Phrases that a table or a shape gives away, no token twice."""
    tables = word_tables()
    low = [t.low for t in tokens]
    taken: set[int] = set()
    told_of: set[int] = set()  # tokens behind names that the sentence only tells of
    for i, token in enumerate(tokens):  # names, the longest first
        starts = i not in taken and (token.word[0].isupper() or token.low == "the")
        for size in range(min(scene.longest, len(tokens) - i), 0, -1) if starts else ():
            kind = scene.kind_of(low[i : i + size])
            upper = sum(t.word[0].isupper() for t in tokens[i : i + size])
            if not kind or not (tokens[i + size - 1].word[0].isupper() or (upper > 1 and size > 2)):
                continue  # "the Velm Harbour post" is one in haste
            namesake = size == 1 and scene.person_in((token.start, token.end))
            namesake |= _one_of_many(tokens, i, i + size)
            longer = i + size < len(tokens) and tokens[i + size].low in tables["bodies"]
            if not namesake and not longer:
                first = i - (i > 0 and low[i - 1] == "the")
                if _told_of(low, first) or (first - 1 in told_of and low[first - 1] in _JOINS):
                    told_of.add(i + size)
                else:
                    yield Hit(kind, first, i + size, "NAME")
                taken.update(range(first, i + size))
                break
    for i, token in enumerate(tokens):
        if i in taken or not token.word[0].isupper():
            continue
        j = i
        while j < len(tokens) and tokens[j].word[0].isupper() and j not in taken:
            j += 1
        whole = token.start, tokens[j - 1].end
        person = token.low != "the" and (scene.person_in(whole) or scene.person_in((whole[1], whole[1] + 3)))
        told = low[max(0, i - 1) : i] == ["told"] or low[max(0, i - 2) : i] in _TALKS
        how = ""
        last = tokens[j - 1].low
        hyphened = "-" in last and last.rpartition("-")[2] in tables["endings"]  # "the Tarn-Courier"
        if ((j - i > 1 and last in tables["endings"]) or hyphened) and not person:
            how = "SHAPE"
        elif _SITE.match(token.word) or (_CALL_SIGN.match(token.word) and scene.is_sign(tokens, i)):
            how, j = "SIGN", i + 1
        elif (
            told
            and token.low not in _TIMES
            and not person
            and not any(overlap(whole, g) for g in scene.groups)
        ):
            how = "TOLD"
            if [t.low for t in tokens[j : j + 1]] == ["!"] and tokens[j + 1 : j + 2]:
                j += 1 + tokens[j + 1].word[0].isupper()  # "told Velm! Radio"
        if how:
            yield Hit("outlet", i, j, how)
            taken.update(range(i, j))
    unnamed: list[int] = []
    for i, token in enumerate(tokens):
        talk = token.low.startswith("interview") and not taken  # the article's own, unless one with a name
        if i not in taken and (talk or _no_noun(tokens, i)):
            continue
        reports = token.low == "reports" and i > 0 and tokens[i - 1].word[0].isupper()  # the verb
        owner = is_possessive(tokens, i)  # "the officials' visit" tells nothing of what they said
        for kind, word in _sources(token.low) if i not in taken and not reports else ():
            if not (owner and kind == "anonymous"):
                yield Hit(kind, i, i + 1, word)
                if kind == "anonymous":
                    unnamed.append(i)
                break
    joined = f" {' '.join(low)} "
    told = any(t.mark == "SAY" for t in tokens)  # "news to people familiar with it" leans on nobody
    for phrase in (*phrases("anonymity"), *(phrases("acquainted") if told else ())):
        if (
            at := joined.find(f" {phrase} ")
        ) >= 0:  # said of the last unnamed role, else of what stands before
            end = joined[:at].count(" ")
            who = low.index("who") if "who" in low[:end] else end
            first = max((i for i in unnamed if i < end), default=max(0, who - 1))
            yield Hit("anonymous", first, first + 1, phrase.upper())
            break


def _told_of(low: Sequence[str], first: int) -> bool:
    """Whether a name is what a sentence tells of: "papers like the Gazette", "a swipe at the Gazette"."""
    if first and low[first - 1] == '"' and '"' in low[max(0, first - 6) : first - 1]:
        first = max(k for k in range(max(0, first - 6), first - 1) if low[k] == '"')  # like "tame" papers
    before = low[max(0, first - 3) : first]
    return bool(before) and (
        before[-1] in _TOLD_OF or (before[-1] == "at" and not _AIMED.isdisjoint(before[:-1]))
    )


def _one_of_many(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether "a" stands before a name and no noun behind: "as a Londoner", but not "a Post story"."""
    if not first or tokens[first - 1].low not in ("a", "an"):
        return False
    return last == len(tokens) or tokens[last].mark in _GRAMMAR or tokens[last].mark == "SAY"


def _no_noun(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word that could name a source does not here: a verb, or what tells of the next noun."""
    tables = word_tables()
    token = tokens[i]
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if token.low in tables["deeds"] and i and tokens[i - 1].low in ("was", "were", "been", "being", "be"):
        return True  # "it was tweeted": by whom is not said
    if token.low in ("show", "shows"):  # "the papers show that", "the records show", "a show of hands"
        said_of = after is not None and after.low in _WHAT_IS_SHOWN
        verb = i > 0 and (tokens[i - 1].low in (*_BEFORE_VERB, ",") or tokens[i - 1].mark in _SHOWING)
        return said_of or verb
    if token.low in _ALSO_VERBS and i and tokens[i - 1].low in _BEFORE_VERB:
        if not (i > 1 and tokens[i - 2].low == "according"):
            return True  # "failed to report"
    if token.low == "reporting" and i and tokens[i - 1].low in _BE:
        return True  # "the Gazette is reporting that"
    if token.low == "broadcast" and after is not None and after.low in ("on", "live", "by", "in"):
        return not _owned(tokens, i)  # "the talk, broadcast on Monday"
    if token.low == "note" and i and tokens[i - 1].mark in _SHOWING and after is not None:
        return True  # "experts note that"
    if token.low == "order" and i and after is not None and (tokens[i - 1].low, after.low) == ("in", "to"):
        return True
    if tokens[max(0, i - 1)].low == "on" and any(
        t.low.startswith("follow") for t in tokens[max(0, i - 5) : i]
    ):
        return True  # "who follows her on Twitter"
    before = tokens[i - 1].low if i else ""
    if _medium(token) and before in ("by", "at", "of", "like", "against"):
        return True  # "a ban by Twitter", "head of sales at Facebook"
    if _addressed(tokens, i):
        return True
    if token.low == "news" and not (token.word[0].isupper() and i):
        return True  # "the news was welcome", "a news conference": media that bring it have names or nouns
    if after is None:
        return False
    if (
        token.low in ("tweet", "post", "blog")
        and before
        and after.low in _WHAT_IS_SHOWN
        and not _owned(tokens, i)
    ):
        return True  # "to have him tweet a link"
    if after.low == "of" and token.low in ("host", "number", "numbers", "series", "record"):
        return True  # "a host of towns"
    if token.low in ("press", "news") and after.low in (*_OFF_PAGE, "secretary", "gallery"):
        return True
    joined = after.start == token.end + 1 and after.mark not in ("SAY", "CAP", "NUM")
    modifies = token.low in tables["modifying"] and joined and after.low not in _GRAMMAR
    return modifies and not folded(after.low, tables["pieces"]) and not re.search("(?:ed|ly)$", after.low)


def _medium(token: Token) -> bool:
    """Whether it is the name of a network that people post on."""
    return token.word[0].isupper() and token.low in word_tables()["social"]


def _addressed(tokens: Sequence[Token], i: int) -> bool:
    """Whether unnamed people are told something: "she told two aides"."""
    if not folded(tokens[i].low, word_tables()["anonymous"]):
        return False
    first = i
    while (
        first
        and tokens[first - 1].low not in _ADDRESSED
        and (
            tokens[first - 1].mark in ("CAP", "NUM", "low", "institution")
            or tokens[first - 1].low in DETERMINERS
        )
    ):
        first -= 1
    return first > 0 and tokens[first - 1].low in _ADDRESSED


def _owned(tokens: Sequence[Token], i: int) -> bool:
    """Whether a determiner or an owner stands before a word, or one word further on."""
    return any(tokens[k].low in DETERMINERS or is_possessive(tokens, k) for k in range(max(0, i - 2), i))


def is_speech(token: Token) -> bool:
    """Whether what stands before a word of saying may say something: not in "a firm called Tarn"."""
    return token.mark == "SAY" and token.low not in ("called", "according")


def is_possessive(tokens: Sequence[Token], i: int) -> bool:
    token = tokens[i]
    return token.end - token.start > len(token.word) or [t.low for t in tokens[i + 1 : i + 2]] == ["'"]


def bracketed(tokens: list[Token], first: int, last: int) -> bool:
    return first > 0 and last < len(tokens) and tokens[first - 1].low == "(" and tokens[last].low == ")"


def find_speakers(
    scene: Scene, tokens: list[Token], attributions: list[Attribution], hits: list[Hit]
) -> Iterator[Hit]:
    """Sources of quotations that no table knows, and bodies beside a word of saying."""
    low = [t.low for t in tokens]
    covered = [*scene.papers, *((tokens[h.first].start, tokens[h.last - 1].end) for h in hits)]
    for attribution in attributions:
        inside = [i for i, t in enumerate(tokens) if overlap(attribution.head, (t.start, t.end))]
        if inside and not attribution.person and not any(overlap(attribution.head, c) for c in covered):
            word = _body(scene, tokens[inside[0] : inside[-1] + 1])
            kind: CreditKind = "anonymous" if word == "OTHER" else "agency"
            if word in _PRONOUNS:  # "It said" goes on about the source of the sentence before
                before = {kind for kind, _ in scene.before}
                kind = (
                    "document" if "document" in before else "anonymous" if "anonymous" in before else "agency"
                )
            yield Hit(kind, inside[0], inside[-1] + 1, word)
        covered.append(attribution.source)
    if "according" not in low and not any(t.mark == "SAY" for t in tokens):
        return
    end, institutions = 0, word_tables()["institution"]
    for i, token in enumerate(tokens):
        if i < end or not (word := folded(token.low, institutions)):
            continue
        said = any(is_speech(t) for t in tokens[i + 1 : i + 4]) or "according" in low[max(0, i - 6) : i]
        if said and not any(overlap((token.start, token.end), c) for c in covered):
            end = i + 1
            while end < len(tokens) and (
                tokens[end].mark == "CAP"
                or (low[end] in _LINKS and tokens[end + 1 : end + 2] and tokens[end + 1].mark == "CAP")
            ):
                end += 1
            yield Hit("agency", i, end, word)


def _body(scene: Scene, tokens: list[Token]) -> str:
    """What sort of phrase a source is: a pronoun, a body by its noun, a name, or none of these."""
    if len(tokens) == 1 and tokens[0].low in _PRONOUNS:
        return tokens[0].low
    for token in reversed(tokens):
        if word := folded(token.low, word_tables()["institution"]):
            return word
    if any(overlap((tokens[0].start, tokens[-1].end), b) for b in scene.bodies):
        return "BODY"
    return "CAPITALS" if any(t.mark == "CAP" for t in tokens) else "OTHER"
