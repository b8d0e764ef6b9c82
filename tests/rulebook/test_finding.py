"""Verdicts, findings and decisions are values that add up."""

from __future__ import annotations

import pickle

import pytest

from socle.rulebook import ALLOWED, Decision, Obligation, Said, Severity, Verdict, catalogue, code, refuse, verdict

REFUSED = Verdict(
    id="test.refused",
    severity=Severity.ERROR,
    fr="Attendu {expected}, reçu {found} dans {document} à {place}.",
    en="Expected {expected}, found {found} in {document} at {place}.",
    way_out="Corrigez la valeur.",
    rules=("DMP-062",),
    source="spec",
    codes={"xds": {"repository": "XDSRepositoryMetadataError"}},
    how_to_obtain="Send a wrong value.",
)
TOLD = Verdict("test.told", Severity.WARNING, "À savoir.", "To know.", "", (), "spec", {}, "")


def test_an_error_refuses_and_a_warning_does_not():
    assert not refuse(REFUSED.at()).allowed
    assert Decision((TOLD.at(),)).allowed


def test_a_sentence_carries_the_values_of_its_occurrence_in_both_languages():
    finding = REFUSED.at("slot hash", expected="aa", found="bb", document="1.2.3")
    assert finding.sentence("fr") == "Attendu aa, reçu bb dans 1.2.3 à slot hash."
    assert REFUSED.at("p", expected="1", found="2", document="d").sentence("en") == "Expected 1, found 2 in d at p."


def test_a_value_in_words_is_told_in_the_language_of_the_sentence():
    finding = REFUSED.at("p", expected=Said("un nom", "a name"), found="x", document="d").about("e")
    assert finding.sentence("fr") == "Attendu un nom, reçu x dans e à p."
    assert finding.sentence("en") == "Expected a name, found x in e at p."
    assert finding.as_dict()["expected"] == "un nom"
    kept = pickle.loads(pickle.dumps(finding))
    assert kept.sentence("en") == finding.sentence("en")
    long = TOLD.at(found=Said("é" * 600, "e" * 600))
    assert (len(long.found), long.found.en[:3]) == (500, "eee")


def test_what_a_sender_wrote_is_never_read_as_a_template():
    finding = REFUSED.at("p", expected="e", found="{document}{place}", document="1.2.3")
    assert "{document}{place}" in finding.sentence("fr")


def test_decisions_add_up_without_losing_or_repeating_anything():
    first = refuse(REFUSED.at("a"), rules=["DMP-073"])
    second = Decision((TOLD.at("b"),), ("DMP-073",), (Obligation.TELL_HOLDER,))
    both = first + second + second
    assert [finding.place for finding in both.findings] == ["a", "b", "b"]
    assert both.rules == ("DMP-073", "DMP-062")
    assert both.obligations == (Obligation.TELL_HOLDER,)
    assert Decision.all([]) == ALLOWED


def test_a_refusal_cites_the_rules_of_its_verdicts():
    assert refuse(REFUSED.at()).rules == ("DMP-062",)


def test_a_protocol_without_mapping_gives_no_code():
    assert code(REFUSED.at(), "xds", "repository") == "XDSRepositoryMetadataError"
    assert code(REFUSED.at(), "soap", "sender") is None


def test_a_verdict_cannot_be_registered_twice():
    taken = next(iter(catalogue()), None)
    if taken is None:
        taken = verdict("test.once", fr="f", en="e", way_out="w", source="s", how_to_obtain="h").id
    with pytest.raises(ValueError, match="registered twice"):
        verdict(taken, fr="f", en="e", way_out="w", source="s", how_to_obtain="h")


def test_a_verdict_of_an_unknown_phase_is_refused_at_registration():
    with pytest.raises(ValueError, match="has no phase"):
        verdict("test.phase", fr="", en="", way_out="", source="", how_to_obtain="", codes={"xds": {"moon": "X"}})
