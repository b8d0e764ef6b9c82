"""The campaign finds what is wrong, and finds it again."""

from __future__ import annotations

import logging
import random
import time

import pytest

from tests.fuzzing import corpus
from tests.fuzzing.campaign import attack, shortened
from tests.fuzzing.mutators import archives, der, descriptions, lines, markup, mime, octets, pdfs, trees
from tests.fuzzing.oracle import Oracle
from tests.fuzzing.recipe import Recipe, Seeds, numbered
from tests.fuzzing.targets.common import plain
from tests.fuzzing.words import Words

SEEDS = Seeds.of({"a": b"one two three", "b": b"four five six"})


def target(check):
    return plain("test", lambda: SEEDS, lambda: octets.mutate, check, 1)


def attacked(check, inputs=300):
    one = target(check)
    recipes = (numbered(SEEDS, 1, "test", number) for number in range(inputs))
    with Oracle(slowest=0.2) as oracle:
        return attack(one, recipes, oracle, say=lambda _: None, keep=None)


def fails_on(data):
    if b"\xff" in data:
        raise KeyError("ff")
    return {"fine"}


def test_a_number_is_the_same_input_for_ever():
    assert str(numbered(SEEDS, 20261122, "x", 4711)) == str(numbered(SEEDS, 20261122, "x", 4711))
    recipe = numbered(SEEDS, 20261122, "x", 4711)
    assert Recipe.parse(str(recipe)) == recipe
    assert target(fails_on).build(recipe) == target(fails_on).build(recipe)


def test_an_exception_is_found_once_however_often_it_comes_and_its_recipe_shows_it_again():
    run = attacked(fails_on)
    (found,) = run.found.values()
    assert run.inputs == 300
    assert found.kind == "exception"
    assert found.count > 1
    with Oracle() as oracle:
        recipe = Recipe.parse(found.recipes[0])
        shorter = shortened(target(fails_on), recipe, oracle, (found.kind, found.key))
        assert len(shorter.steps) <= len(recipe.steps)
        assert oracle.judge(fails_on, target(fails_on).build(shorter)).faults


def test_what_takes_too_long_is_found_and_does_not_stop_the_campaign():
    def waits_on(data):
        while b"\xff" in data:
            time.process_time()
        return {"fine"}

    run = attacked(waits_on)
    assert [found.kind for found in run.found.values()] == ["hang"]
    assert run.inputs == 300


@pytest.mark.parametrize("says", ["error", "exception"])
def test_what_the_log_tells_of_a_failure_is_found(says):
    def logs(data):
        if b"\xff" in data:
            getattr(logging.getLogger("socle.x"), says)("failed")
        logging.getLogger("socle.x").warning("nothing of it")
        return {"fine"}

    assert [found.kind for found in attacked(logs).found.values()] == ["log"]


def test_a_property_that_does_not_hold_is_found():
    def holds(data):
        assert len(data) < 100, "long"
        return {"short"}

    run = attacked(holds)
    assert [found.kind for found in run.found.values()] == ["property"]
    assert run.told["short"] > 100


def test_what_is_right_gives_nothing():
    run = attacked(lambda data: {"fine"})
    assert not run.found
    assert run.told == {"fine": 300}


@pytest.mark.parametrize("number", range(200))
def test_every_mutator_takes_whatever_another_left(number):
    chance = random.Random(number)
    data = corpus.split(next(iter(corpus.messages().values())))[1][:5000]
    everything = [octets.mutate, markup.mutate, mime.mutate, lines.text, lines.http, der.mutate]
    everything += [pdfs.mutate, descriptions.toml, descriptions.csv]
    everything.append(trees.mutator(Words.of([corpus.MINIMAL.read_bytes()])))
    for _ in range(6):
        data = chance.choice(everything)(data, chance)
        assert isinstance(data, bytes)
        assert len(data) <= 500_000


def test_a_zip_file_is_written_as_it_was_read_and_spoiled_in_any_way_it_is_written_still():
    files = (archives.Entry(b"a.xml", b"<a>one</a>"), archives.Entry(b"b.txt", b"two" * 99, method=0))
    archive = archives.Archive(files)
    assert [(one.name, one.data) for one in archives.opened(bytes(archive)).entries] == [
        (one.name, one.data) for one in files
    ]
    chance, mutate = random.Random(1), archives.mutator(markup.mutate)
    for _ in range(60):
        archive = mutate(archive, chance)
    assert isinstance(bytes(archive), bytes)
