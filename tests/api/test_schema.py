"""The interface against its own description: made-up requests, none of which may fail it.

A bounded run here; `HYPOTHESIS_PROFILE=thorough` makes a thousand requests an operation.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accord.api import AtOnce, create_api
from accord.library import Added, Library
from accord.store import open_store
from accord.store.rows import RawId

EXAMPLES = 1000 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 6


class Resting(AtOnce):
    """Reads nothing that comes in: what is asked here is how requests are answered."""

    def take_in(self, raws: Sequence[RawId] | None = None) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(None)
        return future

    def fetch(self, addresses: Sequence[str]) -> Future[Added]:
        future: Future[Added] = Future()
        future.set_result(Added())
        return future


@pytest.fixture(scope="module")
def described(example_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("schema")
    for part in example_store.parent.glob("example.sqlite*"):
        shutil.copy(part, folder / part.name)
    store = open_store(f"sqlite:///{folder / 'example.sqlite'}")
    library = Library(store)
    app = create_api(library, Resting(library), server="/")
    yield schemathesis.openapi.from_asgi("/openapi.json", app)
    store.close()


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPERATIONS = [
    (method, path)
    for path, operations in create_api(cast(Library, None)).openapi()["paths"].items()
    for method in operations
]


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=" ".join)
def test_made_up_requests_are_answered(described: Any, method: str, path: str) -> None:
    @given(case=described[path][method].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=EXAMPLES < 100,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    ask()
