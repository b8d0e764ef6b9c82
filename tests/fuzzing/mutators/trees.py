"""XML spoiled as a tree: elements lost, repeated, moved, renamed, nested; values exchanged. What comes out is XML."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import suppress

from lxml import etree

from tests.fuzzing.mutators import LARGEST, Mutator, markup
from tests.fuzzing.words import Chance, Words, fit

Change = Callable[["Tree"], None]

#: An element is repeated so often at most, and nested so deep.
MOST, DEEPEST = (2, 3, 10, 100, 2000), (1, 3, 15, 100, 140, 400)
NAMESPACES = ("", "urn:x", "urn:hl7-org:v3", "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0", "relative", "http://a/%zz")


class Tree:
    """A document being changed, with the chance that decides and the words to choose from."""

    def __init__(self, root: etree._Element, chance: Chance, words: Words) -> None:
        self.root, self.chance, self.words = root, chance, words
        self.nodes = list(root.iter(etree.Element))

    def node(self, *, inner: bool = False) -> etree._Element | None:
        """An element; with `inner` not the root."""
        found = self.nodes[1:] if inner else self.nodes
        return self.chance.choice(found) if found else None

    def value(self, about: str = "") -> str:
        return fit(self.words.pick(self.chance, about))


def drop(tree: Tree) -> None:
    node = tree.node(inner=True)
    if node is not None and node.getparent() is not None:
        node.getparent().remove(node)


def repeat(tree: Tree) -> None:
    node = tree.node(inner=True)
    if node is None:
        return
    size = len(etree.tostring(node))
    for _ in range(min(tree.chance.choice(MOST), max(LARGEST // 2 // size, 1))):
        node.addnext(copy.deepcopy(node))


def move(tree: Tree) -> None:
    node, place = tree.node(inner=True), tree.node()
    if node is None or place is None or place is node or node in place.iterancestors():
        return
    place.insert(tree.chance.randrange(len(place) + 1), node)


def swap(tree: Tree) -> None:
    one, two = tree.node(inner=True), tree.node(inner=True)
    if one is None or two is None or one is two or one in two.iterancestors() or two in one.iterancestors():
        return
    first, second = copy.deepcopy(one), copy.deepcopy(two)
    one.getparent().replace(one, second)
    two.getparent().replace(two, first)


def rename(tree: Tree) -> None:
    node = tree.node()
    if node is None:
        return
    local = etree.QName(node).localname
    names = (
        tree.words.name(tree.chance),
        f"{{urn:x}}{local}",
        local,
        f"{local}x",
        str(tree.chance.choice(tree.nodes).tag),
    )
    node.tag = etree.QName(tree.chance.choice(names))


def renamespace(tree: Tree) -> None:
    """Everything below one element changes its namespace."""
    node, namespace = tree.node(), tree.chance.choice(NAMESPACES[:4])
    for each in node.iter(etree.Element) if node is not None else ():
        local = etree.QName(each).localname
        each.tag = f"{{{namespace}}}{local}" if namespace else local


def attribute(tree: Tree) -> None:
    holders = [node for node in tree.nodes if node.attrib]
    if not holders:
        return
    node = tree.chance.choice(holders)
    name = tree.chance.choice(sorted(node.attrib))
    node.set(name, tree.value(str(name)))


def attribute_lost(tree: Tree) -> None:
    holders = [node for node in tree.nodes if node.attrib]
    if holders:
        node = tree.chance.choice(holders)
        del node.attrib[tree.chance.choice(sorted(node.attrib))]


def attribute_more(tree: Tree) -> None:
    node = tree.node()
    if node is None:
        return
    names = ("nullFlavor", "ID", "id", "Id", "{http://www.w3.org/2001/XMLSchema-instance}type", "value", "root", "href")
    xml_names = ("{http://www.w3.org/XML/1998/namespace}id", "{http://www.w3.org/XML/1998/namespace}lang")
    for _ in range(tree.chance.choice((1, 1, 1, 300))):
        name = tree.chance.choice((*names, *xml_names, f"a{tree.chance.randrange(10**6)}"))
        node.set(name, tree.value(name)[:2000])


def attribute_copied(tree: Tree) -> None:
    """A value that stands elsewhere in the same document."""
    holders = [node for node in tree.nodes if node.attrib]
    if holders:
        one, two = tree.chance.choice(holders), tree.chance.choice(holders)
        one.set(tree.chance.choice(sorted(one.attrib)), two.get(tree.chance.choice(sorted(two.attrib)), ""))


def text(tree: Tree) -> None:
    holders = [node for node in tree.nodes if node.text and node.text.strip()] or tree.nodes
    node = tree.chance.choice(holders)
    node.text = tree.value(etree.QName(node).localname)


def text_cut(tree: Tree) -> None:
    """A comment or an instruction in the middle of a text."""
    holders = [node for node in tree.nodes if node.text]
    if not holders:
        return
    node = tree.chance.choice(holders)
    at = tree.chance.randrange(len(node.text) + 1)
    cut = etree.Comment("x") if tree.chance.random() < 0.7 else etree.ProcessingInstruction("x", "y")
    cut.tail, node.text = node.text[at:], node.text[:at]
    node.insert(0, cut)


def tail(tree: Tree) -> None:
    node = tree.node(inner=True)
    if node is not None:
        node.tail = tree.value()


def empty(tree: Tree) -> None:
    node = tree.node()
    if node is not None:
        node.text = None
        for each in list(node):
            node.remove(each)


def nest(tree: Tree) -> None:
    """An element inside itself, again and again."""
    node = tree.node(inner=True)
    if node is None:
        return
    parent = node.getparent()
    chain = [node, *node.iterancestors()]
    levels = chain[: tree.chance.choice((1, 1, 2, 3))]
    inner = node
    for _ in range(tree.chance.choice(DEEPEST)):
        for level in levels:
            outer = etree.Element(level.tag, dict(level.attrib))
            place = parent.index(inner) if inner.getparent() is parent else None
            if place is None:
                break
            parent.insert(place, outer)
            outer.append(inner)
            inner = outer


def unwrap(tree: Tree) -> None:
    """An element goes, what it holds stays."""
    node = tree.node(inner=True)
    if node is None:
        return
    parent, place = node.getparent(), node.getparent().index(node)
    for each in reversed(list(node)):
        parent.insert(place, each)
    parent.remove(node)


def reverse(tree: Tree) -> None:
    node = tree.node()
    if node is not None:
        node[:] = list(reversed(node))


def graft(tree: Tree) -> None:
    """A new element of any known name, with a few attributes."""
    node = tree.node()
    if node is None:
        return
    new = etree.SubElement(node, tree.words.name(tree.chance))
    new.text = tree.value() if tree.chance.random() < 0.5 else None
    for name in tree.chance.sample(sorted(tree.words.values) or ["x"], k=min(2, len(tree.words.values) or 1)):
        if name.isidentifier():
            new.set(name, tree.value(name))


def namespaces(tree: Tree) -> None:
    """Many namespace declarations, or one that is no absolute address."""
    node = tree.node()
    if node is None:
        return
    count = tree.chance.choice((1, 5, 300))
    chosen = {f"n{rank}": tree.chance.choice((*NAMESPACES[1:], f"urn:n{rank}")) for rank in range(count)}
    new = etree.Element(node.tag, dict(node.attrib), nsmap={**node.nsmap, **chosen})
    new.text = node.text
    new[:] = list(node)
    if node.getparent() is not None:
        new.tail = node.tail
        node.getparent().replace(node, new)
    else:
        tree.root = new


CHANGES: tuple[tuple[int, Change], ...] = (
    (6, drop),
    (5, repeat),
    (4, move),
    (2, swap),
    (3, rename),
    (1, renamespace),
    (12, attribute),
    (4, attribute_lost),
    (3, attribute_more),
    (3, attribute_copied),
    (8, text),
    (3, text_cut),
    (1, tail),
    (2, empty),
    (3, nest),
    (2, unwrap),
    (1, reverse),
    (3, graft),
    (1, namespaces),
)


def changed(data: bytes, chance: Chance, words: Words) -> bytes | None:
    """`data` with one change of its tree; None when it is no XML, or too deep to change."""
    try:
        # A parser of its own, since it remembers every name it ever read.
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except (etree.XMLSyntaxError, ValueError):
        return None
    tree = Tree(root, chance, words)
    change = chance.choices([change for _, change in CHANGES], [weight for weight, _ in CHANGES])[0]
    with suppress(ValueError):  # a name or a value that no XML tree can hold
        change(tree)
    return etree.tostring(tree.root, encoding="UTF-8", xml_declaration=chance.random() < 0.5)


def mutator(words: Words, share: float = 0.75) -> Mutator:
    """Trees for this share, text for two thirds of the rest, bytes seldom; those alone once there is no tree."""

    def mutate(data: bytes, chance: Chance) -> bytes:
        draw = chance.random()
        if draw < share:
            found = changed(data, chance, words)
            if found is not None:
                return found
        if draw < share + (1 - share) * 0.7:
            return markup.mutate(data, chance)
        return markup.octets(data, chance)

    return mutate
