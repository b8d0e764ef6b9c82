"""How code names the rules it applies.

`rule("DMP-073")` stands where a rule decides; `@applies(…)` on a function whose whole body is the rule;
`@shows(…)` on what displays a rule of kind info or show. All three refuse an id that is not in the book,
and all three are found by reading the source (`coverage.py`), so a citation cannot be faked at run time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from socle.rulebook.book import ids

P = ParamSpec("P")
T = TypeVar("T")


def rule(rule_id: str) -> str:
    """The id itself, once checked against the rulebook. Raises `KeyError` for an unknown id."""
    if rule_id not in ids():
        raise KeyError(f"{rule_id} is not in the rulebook")
    return rule_id


def applies(*rule_ids: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Mark a function as applying these rules."""
    for rule_id in rule_ids:
        rule(rule_id)
    return lambda function: function


def shows(*rule_ids: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Mark a page or command as showing these rules to its reader."""
    return applies(*rule_ids)
