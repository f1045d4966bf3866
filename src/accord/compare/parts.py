"""Entities of single articles, and those of them that are one person or body of a story."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from accord.names import PersonName, given_gender, person_name
from accord.records import ArticleId, Entity, EntityKind
from accord.titles import Title
from accord.titles import gender as title_gender


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """An entity of one article."""

    article: ArticleId
    entity: Entity
    weight: int  # mentions
    place: tuple[int, int]  # for the order of the cast only
    titles: tuple[Title, ...]
    name: PersonName
    gender: str | None

    @property
    def key(self) -> tuple[str, int, str, str]:
        """An order that does not depend on the order of the articles."""
        return (self.entity.kind, -self.weight, self.entity.name, self.article)


def part(
    article: ArticleId, entity: Entity, weight: int, place: tuple[int, int], titles: Iterable[Title]
) -> Part:
    titles = tuple(titles)
    gender = next((g for g in map(title_gender, titles) if g), None) or given_gender(entity.name)
    return Part(article, entity, weight, place, titles, person_name(entity.name), gender)


@dataclass(slots=True, eq=False)
class Joined:
    """Parts held to be one."""

    parts: list[Part] = field(default_factory=list)
    articles: set[ArticleId] = field(default_factory=set)
    names: dict[PersonName, None] = field(default_factory=dict)  # of the named parts, in order
    titles: dict[Title, None] = field(default_factory=dict)
    weight: int = 0
    gender: str | None = None

    def add(self, *parts: Part) -> None:
        for one in parts:
            self.parts.append(one)
            self.articles.add(one.article)
            self.titles.update(dict.fromkeys(one.titles))
            self.weight += one.weight
            if one.entity.named:
                self.names[one.name] = None
                self.gender = self.gender or one.gender

    def take(self, other: Joined) -> None:
        """Everything of the other, which is empty afterwards."""
        self.add(*other.parts)
        other.parts, other.articles = [], set()

    @property
    def kind(self) -> EntityKind:
        """The kind that most mentions have."""
        votes: Counter[EntityKind] = Counter()
        for one in self.parts:
            votes[one.entity.kind] += one.weight
        return max(sorted(votes), key=lambda kind: (votes[kind], kind == "person"))

    @property
    def printed(self) -> str:
        """The commonest full form, as printed: by articles, then mentions, then length."""
        articles: dict[str, set[ArticleId]] = defaultdict(set)
        weight: Counter[str] = Counter()
        for one in [p for p in self.parts if p.entity.named] or self.parts:
            articles[one.entity.name].add(one.article)
            weight[one.entity.name] += one.weight
        person = self.kind == "person"

        def partial(form: str) -> bool:
            return not person_name(form).given if person else form.isupper()

        return min(articles, key=lambda f: (partial(f), -len(articles[f]), -weight[f], -len(f), f))


def joined(*parts: Part) -> Joined:
    out = Joined()
    out.add(*parts)
    return out
