"""What reading or making an XDM archive can answer. Source: IHE ITI TF-2 3.32; spec/messaging.md 6."""

from __future__ import annotations

from typing import Final

from socle.rulebook import Severity, verdict

_UNPROCESSABLE: Final = {"http": {"status": "422"}}
_SOURCE = "IHE ITI TF-2 3.32; spec/messaging.md 6"
_AGAIN = "Demandez à l'expéditeur une archive faite par son logiciel, sans l'avoir ouverte ni refaite à la main."
_NOT_FILED = "Ne classez pas ce document. Demandez à l'expéditeur de le renvoyer."
_NOTHING = "Il n'y a rien à faire : le reste de l'archive est lu."

NOT_A_ZIP = verdict(
    "xdm.not-a-zip",
    fr="Ce fichier n'est pas une archive ZIP que l'on puisse ouvrir : {found}.",
    en="This file is not a ZIP archive that can be opened: {found}.",
    way_out=_AGAIN,
    source=_SOURCE,
    how_to_obtain="Ouvrez comme archive un fichier coupé en deux.",
    codes=_UNPROCESSABLE,
)
TOO_MUCH = verdict(
    "xdm.too-much",
    fr="L'archive dépasse ce qui est accepté ({place}) : {found}, au plus {expected}. Elle n'est pas ouverte.",
    en="The archive exceeds what is accepted ({place}): {found}, at most {expected}. It is not opened.",
    way_out="Demandez à l'expéditeur plusieurs archives plus petites, ou vérifiez que le message vient bien de lui.",
    source=f"{_SOURCE}, MSS-28 (limits ASSUMED)",
    how_to_obtain="Mettez dans l'archive un fichier de 300 Mo de zéros.",
    rules=("MSS-528",),
    codes=_UNPROCESSABLE,
)
HOSTILE_NAME = verdict(
    "xdm.hostile-name",
    fr="Un nom de fichier de l'archive conduit hors de son dossier : « {found} ». L'archive n'est pas ouverte.",
    en="A file name in the archive leads out of its folder: '{found}'. The archive is not opened.",
    way_out="N'ouvrez pas cette archive avec un autre outil ; demandez à l'expéditeur si elle vient bien de lui.",
    source=f"{_SOURCE}, MSS-28",
    how_to_obtain="Nommez un fichier ../../DOC00001.XML dans l'archive.",
    rules=("MSS-528",),
    codes=_UNPROCESSABLE,
)
LINK = verdict(
    "xdm.link",
    fr="L'archive contient un lien au lieu d'un fichier : « {found} ». Elle n'est pas ouverte.",
    en="The archive holds a link in the place of a file: '{found}'. It is not opened.",
    way_out=_AGAIN,
    source=f"{_SOURCE}, MSS-28",
    how_to_obtain="Mettez un lien symbolique dans l'archive.",
    rules=("MSS-528",),
    codes=_UNPROCESSABLE,
)
ENCRYPTED = verdict(
    "xdm.encrypted",
    fr="L'archive est protégée par un mot de passe (« {found} ») : une archive XDM ne l'est jamais.",
    en="The archive is protected by a password ('{found}'): an XDM archive never is.",
    way_out="Demandez une archive sans mot de passe : la messagerie sécurisée protège déjà son contenu.",
    source=f"{_SOURCE}, MSS-28",
    how_to_obtain="Protégez l'archive par un mot de passe.",
    rules=("MSS-528",),
    codes=_UNPROCESSABLE,
)
METHOD = verdict(
    "xdm.compression-unknown",
    fr="Le fichier « {place} » est compressé d'une façon qui n'est pas lue (méthode {found} ; attendu : {expected}).",
    en="The file '{place}' is compressed in a way that is not read (method {found}; expected: {expected}).",
    way_out=_AGAIN,
    source=f"{_SOURCE}; PKWARE APPNOTE 4.4.5",
    how_to_obtain="Compressez l'archive avec la méthode LZMA.",
    codes=_UNPROCESSABLE,
)
REPEATED = verdict(
    "xdm.name-repeated",
    fr="Deux fichiers de l'archive portent le même nom, à la casse près : « {found} ». On ne sait pas lequel fait foi.",
    en="Two files of the archive have the same name, case aside: '{found}'. Which one counts is unknown.",
    way_out=_AGAIN,
    source=f"{_SOURCE}, MSS-20",
    how_to_obtain="Mettez DOC00001.XML et doc00001.xml dans le même dossier.",
    rules=("MSS-520",),
    codes=_UNPROCESSABLE,
)
NOT_XDM = verdict(
    "xdm.not-an-xdm",
    fr="Cette archive n'est pas une archive XDM : elle n'a pas de dossier IHE_XDM à sa racine.",
    en="This archive is not an XDM archive: it has no IHE_XDM folder at its root.",
    way_out="Le message reste lisible : ouvrez ses autres pièces jointes, et demandez une archive IHE_XDM.zip.",
    source=f"{_SOURCE}, MSS-22 and MSS-24",
    how_to_obtain="Envoyez une archive ZIP quelconque.",
    rules=("MSS-522", "MSS-524"),
    codes=_UNPROCESSABLE,
)
METADATA_MISSING = verdict(
    "xdm.metadata-missing",
    fr="Le lot « {place} » n'a pas de fichier METADATA.XML : on ne sait pas ce que sont ses documents.",
    en="The submission set '{place}' has no METADATA.XML file: what its documents are is unknown.",
    way_out=f"Le PDF joint au message reste lisible. {_AGAIN}",
    source=f"{_SOURCE}, MSS-25",
    how_to_obtain="Retirez METADATA.XML de IHE_XDM/SUBSET01.",
    rules=("MSS-525",),
    codes=_UNPROCESSABLE,
)
METADATA_UNREADABLE = verdict(
    "xdm.metadata-unreadable",
    fr="Le fichier METADATA.XML du lot « {place} » ne peut pas être lu : {found}",
    en="The METADATA.XML file of the submission set '{place}' cannot be read: {found}",
    way_out=f"Le PDF joint au message reste lisible. {_AGAIN}",
    source=f"{_SOURCE}, MSS-25 and MSS-29",
    how_to_obtain="Donnez une DTD à METADATA.XML.",
    rules=("MSS-525", "MSS-529"),
    codes=_UNPROCESSABLE,
)
METADATA_OLD = verdict(
    "xdm.metadata-old",
    fr="Les métadonnées du lot « {place} » ne sont pas à la forme RegRep 3.0 (trouvé : {found}).",
    en="The metadata of the submission set '{place}' are not in the RegRep 3.0 form (found: {found}).",
    way_out=f"Le PDF joint au message reste lisible. {_AGAIN}",
    source=f"{_SOURCE}, MSS-25",
    how_to_obtain="Écrivez METADATA.XML à la forme ebXML 2.1.",
    rules=("MSS-525",),
    codes=_UNPROCESSABLE,
)
NOTHING_ANNOUNCED = verdict(
    "xdm.nothing-announced",
    fr="Le lot « {place} » n'annonce aucun document.",
    en="The submission set '{place}' announces no document.",
    way_out=f"Le PDF joint au message reste lisible. {_AGAIN}",
    source=f"{_SOURCE}, MSS-25; IHE ITI TF-2 3.32.4.1",
    how_to_obtain="Retirez les ExtrinsicObject de METADATA.XML.",
    rules=("MSS-525",),
    codes=_UNPROCESSABLE,
)
INCOMPLETE = verdict(
    "xdm.document-incomplete",
    fr="Les métadonnées d'un document ne permettent pas de le vérifier : il manque {expected} ({place}).",
    en="The metadata of a document do not say all that verifies it: {expected} is missing ({place}).",
    way_out=_NOT_FILED,
    source=f"{_SOURCE}, MSS-26",
    how_to_obtain="Retirez le slot hash d'un document.",
    rules=("MSS-526",),
    codes=_UNPROCESSABLE,
)
ABSENT = verdict(
    "xdm.document-absent",
    fr="Un document annoncé n'est pas dans l'archive : {place}.",
    en="A document that is announced is not in the archive: {place}.",
    way_out=_NOT_FILED,
    source=_SOURCE,
    how_to_obtain="Retirez DOC00001.XML de l'archive.",
    codes=_UNPROCESSABLE,
)
ALTERED = verdict(
    "xdm.document-altered",
    fr="Le document {place} n'est pas celui qu'annoncent les métadonnées : {expected} attendu, {found} trouvé.",
    en="The document {place} is not the one that the metadata announce: {expected} expected, {found} found.",
    way_out=_NOT_FILED,
    source=f"{_SOURCE}, MSS-27",
    how_to_obtain="Changez un octet de DOC00001.XML dans l'archive.",
    rules=("MSS-527",),
    codes=_UNPROCESSABLE,
)
DAMAGED = verdict(
    "xdm.file-damaged",
    fr="Le fichier {place} de l'archive est abîmé : {found}",
    en="The file {place} of the archive is damaged: {found}",
    way_out=_NOT_FILED,
    source=f"{_SOURCE}; PKWARE APPNOTE (CRC-32)",
    how_to_obtain="Changez un octet compressé de l'archive.",
    codes=_UNPROCESSABLE,
)
SEVERAL_PATIENTS = verdict(
    "xdm.several-patients",
    fr="L'archive concerne {found} patients : un envoi n'en concerne qu'un.",
    en="The archive is about {found} patients: one sending is about one only.",
    way_out="Faites une archive pour chaque patient.",
    source="spec/messaging.md 5.2 (ECO.2.1.1)",
    how_to_obtain="Mettez ensemble les documents de deux patients.",
    rules=("MSS-530",),
    codes=_UNPROCESSABLE,
)
NO_INS = verdict(
    "xdm.patient-without-ins",
    fr="Les métadonnées du document {place} n'identifient pas le patient par une INS.",
    en="The metadata of the document {place} do not identify the patient by an INS.",
    way_out="Rapprochez ce document d'un patient par ses traits, à la main, avant de le classer.",
    source="spec/messaging.md 5.2 (ECO.2.1.2) and 6",
    how_to_obtain="Envoyez une archive faite hors de France.",
    severity=Severity.WARNING,
)
NOT_LISTED = verdict(
    "xdm.file-not-listed",
    fr="Le fichier {place} n'est annoncé par aucune métadonnée : il n'est pas pris.",
    en="No metadata announce the file {place}: it is not taken.",
    way_out=_NOTHING,
    source=_SOURCE,
    how_to_obtain="Ajoutez un fichier dans IHE_XDM/SUBSET01.",
    severity=Severity.WARNING,
)
LEAFLET_MISSING = verdict(
    "xdm.leaflet-missing",
    fr="Le fichier {expected} manque à la racine de l'archive.",
    en="The file {expected} is missing at the root of the archive.",
    way_out=_NOTHING,
    source=_SOURCE,
    how_to_obtain="Retirez README.TXT de l'archive.",
    severity=Severity.WARNING,
)
REPLACED_ABSENT = verdict(
    "xdm.replaced-not-named",
    fr="Le document {place} remplace un document que son en-tête ne nomme pas : le remplacement n'est pas écrit.",
    en="The document {place} replaces a document that its header does not name: the replacement is not written.",
    way_out="Donnez un identifiant à parentDocument dans l'en-tête du document.",
    source="spec/messaging.md 5.2 (9)",
    how_to_obtain="Faites une archive d'un document dont relatedDocument RPLC n'a pas d'identifiant.",
    severity=Severity.WARNING,
)
