"""Posts that two articles give for one person: held or left, and of which rank."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from accord.compare.conflicts.lookup import Lookup
from accord.records import Conflict, Entity, Mention, Passage, Person, Reading, Side
from accord.titles import Title, read_title
from accord.titles import words as role_words

_LEFT = frozenset("former ex onetime one-time previous retired ousted".split())
_RANKS = frozenset("vice deputy assistant associate acting interim".split())
_NO_POST = frozenset("a an the its his her then now current currently also".split())
_ENDS = re.compile(r"\s(?:and|or|of|for|at|in|to|with|from|who|by)\s|[,;&]")
_SET_OFF = re.compile(
    r",\s(?P<post>[^,;:()—–\n]{3,90}?)(?=[,;—–)]|\.?$|\s(?:and (?:later|now|then)|who|whose)\s)"
)
_WORDS_BEFORE = re.compile(r"(?:[\w.'’-]+ ){1,8}$")
# To whom a rank may be left out without a word about it.
_ANY_RANK = frozenset("coach professor editor manager producer writer".split())
# Beside a name these stay for life, or are dropped and kept as a newsroom likes.
_COURTESY = frozenset("governor mayor judge justice secretary ambassador general colonel coach".split())


@dataclass(frozen=True, eq=False)
class _Post:
    title: Title
    at: Passage  # the words on the page
    sentence: Passage
    set_off: bool  # behind the name and a comma

    @cached_property
    def words(self) -> list[str]:
        return self.title.words.replace("-", " ").split()

    @cached_property
    def office(self) -> tuple[str, ...]:
        """The words of the post itself, up to what it is of: "district attorney"."""
        told = _ENDS.split(" ".join(self.words))[0].split()
        return tuple(w for w in told if w not in _LEFT | _RANKS | _NO_POST)

    @cached_property
    def left(self) -> bool:
        return not _LEFT.isdisjoint(self.words)

    @cached_property
    def ranks(self) -> frozenset[str]:
        return _RANKS & set(_ENDS.split(" ".join(self.words))[0].split())

    @cached_property
    def then(self) -> bool:
        return "then" in self.words[:2]

    @cached_property
    def body(self) -> frozenset[str]:
        """What the post is of, as far as words tell: "F.B.I." and "FBI" are one."""
        return frozenset(w.replace(".", "") for w in self.title.body if len(w) > 2)


def find_posts(page: Lookup) -> Iterator[Conflict]:
    """A post that one article says is held and another that it was left, or one of two ranks.

    Only where the same post is meant: the same noun with the same body, or the same words but for
    the rank. A title of courtesy beside a name ("President Marlin") says nothing of whether it is
    held, nor does "then"; who is told as gone in the later report may have gone between the two.
    """
    told: defaultdict[str, list[_Post]] = defaultdict(list)
    persons: dict[str, Person] = {}
    for reading in page.readings:
        for entity in reading.entities:
            person = page.cast.of.get((reading.article.id, entity.id))
            if person is not None and person.kind == "person" and entity.titles:
                persons[person.id] = person
                told[person.id] += _posts(page, reading, entity)
    for who, posts in told.items():
        # one that was left, or has a rank, is held against all
        for a, b in product([p for p in posts if p.left or p.ranks], posts):
            if a.at.article != b.at.article and (
                (_left_and_held(page, a, b) and not _both_ways(a, b, posts))
                or (_of_two_ranks(a, b) and not _ranked(a, b, posts))
            ):
                sides = (Side(page.exact(p.at), (p.sentence,)) for p in (a, b))
                yield Conflict("person", f"post of {persons[who].name}", tuple(sides))
                break


def _posts(page: Lookup, reading: Reading, entity: Entity) -> Iterator[_Post]:
    """The posts told beside a name, where they stand."""
    text, known = reading.article.text, set(entity.titles)
    for mention in reading.mentions:
        if mention.entity != entity.id or mention.form != "name":
            continue
        sentence = page.sentence(mention.passage)
        if sentence is None:
            continue
        for start, end, set_off in _beside(text, mention, sentence.passage):
            title = read_title(text[start:end])
            if title is not None and (set_off or str(title) in known) and _plain(title):
                at = Passage(mention.passage.article, start, end)
                yield _Post(title, at, sentence.passage, set_off)
                break


def _beside(text: str, mention: Mention, sentence: Passage) -> Iterator[tuple[int, int, bool]]:
    """Where the words of a post may stand: behind the name, or before it, the longest first."""
    name = mention.passage
    behind = _SET_OFF.match(text, name.end, sentence.end)
    if behind is not None:
        yield behind.start("post"), behind.end("post"), True
    before = _WORDS_BEFORE.search(text, sentence.start, name.start)
    if before is not None:
        for word in re.finditer(r"(?<!\S)(?!(?:and|or|the|a|an)\s)\S+", before[0]):
            yield before.start() + word.start(), name.start - 1, False


def _plain(title: Title) -> bool:
    """Whether a title is of one post: of two, nobody says which was left."""
    return " and " not in f" {title.words} ".split(f" {title.role} ")[0]


def _left_and_held(page: Lookup, a: _Post, b: _Post) -> bool:
    if not a.left or b.left or b.then or not a.office or not b.office or a.office[-1] != b.office[-1]:
        return False
    if not b.set_off and _by_courtesy(b.title):
        return False
    days = [page.by_id[p.at.article].article.published for p in (a, b)]
    if days[0] is None or days[1] is None or days[0].day > days[1].day:
        return False
    return bool(a.body & b.body)


def _by_courtesy(title: Title) -> bool:
    table = role_words()
    return title.role in table.unique | table.heads | table.lawmakers | _COURTESY


def _of_two_ranks(a: _Post, b: _Post) -> bool:
    """Whether one has a rank that the other has not, the same words told otherwise, and of the same time."""
    if not a.ranks or b.ranks or a.left != b.left or a.then != b.then or a.office != b.office:
        return False
    if a.office[-1] in _ANY_RANK:
        return False
    return len(a.office) > 1 or bool(a.body & b.body)


def _both_ways(a: _Post, b: _Post, posts: list[_Post]) -> bool:
    """Whether one of the two articles tells the post both as held and as left."""
    return any(
        p.office[-1:] == a.office[-1:]
        and ((p.at.article == b.at.article and p.left) or (p.at.article == a.at.article and not p.left))
        for p in posts
    )


def _ranked(a: _Post, b: _Post, posts: list[_Post]) -> bool:
    """Whether one of the two articles tells the post both with a rank and without."""
    return any(
        p.office == a.office
        and ((p.at.article == b.at.article and p.ranks) or (p.at.article == a.at.article and not p.ranks))
        for p in posts
    )
