"""From a line of the index to what a document is made of: every datum that is missing or wrong, at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from socle import codes
from socle.client.history.index import FIELDS, Correspondence, Row, plain
from socle.client.history.verdicts import MISSING, WRONG
from socle.codes import CodeEntry
from socle.documents import times
from socle.identity import matricule, traits
from socle.identity.rules.acceptance import is_acceptable_ins
from socle.rulebook import Finding
from socle.rulebook.choices import Choices
from socle.wire.hl7v2 import CX

_NEEDED = (
    *("ins", "oid", "birth_name", "given_names", "sex", "birth_date", "birth_place"),
    *("type", "date", "author_id", "author_family", "structure_id", "facility", "setting"),
)
_FRENCH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T]+(\d{1,2})[:hH](\d{2})(?::(\d{2}))?)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_SEXES = {"m": "M", "masculin": "M", "homme": "M", "h": "M", "1": "M", "f": "F", "feminin": "F", "femme": "F", "2": "F"}
#: The national numbers of who writes and of where, with the digit that says their kind. Source: spec/cda.md 3.
_AUTHOR = re.compile(r"8\d{11}|0[0-9A-Z]{9}|[13456][0-9A-Z]+/.+", re.ASCII)
_STRUCTURE = re.compile(r"1\d[0-9AB][0-9A-Z]{7}|2\d{9}|3\d{14}|0[0-9A-Z]{9,}", re.ASCII)
_RANKED = re.compile(r"4(\d{11}).+", re.ASCII)
_BARE = {"author_id": {11: "8", 9: "0"}, "structure_id": {9: "1"}}
_NUMBERS = {
    "author_id": "RPPS (11 chiffres) ou ADELI (9 caractères), ou l'un d'eux avec 8 ou 0 devant",
    "structure_id": "FINESS (9 caractères), ou 1 et le FINESS, 2 et le SIREN, 3 et le SIRET, 4 et le RPPS-rang",
}
_PLACE = re.compile(r"(?:\d{2}|2[AB])\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """An old document as its line describes it. Times are HL7 TS in French local time, days have eight digits."""

    patient: CX
    birth_name: str
    given_names: str
    first_given_name: str
    sex: str
    birth_date: str
    birth_place: str
    used_name: str = ""
    used_given_name: str = ""
    local_id: str = ""
    local_root: str = ""
    type: CodeEntry
    title: str
    date: str
    start: str
    end: str = ""
    author_id: str
    author_family: str
    author_given: str = ""
    specialty: CodeEntry | None = None
    structure_id: str
    structure_name: str = ""
    facility: CodeEntry
    setting: CodeEntry


def read(row: Row, known: Correspondence, *, at: datetime, choices: Choices) -> tuple[Old | None, list[Finding]]:
    """What a line says; None with what is missing or wrong in it. Nothing is dated after `at`."""
    line = _Line(row, known, at, choices)
    return line.old(), line.findings


class _Line:
    def __init__(self, row: Row, known: Correspondence, at: datetime, choices: Choices) -> None:
        self.row, self.known, self.at, self.choices = row, known, at, choices
        self.findings = [MISSING.at(name, expected=FIELDS[name][0]) for name in _NEEDED if not row[name]]
        self.day = at.astimezone(times.PARIS).date()

    def old(self) -> Old | None:
        if self.row.broken:  # what stands in its columns may be of other lines
            expected = "une ligne de l'index : un guillemet ou un séparateur de trop"
            self.findings = [WRONG.at("la ligne", expected=expected, found=self.row.broken)]
            return None
        patient = self._patient()
        days = {name: self._time(name) for name in ("date", "start", "end", "birth_date")}
        if f"{self.day:%Y%m%d}" >= days["birth_date"][:8] > days["date"][:8] > "":
            self._wrong("birth_date", "un jour qui n'est pas après celui du document")
        made = times.read(days["date"])
        self.day = made.start.astimezone(times.PARIS).date() if made else self.day
        kind, facility, setting = self._type(), self._code("facility"), self._code("setting")
        specialty = self._code("author_specialty")
        if self.row["birth_place"] and not _PLACE.fullmatch(self.row["birth_place"]):
            self._wrong("birth_place", "cinq caractères : 51215, 2A004, 99351")
        if patient and (self.row["local_root"], self.row["local_id"]) == (patient.authority, patient.id):
            self._wrong("local_id", "un autre numéro que celui de l'INS")
        sex, given = self._sex(), self._names("given_names")
        first = self._names("first_given_name") or given.partition(" ")[0]
        if given and not f"{given} ".startswith(f"{first} "):
            self._wrong("first_given_name", "le début de la liste des prénoms")
        author, structure = self._number("author_id"), self._number("structure_id")
        names = {name: self._names(name) for name in ("birth_name", "used_name", "used_given_name")}
        if self.findings or not (patient and kind and facility and setting):
            return None
        return Old(
            patient=patient,
            given_names=given,
            first_given_name=first,
            sex=sex,
            birth_date=days["birth_date"][:8],
            birth_place=self.row["birth_place"],
            local_id=self.row["local_id"] if self.row["local_root"] else "",
            local_root=self.row["local_root"],
            type=kind,
            title=self.row["title"] or kind.label,
            date=days["date"],
            start=days["start"] or days["date"],
            end=days["end"],
            author_id=author,
            author_family=self.row["author_family"],
            author_given=self.row["author_given"],
            specialty=specialty,
            structure_id=structure,
            structure_name=self.row["structure_name"],
            facility=facility,
            setting=setting,
            **names,
        )

    def _wrong(self, name: str, expected: str) -> None:
        self.findings.append(WRONG.at(name, expected=expected, found=self.row[name]))

    def _patient(self) -> CX | None:
        number = re.sub(r"\s", "", self.row["ins"]).upper()
        if not number or not self.row["oid"]:
            return None
        patient = CX.of(number, self.row["oid"], "NH")
        decision = is_acceptable_ins(patient, self.choices)
        self.findings += [finding for finding in decision.findings if finding.is_error]
        return patient

    def _names(self, name: str) -> str:
        """A name in the characters of an identity, as INSi gives them."""
        written = traits.normalise(self.row[name])
        if written and not traits.name_is_well_written(written, birth_name=name == "birth_name"):
            self._wrong(name, "lettres, espace, apostrophe et tiret")
        return written

    def _sex(self) -> str:
        found = _SEXES.get(plain(self.row["sex"]), "")
        if self.row["sex"] and not found:
            self._wrong("sex", "M ou F")
        return found

    def _type(self) -> CodeEntry | None:
        """By the correspondence, by its code, or by its label."""
        text = self.row["type"]
        code = self.known.types.get(plain(text), text)
        found = codes.value_set("type_code").get(code) or _types_by_label().get(plain(text))
        if text and found is None:
            self._wrong("type", "un code ou un libellé de JDV_J07, ou une ligne de [types]")
        self._in_use("type", found)
        return found

    def _code(self, name: str) -> CodeEntry | None:
        sets = {
            "facility": "healthcare_facility_type",
            "setting": "practice_setting",
            "author_specialty": "author_specialty",
        }
        found = codes.value_set(sets[name]).get(self.row[name])
        if self.row[name] and found is None:
            self._wrong(name, FIELDS[name][0])
        self._in_use(name, found)
        return found

    def _in_use(self, name: str, code: CodeEntry | None) -> None:
        """A code is of the day of the document, or of this one: another is read, never written (DOC-017)."""
        today = self.at.astimezone(times.PARIS).date()
        if code is not None and not code.valid_on(self.day) and not code.valid_on(today):
            self._wrong(name, f"un code en vigueur le {self.day:%d/%m/%Y}, ou aujourd'hui")

    def _time(self, name: str) -> str:
        text = self.row[name]
        stamp = _stamp(text)
        moment = times.read(stamp) if stamp else None
        if text and moment is None:
            self._wrong(name, "une date : 31/12/2019, 2019-12-31, avec ou sans heure")
        elif moment is not None and moment.start > self.at:
            self._wrong(name, "une date passée")
        return stamp if moment is not None else ""

    def _number(self, name: str) -> str:
        """A national number with the digit that says its kind; one of the bare length is given it."""
        number = re.sub(r"\s", "", self.row[name]).upper()
        number = _BARE[name].get(len(number), "") + number
        form = _AUTHOR if name == "author_id" else _STRUCTURE
        ranked = _RANKED.fullmatch(number) if name == "structure_id" else None
        if number and not form.fullmatch(number) and not (ranked and matricule.rpps(ranked[1])):
            self._wrong(name, _NUMBERS[name])
        return number


def _stamp(text: str) -> str:
    """A time as HL7 writes it, with the French offset when it has an hour; empty when it is none."""
    if match := _FRENCH.fullmatch(text):
        day, month, year, *hour = match.groups()
        digits = f"{year}{month:0>2}{day:0>2}"
    elif match := (_ISO.fullmatch(text) or _COMPACT.fullmatch(text)):
        year, month, day, *hour = match.groups()
        digits = f"{year}{month}{day}"
    else:
        return ""
    if not hour[0]:
        return digits
    moment = times.read(f"{digits}{hour[0]:0>2}{hour[1]}{hour[2] or '00'}")
    return f"{moment.start:%Y%m%d%H%M%S%z}" if moment else ""


@cache
def _types_by_label() -> Mapping[str, CodeEntry]:
    """Types by their label; a label that two types have names neither."""
    found: dict[str, list[CodeEntry]] = {}
    for entry in codes.value_set("type_code"):
        found.setdefault(plain(entry.label), []).append(entry)
    return {label: entries[0] for label, entries in found.items() if len(entries) == 1}
