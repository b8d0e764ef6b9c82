"""Refusals of a submission: one entry per fault, so that all are told at once, each with its document.

Codes of the repository are those of ITI-41; a registry alone (ITI-42) would give the second. Source:
dmp_error_codes.csv (IHE ITI TF-3 4.2.4.1); spec/dmp.md 4.1 and 4.2.
"""

from __future__ import annotations

from socle.rulebook import Severity, verdict

SET_COUNT = verdict(
    "record.set-count",
    fr="Une soumission contient un lot de soumission, et un seul : {found} reçu(s).",
    en="A submission holds exactly one submission set: {found} received.",
    way_out="Envoyez un seul RegistryPackage par requête.",
    source="spec/dmp.md 4.1",
    how_to_obtain="Déposez un message sans RegistryPackage.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
NO_DOCUMENT = verdict(
    "record.no-document",
    fr="Le lot de soumission ne contient aucun document.",
    en="The submission set holds no document.",
    way_out="Joignez au moins un document.",
    source="spec/dmp.md 4.1",
    how_to_obtain="Déposez un lot vide.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
FOLDER_NOT_USED = verdict(
    "record.folder-not-used",
    fr="Le DMP n'utilise pas de classeur (Folder) : {place}.",
    en="The DMP does not use folders: {place}.",
    way_out="Retirez le classeur et ses associations.",
    source="spec/dmp.md 4.2",
    how_to_obtain="Déposez un lot contenant un Folder.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
ATTRIBUTE_MISSING = verdict(
    "record.attribute-missing",
    fr="La métadonnée {expected} est obligatoire et manque au document {document}.",
    en="Metadata {expected} is mandatory and missing from document {document}.",
    way_out="Complétez la métadonnée, puis déposez à nouveau.",
    source="spec/dmp.md 4.2",
    how_to_obtain="Déposez un document sans serviceStartTime.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
SET_ATTRIBUTE_MISSING = verdict(
    "record.set-attribute-missing",
    fr="La métadonnée {expected} du lot de soumission est obligatoire et manque.",
    en="Metadata {expected} of the submission set is mandatory and missing.",
    way_out="Complétez le lot de soumission, puis déposez à nouveau.",
    source="spec/dmp.md 4.2",
    how_to_obtain="Déposez un lot sans contentTypeCode.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
SET_AUTHORS = verdict(
    "record.set-authors",
    fr="Le lot de soumission a exactement un auteur : {found} reçu(s).",
    en="A submission set has exactly one author: {found} received.",
    way_out="Gardez le seul auteur du lot.",
    source="spec/dmp.md 4.2",
    how_to_obtain="Déposez un lot avec deux auteurs.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
ATTRIBUTE_MALFORMED = verdict(
    "record.attribute-malformed",
    fr="Métadonnée mal formée dans le document {document} : attendu {expected}, reçu {found}.",
    en="Malformed metadata in document {document}: expected {expected}, found {found}.",
    way_out="Corrigez la forme de la métadonnée, puis déposez à nouveau.",
    source="spec/dmp.md 4.2",
    how_to_obtain="Déposez un document dont creationTime est une heure locale.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
CODE_UNKNOWN = verdict(
    "record.code-unknown",
    fr="{found} inconnu pour le document {document}.",
    en="{found} is not in the value set, for document {document}.",
    way_out="Choisissez un code du jeu de valeurs du DMP.",
    source="spec/dmp.md 4.2; spec/README.md",
    how_to_obtain="Jouez td2.1-fail-unknown-type-code.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
SET_ATTRIBUTE_MALFORMED = verdict(
    "record.set-attribute-malformed",
    fr="Métadonnée mal formée dans le lot de soumission : attendu {expected}, reçu {found}.",
    en="Malformed metadata in the submission set: expected {expected}, found {found}.",
    way_out="Corrigez la forme de la métadonnée, puis déposez à nouveau.",
    source="spec/dmp.md 4.2",
    how_to_obtain="Déposez un lot dont le uniqueId n'est pas un OID.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
SET_CODE_UNKNOWN = verdict(
    "record.set-code-unknown",
    fr="{found} inconnu pour le lot de soumission.",
    en="{found} of the submission set is not in the value set.",
    way_out="Choisissez un code du jeu de valeurs du DMP.",
    source="spec/dmp.md 4.2",
    how_to_obtain="Déposez un lot dont le contentTypeCode est inconnu.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
CLASS_NOT_OF_TYPE = verdict(
    "record.class-not-of-type",
    fr="La classe {found} du document {document} n'est pas celle de son type : attendu {expected}.",
    en="Class {found} of document {document} is not that of its type: expected {expected}.",
    way_out="Déduisez classCode du typeCode par la table d'association de l'ANS.",
    source="spec/dmp.md 4.2 (type_to_class.csv)",
    how_to_obtain="Déposez une lettre de liaison (11490-0) avec la classe 42.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
CONFIDENTIALITY_COUNT = verdict(
    "record.confidentiality-count",
    fr="Le document {document} porte exactement un code de confidentialité N, R ou V : {found} reçu(s).",
    en="Document {document} bears exactly one of N, R, V: {found} received.",
    way_out="Gardez un seul code parmi N, R et V.",
    source="spec/dmp.md 4.2",
    how_to_obtain="Déposez un document portant N et R.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
PART_MISSING = verdict(
    "record.part-missing",
    fr="Aucune partie ne correspond à l'entrée {place} (document {document}).",
    en="No part matches entry {place} (document {document}).",
    way_out="Joignez le document, avec le même identifiant que son entrée.",
    source="IHE ITI TF-3 4.2.4.1; spec/dmp.md 4.1",
    how_to_obtain="Jouez td2.1-fail-missing-part.",
    codes={"xds": {"repository": "XDSMissingDocument", "registry": "XDSMissingDocument"}, "http": {"status": "400"}},
)
PART_UNANNOUNCED = verdict(
    "record.part-unannounced",
    fr="La partie {place} n'est décrite par aucune entrée.",
    en="Part {place} is described by no entry.",
    way_out="Ajoutez les métadonnées du document, ou retirez la partie.",
    source="IHE ITI TF-3 4.2.4.1; spec/dmp.md 4.1",
    how_to_obtain="Joignez un document sans ExtrinsicObject.",
    codes={
        "xds": {"repository": "XDSMissingDocumentMetadata", "registry": "XDSMissingDocumentMetadata"},
        "http": {"status": "400"},
    },
)
HASH_MISMATCH = verdict(
    "record.hash-mismatch",
    fr="L'empreinte annoncée ne correspond pas au document {document} : attendu {expected}, reçu {found}.",
    en="The announced hash is not that of document {document}: expected {expected}, found {found}.",
    way_out="Recalculez le SHA-1 des octets envoyés, ou n'envoyez pas la métadonnée hash.",
    source="spec/dmp.md 4.1",
    how_to_obtain="Jouez td2.1-fail-hash-mismatch.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
SIZE_MISMATCH = verdict(
    "record.size-mismatch",
    fr="La taille annoncée ne correspond pas au document {document} : attendu {expected}, reçu {found}.",
    en="The announced size is not that of document {document}: expected {expected}, found {found}.",
    way_out="Recalculez la taille des octets envoyés, ou n'envoyez pas la métadonnée size.",
    source="spec/dmp.md 4.1",
    how_to_obtain="Déposez un document avec une métadonnée size fausse.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
DUPLICATE_IN_MESSAGE = verdict(
    "record.duplicate-in-message",
    fr="Le uniqueId {document} est porté par plusieurs objets du message : {place}.",
    en="uniqueId {document} stands on several objects of the message: {place}.",
    way_out="Donnez à chaque objet son propre uniqueId.",
    source="IHE ITI TF-3 4.2.4.1",
    how_to_obtain="Déposez deux documents de même uniqueId dans un lot.",
    codes={
        "xds": {
            "repository": "XDSRepositoryDuplicateUniqueIdInMessage",
            "registry": "XDSRegistryDuplicateUniqueIdInMessage",
        },
        "http": {"status": "400"},
    },
)
OTHER_CONTENT = verdict(
    "record.other-content",
    fr="Le document {document} est déjà connu avec un autre contenu.",
    en="Document {document} is already known with other content.",
    way_out="Donnez un nouveau uniqueId à la nouvelle version et remplacez l'ancienne (RPLC).",
    source="IHE ITI TF-3 4.2.4.1; spec/dmp.md 4.1",
    how_to_obtain="Déposez un autre contenu sous un uniqueId déjà déposé.",
    codes={"xds": {"repository": "XDSNonIdenticalHash", "registry": "XDSNonIdenticalHash"}, "http": {"status": "409"}},
)
UNIQUE_ID_TAKEN = verdict(
    "record.unique-id-taken",
    fr="Le uniqueId {document} est déjà attribué.",
    en="uniqueId {document} is already taken.",
    way_out="Donnez au document un uniqueId sous votre propre racine d'OID.",
    source="IHE ITI TF-3 4.2.4.1",
    how_to_obtain="Déposez pour Hugo un document portant le uniqueId d'un document de Camille.",
    codes={
        "xds": {"repository": "XDSDuplicateUniqueIdInRegistry", "registry": "XDSDuplicateUniqueIdInRegistry"},
        "http": {"status": "409"},
    },
)
DOCUMENT_SENT_AGAIN = verdict(
    "record.document-sent-again",
    fr="Le document {document} était déjà déposé, à l'identique : rien n'a changé.",
    en="Document {document} was already there, byte for byte: nothing changed.",
    way_out="Rien à faire. Ne renvoyez pas un document inchangé.",
    source="spec/dmp.md 4.1",
    how_to_obtain="Déposez deux fois le même document dans deux lots.",
    severity=Severity.INFO,
    codes={"http": {"status": "200"}},
)
SET_SENT_AGAIN = verdict(
    "record.set-sent-again",
    fr="Le lot de soumission {found} était déjà reçu, à l'identique : rien n'a changé.",
    en="Submission set {found} had already been received: nothing changed.",
    way_out="Rien à faire : votre premier envoi a été enregistré.",
    source="spec/README.md (identical retry)",
    how_to_obtain="Rejouez td2.1a-feed-discharge-letter.",
    severity=Severity.INFO,
    codes={"http": {"status": "200"}},
)
SET_OTHER_CONTENT = verdict(
    "record.set-other-content",
    fr="Le lot de soumission {found} est déjà connu avec un autre contenu.",
    en="Submission set {found} is already known with other content.",
    way_out="Donnez un nouveau uniqueId au nouveau lot.",
    source="spec/README.md; IHE ITI TF-3 4.2.4.1",
    how_to_obtain="Déposez un autre document sous le uniqueId d'un lot déjà reçu.",
    codes={
        "xds": {"repository": "XDSDuplicateUniqueIdInRegistry", "registry": "XDSDuplicateUniqueIdInRegistry"},
        "http": {"status": "409"},
    },
)
AUTHOR_INSTITUTION = verdict(
    "record.author-institution",
    fr="Aucun AuthorInstitution ne correspond à l'utilisateur du VIHF",
    en="No AuthorInstitution matches the user of the VIHF: {expected} expected, for document {document}.",
    way_out="Indiquez la structure du jeton comme authorInstitution d'un auteur du document.",
    source="spec/dmp.md 4.1 (EX_2.1-1140)",
    how_to_obtain="Jouez td2.1-fail-structure-not-author.",
    rules=("AUTH-045",),
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
AUTHOR_PERSON = verdict(
    "record.author-person",
    fr="Aucun auteur ni signataire du document {document} ne correspond à qui le dépose ({expected}).",
    en="No author or authenticator of document {document} matches the user of the VIHF ({expected}).",
    way_out="Déposez avec la carte d'un auteur ou du signataire légal, ou en mode indirect pour la structure.",
    source="spec/dmp.md 4.1 (EX_2.1-1140)",
    how_to_obtain="Déposez en mode direct le document d'un confrère.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
REPLACED_UNKNOWN = verdict(
    "record.replaced-unknown",
    fr="L'entrée à remplacer {found} est inconnue dans ce dossier.",
    en="The entry to replace, {found}, is unknown in this record.",
    way_out="Cherchez la référence courante du document (entryUUID), puis remplacez.",
    source="spec/dmp.md 4.1; IHE ITI TF-3 4.2.2.2",
    how_to_obtain="Remplacez un entryUUID inconnu.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
REPLACED_OTHER_PATIENT = verdict(
    "record.replaced-other-patient",
    fr="L'entrée à remplacer {found} n'est pas dans le dossier de ce patient.",
    en="The entry to replace, {found}, is not in this patient's record.",
    way_out="Remplacez un document du même patient.",
    source="IHE ITI TF-3 4.2.4.1",
    how_to_obtain="Remplacez pour Hugo un document de Camille.",
    codes={
        "xds": {"repository": "XDSPatientIdDoesNotMatch", "registry": "XDSPatientIdDoesNotMatch"},
        "http": {"status": "400"},
    },
)
REPLACED_ALREADY = verdict(
    "record.replaced-already",
    fr="L'entrée {found} est déjà remplacée.",
    en="Entry {found} is already replaced.",
    way_out="Cherchez la référence courante du document (entryUUID), puis remplacez celui-ci.",
    source="spec/dmp.md 4.1; IHE ITI TF-3 4.2.4.1",
    how_to_obtain="Jouez td2.1-fail-replace-deprecated.",
    codes={
        "xds": {"repository": "XDSRegistryDeprecatedDocumentError", "registry": "XDSRegistryDeprecatedDocumentError"},
        "http": {"status": "409"},
    },
)
PATIENTS_DIFFER = verdict(
    "record.patients-differ",
    fr="Le patient du document {document} ({found}) n'est pas celui du lot de soumission ({expected}).",
    en="The patient of document {document} ({found}) is not that of the submission set ({expected}).",
    way_out="Ne soumettez ensemble que les documents d'un même patient.",
    source="IHE ITI TF-3 4.2.4.1",
    how_to_obtain="Déposez un lot dont un document nomme un autre patient.",
    codes={
        "xds": {"repository": "XDSPatientIdDoesNotMatch", "registry": "XDSPatientIdDoesNotMatch"},
        "http": {"status": "400"},
    },
)
MASKED_AND_INVISIBLE = verdict(
    "record.masked-and-invisible",
    fr="MASQUE_PS et INVISIBLE_PATIENT ne peuvent pas être cumulés (document {document}).",
    en="MASQUE_PS and INVISIBLE_PATIENT do not go together (document {document}).",
    way_out="Gardez l'un des deux codes.",
    source="spec/dmp.md 4.1 (cumul-invisible_patient-masque_ps = false)",
    how_to_obtain="Jouez td2.1-fail-masked-and-invisible.",
    rules=("DMP-110",),
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
REPRESENTATIVES_OF_ADULT = verdict(
    "record.representatives-of-adult",
    fr="INVISIBLE_REPRESENTANTS_LEGAUX ne convient qu'au document d'un mineur (document {document}).",
    en="INVISIBLE_REPRESENTANTS_LEGAUX only suits a minor's document (document {document}).",
    way_out="Retirez ce code : le titulaire est majeur.",
    source="spec/dmp.md 4.1 (fonctions-gestion-mineurs)",
    how_to_obtain="Déposez pour Camille un document invisible aux représentants légaux.",
    rules=("DMP-130", "DMP-131"),
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
ASSOCIATION_MISSING = verdict(
    "record.association-missing",
    fr="L'entrée {place} n'est rattachée au lot de soumission par aucune association HasMember (document {document}).",
    en="Entry {place} is not a HasMember of the submission set (document {document}).",
    way_out="Ajoutez l'association HasMember, SubmissionSetStatus Original.",
    source="spec/dmp.md 4.1",
    how_to_obtain="Déposez un document sans son association HasMember.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
SIGNATURE_MISSING = verdict(
    "record.signature-missing",
    fr="Le lot de soumission n'est pas signé : le document de signature XAdES ou son association « signs » manque.",
    en="The submission set is not signed: its XAdES document or its 'signs' association is missing.",
    way_out="Joignez le document de signature (E1762) et son association signs vers le lot.",
    source="spec/dmp.md 4.1",
    how_to_obtain="Déposez un lot sans document de signature.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
