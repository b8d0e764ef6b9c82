"""No masked cell can be found again from what is shown."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socle.programmes.region.masking import Sum, masked


def line(*counts):
    """Cells of one line with their total."""
    values = {f"c{rank}": count for rank, count in enumerate(counts)} | {"total": sum(counts)}
    return values, [Sum("total", tuple(f"c{rank}" for rank in range(len(counts))))]


@pytest.mark.rule("REG-024")
@pytest.mark.parametrize(
    ("counts", "out"),
    [
        ((5, 9, 30), set()),
        ((0, 9, 30), set()),  # zero tells of nobody
        ((4, 9, 30), {"c0", "c1"}),  # alone, the total would give it back
        ((1, 2, 30), {"c0", "c1", "c2"}),  # 33 - 30 would tell that both are 3
        ((3, 3, 30), {"c0", "c1"}),
        ((2, 0, 0), {"c0", "total"}),
        ((4,), {"c0", "total"}),
    ],
)
def test_a_small_cell_is_masked_with_another_so_that_the_total_does_not_give_it_back(counts, out):
    values, sums = line(*counts)
    assert masked(values, sums, under=5) == out


def test_masking_off_masks_nothing():
    values, sums = line(1, 2, 3)
    assert masked(values, sums, under=1) == masked(values, sums, under=0) == frozenset()


def test_what_is_hidden_elsewhere_is_hidden_here_with_company():
    values, sums = line(10, 20, 30)
    assert masked(values, sums, under=5, hidden=["c2"]) == {"c2", "c0"}


def determined(values, sums, out):
    """The masked cells that a reader can solve: another way of solving, by dense elimination on the null space."""
    cells = sorted(out)
    rows = []
    for one in sums:
        row = [Fraction(0)] * len(cells)
        for cell in one.parts:
            if cell in out:
                row[cells.index(cell)] += 1
        if one.total in out:
            row[cells.index(one.total)] -= 1
        rows.append(row)
    free, pivots, rank = [], [], 0
    for column in range(len(cells)):
        best = next((at for at in range(rank, len(rows)) if rows[at][column]), None)
        if best is None:
            free.append(column)
            continue
        rows[rank], rows[best] = rows[best], rows[rank]
        rows[rank] = [value / rows[rank][column] for value in rows[rank]]
        for at, row in enumerate(rows):
            if at != rank and row[column]:
                rows[at] = [mine - row[column] * lead for mine, lead in zip(row, rows[rank], strict=True)]
        pivots.append(column)
        rank += 1
    # A pivot is free to move when a free column moves it.
    return {cells[column] for at, column in enumerate(pivots) if not any(rows[at][other] for other in free)}


@pytest.mark.rule("REG-024")
def test_a_cell_that_two_sums_give_back_together_is_protected_too():
    """Each sum hides two cells at least, yet z is the category less the department."""
    values = {"a": 2, "b": 20, "z": 3, "w": 30, "department": 22, "category": 25, "other": 33}
    sums = [Sum("department", ("a", "b")), Sum("category", ("a", "b", "z")), Sum("other", ("z", "w"))]
    assert determined(values, sums, {"a", "b", "z", "w"}) == {"z", "w"}
    out = masked(values, sums, under=5)
    assert {"a", "b", "z", "w"} < out
    assert not determined(values, sums, out) & {"a", "z"}


@pytest.mark.rule("REG-024")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 4), st.integers(1, 4), st.lists(st.integers(0, 12), min_size=16, max_size=16), st.integers(2, 6))
def test_no_masked_cell_of_a_table_with_both_its_margins_can_be_solved(height, width, counts, under):
    values = {("cell", row, column): counts[row * 4 + column] for row in range(height) for column in range(width)}
    sums = []
    rows, columns = range(height), range(width)
    sums += [Sum(("row", row), tuple(("cell", row, column) for column in columns)) for row in rows]
    sums += [Sum(("column", column), tuple(("cell", row, column) for row in rows)) for column in columns]
    for one in sums:
        values[one.total] = sum(values[part] for part in one.parts)
    values["total"] = sum(counts[row * 4 + column] for row in range(height) for column in range(width))
    sums.append(Sum("total", tuple(("row", row) for row in range(height))))
    sums.append(Sum("total", tuple(("column", column) for column in range(width))))
    out = masked(values, sums, under=under)
    small = {key for key, value in values.items() if 0 < value < under}
    assert small <= out
    keyed = {key: str(key) for key in values}
    named = [Sum(keyed[one.total], tuple(keyed[part] for part in one.parts)) for one in sums]
    solved = determined(values, named, {keyed[key] for key in out})
    assert not {key for key in small if keyed[key] in solved}
    for one in sums:
        hidden = [part for part in one.parts if part in out]
        assert not hidden or one.total in out or sum(values[part] for part in hidden) >= under
