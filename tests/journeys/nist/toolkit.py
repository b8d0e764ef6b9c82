"""Plays the NIST xdstools test plans against a server, as the toolkit does.

Each test folder holds `testplan.xml` files; a step is one transaction with its metadata, what to substitute
from earlier steps, and its stated outcome. The neutral profile's endpoints are given as a `post` function.
"""

from __future__ import annotations

import itertools
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from tests.journeys.nist.metadata import RIM, assign, local, upgrade

XDSB = "urn:ihe:iti:xds-b:2007"
SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
REPOSITORY = "1.2.250.1.213.4.1.1.1.2"
XOP = "http://www.w3.org/2004/08/xop/include"
ACTIONS = {
    "RegisterTransaction": ("registry", "urn:ihe:iti:2007:RegisterDocumentSet-b"),
    "MuTransaction": ("registry", "urn:ihe:iti:2010:UpdateDocumentSet"),
    "ProvideAndRegisterTransaction": ("repository", "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"),
    "StoredQueryTransaction": ("registry", "urn:ihe:iti:2007:RegistryStoredQuery"),
    "RetrieveTransaction": ("repository", "urn:ihe:iti:2007:RetrieveDocumentSet"),
}
HAS_MEMBER = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember"
SUBMISSION_SET = "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd"
FOLDER = "urn:uuid:d9d542f3-6cc4-48b6-8870-ea235fbc94c2"


@dataclass
class Step:
    """What one played step left behind for later ones."""

    values: dict[str, dict[str, str]] = field(default_factory=dict)
    output: object = None
    reports: dict[str, str] = field(default_factory=dict)


