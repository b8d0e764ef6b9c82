"""What reading an INS Data Matrix can answer, beside the verdicts on the traits and the matricule themselves."""

from __future__ import annotations

from socle.rulebook import Severity, verdict

_UNREADABLE = {"http": {"status": "422"}, "fhir": {"issue": "structure"}}
_FORMAT = "spec/identity.md c; datamatrix_ins_fields.csv (ANS, Format du datamatrix INS v2.2)"
_SCAN = "Scannez à nouveau le code ; s'il est ainsi fait, prévenez la structure qui l'a imprimé."
_SEPARATE = "Le logiciel qui l'a imprimé sépare les valeurs par le caractère GS (29) ; le lecteur doit le rendre."

HEADER = verdict(
    "identity.datamatrix-header",
    fr="Ce texte n'est pas celui d'un Data Matrix INS : il commence par « {found} », « {expected} » est attendu.",
    en="This is not the text of an INS Data Matrix: it begins with '{found}', '{expected}' is expected.",
    way_out="Scannez le code « INS à scanner » de l'étiquette ou du document, non un autre code.",
    source=_FORMAT,
    how_to_obtain="Lisez un code de médicament (« 01034009… »), ou un code INS d'une version autre que 01.",
    codes=_UNREADABLE,
)
UNKNOWN_BLOCK = verdict(
    "identity.datamatrix-block-unknown",
    fr="Au caractère {place}, « {found} » n'est pas un bloc du Data Matrix INS.",
    en="At character {place}, '{found}' is not a block of the INS Data Matrix.",
    way_out=_SCAN,
    source=_FORMAT,
    how_to_obtain="Lisez un code qui porte un bloc S8.",
    codes=_UNREADABLE,
)
REPEATED_BLOCK = verdict(
    "identity.datamatrix-block-repeated",
    fr="Au caractère {place}, le bloc {found} vient une seconde fois.",
    en="At character {place}, block {found} comes a second time.",
    way_out=_SCAN,
    source=_FORMAT,
    how_to_obtain="Lisez un code qui porte deux fois le bloc S5.",
    codes=_UNREADABLE,
)
MISSING_BLOCK = verdict(
    "identity.datamatrix-block-missing",
    fr="Le bloc {expected} ({place}) manque.",
    en="Block {expected} ({place}) is missing.",
    way_out=_SCAN,
    source=_FORMAT,
    how_to_obtain="Lisez un code sans le bloc S4 (nom de naissance).",
    codes=_UNREADABLE,
)
CUT_SHORT = verdict(
    "identity.datamatrix-cut-short",
    fr="Le bloc {place} est trop court : {expected} caractères attendus, « {found} » lu.",
    en="Block {place} is cut short: {expected} characters expected, '{found}' read.",
    way_out=_SCAN,
    source=_FORMAT,
    how_to_obtain="Lisez un code dont la date de naissance s'arrête au mois.",
    codes=_UNREADABLE,
)
EMPTY_BLOCK = verdict(
    "identity.datamatrix-block-empty",
    fr="Le bloc {place} est vide.",
    en="Block {place} is empty.",
    way_out=_SCAN,
    source=_FORMAT,
    how_to_obtain="Lisez un code dont le nom de naissance est vide (S4 suivi de GS).",
    codes=_UNREADABLE,
)
SEPARATOR_MISSING = verdict(
    "identity.datamatrix-separator-missing",
    fr="La valeur du bloc {place} (« {found} ») en contient une autre : le séparateur GS manque.",
    en="The value of block {place} ('{found}') holds another one: the separator GS is missing.",
    way_out=_SEPARATE,
    source=_FORMAT,
    how_to_obtain="Lisez un code dont les caractères GS ont été retirés.",
    codes=_UNREADABLE,
)
SEPARATOR_SUPERFLUOUS = verdict(
    "identity.datamatrix-separator-superfluous",
    fr="Un séparateur GS suit le bloc {place}, où le format n'en met pas.",
    en="A separator GS follows block {place}, where the format puts none.",
    way_out=_SEPARATE,
    source=_FORMAT,
    how_to_obtain="Lisez un code où un GS suit un OID de 20 caractères, ou le dernier bloc.",
    severity=Severity.WARNING,
)
BIRTH_DATE = verdict(
    "identity.datamatrix-birth-date",
    fr="La date de naissance « {found} » ne se lit pas : {expected} attendu.",
    en="The birth date '{found}' cannot be read: {expected} expected.",
    way_out=_SCAN,
    source=_FORMAT,
    how_to_obtain="Lisez un code né le 31-02-1980, ou dont la date s'écrit 1980-02-01.",
    codes=_UNREADABLE,
)
