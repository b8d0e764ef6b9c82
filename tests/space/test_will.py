"""The patient's will in the space: who sees what is said plainly, and each choice takes effect and is traced."""

from __future__ import annotations

import pytest
from tests.portal import AT, CAMILLE, HIDDEN, IRIS, LETTER, MASKED, NOTE, SECRET, TEST_NIR, text_of
from tests.record.submission_builders import feed

from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.services import register_professional
from socle.ledger import ActCode, Outcome
from socle.record import services
from socle.record.facts import OpposedTo
from socle.record.models import Entry, OppositionRow
from socle.record.store.facts import facts as record_facts
from socle.wire.hl7v2 import CX

LIST, ACCESSES = "/mon-espace/documents/", "/mon-espace/acces/"
DAUMONT, PELLOT = "899880000023", "899880000031"
MINE = "2.25.9.201"


def facts(world, ins=CAMILLE):
    return record_facts(world.record(ins))


def physician(who):
    return Actor(
        kind=Kind.PROFESSIONAL,
        id=who,
        name=who,
        authentication=Authentication.CARD,
        profession="10",
        specialty="SM26",
        api_version="2.5",
    )


def seen_by(world, who):
    """The uniqueIds that a physician sees in Camille's record."""
    views = services.documents_of(physician(who), world.record(CAMILLE), AT)
    return {view.facts.unique_id for view in views}


def said(client, answer):
    """Follows what a choice leads to; the text of that page."""
    assert answer.status_code == 302, text_of(answer)
    return text_of(client.get(answer.headers["Location"]))


def done(world, code, ins=CAMILLE):
    return [act for act in world.acts(ins) if act.code is code and act.outcome is Outcome.DONE]


@pytest.fixture
def camille(world):
    return world.as_patient(CAMILLE)


class TestOneDocument:
    @pytest.mark.rule("DMP-090")
    @pytest.mark.rule("DMP-095")
    @pytest.mark.rule("DMP-101")
    def test_it_is_masked_by_a_button_that_says_what_follows_and_shown_again_at_once(self, world, camille):
        page = text_of(camille.get(f"{LIST}{LETTER}/"))
        assert "Masquer ce document" in page
        assert "Les professionnels ne le verront plus" in page
        told = said(camille, camille.post(f"{LIST}{LETTER}/volonte/", {"acte": "masquer"}))
        assert "Ce document est masqué aux professionnels." in told
        assert "Annuler" in told
        assert "Montrer de nouveau ce document" in told
        assert Entry.objects.filter(unique_id=LETTER, masked=False).count() == 0
        assert done(world, ActCode.DOCUMENT_MASK)[0].object_id == LETTER
        said(camille, camille.post(f"{LIST}{LETTER}/volonte/", {"acte": "montrer"}))
        assert Entry.objects.filter(unique_id=LETTER, masked=True).count() == 0
        assert "Annuler" not in text_of(camille.get(f"{LIST}{LETTER}/"))

    @pytest.mark.rule("DMP-102")
    def test_it_is_masked_to_one_professional_alone(self, world, camille):
        address = f"{LIST}{LETTER}/masquer-a/"
        assert "Nolwenn Kervelec" in text_of(camille.get(f"{address}?q=kervelec"))
        told = said(camille, camille.post(address, {"qui": [PELLOT]}))
        assert "Il est aussi masqué à" in told
        assert {row.masked_from for row in Entry.objects.filter(unique_id=LETTER)} == {f"|{PELLOT}|"}
        said(camille, camille.post(address, {}))
        assert {row.masked_from for row in Entry.objects.filter(unique_id=LETTER)} == {""}

    @pytest.mark.rule("DMP-156")
    def test_what_a_professional_deposited_is_not_deleted_and_the_page_says_whom_to_ask(self, camille):
        assert "Seul son auteur peut le supprimer" in text_of(camille.get(f"{LIST}{LETTER}/"))
        answer = camille.post(f"{LIST}{LETTER}/volonte/", {"acte": "supprimer"})
        assert answer.status_code == 403
        assert "Rien n’a été changé" in text_of(answer)
        assert "Supprimer ce document" not in text_of(camille.get(f"{LIST}{LETTER}/supprimer/"))

    @pytest.mark.rule("DMP-158")
    def test_what_the_patient_deposited_is_archived_and_deleted_after_one_question(self, world, camille):
        own = CX.of(CAMILLE, TEST_NIR, "NH")
        fed = feed((MINE, world.bytes_of("discharge-letter-v1")), set_id="2.25.9.201.9", patient=own, title="À moi")
        assert fed.decision.allowed
        Entry.objects.filter(unique_id=MINE).update(by_patient=True)
        address = f"{LIST}{MINE}/"
        assert "Ce document est archivé." in said(camille, camille.post(f"{address}volonte/", {"acte": "archiver"}))
        said(camille, camille.post(f"{address}volonte/", {"acte": "desarchiver"}))
        question = text_of(camille.get(f"{address}supprimer/"))
        assert "Supprimer « À moi » ?" in question
        assert "On ne peut pas revenir en arrière" in question
        told = said(camille, camille.post(f"{address}volonte/", {"acte": "supprimer"}))
        assert "Le document est supprimé." in told
        assert "À moi" not in told
        assert camille.get(address).status_code == 404

    def test_a_hidden_document_answers_as_none_whatever_is_asked_of_it(self, camille):
        for way in ("volonte/", "supprimer/", "masquer-a/"):
            hidden = camille.post(f"{LIST}{HIDDEN}/{way}", {"acte": "masquer"})
            nothing = camille.post(f"{LIST}2.25.404/{way}", {"acte": "masquer"})
            assert (hidden.status_code, nothing.status_code) == (404, 404), way

    def test_an_act_that_does_not_exist_is_no_page(self, camille):
        assert camille.post(f"{LIST}{LETTER}/volonte/", {"acte": "rien"}).status_code == 404


