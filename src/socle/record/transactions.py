"""Which body element is which transaction of the DMP, on which service, and who answers it.

Requests are dispatched on the body's element, never on the action (spec/dmp.md 1). Source:
dmp_transactions.csv.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from socle.ledger import ActCode
from socle.record.calls import Call
from socle.record.facts import Action
from socle.record.habilitations import td03, td16
from socle.record.hl7v3 import td02, td05, td1, td13a
from socle.record.patients import td04, td15
from socle.record.xds import iti18, iti41, iti43, iti57
from socle.wire import xml
from socle.wire.exchange import Response
from socle.wire.namespaces import HABILITATIONS, HL7, LCM, PATIENTS, QUERY, XDSB, qname


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One transaction. `respond` is None where this server does not serve it (yet, or any more).

    `actions` are the rights of which one at least is asked before anything of the body is read.
    """

    id: str
    service: str
    code: ActCode = ActCode.MESSAGE_REFUSE
    respond: Callable[[Call], Response] | None = None
    actions: tuple[Action, ...] = ()
    multipart: bool = False
    neutral: bool = False
    withdrawn: bool = False


FEED = Transaction(
    id="TD2.1",
    service="repository",
    code=ActCode.SUBMISSION_FEED,
    respond=iti41.provide_and_register,
    actions=(Action.FEED, Action.FEED_WITH_EMPLOYEE_CARD),
    neutral=True,
)
FIND = Transaction(
    id="TD3.1",
    service="registry",
    code=ActCode.DOCUMENT_SEARCH,
    respond=iti18.registry_stored_query,
    actions=(Action.SEARCH, Action.FIND_REFERENCE),
    neutral=True,
)
RETRIEVE = Transaction(
    id="TD3.2",
    service="repository",
    code=ActCode.DOCUMENT_READ,
    respond=iti43.retrieve_document_set,
    actions=(Action.RETRIEVE,),
    multipart=True,
    neutral=True,
)
REGISTER = Transaction(
    id="ITI-42, ITI-57",
    service="registry",
    code=ActCode.SUBMISSION_FEED,
    respond=iti57.update_document_set,
    actions=(Action.FEED,),
    neutral=True,
)
UPDATE = Transaction(
    id="TD3.3",
    service="registry",
    code=ActCode.DOCUMENT_MASK,
    respond=iti57.update_document_set,
    actions=(Action.MASK, Action.UNMASK, Action.SHOW_TO_PATIENT, Action.DELETE, Action.ARCHIVE, Action.UNARCHIVE),
)
EXISTENCE = Transaction(
    id="TD0.2",
    service="patients",
    code=ActCode.RECORD_TEST,
    respond=td02.test_existence,
    actions=(Action.TEST_EXISTENCE,),
)
AUTHORISE = Transaction(
    id="TD0.3",
    service="habilitations",
    code=ActCode.AUTHORISATION_ADD,
    respond=td03.set_authorization,
    actions=(Action.DECLARE_AUTHORISED, Action.REMOVE_AUTHORISATION, Action.DROP_TREATING_PHYSICIAN),
)

LIST_PROFESSIONALS = Transaction(
    id="TD1.6",
    service="habilitations",
    code=ActCode.AUTHORISATION_LIST,
    respond=td16.list_authorisations,
    actions=(Action.LIST_PROFESSIONALS,),
)
LIST_RECORDS = Transaction(
    id="TD0.4",
    service="patients",
    code=ActCode.RECORD_LIST,
    respond=td04.list_records,
    actions=(Action.LIST_RECORDS,),
)

SEARCH = Transaction(
    id="TD0.5",
    service="patients",
    code=ActCode.RECORD_SEARCH,
    respond=td05.search,
    actions=(Action.SEARCH_WITHOUT_INS,),
)
READ_DATA = Transaction(
    id="TD1.3a",
    service="patients",
    code=ActCode.ADMINISTRATIVE_READ,
    respond=td13a.read_data,
    actions=(Action.READ_ADMINISTRATIVE_DATA,),
)


