from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.servers import socle

from socle.config.settings import Settings, from_environment
from socle.config.startup import SANDBOX_MARK, faults, is_test_material, migrate, refusals
from socle.ledger import signing
from socle.rulebook.choices import Choices
from socle.storage import KeyRing
from socle.wire.certificates import issue

VALIDITY = issue.Validity(datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC))


def authority(name, organisation):
    return issue.root(name, VALIDITY, organisation=organisation, units=("0002 000000000",))


@pytest.fixture(scope="module")
def genuine():
    """An authority whose names say nothing of tests."""
    return authority("AC RACINE DE TERRITOIRE", "TERRITOIRE")


@pytest.fixture
def sound(tmp_path, genuine):
    """Settings that production accepts."""
    (tmp_path / "ca.pem").write_text(genuine.pem)
    (tmp_path / "server.pem").write_text(genuine.pem)
    (tmp_path / "server.key").write_text(genuine.key_pem)
    signing.create(signing.path(tmp_path / "data"))
    KeyRing(tmp_path / "data" / "keys", may_create_master=True).create_master()
    return Settings(
        data_dir=tmp_path / "data",
        secret_key="s" * 40,
        tls_certificate=tmp_path / "server.pem",
        tls_key=tmp_path / "server.key",
        trust=(tmp_path / "ca.pem",),
        hosting_certificate="HDS-2026-0001",
        choices=Choices(production=True),
    )


def ids(settings):
    return [refusal.id for refusal in refusals(settings)]


class TestProductionRefuses:
    def test_nothing_when_all_is_sound(self, sound):
        assert ids(sound) == []

    def test_the_sandbox(self, sound):
        assert ids(replace(sound, sandbox=True)) == ["socle.E001"]

    @pytest.mark.parametrize("secret", ["", "short", "x" * 31])
    def test_a_secret_that_can_be_guessed(self, sound, secret):
        assert ids(replace(sound, secret_key=secret)) == ["socle.E002"]

    def test_a_folder_with_development_keys(self, sound):
        (sound.data_dir / SANDBOX_MARK).touch()
        assert ids(sound) == ["socle.E003"]

    def test_a_folder_whose_records_nobody_could_open(self, sound):
        (sound.data_dir / "keys" / "master.key").unlink()
        assert ids(sound) == ["socle.E013"]

    def test_a_master_key_in_clear_beside_a_key_service(self, sound):
        assert ids(replace(sound, key_service_url="https://keys.example/v1/transit/keys/socle")) == ["socle.E014"]

    @pytest.mark.parametrize(
        "url", ["keys.example", "ftp://h/v1/transit/keys/s", "http://keys.example/v1/transit/keys/s"]
    )
    def test_a_key_service_that_has_no_address_or_a_clear_one(self, sound, url):
        assert ids(replace(sound, key_service_url=url)) == ["socle.E015"]

    def test_the_neutral_profile(self, sound):
        assert ids(replace(sound, profile="ihe")) == ["socle.E004"]

    def test_test_material_in_its_choices(self, sound):
        assert ids(replace(sound, choices=Choices(production=False))) == ["socle.E005"]

    def test_the_absence_of_a_server_certificate(self, sound):
        assert ids(replace(sound, tls_certificate=None)) == ["socle.E006"]

    def test_trusting_nobody(self, sound):
        assert ids(replace(sound, trust=())) == ["socle.E007"]

    @pytest.mark.rule("DMP-213")
    def test_a_host_that_names_no_certification_for_health_data(self, sound):
        assert ids(replace(sound, hosting_certificate="")) == ["socle.E017"]
        assert ids(replace(sound, hosting_certificate="trial")) == []

    def test_a_journal_that_nobody_could_sign(self, sound):
        signing.path(sound.data_dir).unlink()
        (refusal,) = refusals(sound)
        assert refusal.id == "socle.E011"
        assert "socle ledger init" in str(refusal)

    def test_a_file_that_is_not_there(self, sound, tmp_path):
        assert ids(replace(sound, trust=(tmp_path / "absent.pem",))) == ["socle.E008"]

    @pytest.mark.parametrize(
        ("name", "organisation"),
        [("TEST-ONLY AC RACINE", "SOCLE TEST-ONLY"), ("TEST AC RACINE IGC-SANTE ELEMENTAIRE", "ASIP-SANTE")],
    )
    def test_a_test_authority(self, sound, name, organisation):
        sound.trust[0].write_text(authority(name, organisation).pem)
        assert ids(sound) == ["socle.E009"]

    def test_everything_at_once(self, tmp_path):
        found = ids(Settings(data_dir=tmp_path, sandbox=True, profile="ihe"))
        assert found == [
            "socle.E001",
            "socle.E002",
            "socle.E004",
            "socle.E005",
            "socle.E017",
            "socle.E006",
            "socle.E007",
        ]

    def test_with_a_sentence_that_says_what_to_do(self, sound):
        (refusal,) = refusals(replace(sound, trust=()))
        assert str(refusal) == "socle.E007: SOCLE_TRUST names no authority: nobody could be authenticated"


