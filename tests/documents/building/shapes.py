"""Random laboratory reports as data, each from its own seed, and what is read back from the document built from one."""

from __future__ import annotations

from random import Random
from typing import Any

from lxml import etree

from socle import codes
from socle.identity import matricule

HL7 = {"h": "urn:hl7-org:v3"}
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
CHAPTERS = ["18718-7", "18719-5", "18720-3", "18723-7", "18725-2", "18727-8"]
UNITS = ["mmol/L", "g/L", "%", "10*9/L", "ug/mL", "/mL", "[iU]/L", "{ratio}"]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WORDS = [
    "glucose",
    "urée",
    "créatinine",
    "Œdème",
    "d'aspect",
    "<clair>",
    "&",
    "trouble",
    "µ",
    "≥",
    "100",
    "%",
    "«",
    "net",
    "»",
    "3/4",
]


class Shape:
    """Draws one report; `data` is what a description file would hold."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)
        self.pictures: dict[str, bytes] = {}
        self.data = self._document()

    def _name(self) -> str:
        return "".join(self.draw.choices(LETTERS, k=self.draw.randint(2, 12)))

    def _words(self) -> str:
        return " ".join(self.draw.choices(WORDS, k=self.draw.randint(1, 5)))

    def _maybe(self, **words: Any) -> dict[str, Any]:
        """Each word or not."""
        return {key: made() for key, made in words.items() if self.draw.random() < 0.4}

    def _number(self) -> str:
        return self.draw.choice([str(self.draw.randint(0, 2_000_000)), f"{self.draw.uniform(0, 900):.3f}", "0.50"])

    def _stamp(self) -> str:
        day = f"2026-0{self.draw.randint(1, 8)}-{self.draw.randint(10, 28)}"
        return self.draw.choice([day, f"{day}T0{self.draw.randint(0, 9)}:{self.draw.randint(10, 59)}:00+02:00"])

    def _several(self, made: Any, most: int) -> list[Any]:
        return [made() for _ in range(self.draw.randint(0, most))]

    def _code(self) -> dict[str, str]:
        return {"code": f"{self.draw.randint(1, 99999)}-{self.draw.randint(0, 9)}", "label": self._words()}

    def _local(self) -> dict[str, str]:
        return {"code": self._name(), "label": self._words(), "system": "2.25.42.7"}

    def _value(self) -> Any:
        unit = self.draw.choice(UNITS)
        low, high = sorted((self.draw.randint(0, 99), self.draw.randint(100, 999)))
        return self.draw.choice(
            [
                {"quantity": self._number(), "unit": unit},
                {"quantity": self._number(), "unit": unit, "other_quantity": self._number(), "other_unit": "g/L"},
                {"quantity": self._number()},
                {"kind": "INT", "quantity": str(low)},
                {"kind": "REAL", "quantity": f"{low}.5"},
                {"low": str(low), "unit": unit, "low_inclusive": self.draw.random() < 0.5},
                {"high": str(high), "unit": unit, "high_inclusive": self.draw.random() < 0.5},
                {"low": str(low), "high": f"{high}.25", "unit": unit},
                {"numerator": "1", "denominator": str(high)},
                {"code": self._local()},
                {"kind": "CD", "text": self._words()},
                self._words(),
            ]
        )

    def _observation(self) -> dict[str, Any]:
        data: dict[str, Any] = {"name": self._words(), "value": self._value()}
        if self.draw.random() < 0.1:
            data |= {"status": "aborted"}
            del data["value"]
        data |= {"code": self._code()} if self.draw.random() < 0.7 else {"local_code": self._local()}
        interpretations = [entry.code for entry in codes.value_set("observation_interpretation")]
        return data | self._maybe(
            time=self._stamp,
            interpretation=lambda: self.draw.choice(interpretations),
            method=self._local,
            reference=lambda: {"low": "1.50", "high": str(self.draw.randint(2, 99)), "unit": "g/L"},
            prior=lambda: [{"time": self._stamp(), "value": self._value()} for _ in range(self.draw.randint(1, 3))],
            comment=self._words,
        )

    def _battery(self) -> dict[str, Any]:
        return {
            "name": self._words(),
            "status": self.draw.choice(["completed", "active"]),
            "observations": [self._observation(), *self._several(self._observation, 2)],
            **self._maybe(code=self._code, comment=self._words),
        }

    def _isolate(self) -> dict[str, Any]:
        return {
            "name": self._words(),
            "ncbi": {"code": str(self.draw.randint(1, 9999)), "label": self._words()},
            "observations": [self._observation()],
            "batteries": self._several(self._battery, 2),
            **self._maybe(time=self._stamp, code=self._local, id=lambda: "2.25.42.9^X1"),
        }

    def _specimen(self) -> dict[str, Any]:
        more = self._maybe(code=self._local, type=lambda: {"code": "UR", "label": "Urine"}, site=self._local)
        return {"name": self._words(), "taken": self._stamp(), **more, **self._maybe(received=self._stamp)}

    def _image(self) -> dict[str, Any]:
        path = f"image-{len(self.pictures)}.png"
        self.pictures[path] = b"\x89PNG\r\n" + self.draw.randbytes(30)
        return {"path": path, **self._maybe(title=self._words)}

    def _results(self) -> dict[str, Any]:
        return {
            "specimens": self._several(self._specimen, 2),
            "observations": [self._observation(), *self._several(self._observation, 3)],
            "batteries": self._several(self._battery, 2),
            "isolates": self._several(self._isolate, 1),
            "images": self._several(self._image, 1),
            "comments": self._several(self._words, 2),
            **self._maybe(validation=lambda: {"id": "899880000023", "family": self._name(), "time": self._stamp()}),
        }

    def _chapter(self) -> dict[str, Any]:
        own = {"code": self.draw.choice(CHAPTERS), **self._maybe(title=self._words)}
        if self.draw.random() < 0.5:
            return own | self._results()
        parts = [{"title": self._words(), **self._maybe(code=self._code), **self._results()} for _ in range(2)]
        return own | {"parts": parts}

    def _document(self) -> dict[str, Any]:
        biologist = {
            "id": "899880000023",
            "profession": "G15_10/SM03",
            "family": self._name(),
            "organisation": {"id": "1990100109", "name": self._words(), **self._maybe(accreditation=self._name)},
        }
        return {
            "document": "laboratory-report",
            "created": "2026-09-15T16:05:00+02:00",
            "patient": self._patient(),
            "authors": [biologist],
            "laboratory": {
                "chapters": [self._chapter() for _ in range(self.draw.randint(1, 3))],
                "notes": self._several(lambda: {"text": self._words()}, 2),
            },
            **self._maybe(
                authenticators=lambda: [{"id": "899880000023", "family": self._name()}],
                recipients=lambda: [{"id": "899880000015", "family": self._name()}],
                orders=lambda: [{"id": f"2.25.42.8^{self._name()}"}],
                participants=lambda: [{"type": "REF", "id": "899880000015", "family": self._name()}],
                informants=lambda: [{"role": "NOK", "relation": "SIS", "family": self._name()}],
                encounter=lambda: {"start": "2026-09-15T07:35:00+02:00"},
            ),
        }

    def _patient(self) -> dict[str, Any]:
        sex = self.draw.choice("FM")
        thirteen = f"{'12'['MF'.index(sex)]}790351215{self.draw.randint(1, 999):03d}"
        return {
            "matricule": matricule.with_key(thirteen),
            "oid": "1.2.250.1.213.1.4.10",
            "birth_name": self._name(),
            "given_names": f"{self._name()} {self._name()}",
            "sex": sex,
            "birth_date": "1979-03-28",
            "birth_place": "51215",
            **self._maybe(used_name=self._name, local_ids=lambda: ["2.25.42.3^IPP1"]),
        }


def observations(root: etree._Element) -> list[tuple[Any, ...]]:
    """Every examination in the order of the document, prior results with the one they are of."""
    found = root.xpath("//h:observation[h:templateId/@root='1.3.6.1.4.1.19376.1.3.1.6']", namespaces=HL7)
    return [_observation(root, element) for element in found]


def _observation(root: etree._Element, element: etree._Element) -> tuple[Any, ...]:
    code = element.find("h:code", HL7)
    local = code.find("h:translation", HL7)
    range_ = element.find("h:referenceRange/h:observationRange/h:value", HL7)
    comment = element.find("h:entryRelationship[@typeCode='SUBJ']/h:act/h:text/h:reference", HL7)
    prior = element.findall("h:entryRelationship[@typeCode='REFR']/h:observation", HL7)
    interpretation = element.find("h:interpretationCode", HL7)
    return (
        marked(root, code.find("h:originalText/h:reference", HL7)),
        code.get("code") or local.get("code"),
        element.find("h:statusCode", HL7).get("code"),
        stamp(element),
        result(root, element.find("h:value", HL7)),
        None if interpretation is None else interpretation.get("code"),
        None if range_ is None else result(root, range_),
        None if comment is None else marked(root, comment),
        [(stamp(each), result(root, each.find("h:value", HL7))[:-1]) for each in prior],
    )


def stamp(element: etree._Element) -> str | None:
    time = element.find("h:effectiveTime", HL7)
    return None if time is None else time.get("value")


def marked(root: etree._Element, reference: etree._Element) -> str:
    """The words of the narrative that an entry points at."""
    found = root.xpath("//*[@ID=$mark]", mark=reference.get("value").removeprefix("#"))
    assert len(found) == 1, reference.get("value")
    return found[0].text


def result(root: etree._Element, value: etree._Element | None) -> Any:
    """A result by its data type; words of a coded one as the narrative has them, last."""
    if value is None:
        return None
    kind, inner = value.get(XSI_TYPE), value.find("h:originalText/h:reference", HL7)
    ends = tuple(
        (etree.QName(each).localname, each.get("value") or each.get("code"), each.get("unit"), each.get("inclusive"))
        for each in value
        if etree.QName(each).localname != "originalText"
    )
    other = value.find("h:translation", HL7)
    words = marked(root, inner) if inner is not None else None
    return (
        kind,
        value.get("value"),
        value.get("unit"),
        value.get("code"),
        ((value.text or "").strip() or None),
        ends,
        (None if other is None else (other.get("value"), other.get("code"))),
        words,
    )