def _registration(id: str, code: ActCode, action: Action) -> Transaction:
    return Transaction(id=id, service="patients", code=code, respond=td1.register, actions=(action,))


CREATE = _registration("TD1.1", ActCode.RECORD_OPEN, Action.CREATE_RECORD)
REOPEN = _registration("TD1.2", ActCode.RECORD_REOPEN, Action.REOPEN_RECORD)
CHANGE = _registration("TD1.3b", ActCode.ADMINISTRATIVE_CHANGE, Action.CHANGE_ADMINISTRATIVE_DATA)
CLOSE = _registration("TD1.4", ActCode.RECORD_CLOSE, Action.CLOSE_RECORD)


def _account(id: str, code: ActCode) -> Transaction:
    """The former internet account; `id` is its name in dmp_transactions.csv."""
    rights = (Action.MANAGE_ACCOUNT,)
    return Transaction(id=id, service="patients", code=code, respond=td15.manage_account, actions=rights)


_BY_BODY: Mapping[str, Transaction] = MappingProxyType(
    {
        qname(XDSB, "ProvideAndRegisterDocumentSetRequest"): FEED,
        qname(XDSB, "RetrieveDocumentSetRequest"): RETRIEVE,
        qname(QUERY, "AdhocQueryRequest"): FIND,
        qname(LCM, "SubmitObjectsRequest"): UPDATE,
        qname(HABILITATIONS, "setAuthorization"): AUTHORISE,
        qname(HABILITATIONS, "listAuthorizationByPatient"): LIST_PROFESSIONALS,
        qname(HL7, "PRPA_IN201307UV02"): EXISTENCE,
        qname(HL7, "PRPA_IN201305UV02"): SEARCH,
        qname(HL7, "PRPA_IN201311UV02"): CREATE,
        qname(HL7, "PRPA_IN201314UV02"): Transaction(id="TD1.2, TD1.3b, TD1.4", service="patients"),
        qname(PATIENTS, "patientList"): LIST_RECORDS,
        qname(PATIENTS, "createPatientAccess"): _account("TD1.5a", ActCode.ACCOUNT_ADD),
        qname(PATIENTS, "patientOTPUpdate"): _account("TD1.5b", ActCode.ACCOUNT_CHANGE),
        qname(PATIENTS, "updatePatientAccess"): _account("TD1.5d", ActCode.ACCOUNT_RENEW),
        qname(PATIENTS, "identityCertification"): Transaction(id="TD0.0", service="patientCertif", withdrawn=True),
    }
)

#: Reasons of PRPA_IN201307UV02 and PRPA_IN201314UV02. Source: spec/dmp.md 3.1.
_BY_REASON: Mapping[str, Transaction] = MappingProxyType(
    {
        "TEST_EXST": EXISTENCE,
        "CNSLT_DATA": READ_DATA,
        "REAC": REOPEN,
        "MODIF_DATA": CHANGE,
        "FERM": CLOSE,
    }
)
_WITH_REASON = frozenset({qname(HL7, "PRPA_IN201307UV02"), qname(HL7, "PRPA_IN201314UV02")})


#: What a body is where no token is asked for. Source: IHE ITI TF-2 3.42.
_BY_NEUTRAL_BODY: Mapping[str, Transaction] = MappingProxyType({qname(LCM, "SubmitObjectsRequest"): REGISTER})


def recognise(body: etree._Element, *, neutral: bool = False) -> Transaction | None:
    """The transaction of a body element, in the neutral profile or in the DMP's; None when it is none."""
    if neutral and body.tag in _BY_NEUTRAL_BODY:
        return _BY_NEUTRAL_BODY[str(body.tag)]
    if body.tag in _WITH_REASON:
        reason = xml.first(body, qname(HL7, "controlActProcess"), qname(HL7, "reasonCode"))
        known = _BY_REASON.get(reason.get("code") or "") if reason is not None else None
        return known or _BY_BODY[str(body.tag)]
    return _BY_BODY.get(str(body.tag))
