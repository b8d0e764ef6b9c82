"""The former internet account of a record that is not attached to Mon espace santé (TD1.5): opened, changed, renewed.

A password is given once, to the professional who hands it over; only its hash is kept, and the journal knows none.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from socle import storage
from socle.directory.actor import Actor
from socle.ledger import ActCode
from socle.record.facts import Action, RecordFacts
from socle.record.models import InternetAccount
from socle.record.services.steering import decide
from socle.record.verdicts import account as verdicts
from socle.rulebook import ALLOWED, Decision, refuse
from socle.rulebook.choices import current
from socle.wire.hl7v2 import CX
from socle.wire.ids import NewUuid, new_uuid
from socle.wire.patients import Channel, ChannelChange

#: A record has one such row; its id is also how `sealed` is named under the record's key.
ROW = "account"

_LOGIN, _PASSWORD = 10, 16
_COST = {"n": 2**14, "r": 8, "p": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOutcome:
    """What was decided; `login` and `password` are given once, where the account was made or renewed."""

    decision: Decision = ALLOWED
    login: str = ""
    password: str = ""


def open_account(
    actor: Actor, patient: CX | None, channel: Channel, at: datetime, *, new_uuid: NewUuid = new_uuid
) -> AccountOutcome:
    """TD1.5a: the holder's account, whose one-time codes go by this channel."""
    login, password = f"dmp-{_drawn(new_uuid, _LOGIN)}", _drawn(new_uuid, _PASSWORD)
    hashed = hash_of(password, new_uuid().bytes)

    def write(record: RecordFacts) -> None:
        InternetAccount.objects.create(
            record_id=record.id,
            id=ROW,
            login=login,
            password=hashed,
            opened_at=at,
            renewed_at=at,
            sealed=_sealed(record.id, {channel.type.value: channel.address}),
        )

    def check(record: RecordFacts) -> Decision:
        return refuse(verdicts.ACCOUNT_THERE.at()) if _held(record) is not None else ALLOWED

    decision = _manage(actor, patient, ActCode.ACCOUNT_ADD, at, check, write)
    return AccountOutcome(decision=decision, **({"login": login, "password": password} if decision.allowed else {}))


def change_channel(actor: Actor, patient: CX | None, channel: Channel, at: datetime) -> AccountOutcome:
    """TD1.5b: a channel added, changed or removed."""

    def check(record: RecordFacts) -> Decision:
        account = _held(record)
        if account is None:
            return refuse(verdicts.ACCOUNT_MISSING.at())
        there = channel.type.value in channels_of(account)
        if there and channel.change is ChannelChange.ADD:
            return refuse(verdicts.CHANNEL_THERE.at("type", found=channel.type.value))
        if not there and channel.change is not ChannelChange.ADD:
            return refuse(verdicts.CHANNEL_MISSING.at("type", found=channel.type.value))
        return ALLOWED

    def write(record: RecordFacts) -> None:
        account = InternetAccount.objects.get(record_id=record.id, id=ROW)
        told = channels_of(account) | {channel.type.value: channel.address}
        if channel.change is ChannelChange.REMOVE:
            del told[channel.type.value]
        InternetAccount.objects.filter(record_id=record.id, id=ROW).update(sealed=_sealed(record.id, told))

    return AccountOutcome(decision=_manage(actor, patient, ActCode.ACCOUNT_CHANGE, at, check, write))


def renew_account(actor: Actor, patient: CX | None, at: datetime, *, new_uuid: NewUuid = new_uuid) -> AccountOutcome:
    """TD1.5d: another password for the same account; the former one serves no more."""
    password = _drawn(new_uuid, _PASSWORD)
    hashed, login = hash_of(password, new_uuid().bytes), ""

    def check(record: RecordFacts) -> Decision:
        return ALLOWED if _held(record) is not None else refuse(verdicts.ACCOUNT_MISSING.at())

    def write(record: RecordFacts) -> None:
        nonlocal login
        InternetAccount.objects.filter(record_id=record.id, id=ROW).update(password=hashed, renewed_at=at)
        login = InternetAccount.objects.get(record_id=record.id, id=ROW).login

    decision = _manage(actor, patient, ActCode.ACCOUNT_RENEW, at, check, write)
    return AccountOutcome(decision=decision, **({"login": login, "password": password} if decision.allowed else {}))


def channels_of(account: InternetAccount) -> dict[str, str]:
    """Where the holder's one-time codes go, by type."""
    told: dict[str, str] = json.loads(storage.open_text(account.record_id, bytes(account.sealed), ROW))
    return told


def hash_of(password: str, salt: bytes) -> str:
    """What is kept of a password. Source: RFC 7914 (scrypt)."""
    drawn = hashlib.scrypt(password.encode(), salt=salt, **_COST)
    return f"scrypt${salt.hex()}${drawn.hex()}"


def _manage(
    actor: Actor,
    patient: CX | None,
    code: ActCode,
    at: datetime,
    check: Callable[[RecordFacts], Decision],
    write: Callable[[RecordFacts], None],
) -> Decision:
    def served(record: RecordFacts) -> Decision:
        return check(record) if current().legacy_account else refuse(verdicts.ACCOUNT_WITHDRAWN.at())

    def change(record: RecordFacts) -> bool:
        write(record)
        return True

    return decide(actor, patient, Action.MANAGE_ACCOUNT, code, at, change, check=served).decision


def _held(record: RecordFacts) -> InternetAccount | None:
    return InternetAccount.objects.filter(record_id=record.id, id=ROW).first()


def _sealed(record_id: str, told: dict[str, str]) -> bytes:
    return storage.seal_text(record_id, json.dumps(told).encode(), ROW)


def _drawn(new_uuid: NewUuid, length: int) -> str:
    """Letters and digits that nobody guesses: 5 bits each, the fixed bits of a UUID left out."""
    drawn = new_uuid().bytes
    return base64.b32encode(drawn[:6] + drawn[9:]).decode().lower().rstrip("=")[:length]