class TestEverything:
    @pytest.mark.rule("DMP-098")
    @pytest.mark.rule("DMP-099")
    @pytest.mark.rule("DMP-103")
    def test_all_is_masked_in_one_click_and_shown_again(self, world, camille):
        assert "Tout masquer" in text_of(camille.get(ACCESSES))
        told = said(camille, camille.post(f"{ACCESSES}tout-masquer/"))
        assert "Tous les documents sont masqués, ceux à venir aussi." in told
        assert "Annuler" in told
        assert facts(world).masks_all
        said(camille, camille.post(f"{ACCESSES}tout-montrer/"))
        assert not facts(world).masks_all
        assert [done(world, code) != [] for code in (ActCode.RECORD_MASK, ActCode.RECORD_UNMASK)] == [True, True]


class TestPeople:
    @pytest.mark.rule("DMP-085")
    @pytest.mark.rule("DMP-086")
    def test_somebody_who_never_came_is_found_in_the_directory_and_blocked(self, world, camille):
        chosen = text_of(camille.get(f"{ACCESSES}choisir/bloquer/?q=pellot"))
        assert "Awa Pellot" in chosen
        assert "même en urgence" in chosen
        told = said(camille, camille.post(f"{ACCESSES}bloquer/", {"qui": PELLOT}))
        assert "Awa Pellot ne peut plus rien lire" in told
        assert PELLOT in facts(world).blocked
        assert "Débloquer" in told
        said(camille, camille.post(f"{ACCESSES}debloquer/", {"qui": PELLOT}))
        assert PELLOT not in facts(world).blocked

    def test_an_establishment_is_found_by_its_name(self, camille):
        assert "Trois Ponts" in text_of(camille.get(f"{ACCESSES}choisir/bloquer/?q=ponts"))
        assert "Trois Ponts" not in text_of(camille.get(f"{ACCESSES}choisir/medecin/?q=ponts"))

    def test_a_name_that_nobody_bears_is_told(self, camille):
        assert "Personne ne porte ce nom" in text_of(camille.get(f"{ACCESSES}choisir/bloquer/?q=zzzz"))

    @pytest.mark.rule("DMP-093")
    @pytest.mark.rule("DMP-104")
    def test_a_physician_named_here_sees_what_is_masked_and_there_may_be_several(self, world, camille):
        services.authorise(physician(DAUMONT), CX.of(CAMILLE, TEST_NIR, "NH"), AT)
        before = facts(world).treating_physicians
        said(camille, camille.post(f"{ACCESSES}medecin/", {"qui": DAUMONT}))
        assert facts(world).treating_physicians == before | {DAUMONT}
        assert MASKED in seen_by(world, DAUMONT)
        said(camille, camille.post(f"{ACCESSES}medecin-retirer/", {"qui": DAUMONT}))
        assert MASKED not in seen_by(world, DAUMONT)

    @pytest.mark.rule("DMP-093")
    def test_only_a_physician_who_is_not_blocked_is_named(self, world, camille):
        nurse = register_professional("899880000098", "LEBOSSE", "Maël", profession="60").idnat
        refused = camille.post(f"{ACCESSES}medecin/", {"qui": nurse})
        assert refused.status_code == 403
        assert "Seul un médecin" in text_of(refused)
        camille.post(f"{ACCESSES}bloquer/", {"qui": PELLOT})
        refused = text_of(camille.post(f"{ACCESSES}medecin/", {"qui": PELLOT}))
        assert "Un professionnel bloqué ne peut pas être déclaré médecin traitant." in refused

    @pytest.mark.rule("DMP-084")
    def test_an_administrator_is_designated_and_dismissed(self, world, camille):
        said(camille, camille.post(f"{ACCESSES}administrateur/", {"qui": PELLOT}))
        assert PELLOT in facts(world).administrators
        said(camille, camille.post(f"{ACCESSES}administrateur-retirer/", {"qui": PELLOT}))
        assert PELLOT not in facts(world).administrators


