"""What the breaks gave: what someone has to look at, and the page of evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.breaking.breaks import Break, chosen

PAGE = Path(__file__).parent.parent.parent / "docs" / "evidence" / "rules-broken.md"
#: Examples told of each rule.
EXAMPLES = 3

HEAD = """\
# Rules broken on purpose

{day}, on SQLite. Each break replaces one passage of the code or of its tables in a copy of Socle,
so that one rule is no longer held there. Then the tests marked with the rules it breaks are run, the quickest first, until
one has fallen for each of them; a fall counts only if that test stands when nothing is broken. `python -m tests.breaking`
does it all again, and `tests/breaking/breaks/` holds the breaks.

**{breaks} breaks of {rules} rules: {felled} felled a test of every rule they break, {equivalent} change nothing that can be
seen from outside (told below), {standing} still stand.**

Of the first 271 breaks, about a third felled no marked test when they were first tried: tests were written or marked since,
and breaks of what is no rule were given to the rule that they do break.

| Rule | Breaks | Felled | Among them, and the test that fell |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Outcome:
    """What one break gave; `fallen` holds one test for each rule that was seen broken."""

    broken: Break
    fallen: dict[str, str] = field(default_factory=dict)
    stale: bool = False
    unreadable: str = ""

    @property
    def standing(self) -> list[str]:
        return [rule_id for rule_id in self.broken.rules if rule_id not in self.fallen]

    @property
    def wrong(self) -> str:
        """Why someone has to look at it, or nothing."""
        if self.stale:
            return f"its passage no longer stands once in {self.broken.file}"
        if self.unreadable:
            return f"the tests could not be run: {self.unreadable}"
        if self.broken.equivalent:
            return "" if self.standing else "it is said to be without effect, and a test fell"
        return f"no test fell for {', '.join(self.standing)}" if self.standing else ""


def read(lines: Path, words: list[str]) -> list[Outcome]:
    """The last outcome of each break asked for, in the order of the breaks; what was not tried is left out."""
    told: dict[str, dict] = {}
    anyway: set[str] = set()
    for line in lines.read_text("utf-8").splitlines():
        row = json.loads(line)
        anyway |= set(row.get("falls anyway", ()))
        if "name" in row:
            told[row["name"]] = row
    return [
        Outcome(
            one,
            {rule_id: test for rule_id, test in told[one.name]["fallen"].items() if test not in anyway},
            stale=told[one.name]["stale"],
            unreadable=told[one.name]["unreadable"],
        )
        for one in chosen(words)
        if one.name in told
    ]


def to_look_at(outcomes: list[Outcome]) -> list[str]:
    """What someone has to look at, one sentence each."""
    return [f"{one.broken.name}: {one.wrong}" for one in outcomes if one.wrong]


def _sentence(test: str) -> str:
    """A test as its reader says it: the sentence of its name, and its file."""
    path, *_, name = test.split("[", maxsplit=1)[0].split("::")
    return f"“{name.removeprefix('test_').replace('_', ' ')}” (`{path.removeprefix('tests/')}`)"


def _examples(rule_id: str, felled: list[Outcome]) -> list[Outcome]:
    """The most telling, each with a test of its own while there are such; two at least, for want of others."""
    first = sorted(felled, key=lambda one: not one.broken.telling)
    by_test: dict[str, Outcome] = {}
    for one in first:
        by_test.setdefault(_sentence(one.fallen[rule_id]), one)
    own = list(by_test.values())[:EXAMPLES]
    return [*own, *(one for one in first if one not in own)][: max(2, len(own))]


def _row(rule_id: str, outcomes: list[Outcome]) -> str:
    of_rule = [one for one in outcomes if rule_id in one.broken.rules]
    felled = [one for one in of_rule if rule_id in one.fallen]
    told = "<br>".join(f"{one.broken.what}: {_sentence(one.fallen[rule_id])}" for one in _examples(rule_id, felled))
    return f"| {rule_id} | {len(of_rule)} | {len(felled)} | {told} |"


def _section(title: str, rows: list[str]) -> Iterator[str]:
    if rows:
        yield from ("", f"## {title}", "", *rows)


def write_page(outcomes: list[Outcome], day: date) -> None:
    """The page of evidence, whole, from what was found that day."""
    ids = sorted({rule_id for one in outcomes for rule_id in one.broken.rules})
    equivalent = [one.broken for one in outcomes if one.broken.equivalent]
    wrong = to_look_at(outcomes)
    head = HEAD.format(
        day=f"{day.day} {day:%B %Y}",
        breaks=len(outcomes),
        rules=len(ids),
        felled=len(outcomes) - len(equivalent) - len(wrong),
        equivalent=len(equivalent),
        standing=len(wrong),
    )
    body = [
        *(_row(rule_id, outcomes) for rule_id in ids),
        *_section("Breaks that change nothing", [f"- {one.name}. {one.equivalent}" for one in equivalent]),
        *_section("Breaks that still stand", [f"- {sentence}" for sentence in to_look_at(outcomes)]),
    ]
    PAGE.write_text(head + "\n".join(body) + "\n", "utf-8")
