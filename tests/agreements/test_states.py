"""Each rule from evidence to state, one case a rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.agreements.states import RULES, enter
from accord.ledger_records import Commitment, CommitmentId, Entry, Evidence, Override, PartyId, Telling
from accord.records import ArticleId, Passage

SIGNED = date(2031, 5, 1)


def commitment(kind: str = "act", **fields: Any) -> Commitment:
    defaults: dict[str, Any] = {
        "id": CommitmentId("c"),
        "who": (PartyId("lowen"),),
        "promise": "release the prisoners",
        "kind": kind,
        "to": (PartyId("tarsk"),),
    }
    return Commitment(**{**defaults, **fields})


def evidence(role: str, polarity: str, source: str = "outlet", day: int = 1, **fields: Any) -> Evidence:
    """A piece by a source: a party's id, "council" (verifies), "court", "other" or "outlet"."""
    kinds = {
        "lowen": "party",
        "tarsk": "party",
        "council": "verifier",
        "court": "authority",
        "other": "other",
    }
    article = ArticleId(fields.pop("article", f"a{day}-{source}"))
    start = fields.pop("start", 0)
    defaults: dict[str, Any] = {
        "commitment": CommitmentId("c"),
        "passage": Passage(article, start, start + 10),
        "role": role,
        "polarity": polarity,
        "source": Telling(
            kinds.get(source, "outlet"),
            source,
            PartyId(source) if source in ("lowen", "tarsk", "council") else None,
        ),
        "day": date(2031, 5, day),
    }
    return Evidence(**{**defaults, **fields})


def each_article_an_origin(passages: Sequence[Passage]) -> int:
    return len({p.article for p in passages})


def entered(pieces: list[tuple[Any, ...]], day: int = 20, kind: str = "act", **fields: Any) -> Entry:
    found = [evidence(*p[:-1], **p[-1]) if isinstance(p[-1], dict) else evidence(*p) for p in pieces]
    return enter(commitment(kind, **fields), found, date(2031, 5, day), SIGNED, each_article_an_origin)


