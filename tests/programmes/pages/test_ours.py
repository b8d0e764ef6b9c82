"""What a structure sent to Socle, instead of a file: for whoever manages it, told to the journal, and for nobody else."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from socle import clock
from socle.directory import services
from socle.directory.actor import Actor, Authentication, Kind
from socle.directory.cards.facts import Role
from socle.directory.sessions import sign_in
from socle.ledger.models import Event
from socle.programmes import activity, files
from socle.programmes.own import COLUMNS
from socle.programmes.pages.structure import computing, sent
from socle.programmes.sunes import shapes
from socle.record.models import Entry
from socle.record.services import FedInFigures
from tests.programmes.pages.conftest import AT, tree, words
from tests.programmes.pages.test_asking import begun, left  # noqa: F401 - a fixture
from tests.programmes.test_own import STAY, put
from tests.record.services.test_access import camille, record_id  # noqa: F401 - fixtures

pytestmark = [pytest.mark.database, pytest.mark.django_db]

WHOLE, SITE, OTHER = "1990100018", "1990100109", "1990200017"
MANAGER = Actor(
    kind=Kind.PROFESSIONAL, id="899880000023", name="DAUMONT Elias", authentication=Authentication.CARD,
    person_id="899880000023", structure=SITE, structure_name="CH DES TROIS PONTS",
)  # fmt: skip
STAYS = "stay;discharged;surgery\nS1;10/10/2022;non\n22000417;11/10/2022;non\nS3;12/10/2022;non\n"


@pytest.fixture(autouse=True)
def october():
    before = clock.installed()
    clock.install(clock.MovableClock(AT, frozen=True))
    yield
    clock.install(before)


@pytest.fixture
def places(db):
    services.register_structure(WHOLE, "CH DES TROIS PONTS", sector="SA53", is_legal_entity=True)
    services.register_structure(SITE, "CH DES TROIS PONTS - MOULIN", sector="SA01", legal_entity=WHOLE)
    services.register_structure(OTHER, "CLINIQUE DES SAULES", sector="SA07", is_legal_entity=True)
    services.give_mandate(WHOLE, MANAGER.id, Role.LEGAL_MANAGER)


@pytest.fixture
def fed(record_id, places):  # noqa: F811
    """Two documents of the site, one of which tells its stay, and one of another structure, all in October 2022."""
    put("2.25.1.1", finess=SITE[1:], reference_ids=(STAY,))
    put("2.25.1.2", finess=SITE[1:])
    put("2.25.1.3", finess=OTHER[1:])
    Entry.objects.update(deposited_at=datetime(2022, 10, 14, 9, tzinfo=UTC))


def browser(actor=MANAGER):
    client = Client()
    session = client.session
    sign_in(session, actor)
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def form(origin, **more):
    stays = SimpleUploadedFile("sejours.csv", STAYS.encode())
    return {"fenetre": "F2", "mois": "2022-10", "stays": stays, "origine": origin, **more}


def told():
    """What the journal holds of these readings."""
    acts = Event.objects.filter(code="programmes:activity:read").order_by("pk")
    return [(one.outcome, one.actor_id, one.object_id) for one in acts]


def test_whoever_is_not_signed_in_is_led_to_sign_in_and_whoever_manages_nothing_is_told():
    page = tree(Client().get("/structure/"))
    assert not page.xpath("//select[@name='origine']")
    assert page.xpath("//a[@href='/structure/?origine=socle']")
    for address in ("/structure/?origine=socle", "/structure/transmis/"):
        assert Client().get(address)["Location"] == "/pro/connexion/"
    assert "vous ne gérez aucune structure" in words(tree(browser().get("/structure/")))


@pytest.mark.rule("SUN-050")
def test_a_structure_s_feeds_are_read_by_whoever_manages_it_alone():
    assert activity.may_read(SITE, {WHOLE, SITE}).allowed
    for managed in (set(), {OTHER}):
        refused = activity.may_read(SITE, managed)
        assert [one.verdict.id for one in refused.findings] == ["programmes.own-not-managed"]


def test_a_manager_starts_from_what_his_structure_sent_and_from_nothing_else(fed, begun):  # noqa: F811
    client = browser()
    offered = tree(client.get("/structure/?origine=socle")).xpath("//select[@name='origine']/option/@value")
    assert offered == ["", WHOLE, SITE]
    answer = client.post("/structure/", form(WHOLE))
    assert answer.status_code == 303, words(tree(answer))
    ((_, _, asked, _, files),) = begun
    assert (asked["own"]["documents"], asked["own"]["numbered"]) == (2, 1)
    assert asked["own"]["unqualified"] == 2, "nobody can tell of an INS before 2023"
    assert asked["own"]["file"] in files
    assert told() == [("done", MANAGER.id, WHOLE)]


def test_what_another_structure_sent_is_refused_and_told_and_nothing_is_kept(fed, begun, settings):  # noqa: F811
    answer = browser().post("/structure/", form(OTHER))
    assert answer.status_code == 403
    assert "n’est montré qu’à qui la gère" in words(tree(answer))
    assert Client().post("/structure/", form(SITE)).status_code == 403
    assert (begun, left(settings)) == ([], [])
    assert told() == [("refused", MANAGER.id, OTHER)]


def test_a_structure_that_sent_nothing_in_the_period_is_told_so(places, begun):  # noqa: F811
    answer = browser().post("/structure/", form(SITE))
    assert answer.status_code == 422
    assert "n’a transmis aucun document à ce Socle du 27 février 2022 au 21 octobre 2022" in words(tree(answer))
    assert begun == []


def test_the_log_of_a_software_only_numbers_the_documents_that_the_record_knows(tmp_path):
    for folder in ("2", "socle"):
        (tmp_path / folder).mkdir()
    lines = [(1, "accepted", "22000417"), (2, "accepted", ""), (3, "deleted", "")]
    known = "".join(
        f"D{n};11490-0;N1;oui;{status};2022-10-14 09:00:00;990100109;{stay};\n" for n, status, stay in lines
    )
    (tmp_path / "socle" / "own.csv").write_text(f"{';'.join(COLUMNS)}\n{known}")
    log = "id document;N° séjour;type;statut\nD2;S1;LDL;KO\nD3;S3;LDL;OK\nD9;S3;LDL;OK\nD1;;;\n"
    (tmp_path / "2" / "log.csv").write_text(log)
    own = {
        "file": "socle/own.csv",
        "place": "CH",
        "days": "du 1er au 21",
        "documents": 3,
        "numbered": 1,
        "unqualified": 2,
        "qualified_from": "1er janvier 2023",
    }
    asked = {"own": own, "files": {"feeds": "2/log.csv"}}
    mapping = {"feeds": {"type_code": "type"}}
    taken, mapping, read = computing._from_record(asked, tmp_path, mapping, lambda doing, share: None)
    feeds = files.rows(tmp_path / taken["files"]["feeds"], shapes.FEEDS, mapping=mapping.get("feeds"))
    told = sorted((row["document"], row["stay"] or "", row["status"]) for row in feeds.rows)
    assert told == [
        *(("D1", "22000417", "accepted"), ("D2", "", "accepted"), ("D2", "S1", "accepted")),
        *(("D3", "", "deleted"), ("D3", "S3", "deleted")),
    ], "what the log says of a document's fate is not believed"
    assert (taken["own"]["numbered"], read["numbers"].rows) == (3, 4)
    assert "3 documents" in " ".join(computing._told_of_record(taken["own"]))
    assert "Avant le 1er janvier 2023" in computing._told_of_record(own)[1]
    assert "2 documents ne sont donc comptés nulle part" in computing._told_of_record(own)[1]
    assert "2 documents transmis ne disent ni numéro de séjour" in computing._told_of_record(own)[2]
    assert computing._told_of_record(None) == []


def test_what_numbers_documents_loads_without_the_database_since_the_child_that_computes_has_none():
    asked = "import sys; from socle.programmes.pages.structure import numbering; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_the_page_of_what_was_sent_counts_documents_and_persons_and_is_told_to_the_journal(fed):
    address = f"/structure/transmis/?structure={WHOLE}&du=2022-10-01&au=2022-10-31&qualifiables=4"
    said = words(tree(browser().get(address)))
    assert "a transmis 2 documents, pour 1 personne, du 1er octobre 2022 au 31 octobre 2022." in said
    assert "25 % : au moins un document a été transmis pour 1 personne sur 4." in said
    assert "pas de journal des messages" in said
    assert "BOISJOLY" not in said
    none = words(tree(browser().get(address.replace("2022-10", "2022-08"))))
    assert "n’a transmis aucun document à ce Socle du 1er août 2022 au 31 août 2022" in none
    refused = browser().get(address.replace(WHOLE, OTHER))
    assert refused.status_code == 403
    assert told() == [("done", MANAGER.id, WHOLE)] * 2 + [("refused", MANAGER.id, OTHER)]


def test_more_persons_than_those_who_could_be_is_said_and_gives_no_rate():
    found = FedInFigures(documents=5, persons=5, by_type={"11490-0": (5, 5)}, gone=0)
    assert sent.use(found, None) is None
    told_so = sent.use(found, 4)
    assert told_so.rate is None
    assert "vérifiez ce nombre" in told_so.sentence
    assert sent.use(found, 5).rate == 100


@pytest.mark.parametrize("days", ["du=2022-10-31&au=2022-10-01", "du=2020-01-01&au=2022-10-01", "du=x&au=y"])
def test_a_period_that_is_none_reads_nothing(places, days):
    answer = browser().get(f"/structure/transmis/?structure={SITE}&{days}")
    assert answer.status_code == 200
    assert tree(answer).xpath("//*[contains(@class, 'faulty')]")
    assert told() == []


def test_the_head_of_a_page_names_a_structure_that_signed_in_once(places):
    whole = Actor(
        kind=Kind.STRUCTURE, id=WHOLE, name="CH DES TROIS PONTS", authentication=Authentication.CARD,
        structure=WHOLE, structure_name="CH DES TROIS PONTS",
    )  # fmt: skip
    head = browser(whole).get("/structure/").content.decode().partition('class="acting"')[2].partition("</p>")[0]
    assert "<span>CH des Trois Ponts</span>" in head
    assert "DES TROIS PONTS" not in head
