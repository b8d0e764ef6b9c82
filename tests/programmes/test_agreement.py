"""Oracle and product on a draw of generated establishments; `python -m tests.programmes.agreement` asks of ten thousand."""

from __future__ import annotations

import pytest

from tests.programmes import rendering, worlds
from tests.programmes.agreement import campaign
from tests.programmes.agreement.campaign import Result, batches, run, switchings
from tests.programmes.agreement.product import opened
from tests.programmes.oracle import sunes

pytestmark = pytest.mark.campaign

#: Its second batch is of French files over a rolling month of the end of 2022, with a day of declaration: each rule that
#: was broken once for a look (dialysis, levels, INS, deleted, tolerance, domains, laboratories, surgery) made it fail.
SEED = 44
#: As they are by default, and all turned: one by one is the long campaign's.
SWITCHED = [sunes.DEFAULTS, frozenset(sunes.SWITCHES) - sunes.DEFAULTS]


@pytest.fixture(scope="module")
def product():
    with opened("duckdb") as found:
        yield found


@pytest.mark.rule(
    *(f"SUN-{number:03}" for number in (3, 4, 5, 6, 7, 8, 9, 11)), *("SUN-045", "SUN-046", "SUN-047"), "DOC-012"
)
def test_product_and_oracle_count_the_same_in_generated_establishments(product):
    result = run(product, SEED, batches(60, 60, first=60), SWITCHED)
    assert not result.told
    assert result.establishments == 60
    assert result.counted > 400


def test_the_distributed_engine_counts_the_same():
    with opened("spark") as product:
        result = run(product, 7, batches(20, 20), SWITCHED)
    assert not result.told
    assert result.counted > 100


def test_letters_that_are_lost_would_be_found(product, tmp_path):
    asked = worlds.question(7, 0)
    houses = [worlds.establishment(7, number, asked) for number in range(12)]
    product.load(rendering.typed(tmp_path, houses), tmp_path)
    house = next(one for one in houses if sunes.measure(one, asked)["DS1.1"].numerator)
    house.feeds = [feed for feed in house.feeds if feed.type_code != sunes.TYPES["DS1.1"]]
    result = Result()
    campaign.compare(product, asked, houses, result, "without one's letters")
    assert result.wrong == 1
    assert house.finess_ej in result.told[0]


def test_every_switch_is_turned_alone_and_all_are_together():
    found = list(switchings())
    assert {name for one in found for name in one ^ sunes.DEFAULTS if len(one ^ sunes.DEFAULTS) == 1} == set(
        sunes.SWITCHES
    )
    assert found[-1] ^ sunes.DEFAULTS == set(sunes.SWITCHES)