class TestOppositions:
    @pytest.mark.rule("DMP-025")
    def test_an_opposition_to_consulting_asks_for_no_motive_and_holds_at_once(self, world, camille):
        form = text_of(camille.get(f"{ACCESSES}choisir/opposition/?q=pellot"))
        assert "Vous n’avez pas de motif à donner" in form
        assert 'name="motif"' not in form
        told = said(camille, camille.post(f"{ACCESSES}opposition/", {"qui": PELLOT}))
        assert "ne consulte pas le dossier" in told
        (held,) = facts(world).oppositions
        assert (held.to, held.against, held.admitted) == (OpposedTo.CONSULTING, PELLOT, True)
        said(camille, camille.post(f"{ACCESSES}opposition-retirer/", {"qui": PELLOT}))
        assert OppositionRow.objects.get().until is not None

    @pytest.mark.rule("DMP-002")
    @pytest.mark.rule("DMP-003")
    def test_an_opposition_to_feeding_needs_a_motive_and_waits_for_the_professional(self, world, camille):
        form = text_of(camille.get(f"{ACCESSES}choisir/depot/?q=pellot"))
        assert "C’est ce professionnel qui juge si votre motif est légitime" in form
        refused = camille.post(f"{ACCESSES}depot/", {"qui": PELLOT})
        assert refused.status_code == 403
        assert "motif légitime" in text_of(refused)
        told = said(camille, camille.post(f"{ACCESSES}depot/", {"qui": PELLOT, "motif": "acte sensible"}))
        assert "demande à faire admettre" in told
        (held,) = facts(world).oppositions
        assert (held.to, held.admitted) == (OpposedTo.FEEDING, False)


