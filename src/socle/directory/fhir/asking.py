"""A search as it is asked over FHIR: parameters read, page sizes, what comes along, where the page begins. Pure."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from socle.directory.annuaire import codes
from socle.directory.annuaire.criteria import Wanted
from socle.directory.annuaire.entries import Held
from socle.directory.annuaire.searching import Asked
from socle.directory.fhir.parameters import BY_TYPE, INCLUDES, REV_INCLUDES, Meant, Parameter
from socle.rulebook import Finding
from socle.sql import Where
from socle.wire.fhir import verdicts
from socle.wire.fhir.parameters import split
from socle.wire.fhir.reading import Json

#: Entries of one page when nothing is said, and at most.
PAGE: Final = 50
LARGEST_PAGE: Final = 1000
#: Parameters that choose how to answer, not what.
_CONTROLS: Final = frozenset(
    {"_count", "_cursor", "_format", "_pretty", "_summary", "_total", "_include", "_revinclude"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search as read. `include` and `revinclude` are those of the tables; `counts` asks for the number of all."""

    asked: Asked
    include: tuple[tuple[str, str], ...] = ()
    revinclude: tuple[tuple[str, str], ...] = ()
    counts: bool = False
    given: tuple[tuple[str, str], ...] = ()
    ignored: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()


def read(letter: str, given: Sequence[tuple[str, str]], *, lenient: bool, restricted: bool) -> Search:
    """The search that these parameters describe, with everything wrong in it.

    `lenient`: unknown parameters are left aside. `restricted`: what profiles of restricted data hold may be answered.
    """
    known = BY_TYPE[letter]
    findings, ignored = list[Finding](), list[Finding]()
    wanted, plain, sought = list[Wanted](), list[Where](), list[Where]()
    ids: frozenset[str] | None = None
    exact = list[tuple[str, tuple[str, ...]]]()
    for name, value in given:
        base, _, modifier = name.partition(":")
        if base in _CONTROLS and not modifier:
            continue
        parameter = known.get(base)
        if parameter is None or modifier not in parameter.modifiers:
            (ignored if lenient else findings).append(verdicts.PARAMETER_UNKNOWN.at(name, found=name))
            continue
        meant = _meant(parameter, base, modifier, value)
        findings += [meant.wrong] if meant.wrong is not None else []
        wanted += [meant.wanted] if meant.wanted is not None else []
        plain += [meant.plain] if meant.plain is not None else []
        sought += [meant.sought] if meant.sought is not None else []
        if meant.ids is not None:
            ids = meant.ids if ids is None else ids & meant.ids
        if modifier == "exact":
            exact.append((base, tuple(split(value))))
    controls = {name: value for name, value in given if name in _CONTROLS}
    asked = Asked(
        letter=letter,
        wanted=tuple(wanted),
        ids=ids,
        plain=tuple(plain),
        sought=tuple(sought),
        keeps=_keeper(exact, restricted=restricted),
    )
    return _controlled(Search(asked=asked, given=tuple(given), ignored=tuple(ignored)), letter, controls, findings)


def _meant(parameter: Parameter, name: str, modifier: str, value: str) -> Meant:
    values = [part for part in split(value) if part.strip()]
    if not values or "\x00" in value:
        return Meant(wrong=verdicts.PARAMETER_MALFORMED.at(name, expected="une valeur", found=value))
    return parameter.make(name, modifier, values)


