"""Agglomerative grouping by average linkage, with groups told apart that keep to themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_NEVER = -2.0  # below any likeness


def link(likeness: NDArray[np.float32], *, floor: float, apart: float, grown: int) -> list[list[int]]:
    """Rows of a symmetric matrix, in groups; members ascend, groups by their first member.

    The two groups whose members are most alike on average are joined until no mean
    reaches `floor`. Two groups that both have `grown` members or more are left apart
    when their mean is under `apart` times the mean likeness within the two; what has
    been left apart stays apart when either grows.
    """
    n = len(likeness)
    means = likeness.astype(np.float64)
    np.fill_diagonal(means, _NEVER)
    members: list[list[int]] = [[i] for i in range(n)]
    within = np.zeros(n)  # sum of likeness over the pairs in a group
    nearest = means.argmax(1) if n else np.zeros(0, np.intp)
    closest = means[np.arange(n), nearest]

    def look_again(row: int) -> None:
        nearest[row] = means[row].argmax()
        closest[row] = means[row, nearest[row]]

    while n > 1:
        i = int(closest.argmax())
        j = int(nearest[i])
        mean = closest[i]
        if mean < floor:
            break
        a, b = len(members[i]), len(members[j])
        if min(a, b) >= grown and mean < apart * (_mean(within[i], a) + _mean(within[j], b)) / 2:
            means[i, j] = means[j, i] = _NEVER
            look_again(i)
            look_again(j)
            continue
        barred = (means[i] == _NEVER) | (means[j] == _NEVER)
        row = np.where(barred, _NEVER, (a * means[i] + b * means[j]) / (a + b))
        means[i], means[:, i] = row, row
        means[j], means[:, j] = _NEVER, _NEVER
        closest[j] = _NEVER
        members[i] += members[j]
        members[j] = []
        within[i] += within[j] + mean * a * b
        for k in {i, *np.flatnonzero((nearest == i) | (nearest == j)).tolist()} - {j}:
            look_again(k)
    return sorted(sorted(group) for group in members if group)


def _mean(total: float, size: int) -> float:
    return total / (size * (size - 1) / 2)
