"""A store of each kind, and articles with readings made by hand, so that no model is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from evals.postgres import Server, serving

from accord.records import (
    Article,
    ArticleId,
    Block,
    Entity,
    EntityId,
    Mention,
    Passage,
    Published,
    Quotation,
    Reading,
    Sentence,
    Stated,
)
from accord.store import open_store
from accord.store.sql import SqlStore

NOW = datetime(2024, 5, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(serving())
        except RuntimeError as exc:
            pytest.skip(str(exc))
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store of each kind can be made."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    server: Server = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def store(address: str) -> Iterator[SqlStore]:
    with open_store(address) as opened:
        yield opened


def make_reading(
    id: str, outlet: str, day: int, said: str, *, speaker: str = "Mara Vale", told: str = ""
) -> Reading:
    """An article of two sentences: one quotes the speaker, one tells something."""
    first = f"“{said},” {speaker} said."
    told = told or "The ferry to Ostrel sank off the harbour on Monday."
    text = f"{first}\n\n{told}"
    article_id = ArticleId(id)

    def at(part: str) -> Passage:
        start = text.index(part)
        return Passage(article_id, start, start + len(part))

    article = Article(
        article_id,
        f"{id}.txt",
        Stated(outlet, "record"),
        None,
        f"{speaker} on the ferry",
        f"https://{outlet.lower()}.example/{id}",
        text,
        (Block("body", 0, len(first)), Block("body", len(first) + 2, len(text))),
        "en",
        Published(date(2024, 5, day), datetime(2024, 5, day, 8, tzinfo=UTC), "record"),
    )
    entity = EntityId("e1")
    terms = tuple(w.strip(".,“”").lower() for w in text.split())
    vectors = np.ones((2, 4), np.float32) / 2
    return Reading(
        article,
        (
            Sentence(at(first), 0, "body", terms[:6]),
            Sentence(at(told), 1, "body", tuple(w.strip(".").lower() for w in told.split())),
        ),
        (Entity(entity, "person", speaker, True),),
        (Mention(at(speaker), entity, "name"),),
        (Quotation((at(f"“{said},”"),), (at(speaker),), (at("said"),), "direct", entity),),
        (),
        (),
        (),
        vectors,
    )


@pytest.fixture
def reading() -> Callable[..., Reading]:
    return make_reading
