"""What the documents' room can answer.

A document that is not what a document must be is InvalidDocumentContent (IHE ITI TF-3 4.2.4.1); metadata that
its header contradicts is XDSRepositoryMetadataError (spec/README.md, decisions).
"""

from __future__ import annotations

from collections.abc import Mapping

from socle.rulebook import Severity, verdict

_CONTENT = {"xds": {"repository": "InvalidDocumentContent"}, "fhir": {"issue": "structure"}}
_VALUE = {"xds": {"repository": "InvalidDocumentContent"}, "fhir": {"issue": "value"}}
_REQUIRED = {"xds": {"repository": "InvalidDocumentContent"}, "fhir": {"issue": "required"}}
_METADATA: Mapping[str, Mapping[str, str]] = {
    "xds": {"repository": "XDSRepositoryMetadataError"},
    "fhir": {"issue": "invariant"},
}
_MEND = "Corrigez le document dans le logiciel qui l'a produit, puis envoyez-le de nouveau."
_ALIGN = "Reprenez les métadonnées de l'en-tête du document (socle cda show les donne), puis envoyez de nouveau."
_HEADER = "CI-SIS, Structuration minimale de documents de santé; spec/cda.md"

UNREADABLE = verdict(
    "documents.unreadable",
    fr="Le document n'est pas du XML que l'on puisse lire : {found}",
    en="The document is not XML that can be read: {found}",
    way_out=_MEND,
    source="XML 1.0; spec/cda.md, encoding",
    how_to_obtain="Alimentez avec un document auquel il manque une balise fermante.",
    codes=_CONTENT,
)
NOT_A_CDA = verdict(
    "documents.not-a-cda",
    fr="Ce fichier n'est pas un document CDA : aucun élément ClinicalDocument (trouvé : {found}).",
    en="This file is not a CDA document: no ClinicalDocument element (found: {found}).",
    way_out="Enveloppez le fichier dans un document CDA R2 (niveau 1), ou envoyez un document CDA structuré.",
    source="HL7 CDA R2; spec/cda.md 14",
    how_to_obtain="Alimentez avec un fichier XML sans élément ClinicalDocument à sa racine.",
    codes=_CONTENT,
)
SEVERAL_CDA = verdict(
    "documents.several-cda",
    fr="Ce fichier contient {found} documents CDA : on ne sait pas lequel fait foi.",
    en="This file holds {found} CDA documents: which one counts is unknown.",
    way_out=_MEND,
    source="spec/cda.md 14, self-presenting documents",
    how_to_obtain="Mettez deux éléments ClinicalDocument dans une même feuille de style.",
    codes=_CONTENT,
)
MALFORMED = verdict(
    "documents.value-malformed",
    fr="La valeur « {found} » n'est pas correcte à l'endroit {place} (attendu : {expected}).",
    en="The value '{found}' at {place} is malformed (expected: {expected}).",
    way_out=_MEND,
    source=f"{_HEADER} 1, data types",
    how_to_obtain="Écrivez 20261399 dans effectiveTime.",
    codes=_VALUE,
)
DOUBTFUL = verdict(
    "documents.value-doubtful",
    fr="La valeur « {found} » est lisible mais n'a pas la forme prévue, à l'endroit {place} (attendu : {expected}).",
    en="The value '{found}' at {place} can be read but has not the form foreseen (expected: {expected}).",
    way_out="Rien n'est refusé ; écrivez de préférence la forme prévue.",
    source=f"{_HEADER} 1 and 13: the schema is looser than the profile, and an official sample uses it",
    how_to_obtain="Écrivez un décalage de trois chiffres : 20260915100000+200.",
    severity=Severity.WARNING,
    codes=_VALUE,
)
MISSING = verdict(
    "documents.header-missing",
    fr="Il manque un élément obligatoire de l'en-tête : {place} (attendu : {expected}).",
    en="A compulsory element of the header is missing: {place} (expected: {expected}).",
    way_out=_MEND,
    source=f"{_HEADER} 1 to 7 and 11",
    how_to_obtain="Retirez custodian de l'en-tête.",
    rules=("DOC-017",),
    codes=_REQUIRED,
)
REPEATED = verdict(
    "documents.header-repeated",
    fr="Un élément de l'en-tête est répété : {place} (attendu : {expected}, trouvé : {found}).",
    en="An element of the header is repeated: {place} (expected: {expected}, found: {found}).",
    way_out=_MEND,
    source=f"{_HEADER} 1 to 7 and 11",
    how_to_obtain="Écrivez deux éléments legalAuthenticator.",
    rules=("DOC-017",),
    codes=_CONTENT,
)
WRONG = verdict(
    "documents.header-value",
    fr="L'en-tête porte « {found} » à l'endroit {place} (attendu : {expected}).",
    en="The header says '{found}' at {place} (expected: {expected}).",
    way_out=_MEND,
    source=f"{_HEADER} 1 to 7 and 11",
    how_to_obtain="Écrivez US dans realmCode.",
    rules=("DOC-017",),
    codes=_VALUE,
)
INS_MISSING = verdict(
    "documents.ins-missing",
    fr="L'en-tête du document ne porte pas l'INS qualifiée du patient (trouvé : {found}).",
    en="The header of the document does not carry the patient's qualified INS (found: {found}).",
    way_out="Qualifiez l'identité du patient (INSi), puis produisez de nouveau le document avec son INS.",
    source="INS-017; CI-SIS, annexe INS; spec/README.md, qualified INS on the wire",
    how_to_obtain="Alimentez avec un document dont patientRole ne porte qu'un identifiant local.",
    rules=("INS-017",),
    codes=_REQUIRED,
)
TRAIT_MISSING = verdict(
    "documents.ins-trait-missing",
    fr="Le document porte une INS : il y faut aussi {expected} ({place}).",
    en="The document carries an INS: it must also hold {expected} ({place}).",
    way_out="Reprenez tous les traits rendus par INSi dans l'en-tête du document.",
    source=f"{_HEADER} 2, INS rule of the official checks",
    how_to_obtain="Retirez la liste des prénoms (given sans qualifier) d'un patient qui a une INS.",
    rules=("INS-017", "DOC-017"),
    codes=_REQUIRED,
)
SITE_MISSING = verdict(
    "documents.site-missing",
    fr="Avec un certificat d'entité juridique, l'en-tête du document doit porter le FINESS géographique de "
    "l'établissement émetteur ({expected}) ; il porte : {found}.",
    en="With a legal entity's certificate, the header must carry the site ({expected}): it has {found}.",
    way_out="Indiquez l'établissement géographique comme structure de l'auteur, du responsable ou du conservateur.",
    source="AUTH-045 (in the document, CDA and XDS)",
    how_to_obtain="Avec un certificat d'entité juridique, envoyez un document dont l'en-tête ne nomme pas le site.",
    rules=("AUTH-045",),
    codes=_REQUIRED,
)
_KEY_FR = "La clé de l'identifiant {found} est fausse ({expected}), à l'endroit {place}."
_KEY_EN = "The key of identifier {found} is wrong ({expected}), at {place}."
KEY_DOUBTFUL = verdict(
    "documents.check-digit-doubtful",
    fr=_KEY_FR,
    en=_KEY_EN,
    way_out="Vérifiez l'identifiant : un serveur de production refuserait ce document.",
    source="spec/README.md, check digits in received documents",
    how_to_obtain="Alimentez avec un document dont l'auteur a un RPPS à clé fausse, dans le bac à sable.",
    severity=Severity.WARNING,
    codes=_VALUE,
)
KEY_WRONG = verdict(
    "documents.check-digit-wrong",
    fr=_KEY_FR,
    en=_KEY_EN,
    way_out="Vérifiez l'identifiant auprès de l'annuaire ou d'INSi, puis produisez de nouveau le document.",
    source="spec/README.md, check digits in received documents",
    how_to_obtain="Alimentez de même, avec le choix refuse_bad_check_digits.",
    codes=_VALUE,
)
BODY_MISSING = verdict(
    "documents.body-missing",
    fr="Le document n'a ni fichier embarqué (niveau 1) ni contenu structuré (niveau 3) : {place}.",
    en="The document has neither an embedded file (level 1) nor a structured body (level 3): {place}.",
    way_out=_MEND,
    source="spec/cda.md 8 and 9",
    how_to_obtain="Retirez nonXMLBody d'un document de niveau 1.",
    rules=("DOC-009", "DOC-010"),
    codes=_CONTENT,
)
FILE_TYPE = verdict(
    "documents.file-type-unknown",
    fr="Le fichier embarqué est de type « {found} », qui n'est pas prévu (attendu : {expected}).",
    en="The embedded file is of type '{found}', which is not foreseen (expected: {expected}).",
    way_out="Embarquez un PDF (PDF/A-1), un texte ou une image de l'un des types prévus.",
    source="spec/cda.md 8; ASS_A12 (media types of non-structured documents)",
    how_to_obtain="Déclarez mediaType application/msword dans nonXMLBody/text.",
    rules=("DOC-009",),
    codes=_VALUE,
)
FILE_UNREADABLE = verdict(
    "documents.file-unreadable",
    fr="Le fichier embarqué ne peut pas être décodé : {found} (attendu : {expected}).",
    en="The embedded file cannot be decoded: {found} (expected: {expected}).",
    way_out=_MEND,
    source="spec/cda.md 8",
    how_to_obtain="Écrivez dans nonXMLBody/text un texte qui n'est pas du base64.",
    rules=("DOC-009",),
    codes=_CONTENT,
)
FILE_NOT_PDF = verdict(
    "documents.file-not-pdf",
    fr="Le fichier embarqué est déclaré en PDF, mais ce n'en est pas un (il commence par « {found} »).",
    en="The embedded file is declared as a PDF but is not one (it begins with '{found}').",
    way_out="Embarquez le PDF lui-même, encodé une seule fois en base64, ou corrigez mediaType.",
    source="spec/cda.md 8: nothing checks the PDF, so the implementation has to",
    how_to_obtain="Embarquez un fichier texte déclaré application/pdf.",
    rules=("DOC-009",),
    codes=_CONTENT,
)
OTHER_PATIENT = verdict(
    "documents.other-patient",
    fr="Document {document} : les métadonnées concernent le patient {found}, l'en-tête du document {expected}.",
    en="Document {document}: metadata is about patient {found}, the header of the document about {expected}.",
    way_out="Vérifiez de quel patient est ce document avant tout nouvel envoi.",
    source="spec/dmp.md 4.1, check 9; spec/README.md",
    how_to_obtain="Alimentez avec l'INS d'une autre personne dans patientId.",
    codes=_METADATA,
)
OTHER_ID = verdict(
    "documents.other-id",
    fr="Document {document} : l'identifiant des métadonnées est {found}, celui de l'en-tête {expected}.",
    en="Document {document}: the identifier in metadata is {found}, the header's {expected}.",
    way_out=_ALIGN,
    source="spec/cda.md 10, uniqueId",
    how_to_obtain="Alimentez avec un document sous un uniqueId qui n'est pas le sien.",
    codes=_METADATA,
)
DIFFERS = verdict(
    "documents.metadata-differs",
    fr="Document {document} : les métadonnées disent « {found} », l'en-tête « {expected} » ({place}).",
    en="Document {document}: metadata says '{found}', the header '{expected}' ({place}).",
    way_out=_ALIGN,
    source="spec/cda.md 10; spec/dmp.md 4.1, check 9",
    how_to_obtain="Alimentez avec un typeCode différent de celui de l'en-tête.",
    codes=_METADATA,
)
TITLE_DIFFERS = verdict(
    "documents.title-differs",
    fr="Document {document} : le titre des métadonnées est « {found} », celui du document « {expected} ».",
    en="Document {document}: the title in metadata is '{found}', the document's '{expected}'.",
    way_out="Rien n'est refusé ; reprenez de préférence le titre du document.",
    source="spec/cda.md 10 and 14: labels are not compared, so the title only warns",
    how_to_obtain="Alimentez avec un titre différent de celui de l'en-tête.",
    severity=Severity.WARNING,
    codes=_METADATA,
)
BYTES_DIFFER = verdict(
    "documents.bytes-differ",
    fr="Document {document} : {place} annonce {found}, le fichier reçu donne {expected}.",
    en="Document {document}: {place} announces {found}, the file received gives {expected}.",
    way_out="Calculez l'empreinte (SHA-1, hexadécimal) et la taille sur le fichier exactement tel qu'envoyé.",
    source="spec/dmp.md 4.1, check 4",
    how_to_obtain="Alimentez avec un hash qui n'est pas celui du fichier.",
    codes=_METADATA,
)
