"""The public extracts at their real layouts: what good lines give, what bad ones are told, nothing half-loaded."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from benchmarks import extracts
from benchmarks.extracts import ACTIVITY, DIPLOMA, KNOW_HOW, MAILBOX, row

from socle.directory import store
from socle.directory.annuaire import codes, editions
from socle.directory.annuaire import store as kept_entries
from socle.directory.annuaire.entries import compact
from socle.directory.imports import layouts, people, running
from socle.directory.models import Card, Common, Edition, Entry, Term
from socle.directory.rules.registration import has_civil_status
from socle.directory.services import (
    Directory,
    called,
    named,
    professional,
    register_professional,
    register_structure,
    structure,
)
from socle.directory.services.annuaire import looked_up, mailboxes_of
from socle.ledger.models import Event
from tests.directory.annuaire.asking import bundle, found, read, send
from tests.directory.annuaire.conftest import AT

pytestmark = [pytest.mark.database, pytest.mark.django_db]

GP, NURSE = f"8{extracts.rpps(1)}", f"8{extracts.rpps(2)}"
SITE, ENTITY = extracts.finess(7), extracts.finess(900_001)


def line(idnat=GP, **more):
    """One line of the activity file: a physician employed in a hospital, but for what is said."""
    told = {
        "Identification_nationale_PP": idnat,
        "Code_civilité": "MME",
        "Code_civilité_d_exercice": "DR",
        "Nom_d_exercice": "KERVÉLEC",
        "Prénom_d_exercice": "Nolwenn",
        "Code_profession": "10",
        "Code_catégorie_professionnelle": "C",
        "Code_type_savoir_faire": "S",
        "Code_savoir_faire": "SM26",
        "Code_mode_exercice": "S",
        "Code_genre_activité": "GENR01",
        "Numéro_FINESS_site": SITE,
        "Numéro_FINESS_établissement_juridique": ENTITY,
        "Raison_sociale_site": "CH DE TRÉVIGNON",
        "Numéro_Voie__coord__structure_": "12",
        "Code_type_de_voie__coord__structure_": "QUAI",
        "Libellé_Voie__coord__structure_": "DE L'AIGUILLON",
        "Code_postal__coord__structure_": "29900",
        "Code_commune__coord__structure_": "29039",
        "Libellé_commune__coord__structure_": "CONCARNEAU",
        "Autorité_d_enregistrement": "CNOM",
        "Code_secteur_d_activité": "SA01",
        **more,
    }
    return row(ACTIVITY, **told)


def extract(*lines, header=ACTIVITY):
    return "\n".join(["|".join(header) + "|", *lines, ""])


def told(report):
    return [(fault.line, fault.finding.verdict.id.removeprefix("directory.import-")) for fault in report.faults]


def numbers(resource):
    return {held["type"]["coding"][0]["code"]: held["value"] for held in resource["identifier"]}


def test_a_line_gives_a_professional_his_structure_and_his_situation(put):
    report = put(rpps_txt=extract(line()))
    assert (report.loaded, report.lines, report.refused) == (True, 1, 0)
    person = read(f"Practitioner/003-{GP}")
    assert numbers(person) == {"IDNPS": GP, "RPPS": GP[1:]}
    assert person["name"] == [
        {"use": "usual", "family": "KERVÉLEC", "given": ["Nolwenn"], "prefix": ["MME"], "suffix": ["DR"]}
    ]
    place = read(f"Organization/001-1{SITE}")
    assert (place["name"], place["address"][0]["postalCode"]) == ("CH DE TRÉVIGNON", "29900")
    assert place["partOf"]["reference"] == f"Organization/001-1{ENTITY}"
    (role,) = (one["resource"] for one in bundle("PractitionerRole", practitioner=person["id"])["entry"])
    assert [one["coding"][0]["code"] for one in role["code"]] == ["GENR01", "S"]
    assert found("Practitioner", identifier=GP[1:]) == found("Practitioner", identifier=GP) == [person["id"]]
    assert found("Practitioner", ("qualification-code", "SM26"), ("family", "kervelec")) == [person["id"]]
    assert found("Practitioner", ("identifier-type", "RPPS")) == [person["id"]]
    assert found("Practitioner", ("identifier-type", "ADELI")) == []
    assert found("Organization", ("address-city", "concarneau"), ("type", "SA01")) == [place["id"]]


@pytest.mark.rule("AUTH-042")
@pytest.mark.rule("RPPS-022")
def test_whoever_an_extract_tells_can_act_and_nobody_else(put):
    assert Directory().professional(GP) is None
    put(rpps_txt=extract(line()))
    known = Directory().professional(GP)
    assert (known.name, known.profession, known.specialties) == ("KERVÉLEC Nolwenn", "10", {"SM26"})
    assert [(held.structure, held.entity) for held in known.exercises] == [(f"1{SITE}", f"1{ENTITY}")]
    place = Directory().structure(f"1{SITE}")
    assert (place.name, place.kind.value, place.entity) == ("CH DE TRÉVIGNON", "public-establishment", f"1{ENTITY}")
    assert Directory().professional(NURSE) is None


def test_one_person_of_several_lines_is_one_with_each_profession_and_place_once(put):
    lines = [line(), line(Code_mode_exercice="L", Numéro_FINESS_site=extracts.finess(8)), line(NURSE), line()]
    lines.append(line(Code_profession="21", Code_savoir_faire="", Code_type_savoir_faire=""))
    assert put(rpps_txt=extract(*lines)).entries == {"Practitioner": 2, "Organization": 2, "PractitionerRole": 4}
    codes = [one["code"]["coding"][0]["code"] for one in read(f"Practitioner/003-{GP}")["qualification"]]
    assert codes == ["10", "21", "S"]


def test_lines_of_one_person_in_different_lots_add_up_too(put, monkeypatch):
    monkeypatch.setattr(running, "TOGETHER", 2)
    lines = [line(), line(NURSE, Nom_d_exercice="AUTRET"), line(Code_profession="21"), line(NURSE), line()]
    put(rpps_txt=extract(*lines))
    codes = [one["code"]["coding"][0]["code"] for one in read(f"Practitioner/003-{GP}")["qualification"]]
    assert codes == ["10", "21", "S"]
    assert found("Practitioner", ("qualification-code", "21")) == [f"003-{GP}"]
    assert read(f"Practitioner/003-{NURSE}")["name"][0]["family"] == "AUTRET"


@pytest.mark.rule("RPPS-003")
def test_a_situation_without_civil_status_is_refused_with_its_line(put):
    report = put(rpps_txt=extract(line(), line(NURSE, Nom_d_exercice=" ")), tolerated=0.5)
    assert (report.loaded, told(report)) == (True, [(3, "no-civil-status")])
    assert found("Practitioner") == [f"003-{GP}"]


@pytest.mark.rule("RPPS-018")
def test_a_known_structure_does_not_prove_a_known_situation(put):
    without = {"Code_mode_exercice": "", "Code_genre_activité": ""}
    report = put(rpps_txt=extract(line(**without)))
    assert (report.loaded, report.refused, told(report)) == (True, 0, [(2, "no-situation")])
    assert found("Practitioner") == [f"003-{GP}"]
    assert found("Organization") == [f"001-1{SITE}"]
    assert found("PractitionerRole") == []
    assert professional(GP).exercises == ()


@pytest.mark.rule("AUTH-066")
def test_a_nurse_under_an_adeli_number_is_told_from_the_day_nurses_were_in_the_rpps(put):
    nurse = line("0012800736", Code_profession="60", Code_savoir_faire="", Code_type_savoir_faire="")
    before = put(rpps_txt=extract(nurse), at=datetime(2021, 10, 27, 21, 59, tzinfo=UTC))
    assert told(before) == []
    assert told(put(rpps_txt=extract(nurse), at=datetime(2021, 10, 27, 22, 1, tzinfo=UTC))) == [
        (2, "nurse-under-adeli")
    ]
    assert numbers(read("Practitioner/003-0012800736")) == {"IDNPS": "0012800736", "ADELI": "012800736"}


def test_every_kind_of_bad_line_is_reported_with_its_line_and_the_good_ones_load(put):
    good = line()
    wrong_key = GP[:-1] + str((int(GP[-1]) + 1) % 10)
    lines = [
        line("81234"),
        good[:-3],
        line(NURSE).replace("KERV", "KERV\udcff").encode("utf-8", "surrogateescape"),
        line(wrong_key),
        good,
    ]
    text = b"\n".join(one if isinstance(one, bytes) else one.encode() for one in [extract().strip(), *lines])
    report = put(rpps_txt=text, tolerated=0.6)
    assert told(report) == [(2, "number-malformed"), (3, "columns"), (4, "not-text"), (5, "number-key")]
    assert (report.loaded, report.refused) == (True, 3)
    assert sorted(found("Practitioner")) == sorted([f"003-{GP}", f"003-{wrong_key}"])


def test_too_many_bad_lines_and_nothing_is_loaded(put):
    put(rpps_txt=extract(line()))
    report = put(rpps_txt=extract(*[line("8123")] * 3, *[line(NURSE)] * 20))
    assert (report.loaded, told(report)[-1]) == (False, (0, "too-many-faults"))
    assert found("Practitioner") == [f"003-{GP}"]


def test_an_archive_that_is_cut_short_loads_nothing_and_leaves_nothing(put):
    put(rpps_txt=extract(line()))
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("PS_LibreAcces_Personne_activite_1.txt", extract(*(line(NURSE) for _ in range(50))))
    spoiled = bytearray(whole.getvalue())
    spoiled[60:64] = b"\xff\xff\xff\xff"
    for content in (whole.getvalue()[:-30], bytes(spoiled)):
        report = put(tout_zip=content)
        assert (report.loaded, told(report)) == (False, [(0, "cut-short")])
    assert found("Practitioner") == [f"003-{GP}"]
    assert set(Edition.objects.values_list("state", flat=True)) == {"current"}
    assert Entry.objects.exclude(edition__in=Edition.objects.values("pk")).count() == 0


def test_a_stop_half_way_leaves_the_former_state_and_the_next_import_cleans_up(put, monkeypatch):
    put(rpps_txt=extract(line()))
    monkeypatch.setattr(running, "TOGETHER", 1)
    monkeypatch.setattr(running.editions, "drop", lambda _edition: 0)  # as when the process is killed
    monkeypatch.setattr(running, "_put_in_force", _killed)
    with pytest.raises(RuntimeError):
        put(rpps_txt=extract(line(NURSE)))
    assert found("Practitioner") == [f"003-{GP}"]
    monkeypatch.undo()
    put(rpps_txt=extract(line(NURSE)))
    assert found("Practitioner") == [f"003-{NURSE}"]
    assert set(Edition.objects.values_list("state", flat=True)) == {"current"}
    assert set(Entry.objects.values_list("edition", flat=True)) <= set(Edition.objects.values_list("pk", flat=True))
    assert set(Term.objects.values_list("edition", flat=True)) <= set(Edition.objects.values_list("pk", flat=True))


def _killed(*_words):
    raise RuntimeError("killed")


def test_an_extract_without_any_line_does_not_empty_the_directory(put):
    put(rpps_txt=extract(line()))
    assert told(put(rpps_txt=extract())) == [(0, "cut-short")]
    assert found("Practitioner") == [f"003-{GP}"]


def test_a_file_that_is_no_extract_is_refused(put):
    report = put(notes_txt="nom;prénom\nKERVÉLEC;Nolwenn\n")
    assert (report.loaded, told(report)) == (False, [(0, "layout-unknown")])


def test_columns_are_read_by_their_name_wherever_they_stand(put):
    order = list(reversed(ACTIVITY))
    cells = dict(zip(ACTIVITY, line().rstrip("|").split("|") + [""] * 9, strict=False))
    report = put(rpps_txt=extract("|".join(cells[name] for name in order) + "|", header=order))
    assert report.loaded
    assert read(f"Practitioner/003-{GP}")["name"][0]["family"] == "KERVÉLEC"


def test_an_import_replaces_the_former_one_and_dates_what_changed_alone(put):
    put(rpps_txt=extract(line(), line(NURSE)))
    later = datetime(2026, 11, 23, 9, tzinfo=UTC)
    put(rpps_txt=extract(line(), line(NURSE, Prénom_d_exercice="Maël")), at=later)
    assert found("Practitioner", _since="2026-11-23") == [f"003-{NURSE}"]
    assert found("PractitionerRole", _since="2026-11-23") == []
    put(rpps_txt=extract(line()), at=later)
    assert found("Practitioner") == [f"003-{GP}"]
    assert Directory().professional(NURSE) is None


@pytest.mark.rule("RPPS-015")
@pytest.mark.rule("RPPS-017")
def test_an_import_is_told_in_the_journal_once_changes_the_version_once_and_orders_no_card(put, monkeypatch):
    put(rpps_txt=extract(line()))
    version, cards, events = store.version(), Card.objects.count(), Event.objects.count()
    monkeypatch.setattr(running, "TOGETHER", 3)
    seen = set()
    monkeypatch.setattr(running.store, "write", _watched(running.store.write, seen))
    put(rpps_txt=extract(*(line(f"8{extracts.rpps(rank)}") for rank in range(1, 10))))
    assert len(seen) == 1
    assert seen == {version} != {store.version()}
    assert (Card.objects.count(), Event.objects.count()) == (cards, events + 1)
    event = Event.objects.order_by("pk").last()
    assert "directory:edition:load" in str(event.body)


def _watched(write, seen):
    def watching(*words):
        seen.add(store.version())
        return write(*words)

    return watching


def test_diplomas_know_hows_and_mailboxes_come_to_whom_they_belong(put):
    diploma = row(DIPLOMA, Identification_nationale_PP=GP, Code_type_diplôme_obtenu="DE", Code_diplôme_obtenu="DE05")
    know_how = row(KNOW_HOW, Identification_nationale_PP=GP, Code_type_savoir_faire="C", Code_savoir_faire="C12")
    boxes = [
        row(
            MAILBOX, Type_de_BAL="PER", Adresse_BAL="n.kervelec@medecin.mssante.example", Identification_nationale_PP=GP
        ),
        row(MAILBOX, Type_de_BAL="ORG", Adresse_BAL="urgences@ch.mssante.example", Identification_Structure=f"1{SITE}"),
        row(MAILBOX, Type_de_BAL="XXX", Adresse_BAL="urgences@ch.mssante.example", Identification_Structure=SITE),
        row(MAILBOX, Type_de_BAL="ORG", Adresse_BAL="ailleurs@ch.mssante.example", Identification_Structure="NANCY"),
    ]
    report = put(
        activite_txt=extract(line()),
        diplomes_txt=extract(diploma, header=DIPLOMA),
        savoir_txt=extract(know_how, header=KNOW_HOW),
        bal_txt=extract(*boxes, header=MAILBOX),
        tolerated=0.5,
    )
    assert (report.loaded, told(report)) == (True, [(4, "number-malformed"), (5, "number-malformed")])
    person = read(f"Practitioner/003-{GP}")
    codes = [[one["code"] for one in held["code"]["coding"]] for held in person["qualification"]]
    assert codes == [["DE05", "DE"], ["10", "C"], ["S", "SM26"], ["C", "C12"]]
    assert found("Practitioner", ("qualification-code", "DE05")) == [person["id"]]
    assert found("Practitioner", ("mailbox-mss", "n.kervelec")) == [person["id"]]
    assert found("Organization", ("mailbox-mss-type", "ORG")) == [f"001-1{SITE}"]
    assert professional(GP).specialties == {"SM26", "C12"}


@pytest.mark.rule("MSS-044")
def test_all_the_mailboxes_of_a_finess_are_found_and_no_other(put):
    elsewhere = extracts.finess(8)
    boxes = [
        row(MAILBOX, Type_de_BAL="PER", Adresse_BAL="gp@m.example", Identification_nationale_PP=GP),
        row(MAILBOX, Type_de_BAL="PER", Adresse_BAL="nurse@m.example", Identification_nationale_PP=NURSE),
        row(MAILBOX, Type_de_BAL="ORG", Adresse_BAL="ch@m.example", Identification_Structure=SITE),
        row(MAILBOX, Type_de_BAL="ORG", Adresse_BAL="other@m.example", Identification_Structure=elsewhere),
    ]
    lines = [line(), line(NURSE, Numéro_FINESS_site=elsewhere)]
    put(a_txt=extract(*lines), b_txt=extract(*boxes, header=MAILBOX))
    assert {one["address"]: one["type"] for one in mailboxes_of(SITE, AT)} == {
        "ch@m.example": "ORG",
        "gp@m.example": "PER",
    }
    assert mailboxes_of(extracts.finess(9), AT) == []


def test_the_restricted_extract_is_read_by_its_names_too(put):
    header = ["Nom de famille", "Prénoms", *ACTIVITY]
    assert put(psc_txt=extract("KERVÉLEC|NOLWENN''|" + line(), header=header)).loaded
    assert found("Practitioner", family="kervelec") == [f"003-{GP}"]


LEGACY = (
    f"structureet;{SITE};{ENTITY};CH TREVIGNON;CENTRE HOSPITALIER DE TRÉVIGNON;;;12;QUAI;DE L'AIGUILLON;;BP 3;039;29;"
    "FINISTERE;29900 CONCARNEAU;0298000000;0298000001;355;Centre Hospitalier;1102;Centres Hospitaliers;"
    "26290001800012;8610Z;03;ARS;1;Etablissement public;1980-01-01;1979-12-31;2024-02-01"
)
OVERSEAS = LEGACY.replace(SITE, extracts.finess(30)).replace(";039;29;", ";105;9A;")


@pytest.mark.parametrize("coded", ["utf-8", "cp1252"])
def test_the_legacy_finess_extract_is_read_in_the_encoding_of_its_mirror(put, coded):
    text = "\n".join(
        [
            "finess;etalab;123;2024-02-01",
            LEGACY,
            OVERSEAS,
            "structureet;12",
            f"geolocalisation;{SITE};1;2;3,ATLASANTE;d",
        ]
    )
    report = put(finess_csv=text.encode(coded), tolerated=0.5)
    assert (report.loaded, told(report)) == (True, [(4, "columns")])
    site = read(f"Organization/001-1{SITE}")
    assert (site["name"], site["address"][0]["city"]) == ("CENTRE HOSPITALIER DE TRÉVIGNON", "CONCARNEAU")
    assert numbers(site) == {"IDNST": f"1{SITE}", "FINEG": SITE, "SIRET": "26290001800012"}
    assert numbers(read(f"Organization/001-1{ENTITY}"))["FINEJ"] == ENTITY
    assert found("Organization", ("insee-code", "29039")) == [f"001-1{SITE}"]
    assert found("Organization", ("insee-code", "97105")) == [f"001-1{extracts.finess(30)}"]
    assert found("Organization", ("partof", f"Organization/001-1{ENTITY}"), ("type", "355"))
    assert structure(f"1{SITE}").legal_entity == f"1{ENTITY}"


def modern(**more):
    site = {
        "informationsGeneralesEGE": {
            "egeId": "1",
            "dateOuverture": "1980-01-01",
            "nomEgeCourt": "CH TREVIGNON",
            "nomEgeLong": "CENTRE HOSPITALIER DE TRÉVIGNON    ",
            "numFinessEge": SITE,
            "siret": "26290001800012",
            "espic": ["1"],
        },
        "categorieentiteGeographiqueExercice": "355",
        "adresse": [{"cogCommune": "29039", "codePostal": "29900", "ligneAcheminement": "CONCARNEAU"}],
        "contact": [{"telecom": {"telephone": "0298000000"}}],
        "etatObjet": "A",
        "dateDerniereMaj": "2026-03-09 00:00:00",
    }
    entity = {
        "informationsGeneralesPMEJ": {"numFinessPm": ENTITY, "denominationPm": "CH", "siren": "262900018", **more},
        "adresse": [],
        "ege": [site],
        "etatObjet": "A",
    }
    closed = {
        "informationsGeneralesPMEJ": {
            "numFinessPm": extracts.finess(99),
            "denominationPm": "X",
            "dateFermeture": "2019-03-03",
        },
        "etatObjet": "I",
    }
    return {
        "schemaVersion": "v1.0.0",
        "generatedAt": "2026-03-09T15:49:37Z",
        "gcc": [{"gccId": "1"}],
        "gco": [],
        "pmej": [entity, closed],
    }


def test_the_json_finess_extract_gives_entities_and_their_sites(put):
    report = put(finess_json=json.dumps(modern()))
    assert (report.loaded, report.entries) == (True, {"Organization": 3})
    site = read(f"Organization/001-1{SITE}")
    assert site["name"] == "CENTRE HOSPITALIER DE TRÉVIGNON"
    assert site["partOf"]["reference"] == f"Organization/001-1{ENTITY}"
    assert read(f"Organization/001-1{extracts.finess(99)}")["active"] is False
    assert structure(f"1{extracts.finess(99)}").ended_on.isoformat() == "2019-03-03"
    assert structure(f"1{ENTITY}").is_legal_entity


def test_a_json_extract_that_is_cut_short_loads_nothing(put):
    whole = json.dumps(modern())
    for end in (len(whole) // 2, len(whole) - 3):
        assert told(put(finess_json=whole[:end])) == [(0, "cut-short")]
    assert found("Organization") == []


def test_an_entity_of_a_false_number_is_refused_by_its_rank(put):
    faulty = modern(numFinessPm="12")
    report = put(finess_json=json.dumps(faulty), tolerated=1)
    assert (report.loaded, report.faults[0].finding.verdict.id) == (True, "directory.import-number-malformed")
    assert "pmej[0]" in report.faults[0].finding.sentence("fr")


def test_what_several_sources_tell_is_found_once(put):
    put(a_txt=extract(line()))
    put(finess_json=json.dumps(modern()))
    assert found("Organization", identifier=SITE) == [f"001-1{SITE}"]
    assert read(f"Organization/001-1{SITE}")["name"] == "CENTRE HOSPITALIER DE TRÉVIGNON"
    register_structure(f"1{SITE}", "Notre hôpital", sector="SA01")
    assert found("Organization", identifier=SITE) == [f"001-1{SITE}"]
    assert [one["resource"]["name"] for one in bundle("Organization", identifier=SITE)["entry"]] == ["Notre hôpital"]
    put(a_txt=extract(line()))
    assert found("Organization", identifier=SITE) == [f"001-1{SITE}"]
    register_professional(GP, "LOCAL", profession="10")
    assert [one["resource"]["name"][0]["family"] for one in bundle("Practitioner")["entry"]] == ["LOCAL"]


def test_people_and_structures_are_looked_up_by_name_and_by_number(put):
    put(rpps_txt=extract(line(), line(NURSE, Nom_d_exercice="AUTRET")))
    assert [one["number"] for one in looked_up("kerv", AT)] == [GP]
    assert [one["number"] for one in looked_up("ch de", AT)] == [f"1{SITE}"]
    assert [one["name"] for one in looked_up(NURSE[1:], AT)] == ["AUTRET Nolwenn"]
    assert looked_up("personne", AT) == []


def test_whom_an_extract_tells_is_called_by_name_where_local_people_are(put):
    assert (named(GP).known, called("kervelec")) == (False, ())
    put(rpps_txt=extract(line(), line(NURSE, Nom_d_exercice="KERVELLA", Prénom_d_exercice="Maël")))
    assert [one.idnat for one in called("nolwenn kerv")] == [GP]
    assert {one.idnat for one in called("kerv")} == {GP, NURSE}
    assert [one.name for one in called(NURSE)] == ["KERVELLA Maël"]
    assert (named(GP).name, named(GP).profession, named(f"1{SITE}").name) == (
        "KERVÉLEC Nolwenn",
        "10",
        "CH DE TRÉVIGNON",
    )
    register_professional(GP, "KERVÉLEC", "Nolwenn", profession="10")
    assert [one.idnat for one in called("nolwenn")] == [GP]


def test_what_is_found_is_read_from_what_is_answered():
    reader = people.Reader(layouts.header("|".join(ACTIVITY)), AT)
    lines = [one.rstrip("|").split("|") for one in extracts.activity(200)][1:]
    lines.append(line("0012800736", Prénom_d_exercice="", Code_rôle="FON-AU").rstrip("|").split("|"))
    for cells in lines:
        entries, _ = reader.read(cells + [""] * (len(ACTIVITY) - len(cells)), "ligne")
        assert entries
        assert [held.indexed() for held in entries] == [held.indexed_whole() for held in entries]


def test_what_many_lines_share_stands_once_and_is_found_by_each_of_its_codes(put):
    others = [f"8{extracts.rpps(rank)}" for rank in range(2, 14)]
    put(rpps_txt=extract(line(), *(line(idnat, Nom_d_exercice=f"NOM{idnat}") for idnat in others)))
    kept = Entry.objects.filter(type="P").values_list("common", "facts")
    assert len({common for common, _ in kept}) == Common.objects.filter(type="P").count() == 1
    assert not any("professions" in facts for _, facts in kept)
    assert Term.objects.filter(type__in="PR").count() == 0
    assert len(found("Practitioner", **{"qualification-code": "10"})) == 13
    assert found("Practitioner", **{"qualification-code": "60"}) == []
    assert found("Practitioner", **{"qualification-code": "10"}, family=f"NOM{others[7]}") == [f"003-{others[7]}"]
    assert len(found("PractitionerRole", role="GENR01")) == 13
    assert read(f"Practitioner/003-{GP}")["qualification"]


def test_an_edition_that_a_former_program_imported_is_read_and_dated_as_it_was(put):
    put(rpps_txt=extract(line()))
    whole = _all_held()
    edition = Edition.objects.get(source="rpps").pk
    for held in whole:  # as that program kept them
        Entry.objects.filter(type=held.type, key=held.key).update(facts=compact(held.facts), common=None)
        for name, code, system in held.indexed().terms if held.type != "O" else ():
            where = {"edition": edition, "type": held.type, "key": held.key}
            Term.objects.create(**where, name=codes.term(name), code=code, system=system)
    Term.objects.filter(type__in="pr").delete()
    Common.objects.all().delete()
    assert _all_held() == whole
    assert found("Practitioner", **{"qualification-code": "10"}) == [f"003-{GP}"]
    put(at=AT + timedelta(days=1), rpps_txt=extract(line()))
    assert {held.updated for held in _all_held()} == {AT}


def _all_held():
    edition = Edition.objects.get(source="rpps", state="current").pk
    rows = Entry.objects.filter(edition=edition).values_list("type", "key")
    return [kept_entries.one(edition, letter, key) for letter, key in sorted(rows)]


def test_an_invented_extract_at_real_shape_loads_without_a_fault(put):
    lines = list(extracts.activity(300))
    report = put(rpps_txt="\n".join(lines) + "\n")
    assert (report.loaded, report.lines, report.refused) == (True, 300, 0)
    page = bundle("Practitioner", _count=7)
    seen = []
    while True:
        seen += [one["resource"]["id"] for one in page["entry"]]
        more = next((one["url"] for one in page["link"] if one["relation"] == "next"), "")
        if not more:
            break
        page = read("Practitioner", query=more.partition("?")[2])
    assert len(seen) == len(set(seen)) == report.entries["Practitioner"]
    assert send("Practitioner", "_summary=count")[2]["total"] == len(seen)


def test_former_editions_are_forgotten(put):
    for _ in range(3):
        put(rpps_txt=extract(line()))
    assert Edition.objects.filter(source=editions.RPPS).count() == 1
    assert Entry.objects.filter(type="P").count() == 1


@pytest.mark.rule("RPPS-003")
@pytest.mark.parametrize(("family", "allowed"), [("LE GOFF", True), ("", False), ("  ", False)])
def test_a_blank_name_is_no_civil_status(family, allowed):
    assert has_civil_status(family, "ligne 3").allowed is allowed