class Toolkit:
    """One run of test plans for one patient. `post(service, content_type, body) -> (status, content_type, body)`."""

    def __init__(self, tests: Path, post) -> None:
        self.tests = tests
        self.played = 0
        self.post = post
        self.steps: dict[tuple[Path, str], Step] = {}
        self.last = Step()
        self.new_patient()
        self._uids = itertools.count(1)

    def new_patient(self) -> None:
        self.patient_id = f"{uuid.uuid4().hex[:12]}^^^&1.3.6.1.4.1.21367.2005.13.20.1000&ISO"

    def fresh_uid(self) -> str:
        return f"2.25.{uuid.uuid4().int}.{next(self._uids)}"

    def run(self, plan: str) -> None:
        """Play every step of `plan` (`11901/uuid`), asserting the outcome each states."""
        folder = self.tests / plan
        for step in etree.parse(str(folder / "testplan.xml")).getroot().iter("TestStep"):
            self._play(folder, step)
            self.played += 1

    def _play(self, folder: Path, step) -> None:
        transaction = next((child for child in step if child.tag.endswith("Transaction")), None)
        if step.find("NewPatientId") is not None:
            self.new_patient()
        elif transaction is None:
            raise AssertionError(f"{folder.name}/{step.get('id')}: a step without transaction")
        elif transaction.tag == "NullTransaction":
            self._assertions(transaction, self.last.output, self._reported(folder, transaction))
        elif transaction.tag in ACTIONS:
            self._transact(folder, step, transaction)
        elif transaction.tag == "HttpTransaction":
            self._raw(folder, step, transaction)
        else:
            raise AssertionError(f"the player does not know {transaction.tag}")

    def _substitutions(self, folder: Path, transaction) -> dict[str, str]:
        found = {"$patientid$": self.patient_id, "$patient_id$": self.patient_id}
        for use in transaction.findall("UseId"):
            where = self._where(folder, use.get("testdir", "."))
            if use.get("section") == "AssignedPatientId":
                found[use.get("symbol")] = self.patient_id
                continue
            found[use.get("symbol")] = self.steps[where, use.get("step")].values[use.get("section")][use.get("id")]
        for use in transaction.findall("UseReport"):
            if use.get("test") is None:
                where = (folder.parent / use.get("section")).resolve()
                found[use.get("useAs")] = self.steps[where, use.get("step")].reports[use.get("reportName")]
        return found

    def _where(self, folder: Path, named: str) -> Path:
        """The section that `testdir` names: from the plan's own folder, or from its test's (12021/retrieve)."""
        return ((folder if named.startswith(".") else folder.parent) / named).resolve()

    def _transact(self, folder: Path, step, transaction) -> None:
        text = (folder / transaction.findtext("MetadataFile")).read_text("utf-8")
        for symbol, value in self._substitutions(folder, transaction).items():
            text = text.replace(symbol, value.replace("&", "&amp;"))
        left = Step()
        self.steps[folder.resolve(), step.get("id")] = left
        parts: dict[str, bytes] = {}
        if transaction.tag in {"RegisterTransaction", "ProvideAndRegisterTransaction", "MuTransaction"}:
            body, parts = self._submission(folder, transaction, text.encode(), left)
        else:
            body = etree.fromstring(text.encode())
            if local(body) == "Envelope":
                body = next(iter(body.find(f"{{{SOAP}}}Body")))
        service, action = ACTIONS[transaction.tag]
        left.output, documents = self._exchange(service, action, body, parts)
        self.last = left
        self._expect(step, transaction, left)
        for report in transaction.iter("Report"):
            self._report(report, left, body)
        if transaction.tag == "RetrieveTransaction":
            expected = {
                reference.get("uid"): (folder.parent / reference.text).read_bytes()
                for reference in transaction.findall("ReferenceDocument")
            }
            assert sorted(expected.values()) == sorted(documents), "the documents are those that were provided"

    def retrieve(self, unique_id: str) -> bytes:
        """The bytes of one document of our repository."""
        body = etree.Element(f"{{{XDSB}}}RetrieveDocumentSetRequest", nsmap={"xdsb": XDSB})
        request = etree.SubElement(body, f"{{{XDSB}}}DocumentRequest")
        etree.SubElement(request, f"{{{XDSB}}}RepositoryUniqueId").text = REPOSITORY
        etree.SubElement(request, f"{{{XDSB}}}DocumentUniqueId").text = unique_id
        _, documents = self._exchange(*ACTIONS["RetrieveTransaction"], body, {})
        (document,) = documents
        return document

    def _submission(self, folder, transaction, text, left):
        request = upgrade(text)
        keep = {entry.get("id") for entry in transaction.findall("NoAssignUids")}
        assigned = assign(
            request,
            patient_id=self.patient_id,
            uuids=transaction.find("AssignUuids") is not None,
            keep_uids=keep,
            fresh_uid=self.fresh_uid,
        )
        left.values = {"AssignedUuids": assigned.uuids, "AssignedUids": assigned.uids}
        left.reports = {f"{name}_uid": value for name, value in assigned.uids.items()}
        if transaction.tag in {"RegisterTransaction", "MuTransaction"}:
            return request, {}
        provide = etree.Element(f"{{{XDSB}}}ProvideAndRegisterDocumentSetRequest", nsmap={"xdsb": XDSB})
        provide.append(request)
        parts = {}
        for document in transaction.findall("Document"):
            name = assigned.uuids.get(document.get("id"), document.get("id"))
            cid = f"{uuid.uuid4()}@toolkit"
            parts[cid] = (folder / document.text).read_bytes()
            holder = etree.SubElement(provide, f"{{{XDSB}}}Document", id=name)
            etree.SubElement(holder, f"{{{XOP}}}Include", href=f"cid:{cid}", nsmap={"xop": XOP})
        return provide, parts

    def _exchange(self, service, action, body, parts):
        envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP, "wsa": WSA})
        header = etree.SubElement(envelope, f"{{{SOAP}}}Header")
        etree.SubElement(header, f"{{{WSA}}}MessageID").text = f"urn:uuid:{uuid.uuid4()}"
        etree.SubElement(header, f"{{{WSA}}}Action").text = action
        etree.SubElement(envelope, f"{{{SOAP}}}Body").append(body)
        root = etree.tostring(envelope, encoding="UTF-8", xml_declaration=True)
        if service == "registry":
            return self._read(self.post(service, "application/soap+xml; charset=UTF-8", root))
        boundary = f"MIME_{uuid.uuid4().hex}"
        pieces = [('application/xop+xml; charset=UTF-8; type="application/soap+xml"', "root@toolkit", root)]
        pieces += [("application/octet-stream", cid, content) for cid, content in parts.items()]
        message = b"".join(
            f"--{boundary}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{cid}>\r\n\r\n".encode()
            + content
            + b"\r\n"
            for kind, cid, content in pieces
        )
        kind = (
            f'multipart/related; type="application/xop+xml"; start="<root@toolkit>"; '
            f'start-info="application/soap+xml"; boundary="{boundary}"'
        )
        return self._read(self.post(service, kind, message + f"--{boundary}--\r\n".encode()))

    def _read(self, answer):
        _, content_type, body = answer
        if not content_type.startswith("multipart/related"):
            return etree.fromstring(body), []
        boundary = content_type.split("boundary=")[1].split(";")[0].strip('"').encode()
        parts = [piece.split(b"\r\n\r\n", 1)[1][:-2] for piece in body.split(b"--" + boundary)[1:-1]]
        return etree.fromstring(parts[0]), parts[1:]

    def _raw(self, folder, step, transaction) -> None:
        headers = " ".join(transaction.findtext("Headers").split()).removeprefix("Content-Type: ")
        left = Step()
        self.steps[folder.resolve(), step.get("id")] = left
        left.output, _ = self._read(
            self.post("repository", headers, (folder / transaction.findtext("BodyFile")).read_bytes())
        )
        self._expect(step, transaction, left)

    def _report(self, report, left, sent) -> None:
        source = left.output if report.get("section") == "Result" else sent
        found = source.xpath((report.text or "").strip())
        value = found[0] if isinstance(found, list) else found
        left.reports[report.get("name")] = value.text.strip() if hasattr(value, "text") else str(value)

    def _reported(self, folder, transaction) -> dict[str, str]:
        """What earlier steps reported, by the name under which the assertions use it; THIS is the plan's own folder."""
        found = {}
        for use in transaction.findall("UseReport"):
            where = folder if use.get("section") == "THIS" else folder.parent / use.get("section")
            found[use.get("useAs")] = self.steps[where.resolve(), use.get("step")].reports[use.get("reportName")]
        return found

    def _assertions(self, transaction, output, reported=()) -> None:
        for entry in transaction.iter("Assert"):
            path = entry.text.strip()
            for name, value in dict(reported).items():
                path = path.replace(name, value)
            assert output.xpath(path), f"{entry.get('id')}: {path}"

    def _expect(self, step, transaction, left) -> None:
        output = left.output
        text = etree.tostring(output, encoding="unicode")
        response = next(
            (e for e in output.iter() if isinstance(e.tag, str) and e.get("status", "").find("ResponseStatusType") > 0),
            None,
        )
        assert response is not None, f"no registry response: {text[:2000]}"
        expected = step.findtext("ExpectedStatus")
        told = [(e.get("errorCode"), e.get("codeContext")) for e in output.iter("{*}RegistryError")]
        assert response.get("status").rsplit(":", 1)[1] == expected, told
        code = step.findtext("ExpectedErrorCode") or step.findtext("ExpectedErrorMessage")
        if code:
            codes = {
                e.get("errorCode") for e in output.iter() if isinstance(e.tag, str) and local(e) == "RegistryError"
            }
            assert code in codes, f"expected {code}, got {codes}"
        contents = transaction.find("ExpectedContents")
        if contents is not None:
            for entry in contents:
                _check_contents(entry, output)
        self._assertions(transaction, output)


