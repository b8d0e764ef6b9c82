"""What XDS metadata, stored queries and retrievals can be refused for, by their form alone.

Source of the codes: IHE ITI TF-3 4.2.4.1; reference table dmp_error_codes.csv.
"""

from __future__ import annotations

from typing import Final

from socle.rulebook import Severity, verdict

METADATA: Final = {
    "xds": {
        "repository": "XDSRepositoryMetadataError",
        "registry": "XDSRegistryMetadataError",
        "retrieve": "XDSRepositoryError",
    },
    "soap": {"sender": ""},
    "http": {"status": "400"},
}
EXTRA: Final = {"xds": {"repository": "XDSExtraMetadataNotSaved", "registry": "XDSExtraMetadataNotSaved"}}


def _xds(code: str) -> dict[str, dict[str, str]]:
    return {
        "xds": {"repository": code, "registry": code, "retrieve": code},
        "soap": {"sender": ""},
        "http": {"status": "400"},
    }


NOT_A_SUBMISSION = verdict(
    "wire.xds-not-a-submission",
    fr="L'élément {found} ne contient pas de liste d'objets à enregistrer (RegistryObjectList).",
    en="The element {found} holds no list of objects to register (RegistryObjectList).",
    way_out="Envoyez un ProvideAndRegisterDocumentSetRequest avec son SubmitObjectsRequest.",
    source="IHE ITI TF-2 3.41.4.1.2; spec/dmp.md 4.1",
    how_to_obtain="Retirez RegistryObjectList d'une alimentation.",
    codes=METADATA,
)
OBJECT_WITHOUT_ID = verdict(
    "wire.xds-object-without-id",
    fr="Un objet {found} n'a pas d'attribut id ({place}).",
    en="A {found} object has no id attribute ({place}).",
    way_out="Donnez à chaque objet un id symbolique, par exemple Document01.",
    source="IHE ITI TF-3 4.2.1.1",
    how_to_obtain="Retirez l'attribut id d'un ExtrinsicObject.",
    codes=METADATA,
)
ID_REPEATED = verdict(
    "wire.xds-id-repeated",
    fr="L'id « {place} » désigne plusieurs objets de la soumission.",
    en="The id '{place}' names several objects of the submission.",
    way_out="Donnez un id différent à chaque document, lot et classeur.",
    source="IHE ITI TF-3 4.2.1.1",
    how_to_obtain="Donnez deux fois l'id Document01.",
    codes=METADATA,
)
OBJECT_IGNORED = verdict(
    "wire.xds-object-ignored",
    fr="L'objet {found} n'a pas de sens ici et n'a pas été enregistré ({place}).",
    en="The object {found} has no meaning here and was not registered ({place}).",
    way_out="Retirez-le : seuls ExtrinsicObject, RegistryPackage et Association sont enregistrés.",
    source="IHE ITI TF-3 4.2.1",
    how_to_obtain="Ajoutez un rim:Service à la liste d'objets.",
    severity=Severity.WARNING,
    codes=EXTRA,
)
PACKAGE_UNKNOWN = verdict(
    "wire.xds-package-unknown",
    fr="Le RegistryPackage « {place} » n'est ni un lot de soumission ni un classeur.",
    en="The RegistryPackage '{place}' is neither a submission set nor a folder.",
    way_out="Ajoutez-lui la Classification dont le classificationNode dit ce qu'il est.",
    source="IHE ITI TF-3 4.2.1.2",
    how_to_obtain="Retirez la Classification urn:uuid:a54d6aa5… du lot de soumission et son uniqueId.",
    codes=METADATA,
)
SLOT_WITHOUT_NAME = verdict(
    "wire.xds-slot-without-name",
    fr="Un Slot de « {place} » n'a pas de nom.",
    en="A Slot of '{place}' has no name.",
    way_out="Donnez l'attribut name à chaque Slot.",
    source="ebRIM 3.0, 2.7",
    how_to_obtain="Retirez l'attribut name d'un Slot.",
    codes=METADATA,
)
SLOT_REPEATED = verdict(
    "wire.xds-slot-repeated",
    fr="Le Slot « {place} » est écrit plusieurs fois ; un seul peut porter ce nom.",
    en="The Slot '{place}' is written several times; only one may carry this name.",
    way_out="Réunissez les valeurs dans un seul Slot.",
    source="ebRIM 3.0, 2.7; IHE ITI TF-3 4.2.3.1",
    how_to_obtain="Écrivez deux Slot creationTime.",
    codes=METADATA,
)
SLOT_NOT_SINGLE = verdict(
    "wire.xds-slot-not-single",
    fr="« {place} » a {found} valeurs ; il en faut une seule.",
    en="'{place}' has {found} values; it must have one.",
    way_out="Ne gardez qu'une valeur.",
    source="IHE ITI TF-3 4.2.3.2",
    how_to_obtain="Écrivez deux valeurs dans creationTime.",
    codes=METADATA,
)
IDENTIFIER_REPEATED = verdict(
    "wire.xds-identifier-repeated",
    fr="« {place} » a plusieurs valeurs : {found}.",
    en="'{place}' has several values: {found}.",
    way_out="Ne gardez qu'un ExternalIdentifier de cette sorte par objet.",
    source="IHE ITI TF-3 4.2.3.1.3",
    how_to_obtain="Écrivez deux ExternalIdentifier uniqueId différents.",
    codes=METADATA,
)
CLASSIFICATION_REPEATED = verdict(
    "wire.xds-classification-repeated",
    fr="« {place} » est donné {found} fois ; il en faut un seul.",
    en="'{place}' is given {found} times; it must be given once.",
    way_out="Ne gardez qu'une Classification de cette sorte.",
    source="IHE ITI TF-3 4.2.3.2; spec/dmp.md 4.2",
    how_to_obtain="Écrivez deux typeCode pour un document.",
    codes=METADATA,
)
CLASSIFICATION_IGNORED = verdict(
    "wire.xds-classification-ignored",
    fr="Le schéma {found} de « {place} » est inconnu : cette information n'a pas été enregistrée.",
    en="The scheme {found} of '{place}' is unknown: this information was not registered.",
    way_out="Vérifiez l'identifiant du schéma ; sinon ignorez cet avertissement.",
    source="IHE ITI TF-3 4.2.3.1.5",
    how_to_obtain="Ajoutez une Classification dont le schéma est inventé.",
    severity=Severity.WARNING,
    codes=EXTRA,
)
CODE_EMPTY = verdict(
    "wire.xds-code-empty",
    fr="« {place} » n'a pas de code (nodeRepresentation vide).",
    en="'{place}' has no code (empty nodeRepresentation).",
    way_out="Écrivez le code dans nodeRepresentation.",
    source="IHE ITI TF-3 4.2.3.1.2",
    how_to_obtain="Videz le nodeRepresentation du typeCode.",
    codes=METADATA,
)
SIZE_NOT_A_NUMBER = verdict(
    "wire.xds-size-not-a-number",
    fr="La taille annoncée « {found} » n'est pas un nombre d'octets ({place}).",
    en="The size announced, '{found}', is not a number of bytes ({place}).",
    way_out="Écrivez la taille en octets, en chiffres, ou retirez le Slot size : le serveur la calcule.",
    source="IHE ITI TF-3 4.2.3.2.23",
    how_to_obtain="Annoncez la taille « 29 Ko ».",
    codes=METADATA,
)
VERSION_NOT_A_NUMBER = verdict(
    "wire.xds-version-not-a-number",
    fr="Le numéro de version « {found} » n'est pas un nombre ({place}).",
    en="The version '{found}' is not a number ({place}).",
    way_out="Écrivez un nombre entier dans versionName, ou retirez VersionInfo.",
    source="IHE ITI TF-3 4.2.3.2 (version)",
    how_to_obtain='Écrivez versionName="1.1".',
    codes=METADATA,
)
ASSOCIATION_INCOMPLETE = verdict(
    "wire.xds-association-incomplete",
    fr="L'association « {place} » n'a pas de {expected}.",
    en="The association '{place}' has no {expected}.",
    way_out="Donnez associationType, sourceObject et targetObject à chaque association.",
    source="IHE ITI TF-3 4.2.2",
    how_to_obtain="Retirez targetObject d'une association.",
    codes=METADATA,
)
PART_UNREFERENCED = verdict(
    "wire.xds-part-unreferenced",
    fr="La partie « {place} » du message n'est désignée par aucun élément Document.",
    en="Part '{place}' of the message is named by no Document element.",
    way_out="Désignez chaque partie par un xop:Include et décrivez-la par un ExtrinsicObject, ou retirez-la.",
    source="IHE ITI TF-3 4.2.4.1; spec/dmp.md 4.1",
    how_to_obtain="Joignez une partie MIME de plus à une alimentation.",
    codes=_xds("XDSMissingDocumentMetadata"),
)
ANSWER_WITHOUT_PART = verdict(
    "wire.xds-answer-without-part",
    fr="Le serveur annonce le document {found} sans en donner le contenu.",
    en="The server announces the document {found} without giving its content.",
    way_out="Redemandez le document ; si le défaut demeure, signalez-le à l'exploitant du serveur.",
    source="IHE ITI TF-2 3.43.4.2",
    how_to_obtain="Lisez une réponse ITI-43 dont une partie a été retirée.",
    codes=_xds("XDSMissingDocument"),
)
DOCUMENT_REPEATED = verdict(
    "wire.xds-document-repeated",
    fr="Deux éléments Document portent l'id « {place} ».",
    en="Two Document elements carry the id '{place}'.",
    way_out="Joignez chaque document une seule fois.",
    source="IHE ITI TF-2 3.41.4.1.2",
    how_to_obtain="Recopiez un élément Document.",
    codes=METADATA,
)
INLINE_NOT_BASE64 = verdict(
    "wire.xds-inline-not-base64",
    fr="Le contenu du document « {place} » n'est pas du base64.",
    en="The content of the document '{place}' is not base64.",
    way_out="Joignez le document dans une partie MIME (xop:Include).",
    source="spec/dmp.md 1",
    how_to_obtain="Écrivez du texte dans l'élément Document.",
    codes=METADATA,
)
TOO_MANY_DOCUMENTS = verdict(
    "wire.xds-too-many-documents",
    fr="La soumission décrit {found} documents, plus que les {expected} acceptés.",
    en="The submission describes {found} documents, more than the {expected} accepted.",
    way_out="Répartissez les documents sur plusieurs soumissions.",
    source="spec README, tailles",
    how_to_obtain="Décrivez 101 documents dans une soumission.",
    codes=METADATA,
)
TOO_MANY_OBJECTS = verdict(
    "wire.xds-too-many-objects",
    fr="La soumission contient {found} objets, plus que les {expected} acceptés.",
    en="The submission holds {found} objects, more than the {expected} accepted.",
    way_out="Répartissez les documents sur plusieurs soumissions.",
    source="spec README, tailles",
    how_to_obtain="Écrivez 1001 associations dans une soumission.",
    codes=METADATA,
)
MORE_ERRORS = verdict(
    "wire.xds-more-errors",
    fr="{found} autres erreurs ou avertissements ne sont pas détaillés ici.",
    en="{found} more errors or warnings are not told here.",
    way_out="Corrigez ceux qui précèdent, puis renvoyez le message.",
    source="spec README, tailles",
    how_to_obtain="Envoyez une soumission qui contient plus de mille erreurs.",
    codes=METADATA,
)
QUERY_MISSING = verdict(
    "wire.xds-query-missing",
    fr="La demande ne contient pas de requête (AdhocQuery).",
    en="The request holds no query (AdhocQuery).",
    way_out="Envoyez un AdhocQueryRequest avec un AdhocQuery et son id.",
    source="IHE ITI TF-2 3.18.4.1.2",
    how_to_obtain="Retirez AdhocQuery d'une recherche.",
    codes=_xds("XDSRegistryError"),
)
RETURN_TYPE = verdict(
    "wire.xds-return-type",
    fr="Le type de retour « {found} » n'est pas connu ; attendu : {expected}.",
    en="The return type '{found}' is not known; expected: {expected}.",
    way_out="Demandez LeafClass (les métadonnées) ou ObjectRef (les identifiants).",
    source="IHE ITI TF-2 3.18.4.1.2.6",
    how_to_obtain='Demandez returnType="RepositoryItem".',
    codes=_xds("XDSRegistryError"),
)
PARAMETER_SYNTAX = verdict(
    "wire.xds-parameter-syntax",
    fr="La valeur « {found} » du paramètre {place} est mal écrite ; attendu : {expected}.",
    en="The value '{found}' of the parameter {place} is badly written; expected: {expected}.",
    way_out="Écrivez 'x' pour un texte, ('a','b') pour une liste, en doublant les apostrophes du texte.",
    source="IHE ITI TF-2 3.18.4.1.2.3.5",
    how_to_obtain="Écrivez le statut sans apostrophes.",
    codes=_xds("XDSRegistryError"),
)
REQUEST_INCOMPLETE = verdict(
    "wire.xds-request-incomplete",
    fr="La demande de document n° {place} n'a pas de {expected}.",
    en="Document request no. {place} has no {expected}.",
    way_out="Donnez RepositoryUniqueId et DocumentUniqueId à chaque DocumentRequest.",
    source="IHE ITI TF-2 3.43.4.1.2",
    how_to_obtain="Retirez DocumentUniqueId d'une demande.",
    codes=_xds("XDSRepositoryError"),
)
REQUEST_EMPTY = verdict(
    "wire.xds-request-empty",
    fr="La demande ne nomme aucun document.",
    en="The request names no document.",
    way_out="Ajoutez au moins un DocumentRequest.",
    source="IHE ITI TF-2 3.43.4.1.2",
    how_to_obtain="Envoyez un RetrieveDocumentSetRequest vide.",
    codes=_xds("XDSRepositoryError"),
)
