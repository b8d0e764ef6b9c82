"""What the RPPS+ portal can answer to who declares, and to who designates."""

from __future__ import annotations

from typing import Final

from socle.rulebook import Severity, verdict

_FAULT: Final = {"http": {"status": "400"}}
_DENIED: Final = {"http": {"status": "403"}}
_CONFLICT: Final = {"http": {"status": "409"}}
_FORM: Final = "Portail RPPS+, « Enregistrer un professionnel » : "

CIVIL_STATUS_MISSING = verdict(
    "directory.enrolment-civil-status-missing",
    fr="Il manque à l'état civil de la personne : {expected}.",
    en="Missing from the person's civil status: {expected}.",
    way_out="Recopiez l'état civil depuis une pièce d'identité, ou indiquez le numéro RPPS de la personne.",
    source="RPPS-003; spec/identity.md e.5",
    how_to_obtain=_FORM + "laissez la date de naissance vide, sans numéro RPPS.",
    rules=("RPPS-003",),
    codes=_FAULT,
)
SITUATION_MISSING = verdict(
    "directory.enrolment-situation-missing",
    fr="La situation d'exercice n'est pas décrite : il manque {expected}. Le lieu ne suffit pas.",
    en="The situation of practice is not described: {expected} is missing. The place is not enough.",
    way_out="Indiquez le rôle de la personne, son mode d'exercice et le premier jour.",
    source="RPPS-018, RPPS-003",
    how_to_obtain=_FORM + "ne choisissez aucun rôle.",
    rules=("RPPS-018", "RPPS-003"),
    codes=_FAULT,
)
USE_MISSING = verdict(
    "directory.enrolment-use-missing",
    fr="Aucun usage réel n'est indiqué pour cet enregistrement.",
    en="No real use is given for this registration.",
    way_out="Cochez ce dont la personne a besoin : messagerie MSSanté nominative, e-parcours, consultation du DMP.",
    source="RPPS-001, RPPS-010",
    how_to_obtain=_FORM + "ne cochez aucun usage.",
    rules=("RPPS-001", "RPPS-010"),
    codes=_FAULT,
)
UNREADABLE = verdict(
    "directory.enrolment-value-unreadable",
    fr="« {found} » ne se lit pas : attendu {expected}.",
    en="'{found}' cannot be read: {expected} is expected.",
    way_out="Corrigez cette valeur comme indiqué, puis recommencez.",
    source="spec/identity.md e.5 (suggested columns: ASSUMED)",
    how_to_obtain=_FORM + "écrivez 31/02/1990 comme date de naissance.",
    codes=_FAULT,
)
ROLE_UNKNOWN = verdict(
    "directory.enrolment-role-unknown",
    fr="« {found} » n'est pas un rôle qu'une structure peut donner à cette personne.",
    en="'{found}' is no role that a structure may give to this person.",
    way_out="Choisissez un rôle de la liste : professions sociales, titres, ou acteur caractérisé par son rôle.",
    source="JDV_J65-SubjectRole; spec/identity.md e.5 (the role drives the rights)",
    how_to_obtain="Envoyez un fichier dont la colonne role vaut 10 (médecin) pour une personne qui n'en est pas un.",
    codes=_FAULT,
)
DATES_OUT_OF_ORDER = verdict(
    "directory.enrolment-dates-out-of-order",
    fr="Le {found} vient avant le {expected}.",
    en="{found} comes before {expected}.",
    way_out="Vérifiez les deux dates : le dernier jour ne précède pas le premier, ni le premier la naissance.",
    source="our own: a registration has a beginning and an end",
    how_to_obtain=_FORM + "donnez un dernier jour antérieur au premier.",
    codes=_FAULT,
)
RPPS_WRONG = verdict(
    "directory.enrolment-rpps-wrong",
    fr="Le numéro RPPS {found} est inexact : onze chiffres, dont une clé de contrôle.",
    en="The RPPS number {found} is wrong: eleven digits, the last a check digit.",
    way_out="Recopiez le numéro depuis la carte ou l'Annuaire Santé.",
    source="spec/identity.md e.1 (Luhn)",
    how_to_obtain=_FORM + "changez le dernier chiffre d'un numéro connu.",
    codes=_FAULT,
)
RPPS_UNKNOWN = verdict(
    "directory.enrolment-rpps-unknown",
    fr="Personne ne porte le numéro RPPS {found} dans l'annuaire.",
    en="Nobody in the directory bears the RPPS number {found}.",
    way_out="Vérifiez le numéro, ou cherchez la personne par son état civil.",
    source="spec/identity.md e.5 (search by RPPS or by civil identity, then register)",
    how_to_obtain=_FORM + "donnez un numéro bien formé que personne ne porte.",
    codes=_FAULT,
)
RPPS_OF_ANOTHER = verdict(
    "directory.enrolment-rpps-of-another",
    fr="Le numéro RPPS donné est celui d'une autre personne que {found}.",
    en="The RPPS number given is that of another person than {found}.",
    way_out="Vérifiez le numéro et l'état civil : l'un des deux est inexact.",
    source="spec/identity.md e.5 (search before registering)",
    how_to_obtain="Envoyez un fichier dont une ligne porte le RPPS d'une personne et le nom d'une autre.",
    codes=_CONFLICT,
)
POSSIBLE_DOUBLE = verdict(
    "directory.enrolment-possible-double",
    fr="Une personne qui ressemble à celle-ci est déjà connue : {found}.",
    en="A person who looks like this one is already known: {found}.",
    way_out="Si c'est elle, indiquez son numéro RPPS ; sinon, confirmez qu'il s'agit d'une autre personne.",
    source="spec/identity.md e.5 (search by RPPS or by civil identity, then register)",
    how_to_obtain=_FORM + "déclarez une personne de mêmes nom, prénom et date de naissance qu'une autre.",
    codes=_CONFLICT,
)
KNOWN_PERSON = verdict(
    "directory.enrolment-known-person",
    severity=Severity.INFO,
    fr="Cette personne est déjà connue sous le numéro RPPS {found} : elle n'est pas créée une seconde fois.",
    en="This person is already known as RPPS {found}: no second one is created.",
    way_out="Rien à faire : son numéro reste le même dans toutes ses structures.",
    source="spec/identity.md e.5",
    how_to_obtain=_FORM + "déclarez sans numéro une personne déjà enregistrée ailleurs.",
)
REGULATED = verdict(
    "directory.enrolment-regulated-profession",
    fr="Une structure n'inscrit pas elle-même cette profession : {found}.",
    en="A structure does not register this profession by itself: {found}.",
    way_out="La personne s'inscrit auprès de son ordre ou de l'ARS ; reprenez ensuite avec son numéro RPPS.",
    source="RPPS-021; spec/identity.md e.5 (authority of registration per profession)",
    how_to_obtain=_FORM + "déclarez un infirmier sans numéro RPPS.",
    codes=_DENIED,
)
NUMBER_GIVEN_ELSEWHERE = verdict(
    "directory.enrolment-number-given-elsewhere",
    fr="Ce serveur de production ne donne pas de numéro RPPS.",
    en="This production server gives no RPPS number.",
    way_out="Enregistrez la personne au portail national, puis reprenez ici avec son numéro.",
    source="our own: RPPS numbers are given by the national directory; this one plays it in tests only",
    how_to_obtain="Sur un serveur de production, déclarez une personne sans numéro RPPS.",
    codes=_DENIED,
)
ALREADY_THERE = verdict(
    "directory.enrolment-already-there",
    fr="Cette personne exerce déjà dans cette structure ({found}).",
    en="This person already exercises in this structure ({found}).",
    way_out="Déclarez d'abord son départ ; elle peut être enregistrée de nouveau une fois partie.",
    source="our own: one situation by person and place at a time",
    how_to_obtain=_FORM + "enregistrez deux fois la même personne dans la même structure.",
    codes=_CONFLICT,
)
PLACE_UNKNOWN = verdict(
    "directory.enrolment-structure-unknown",
    fr="La structure {found} n'existe pas dans l'annuaire ce jour.",
    en="Structure {found} is not in the directory on this day.",
    way_out="Indiquez le FINESS ou l'identifiant d'une structure en activité.",
    source="spec/identity.md e.5 (structure id)",
    how_to_obtain="Envoyez un fichier dont la colonne structure vaut 1999999999.",
    codes=_FAULT,
)
NOT_MANAGER = verdict(
    "directory.enrolment-not-manager",
    fr="Vous n'êtes pas gestionnaire RPPS+ de cette structure ({found}).",
    en="You are no RPPS+ manager of this structure ({found}).",
    way_out="Seuls les gestionnaires désignés par le représentant légal déclarent les entrées et les sorties.",
    source="RPPS-004, RPPS-007, RPPS-008, RPPS-006",
    how_to_obtain="Ouvrez le portail RPPS+ sans avoir été désigné gestionnaire.",
    rules=("RPPS-004", "RPPS-007"),
    codes=_DENIED,
)
WITHOUT_CARD = verdict(
    "directory.enrolment-manager-without-card",
    fr="Le gestionnaire RPPS+ doit détenir une carte CPS ou CPE en cours de validité.",
    en="The RPPS+ manager must hold a CPS or CPE card in force.",
    way_out="Commandez une carte (formulaire F301), ou utilisez celle qui a remplacé la vôtre.",
    source="RPPS-016",
    how_to_obtain="Désignez gestionnaire une personne qui n'a pas de carte, puis ouvrez le portail à sa place.",
    rules=("RPPS-016",),
    codes=_DENIED,
)
NOT_ENROLLED = verdict(
    "directory.enrolment-not-there",
    fr="Cette personne n'est pas enregistrée dans cette structure ({found}).",
    en="This person is not registered in this structure ({found}).",
    way_out="Cherchez-la dans la liste de vos professionnels, et vérifiez la structure.",
    source="RPPS-004",
    how_to_obtain="Envoyez un fichier qui déclare la sortie d'une personne jamais entrée.",
    rules=("RPPS-004",),
    codes=_FAULT,
)
ALREADY_LEFT = verdict(
    "directory.enrolment-already-left",
    fr="Cette personne est déjà partie, le {found}.",
    en="This person has already left, on {found}.",
    way_out="Rien à faire. Si elle revient, enregistrez-la de nouveau.",
    source="RPPS-004",
    how_to_obtain="Déclarez deux fois le départ de la même personne.",
    rules=("RPPS-004",),
    codes=_CONFLICT,
)
PROFILE_STAYS = verdict(
    "directory.enrolment-profile-stays",
    severity=Severity.INFO,
    fr="Le profil d'accès de cette personne reste « {found} » : les rôles ne se cumulent pas.",
    en="This person's access profile stays '{found}': roles do not add up.",
    way_out="Si un autre de ses rôles doit fixer ses droits, choisissez-le sur la page de la personne.",
    source="RPPS-013",
    how_to_obtain="Enregistrez sous un second rôle une personne déjà enregistrée sous un premier.",
    rules=("RPPS-013",),
)
PROFILE_NOT_HELD = verdict(
    "directory.enrolment-profile-not-held",
    fr="« {found} » ne peut pas devenir le profil d'accès de cette personne.",
    en="'{found}' cannot become this person's access profile.",
    way_out="Le profil est l'un de ses rôles en cours ; celui d'une profession réglementée ne se choisit pas.",
    source="RPPS-013",
    how_to_obtain="Choisissez pour une personne un profil qui n'est pas un de ses rôles.",
    rules=("RPPS-013",),
    codes=_DENIED,
)
SERVICE_NEEDS_RPPS = verdict(
    "directory.service-needs-rpps",
    fr="Ce service demande un enregistrement au RPPS : {found} ne suffit pas.",
    en="This service needs a registration in the RPPS: {found} is not enough.",
    way_out="Demandez à votre gestionnaire RPPS+ de vous enregistrer.",
    source="RPPS-019, RPPS-022",
    how_to_obtain="Portail RPPS+, « À savoir » : comparez ce qu'ouvre une CPE et ce qu'ouvre l'enregistrement.",
    rules=("RPPS-019", "RPPS-022"),
    codes=_DENIED,
)
