"""Whether a document may be stored as it is: its INS, its body, the keys of its identifiers."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from socle.documents.rules import check_body, check_ins, check_keys, check_site
from socle.rulebook.choices import Choices

TODAY = datetime(2026, 9, 15, 8, tzinfo=UTC)
SANDBOX = Choices()
PRODUCTION = Choices(production=True, refuse_bad_check_digits=True)


def ids(findings):
    return [finding.verdict.id for finding in findings]


@pytest.fixture
def about(read, altered, minimal):
    """The smallest document, its patient known under this authority."""
    return lambda root: read(altered(minimal, "h:recordTarget//h:id", lambda it: it.set("root", root)))


@pytest.mark.rule("INS-017")
@pytest.mark.parametrize(
    "root",
    ["1.2.250.1.999.1", "1.2.250.1.213.1.4.2", "1.2.250.1.213.1.4.1", "1.2.250.1.213.1.4.12", "1.2.250.1.213.1.4.13"],
)
def test_a_header_without_a_qualified_ins_is_refused(about, root):
    (finding,) = check_ins(about(root), at=TODAY, choices=SANDBOX)
    assert finding.verdict.id == "documents.ins-missing"
    assert finding.is_error
    assert finding.found == root
    assert finding.place == "/ClinicalDocument/recordTarget/patientRole/id"


@pytest.mark.rule("INS-017")
def test_a_header_that_knows_no_number_at_all_is_refused(read, removed, minimal):
    document = read(removed(minimal, "h:recordTarget//h:id"))
    assert ids(check_ins(document, at=TODAY, choices=SANDBOX)) == ["documents.ins-missing"]


@pytest.mark.rule("INS-017")
def test_an_authority_without_a_number_is_no_ins(read, altered, minimal):
    document = read(altered(minimal, "h:recordTarget//h:id", lambda it: it.set("extension", " ")))
    assert ids(check_ins(document, at=TODAY, choices=SANDBOX)) == ["documents.ins-missing"]


@pytest.mark.rule("INS-017")
@pytest.mark.parametrize("last", ["8", "9", "10", "11"])
def test_an_ins_qualifies_in_the_sandbox_and_a_test_one_never_in_production(about, last):
    document = about(f"1.2.250.1.213.1.4.{last}")
    assert check_ins(document, at=TODAY, choices=SANDBOX) == []
    assert bool(check_ins(document, at=TODAY, choices=PRODUCTION)) is (last in {"10", "11"})


@pytest.mark.rule("INS-017")
def test_an_ins_beside_a_local_number_is_enough_whichever_comes_first(read, altered, letter):
    assert check_ins(read(letter), at=TODAY, choices=SANDBOX) == []
    last = altered(letter, "h:recordTarget//h:id[1]", lambda ins: ins.getnext().addnext(ins))
    assert check_ins(read(last), at=TODAY, choices=SANDBOX) == []


@pytest.mark.rule("INS-017")
@pytest.mark.parametrize(
    ("at", "refused"),
    [
        (datetime(2022, 12, 31, 22, 59, 59, tzinfo=UTC), False),
        (datetime(2022, 12, 31, 23, tzinfo=UTC), True),  # midnight in Paris
    ],
)
def test_the_obligation_begins_on_its_first_day_in_france(about, at, refused):
    assert bool(check_ins(about("1.2.3"), at=at, choices=SANDBOX)) is refused


@pytest.mark.rule("INS-017")
def test_the_first_day_is_a_choice(about):
    later = replace(SANDBOX, qualified_ins_first_day=datetime(2023, 10, 1, tzinfo=UTC).date())
    assert check_ins(about("1.2.3"), at=datetime(2023, 9, 30, 12, tzinfo=UTC), choices=later) == []
    assert check_ins(about("1.2.3"), at=datetime(2023, 10, 1, 12, tzinfo=UTC), choices=later)


SITE = "1990100109"
#: Where a header may name the structure that sends it.
PLACES = (
    "h:author//h:representedOrganization/h:id",
    "h:legalAuthenticator//h:representedOrganization/h:id",
    "h:custodian//h:id",
)


@pytest.fixture
def naming(read, altered, letter):
    """The letter, each place of `PLACES` naming this structure or none."""

    def name(structures, root="1.2.250.1.71.4.2.2"):
        data = letter
        for path, structure in zip(PLACES, structures, strict=True):
            data = altered(data, path, lambda it, value=structure: it.attrib.update({"root": root, "extension": value}))
        return read(data)

    return name


@pytest.mark.rule("AUTH-045")
@pytest.mark.parametrize("structures", [("1990100018",) * 3, ("", "", "")], ids=["its legal entity", "none"])
def test_a_header_that_does_not_name_the_site_is_refused(naming, structures):
    (finding,) = check_site(naming(structures), SITE)
    assert finding.verdict.id == "documents.site-missing"
    assert finding.is_error
    assert finding.expected == SITE


@pytest.mark.rule("AUTH-045")
def test_the_number_of_the_site_under_another_authority_does_not_name_it(naming):
    assert ids(check_site(naming((SITE,) * 3, root="1.2.3"), SITE)) == ["documents.site-missing"]


@pytest.mark.rule("AUTH-045")
@pytest.mark.parametrize("place", range(len(PLACES)))
def test_the_site_stands_as_the_structure_of_the_author_of_the_authenticator_or_as_the_custodian(naming, place):
    structures = ["1990100018"] * len(PLACES)
    structures[place] = SITE
    assert check_site(naming(structures), SITE) == []


@pytest.mark.rule("AUTH-045")
def test_no_site_is_asked_of_a_document_when_none_has_to_be_traced(naming):
    assert check_site(naming(("", "", "")), "") == []


@pytest.fixture
def wrapping(read, altered, minimal):
    """A level 1 document wrapping these bytes under this media type."""

    def wrap(data, media_type="application/pdf", representation="B64", text=None):
        def fill(element):
            element.text = base64.b64encode(data).decode() if text is None else text
            element.set("mediaType", media_type)
            element.set("representation", representation)

        return read(altered(minimal, "h:component//h:text", fill))

    return wrap


@pytest.mark.rule("DOC-009")
@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"bonjour", b" %PDF-1.4", b"%!PS-Adobe-3.0", base64.b64encode(b"%PDF-1.4")]
)
def test_what_is_declared_a_pdf_must_be_one(wrapping, data):
    (finding,) = check_body(wrapping(data))
    assert finding.verdict.id == "documents.file-not-pdf"
    assert finding.is_error


@pytest.mark.rule("DOC-009")
@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "ceci n'est pas du base64 !"},
        {"text": ""},
        {"text": "JVBERi0"},
        {"text": "JVBE!Ri0xLjQ="},
        {"representation": "TXT"},
    ],
)
def test_a_file_that_cannot_be_decoded_is_refused(wrapping, wrong):
    assert ids(check_body(wrapping(b"%PDF-1.4", **wrong))) == ["documents.file-unreadable"]


@pytest.mark.rule("DOC-009")
@pytest.mark.parametrize("media_type", ["application/msword", "text/html", "image/svg+xml", "", "application/PDF"])
def test_a_file_of_a_type_not_foreseen_is_refused(wrapping, media_type):
    (finding,) = check_body(wrapping(b"%PDF-1.4", media_type))
    assert finding.verdict.id == "documents.file-type-unknown"
    assert "application/pdf" in finding.expected


@pytest.mark.rule("DOC-009")
def test_a_level_1_body_without_a_file_is_refused(read, removed, minimal):
    assert ids(check_body(read(removed(minimal, "h:component//h:text")))) == ["documents.file-unreadable"]


@pytest.mark.rule("DOC-009", "DOC-010")
@pytest.mark.parametrize("path", ["h:component/h:nonXMLBody", "h:component"])
def test_a_document_without_a_body_is_refused(read, removed, minimal, path):
    assert ids(check_body(read(removed(minimal, path)))) == ["documents.body-missing"]


@pytest.mark.rule("DOC-009")
@pytest.mark.parametrize("media_type", ["application/pdf", "text/plain", "text/rtf", "image/jpeg", "image/tiff"])
def test_a_level_1_document_wraps_a_file_of_any_foreseen_type(wrapping, media_type):
    assert check_body(wrapping(b"%PDF-1.4 ...", media_type)) == []


@pytest.mark.rule("DOC-010")
def test_a_structured_document_is_accepted(read, altered, minimal):
    def structure(body):
        body.getparent().replace(body, etree.fromstring('<structuredBody xmlns="urn:hl7-org:v3"/>'))

    document = read(altered(minimal, "h:component/h:nonXMLBody", structure))
    assert document.body.level == 3
    assert check_body(document) == []


@pytest.mark.rule("DOC-009", "DOC-010")
def test_every_official_sample_of_either_level_is_accepted(read, samples, derived):
    levels = set()
    for name in derived:
        document = read((samples / "cda" / name).read_bytes())
        levels.add(document.body.level)
        assert check_body(document) == [], name
        assert check_ins(document, at=TODAY, choices=SANDBOX) == [], name
    assert levels == {1, 3}


@pytest.mark.parametrize(
    ("path", "extension", "kind"),
    [
        ("h:recordTarget//h:id[1]", "284053523899178", "matricule INS"),
        ("h:recordTarget//h:id[1]", "28405352389917X", "matricule INS"),
        ("h:author//h:assignedAuthor/h:id", "899880000024", "RPPS"),
        ("h:author//h:representedOrganization/h:id", "1990100108", "FINESS"),
        ("h:legalAuthenticator/h:assignedEntity/h:id", "899880000024", "RPPS"),
        ("h:custodian//h:id", "1990100108", "FINESS"),
    ],
)
def test_a_wrong_key_warns_in_the_sandbox_and_refuses_in_production(read, altered, letter, path, extension, kind):
    document = read(altered(letter, path, lambda it: it.set("extension", extension)))
    (warning,) = check_keys(document, choices=SANDBOX)
    (refusal,) = check_keys(document, choices=PRODUCTION)
    assert (warning.is_error, refusal.is_error) == (False, True)
    assert (warning.expected, refusal.expected) == (kind, kind)
    assert refusal.verdict.id == "documents.check-digit-wrong"


def test_a_sentence_about_a_patients_number_does_not_tell_it(read, altered, letter):
    document = read(altered(letter, "h:recordTarget//h:id[1]", lambda it: it.set("extension", "284053523899178")))
    (finding,) = check_keys(document, choices=SANDBOX)
    assert "053523899" not in finding.sentence("fr")


@pytest.mark.parametrize("extension", ["3990100109/SEC0042", "499880000015001", "899880000023", "80/INTERNE"])
def test_numbers_whose_key_holds_or_that_have_none_say_nothing(read, altered, letter, extension):
    document = read(altered(letter, "h:author//h:assignedAuthor/h:id", lambda it: it.set("extension", extension)))
    assert check_keys(document, choices=PRODUCTION) == []
