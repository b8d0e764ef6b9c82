"""What the check of a document would refuse is told before it is written, at its place in the description."""

from __future__ import annotations

import pytest
from tests.documents.building.conftest import AT

from socle.documents import building
from socle.documents.checking import judge

_ID = "899880000023"
_PERSON = {"id": _ID, "family": "DAUMONT"}
_FOREIGN = {"id": "1", "root": "1.2.3", "family": "DAUMONT"}
_HERE = {"id": "1990100109", "name": "CH"}
_ELSEWHERE = {"id": "1", "name": "CH", "root": "1.2.3"}
_OLD = {"id": "1.2.3", "set_id": "1.2.4", "version": 3}
_ADMITTED = "2026-09-10T08:00:00+02:00"

#: Words put into the description of a discharge letter, and where each of them is found wrong.
WRONG = {
    "patient.address.use": {"patient": {"address": {"lines": ["1 rue"], "use": "DIR"}}},
    "patient.address.lines": {"patient": {"address": {"lines": list("abcdefgh")}}},
    "patient.telecoms[1].use": {"patient": {"telecoms": [{"value": "tel:01", "use": "TMP"}]}},
    "patient.telecoms[1]": {"patient": {"telecoms": ["mailto:zoé@example.org"]}},
    "patient.telecoms[3]": {"patient": {"telecoms": ["tel:01", "tel:02", "tel:01"]}},
    "patient.local_ids[2]": {"patient": {"local_ids": ["1.2.3^1", "1.2.3^1"]}},
    "patient.local_ids[1]": {"patient": {"local_ids": ["1.2.250.1.213.1.4.10^284053523899177"]}},
    "patient.local_ids[1].extension": {"patient": {"local_ids": ["1.2.3"]}},
    "patient.multiple_birth_order": {"patient": {"multiple_birth_order": -1}},
    "patient.guardians[1].organisation.root": {"patient": {"guardians": [{"organisation": _ELSEWHERE}]}},
    "informants[1]": {"informants": [{"role": "NOK", "family": "X", "professional": _PERSON}]},
    "custodian.root": {"custodian": _ELSEWHERE},
    "recipients[1].root": {"recipients": [_FOREIGN]},
    "authenticators[1].root": {"authenticators": [_FOREIGN]},
    "participants[1].end": {"participants": [_PERSON | {"type": "REF", "start": "2026-02-01", "end": "2026-01-01"}]},
    "acts[1].ids[2]": {"acts": [{"ids": ["1.2.3^4", "1.2.3^4"]}]},
    "acts[1].status": {"acts": [{"status": "done"}]},
    "acts[2].performer.id": {
        "acts": [{}, {"performer": {"family": "X", "organisation": _HERE | {"practice_setting": "ETABLISSEMENT"}}}]
    },
    "encounter.ids[2]": {"encounter": {"ids": ["1.2.3^4", "1.2.3^4"]}},
    "encounter.responsible.id": {"encounter": {"responsible": {"family": "X"}}},
    "encounter.responsible.root": {"encounter": {"responsible": _FOREIGN}},
    "encounter.participants[1].id": {"encounter": {"participants": [{"type": "ATND", "family": "X"}]}},
    "encounter.disposition.label": {"encounter": {"disposition": "8"}},
    "encounter.disposition.system": {"encounter": {"disposition": {"code": "8", "label": "A", "system": "1.2.3"}}},
    "id": {"replaces": _OLD, "id": "1.2.3"},
    "set_id": {"replaces": _OLD, "set_id": "1.2.5"},
    "version": {"replaces": _OLD, "version": 3},
    "replaces.version": {"replaces": _OLD | {"version": -1}, "version": 2},
    "language": {"language": "en"},
}


def altered(letter, words):
    """The description with these words instead of its own."""
    for word, value in words.items():
        if isinstance(value, dict) and isinstance(letter.get(word), dict):
            letter[word] |= value
        else:
            letter[word] = value
    return letter


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize(("place", "words"), WRONG.items(), ids=WRONG.keys())
def test_what_the_check_would_refuse_is_refused_before_it_is_written(letter, build, place, words):
    made, places = build(altered(letter, words))
    assert made.data is None
    assert places == {place}


