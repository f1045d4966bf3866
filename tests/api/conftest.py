"""The interface over a store that holds the bundled example."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from accord.api import create_api
from accord.library import Library


@pytest.fixture
def library(example_library: Library) -> Library:
    return example_library


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    with TestClient(create_api(library, server="/"), raise_server_exceptions=True) as client:
        yield client


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return tmp_path
