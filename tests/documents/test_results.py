"""What a page says of a laboratory's results: names, values, ranges, how they stand, and what was known before."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from socle.documents import show
from socle.documents.showing.gauge import drawing
from socle.documents.showing.measures import Measure, Range, measure, range_of, unit_in_words
from socle.documents.showing.results import MOST
from socle.documents.showing.words import day

NS = 'xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def element(text):
    return etree.fromstring(
        text.replace(">", f" {NS}>", 1)
        if "/>" not in text.partition(">")[0] + ">"
        else text.replace("/>", f" {NS}/>", 1)
    )


def said(text):
    return measure(element(text), lambda each: "" if each is None else "".join(each.itertext()))


@pytest.fixture(scope="session")
def results_of(read, samples):
    def results(name):
        def below(sections):
            for section in sections:
                for group in section.results:
                    yield from ((group.title, result) for result in group.results)
                yield from below(section.sections)

        return list(below(show(read((samples / "cda" / name).read_bytes())).sections))

    return results


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ('<value xsi:type="PQ" value="1.950" unit="m[IU]/L"/>', "1,950\u00a0mUI/L"),
        ('<value xsi:type="PQ" value="8.2" unit="10*9/L"/>', "8,2\u00a010⁹/L"),
        ('<value xsi:type="PQ" value="1.50" unit="{ratio}"/>', "1,50"),
        ('<value xsi:type="PQ" value="3" unit="ug/mL"/>', "3\u00a0µg/mL"),
        ('<value xsi:type="PQ" nullFlavor="UNK"/>', "non renseigné"),
        ('<value xsi:type="PQ" nullFlavor="MSK"/>', "masqué"),
        ('<value xsi:type="CD" displayName="négatif" code="1"/>', "négatif"),
        ('<value xsi:type="CD"><originalText>paille</originalText></value>', "paille"),
        ('<value xsi:type="ED">&lt;1.0 mg/L</value>', "<1.0 mg/L"),
        ('<value xsi:type="INT" value="12"/>', "12"),
        ('<value xsi:type="BL" value="true"/>', "oui"),
        ('<value xsi:type="RTO"><numerator value="1"/><denominator value="32"/></value>', "1/32"),
        ('<value xsi:type="IVL_PQ"><low value="0.512" unit="ug/mL"/></value>', "≥\u00a00,512\u00a0µg/mL"),
        ('<value xsi:type="IVL_PQ"><high value="0.1" unit="g" inclusive="false"/></value>', "<\u00a00,1\u00a0g"),
        ('<value xsi:type="IVL_PQ"><low value="1" unit="g"/><high value="2" unit="g"/></value>', "1 à 2\u00a0g"),
        ('<value xsi:type="PQ" value="beaucoup" unit="g"/>', "beaucoup\u00a0g"),
        ("<value/>", ""),
    ],
)
def test_a_value_is_said_as_people_write_it_with_the_digits_of_the_document(written, words):
    assert said(written).words == words


def test_units_are_those_of_people():
    assert [unit_in_words(unit) for unit in ("[IU]/L", "%", "1", "mmol/L", "10*-3", "fL")] == [
        "UI/L",
        "%",
        "",
        "mmol/L",
        "10⁻³",
        "fL",
    ]


@pytest.mark.parametrize(
    ("value", "unit", "stands"),
    [
        ("9.29", "g", "below"),
        ("9.30", "g", "within"),
        ("17.00", "g", "within"),
        ("17.01", "g", "above"),
        ("1", "mg", ""),
        ("", "g", ""),
    ],
)
def test_a_number_stands_against_the_bounds_of_the_same_unit_only(value, unit, stands):
    span = Range("9,30 à 17,00 g", Decimal("9.30"), Decimal("17.00"), "g")
    assert span.stands(Measure(value, number=Decimal(value) if value else None, unit=unit)) == stands


def test_a_range_that_cannot_be_one_is_told_and_compares_nothing():
    for low, high in (("2", "1"), ("3.89", "3.89")):
        text = f'<o><value xsi:type="IVL_PQ"><low value="{low}" unit="g"/><high value="{high}" unit="g"/></value></o>'
        span = range_of(element(text), lambda _: "")
        assert (span.low, span.high) == (None, None)
        assert span.words.endswith("\u00a0g")


def test_results_are_named_by_the_laboratory_and_out_of_range_is_said_in_words(results_of):
    found = {result.name: result for _, result in results_of("BIO-CR-BIO_2024.01_TSH_1.xml")}
    tsh, t4 = found["Thyréostimuline (TSH)"], found["Thyroxine libre (FT4)"]
    assert (tsh.value, tsh.range.words, tsh.mark, tsh.noteworthy) == (
        "1,950\u00a0mUI/L",
        "0,270 à 4,200\u00a0mUI/L",
        "dans la normale",
        False,
    )
    assert (t4.value, t4.mark, t4.noteworthy) == ("7,67\u00a0pg/mL", "au-dessous de la normale", True)


def test_the_page_says_both_where_the_laboratory_and_its_numbers_disagree(results_of):
    found = {result.name: result for _, result in results_of("BIO-CR-BIO_2021.01_Auto-Presentable.xml")}
    enzyme = found["Aspartate aminotransférase"]
    assert (enzyme.value, enzyme.range.words) == ("45\u00a0UI/L", "10 à 50\u00a0UI/L")
    assert enzyme.mark == "au-dessus de la normale, selon le laboratoire ; le nombre est dans l'intervalle"


def test_what_was_known_before_is_told_the_latest_first_with_its_day(results_of):
    urea = next(result for _, result in results_of("BIO-CR-BIO_2021.01_Electrophorese.xml") if result.name == "Urée")
    assert urea.others == ("0,60\u00a0g/L",)
    assert [(one.value, day(one.at)) for one in urea.earlier] == [
        ("8,5\u00a0mmol/L", "12 septembre 2020"),
        ("7,9\u00a0mmol/L", "3 janvier 2020"),
    ]


def test_results_of_an_isolate_stand_under_its_name(results_of):
    found = results_of("BIO-CR-BIO_2024.01_Microbiologie_V1.xml")
    assert ("Isolat : Escherichia coli", "Amoxicilline", "résistant") in [
        (group, one.name, one.mark) for group, one in found
    ]


def test_no_result_of_an_official_sample_is_lost(read, samples, derived, results_of):
    for name in (name for name in derived if name.startswith("BIO")):
        root = read((samples / "cda" / name).read_bytes()).root
        roots = root.xpath("count(//h:observation[h:templateId/@root='1.3.6.1.4.1.19376.1.3.1.6'][not(../@typeCode='REFR')])", namespaces={"h": "urn:hl7-org:v3"})  # fmt: skip
        assert len(results_of(name)) == roots, name
        assert all(result.value and result.name for _, result in results_of(name)), name


def test_ten_thousand_results_are_a_thousand_on_a_page(read, altered, minimal):
    one = '<observation><templateId root="1.3.6.1.4.1.19376.1.3.1.6"/><code displayName="x"/><value xsi:type="INT" value="1"/></observation>'
    body = etree.fromstring(
        f"<structuredBody {NS}><component><section><entry>{one * 10_000}</entry></section></component></structuredBody>"
    )
    document = read(altered(minimal, "h:component/h:nonXMLBody", lambda old: old.getparent().replace(old, body)))
    assert sum(len(group.results) for group in show(document).sections[0].results) == MOST


def test_a_drawing_tells_inside_from_outside_by_its_form_and_in_words(results_of):
    found = {result.name: result for _, result in results_of("BIO-CR-BIO_2024.01_TSH_1.xml")}
    tsh, t4 = drawing(found["Thyréostimuline (TSH)"]), drawing(found["Thyroxine libre (FT4)"])
    assert (tsh.inside, t4.inside) == (True, False)
    assert tsh.start < tsh.x < tsh.start + tsh.length
    assert t4.x < t4.start
    assert t4.words == "7,67\u00a0pg/mL, au-dessous de l'intervalle 9,30 à 17,00\u00a0pg/mL"


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [("1e9", "1", "2"), ("-1e9", "1", "2"), ("0", "5", None), ("9e20", None, "5"), ("1", "0", None), ("-3", None, "0")],
)
def test_a_drawing_stays_within_its_frame_whatever_the_number(results_of, value, low, high):
    result = results_of("BIO-CR-BIO_2024.01_TSH_1.xml")[0][1]
    span = Range("x", low and Decimal(low), high and Decimal(high), "g")
    measured = Measure(value, number=Decimal(value), unit="g")
    drawn = drawing(replace(result, range=span, measured=measured, stands=span.stands(measured)))
    assert 0 < drawn.x < 120
    assert drawn.start >= 0
    assert drawn.start + drawn.length <= 120