ACTS = [
    ("nothing is told", [], {}, "pending", "start"),
    ("a promise is no act", [("promises", "for", "lowen", 2)], {}, "pending", "start"),
    ("an order is no act", [("orders", "for", "court", 2)], {}, "pending", "start"),
    ("a demand is no act", [("demands", "for", "tarsk", 2)], {}, "pending", "start"),
    ("a beginning", [("performs", "for", "outlet", 2, {"whole": False})], {}, "under way", "begun"),
    ("its own word", [("performs", "for", "lowen", 2)], {}, "under way", "claimed"),
    ("one origin", [("performs", "for", "outlet", 2)], {}, "under way", "claimed"),
    (
        "ten articles of parties are no proof",
        [("performs", "for", "lowen", n) for n in range(2, 12)],
        {},
        "under way",
        "claimed",
    ),
    (
        "two origins",
        [("performs", "for", "outlet", 2), ("performs", "for", "outlet", 3)],
        {},
        "met",
        "fulfilled",
    ),
    (
        "its word and an outlet",
        [("performs", "for", "lowen", 2), ("performs", "for", "outlet", 3)],
        {},
        "met",
        "fulfilled",
    ),
    ("who verifies", [("performs", "for", "council", 2)], {}, "met", "fulfilled"),
    ("the other side", [("performs", "for", "tarsk", 2)], {}, "met", "fulfilled"),
    ("the day passed", [("promises", "for", "lowen", 2)], {"due": date(2031, 5, 9)}, "overdue", "deadline"),
    ("on the last day", [], {"due": date(2031, 5, 20)}, "pending", "start"),
    (
        "begun and late",
        [("performs", "for", "council", 2, {"whole": False})],
        {"due": date(2031, 5, 9)},
        "overdue",
        "deadline",
    ),
    ("late", [("performs", "for", "council", 12)], {"due": date(2031, 5, 9)}, "met", "fulfilled late"),
    (
        "told late",
        [("performs", "for", "council", 12, {"happened": date(2031, 5, 8)})],
        {"due": date(2031, 5, 9)},
        "met",
        "fulfilled",
    ),
    ("an alleged breach", [("breaches", "against", "tarsk", 2, {"by": "lowen"})], {}, "pending", "start"),
    ("a breach by one outlet", [("breaches", "against", "outlet", 2)], {}, "pending", "start"),
    ("a verified breach", [("breaches", "against", "council", 2)], {}, "broken", "contrary act"),
    ("an admission", [("breaches", "against", "lowen", 2, {"by": "lowen"})], {}, "broken", "contrary act"),
    (
        "two origins of a breach",
        [("breaches", "against", "outlet", 2), ("breaches", "against", "tarsk", 3)],
        {},
        "broken",
        "contrary act",
    ),
    ("a refusal", [("promises", "against", "lowen", 2)], {}, "broken", "repudiation"),
    ("a refusal that the other side tells of", [("promises", "against", "tarsk", 2)], {}, "pending", "start"),
    (
        "refused, then done",
        [("promises", "against", "lowen", 2), ("performs", "for", "council", 4)],
        {},
        "met",
        "fulfilled",
    ),
    (
        "done, then undone",
        [("performs", "for", "council", 2), ("breaches", "against", "council", 5)],
        {},
        "broken",
        "contrary act",
    ),
    (
        "a breach denied",
        [("breaches", "against", "tarsk", 2), ("denies", "for", "lowen", 3)],
        {},
        "disputed",
        "two accounts",
    ),
    (
        "done, says one, and not, the other",
        [("performs", "for", "lowen", 2), ("performs", "against", "tarsk", 3)],
        {},
        "disputed",
        "two accounts",
    ),
    (
        "not yet, then done",
        [("performs", "against", "tarsk", 2), ("performs", "for", "council", 3)],
        {},
        "met",
        "fulfilled",
    ),
    (
        "verified after the dispute",
        [
            ("performs", "for", "lowen", 2),
            ("performs", "against", "tarsk", 3),
            ("performs", "for", "council", 4),
        ],
        {},
        "met",
        "fulfilled",
    ),
    (
        "superseded",
        [("performs", "for", "council", 2)],
        {"superseded": date(2031, 5, 5), "superseded_by": CommitmentId("d")},
        "superseded",
        "superseded",
    ),
]

DUTIES = [
    ("nothing is told", [], "no evidence", "silence"),
    ("ordered", [("orders", "for", "court", 2)], "no evidence", "silence"),
    ("its own word", [("performs", "for", "lowen", 2)], "no evidence", "silence"),
    ("told as kept", [("performs", "for", "outlet", 2)], "holding", "kept"),
    (
        "verified breach",
        [("performs", "for", "outlet", 2), ("breaches", "against", "council", 3)],
        "broken",
        "contrary act",
    ),
    (
        "alleged breach",
        [("performs", "for", "outlet", 2), ("breaches", "against", "tarsk", 3)],
        "holding",
        "kept",
    ),
    (
        "holding again",
        [("breaches", "against", "council", 3), ("performs", "for", "outlet", 4)],
        "holding",
        "kept again",
    ),
    (
        "its own word that it is kept again",
        [("breaches", "against", "council", 3), ("performs", "for", "lowen", 4)],
        "broken",
        "contrary act",
    ),
    (
        "denied",
        [
            ("performs", "for", "outlet", 2),
            ("breaches", "against", "tarsk", 3),
            ("denies", "for", "lowen", 4),
        ],
        "disputed",
        "two accounts",
    ),
]


@pytest.mark.parametrize(
    ("pieces", "fields", "state", "rule"), [c[1:] for c in ACTS], ids=[c[0] for c in ACTS]
)
def test_an_act(pieces: list[Any], fields: dict[str, Any], state: str, rule: str) -> None:
    entry = entered(pieces, **fields)
    assert (entry.state, entry.history[-1].rule) == (state, rule)