#: Unusual, and to be written.
RIGHT = {
    "a first given name of two words": {
        "patient": {"given_names": "JEAN PIERRE MARC", "first_given_name": "JEAN PIERRE"}
    },
    "born abroad, in an unknown month": {"patient": {"birth_place": "99351", "birth_date": "1984"}},
    "deceased": {"patient": {"deceased": True, "deceased_on": "2026-09-14"}},
    "a guardian": {"patient": {"guardians": [{"family": "X", "prefix": "MME"}, {"organisation": _HERE}]}},
    "addresses": {"patient": {"address": {"lines": ["1 rue", "99100 VILLE"], "use": "TMP"}}},
    "ways to reach": {
        "patient": {"telecoms": ["tel:+331", {"value": "tel:+331", "use": "MC"}, "mailto:a@example.org"]}
    },
    "a device that wrote": {
        "authors": [{"id": "5130001724/1.2", "device": {"model": "M", "software": "S"}}],
        "legal_authenticator": _PERSON | {"organisation": _HERE},
    },
    "two authors": {"authors": [_PERSON | {"organisation": _HERE}, _PERSON]},
    "informants": {"informants": [{"professional": _PERSON}, {"role": "NOK", "family": "X", "relation": "FTH"}]},
    "the citizen's space keeps it": {"custodian": {"id": "x", "root": "1.2.250.1.213.4.1", "name": "MES"}},
    "recipients": {"recipients": [_PERSON, {"organisation": _HERE}]},
    "participants": {"participants": [_FOREIGN | {"type": "REF", "organisation": _ELSEWHERE, "end": "2026-02-01"}]},
    "signatures": {"data_enterer": _PERSON, "authenticators": [_PERSON]},
    "orders": {"orders": [{"id": "1.2.3^4", "accession_number": "1.2.4^5"}, {"id": "1.2.3^5"}]},
    "acts": {
        "acts": [
            {"code": {"code": "HHFA001", "system": "1.2.250.1.213.2.5", "label": "a"}, "status": "completed"},
            {"code": {"code": "HHFA002", "system": "1.2.250.1.213.2.5"}},
        ]
    },
    "a stay": {
        "encounter": {
            "ids": ["1.2.3^4"],
            "disposition": {"code": "8", "label": "Domicile"},
            "responsible": _PERSON,
            "participants": [_PERSON | {"type": "ATND"}],
        }
    },
    "a stay that goes on": {"encounter": {"start": _ADMITTED, "facility_type": "SA01", "end": ""}},
    "a later version": {"replaces": _OLD},
    "a later version of an unknown one": {"replaces": {"id": "1.2.3", "set_id": "1.2.4"}, "version": 2},
    "another language": {"language": "en-GB"},
    "a name with signs": {"title": "Été & <suite> d’un « séjour »"},
}


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize("words", RIGHT.values(), ids=RIGHT.keys())
def test_what_is_written_passes_the_check_of_documents(letter, build, words):
    data = altered(letter, words)
    if data["encounter"].get("end") == "":
        del data["encounter"]["end"]
    made, places = build(data)
    assert places == set()
    judged = judge(made.data, at=AT, writing=True, pdf=False)
    assert [(one.id, one.path) for one in judged.findings if one.id != "cda.ins-trait-differs"] == []


@pytest.mark.parametrize("text", ['{"patient": {"sex": "F", "sex": "M"}}', '{"title": "a", "title": "a"}'])
def test_a_word_said_twice_in_json_is_told_as_toml_tells_it(text):
    spec, findings = building.read(text, is_json=True)
    assert spec is None
    (one,) = findings
    assert one.verdict.id == "documents.build-wrong-value"
    assert "twice" in one.found
    assert {"sex", "title"} & set(one.found.split("'"))
