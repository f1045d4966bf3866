"""What is known of an article's sources while they are resolved, and the unnamed ones among them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from accord.annotate.references import PRONOUNS
from accord.names import fold, given_gender
from accord.records import Article, Entity, EntityId, EntityKind, Mention, Passage, Quotation
from accord.text import plain
from accord.titles import answers, is_role, read_title
from accord.titles import gender as title_gender
from accord.titles import words as role_words

NEAR = 600  # characters: a paragraph or two
_LONGEST = 14  # words of a description; what follows is a clause about the source
_CUT = re.compile(r"\s*[,;(—–]|\s+(?:who|whom|whose|which|that)\b")
_DETERMINERS = frozenset(
    "a an the one two three several some many few both another other others this these those all most".split()
)


_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


class Sources:
    """The entities and mentions of one article, with those that are added on the way."""

    def __init__(
        self,
        article: Article,
        doc: Doc,
        entities: Sequence[Entity],
        mentions: Sequence[Mention],
        quotations: Sequence[Quotation],
    ) -> None:
        self.article, self.doc = article, doc
        self.pronouns: dict[EntityId, set[str]] = {}  # the genders of the pronouns that mean them
        for mention in mentions:
            if mention.form == "pronoun":
                gender = PRONOUNS[mention.passage.of(article.text).lower()]
                self.pronouns.setdefault(mention.entity, set()).add(gender)
        self.entities: dict[EntityId, Entity] = {e.id: e for e in entities}
        self.mentions = list(mentions)
        self.starts = [token.idx for token in doc]
        self.at: dict[int, list[Mention]] = {}  # token -> the mentions it is in, widest first
        for mention in sorted(mentions, key=lambda m: m.passage.start - m.passage.end):
            for i in range(*self.tokens(mention.passage)):
                self.at.setdefault(i, []).append(mention)
        self.quotations = quotations
        self.said: list[tuple[int, EntityId]] = []  # unnamed sources, where they stand
        self.spoke: list[tuple[int, EntityId]] = []  # all speakers so far
        self.goes_on = False  # the cue is "added", "continued"
        self.sorted = sorted(mentions, key=lambda m: m.passage.start)
        self.places = [mention.passage.start for mention in self.sorted]
        self.first: dict[EntityId, int] = {}  # where an entity is first mentioned
        for mention in self.sorted:
            self.first.setdefault(mention.entity, mention.passage.start)
        self.within = [-1] * (len(doc) + 1)  # the number of the innermost quotation a token is in
        contents = [(passage, number) for number, q in enumerate(quotations) for passage in q.content]
        for content, number in sorted(contents, key=lambda c: c[0].start - c[0].end):
            first, last = self.tokens(content)
            self.within[first:last] = [number] * (last - first)
        self.spoken = [number >= 0 for number in self.within]

    def stated_genders(self, entity: Entity) -> set[str]:
        """What titles and the given name tell, of "m" and "f"."""
        found = {title_gender(title) for title in map(read_title, entity.titles) if title}
        found.add(given_gender(entity.name) if entity.named else None)
        return {gender for gender in found if gender}

    def tokens(self, passage: Passage) -> tuple[int, int]:
        first = max(0, bisect_right(self.starts, passage.start) - 1)
        token = self.doc[first] if first < len(self.doc) else None
        if token is not None and token.idx + len(token.text) <= passage.start:
            first += 1
        return first, bisect_left(self.starts, passage.end)

    def mention(self, i: int, inside: range) -> Mention | None:
        """The widest mention at the token that does not reach out of the source."""
        for mention in self.at.get(i, ()):
            first, last = self.tokens(mention.passage)
            if first >= inside.start - 1 and last <= inside.stop + 1:
                return mention
        return None

    def named(self, root: Token, inside: range) -> EntityId | None:
        mention = self.mention(root.i, inside)
        if mention is not None:
            entity = self.entities[mention.entity]
            first, last = self.tokens(mention.passage)
            # "Israel" in "Israel officials" and "U.S." in "the U.S. official" are not the source.
            if any(
                self.doc[i].head.i not in range(first, last) or self.doc[i].i == root.i
                for i in range(first, last)
            ):
                if not (
                    entity.kind in ("place", "group") and is_role(root.lower_) and root.tag_ in ("NN", "NNS")
                ):
                    return entity.id
        for child in root.children:
            if child.i in inside and child.dep_ in ("appos", "flat", "compound", "nmod"):
                mention = self.mention(child.i, inside)
                if mention and mention.form == "name" and self.entities[mention.entity].kind == "person":
                    top = child.dep_ == "appos" or (is_role(root.lower_) and child.i > root.i)
                    if top:
                        return mention.entity
        # A title that the parser took for the head: "spokesman Ada Lowe".
        after = root.i + 1
        if is_role(root.lower_) and after in inside:
            mention = self.mention(after, inside)
            if mention and mention.form == "name" and self.entities[mention.entity].kind == "person":
                return mention.entity
        return None

    def only_person(self, root: Token, inside: range) -> EntityId | None:
        """The one person named in a source whose head says no person: "a statement, Lowe's aide Ben Tarn"."""
        lemma = root.lemma_.lower()
        if (
            is_role(lemma)
            or lemma in role_words().unnamed
            or lemma in role_words().bodies
            or root.tag_ == "NNS"
        ):
            return None
        found = {
            m.entity
            for i in inside
            for m in self.at.get(i, ())
            if m.form == "name"
            and self.entities[m.entity].kind == "person"
            and self.tokens(m.passage)[1] in (*inside, inside.stop)
            and (
                self.tokens(m.passage)[1] >= len(self.doc)
                or self.doc[self.tokens(m.passage)[1]].tag_ != "POS"
            )
        }
        return found.pop() if len(found) == 1 else None

    def aside(self, first: int, root: Token) -> EntityId | None:
        """The name that a description follows and describes: "Lowe, 31, a former aide"."""
        if self.doc[first].lower_ not in ("a", "an", "former") and root.dep_ != "appos":
            return None
        i, comma = first - 1, False
        while i > 0 and (self.doc[i].is_punct or self.doc[i].like_num) and first - i < 5:
            comma = comma or self.doc[i].text == ","
            i -= 1
        kind = "person" if is_role(root.lower_) else "organisation"
        for mention in self.at.get(i, ()) if comma else ():
            if mention.form == "name" and self.entities[mention.entity].kind in ("person", kind):
                return mention.entity
        return None

    def some(self, root: Token, inside: range) -> bool:
        """Whether the source is a part of the group that its last word names: "three Senate Democrats"."""
        mention = self.mention(root.i, inside)
        entity = self.entities[mention.entity] if mention else None
        if (
            mention is None
            or entity is None
            or entity.kind not in ("group", "organisation")
            or mention.form != "name"
        ):
            return False
        words = [self.doc[i] for i in range(inside.start, min(root.i, inside.stop))]
        after = self.doc[root.i + 1] if root.i + 1 in inside else None
        if after is not None and entity.kind == "group" and (after.lower_ == "who" or after.tag_ == "VBG"):
            return True  # "Republicans who agree"
        if entity.kind == "organisation":
            return any(t.pos_ == "NUM" or t.lower_ in _DETERMINERS - {"a", "an", "the"} for t in words)
        return any(t.is_alpha and t.lower_ not in ("the", "and") for t in words)

    def new_name(self, root: Token, inside: range) -> EntityId:
        """A name that the entities lack."""
        first = last = root.i
        if all(self.doc[i].text.isupper() or not self.doc[i].is_alpha for i in inside):
            first, last = self._capitals(inside)
        while (
            first - 1 in inside
            and self.doc[first - 1].pos_ == "PROPN"
            and not is_role(self.doc[first - 1].lower_)
        ):
            first -= 1
        while last + 1 in inside and self.doc[last + 1].pos_ == "PROPN":
            last += 1
        for i in range(first, last + 1):
            for mention in self.at.get(i, ()):
                if mention.form == "name" and self.entities[mention.entity].kind == "person":
                    return mention.entity
        passage = Passage(self.article.id, self.doc[first].idx, self.doc[last].idx + len(self.doc[last].text))
        name = " ".join(passage.of(self.article.text).split())
        for entity in self.entities.values():
            family = name.isupper() and " " not in name and entity.kind == "person"
            forms = [fold(form) for form in (entity.name, *entity.aliases)]
            if entity.named and (fold(name) in forms or (family and fold(name) == forms[0].split()[-1])):
                return self.add(entity, passage, (first, last + 1), form_name=True)
        kind: EntityKind = "organisation" if self.doc[last].lower_ in role_words().bodies else "person"
        return self.add(Entity(self._id(), kind, name, True), passage, (first, last + 1), form_name=True)

    def _capitals(self, inside: range) -> tuple[int, int]:
        """First and last of the words in capitals: "LOWE:" in a transcript."""
        words = [i for i in inside if any(map(str.isalpha, self.doc[i].text))] or list(inside)
        return words[0], words[-1]

    def described(self, first: int, last: int, root: Token) -> EntityId | None:
        finite = [i for i in range(first, min(root.i, last)) if self.doc[i].tag_ in _FINITE]
        if finite:  # "some officials feared that the draft | said"
            first = max(root.left_edge.i, finite[-1] + 1)
        several = root.text[:-1].isupper() and root.text.endswith("s")  # "PACs"
        plural = (
            root.tag_ in ("NNS", "NNPS", "VBZ")
            or several
            or root.lower_ in ("both", "many", "some", "several", "others", "people")
        )
        return self.unnamed(first, last, root, plural=plural)

    def unnamed(
        self, first: int, last: int, root: Token, *, plural: bool, description: str = ""
    ) -> EntityId | None:
        start, end = self.doc[first].idx, self.doc[last - 1].idx + len(self.doc[last - 1].text)
        words = self.article.text[start:end]
        head_end = max(root.idx + len(root.text) - start, 0)
        cut = None if plural and self.joined(root, range(first, last)) else _CUT.search(words, head_end)
        words = words[: cut.start()] if cut else words
        pieces = words.split()
        if len(pieces) > _LONGEST:
            words = words[: words.find(pieces[_LONGEST - 1]) + len(pieces[_LONGEST - 1])]
        lead = len(words) - len(words.lstrip(" \t\n,.;:—–-\"“'"))
        start, words = start + lead, words.strip(" \t\n,.;:—–-\"“'")
        description = description or " ".join(words.split())
        if not description:
            return None
        opening = description.split()[0]
        if opening.lower() in _DETERMINERS:
            description = opening.lower() + description[len(opening) :]
        passage = Passage(self.article.id, start, start + len(words))
        earlier = self._earlier(description, root, start, plural)
        if earlier is not None:
            return self.add(self.entities[earlier], passage, (first, last))
        kind: EntityKind = "group" if plural else "person"
        lemma = root.lemma_.lower()
        if not plural and not is_role(lemma) and lemma not in role_words().unnamed:
            kind = "organisation"
        title = read_title(description) if kind == "person" else None
        entity = Entity(self._id(), kind, description, False, (str(title),) if title else ())
        return self.add(entity, passage, (first, last))

    def _earlier(self, description: str, root: Token, start: int, plural: bool) -> EntityId | None:
        """The unnamed source that the words take up; indefinite singulars are new each time."""
        lower = plain(description).lower()
        definite = lower.startswith(("the ", "this ", "that ", "these ", "those "))
        bare = _bare(lower)
        same = [e for place, e in self.said if _bare(plain(self.entities[e].name).lower()) == bare]
        if same and (definite or plural or not lower.startswith(("a ", "an ", "another ", "one "))):
            return same[-1]
        if not definite:
            return None
        for _, entity_id in reversed(self.said):
            head = _head_word(self.entities[entity_id].name)
            if (
                head in (root.lower_, root.lemma_.lower())
                and (self.entities[entity_id].kind == "group") == plural
            ):
                return entity_id
        lemma = root.lemma_.lower()
        if not plural and " " not in bare and lemma in role_words().bodies | role_words().any_body:
            bodies = [
                e.id
                for e in self.entities.values()
                if e.named
                and e.kind == "organisation"
                and (fold(e.name).split()[-1:] == [lemma] or fold(e.name).startswith(f"{lemma} of "))
            ]
            if bodies:
                return bodies[-1]
        aged = description.endswith("-year-old")
        if not plural and (self.goes_on or aged) and self.spoke and start - self.spoke[-1][0] < 2 * NEAR:
            if self.entities[self.spoke[-1][1]].kind == "person":
                return self.spoke[-1][1]
        title = read_title(description)
        if title is not None and not plural:
            fits = [
                (answers(title, filter(None, map(read_title, e.titles))), e.id)
                for e in self.entities.values()
                if e.named and e.kind == "person" and e.titles and self.first.get(e.id, start) < start
            ]
            fits = [f for f in fits if f[0] >= 0.9]
            if len(fits) == 1:
                return fits[0][1]
        return None

    def joined(self, root: Token, inside: range) -> bool:
        """Whether others stand beside the head: "Lowe and the ministers"."""
        partners = [
            c
            for c in root.children
            if c.dep_ == "conj" and c.i in inside and c.pos_ in ("PROPN", "NOUN", "PRON")
        ]
        if not partners:
            return False
        own = self.mention(root.i, inside)
        for partner in partners:
            other = self.mention(partner.i, inside)
            if self.second_title(root, partner):
                continue
            if own and other and own.entity != other.entity:
                # "chairman and founder Ada Lowe" is one person, "Lowe and the minister" are two
                return True
            if own and self.entities[own.entity].kind == "person" and partner.pos_ == "NOUN" and not other:
                return True
        return False

    def second_title(self, root: Token, partner: Token) -> bool:
        """Whether what is joined is one person told of twice.

        "A judge and mayor, Ada Lowe"; "Ada Lowe, a teacher in Tarsk and a writer".
        """
        before = range(partner.left_edge.i, partner.i)
        if root.tag_ == "NN" and is_role(root.lower_) and partner.pos_ == "PROPN":
            whose = [c for c in root.children if c.tag_ in ("DT", "PRP$", "POS") or c.dep_ == "poss"]
            titled = any(is_role(self.doc[i].lower_) for i in before)
            return titled and not whose
        set_off = any(self.doc[i].text == "," for i in range(root.i, partner.i))
        indefinite = partner.tag_ == "NN" and self.doc[partner.left_edge.i].lower_ in ("a", "an")
        named = any(m.form == "name" for m in self.at.get(root.i, ()))
        roles = any(is_role(self.doc[i].lower_) for i in range(partner.i, min(partner.i + 3, len(self.doc))))
        return named and set_off and indefinite and roles

    def again(self, root: Token, tokens: Sequence[Token]) -> EntityId | None:
        """The unnamed part of a group that "the Democrats" takes up after "several Democrats"."""
        if tokens[0].lower_ not in ("the", "those", "these") or root.tag_ not in ("NNS", "NNPS"):
            return None
        if len(tokens) > 2 or not self.at.get(root.i):
            return None
        for place, entity_id in reversed(self.said):
            entity = self.entities[entity_id]
            if root.idx - place > 3 * NEAR:
                break
            if entity.kind == "group" and _head_word(entity.name) == root.lower_:
                return entity_id
        return None

    def _id(self) -> EntityId:
        return EntityId(f"e{len(self.entities) + 1}")

    def add(
        self, entity: Entity, passage: Passage, tokens: tuple[int, int], *, form_name: bool = False
    ) -> EntityId:
        self.entities[entity.id] = entity
        mention = Mention(passage, entity.id, "name" if form_name else "nominal")
        self.mentions.append(mention)
        for i in range(*tokens):
            self.at.setdefault(i, []).append(mention)
        if not form_name:
            self.said.append((passage.start, entity.id))
        return entity.id


def _bare(description: str) -> str:
    """Without "the" or "her": "her advisers" are the advisers."""
    return re.sub(r"^(?:the|his|her|their|its|our|my) ", "", description)


def _head_word(description: str) -> str:
    """The noun of a description: "official" in "a U.S. official in the talks"."""
    head = re.split(r"\s(?:of|for|in|with|from|at|who|close|familiar|on|to)\s", description.lower())[0]
    return head.split()[-1] if head.split() else ""
