"""What is long costs in proportion: a message of a megabyte that repeats itself takes no minutes and fills no memory.

Each shape once took the square of its length. The processor's time is measured, not the wall's, and far above what is
needed: in proportion these take a second or less, in the square of it minutes.
"""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree

from socle.directory.actor import Actor, Authentication, Kind
from socle.documents import cda, check, derive
from socle.record.rules import check_submission
from socle.rulebook.choices import Choices
from socle.wire import xml
from socle.wire.hl7v2 import XCN
from socle.wire.vihf.verify import verify
from socle.wire.xds import read, write
from socle.wire.xds.model import Author
from tests.wire import pki
from tests.wire.vihf.forge import forged, header

SECONDS = 10
#: An answer that tells a thousand errors stays below.
LONGEST_ANSWER = 3_000_000
PHYSICIAN = Actor(kind=Kind.PROFESSIONAL, id="1", name="", authentication=Authentication.CARD, profession="10")


@pytest.fixture(autouse=True)
def soon():
    begun = time.process_time()
    yield
    assert time.process_time() - begun < SECONDS


@pytest.fixture(scope="module")
def letter(dmp_samples):
    return (dmp_samples / "documents/discharge-letter-v2.xml").read_text("utf-8")


@pytest.fixture(scope="module")
def entry(letter):
    document, _ = cda.read(letter.encode())
    return derive(document, letter.encode())


# --- before the sender is known ----------------------------------------------------------------------------


@pytest.mark.parametrize("inside", ["<!---->", "<?x?>"])
def test_a_token_of_comments_is_judged_at_once(inside):
    token = etree.tostring(forged()).replace(
        b"<saml2:AttributeStatement>", b"<saml2:AttributeStatement>" + 20_000 * inside.encode()
    )
    _, findings = verify(header(xml.parse(token)), trust=pki.trust(), at=pki.NOW, life=timedelta(1), skew=pki.SKEW)
    assert len(findings) <= 1


# --- metadata ----------------------------------------------------------------------------------------------


def submission(objects: str) -> etree._Element:
    return xml.parse(
        f'<lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"'
        f' xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><RegistryObjectList>{objects}</RegistryObjectList>'
        "</lcm:SubmitObjectsRequest>".encode()
    )


@pytest.mark.parametrize(
    "opening",
    [
        f'<ExtrinsicObject id="{"x" * 300_000}">',
        (
            '<ExtrinsicObject id="a"><ExternalIdentifier identificationScheme="urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"'
            f' value="{"x" * 300_000}"/>'
        ),
    ],
    ids=["entryUUID", "uniqueId"],
)
def test_a_long_identifier_is_not_told_with_each_of_a_thousand_errors(opening):
    read_, findings = read.submission(submission(f"{opening}{'<Slot/>' * 16_000}</ExtrinsicObject>"), {})
    decision = check_submission(PHYSICIAN, read_, pki.NOW, Choices())
    answer = xml.serialise(write.registry_response([*findings, *decision.findings], phase="repository"))
    assert len(findings) == 16_000
    assert len(answer) < LONGEST_ANSWER


# --- documents ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "repeated"),
    [
        ("<code ", "<templateId root='x'/>"),
        ("<assignedAuthor>", "<assignedAuthor><id root='x'/></assignedAuthor>"),
        ("<componentOf>", "<documentationOf><serviceEvent><id root='x'/></serviceEvent></documentationOf>"),
    ],
    ids=["templateId", "assignedAuthor", "documentationOf"],
)
def test_a_document_of_faults_is_judged_in_proportion_and_told_in_part(letter, entry, before, repeated):
    assert before in letter
    data = letter.replace(before, repeated * 16_000 + before, 1).encode()
    findings = check(data, entry, at=pki.NOW).findings
    assert 1_000 < len(findings) < 10_000


def test_thousands_of_authors_on_both_sides_are_matched_in_proportion(letter, entry):
    one = re.search("<author>.*?</author>", letter, re.DOTALL)
    assert one is not None
    many = "".join(one[0].replace('extension="', f'extension="{rank}', 1) for rank in range(2_000))
    authors = tuple(Author(person=XCN.of(f"8{rank}", f"F{rank}")) for rank in range(4_000))
    checked = check(letter.replace(one[0], many).encode(), replace(entry, authors=authors), at=pki.NOW)
    assert any(finding.verdict.id == "documents.metadata-differs" for finding in checked.findings)


def test_an_author_of_a_structure_with_thousands_of_identifiers_is_not_told_them_each_time(letter, entry):
    ids = "".join(f'<id root="1.2.{rank}" extension="{rank}"/>' for rank in range(10_000))
    data = letter.replace("<representedOrganization>", f"<representedOrganization>{ids}", 1).encode()
    (author,) = entry.authors
    (structure,) = author.institutions
    others = tuple(
        replace(structure, text=structure.text.replace("^^^", f"^^^{rank}", 1)[:-1] + "x") for rank in range(5_000)
    )
    checked = check(data, replace(entry, authors=(replace(author, institutions=others),)), at=pki.NOW)
    assert max(len(finding.sentence()) for finding in checked.findings) < 2_000
