"""Feeding judges each document itself: what is wrong in its header or body keeps the whole submission out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from socle.record import services
from socle.record.models import Entry
from socle.record.profile import DMP
from tests.record import facts_builders as build
from tests.record.rules.letters import letter, part
from tests.record.services.test_access import camille, record_id  # noqa: F401 - fixtures

pytestmark = [pytest.mark.database, pytest.mark.django_db]

__all__ = ["letter"]

#: Every check of the DMP but the signature, which no document altered here could keep.
UNSIGNED = replace(DMP, signature=False)
AT = datetime(2026, 9, 15, 9, tzinfo=UTC)
#: The last second of 2022 and the first of 2023, in France.
LAST_OF_2022, FIRST_OF_2023 = datetime(2022, 12, 31, 22, 59, 59, tzinfo=UTC), datetime(2022, 12, 31, 23, tzinfo=UTC)

INS = rb'<id root="1.2.250.1.213.1.4.10" extension="284053523899177"/>'
INS_C = b'<id root="1.2.250.1.213.1.4.2" extension="0411886319605719371016"/>'
CUSTODIAN = rb"<custodian>.*?</custodian>"
FILE = rb"(<nonXMLBody>\s*<text[^>]*>)[^<]*"
BODY = rb"<nonXMLBody>.*?</nonXMLBody>"
LEVEL_1 = b'<templateId root="1.3.6.1.4.1.19376.1.2.20"/>'
SITE = rb'<id root="1\.2\.250\.1\.71\.4\.2\.2" extension="1990100109"/>'


@pytest.fixture
def fed(record_id, letter):  # noqa: F811
    """Feeds the worked letter with its document changed: `fed((pattern, new), …)` gives the ids of the errors."""

    def feed(*changes, who=None, at=AT):
        first, *others = letter.entries
        data = letter.parts[first.id].read()
        for pattern, new in changes:
            data, count = re.subn(pattern, new, data, flags=re.DOTALL)
            assert count, pattern
        entries = (replace(first, hash=None, size=None), *others)
        sent = replace(letter, entries=entries, parts={**letter.parts, first.id: part(first.id, data)})
        outcome = services.feed(who or build.structure(), sent, at, profile=UNSIGNED)
        found = {finding.verdict.id for finding in outcome.decision.errors}
        assert Entry.objects.filter(unique_id=first.unique_id).exists() is (not found)
        return found

    return feed


def test_the_letter_as_it_is_enters(fed):
    """Without this, every refusal below could be for another reason."""
    assert fed() == set()


@pytest.mark.rule("INS-017")
def test_a_document_whose_header_lacks_the_qualified_ins_stays_out(fed):
    assert "documents.ins-missing" in fed((INS, INS_C))


@pytest.mark.rule("INS-017")
@pytest.mark.parametrize(("at", "asked"), [(LAST_OF_2022, False), (FIRST_OF_2023, True)])
def test_the_ins_is_asked_of_the_header_at_the_instant_of_the_feeding(fed, at, asked):
    assert ("documents.ins-missing" in fed((INS, INS_C), at=at)) is asked


@pytest.mark.rule("INS-017")
@pytest.mark.rule("DOC-017")
def test_a_document_that_lacks_a_trait_of_the_ins_stays_out(fed):
    assert fed((rb"<birthplace>.*?</birthplace>", b"")) == {"documents.ins-trait-missing"}


@pytest.mark.rule("DOC-017")
def test_a_document_whose_header_lacks_an_element_of_the_minimal_structure_stays_out(fed):
    assert fed((CUSTODIAN, b"")) == {"documents.header-missing"}


@pytest.mark.rule("DOC-009")
@pytest.mark.parametrize(
    ("content", "verdict"), [(b"Qm9uam91cg==", "documents.file-not-pdf"), (b"&#233;", "documents.file-unreadable")]
)
def test_a_document_that_wraps_no_true_pdf_stays_out(fed, content, verdict):
    assert fed((FILE, rb"\g<1>" + content)) == {verdict}


@pytest.mark.rule("DOC-009")
@pytest.mark.rule("DOC-010")
def test_a_document_with_neither_file_nor_structured_body_stays_out(fed):
    assert "documents.body-missing" in fed((BODY, b""))


@pytest.mark.rule("DOC-010")
def test_a_structured_document_enters(fed):
    level_3 = (LEVEL_1, b'<templateId root="1.2.250.1.213.1.1.1.999"/>')
    assert fed((BODY, b"<structuredBody/>"), level_3) == set()


BY_ENTITY = build.structure(legal_entity="1990100018", certificate_of="1990100018")
#: No structure in the header at all: nothing contradicts the metadata, which names the site.
NO_STRUCTURE = (SITE, b'<id root="2.25.1"/>')


@pytest.mark.rule("AUTH-045")
def test_with_a_legal_entitys_certificate_a_document_whose_header_does_not_name_the_site_stays_out(fed):
    assert fed(NO_STRUCTURE, who=BY_ENTITY) == {"documents.site-missing"}
    assert fed(NO_STRUCTURE) == set()


@pytest.mark.rule("AUTH-045")
@pytest.mark.parametrize(("at", "asked"), [(LAST_OF_2022, False), (FIRST_OF_2023, True)])
def test_the_site_is_asked_of_the_header_from_2023(fed, at, asked):
    assert ("documents.site-missing" in fed(NO_STRUCTURE, who=BY_ENTITY, at=at)) is asked


@pytest.mark.rule("AUTH-045")
def test_a_document_whose_author_is_of_another_site_than_the_metadata_says_stays_out(fed):
    author = (
        rb"(<author>.*?<representedOrganization>\s*)" + SITE,
        rb'\g<1><id root="1.2.250.1.71.4.2.2" extension="1990100208"/>',
    )
    assert fed(author, who=BY_ENTITY) == {"documents.metadata-differs"}


@pytest.mark.rule("AUTH-045")
def test_a_document_whose_header_names_the_site_enters_with_a_legal_entitys_certificate(fed):
    assert fed(who=BY_ENTITY) == set()
