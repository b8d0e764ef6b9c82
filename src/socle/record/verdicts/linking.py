"""Refusals of a submission for how its objects are tied: to each other, and to what the registry holds.

Source: dmp_error_codes.csv (IHE ITI TF-3 4.2.4.1); IHE ITI TF-3 4.2.2.
"""

from __future__ import annotations

from socle.rulebook import verdict

REFERENCE_UNKNOWN = verdict(
    "record.reference-unknown",
    fr="L'association {place} désigne {found}, qui n'est ni dans le message ni dans le registre.",
    en="Association {place} names {found}, which is neither in the message nor in the registry.",
    way_out="Désignez un objet du message par son id, ou un objet du registre par son entryUUID courant.",
    source="IHE ITI TF-3 4.2.4.1 (UnresolvedReferenceException)",
    how_to_obtain="Rattachez au lot (HasMember) un entryUUID inconnu.",
    codes={
        "xds": {"repository": "UnresolvedReferenceException", "registry": "UnresolvedReferenceException"},
        "http": {"status": "400"},
    },
)
REFERENCE_OTHER_PATIENT = verdict(
    "record.reference-other-patient",
    fr="L'association {place} désigne {found}, qui n'est pas dans le dossier de ce patient.",
    en="Association {place} names {found}, which is not in this patient's record.",
    way_out="Ne reliez entre eux que les documents d'un même patient.",
    source="IHE ITI TF-3 4.2.4.1",
    how_to_obtain="Ajoutez pour Hugo un document en complément (APND) d'un document de Camille.",
    codes={
        "xds": {"repository": "XDSPatientIdDoesNotMatch", "registry": "XDSPatientIdDoesNotMatch"},
        "http": {"status": "400"},
    },
)
REFERENCE_NO_DOCUMENT = verdict(
    "record.reference-no-document",
    fr="L'association {place} va d'un document du message à un autre document : {found} ne convient pas.",
    en="Association {place} goes from a document of the message to another one: {found} does not do.",
    way_out="Reliez par RPLC, APND ou XFRM une entrée de ce message à l'entrée d'un autre document.",
    source="IHE ITI TF-3 4.2.2.2",
    how_to_obtain="Complétez (APND) un document par lui-même.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
FOLDER_INCOMPLETE = verdict(
    "record.folder-incomplete",
    fr="La métadonnée {expected} est obligatoire et manque au classeur {place}.",
    en="Metadata {expected} is mandatory and missing from folder {place}.",
    way_out="Complétez le classeur, puis déposez à nouveau.",
    source="IHE ITI TF-3 4.2.3.4",
    how_to_obtain="Enregistrez, au profil neutre, un classeur sans uniqueId.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
REFERENCE_OUT_OF_USE = verdict(
    "record.reference-out-of-use",
    fr="L'entrée {found} n'est plus en vigueur : rien ne peut s'y ajouter ni en être transformé.",
    en="Entry {found} is no longer in force: nothing can be appended to it or transformed from it.",
    way_out="Cherchez la référence courante du document (entryUUID), puis reliez-vous à celui-ci.",
    source="IHE ITI TF-3 4.2.4.1 (XDSRegistryDeprecatedDocumentError)",
    how_to_obtain="Complétez (APND) un document déjà remplacé.",
    codes={
        "xds": {"repository": "XDSRegistryDeprecatedDocumentError", "registry": "XDSRegistryDeprecatedDocumentError"},
        "http": {"status": "409"},
    },
)
DOCUMENTATION_NOT_THERE = verdict(
    "record.documentation-not-there",
    fr="L'association {place} est une appartenance (HasMember) : elle ne porte pas de motif ({found}).",
    en="Association {place} is a membership (HasMember): it bears no documentation ({found}).",
    way_out="Portez le motif sur l'association RPLC, APND ou XFRM, ou retirez-le.",
    source="IHE ITI TF-3 4.2.2.2",
    how_to_obtain="Jouez, au profil neutre, le test NIST 12370/not_configured.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
NOT_A_FIRST_VERSION = verdict(
    "record.not-a-first-version",
    fr="L'entrée {place} est une nouvelle version de métadonnées ({found}), pas un nouveau document.",
    en="Entry {place} is a new metadata version ({found}), not a new document.",
    way_out="Un enregistrement (ITI-42) décrit de nouveaux documents ; la mise à jour (ITI-57) n'est pas proposée ici.",
    source="IHE ITI TF-3 4.2.3.2.32 (logicalID); ITI TF-2 3.57",
    how_to_obtain="Envoyez, au profil neutre, la mise à jour du test NIST 15800.",
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
        "http": {"status": "400"},
    },
)
