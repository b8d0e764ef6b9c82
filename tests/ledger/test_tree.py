"""The tiled tree against RFC 9162 as written."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socle.ledger.tree import EMPTY_ROOT, HASH, WIDTH, Chain, Growth, MissingTile, Tree
from tests.ledger import rfc

HASHES = [rfc.leaf(str(n).encode()) for n in range(1500)]


def grown(leaves, *batches):
    """The tiles of these leaves, appended in such batches."""
    stored, size = {}, 0

    def read(level, number):
        return stored.get((level, number), b"")

    for batch in (*batches, len(leaves)):
        growth = Growth(size, read)
        growth.extend(leaves[size : size + batch])
        stored.update(growth.changed)
        size = growth.size
    return stored


def tree(stored, size):
    return Tree(size, lambda level, number: stored.get((level, number), b""))


ALL = grown(HASHES, 500, 500)


def test_a_tree_that_lacks_a_tile_says_so_rather_than_give_a_root():
    with pytest.raises(MissingTile):
        Tree(3, lambda _level, _number: b"").root()
    with pytest.raises(MissingTile):
        Growth(3, lambda _level, _number: HASHES[0]).extend([HASHES[1]])


@pytest.mark.parametrize("position", [-1, 5, 6])
def test_a_leaf_outside_the_tree_has_no_proof(position):
    with pytest.raises(ValueError, match="not in a tree of 5"):
        tree(ALL, 5).inclusion(position)


@pytest.mark.parametrize("old", [0, 6, -1])
def test_what_is_not_a_beginning_has_no_consistency_proof(old):
    with pytest.raises(ValueError, match="not the beginning"):
        tree(ALL, 5).consistency(old)


def test_an_empty_tree_has_the_hash_of_nothing_as_its_root():
    assert tree({}, 0).root() == EMPTY_ROOT == rfc.mth([])


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_vectors_all_implementations_share(size):
    leaves = [rfc.leaf(body) for body in rfc.LEAVES[:size]]
    assert tree(grown(leaves), size).root().hex() == rfc.ROOTS[size - 1]


@pytest.mark.parametrize("size", [*range(1, 201), 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, 1500])
def test_the_root_is_that_of_the_rfc_at_every_size(size):
    assert tree(ALL, size).root() == rfc.mth(HASHES[:size])


@pytest.mark.parametrize("size", [*range(1, 65), 200, 255, 256, 257, 700])
def test_proofs_are_those_of_the_rfc(size):
    one = tree(ALL, size)
    for number in range(0, size, 1 if size < 65 else 37):
        assert one.inclusion(number) == rfc.path(number, HASHES[:size])
        assert one.consistency(number + 1) == rfc.proof(number + 1, HASHES[:size])


@given(st.lists(st.integers(0, 700), max_size=6))
@settings(max_examples=30, deadline=None)
def test_however_leaves_come_in_the_tiles_are_the_same(batches):
    assert grown(HASHES, *batches) == ALL


def test_growing_by_one_leaf_reads_and_changes_a_few_tiles_however_large_the_tree():
    size = 70_000
    hashes = [random.Random(0).randbytes(HASH)] * size
    stored = grown(hashes)
    read = []
    growth = Growth(size, lambda level, number: read.append((level, number)) or stored.get((level, number), b""))
    growth.extend([HASHES[0]])
    growth.tree().root()
    assert len(growth.changed) == 1
    assert len(set(read)) <= 4
    read.clear()
    Tree(size, lambda level, number: read.append((level, number)) or stored.get((level, number), b"")).inclusion(35_000)
    assert len(set(read)) <= 6


def test_a_hash_rises_when_its_tile_is_full():
    assert (1, 0) not in grown(HASHES[: WIDTH - 1])
    assert grown(HASHES[:WIDTH])[1, 0] == rfc.mth(HASHES[:WIDTH])


def test_the_streamed_root_is_the_trees():
    chain = Chain()
    assert chain.root() == EMPTY_ROOT
    for size, leaf in enumerate(HASHES[:300], 1):
        chain.add(leaf)
        assert chain.root() == tree(ALL, size).root()
