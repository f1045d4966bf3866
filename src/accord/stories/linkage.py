"""Agglomerative grouping by average linkage, with groups told apart that keep to themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_NEVER = -2.0  # below any likeness


def link(
    likeness: NDArray[np.float32],
    *,
    floor: float,
    apart: float,
    grown: int,
    lone: float = 0.0,
    stray: float = 0.0,
) -> list[list[int]]:
    """Rows of a symmetric matrix, in groups; members ascend, groups by their first member.

    The two groups whose members are most alike on average are joined until no mean
    reaches `floor`, or `lone` where each is a single row. Two groups that both have `grown`
    members or more are left apart when their mean is under `apart` times the mean likeness
    within the two, and one that has not is left apart from one that has under `stray` times
    the likeness within that one; what has been left apart stays apart when either grows.
    """
    n = len(likeness)
    means = likeness.astype(np.float64)
    np.fill_diagonal(means, _NEVER)
    barred = np.eye(n, dtype=bool)  # never to be joined: left apart, gone, or the same
    members: list[list[int]] = [[i] for i in range(n)]
    within = np.zeros(n)  # sum of likeness over the pairs in a group
    ready = np.where(means < lone, _NEVER, means) if lone > floor else means.copy()  # to be joined now
    nearest = ready.argmax(1) if n else np.zeros(0, np.intp)
    closest = ready[np.arange(n), nearest]

    def look_again(row: int) -> None:
        nearest[row] = ready[row].argmax()
        closest[row] = ready[row, nearest[row]]

    while n > 1:
        i = int(closest.argmax())
        j = int(nearest[i])
        mean = closest[i]
        if mean < floor:
            break
        a, b = len(members[i]), len(members[j])
        least = 0.0
        if min(a, b) >= grown:
            least = apart * (_mean(within[i], a) + _mean(within[j], b)) / 2
        elif max(a, b) >= grown:
            least = stray * _mean(within[i if a > b else j], max(a, b))
        if mean < least:
            ready[i, j] = ready[j, i] = _NEVER
            barred[i, j] = barred[j, i] = True
            look_again(i)
            look_again(j)
            continue
        members[i] += members[j]
        members[j] = []
        within[i] += within[j] + mean * a * b
        bars = barred[i] | barred[j]
        barred[i], barred[:, i] = bars, bars
        barred[j], barred[:, j] = True, True
        row = (a * means[i] + b * means[j]) / (a + b)
        means[i], means[:, i] = row, row
        row = np.where(barred[i], _NEVER, row)
        ready[i], ready[:, i] = row, row
        ready[j], ready[:, j] = _NEVER, _NEVER
        closest[j] = _NEVER
        # single rows that were not ready for either part may be for the whole
        for k in {i, *np.flatnonzero((nearest == i) | (nearest == j) | (row > closest)).tolist()} - {j}:
            look_again(k)
    return sorted(sorted(group) for group in members if group)


def _mean(total: float, size: int) -> float:
    return total / (size * (size - 1) / 2)
