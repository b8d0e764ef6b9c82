from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from socle.ledger import heads, signing

AT = datetime(2026, 9, 15, 8, 0, 0, 123999, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
HEAD = heads.sign(7, b"r" * 32, AT, KEY)


class TestTheKey:
    def test_a_missing_one_is_refused_where_none_may_be_made(self, tmp_path):
        with pytest.raises(signing.SigningKeyRefused, match="restore it, or run `socle ledger init`"):
            signing.load(tmp_path / "ledger.key", may_create=False)

    def test_one_that_others_can_read_is_refused(self, tmp_path):
        file = tmp_path / "ledger.key"
        signing.create(file)
        file.chmod(0o640)
        with pytest.raises(signing.SigningKeyRefused, match="chmod 600"):
            signing.load(file, may_create=True)

    @pytest.mark.parametrize("content", [b"", b"junk"])
    def test_junk_is_refused(self, tmp_path, content):
        file = tmp_path / "ledger.key"
        file.write_bytes(content)
        file.chmod(0o600)
        with pytest.raises(signing.SigningKeyRefused, match="no private key"):
            signing.load(file, may_create=True)

    def test_a_key_of_another_kind_is_refused(self, tmp_path):
        file = tmp_path / "ledger.key"
        other = generate_private_key(SECP256R1())
        file.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.chmod(0o600)
        with pytest.raises(signing.SigningKeyRefused, match="Ed25519"):
            signing.load(file, may_create=True)
        public = other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        with pytest.raises(ValueError, match="Ed25519"):
            signing.of_pem(public)

    def test_it_is_made_once_and_for_its_owner_only(self, tmp_path):
        file = tmp_path / "keys" / "ledger.key"
        first = signing.load(file, may_create=True)
        assert signing.create(file) is False
        assert signing.load(file, may_create=False).private_bytes_raw() == first.private_bytes_raw()
        assert file.stat().st_mode & 0o777 == 0o600

    def test_its_public_half_is_published_once_and_a_former_one_stays(self, tmp_path):
        other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
        for key in (KEY, KEY, other, KEY):
            signing.publish(key, tmp_path)
        assert signing.published(tmp_path) == tuple(key.public_key().public_bytes_raw() for key in (KEY, other))


class TestAHead:
    @pytest.mark.parametrize(
        "change", [{"size": 8}, {"root": b"s" * 32}, {"timestamp": HEAD.timestamp + 1}, {"signature": b"s" * 64}]
    )
    def test_its_signature_holds_for_nothing_else(self, change):
        assert HEAD.is_signed
        assert not replace(HEAD, **change).is_signed

    @pytest.mark.parametrize("change", [{"size": -1}, {"size": 2**64}, {"root": b""}, {"key": b""}, {"timestamp": -1}])
    def test_what_cannot_be_a_head_is_not_signed(self, change):
        assert not replace(HEAD, **change).is_signed

    def test_it_is_dated_to_the_millisecond_by_the_instant_given(self):
        assert HEAD.signed_at == datetime(2026, 9, 15, 8, 0, 0, 123000, tzinfo=UTC)

    def test_its_line_gives_it_back(self):
        assert heads.of_line(HEAD.line()) == HEAD

    def test_any_byte_changed_in_its_line_is_found(self):
        line = HEAD.line()
        for place, letter in enumerate(line):
            changed = line[:place] + chr(ord(letter) ^ 1) + line[place + 1 :]
            try:
                assert not heads.of_line(changed).is_signed
            except ValueError:
                continue

    @pytest.mark.parametrize(
        "line",
        ["", "[]", "{}", HEAD.line() + " ", HEAD.line().upper(), HEAD.line().replace(":7", ":7.0"), HEAD.line()[:-1]],
    )
    def test_another_spelling_is_none(self, line):
        with pytest.raises(ValueError):  # noqa: PT011 - any
            heads.of_line(line)
