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
from socle.identity import traits
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
_RPPS, _FINESS = 11, 9


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

    def old(self) -> Old | None:
        patient = self._patient()
        kind, facility, setting = self._type(), self._code("facility"), self._code("setting")
        specialty = self._code("author_specialty")
        days = {name: self._time(name) for name in ("date", "start", "end", "birth_date")}
        sex, given = self._sex(), self._names("given_names")
        first = self._names("first_given_name") or given.partition(" ")[0]
        if given and not given.startswith(first):
            self._wrong("first_given_name", "le début de la liste des prénoms")
        author, structure = self._number("author_id", _RPPS, "8"), self._number("structure_id", _FINESS, "1")
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
        matricule = re.sub(r"\s", "", self.row["ins"]).upper()
        if not matricule or not self.row["oid"]:
            return None
        patient = CX.of(matricule, self.row["oid"], "NH")
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
        return found

    def _time(self, name: str) -> str:
        text = self.row[name]
        stamp = _stamp(text)
        moment = times.read(stamp) if stamp else None
        if text and moment is None:
            self._wrong(name, "une date : 31/12/2019, 2019-12-31, avec ou sans heure")
        elif moment is not None and moment.start > self.at:
            self._wrong(name, "une date passée")
        return stamp if moment is not None else ""

    def _number(self, name: str, length: int, kind: str) -> str:
        """A national number with the digit that says its kind; one of the bare length is given it."""
        number = re.sub(r"\s", "", self.row[name])
        if len(number) == length:
            number = kind + number
        if number and (len(number) <= length or not number.isascii()):
            self._wrong(name, f"{length} caractères, ou avec le chiffre qui dit le genre du numéro")
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
