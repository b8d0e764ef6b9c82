"""Refusals of what software asks about a record itself: creating, reopening, changing, closing, searching it."""

from __future__ import annotations

from socle.rulebook import verdict

_DENIED = "DMPAccessDeniedByRightsService"

#: Source: spec/dmp.md 5: a refusal interaction, whose first detail holds the code.
DENIED = {"hl7v3": {"acknowledgement": _DENIED}, "soap": {"sender": _DENIED}, "http": {"status": "403"}}

ALREADY_THERE = verdict(
    "record.already-there",
    fr="Un dossier existe déjà pour cette personne.",
    en="There is a record for this person already.",
    way_out="Utilisez le dossier qui existe : il n'y en a qu'un par personne.",
    source="spec/dmp.md 3.1 (TD1.1), 5",
    how_to_obtain="Jouez td1.1-create-already-there : créez un dossier pour Camille TAMARIN, qui en a un.",
    rules=("DMP-207",),
    codes={"hl7v3": {"acknowledgement": "DMPFound"}, "soap": {"sender": _DENIED}, "http": {"status": "409"}},
)
CREATION_WITHDRAWN = verdict(
    "record.creation-withdrawn",
    fr="La création d'un dossier par un logiciel n'est plus ouverte : le dossier naît avec Mon espace santé.",
    en="Software creates no record any more: it is born with Mon espace santé.",
    way_out="Parlez-en avec le patient : son dossier s'ouvre avec Mon espace santé, jamais par un professionnel.",
    source="CSP R1111-40; spec/dmp.md 3.1 (TD1.1)",
    how_to_obtain="Jouez td1.1-create-withdrawn : créez un dossier pour Perrine BOISJOLY, qui n'en a pas.",
    rules=("DMP-207", "DMP-209"),
    codes=DENIED,
)
REOPENING_WITHDRAWN = verdict(
    "record.reopening-withdrawn",
    fr="La réouverture d'un dossier par un logiciel n'est plus ouverte.",
    en="Software reopens no record any more.",
    way_out="Parlez-en avec le patient : il rouvre son dossier depuis Mon espace santé.",
    source="spec/dmp.md 3.1 (TD1.2, ASSUMED)",
    how_to_obtain="Jouez td1.2-reopen : rouvrez le dossier d'Armand BOISJOLY.",
    rules=("DMP-207",),
    codes=DENIED,
)
ALREADY_CLOSED = verdict(
    "record.already-closed",
    fr="Ce dossier est déjà fermé.",
    en="This record is closed already.",
    way_out="Il n'y a rien à faire : le dossier reste conservé dix ans après sa fermeture.",
    source="spec/dmp.md 3.1 (TD1.4), 5",
    how_to_obtain="Jouez td1.4-close-already-closed : fermez le dossier d'Armand BOISJOLY.",
    rules=("MES-007",),
    codes={"hl7v3": {"acknowledgement": "DMPClosed"}, "soap": {"sender": _DENIED}, "http": {"status": "409"}},
)
CHANGED_IN_THE_SPACE = verdict(
    "record.changed-in-the-space",
    fr="Dossier rattaché à Mon espace santé : le titulaire gère lui-même ces données.",
    en="The record is attached to Mon espace santé: its holder manages these data.",
    way_out="Parlez-en avec le patient : il change ces données depuis Mon espace santé.",
    source="PDT-INF-526 v1.8 note 10; spec/dmp.md 3.1",
    how_to_obtain="Jouez td1.3b-change-attached-to-mes : changez l'adresse de Camille TAMARIN.",
    codes=DENIED,
)
CLOSED_IN_THE_SPACE = verdict(
    "record.closed-in-the-space",
    fr="Dossier rattaché à Mon espace santé : le titulaire demande lui-même sa fermeture.",
    en="The record is attached to Mon espace santé: its holder asks for its closing there.",
    way_out="Parlez-en avec le patient : il ferme son profil depuis Mon espace santé, ce qui ferme son dossier.",
    source="PDT-INF-526 v1.8 note 10; spec/dmp.md 3.1",
    how_to_obtain="Fermez le dossier de Camille TAMARIN (TD1.4).",
    rules=("MES-010",),
    codes=DENIED,
)
TRAITS_OF_THE_INS = verdict(
    "record.traits-of-the-ins",
    fr="L'identité donnée par le message ({place}) n'est pas celle de l'INS : rien n'a été modifié.",
    en="The identity of the message ({place}) is not that of the INS: nothing was changed.",
    way_out="Vérifiez l'identité du patient. Ses traits viennent du téléservice INSi et ne se changent pas ici.",
    source="spec/identity.md a; spec/dmp.md 3.1",
    how_to_obtain="Modifiez l'adresse de Hugo TAMARIN en changeant sa date de naissance.",
    codes=DENIED,
)
OTHER_WRITER = verdict(
    "record.other-writer",
    fr="L'auteur de la demande ({found}) n'est pas le professionnel du jeton ({expected}).",
    en="The author of the request ({found}) is not the professional of the token ({expected}).",
    way_out="Indiquez dans la demande le professionnel qui s'authentifie.",
    source="spec/dmp.md 2, 3.1 (ASSUMED)",
    how_to_obtain="Fermez un dossier (TD1.4) en nommant un autre auteur que le porteur de la carte.",
    codes=DENIED,
)
MOTIVE_UNKNOWN = verdict(
    "record.closing-motive-unknown",
    fr="Le motif de fermeture ({found}) n'est pas connu ; attendu : {expected}.",
    en="The motive of the closing ({found}) is not known; expected: {expected}.",
    way_out="Indiquez un motif de la liste.",
    source="spec/dmp.md 3.1 (TD1.4)",
    how_to_obtain="Fermez un dossier (TD1.4) sans detectedIssueEvent.",
    codes={"soap": {"sender": ""}, "http": {"status": "400"}},
)
REASON_TOO_LONG = verdict(
    "record.closing-reason-too-long",
    fr="La raison de la fermeture est trop longue : {found} caractères, {expected} au plus.",
    en="The reason of the closing is too long: {found} characters, {expected} at most.",
    way_out="Raccourcissez la raison.",
    source="spec/dmp.md 3.1 (TD1.4; length ASSUMED)",
    how_to_obtain="Fermez un dossier (TD1.4) avec une raison de plus de 300 caractères.",
    codes={"soap": {"sender": ""}, "http": {"status": "400"}},
)
TRAITS_TOO_FEW = verdict(
    "record.traits-too-few",
    fr="Cette recherche demande au moins une date de naissance (AAAAMMJJ) ou un code postal.",
    en="This search needs a birth date (YYYYMMDD) or a postal code at least.",
    way_out="Donnez la date de naissance, ou le code postal, avec le nom.",
    source="spec/dmp.md 3.1 (TD0.5; ASSUMED)",
    how_to_obtain="Cherchez un patient (TD0.5) par son nom seul.",
    codes={"soap": {"sender": ""}, "http": {"status": "400"}},
)
