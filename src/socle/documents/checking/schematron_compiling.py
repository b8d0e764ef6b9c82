"""ISO Schematron (`queryBinding` xslt2 or xslt3) turned into one XSLT 3.0 style sheet that answers in SVRL.

What a schematron includes, and the vocabularies that it names with `document('…')`, are read here, below one folder and
nowhere else, and laid in the style sheet: when it runs it opens no file. Source: ISO/IEC 19757-3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

SCH = "http://purl.oclc.org/dsdl/schematron"
SVRL = "http://purl.oclc.org/dsdl/svrl"
XSL = "http://www.w3.org/1999/XSL/Transform"
#: Namespace of what is laid in the style sheet.
HELD = "urn:socle:schematron"
#: An XPath that opens a file, with the name as a literal or a variable.
_OPENS = re.compile(r"\b(?:document|doc)\(\s*(?:'([^']*)'|\"([^\"]*)\"|\$([\w.-]+))\s*\)")
_LITERAL = re.compile(r"'([^']*)'|\"([^\"]*)\"")
#: A parameter of an abstract pattern, or any variable.
_GIVEN = re.compile(r"\$([\w-]+(?:\.[\w-]+)*)")
_XPATHS = ("select", "test", "match", "use", "value", "context", "path", "subject")
#: Includes in includes.
DEEPEST = 20


class SchematronRefused(Exception):  # noqa: N818 - says what was done, as `Stop` does
    """A schematron that is not read: broken, or asking for a file beyond its folder."""


def parse(path: Path) -> etree._Element:
    """The root of an XML file, no entity resolved and nothing fetched. Raises `SchematronRefused`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.parse(str(path), parser).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise SchematronRefused(f"{path.name} cannot be read: {error}") from error


def below(folder: Path, base: Path, href: str) -> Path:
    """The file that `href` names from `base`. Raises `SchematronRefused` when it is none or not below `folder`."""
    name = unquote(href.partition("#")[0])
    found = Path(base.parent, name).resolve()
    if re.match(r"[A-Za-z][\w+.-]+:", name) or not found.is_relative_to(folder.resolve()):
        raise SchematronRefused(f"{base.name} asks for {href}, which is not below the folder of the schematrons")
    if not found.is_file():
        raise SchematronRefused(f"{base.name} asks for {href}, which is not there")
    return found


def style_sheet(path: Path, folder: Path) -> etree._Element:
    """The style sheet of one schematron of `folder`, or of one compiled beforehand. Raises `SchematronRefused`."""
    root = parse(path)
    if root.tag in (f"{{{XSL}}}stylesheet", f"{{{XSL}}}transform"):
        sheet = root
    elif root.tag == f"{{{SCH}}}schema":
        sheet = _Compiling(path, folder).sheet(root)
    else:
        raise SchematronRefused(f"{path.name} is neither a schematron nor a compiled one")
    if next(sheet.iter(f"{{{XSL}}}result-document"), None) is not None:
        raise SchematronRefused(f"{path.name} would write files")
    _lay(sheet, path, folder)
    return sheet


def includes(path: Path) -> Iterator[str]:
    """What a schematron includes, as it names it."""
    for held in parse(path).iter(f"{{{SCH}}}include", f"{{{SCH}}}extends"):
        if held.get("href"):
            yield held.get("href", "")


def _lay(sheet: etree._Element, path: Path, folder: Path) -> None:
    """Lay every file that the style sheet opens by name in it, as a variable."""
    known = {
        name: literal[1] or literal[2] or ""
        for held in sheet.iterchildren(f"{{{XSL}}}variable", f"{{{XSL}}}param")
        if (name := held.get("name")) and (literal := _LITERAL.fullmatch((held.get("select") or "").strip()))
    }
    laid: dict[Path, str] = {}

    def opened(found: re.Match[str]) -> str:
        href = found[1] or found[2] or known.get(found[3] or "", "")
        if not href:
            return found[0]
        file = below(folder, path, href)
        return f"${laid.setdefault(file, f'held-{len(laid) + 1}')}"

    for held in sheet.iter(etree.Element):
        for name in _XPATHS:
            value = held.get(name)
            if value and "doc" in value:
                held.set(name, _OPENS.sub(opened, value))
    for file, name in laid.items():
        variable = etree.SubElement(sheet, f"{{{XSL}}}variable", name=name)
        etree.SubElement(variable, f"{{{XSL}}}document").append(parse(file))


