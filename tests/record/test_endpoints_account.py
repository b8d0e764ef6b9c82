"""TD1.5: the former internet account, for records that are not attached to Mon espace santé."""

from __future__ import annotations

from dataclasses import replace

import pytest

from socle import storage
from socle.ledger.models import Event
from socle.record.models import InternetAccount
from socle.record.services.account import ROW, channels_of, hash_of
from socle.rulebook import choices
from tests.record.player import Player

pytestmark = [pytest.mark.database, pytest.mark.django_db]

HUGO, CAMILLE = b"182112901999268", b"284053523899177"


def told(answer):
    return {name: node.text for name in ("login", "password", "status", "context") for node in answer.all(name)}


def test_an_account_is_opened_once_and_its_password_is_kept_nowhere(player: Player):
    answer = told(player.play("td1.5a-create-account"))
    assert answer["status"] == "DMPOk"
    account = InternetAccount.objects.get()
    salt = bytes.fromhex(account.password.split("$")[1])
    assert account.login == answer["login"]
    assert account.password == hash_of(answer["password"], salt)
    assert channels_of(account) == {"EMAIL": "hugo.tamarin@courriel.example"}
    last = Event.objects.latest("sequence")
    assert last.code == "record:account:add"
    assert answer["password"] not in last.body
    again = told(player.play("td1.5a-create-account-again"))
    assert again == {
        "status": "DMPPatientAccessAlreadyExists",
        "context": "Un compte est déjà ouvert pour ce titulaire.",
    }


def test_codes_go_by_the_channels_that_are_added_changed_and_removed(player: Player):
    player.play("td1.5a-create-account")
    assert told(player.play("td1.5b-add-otp-channel"))["status"] == "DMPOk"
    twice = told(player.play("td1.5b-add-otp-channel", fresh=True))
    assert twice["status"] == "DMPPatientAccessOTPAlreadyExists"
    changed = (b"<pat:action>AJOUT", b"<pat:action>SUPPRESSION")
    data, content_type = player.message("td1.5b-add-otp-channel")
    data = data.replace(*changed).replace(b"MessageID>urn:uuid:", b"MessageID>urn:uuid:f")
    answer = player.send(data, content_type, "patients", player._clock.now(), player.connection_for(data))
    assert told(answer) == {"status": "DMPOk"}
    assert channels_of(InternetAccount.objects.get()) == {"EMAIL": "hugo.tamarin@courriel.example"}


def test_renewing_gives_another_password_to_the_same_account(player: Player):
    first = told(player.play("td1.5a-create-account"))
    second = told(player.play("td1.5d-renew-account"))
    assert (second["login"], second["status"]) == (first["login"], "DMPOk")
    assert second["password"] != first["password"]


@pytest.mark.parametrize("name", ["td1.5b-add-otp-channel", "td1.5d-renew-account"])
def test_an_account_that_is_not_there_is_neither_changed_nor_renewed(player: Player, name: str):
    assert player.play(name).fault == ("Sender", "", "Ce titulaire n'a pas de compte internet.")


def test_a_channel_that_cannot_be_read_is_named(player: Player):
    fault = player.play("td1.5a-create-account", change=(b"<pat:type>EMAIL", b"<pat:type>COURRIER")).fault
    assert fault == ("Sender", "", "type « COURRIER » n'est pas lisible ; attendu : SMS, EMAIL.")


def test_a_server_that_serves_it_no_more_says_so(player: Player):
    before = choices.current()
    choices.install(replace(before, legacy_account=False))
    try:
        fault = player.play("td1.5a-create-account").fault
    finally:
        choices.install(before)
    assert fault is not None
    assert fault[:2] == ("Receiver", "")
    assert not InternetAccount.objects.exists()


def test_the_account_goes_with_the_record_and_its_channels_with_the_key(player: Player):
    player.play("td1.5a-create-account")
    account = InternetAccount.objects.get()
    storage.keyring().destroy(account.record_id)
    with pytest.raises(storage.KeyMissing):
        storage.open_text(account.record_id, bytes(account.sealed), ROW)
