"""Everything to know of a document before it is stored, at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from socle.documents import check, derive
from socle.rulebook import choices
from socle.rulebook.choices import Choices

TODAY = datetime(2026, 9, 15, 8, tzinfo=UTC)


def test_what_cannot_be_read_is_told_under_the_name_the_metadata_gives_it(read, minimal):
    entry = derive(read(minimal), minimal)
    checked = check(b"<a>", entry, at=TODAY)
    assert checked.document is None
    assert not checked.accepted
    assert [(finding.verdict.id, finding.document) for finding in checked.findings] == [
        ("documents.unreadable", "1.2.3.4.5.6")
    ]


def test_all_kinds_of_faults_are_told_together_and_each_names_the_document(read, altered, removed, letter):
    entry = replace(derive(read(letter), letter), language="en-US")
    wrong = removed(letter, "h:custodian")
    wrong = altered(wrong, "h:recordTarget//h:id[1]", lambda it: it.set("root", "1.2.3"))
    wrong = altered(wrong, "h:component//h:text", lambda text: setattr(text, "text", "Qm9uam91cg=="))
    wrong = altered(wrong, "h:versionNumber", lambda version: version.set("value", "deux"))
    checked = check(wrong, entry, at=TODAY)
    assert [finding.verdict.id for finding in checked.findings] == [
        "documents.value-malformed",
        "documents.header-missing",
        "documents.ins-missing",
        "documents.file-not-pdf",
        "documents.other-patient",
        "documents.metadata-differs",
    ]
    assert {finding.document for finding in checked.findings} == {entry.unique_id}


def test_the_choices_in_force_decide_when_none_are_given(altered, letter):
    wrong = altered(letter, "h:author//h:assignedAuthor/h:id", lambda it: it.set("extension", "899880000024"))
    assert check(wrong, at=TODAY).accepted
    before = choices.current()
    choices.install(Choices(refuse_bad_check_digits=True))
    try:
        assert not check(wrong, at=TODAY).accepted
    finally:
        choices.install(before)


def test_every_document_of_our_dialogues_is_accepted(dmp_samples):
    documents = sorted((dmp_samples / "documents").glob("*-v?.xml"))
    assert len(documents) == 8
    for path in documents:
        checked = check(path.read_bytes(), at=TODAY)
        assert checked.findings == (), path.name


def test_every_official_sample_is_accepted_and_only_keys_and_one_offset_warn(samples, derived):
    warned = set()
    for name in derived:
        checked = check((samples / "cda" / name).read_bytes(), at=TODAY)
        assert checked.accepted, name
        warned |= {finding.verdict.id for finding in checked.findings}
    assert warned == {"documents.check-digit-doubtful", "documents.value-doubtful"}


def test_a_production_server_refuses_the_official_samples_for_their_test_identities_or_keys(samples, derived):
    production = Choices(production=True, refuse_bad_check_digits=True)
    reasons = {}
    for name in derived:
        checked = check((samples / "cda" / name).read_bytes(), at=TODAY, choices=production)
        reasons[name] = {finding.verdict.id for finding in checked.findings if finding.is_error}
    assert all(reason <= {"documents.ins-missing", "documents.check-digit-wrong"} for reason in reasons.values())
    accepted = {name for name, reason in reasons.items() if not reason}
    # Two are about an INS of production: only keys refuse those.
    assert "documents.ins-missing" not in reasons["CSE-MDE_2023.01.xml"] | reasons["OBP-SNM_2024.01.xml"]
    assert accepted == set()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_finding_is_a_whole_sentence(altered, letter, language):
    wrong = altered(letter, "h:recordTarget", lambda target: target.getparent().remove(target))
    findings = check(wrong, at=TODAY).findings
    assert len(findings) > 1
    for finding in findings:
        sentence = finding.sentence(language)
        assert sentence.endswith(".")
        assert "{" not in sentence
