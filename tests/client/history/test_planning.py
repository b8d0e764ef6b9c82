"""What is ready to be taken over, and what lacks which datum, line by line."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from socle.client.history import planning, rules
from socle.client.history.index import BadIndex, Correspondence, correspondence, read
from socle.documents import cda, check
from socle.documents.checking import judge
from socle.rulebook.choices import Choices
from tests.client.history.conftest import AT, LINE, MAP


def plan(folder, text=MAP, **options):
    known = correspondence(text) if text else Correspondence()
    source = planning.source(folder, known)
    return list(planning.plan(source, at=AT, choices=Choices(), **options))


def told(planned):
    return [(finding.verdict.id, finding.place) for finding in planned.findings if finding.is_error]


def test_a_line_that_says_all_is_ready_and_passes_every_check_of_the_record(folder):
    (one,) = plan(folder())
    assert one.ready
    assert not [finding for finding in check(one.prepared.data, at=AT).findings if finding.is_error]
    entry = one.prepared.entry
    assert str(entry.patient_id) == "279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH"
    assert (entry.type_code.code, entry.class_code.code) == ("34133-9", "11")
    assert entry.creation_time == "20190204093000"
    assert str(entry.authors[0].person) == "899881000030^Mercadal^^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"
    assert entry.authors[0].institutions[0].id == "1991100025"
    assert (entry.healthcare_facility_type.code, entry.practice_setting.code) == ("SA01", "ETABLISSEMENT")
    assert "PID-5|PAT-TROIS^DOMINIQUE^^^^^L" in entry.source_patient_info
    assert cda.embedded(one.prepared.document).data == b"%PDF-1.4\n0"


def test_a_line_that_says_more_makes_a_document_without_a_fault_in_the_full_check(tmp_path):
    more = {"Nom structure": "CH d’essai", "Prénom auteur": "Elias", "Profession": "G15_10/SM59", "Nom utilisé": "Dupont", "Date sortie": "05/02/2019", "IPP": "12", "OID IPP": "1.2.3.4"}  # fmt: skip
    line = LINE | more
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\n")
    (tmp_path / "index.csv").write_text(";".join(line) + "\n" + ";".join(line.values()) + "\n", "utf-8")
    (one,) = plan(tmp_path)
    assert one.ready
    assert judge(one.prepared.data, at=AT).findings == ()
    entry = one.prepared.entry
    assert str(entry.source_patient_id) == "12^^^&1.2.3.4&ISO^PI"
    assert "PID-5|DUPONT^DOMINIQUE^^^^^D" in entry.source_patient_info
    assert (entry.service_stop_time, entry.authors[0].specialties[0].split("^")[0]) == ("20190205", "G15_10/SM59")


def test_the_same_line_and_file_always_give_the_same_bytes(folder):
    first = plan(folder())[0].prepared
    later = list(
        planning.plan(
            planning.source(folder(), correspondence(MAP)), at=datetime(2027, 1, 1, tzinfo=AT.tzinfo), choices=Choices()
        )
    )
    assert later[0].prepared.data == first.data
    other = plan(folder({"Date": "05/02/2019"}))[0].prepared
    assert other.entry.unique_id != first.entry.unique_id


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_any_separator_and_either_encoding_are_read(folder, separator, encoding):
    where = folder({"Nom auteur": "Lefèvre"}, separator=separator, encoding=encoding)
    (one,) = plan(where)
    assert one.ready
    assert one.prepared.entry.authors[0].person.family == "Lefèvre"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("04/02/2019", "20190204"),
        ("4-2-2019", "20190204"),
        ("2019-02-04", "20190204"),
        ("20190204", "20190204"),
        ("04.02.2019 08h05", "20190204070500"),
        ("2019-07-04T08:05:09", "20190704060509"),
        ("20190204080500", "20190204070500"),
    ],
)
def test_dates_are_read_as_french_people_and_software_write_them(folder, written, found):
    assert plan(folder({"Date": written}))[0].prepared.entry.creation_time == found


@pytest.mark.parametrize(
    ("heading", "value", "place"),
    [
        ("Date", "31/02/2019", "date"),
        ("Date", "hier", "date"),
        ("Date", "01/01/2030", "date"),
        ("Sexe", "?", "sex"),
        ("Type", "Courrier divers", "type"),
        ("Secteur", "SA99", "facility"),
        ("Cadre", "CHEZ MOI", "setting"),
        ("Nom de naissance", "D0E", "birth_name"),
        ("RPPS", "12", "author_id"),
        ("RPPS", "999881000030", "author_id"),
        ("FINESS", "12", "structure_id"),
        ("FINESS", "CH DE VILLE", "structure_id"),
        ("FINESS", "31875127510002", "structure_id"),
        ("Lieu de naissance", "Lyon", "birth_place"),
        ("Lieu de naissance", "1053", "birth_place"),
        ("Date de naissance", "05/02/2019", "birth_date"),
        ("Date de naissance", "01/01/2030", "birth_date"),
    ],
)
def test_a_value_that_does_not_do_is_told_with_its_column(folder, heading, value, place):
    (one,) = plan(folder({heading: value}))
    assert (one.ready, told(one)) == (False, [("history.datum-wrong", place)])


def test_a_matricule_that_is_none_is_told(folder):
    assert told(plan(folder({"Matricule INS": "12"}))[0]) == [("identity.matricule-malformed", "ins")]


@pytest.mark.parametrize(
    ("heading", "place"),
    [("Matricule INS", "ins"), ("OID", "oid"), ("Lieu de naissance", "birth_place"), ("RPPS", "author_id"), ("FINESS", "structure_id"), ("Type", "type"), ("Date", "date")],
)  # fmt: skip
def test_a_datum_that_is_missing_is_told_once_by_its_name(folder, heading, place):
    (one,) = plan(folder({heading: ""}))
    assert told(one) == [("history.datum-missing", place)]


def test_every_fault_of_a_line_is_told_at_once_and_stops_no_other_line(folder):
    bad, good = plan(folder({"Sexe": "?", "Date": "", "Matricule INS": ""}, {}))
    assert {place for _, place in told(bad)} == {"ins", "date", "sex"}
    assert (bad.line, good.line, good.ready) == (2, 3, True)


def test_values_for_every_line_and_other_headings_stand_in_a_small_file(folder):
    where = folder(drop=("FINESS", "Secteur"))
    text = f'[defaults]\nstructure_id = "991100025"\nfacility = "SA01"\n{MAP}'
    assert plan(where, text)[0].ready
    index = (where / "index.csv").read_text("utf-8")
    (where / "index.csv").write_text(index.replace("Matricule INS", "Zone 7"), "utf-8")
    assert not plan(where, text)[0].ready
    assert plan(where, f'[columns]\nins = "Zone 7"\n{text}')[0].ready


@pytest.mark.parametrize(
    "text", ["[column]\n", '[columns]\nwhat = "x"\n', '[defaults]\nwhat = "x"\n', "x", '[columns]\nins = "Absente"\n']
)
def test_a_small_file_that_means_nothing_is_refused(folder, text):
    with pytest.raises(BadIndex):
        plan(folder(), text)


@pytest.mark.parametrize(
    ("heading", "value", "number"),
    [
        ("RPPS", "099999999", "0099999999"),
        ("RPPS", "0099999999", "0099999999"),
        ("RPPS", "5318751275100020/12", "5318751275100020/12"),
        ("FINESS", "331875127510002", "331875127510002"),
        ("FINESS", "2318751275", "2318751275"),
        ("FINESS", "49988100003001", "49988100003001"),
    ],
)
def test_every_kind_of_national_number_is_taken(folder, heading, value, number):
    (one,) = plan(folder({heading: value}))
    assert told(one) == []
    assert number in one.prepared.data.decode()


def _table(tmp_path, text, encoding="utf-8"):
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.4\n" + name.encode())
    (tmp_path / "index.csv").write_text(text, encoding)
    return tmp_path


_FIRST, _SECOND = ";".join(LINE.values()), ";".join((LINE | {"Fichier": "b.pdf"}).values())


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ('"Compte rendu', "« Titre » sur plusieurs lignes"),
        ("Compte rendu ; suite", "17 colonnes pour 16 titres"),
    ],
)
def test_a_line_that_takes_in_another_or_is_too_long_makes_no_document(tmp_path, title, found):
    text = f'{";".join(LINE)};Titre\n{_FIRST};{title}\n{_SECOND};"fin"\n'
    one, *others = plan(_table(tmp_path, text))
    assert (one.line, one.ready, told(one)) == (2, False, [("history.datum-wrong", "la ligne")])
    assert one.findings[0].found == found
    assert [other.ready for other in others if other.file == "b.pdf"] == ([False] if "plusieurs" in found else [True])


def test_a_quote_in_a_column_that_nothing_is_taken_from_hides_no_line_either(tmp_path):
    text = f'{";".join(LINE)};Note\n{_FIRST};"vu\n{_SECOND};"rien"\n'
    assert told(plan(_table(tmp_path, text))[0]) == [("history.datum-wrong", "la ligne")]
    plain = f'{";".join(LINE)};Note\n{_FIRST};"vu\nle soir"\n{_SECOND};;;\n'
    assert [one.ready for one in plan(_table(tmp_path, plain))] == [True, True]


@pytest.mark.parametrize(("above", "encoding"), [("", "utf-16"), ("sep=;\n", "utf-8"), ("sep=;\n", "cp1252")])
def test_a_table_is_read_as_spreadsheets_export_it(tmp_path, above, encoding):
    text = f"{above}{';'.join(LINE)}\n{_FIRST}\n"
    ready = [one for one in plan(_table(tmp_path, text, encoding)) if one.ready]
    assert [(one.line, one.file) for one in ready] == [(3 if above else 2, "a.pdf")]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"Prénoms": "JEANNE MARIE", "Premier prénom": "JEAN"}, "first_given_name"),
        ({"IPP": "279035121518989", "OID IPP": "1.2.250.1.213.1.4.10"}, "local_id"),
    ],
)
def test_what_two_columns_say_together_is_looked_at(tmp_path, changes, place):
    line = LINE | changes
    one, *_ = plan(_table(tmp_path, f"{';'.join(line)}\n{';'.join(line.values())}\n"))
    assert told(one) == [("history.datum-wrong", place)]


@pytest.mark.rule("DOC-017")
@pytest.mark.parametrize(
    ("day", "code", "right"),
    [("01/10/2026", "G15_35", False), ("01/07/2026", "G15_35", True), ("04/02/2019", "G15_10/SM59", True)],
)
def test_a_code_is_of_the_day_of_the_document_or_of_this_one(tmp_path, day, code, right):
    line = LINE | {"Date": day, "Profession": code}
    one, *_ = plan(_table(tmp_path, f"{';'.join(line)}\n{';'.join(line.values())}\n"))
    assert told(one) == ([] if right else [("history.datum-wrong", "author_specialty")])


def test_two_columns_that_look_alike_are_not_chosen_between():
    with pytest.raises(BadIndex, match="both look like ins"):
        read(b"Fichier;INS;Matricule\n", Correspondence())
    assert read(b"Fichier;INS;Matricule\n", Correspondence({"ins": "INS"})).columns["ins"] == "INS"


def test_lines_are_counted_as_editors_count_them_whatever_a_cell_holds():
    index = read(b'Fichier;Titre\na.pdf;"deux\nlignes"\n\nb.pdf;x\n', Correspondence())
    assert [(row.line, row["file"]) for row in index.rows] == [(2, "a.pdf"), (5, "b.pdf")]


@pytest.mark.parametrize("name", ["absent.pdf", "../secret.pdf", "/etc/passwd"])
def test_a_file_that_is_not_in_the_folder_is_told_and_never_read_elsewhere(folder, name):
    where = folder({"Fichier": "x.doc"})
    (where.parent / "secret.pdf").write_bytes(b"%PDF-1.4")
    (where / "index.csv").write_text((where / "index.csv").read_text("utf-8").replace("x.doc", name), "utf-8")
    assert told(plan(where)[0]) == [("history.file-absent", "file")]


@pytest.mark.parametrize(("name", "data", "kind"), [("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"), ("a.tif", b"II*\x00", "image/tiff"), ("a.rtf", b"{\\rtf1", "text/rtf"), ("a.txt", "été".encode(), "text/plain")])  # fmt: skip
def test_what_a_document_may_hold_is_told_by_the_bytes(folder, name, data, kind):
    where = folder({"Fichier": name})
    (where / name).write_bytes(data)
    (one,) = plan(where)
    assert one.ready
    assert cda.embedded(one.prepared.document).media_type == kind


def test_a_file_of_another_kind_is_told(folder):
    where = folder({"Fichier": "a.doc"})
    (where / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert told(plan(where)[0]) == [("history.file-kind", "a.doc")]


def test_the_same_document_in_two_lines_is_taken_once(folder):
    first, second = plan(folder({"Fichier": "same.pdf"}, {"Fichier": "same.pdf"}))
    assert first.ready
    assert told(second) == [("history.line-repeated", "file")]


def test_a_file_that_two_lines_give_to_two_patients_is_fed_for_neither(folder):
    other = {"Matricule INS": "2 60 09 63 220 100 73"}
    where = folder({}, {"Fichier": "f0.pdf"} | other, other, {})
    (where / "f3.pdf").write_bytes((where / "f2.pdf").read_bytes())
    first, again, copied, copy = plan(where)
    assert [told(one)[0] for one in (first, again, copied, copy)] == [("history.file-of-two-patients", "file")] * 4
    assert [one.findings[0].found for one in (first, again, copied, copy)] == ["3", "2", "5", "4"]
    assert not any(one.ready for one in (first, again, copied, copy))


def test_a_document_that_is_cda_is_of_the_patient_that_its_line_says(folder, minimal_cda):
    ins = "279035121518989"
    for said, ready in ((f"{ins[:5]} {ins[5:]}", True), ("279035121518990", False)):
        where = folder({"Fichier": "old.xml", "Matricule INS": said})
        (where / "old.xml").write_bytes(minimal_cda)
        (one,) = plan(where, every_type=True)
        assert one.ready is ready
        assert told(one) == ([] if ready else [("history.datum-wrong", "ins")])


def test_documents_that_are_cda_already_need_no_line_and_are_taken_as_they_are(folder, minimal_cda):
    where = folder()
    (where / "old.xml").write_bytes(minimal_cda)
    row, old = plan(where, every_type=True)
    assert row.ready
    assert old.ready
    assert (old.line, old.prepared.data) == (0, minimal_cda)
    assert told(plan(where)[1]) == [("history.not-a-synthesis", "type")]


def test_files_that_no_line_names_are_told(folder):
    where = folder()
    (where / "stray.pdf").write_bytes(b"%PDF")
    assert [finding.verdict.id for finding in plan(where)[1].findings] == ["history.file-not-indexed"]


@pytest.mark.rule("DOC-019")
@pytest.mark.rule("DOC-014")
def test_syntheses_are_taken_over_and_others_where_it_is_asked(folder):
    report = folder({"Type": "34874-8"}, {})
    refused, taken = plan(report)
    assert told(refused) == [("history.not-a-synthesis", "type")]
    assert taken.ready
    assert all(one.ready for one in plan(report, every_type=True))
    assert all(one.ready for one in plan(folder({"Type": "11490-0"}, {"Type": "34112-3"})))


@pytest.mark.rule("DOC-019")
def test_the_guide_holds_from_its_day_on():
    assert rules.guide_date() == date(2022, 3, 24)
    assert rules.is_in_force(date(2022, 3, 24)).allowed
    assert not rules.is_in_force(date(2022, 3, 23)).allowed


@pytest.mark.rule("DOC-020")
def test_other_sectors_are_told_that_the_guide_may_serve_them():
    assert rules.for_sector("hospital") == []
    for sector in ("esms", "town", "biology", "radiology"):
        (finding,) = rules.for_sector(sector)
        assert (finding.verdict.id, finding.is_error) == ("history.guide-for-hospitals", False)


@pytest.mark.rule("SUN-061")
def test_the_bonus_was_for_establishments_on_domain_d1():
    assert rules.may_apply_for_bonus("D1", 1, date(2022, 5, 1)).allowed
    refused = rules.may_apply_for_bonus("D2", 1, date(2022, 5, 1))
    assert [finding.verdict.id for finding in refused.findings] == ["history.bonus-domain"]


@pytest.mark.rule("SUN-062")
def test_windows_1_and_2_applied_until_31_may_2022():
    assert rules.may_apply_for_bonus("D1", 2, date(2022, 5, 31)).allowed
    refused = rules.may_apply_for_bonus("D1", 2, date(2022, 6, 1))
    assert [finding.verdict.id for finding in refused.findings] == ["history.bonus-closed"]


@pytest.mark.rule("SUN-062")
@pytest.mark.parametrize("window", [3, 4])
def test_a_window_whose_call_was_never_published_is_not_presumed_open(window):
    for day in (date(2022, 5, 1), date(2023, 4, 1)):
        asked = rules.may_apply_for_bonus("D1", window, day)
        assert [(finding.verdict.id, finding.found) for finding in asked.findings] == [
            ("history.bonus-no-call", f"F{window}")
        ]
    # Whoever is not on D1 is told that first: no call would change it.
    assert [one.verdict.id for one in rules.may_apply_for_bonus("D3", window, day).findings] == ["history.bonus-domain"]


def test_reasons_are_gathered_with_their_lines(folder):
    plans = [
        {"line": one.line, "verdicts": [finding.as_dict() for finding in one.findings]}
        for one in plan(folder({"Date": ""}, {}, {"Date": "", "Sexe": "?"}))
    ]
    assert planning.by_reason(plans) == [
        {"id": "history.datum-missing", "datum": "date", "count": 2, "lines": [2, 4]},
        {"id": "history.datum-wrong", "datum": "sex", "count": 1, "lines": [4]},
    ]


@pytest.mark.parametrize("name", ["é" * 200, "a/" * 3000 + "b", "\0", "..", "a.pdf/b"])
def test_a_name_that_no_file_can_have_is_told_as_a_file_that_is_not_there(folder, name):
    (one, _) = plan(folder({"Fichier": name}, {}))
    assert ("history.file-absent", "file") in told(one)


@pytest.mark.parametrize(
    "text",
    [
        "columns = 5",
        'types = "x"',
        "defaults = []",
        "[types]\nx = 0x" + "f" * 4000,
        "[types]\nx = " + "9" * 5000,
        "x = " + "[" * 5000,
        "[columns]\nfile = {}",
    ],
)
def test_a_file_of_correspondences_that_says_nothing_is_refused(text):
    with pytest.raises(BadIndex):
        correspondence(text)


def test_the_table_of_a_line_names_only_what_is_known():
    assert set(LINE) == set(read((";".join(LINE) + "\n").encode(), Correspondence()).columns.values())