def _objects(output):
    found = {"Documents": [], "SubmissionSets": [], "Folders": [], "Associations": [], "ObjectRefs": []}
    for element in output.iter(f"{{{RIM}}}*"):
        name = local(element)
        if name == "ExtrinsicObject":
            found["Documents"].append(element)
        elif name == "Association":
            found["Associations"].append(element)
        elif name == "ObjectRef":
            found["ObjectRefs"].append(element)
        elif name == "RegistryPackage":
            nodes = {e.get("classificationNode") for e in element.iter(f"{{{RIM}}}Classification")}
            found["SubmissionSets" if SUBMISSION_SET in nodes else "Folders"].append(element)
    return found


#: The toolkit's named shapes: submission sets, documents, folders, HasMember associations at least.
SHAPES = {
    "SSwithOneDoc": (1, 1, 0, 1),
    "SSwithTwoDoc": (1, 2, 0, 2),
    "SSwithOneDocOneFol": (1, 1, 1, 2),
    "SSwithTwoDocOneFol": (1, 2, 1, 3),
    "SSwithTwoDocOneFolOneDocInFol": (1, 2, 1, 4),
    "SSwithOneFol": (1, 0, 1, 1),
    "None": (0, 0, 0, 0),
}
STATUSES = {
    "DocApp": lambda seen: set(seen) == {"Approved"},
    "DocDep": lambda seen: set(seen) == {"Deprecated"},
    "OneDocApp": lambda seen: seen["Approved"] == 1,
    "OneDocDep": lambda seen: seen["Deprecated"] == 1,
}


def _check_contents(entry, output) -> None:
    found = _objects(output)
    if entry.tag in found:
        assert len(found[entry.tag]) == int(entry.get("count")), f"{entry.tag}: {len(found[entry.tag])}"
    elif entry.tag in SHAPES:
        members = [a for a in found["Associations"] if a.get("associationType") == HAS_MEMBER]
        seen = tuple(len(found[kind]) for kind in ("SubmissionSets", "Documents", "Folders"))
        assert seen == SHAPES[entry.tag][:3], f"{entry.tag}: {seen}"
        assert len(members) >= SHAPES[entry.tag][3], f"{entry.tag}: {len(members)} members"
    elif entry.tag in STATUSES:
        statuses = Counter(e.get("status").rsplit(":", 1)[1] for e in found["Documents"])
        assert STATUSES[entry.tag](statuses), f"{entry.tag}: {statuses}"
    elif entry.tag == "SSApproved":
        assert all(e.get("status").endswith("Approved") for e in found["SubmissionSets"])
    else:
        raise AssertionError(f"the player does not know {entry.tag}")