def _controlled(search: Search, letter: str, controls: Mapping[str, str], findings: list[Finding]) -> Search:
    """The same search with its page and what comes along."""
    count, place = PAGE, None
    written = controls.get("_count", str(PAGE))
    if written.isascii() and written.isdigit() and len(written) <= len("000000"):
        count = min(int(written), LARGEST_PAGE)
    else:
        findings.append(verdicts.PARAMETER_MALFORMED.at("_count", expected="un nombre", found=written))
    if "_cursor" in controls:
        place = place_of(controls["_cursor"])
        if place is None:
            found = controls["_cursor"][:40]
            findings.append(
                verdicts.PARAMETER_MALFORMED.at("_cursor", expected="celui d'un lien « next »", found=found)
            )
    include = _along("_include", search.given, INCLUDES.get(letter, {}), findings)
    revinclude = _along("_revinclude", search.given, REV_INCLUDES.get(letter, {}), findings)
    only_count = controls.get("_summary") == "count"
    return replace(
        search,
        asked=replace(search.asked, count=0 if only_count else count, place=place),
        include=tuple(include),
        revinclude=tuple(revinclude),
        counts=only_count or controls.get("_total") == "accurate" or not count,
        findings=tuple(findings),
    )


def _along(
    name: str,
    given: Sequence[tuple[str, str]],
    offered: Mapping[str, tuple[str, str]],
    findings: list[Finding],
) -> list[tuple[str, str]]:
    """What comes along, each once; `*` is everything that is offered."""
    asked = [part for key, value in given if key == name for part in value.split(",")]
    for part in asked:
        if part != "*" and ":".join(part.split(":")[:2]) not in offered:
            expected = ", ".join(offered) or "rien pour cette ressource"
            findings.append(verdicts.PARAMETER_MALFORMED.at(name, expected=expected, found=part))
    named = {":".join(part.split(":")[:2]) for part in asked}
    return [found for key, found in offered.items() if "*" in named or key in named]


def _keeper(exact: Sequence[tuple[str, tuple[str, ...]]], *, restricted: bool) -> Callable[[Held], bool]:
    """What columns do not tell: texts letter by letter, and whether the resource is public."""

    def keeps(held: Held) -> bool:
        if not restricted and is_restricted(held):
            return False
        if not exact:
            return True
        resource = held.written()
        return all(set(texts_of(resource, name)) & set(values) for name, values in exact)

    return keeps


def is_restricted(held: Held) -> bool:
    """Whether a resource says by its profile that it holds restricted data, or is of a type that always does."""
    profiles = (held.resource or {}).get("meta", {}).get("profile", ())
    return held.type == "N" or any(str(profile).startswith(codes.RESTRICTED) for profile in profiles)


def texts_of(resource: Json, name: str) -> list[str]:
    """The texts that a parameter compares, as the resource writes them."""
    names = resource.get("name", ())
    contacts = [
        *resource.get("telecom", ()),
        *(more for one in resource.get("contact", ()) for more in one.get("telecom", ())),
    ]
    people = names if isinstance(names, list) else []
    places = resource.get("address", ()) if resource["resourceType"] == "Organization" else ()
    lines = [line for place in places for line in place.get("line", ()) if line]
    cities, postals = [place.get("city", "") for place in places], [place.get("postalCode", "") for place in places]
    family = [one.get("family", "") for one in people]
    given = [word for one in people for word in one.get("given", ())]
    civil = [word for one in people for word in (*one.get("prefix", ()), *one.get("suffix", ()))]
    own = [names] if isinstance(names, str) else [*family, *given, *civil]
    return {
        "family": family,
        "given": given,
        "name": [*own, *resource.get("alias", ())],
        "mailbox-mss": [str(one.get("value", "")) for one in contacts],
        "address": [*cities, *postals, *lines],
        "address-city": cities,
        "address-line": lines,
        "address-postalcode": postals,
        "manufacturer": [resource.get("manufacturer", "")],
        "model": [resource.get("modelNumber", ""), *(one.get("name", "") for one in resource.get("deviceName", ()))],
    }.get(name, [])


def cursor_of(place: tuple[str, str]) -> str:
    """Where a page begins, as a link carries it."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def place_of(cursor: str) -> tuple[str, str] | None:
    """The other way; None for what is none of ours."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        source, last = found
    except (ValueError, TypeError):
        return None
    return (source, last) if isinstance(source, str) and isinstance(last, str) else None
