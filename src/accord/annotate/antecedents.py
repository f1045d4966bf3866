"""Whom "who", "it", "they", "both" and "we" take up.

"He" and "she" are resolved with the names (see `references`), save inside quotations.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from spacy.tokens import Token

from accord.annotate.references import PRONOUNS
from accord.annotate.sources import NEAR, Sources
from accord.records import EntityId, EntityKind, Mention
from accord.titles import is_role
from accord.titles import words as role_words

FIRST_PERSON = frozenset({"i", "me", "my", "we", "us", "our", "myself", "ourselves"})
PAIRS = frozenset({"both", "neither", "pair", "duo", "couple"})
_SUBJECT = frozenset({"nsubj", "nsubjpass"})
_FADES = 150  # characters, about a sentence
_DECAY = 0.62  # by so many; as for "he"
_TOLD_OF = 0.3  # what a mention within somebody's words keeps of its place in front
_SAME_PERSON = frozenset({"conj", "appos", "attr", "relcl"})
_SOME = frozenset({"some", "those", "many", "others", "several", "most", "few"})
_PEOPLE = frozenset("people women men children folks officials both others".split())


def before(sources: Sources, place: int, reach: int = NEAR) -> Iterator[tuple[float, Mention]]:
    """The mentions before a place, the last first, with how much each is in the foreground."""
    at = bisect_left(sources.places, place)
    for mention in reversed(sources.sorted[max(0, at - 60) : at]):
        if place - mention.passage.start > reach:
            return
        first, last = sources.tokens(mention.passage)
        inside = range(first, last)
        top = next((sources.doc[i] for i in inside if sources.doc[i].head.i not in inside), None)
        weight = 1.0 if top is not None and top.dep_ in _SUBJECT else 0.5
        yield weight * _DECAY ** ((place - mention.passage.start) / _FADES), mention


def relative(sources: Sources, root: Token) -> EntityId | None:
    """Whom "who" takes up: the noun its clause hangs on, else what stands right before it."""
    verb = root.head
    for _ in range(3):
        if verb.dep_ in ("relcl", "acl") and verb.head.i < root.i:
            # "Members of the board, which writes": the nearer one by its number.
            further = verb.head.tag_ == "NNS" and verb.tag_ == "VBZ" and root.lower_ == "which"
            found = None if further else _noun(sources, verb.head, root)
            if found is not None:
                return found
            break
        verb = verb.head
    i = root.i - 1
    while i > 0 and (sources.doc[i].is_space or sources.doc[i].is_punct) and root.i - i < 4:
        i -= 1
    if sources.at.get(i):
        return _fitting(sources, sources.at[i], root)
    token = sources.doc[i]
    return _noun(sources, token, root) if token.pos_ in ("NOUN", "PROPN") else None


def _fitting(sources: Sources, mentions: list[Mention], root: Token) -> EntityId | None:
    kinds: dict[str, tuple[EntityKind, ...]] = {"who": ("person", "group"), "whom": ("person", "group")}
    wanted = kinds.get(root.lower_, ("organisation", "group", "place", "person"))
    return next((m.entity for m in mentions if sources.entities[m.entity].kind in wanted), None)


def _noun(sources: Sources, noun: Token, root: Token) -> EntityId | None:
    found = sources.named(noun, range(noun.left_edge.i, root.i))
    if found is not None:
        return found
    end = max(noun.i + 1, min(root.i, noun.right_edge.i + 1))
    if noun.pos_ != "NOUN":
        return sources.described(noun.i, end, noun) if noun.tag_ == "NN" or noun.lower_ in _SOME else None
    # "Ada Lowe, an aide then and an aspiring trader who": one person, told of twice.
    head = noun
    for _ in range(6):
        if noun.tag_ != "NN" or head.dep_ not in _SAME_PERSON or head.head.i >= head.i:
            break
        head = head.head
        mention = next(iter(sources.at.get(head.i, ())), None)
        if mention is not None and sources.entities[mention.entity].kind == "person":
            return mention.entity
    return sources.aside(noun.left_edge.i, noun) or sources.described(noun.left_edge.i, end, noun)


def it(sources: Sources, root: Token) -> EntityId | None:
    """The body, or the unnamed source that is no person, which stands foremost.

    A body of which a source told before counts less than that source: "the memo warned that the
    brigade was weak. It said ...". One in the very words that "it" says is not meant, nor is a place
    that has not spoken before: it is where something was said.
    """
    writer = _writer(sources, root)
    if writer is not None:
        return writer
    best: tuple[float, EntityId] | None = None
    spoke = {entity for place, entity in sources.spoke if place < root.idx}
    weights = {"organisation": 1.0, "place": 0.5}
    for front, mention in before(sources, root.idx):
        kind = sources.entities[mention.entity].kind
        score = front * weights.get(kind, 0.0) * (kind != "place" or mention.entity in spoke)
        within = sources.within[sources.tokens(mention.passage)[0]]
        if within >= 0 and within != sources.within[root.i]:
            own = any(root.i in range(*sources.tokens(p)) for p in sources.quotations[within].source)
            score *= 0.0 if own else _TOLD_OF
        if score and (best is None or score > best[0]):
            best = (score, mention.entity)
    for place, entity in reversed(sources.said):
        if 0 < root.idx - place < NEAR and sources.entities[entity].kind == "organisation":
            score = _DECAY ** ((root.idx - place) / _FADES)
            if best is None or score > best[0]:
                best = (score, entity)
            break
    return best[1] if best else None


def _writer(sources: Sources, root: Token) -> EntityId | None:
    """Who speaks in the paper that the quotation before stands in.

    "Lowe says on her website: “I came by sea.” “I stayed,” it says": the words are still hers.
    """
    papers = role_words().documents
    earlier = [
        q
        for q in sources.quotations
        if q.source and q.cue and q.source[0].end <= root.idx and q.content[-1].end <= root.idx
    ]
    if not earlier or not sources.spoke:
        return None
    last = max(earlier, key=lambda q: q.content[-1].end)
    place, entity = sources.spoke[-1]
    if not last.source[0].start <= place < last.source[0].end or root.idx - last.content[-1].end > NEAR:
        return None
    first, stop = sources.tokens(last.cue[0])[0], sources.tokens(last.content[0])[1]
    marks = [i for i in range(first, stop) if sources.doc[i].is_quote]
    before_words = range(first, min(marks, default=first))
    return entity if any(sources.doc[i].lower_ in papers for i in before_words) else None


def they(sources: Sources, root: Token) -> EntityId | None:
    """The foremost several: two names side by side, people in the plural, a group, an unnamed source.

    Of bodies only where nothing in the plural is near: "the campaign … they".
    """
    doc = sources.doc
    options: list[tuple[float, int, Token | None, EntityId | None]] = []
    papers = role_words().documents
    told = [
        (place, entity)
        for place, entity in sources.said
        if place < root.idx
        and sources.entities[entity].kind == "group"
        and not {w.removesuffix("s") for w in sources.entities[entity].name.lower().split()} & papers
    ]
    if told and root.idx - told[-1][0] < NEAR:  # who spoke goes on speaking
        options.append(
            (_DECAY ** ((root.idx - told[-1][0]) / (2 * _FADES)), *told[-1][:1], None, told[-1][1])
        )
    for i in range(root.i - 1, max(-1, root.i - NEAR // 4), -1):
        token = doc[i]
        gap = root.idx - token.idx
        if gap > NEAR:
            break
        weight = (1.0 if token.dep_ in _SUBJECT else 0.5) * _DECAY ** (gap / _FADES)
        if sources.spoken[i] and not sources.spoken[root.i]:
            weight *= _TOLD_OF
        if _plural_person(sources, token) or (token.dep_ != "conj" and _side_by_side(sources, token)):
            options.append((weight, token.idx, token, None))
    for _, _, plural, unnamed in sorted(options, key=lambda o: (-o[0], -o[1])):
        if unnamed is not None:
            return unnamed
        if plural is not None:
            these = several(sources, plural)
            if these is not None:
                return these
    bodies = [(front, m) for front, m in before(sources, root.idx) if front >= 0.2]
    bodies = [(f, m) for f, m in bodies if sources.entities[m.entity].kind == "organisation"]
    if bodies:
        return max(bodies, key=lambda pair: pair[0])[1].entity
    return told[-1][1] if told and root.idx - told[-1][0] < 3 * NEAR else None


def _plural_person(sources: Sources, token: Token) -> bool:
    if token.tag_ not in ("NNS", "NNPS") or token.dep_ in ("compound", "nmod", "poss"):
        return False
    lemma = token.lemma_.lower()
    group = any(sources.entities[m.entity].kind == "group" for m in sources.at.get(token.i, ()))
    return group or is_role(lemma) or lemma in role_words().unnamed or token.lower_ in _PEOPLE


def _side_by_side(sources: Sources, token: Token) -> list[EntityId]:
    """The named beside each other from this word on: "Lowe and Tarn"; else nothing."""
    if not sources.at.get(token.i):
        return []
    found: list[EntityId] = []
    while True:
        mention = next(iter(sources.at.get(token.i, ())), None)
        kind = sources.entities[mention.entity].kind if mention else None
        if mention is None or kind not in ("person", "organisation") or mention.entity in found:
            return []
        if found and kind != sources.entities[found[0]].kind:
            return []
        found.append(mention.entity)
        partner = next((c for c in token.children if c.dep_ == "conj" and c.i > token.i), None)
        if partner is None:
            return found if len(found) > 1 else []
        token = partner


def several(sources: Sources, token: Token) -> EntityId | None:
    """The entity of a plural: names side by side, a part of a group, people described."""
    first, last = token.left_edge.i, max(token.i, token.right_edge.i) + 1
    names = _side_by_side(sources, token)
    if names:
        description = " and ".join(sources.entities[n].name for n in names)
        return sources.unnamed(first, last, token, plural=True, description=description)
    inside = range(first, token.i + 1)
    if not sources.some(token, inside):
        found = sources.named(token, inside)
        if found is not None:
            return found
    return sources.described(first, last, token)


def pair(sources: Sources, root: Token) -> EntityId | None:
    """The two whom "both" or "the two women" takes up: side by side last, or the only two."""
    wanted = gender_of_plural(root.lower_)
    for i in range(root.i - 1, max(-1, root.i - NEAR), -1):
        names = _side_by_side(sources, sources.doc[i])
        if len(names) == 2 and all(sources.entities[n].kind == "person" for n in names):
            if wanted is None or all(sex(sources, n) in (None, wanted) for n in names):
                return _two(sources, root, names)
    known = dict.fromkeys(
        m.entity
        for _, m in before(sources, root.idx, 4 * NEAR)
        if m.form == "name" and sources.entities[m.entity].kind == "person"
    )
    two = [n for n in known if wanted is not None and sex(sources, n) == wanted]
    return _two(sources, root, two) if len(two) == 2 else None


def _two(sources: Sources, root: Token, names: list[EntityId]) -> EntityId | None:
    description = " and ".join(sources.entities[n].name for n in names)
    return sources.unnamed(
        root.left_edge.i, max(root.i + 1, root.left_edge.i + 1), root, plural=True, description=description
    )


def gender_of_plural(word: str) -> str | None:
    return {"women": "f", "men": "m"}.get(word)


def sex(sources: Sources, entity_id: EntityId) -> str | None:
    """Either "m" or "f" by titles, given name and pronouns; None where these do not tell."""
    found = sources.stated_genders(sources.entities[entity_id]) or sources.pronouns.get(entity_id, set())
    return found.copy().pop() if len(found) == 1 else None


def within_quotation(sources: Sources, root: Token, speaker: EntityId | None) -> EntityId | None:
    """Whom "he" means in somebody's words: the last person named whom it fits, not the speaker."""
    wanted = PRONOUNS.get(root.lower_)
    best: tuple[float, EntityId] | None = None
    for front, mention in before(sources, root.idx):
        if mention.entity == speaker or sources.entities[mention.entity].kind != "person":
            continue
        if sex(sources, mention.entity) in (None, wanted) and (best is None or front > best[0]):
            best = (front, mention.entity)
    return best[1] if best else None
