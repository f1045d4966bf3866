from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import pytest

from accord.workers import in_processes


def doubled(things: Iterable[int]) -> Iterator[tuple[int, int]]:
    for thing in things:
        if thing < 0:
            raise ValueError(f"{thing} is below zero")
        yield 2 * thing, os.getpid()


def test_results_come_in_order_and_from_other_processes() -> None:
    results = list(in_processes(doubled, range(50), jobs=2, chunk=3))
    assert [value for value, _ in results] == [2 * n for n in range(50)]
    assert os.getpid() not in {process for _, process in results}


def test_things_are_taken_as_they_are_needed() -> None:
    taken = []

    def things() -> Iterator[int]:
        for n in range(1000):
            taken.append(n)
            yield n

    results = in_processes(doubled, things(), jobs=1, chunk=2)
    assert next(results)[0] == 0
    results.close()
    assert len(taken) < 20


def test_an_error_reaches_the_caller() -> None:
    results = in_processes(doubled, [1, 2, -3, 4], jobs=2, chunk=1)
    assert next(results)[0] == 2
    with pytest.raises(ValueError, match="-3 is below zero"):
        list(results)


def test_nothing_to_do() -> None:
    assert list(in_processes(doubled, [], jobs=2)) == []