class TestEmergencies:
    def test_what_may_be_opened_in_an_emergency_is_chosen_and_traced(self, world, camille):
        said(camille, camille.post(f"{ACCESSES}urgence/", {"masques": "on"}))
        held = facts(world)
        assert (held.objects_to_break_glass, held.objects_to_regulation, held.shows_masked_in_emergency) == (
            True,
            True,
            True,
        )
        said(camille, camille.post(f"{ACCESSES}urgence/", {"urgence": "on", "samu": "on"}))
        held = facts(world)
        assert (held.objects_to_break_glass, held.objects_to_regulation, held.shows_masked_in_emergency) == (
            False,
            False,
            False,
        )
        assert len(done(world, ActCode.OPPOSITION_ADD)) == 1


class TestOnBehalf:
    @pytest.fixture
    def parent(self, world, camille):
        camille.post("/mon-espace/pour/", {"personne": world.person(IRIS).pk})
        return camille

    @pytest.mark.rule("DMP-145")
    @pytest.mark.rule("DMP-148")
    def test_a_parent_confirms_that_the_minor_of_sixteen_took_part(self, world, parent):
        address = f"{LIST}{NOTE}/volonte/"
        assert "Iris a pris part à cette décision" in text_of(parent.get(f"{LIST}{NOTE}/"))
        refused = parent.post(address, {"acte": "masquer"})
        assert refused.status_code == 403
        assert "Le mineur doit être associé à cette décision." in text_of(refused)
        said(parent, parent.post(address, {"acte": "masquer", "associe": "on"}))
        assert Entry.objects.filter(unique_id=NOTE, masked=False).count() == 0

    @pytest.mark.rule("DMP-139")
    def test_a_parent_decides_the_accesses_of_the_minor(self, world, parent):
        assert "Qui peut voir les documents d’Iris ?" in text_of(parent.get(ACCESSES))
        assert parent.post(f"{ACCESSES}tout-masquer/").status_code == 403
        said(parent, parent.post(f"{ACCESSES}tout-masquer/", {"associe": "on"}))
        assert facts(world, IRIS).masks_all
        assert not facts(world).masks_all

    def test_what_is_hidden_from_a_parent_is_no_document_to_decide_on(self, parent):
        for way in ("volonte/", "supprimer/", "masquer-a/"):
            assert parent.post(f"{LIST}{SECRET}/{way}", {"acte": "masquer", "associe": "on"}).status_code == 404


def test_the_page_says_plainly_what_is_set(world, camille):
    camille.post(f"{ACCESSES}bloquer/", {"qui": PELLOT})
    camille.get(ACCESSES)
    text = text_of(camille.get(ACCESSES))
    for words in ("Qui peut voir mes documents ?", "Les médecins traitants", "Ceux que vous bloquez", "Awa Pellot"):
        assert words in text
    assert "Vous êtes averti de chaque accès en urgence" in text


@pytest.mark.parametrize("wish", ["bloquer", "medecin", "administrateur", "depot"])
def test_nobody_of_the_directory_is_nobody_to_decide_about(world, camille, wish):
    for who in ("", "899889999999", "a|b"):
        assert camille.post(f"{ACCESSES}{wish}/", {"qui": who, "motif": "erreur"}).status_code == 404
    assert facts(world).blocked == frozenset()
    camille.post(f"{LIST}{LETTER}/masquer-a/", {"qui": ["a|b"]})
    assert {row.masked_from for row in Entry.objects.filter(unique_id=LETTER)} == {""}


def test_an_opposition_may_be_to_everyone(world, camille):
    assert "Tous" in said(camille, camille.post(f"{ACCESSES}opposition/", {"qui": ""}))
    assert [held.against for held in facts(world).oppositions] == [""]


def test_nothing_is_decided_by_a_link(camille):
    for address in (f"{ACCESSES}tout-masquer/", f"{ACCESSES}bloquer/?qui={PELLOT}", f"{LIST}{LETTER}/volonte/"):
        assert camille.get(address).status_code == 405


def test_a_wish_that_does_not_exist_is_no_page(camille):
    assert camille.post(f"{ACCESSES}voler/").status_code == 404
    assert camille.get(f"{ACCESSES}choisir/debloquer/").status_code == 404