def test_a_private_key_is_no_test_certificate(genuine):
    assert not is_test_material(genuine.key_pem.encode())


def test_an_unknown_profile_is_a_fault_everywhere(sound):
    assert [fault.id for fault in faults(replace(sound, profile="fhir"))] == ["socle.E010"]
    assert faults(sound) == []


class TestTheCommand:
    def test_it_refuses_with_every_reason_and_opens_nothing(self, tmp_path):
        done = socle("serve", "--json", SOCLE_DATA=str(tmp_path / "data"), SOCLE_SANDBOX="1")
        assert done.returncode == 1
        assert "socle.E001" in done.stderr
        assert "socle.E002" in done.stderr
        assert '"id": "socle.E007"' in done.stdout
        assert not (tmp_path / "data").exists()

    def test_it_refuses_the_folder_of_a_sandbox(self, tmp_path):
        (tmp_path / SANDBOX_MARK).touch()
        assert "socle.E003" in socle("serve", SOCLE_DATA=str(tmp_path)).stderr

    def test_a_port_that_is_no_number_is_a_fault_of_the_call(self):
        done = socle("serve", SOCLE_PORT="http")
        assert (done.returncode, "http" in done.stderr) == (2, True)

    def test_no_secret_is_ever_told(self, tmp_path):
        secret = "k" * 20
        done = socle("serve", SOCLE_DATA=str(tmp_path), SOCLE_SECRET_KEY=secret, DATABASE_URL="postgresql://u:hush@h/d")
        assert secret not in done.stderr + done.stdout
        assert "hush" not in done.stderr + done.stdout


class TestSettings:
    def test_they_are_read_from_the_environment(self, tmp_path):
        settings = from_environment(
            {
                "SOCLE_DATA": str(tmp_path),
                "SOCLE_HOST": "0.0.0.0",
                "SOCLE_TRUST": "/a.pem:/b.pem",
                "SOCLE_HDS_CERTIFICATE": " HDS-2026-0001 ",
                "SOCLE_ALLOWED_HOSTS": "dmp.example,other.example",
            }
        )
        assert settings.data_dir == tmp_path
        assert settings.hosting_certificate == "HDS-2026-0001"
        assert [str(path) for path in settings.trust] == ["/a.pem", "/b.pem"]
        assert settings.allowed_hosts == ("dmp.example", "other.example")

    def test_an_empty_environment_gives_the_defaults(self):
        settings = from_environment({})
        assert (settings.port, settings.tls_port, settings.sandbox, settings.trust) == (8080, 8443, False, ())

    def test_they_do_not_show_the_secret(self):
        assert "hidden" not in repr(Settings(secret_key="hidden"))


@pytest.mark.django_db
def test_nothing_is_left_to_migrate_once_migrated():
    assert migrate() == 0
