"""The worked dialogues of TD0.5 and TD1.1 to TD1.4 through the endpoints, and what is kept and traced of each."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from socle import ledger
from socle.record.models import AdministrativeRow, Identifier, Record
from socle.record.store import administrative
from tests.record.player import Answer, Player

pytestmark = [pytest.mark.database, pytest.mark.django_db]

DENIED = "DMPAccessDeniedByRightsService"
HUGO, CAMILLE = "182112901999268", "284053523899177"


def record_of(ins: str) -> Record:
    return Identifier.objects.get(kind="ins", value__endswith=f"|{ins}").record


def detail(answer: Answer) -> str:
    """The code of the refusal interaction; "" when it is accepted."""
    assert answer.fault is None, answer.fault
    found = answer.all("acknowledgementDetail")
    return found[0].find("{*}code").get("code") if found else ""


def codes(ins: str) -> list[tuple[str, str]]:
    return [(act.code.value, act.outcome.value) for act in ledger.acts(record_of(ins).pk)]


# --- TD1.3a ---------------------------------------------------------------------------------------------------


def test_administrative_data_are_read_traced_and_sealed(player: Player) -> None:
    answer = player.play("td1.3a-read-minor")
    assert [node.find("{*}code").get("code") for node in answer.all("personalRelationship")] == ["MTH", "FTH"]
    assert codes("210033523899380")[0] == ("record:administrative:read", "done")
    row = AdministrativeRow.objects.get(record=record_of("210033523899380"))
    assert row.postal_code == "99100"
    assert b"TAMARIN" not in bytes(row.sealed)


def test_a_person_without_a_record_has_no_administrative_data(player: Player) -> None:
    Record.objects.filter(pk=record_of(CAMILLE).pk).update(status="deleted")
    answer = player.play("td1.3a-read-adult")
    assert answer.all("queryResponseCode")[0].get("code") == "NF"
    assert answer.all("subject") == []


@pytest.mark.rule("MES-007")
def test_a_closed_record_tells_its_administrative_data_to_nobody(player: Player) -> None:
    Record.objects.filter(pk=record_of(CAMILLE).pk).update(status="closed")
    assert player.play("td1.3a-read-adult").fault[:2] == ("Sender", DENIED)


# --- TD1.3b ---------------------------------------------------------------------------------------------------


def test_a_change_is_kept_answered_and_traced(player: Player) -> None:
    answer = player.play("td1.3b-change")
    assert detail(answer) == ""
    assert answer.all("streetAddressLine")[0].text == "9 impasse du Brouillon"
    record = record_of(HUGO)
    assert record.objects_to_break_glass
    kept = administrative.read(record.pk)
    assert kept.address is not None
    assert (kept.address.lines, kept.telecoms[1].value) == (("9 impasse du Brouillon",), "tel:+33199000218")
    assert codes(HUGO)[0] == ("record:administrative:change", "done")


def test_the_holder_of_an_attached_record_manages_his_data_himself(player: Player) -> None:
    before = administrative.read(record_of(CAMILLE).pk)
    assert detail(player.play("td1.3b-change-attached-to-mes")) == DENIED
    assert administrative.read(record_of(CAMILLE).pk) == before
    assert codes(CAMILLE)[0] == ("record:administrative:change", "refused")


def test_another_identity_than_that_of_the_ins_changes_nothing(player: Player) -> None:
    changed = (b'<birthTime value="19821103"/>', b'<birthTime value="19821104"/>')
    answer = player.play("td1.3b-change", change=changed)
    assert detail(answer) == DENIED
    assert "birthTime" in answer.all("acknowledgementDetail")[0].find("{*}text").text
    assert not record_of(HUGO).objects_to_break_glass


# --- TD1.4 ----------------------------------------------------------------------------------------------------


@pytest.mark.rule("MES-007")
@pytest.mark.rule("MES-008")
def test_a_record_closed_at_its_holders_request_keeps_all_and_serves_nobody(player: Player) -> None:
    answer = player.play("td1.4-close")
    assert detail(answer) == ""
    assert answer.all("patient")[0].find("{*}statusCode").get("code") == "terminated"
    record = record_of(HUGO)
    assert (record.status, record.closed_at) == ("closed", datetime(2026, 9, 15, 17, tzinfo=UTC))
    assert record.closing_motive == "FERMETURE_DEMANDE_PATIENT"
    assert record.closing_reason == "Demande du titulaire, reçue en consultation."
    assert AdministrativeRow.objects.filter(record=record).exists()
    assert codes(HUGO)[0] == ("record:record:close", "done")
    again = player.play("td1.4-close", at=datetime(2026, 9, 15, 17, 1, tzinfo=UTC), fresh=True)
    assert detail(again) == "DMPClosed"


@pytest.mark.rule("MES-010")
def test_an_attached_record_is_closed_by_its_holder_in_the_space_only(player: Player) -> None:
    Record.objects.filter(pk=record_of(HUGO).pk).update(space="not activated")
    assert detail(player.play("td1.4-close")) == DENIED
    assert record_of(HUGO).status == "open"


@pytest.mark.parametrize(
    "changed",
    [
        (b"FERMETURE_DEMANDE_PATIENT", b"AUTRE"),
        ("Demande du titulaire, reçue en consultation.".encode(), b"a" * 301),
    ],
)
def test_a_closing_without_a_motive_or_with_too_long_a_reason_is_a_fault(player: Player, changed) -> None:
    assert player.play("td1.4-close", change=changed).fault[0] == "Sender"
    assert record_of(HUGO).status == "open"


def test_a_closing_in_the_name_of_someone_else_is_refused(player: Player) -> None:
    named = (b'"1.2.250.1.71.4.2.1" extension="899880000015"', b'"1.2.250.1.71.4.2.1" extension="899880000023"')
    assert detail(player.play("td1.4-close", change=named)) == DENIED
    assert record_of(HUGO).status == "open"


# --- TD1.1, TD1.2 ---------------------------------------------------------------------------------------------


@pytest.mark.rule("DMP-207")
@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("td1.1-create-already-there", "DMPFound", "existe déjà"),
        ("td1.1-create-withdrawn", DENIED, "naît avec Mon espace santé"),
        ("td1.2-reopen", DENIED, "n'est plus ouverte"),
    ],
)
def test_software_creates_and_reopens_no_record(player: Player, name: str, code: str, words: str) -> None:
    before = list(Record.objects.order_by("pk").values_list("pk", "status"))
    answer = player.play(name)
    assert detail(answer) == code
    assert words in answer.all("acknowledgementDetail")[0].find("{*}text").text
    assert list(Record.objects.order_by("pk").values_list("pk", "status")) == before


# --- TD0.5 ----------------------------------------------------------------------------------------------------


def test_a_regulation_centre_finds_who_it_may_be_and_each_record_knows(player: Player) -> None:
    answer = player.play("td0.5-search-without-ins")
    assert answer.fault is None, answer.fault
    told = [node.get("value") for node in answer.all("value") if node.get("value") in {"98", "23"}]
    assert told == ["98", "23"]
    assert answer.all("telecom") == []
    for ins in (CAMILLE, "210033523899380"):
        assert codes(ins)[0] == ("record:record:search", "done")
    assert ("record:record:search", "done") not in codes(HUGO)


def test_who_blocked_the_caller_is_not_told(player: Player) -> None:
    from socle.record.models import Block  # noqa: PLC0415 - only here

    record = record_of(CAMILLE)
    for who in ("899880000023", "1990100109", "1990100208"):
        Block.objects.create(record=record, id=f"b{who}", actor_id=who, since=record.opened_at, decided_by="camille")
    answer = player.play("td0.5-search-without-ins")
    assert [node.get("extension") for node in answer.all("patient")[0].findall("{*}id")] == ["210033523899380"]


def test_nobody_who_looks_alike_is_nf(player: Player) -> None:
    answer = player.play("td0.5-search-without-ins", change=(b"99100", b"75000"), at=None)
    assert len(answer.all("patient")) == 1
    other = player.play("td0.5-search-without-ins", change=(b"19840517", b"19700101"), fresh=True)
    assert [node.get("extension") for node in other.all("patient")[0].findall("{*}id")] == [CAMILLE]


def test_the_normal_mode_never_searches_by_traits(player: Player) -> None:
    """The token of another dialogue, in normal mode, with the body of the search."""
    data, kind = player.message("td0.5-search-without-ins")
    normal, _ = player.message("td1.3a-read-adult")
    start, end = normal.index(b"<soap:Body"), normal.index(b"</soap:Envelope>")
    body = data[data.index(b"<soap:Body") : data.index(b"</soap:Envelope>")]
    mixed = normal[:start] + body + normal[end:]
    at = datetime(2026, 9, 15, 8, 20, tzinfo=UTC)
    answer = player.send(mixed, kind, "patients", at, player.connection_for(normal))
    assert answer.fault[:2] == ("Sender", DENIED)
