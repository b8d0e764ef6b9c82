"""Refusals of a change of metadata (TD3.3): the version, the status, or what may not change.

Source: dmp_error_codes.csv (IHE ITI TF-3 4.2.4.1); spec/dmp.md 4.5.
"""

from __future__ import annotations

from socle.rulebook import verdict


def _coded(code: str, status: str = "409") -> dict[str, dict[str, str]]:
    return {"xds": {"registry": code}, "http": {"status": status}}


VERSION_STALE = verdict(
    "record.version-stale",
    fr="La version précédente annoncée ({found}) n'est pas la version courante ({expected}).",
    en="The previous version named ({found}) is not the current one ({expected}).",
    way_out="Recherchez à nouveau le document, puis reprenez sa version courante et son entryUUID.",
    source="IHE ITI TF-3 4.2.4.1; spec/dmp.md 4.5",
    how_to_obtain="Jouez td3.3a-fail-stale-version.",
    codes=_coded("XDSMetadataVersionError"),
)
STATUS_STALE = verdict(
    "record.status-stale",
    fr="Le statut d'origine annoncé ({found}) n'est pas le statut courant ({expected}).",
    en="The original status named ({found}) is not the current one ({expected}).",
    way_out="Recherchez à nouveau le document pour connaître son statut courant.",
    source="spec/dmp.md 4.5 (code ASSUMED)",
    how_to_obtain="Jouez td3.3c-fail-wrong-original-status.",
    codes=_coded("XDSMetadataUpdateError"),
)
STATUS_CHANGE_UNKNOWN = verdict(
    "record.status-change-unknown",
    fr="Un document {expected} ne peut pas devenir {found}.",
    en="A document that is {expected} cannot become {found}.",
    way_out="Archivez un document en vigueur, désarchivez un document archivé, ou supprimez-le.",
    source="spec/dmp.md 4.5",
    how_to_obtain="Demandez qu'un document supprimé redevienne Approved (TD3.3).",
    rules=("DMP-159",),
    codes=_coded("XDSMetadataUpdateError"),
)
ATTRIBUTE_CHANGED = verdict(
    "record.attribute-not-modifiable",
    fr="La mise à jour change {place} : seule la visibilité du document peut changer.",
    en="The update changes {place}: only the document's visibility may change.",
    way_out="Reprenez telles quelles les métadonnées rendues par la recherche, ou remplacez le document (RPLC).",
    source="spec/dmp.md 4.5 (code ASSUMED)",
    how_to_obtain="Changez le titre d'un document par TD3.3.",
    codes=_coded("XDSMetadataUpdateError"),
)
NOTHING_CHANGED = verdict(
    "record.update-changes-nothing",
    fr="La mise à jour du document {document} ne change rien.",
    en="The update of document {document} changes nothing.",
    way_out="Ajoutez ou retirez un code de visibilité (MASQUE_PS, INVISIBLE_PATIENT, INVISIBLE_REPRESENTANTS_LEGAUX).",
    source="spec/dmp.md 4.5",
    how_to_obtain="Renvoyez par TD3.3 les métadonnées d'un document sans rien y changer.",
    codes=_coded("XDSMetadataUpdateError"),
)
OPERATION_UNKNOWN = verdict(
    "record.update-operation-unknown",
    fr="Ce lot ne contient aucune mise à jour reconnue.",
    en="This submission holds no recognised update.",
    way_out="Joignez une nouvelle version d'un document (lid, PreviousVersion) ou un UpdateAvailabilityStatus.",
    source="IHE ITI TF-3 4.2.4.1",
    how_to_obtain="Envoyez un TD3.3 dont le lot ne contient que le SubmissionSet.",
    codes=_coded("XDSMetadataUpdateOperationError", "400"),
)
TARGET_UNKNOWN = verdict(
    "record.update-target-unknown",
    fr="Le document à mettre à jour ({found}) est introuvable dans ce dossier.",
    en="The document to update ({found}) is not in this record.",
    way_out="Reprenez le logicalID ou l'entryUUID courant, rendus par la recherche de documents.",
    source="IHE ITI TF-3 4.2.4.1; spec/dmp.md 4.4 (as if absent)",
    how_to_obtain="Masquez un document d'un autre dossier (TD3.3).",
    rules=("DMP-155",),
    codes=_coded("XDSMetadataUpdateError", "404"),
)
TARGET_TWICE = verdict(
    "record.update-target-twice",
    fr="Le document {found} est mis à jour deux fois dans le même lot.",
    en="Document {found} is updated twice in one submission.",
    way_out="Faites une seule mise à jour par document et par lot.",
    source="IHE ITI TF-2 3.57.4.1.3",
    how_to_obtain="Archivez et supprimez le même document dans un seul TD3.3.",
    codes=_coded("XDSMetadataUpdateOperationError", "400"),
)
