"""Batches of generated establishments in one set of files, measured by the product under every switch, and by the oracle."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from tests.programmes import rendering, worlds
from tests.programmes.agreement.product import AMOUNTS, Figures, Product
from tests.programmes.oracle import months, sunes
from tests.programmes.oracle.facts import Establishment
from tests.programmes.oracle.sunes import Answer, Question

#: Disagreements told one by one; all are counted.
TOLD = 20
#: What an exclusion takes out where there is nothing at all.
NONE = {"count": 0, "rate_without": None}
#: One batch in so many is of typed Parquet files.
TYPED = 4
NOTHING: Figures = (0, 0, (0,) * len(sunes.REASONS))


@dataclass
class Result:
    """What was compared, and where product and oracle differ."""

    establishments: int = 0
    figures: int = 0
    counted: int = 0
    questions: set[tuple[str, ...]] = field(default_factory=set)
    wrong: int = 0
    told: list[str] = field(default_factory=list)

    def differs(self, text: str) -> None:
        self.wrong += 1
        if len(self.told) < TOLD:
            self.told.append(text)


def figures(answer: Answer) -> Figures:
    """As the product tells them: numerator, denominator, missing by reason."""
    return answer.numerator, answer.denominator, tuple(len(answer.missing.get(reason, ())) for reason in sunes.REASONS)


def switchings() -> Iterator[frozenset[str]]:
    """The switches as they are by default, each one turned alone, and all turned."""
    yield sunes.DEFAULTS
    for name in sunes.SWITCHES:
        yield sunes.DEFAULTS ^ {name}
    yield frozenset(sunes.SWITCHES) - sunes.DEFAULTS


def batches(total: int, size: int, first: int = 0) -> Iterator[tuple[int, range]]:
    """The number of each batch, and of its establishments."""
    for start in range(first, first + total, size):
        yield start // size, range(start, min(start + size, first + total))


def run(
    product: Product,
    seed: int,
    parts: Iterable[tuple[int, range]],
    switched: Sequence[frozenset[str]] = tuple(switchings()),
    say: Callable[[str], None] = lambda _: None,
    reported: int = 1,
) -> Result:
    """All batches one after the other, each under every one of these switchings.

    Of the first `reported` establishments of a batch the whole report is compared, with two exclusions on.
    """
    result = Result()
    for number, numbers in parts:
        asked = worlds.question(seed, number)
        houses = [worlds.establishment(seed, rank, asked) for rank in numbers]
        draw = random.Random(f"{seed}:style:{number}")
        with tempfile.TemporaryDirectory(prefix="socle-agreement-") as folder:
            place = Path(folder)
            typed = number % TYPED == 0
            written = rendering.typed(place, houses) if typed else rendering.write(place, houses, rendering.style(draw))
            product.load(written, place)
            if product.refused:
                result.differs(f"seed {seed}, batch {number}: {product.refused} lines of its files were refused")
            for switches in switched:
                question = replace(asked, switches=switches)
                compare(product, question, houses, result, f"seed {seed}, batch {number}")
            reports(product, replace(asked, switches=sunes.DEFAULTS | {"died", "newborn"}), houses[:reported], result)
        result.establishments += len(houses)
        say(f"{result.establishments} establishments, {result.figures} figures, {result.wrong} wrong")
    return result


def compare(product: Product, asked: Question, houses: list[Establishment], result: Result, where: str) -> None:
    """Every figure of every establishment under these switches."""
    found = product.counted(asked)
    changed = tuple(sorted(asked.switches ^ sunes.DEFAULTS))
    result.questions.add((asked.window, str(asked.start), *changed))
    for house in houses:
        for code, answer in sunes.measure(house, asked).items():
            if code == "DS4.3":  # declared, not counted
                continue
            mine = figures(answer)
            theirs = found.pop((house.finess_ej, code), NOTHING)
            if code == "DS4.1":  # the lists of the missing are of stays and reports
                mine, theirs = mine[:2], theirs[:2]
            result.figures += 1
            result.counted += answer.denominator > 0
            if mine != theirs:
                at = f"{asked.window} {asked.start}..{asked.end} declared {asked.declared_on} {'+'.join(changed) or 'defaults'}"
                result.differs(f"{where}: {house.finess_ej} {code} {at}: oracle {mine}, product {theirs}")
    for (ej, code), theirs in found.items():
        if theirs != NOTHING:
            result.differs(f"{where}: {ej} {code}: the product counts {theirs} of an establishment that is none")


def reports(product: Product, asked: Question, houses: Sequence[Establishment], result: Result) -> None:
    """The report of each: rates, targets, what is missing, what an exclusion changes, domains, their amounts."""
    for house in houses:
        told = product.reported(asked, house.finess_ej)
        mine = expected(house, asked, sorted(asked.switches & set(sunes.PARTICULAR)))
        found = {one["code"]: {key: one[key] for key in mine[one["code"]]} for one in told["indicators"]}
        for code, line in found.items():
            line["missing"] = mine[code]["missing"] if code == "DS4.1" else line["missing"]
            line["exclusions"] = {name: line["exclusions"].get(name, NONE) for name in mine[code]["exclusions"]}
            result.figures += len(line)
            if line != mine[code]:
                result.differs(f"{house.finess_ej} {code} {asked}: oracle {mine[code]}, product {line}")
        answers = sunes.measure(house, asked)
        domains = {one["domain"]: one["attained"] for one in told["domains"]}
        due = next(one["bonus"] for one in told["domains"] if one["domain"] == "D1") is True
        if (domains, due) != (sunes.domains(answers), sunes.bonus(answers)):
            result.differs(f"{house.finess_ej} {asked}: domains {domains}, bonus {due}")
        cents = {name: int(100 * euros) for name, euros in AMOUNTS.items()}
        worth = {one["domain"]: one["amount"] and int(100 * Decimal(one["amount"])) for one in told["domains"]}
        result.figures += len(worth)
        if worth != months.worth(answers, cents):
            result.differs(f"{house.finess_ej} {asked}: amounts {worth}")


def expected(house: Establishment, asked: Question, names: Sequence[str]) -> dict[str, dict[str, object]]:
    """What the report of an establishment must say of each indicator."""
    without = {name: sunes.measure(house, replace(asked, switches=asked.switches - {name})) for name in names}
    return {
        code: {
            "numerator": one.numerator,
            "denominator": one.denominator,
            "rate": one.rate,
            "target": one.target,
            "attained": one.attained,
            "missing": {reason: len(one.missing.get(reason, ())) for reason in sunes.REASONS},
            "exclusions": {
                name: {"count": one.excluded.get(name, 0), "rate_without": without[name][code].rate}
                for name in (names if code in sunes.BY_STAY else ())
            },
        }
        for code, one in sunes.measure(house, asked).items()
    }
