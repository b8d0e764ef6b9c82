from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from socle.client import identity
from socle.client.identity import PEM_FILES, BadIdentity
from socle.wire.certificates import issue
from socle.wire.certificates.issue import Use
from socle.wire.vihf.model import Mode
from tests.wire import pki

ACTOR = """idnat = "899880000015"
mode = "DIRECTE"
structure = "1990100018"
profession = "10"
specialty = "SM26"
card = "a field of somebody else's"

[software]
name = "LOGICIEL D'ESSAI"
version = "1.0"
homologation = "TEST-ONLY-0001"
"""


@pytest.fixture
def folder(tmp_path, physician):
    (tmp_path / "actor.toml").write_text(ACTOR, "utf-8")
    for name, file in PEM_FILES.items():
        (tmp_path / file).write_text(getattr(physician, name), "ascii")
    return tmp_path


class TestADirectory:
    @pytest.mark.parametrize("file", ["actor.toml", *PEM_FILES.values()])
    def test_that_lacks_a_file_says_which(self, folder, file):
        (folder / file).unlink()
        with pytest.raises(BadIdentity, match=file):
            identity.from_directory(folder)

    def test_that_does_not_exist_is_no_actor(self, tmp_path):
        with pytest.raises(BadIdentity, match="not an actor directory"):
            identity.from_directory(tmp_path / "nowhere")

    @pytest.mark.parametrize("text", ["idnat = ", "idnat = 'x'\nidnat = 'y'"])
    def test_with_fields_that_are_no_toml_is_told(self, folder, text):
        (folder / "actor.toml").write_text(text)
        with pytest.raises(BadIdentity):
            identity.from_directory(folder)

    @pytest.mark.parametrize("field", ["idnat", "mode", "[software]"])
    def test_that_lacks_a_field_says_which(self, folder, field):
        kept = [line for line in ACTOR.splitlines() if not line.startswith(field)]
        text = (
            "\n".join(kept).replace('name = "LOGICIEL', 'person = "LOGICIEL')
            if field == "[software]"
            else "\n".join(kept)
        )
        (folder / "actor.toml").write_text(text)
        with pytest.raises(BadIdentity, match=field.strip("[]")):
            identity.from_directory(folder)

    @pytest.mark.parametrize(("old", "new"), [("DIRECTE", "AUTREMENT"), ('version = "1.0"', 'year = "2026"')])
    def test_with_a_field_that_is_off_is_told(self, folder, old, new):
        (folder / "actor.toml").write_text(ACTOR.replace(old, new))
        with pytest.raises(BadIdentity, match="fields are off"):
            identity.from_directory(folder)

    def test_gives_the_actor_it_holds(self, folder, physician):
        found = identity.from_directory(folder)
        assert (found.idnat, found.mode, found.structure) == ("899880000015", Mode.DIRECT, "1990100018")
        assert (found.role, found.authority) == ("", "")
        assert found.sign_key == physician.sign_key
        assert found.software.installation == ""

    def test_may_name_the_servers_authority(self, folder):
        (folder / "authority.pem").write_text(pki.root().pem)
        assert identity.from_directory(folder).authority == pki.root().pem


class TestProofs:
    def test_keys_never_stand_in_a_description(self, physician):
        assert "PRIVATE" not in repr(physician)

    def test_the_tls_context_verifies_and_shows_the_certificate(self, physician):
        context = physician.ssl_context()
        assert context.check_hostname
        assert [entry["subject"] for entry in context.get_ca_certs()]

    @pytest.mark.parametrize("field", ["tls_certificate", "tls_key", "authority"])
    def test_a_pem_that_is_none_is_told(self, physician, field):
        with pytest.raises(BadIdentity):
            replace(physician, **{field: "nothing"}).ssl_context()

    def test_a_tls_key_of_another_certificate_is_told(self, physician, hospital):
        with pytest.raises(BadIdentity, match="TLS certificate and key"):
            replace(physician, tls_key=hospital.tls_key).ssl_context()

    def test_a_password_is_never_asked_at_the_terminal(self, physician):
        protected = pki.card(Use.AUTHENTICATION).key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
        with pytest.raises(BadIdentity):
            replace(physician, tls_key=protected.decode()).ssl_context()
        with pytest.raises(BadIdentity, match="signing key"):
            replace(physician, sign_key=protected.decode()).signing_key()

    def test_only_an_rsa_key_signs(self, physician):
        curve = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with pytest.raises(BadIdentity, match="RSA"):
            replace(physician, sign_key=curve.decode()).signing_key()
        with pytest.raises(BadIdentity, match="cannot be read"):
            replace(physician, sign_key="nothing").signing_key()

    def test_a_signing_certificate_that_is_none_is_told(self, physician):
        with pytest.raises(BadIdentity, match="signing certificate"):
            replace(physician, sign_certificate="nothing").signing_certificate()

    def test_the_key_and_the_certificate_go_together(self, physician):
        key = physician.signing_key()
        assert key is physician.signing_key()
        public = physician.signing_certificate().x509.public_key()
        assert (
            public.public_numbers()
            == key.public_key().public_numbers()
            == issue.load_key(physician.sign_key).public_key().public_numbers()
        )