@pytest.mark.parametrize(("pieces", "state", "rule"), [c[1:] for c in DUTIES], ids=[c[0] for c in DUTIES])
def test_a_standing_duty(pieces: list[Any], state: str, rule: str) -> None:
    entry = entered(pieces, kind="duty")
    assert (entry.state, entry.history[-1].rule) == (state, rule)


def test_every_rule_has_a_case() -> None:
    assert {c[-1] for c in (*ACTS, *DUTIES)} | {"override", "withdrawn"} == set(RULES)


def test_copies_are_one_origin() -> None:
    pieces = [evidence("performs", "for", "outlet", n) for n in range(2, 12)]
    entry = enter(commitment(), pieces, date(2031, 5, 20), SIGNED, lambda passages: 1)
    assert entry.state == "under way"
    assert {e.grade for e in entry.evidence} == {"alleged"}


def test_a_decision_stands_above_the_rules() -> None:
    decided = (
        Override(date(2031, 5, 3), "M. Orr", "I was there.", "met", 3),
        Override(date(2031, 5, 8), "M. Orr", "I was wrong.", None),
    )
    at = {day: entered([], day=day, overrides=decided) for day in (2, 3, 7, 8)}
    assert [at[d].state for d in (2, 3, 7, 8)] == ["pending", "met", "met", "pending"]
    assert {e.proposal for e in at.values()} == {"pending"}
    assert [(c.after, c.rule, c.why) for c in at[8].history][1] == ("met", "override", "M. Orr: I was there.")
    assert [(c.after, c.rule, c.why) for c in at[8].history][2] == (
        "pending",
        "withdrawn",
        "M. Orr: I was wrong.",
    )
    assert [c.after for c in at[8].history] == ["pending", "met", "pending"]


def test_a_decision_hides_nothing_that_came_that_day() -> None:
    """The change of the rules stands in the history, then each decision of the day in its order."""
    decided = (
        Override(date(2031, 5, 4), "M. Orr", "I doubt it.", "disputed"),
        Override(date(2031, 5, 4), "T. Vale", "It was not.", "broken"),
    )
    pieces = [("performs", "for", "council", 4), ("performs", "for", "outlet", 6)]
    history = entered(pieces, overrides=decided).history
    assert [(c.after, c.rule) for c in history] == [
        ("pending", "start"),
        ("met", "fulfilled"),
        ("disputed", "override"),
        ("broken", "override"),
    ]


PIECES = st.lists(
    st.tuples(
        st.sampled_from(["performs", "breaches", "denies", "promises"]),
        st.sampled_from(["for", "against"]),
        st.sampled_from(["lowen", "tarsk", "council", "outlet", "other"]),
        st.integers(1, 9),
    ),
    max_size=8,
)


@given(PIECES, st.randoms(use_true_random=False), st.sampled_from(["act", "duty"]))
def test_order_changes_nothing_and_history_only_grows(pieces: list[Any], random: Any, kind: str) -> None:
    found = [evidence(*p, start=20 * n, article=f"a{n}") for n, p in enumerate(pieces)]
    mixed = list(found)
    random.shuffle(mixed)
    day = {
        d: enter(commitment(kind), mixed, date(2031, 5, d), SIGNED, each_article_an_origin) for d in (4, 9)
    }
    again = enter(commitment(kind), found, date(2031, 5, 9), SIGNED, each_article_an_origin)
    assert again == day[9]
    assert day[9].history[: len(day[4].history)] == day[4].history


@given(PIECES, st.sampled_from(["act", "duty"]))
def test_no_promise_makes_anything_met(pieces: list[Any], kind: str) -> None:
    found = [evidence(*p, start=20 * n) for n, p in enumerate(pieces) if p[0] in ("promises", "denies")]
    entry = enter(commitment(kind), found, date(2031, 5, 9), SIGNED, each_article_an_origin)
    assert entry.state not in ("met", "holding", "under way")
