"""Why a reader does not see one document. On the wire such a document answers as if it were absent."""

from __future__ import annotations

from socle.rulebook import verdict

#: A hidden document must not be told from an absent one. Source: spec/dmp.md 4.4.
ABSENT = {"xds": {"retrieve": "XDSDocumentUniqueIdError"}, "http": {"status": "404"}}

DOCUMENT_UNKNOWN = verdict(
    "record.document-unknown",
    fr="Document {document} introuvable dans ce dossier.",
    en="Document {document} is not in this record.",
    way_out="Vérifiez le uniqueId ; recherchez à nouveau les documents du patient.",
    source="spec/dmp.md 4.4",
    how_to_obtain="Jouez td3.2-retrieve-partial : récupérer un uniqueId qui n'existe pas.",
    codes=ABSENT,
)
ENTRY_UUID_GIVEN = verdict(
    "record.entry-uuid-given",
    fr="{found} est un entryUUID ; donner le uniqueId du document.",
    en="{found} is an entryUUID; give the document's uniqueId.",
    way_out="Demandez le document par son uniqueId (OID), lu dans la réponse à la recherche.",
    source="spec/dmp.md 4.4 and 9",
    how_to_obtain="Jouez td3.2-fail-entry-uuid.",
    codes=ABSENT,
)
REPOSITORY_UNKNOWN = verdict(
    "record.repository-unknown",
    fr="L'entrepôt {found} n'est pas celui du DMP ({expected}).",
    en="Repository {found} is not that of the DMP ({expected}).",
    way_out="Reprenez le repositoryUniqueId rendu par la recherche de documents.",
    source="IHE ITI TF-3 4.2.4.1",
    how_to_obtain="Récupérez un document (TD3.2) avec un autre RepositoryUniqueId.",
    codes={"xds": {"retrieve": "XDSUnknownRepositoryId"}, "http": {"status": "404"}},
)
MASKED = verdict(
    "record.masked",
    fr="Le document {document} est masqué aux professionnels.",
    en="Document {document} is masked to professionals.",
    way_out="Parlez-en avec le patient : il peut démasquer le document, comme l'auteur ou le médecin traitant.",
    source="CSP R1111-49; spec/dmp.md 6",
    how_to_obtain="Jouez td3.2-fail-masked-break-glass : lire en bris de glace une note masquée.",
    rules=("DMP-090", "DMP-091"),
    codes=ABSENT,
)
OUTSIDE_MATRIX = verdict(
    "record.outside-matrix",
    fr="La matrice d'habilitation n'ouvre pas ce type de document ({found}) à votre profession ({expected}).",
    en="The habilitation matrix does not open this type ({found}) to this profession ({expected}).",
    way_out="Parlez-en avec le patient : il peut vous montrer lui-même le document.",
    source="order of 26/10/2023; spec/dmp.md 6",
    how_to_obtain="Lisez une synthèse psychiatrique avec la carte d'un infirmier.",
    rules=("DMP-050", "DMP-051", "DMP-055", "DMP-057"),
    codes=ABSENT,
)
NO_CONTENT_FOR_OCCUPATIONAL_PHYSICIAN = verdict(
    "record.occupational-physician-reads-no-content",
    fr="Le médecin du travail recherche et alimente, mais ne lit pas le contenu des documents.",
    en="The occupational physician searches and feeds but never reads content.",
    way_out="Parlez-en avec le patient : il peut vous remettre lui-même le document.",
    source="PDT-INF-526 v1.8; CSP L1111-18",
    how_to_obtain="Récupérez un document (TD3.2) avec la spécialité SM25.",
    rules=("DMP-061", "DMP-062"),
    codes={"soap": {"sender": "DMPAccessDeniedByRightsService"}, "http": {"status": "403"}},
)
INVISIBLE_TO_PATIENT = verdict(
    "record.invisible-to-patient",
    fr="Le document {document} n'est pas encore visible par le patient : il le sera le {expected} au plus tard.",
    en="Document {document} is kept back for an announcement until {expected} at the latest.",
    way_out="Consultez le professionnel qui a déposé le document.",
    source="CSP R1111-53; spec/dmp.md 6",
    how_to_obtain="Listez ses documents comme patient après td2.1a-feed-hidden-from-patient.",
    rules=("DMP-110", "DMP-112", "DMP-116", "DMP-117"),
    codes=ABSENT,
)
INVISIBLE_TO_REPRESENTATIVES = verdict(
    "record.invisible-to-representatives",
    fr="Le document {document} n'est pas visible par les représentants légaux.",
    en="Document {document} is hidden from the legal representatives.",
    way_out="Le professionnel qui suit le mineur peut lever cette restriction, à sa demande.",
    source="CSP R1111-50; spec/dmp.md 6",
    how_to_obtain="Listez les documents d'Iris depuis l'espace de sa mère après td2.1a-feed-minor-secret.",
    rules=("DMP-130", "DMP-147"),
    codes=ABSENT,
)
OUTSIDE_SECRET_SESSION = verdict(
    "record.outside-secret-session",
    fr="En connexion secrète, seuls les documents invisibles aux représentants légaux sont traités.",
    en="A secret session handles only documents hidden from the legal representatives.",
    way_out="Quittez la connexion secrète pour les autres documents du patient.",
    source="spec/dmp.md 2",
    how_to_obtain="Lisez ou déposez un document ordinaire avec le jeton vihf-direct-minor-secret.",
    rules=("DMP-132", "DMP-134"),
    codes={
        "xds": {"repository": "XDSRepositoryMetadataError", "retrieve": "XDSDocumentUniqueIdError"},
        "http": {"status": "404"},
    },
)
DOCUMENT_DELETED = verdict(
    "record.document-deleted",
    fr="Le document {document} a été supprimé par son auteur.",
    en="Document {document} was deleted by its author.",
    way_out="Adressez-vous à l'auteur du document.",
    source="spec/dmp.md 6",
    how_to_obtain="Lisez comme patient un document supprimé (td3.3c-delete).",
    rules=("DMP-150",),
    codes=ABSENT,
)
SIGNATURE_HIDDEN = verdict(
    "record.signature-hidden",
    fr="Le document {document} est la signature d'un lot de soumission, que les lecteurs ne voient pas.",
    en="Document {document} is a submission set's signature, which readers never see.",
    way_out="Rien à faire : la signature est vérifiée au dépôt.",
    source="spec/dmp.md 4.1",
    how_to_obtain="Récupérez (TD3.2) le uniqueId du document de signature d'un lot.",
    codes=ABSENT,
)
