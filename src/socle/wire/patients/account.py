"""The messages of TD1.5, both sides: the former internet account of a holder. Source: spec/dmp.md 3.3 (samples).

The patient is not in them: it comes from the token (spec/dmp.md 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lxml import etree

from socle.rulebook import Finding
from socle.wire import verdicts, xml
from socle.wire.namespaces import PATIENTS, qname

CREATE: Final = qname(PATIENTS, "createPatientAccess")
CHANNEL: Final = qname(PATIENTS, "patientOTPUpdate")
RENEW: Final = qname(PATIENTS, "updatePatientAccess")

#: The longest address or number that is kept.
_LONGEST = 200


class ChannelType(StrEnum):
    """Where one-time codes go."""

    SMS = "SMS"
    EMAIL = "EMAIL"


class ChannelChange(StrEnum):
    """What TD1.5b does of a channel."""

    ADD = "AJOUT"
    CHANGE = "MODIFICATION"
    REMOVE = "SUPPRESSION"


@dataclass(frozen=True, slots=True)
class Channel:
    """A telephone number or a mail address; `change` in TD1.5b alone."""

    type: ChannelType
    address: str
    change: ChannelChange = ChannelChange.ADD


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAnswer:
    """`login` and `password` where the account was made or renewed; `context` a sentence when there is one to say."""

    status: str
    login: str = ""
    password: str = ""
    context: str = ""


def _text(parent: etree._Element, name: str) -> str:
    return xml.text_of(xml.first(parent, qname(PATIENTS, name)))


def read_channel(element: etree._Element) -> tuple[Channel | None, list[Finding]]:
    """Read the channel of a createPatientAccess or of a patientOTPUpdate."""
    kind, address, change = _text(element, "type"), _text(element, "canal"), _text(element, "action")
    findings: list[Finding] = []
    if kind not in set(ChannelType):
        findings.append(verdicts.ACCOUNT_CHANNEL.at("type", expected=", ".join(ChannelType), found=kind))
    if not 0 < len(address) <= _LONGEST:
        findings.append(verdicts.ACCOUNT_CHANNEL.at("canal", expected=f"1 à {_LONGEST} caractères", found=address))
    if element.tag != CHANNEL:
        change = ChannelChange.ADD
    if change not in set(ChannelChange):
        findings.append(verdicts.ACCOUNT_CHANNEL.at("action", expected=", ".join(ChannelChange), found=change))
    return (None if findings else Channel(ChannelType(kind), address, ChannelChange(change))), findings


def write_account_answer(request: etree._Element, answer: AccountAnswer) -> etree._Element:
    """The answer to this request, in the element that bears its name."""
    name = etree.QName(request).localname
    element = xml.element(qname(PATIENTS, f"{name}Response"), nsmap={"pat": PATIENTS})
    output = xml.child(element, qname(PATIENTS, "output"))
    told = (
        ("login", answer.login),
        ("password", answer.password),
        ("status", answer.status),
        ("context", answer.context),
    )
    for field, value in told:
        if value:
            xml.child(output, qname(PATIENTS, field), text=value)
    return element