class _Compiling:
    """One schematron: its includes read, its abstract patterns and rules written out, then its style sheet."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path, self.folder = path, folder

    def sheet(self, root: etree._Element) -> etree._Element:
        self._include(root, self.path, 0)
        spaces = {ns.get("prefix", ""): ns.get("uri", "") for ns in root.iter(f"{{{SCH}}}ns")}
        known = {prefix: uri for prefix, uri in root.nsmap.items() if prefix and prefix not in spaces}
        sheet = etree.Element(
            f"{{{XSL}}}stylesheet", version="3.0", nsmap={**known, **spaces, "xsl": XSL, "svrl": SVRL}
        )
        etree.SubElement(sheet, f"{{{XSL}}}output", method="xml", encoding="UTF-8")
        for held in root.iterchildren(f"{{{XSL}}}*"):
            sheet.append(deepcopy(held))
        for let in root.iterchildren(f"{{{SCH}}}let"):
            sheet.append(_variable(let))
        start = etree.SubElement(sheet, f"{{{XSL}}}template", match="/")
        output = etree.SubElement(start, f"{{{SVRL}}}schematron-output")
        patterns = list(self._patterns(root))
        if not patterns:
            raise SchematronRefused(f"{self.path.name} has no pattern to run")
        for rank, pattern in enumerate(patterns):
            etree.SubElement(output, f"{{{XSL}}}apply-templates", select="/", mode=f"m{rank}")
            self._pattern(sheet, pattern, f"m{rank}")
        return sheet

    def _include(self, node: etree._Element, base: Path, depth: int) -> None:
        """Put what is included in the place of `include`; a whole schema gives what it holds."""
        if depth > DEEPEST:
            raise SchematronRefused(f"{base.name} includes itself")
        for held in list(node.iter(f"{{{SCH}}}include")):
            file = below(self.folder, base, held.get("href", ""))
            found = parse(file)
            _, _, part = held.get("href", "").partition("#")
            if part:
                found = next((one for one in found.iter(etree.Element) if one.get("id") == part), found)
            self._include(found, file, depth + 1)
            for one in list(found) if found.tag == f"{{{SCH}}}schema" else [found]:
                held.addprevious(one)
            parent = held.getparent()
            if parent is not None:
                parent.remove(held)
        for held in [one for one in node.iter(f"{{{SCH}}}extends") if one.get("href")]:
            self._extend(held, base, depth)

    def _extend(self, held: etree._Element, base: Path, depth: int) -> None:
        """Put what a rule of another file asks in the place of `extends` (ISO/IEC 19757-3:2016, 5.4.5)."""
        file = below(self.folder, base, held.get("href", ""))
        found = parse(file)
        _, _, part = held.get("href", "").partition("#")
        if part:
            found = next((one for one in found.iter(etree.Element) if one.get("id") == part), found)
        self._include(found, file, depth + 1)
        for one in list(found):
            held.addprevious(one)
        parent = held.getparent()
        if parent is not None:
            parent.remove(held)

    def _active(self, root: etree._Element) -> frozenset[str] | None:
        """The patterns of the phase that is run when nobody names one; None for all of them."""
        phase = root.get("defaultPhase", "#ALL")
        if phase == "#ALL":
            return None
        named = next((one for one in root.iter(f"{{{SCH}}}phase") if one.get("id") == phase), None)
        if named is None:
            raise SchematronRefused(f"{self.path.name} has no phase {phase}")
        return frozenset(one.get("pattern", "") for one in named.iterchildren(f"{{{SCH}}}active"))

    def _patterns(self, root: etree._Element) -> Iterator[etree._Element]:
        """The patterns that are run: concrete ones, and abstract ones with the values they are given."""
        patterns = list(root.iter(f"{{{SCH}}}pattern"))
        models = {one.get("id"): one for one in patterns if one.get("abstract") == "true"}
        active = self._active(root)
        for one in patterns:
            if one.get("abstract") == "true" or (active is not None and one.get("id") not in active):
                continue
            if one.get("is-a") is None:
                yield one
                continue
            model = models.get(one.get("is-a"))
            if model is None:
                raise SchematronRefused(f"{self.path.name} has no abstract pattern {one.get('is-a')}")
            given = {held.get("name", ""): held.get("value", "") for held in one.iterchildren(f"{{{SCH}}}param")}
            yield _instance(model, given)

    def _pattern(self, sheet: etree._Element, pattern: etree._Element, mode: str) -> None:
        """One template a rule; a node answers to the first rule of a pattern that suits it."""
        rules = list(pattern.iterchildren(f"{{{SCH}}}rule"))
        shared = {rule.get("id"): rule for rule in pattern.getroottree().iter(f"{{{SCH}}}rule")}
        shared |= {rule.get("id"): rule for rule in rules}
        lets = list(pattern.iterchildren(f"{{{SCH}}}let"))
        walk = etree.SubElement(sheet, f"{{{XSL}}}template", match="/|@*|node()", mode=mode, priority="-1")
        etree.SubElement(walk, f"{{{XSL}}}apply-templates", select="@*|node()", mode=mode)
        for rank, rule in enumerate(rules):
            if rule.get("abstract") == "true":
                continue
            template = etree.SubElement(sheet, f"{{{XSL}}}template", match=rule.get("context", "*"), mode=mode)
            template.set("priority", str(len(rules) - rank))
            for let in lets:
                template.append(_variable(let, at_root=True))
            for part in self._parts(rule, shared, 0):
                template.append(part)
            etree.SubElement(template, f"{{{XSL}}}apply-templates", select="@*|node()", mode=mode)

    def _parts(
        self, rule: etree._Element, shared: dict[str | None, etree._Element], depth: int
    ) -> Iterator[etree._Element]:
        """What a rule does, with the abstract rules that it extends."""
        for held in rule.iterchildren(etree.Element):
            name = etree.QName(held).localname
            if name == "extends":
                other = shared.get(held.get("rule"))
                if other is None or depth > DEEPEST:
                    raise SchematronRefused(f"{self.path.name} has no abstract rule {held.get('rule')}")
                yield from self._parts(other, shared, depth + 1)
            elif name == "let":
                yield _variable(held)
            elif name in ("assert", "report"):
                yield _tested(held, rule)


def _instance(model: etree._Element, given: dict[str, str]) -> etree._Element:
    """An abstract pattern with `$name` written out in every attribute; `$names` is another word."""
    kept = deepcopy(model)
    model.addnext(kept)  # its rules find each other, and its namespaces
    for held in kept.iter(etree.Element):
        for name, written in held.attrib.items():
            value = _GIVEN.sub(lambda word: given.get(word[1], word[0]), str(written))
            held.set(str(name), value)
    return kept


def _variable(let: etree._Element, *, at_root: bool = False) -> etree._Element:
    """A variable; that of a pattern is evaluated at the root of the document."""
    variable = etree.Element(f"{{{XSL}}}variable", name=let.get("name", ""))
    if at_root:
        variable.set("as", "item()*")
        each = etree.SubElement(variable, f"{{{XSL}}}for-each", select="root(.)")
        etree.SubElement(each, f"{{{XSL}}}sequence", select=let.get("value", "()"))
    elif let.get("value") is not None:
        variable.set("select", let.get("value", ""))
    else:
        variable.extend(deepcopy(held) for held in let)
    return variable


def _tested(held: etree._Element, rule: etree._Element) -> etree._Element:
    """An assertion that fails, or a report that holds, as SVRL tells it."""
    test, fails = held.get("test", "true()"), etree.QName(held).localname == "assert"
    tested = etree.Element(f"{{{XSL}}}if", test=f"not({test})" if fails else test)
    told = etree.SubElement(tested, f"{{{SVRL}}}{'failed-assert' if fails else 'successful-report'}")
    told.set("test", re.sub(r"([{}])", r"\1\1", test))
    told.set("location", "{path(.)}")
    for name in ("id", "role", "flag"):
        if value := held.get(name) or (rule.get(name) if name != "id" else None):
            told.set(name, value)
    text = etree.SubElement(told, f"{{{SVRL}}}text")
    _words(text, held.text)
    for child in held:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name in ("value-of", "name"):
            select = child.get("select") if name == "value-of" else f"name({child.get('path') or '.'})"
            etree.SubElement(text, f"{{{XSL}}}value-of", select=select or ".")
        else:
            _words(text, "".join(map(str, child.itertext())) if name else "")
        _words(text, child.tail)
    return tested


def _words(text: etree._Element, words: str | None) -> None:
    if words:
        etree.SubElement(text, f"{{{XSL}}}text").text = words
