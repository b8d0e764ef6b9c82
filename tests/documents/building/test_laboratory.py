"""Laboratory reports built from data are whole: conformant, and the same data when read back."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest
from lxml import etree
from tests.documents.building.shapes import HL7, Shape, observations

from socle.documents import building, cda, check
from socle.documents.building.completing import complete
from socle.documents.building.laboratory import Observation, Value
from socle.documents.building.results import kind_of, readable_unit, words
from socle.documents.building.walking import walk
from socle.documents.checking import judge
from socle.rulebook.choices import Choices

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n%%EOF"


def built_from(shape, seed=0):
    draw = Random(seed)
    spec, findings = building.from_mapping(shape.data)
    assert spec is not None, findings
    built = building.build(
        spec, PDF, at=AT, pictures=shape.pictures, choices=Choices(), new=lambda: UUID(int=draw.getrandbits(128))
    )
    assert built.data is not None, built.findings
    return spec, built


def expected(spec):
    """What should come back of each examination, in the order of the document."""
    return [_expected(held.value) for held in walk(spec.laboratory) if isinstance(held.value, Observation)]


def _expected(one: Observation):
    reference = one.reference and _back(Value(low=one.reference.low, high=one.reference.high, unit=one.reference.unit))
    return (
        one.title,
        (one.code or one.local_code).code,
        one.status,
        one.time or None,
        one.value and _back(one.value),
        one.interpretation and one.interpretation.code,
        reference,
        one.comment or None,
        [(each.time, _back(each.value)[:-1]) for each in one.prior],
    )


def _back(value: Value):
    kind, words_of = kind_of(value), None
    ends: tuple = ()
    if kind == "IVL_PQ":
        both = (("low", value.low, value.low_inclusive), ("high", value.high, value.high_inclusive))
        ends = tuple((name, n, value.unit or None, None if inside else "false") for name, n, inside in both if n)
    elif kind == "RTO":
        ends = (("numerator", value.numerator, None, None), ("denominator", value.denominator, None, None))
    elif kind == "CD":
        words_of = value.text or value.code.label
    other = (value.other_quantity, value.other_unit) if value.other_quantity else None
    if other:
        ends = (("translation", value.other_quantity, None, None),)
    quantity = value.quantity if kind in {"PQ", "INT", "REAL"} else None
    unit = value.unit if kind == "PQ" and value.unit else None
    code = value.code.code if kind == "CD" and value.code else None
    return kind, quantity or None, unit, code, value.text if kind == "ST" else None, ends, other, words_of


@pytest.mark.rule("DOC-010")
@pytest.mark.rule("DOC-011")
@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(12))
def test_a_random_report_is_conformant_and_read_back_the_same(seed):
    verify(seed)


def verify(seed):
    """One report: nothing wrong with it, and its header and results come back as they were described."""
    spec, built = built_from(Shape(seed), seed)
    assert check(built.data, at=AT, choices=Choices()).findings == ()
    judged = judge(built.data, at=AT, choices=Choices())
    assert [one.as_dict() for one in judged.findings] == []
    document, root = judged.document, etree.fromstring(built.data)
    assert document.body.level == 3
    assert sorted(observations(root), key=repr) == sorted(expected(spec), key=repr)
    marks = root.xpath("//@ID")
    assert len(marks) == len(set(marks))
    pointed = {one.removeprefix("#") for one in root.xpath("//h:reference/@value", namespaces=HL7)}
    pointed |= set(root.xpath("//h:renderMultiMedia/@referencedObject", namespaces=HL7))
    assert pointed <= set(marks)
    same_header(built.spec, document)
    sections(spec, root)


def same_header(spec, document):
    assert (str(document.id), str(document.set_id)) == (spec.id.text, spec.set_id.text)
    assert document.patient.name.family("BR") == spec.patient.birth_name
    assert document.patient.ids[0].extension == spec.patient.matricule
    assert [event.code.code for event in document.events] == [act.code.code for act in spec.acts]
    assert [who.entity.name.family() for who in document.authenticators] == [one.family for one in spec.authenticators]
    assert [who.entity.name.family() for who in document.recipients] == [one.family for one in spec.recipients]
    assert [who.entity.name.family() for who in document.participants] == [one.family for one in spec.participants]
    assert [str(order.ids[0]) for order in document.orders] == [order.id.text for order in spec.orders]
    assert document.encounter.time.low == spec.encounter.start


def sections(spec, root):
    """Chapters hold one entry and a text, or sub-chapters that do; the copy and the comments are there."""
    chapters = root.xpath("//h:section[h:templateId/@root='1.2.250.1.213.1.1.2.70']", namespaces=HL7)
    parts = root.xpath("//h:section[h:templateId/@root='1.2.250.1.213.1.1.2.71']", namespaces=HL7)
    assert len(chapters) == len(spec.laboratory.chapters)
    assert len(parts) == sum(len(chapter.parts) for chapter in spec.laboratory.chapters)
    for section in [*chapters, *parts]:
        inside = [etree.QName(each).localname for each in section]
        assert (inside.count("text"), inside.count("entry")) == ((0, 0) if "component" in inside else (1, 1))
    assert len(root.xpath("//h:section[h:templateId/@root='1.2.250.1.213.1.1.2.243']", namespaces=HL7)) == 1
    assert len(root.xpath("//h:section[h:templateId/@root='1.2.250.1.213.1.1.2.73']", namespaces=HL7)) == len(
        spec.laboratory.notes
    )
    copies = root.xpath("//h:observationMedia[@ID='doc-1']/h:value/@mediaType", namespaces=HL7)
    assert copies == ["application/pdf"]


def test_results_are_written_as_people_read_them():
    assert words(Value(quantity="4.89", unit="mmol/L", other_quantity="0.88", other_unit="g/L")) == (
        "4,89 mmol/L (0,88 g/L)"
    )
    assert words(Value(quantity="100000", unit="/mL")) == "100\u202f000 /mL"
    assert words(Value(low="0.512", unit="ug/mL")) == "≥ 0,512 µg/mL"
    assert words(Value(high="0.128", unit="ug/mL", high_inclusive=False)) == "< 0,128 µg/mL"
    assert words(Value(low="3", high="6.5", unit="g/L")) == "3 – 6,5 g/L"
    assert words(Value(numerator="1", denominator="128")) == "1/128"
    assert [readable_unit(unit) for unit in ("10*9/L", "{ratio}", "umol/L", "U/L")] == [
        "10⁹/L",
        "ratio",
        "µmol/L",
        "U/L",
    ]


def test_each_chapter_is_an_act_of_the_header_and_the_biologist_is_responsible():
    spec, _ = building.read(building.example("laboratory-report"))
    whole = complete(spec, at=AT, new_uuid=lambda: UUID(int=1))
    assert [act.code.code for act in whole.acts] == ["18719-5", "18725-2"]
    assert (whole.acts[0].status, whole.acts[1].performer) == ("completed", None)
    assert whole.encounter.responsible.profession.code == "G15_10/SM03"


@pytest.mark.rule("DOC-011")
@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda one: one.update(observations=[]), "laboratory.chapters[1].observations"),
        (lambda one: one["observations"][0].pop("value"), "laboratory.chapters[1].observations[1].value"),
        (lambda one: one["observations"][0].update(status="active"), "laboratory.chapters[1].observations[1].status"),
        (lambda one: one["observations"][0].pop("code"), "laboratory.chapters[1].observations[1].code"),
        (lambda one: one["observations"][0].update(code="14749-6"), "laboratory.chapters[1].observations[1].code.label"),
        (lambda one: one["observations"][0].update(interpretation="ZZ"), "laboratory.chapters[1].observations[1].interpretation"),
        (lambda one: one["observations"][0].update(value={"kind": "TS", "quantity": 1}), "laboratory.chapters[1].observations[1].value.kind"),
        (lambda one: one["observations"][0].update(value={"kind": "IVL_PQ"}), "laboratory.chapters[1].observations[1].value.low"),
        (lambda one: one["observations"][0].update(value={"kind": "INT", "quantity": "1.5"}), "laboratory.chapters[1].observations[1].value.quantity"),
        (lambda one: one["observations"][0].update(reference={"low": 9, "high": 3}), "laboratory.chapters[1].observations[1].reference.high"),
        (lambda one: one.update(batteries=[{"name": "Ionogramme", "observations": []}]), "laboratory.chapters[1].batteries[1].observations"),
        (lambda one: one.update(isolates=[{"name": "E. coli"}]), "laboratory.chapters[1].isolates[1].code"),
        (lambda one: one.update(parts=[{"title": "Sang", "observations": one["observations"]}]), "laboratory.chapters[1]"),
        (lambda one: one.update(images=[{"path": "absent.png"}]), "laboratory.chapters[1].images[1].path"),
    ],
)  # fmt: skip
def test_a_result_that_cannot_be_written_is_told_with_its_place(change, place):
    shape = Shape(3)
    one = {"name": "Glucose", "code": {"code": "14749-6", "label": "Glucose"}, "value": {"quantity": 5, "unit": "g/L"}}
    chapter = {"code": "18719-5", "observations": [one]}
    shape.data["laboratory"] = {"chapters": [chapter]}
    change(chapter)
    spec, findings = building.from_mapping(shape.data)
    assert findings == ()
    built = building.build(spec, PDF, at=AT, choices=Choices())
    assert built.data is None
    assert place in {finding.place for finding in built.findings}


@pytest.mark.rule("DOC-010")
def test_the_copy_that_people_read_is_compulsory_and_a_pdf():
    shape = Shape(1)
    for file, kind in ((None, "application/pdf"), (b"words", "text/plain"), (b"words", "application/pdf")):
        spec, _ = building.from_mapping(shape.data | {"file": {"media_type": kind}})
        built = building.build(spec, file, at=AT, pictures=shape.pictures, choices=Choices())
        assert (built.data, {finding.place for finding in built.findings} <= {"file", "file.media_type"}) == (
            None,
            True,
        )


def test_a_built_report_is_shown_with_its_results():
    from socle.documents import show  # noqa: PLC0415

    spec, _ = building.read(building.example("laboratory-report"))
    document, _ = cda.read(building.build(spec, PDF, at=AT, choices=Choices()).data)
    assert "4,89 mmol/L" in repr(show(document))
