"""Applying a patch to a resource: JSON Patch, or FHIRPath Patch as the guide writes it. Pure: gives a new resource.

Source: RFC 6902 and 6901; FHIR R4, fhirpatch. Of FHIRPath, names, ranks and `where(name='value')` are read.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from socle.rulebook import Finding
from socle.wire.fhir import shape, verdicts
from socle.wire.fhir.reading import Json, Repeating

#: Operations of one patch at most.
MOST: Final = 50
#: Values in one resource at most; a document has some two hundred.
_LARGEST: Final = 20_000
_STEP = re.compile(
    r"\.(?:where\(\s*(?P<by>[A-Za-z]+)\s*=\s*'(?P<is>[^']*)'\s*\)|(?P<name>[A-Za-z]+)(?:\[(?P<rank>\d{1,4})\])?)"
)


class _Failed(Exception):  # noqa: N818 - carries why one operation does not apply
    pass


@dataclass(frozen=True, slots=True)
class _Node:
    """One value where it stands: in `held` under `key` (a name, or a rank), of this FHIR type."""

    held: Any
    key: Any
    type: str

    @property
    def value(self) -> Any:
        return self.held[self.key]


def json_patch(resource: Json, operations: Any) -> tuple[Json | None, list[Finding]]:
    """`resource` with the operations of a JSON Patch made on it, or what is wrong with them."""
    if not isinstance(operations, list) or not operations or len(operations) > MOST:
        return None, [verdicts.ELEMENT_TYPE.at("$", expected=f"1 à {MOST} opérations JSON Patch", found="autre chose")]
    return _apply(resource, operations, "operation", _json_operation)


def fhirpath_patch(resource: Json, parameters: Json) -> tuple[Json | None, list[Finding]]:
    """`resource` with the operations of a Parameters resource (of the right shape) made on it, or what is wrong."""
    operations = [held for held in parameters.get("parameter", ()) if held["name"] == "operation"]
    if not operations or len(operations) > MOST or len(operations) != len(parameters["parameter"]):
        where = "Parameters.parameter"
        return None, [verdicts.ELEMENT_TYPE.at(where, expected=f"1 à {MOST} paramètres operation", found="autre chose")]
    return _apply(resource, operations, "Parameters.parameter", _fhirpath_operation)


def _apply(
    resource: Json, operations: list[Any], place: str, perform: Callable[[Json, Any], None]
) -> tuple[Json | None, list[Finding]]:
    changed = copy.deepcopy(resource)
    for rank, operation in enumerate(operations):
        try:
            perform(changed, operation)
            _bounded(changed)
        except _Failed as error:
            return None, [verdicts.PATCH_FAILED.at(f"{place}[{rank}]", found=error)]
    _tidy(changed)
    return changed, []


def _bounded(changed: Json) -> None:
    """A copy of a copy of a copy is not let grow."""
    level: list[Any] = [changed]
    left = _LARGEST
    while level:
        inside = [held.values() if isinstance(held, dict) else held for held in level if isinstance(held, dict | list)]
        level = [value for values in inside for value in values]
        left -= len(level)
        if left < 0:
            raise _Failed("la fiche devient trop grande")


# --- JSON Patch --------------------------------------------------------------------------------------------


def _json_operation(root: Json, operation: Any) -> None:
    if not isinstance(operation, dict) or isinstance(operation, Repeating):
        raise _Failed("une opération est un objet, dont chaque nom est écrit une fois")
    name, value = str(operation.get("op")), operation.get("value")
    if name in {"add", "replace", "test"} and "value" not in operation:
        raise _Failed("« value » manque")
    if name in {"move", "copy"}:
        source = _target(root, operation.get("from"), there=True)
        value = copy.deepcopy(source.value)
        if name == "move":
            del source.held[source.key]
    target = _target(root, operation.get("path"), there=name in {"remove", "replace", "test"})
    if name == "test":
        if target.value != value:
            raise _Failed("la valeur n'est pas celle qui est attendue")
    elif name == "remove":
        del target.held[target.key]
    elif name in {"add", "move", "copy"} and isinstance(target.held, list):
        target.held.insert(target.key, value)
    elif name in {"add", "replace", "move", "copy"}:
        target.held[target.key] = value
    else:
        raise _Failed("« op » est add, remove, replace, move, copy ou test")


def _target(root: Json, pointer: Any, *, there: bool) -> _Node:
    """Where a JSON Pointer leads; with `there`, to something that exists."""
    if not isinstance(pointer, str) or not pointer.startswith("/"):
        raise _Failed("un chemin commence par /")
    words = [word.replace("~1", "/").replace("~0", "~") for word in pointer[1:].split("/")]
    held: Any = root
    for word in words[:-1]:
        key = _key(held, word, there=True)
        held = held[key]
    return _Node(held, _key(held, words[-1], there=there), "")


def _key(held: Any, word: str, *, there: bool) -> Any:
    if isinstance(held, dict):
        if there and word not in held:
            raise _Failed("le chemin ne mène à rien")
        return word
    if not isinstance(held, list):
        raise _Failed("le chemin ne mène à rien")
    if word == "-" and not there:
        return len(held)
    if not re.fullmatch(r"0|[1-9]\d{0,3}", word) or int(word) > len(held) - there:
        raise _Failed("le chemin ne mène à rien")
    return int(word)


# --- FHIRPath Patch ----------------------------------------------------------------------------------------


def _fhirpath_operation(root: Json, operation: Json) -> None:
    parts = {part["name"]: part for part in operation.get("part", ())}
    type, path = _given(parts, "type"), _given(parts, "path")
    nodes = _nodes(root, str(path))
    if type == "delete" and not nodes:
        return
    if len(nodes) != 1:
        raise _Failed(f"le chemin mène à {len(nodes)} éléments, un seul est attendu")
    node = nodes[0]
    if type == "replace":
        node.held[node.key] = _value(parts, node.type)
    elif type == "delete":
        del node.held[node.key]
    elif type == "add":
        _add(node, str(_given(parts, "name")), parts)
    else:
        raise _Failed("« type » est add, replace ou delete")


def _add(node: _Node, name: str, parts: Mapping[str, Json]) -> None:
    element = shape.types().get(node.type, {}).get(name)
    held = node.value
    if element is None or not isinstance(held, dict):
        raise _Failed("cet élément n'existe pas")
    value = _value(parts, element.type)
    if element.many:
        held.setdefault(name, []).append(value)
    elif name in held:
        raise _Failed("cet élément est déjà là")
    else:
        held[name] = value


def _given(parts: Mapping[str, Json], name: str) -> Any:
    part = parts.get(name, {})
    value = next((held for key, held in part.items() if key.startswith("value")), None)
    if value is None:
        raise _Failed(f"« {name} » manque")
    return value


def _value(parts: Mapping[str, Json], type: str) -> Any:
    """The new value: one value, or an element made of parts."""
    part = parts.get("value")
    if part is None:
        raise _Failed("« value » manque")
    if "part" not in part:
        return copy.deepcopy(_given(parts, "value"))
    made: Json = {}
    for held in part["part"]:
        name, element = held["name"], shape.types().get(type, {}).get(held["name"])
        value = _value({"value": held}, element.type if element is not None else "")
        if element is not None and element.many:
            made.setdefault(name, []).append(value)
        else:
            made[name] = value
    return made


def _nodes(root: Json, path: str) -> list[_Node]:
    """The values that a path leads to."""
    name = str(root["resourceType"])
    if not path.startswith(name):
        raise _Failed(f"un chemin commence par {name}")
    nodes, rest = [_Node({"": root}, "", name)], path[len(name) :]
    while rest:
        step = _STEP.match(rest)
        if step is None:
            raise _Failed("ce chemin n'est pas lu ici")
        if step["by"]:
            nodes = [
                node for node in nodes if isinstance(node.value, dict) and node.value.get(step["by"]) == step["is"]
            ]
        else:
            nodes = [inner for node in nodes for inner in _inner(node, step["name"])]
            nodes = nodes[int(step["rank"]) : int(step["rank"]) + 1] if step["rank"] else nodes
        rest = rest[step.end() :]
    return nodes


def _inner(node: _Node, name: str) -> list[_Node]:
    held = node.value
    if not isinstance(held, dict):
        return []
    if name == "value":  # value[x]
        return [_Node(held, key, "") for key in held if key.startswith("value")]
    element = shape.types().get(node.type, {}).get(name)
    if element is None:
        raise _Failed(f"« {name} » n'existe pas")
    value = held.get(name)
    if isinstance(value, list):
        return [_Node(value, rank, element.type) for rank in range(len(value))]
    return [_Node(held, name, element.type)] if name in held else []


def _tidy(root: Json) -> None:
    """A list that was emptied goes: FHIR has no empty arrays."""
    for name in [name for name, value in root.items() if value == []]:
        del root[name]
