"""What a FHIR message can be refused for by itself: its JSON, its elements, its references, its patches.

Source: HL7 FHIR 4.0.1 (json, http, fhirpatch); PDSm 3.1.1 as spec/dmp.md 7 has it.
"""

from __future__ import annotations

from collections.abc import Mapping

from socle.rulebook import verdict

_JSON = "FHIR R4, 2.6.2 (JSON)"
_HTTP = "FHIR R4, 3.1.0 (RESTful API)"


def _codes(status: str, issue: str) -> Mapping[str, Mapping[str, str]]:
    return {"http": {"status": status}, "fhir": {"issue": issue}}


JSON_ILL_FORMED = verdict(
    "fhir.json-ill-formed",
    fr="Le corps n'est pas du JSON lisible, en {place} (ligne:colonne) : {found}.",
    en="The body is not readable JSON, at {place} (line:column): {found}.",
    way_out="Corrigez le JSON à l'endroit indiqué ; le plus sûr est de l'écrire avec une bibliothèque, en UTF-8.",
    source=_JSON,
    how_to_obtain="Envoyez une ressource à laquelle il manque une accolade.",
    codes=_codes("400", "structure"),
)
BODY_TOO_LARGE = verdict(
    "fhir.body-too-large",
    fr="La requête fait plus de {expected} octets.",
    en="The request is larger than {expected} bytes.",
    way_out="Déposez moins de documents à la fois.",
    source="spec README, tailles",
    how_to_obtain="Envoyez un Bundle de plus de 30 Mo.",
    codes=_codes("413", "too-long"),
)
TOO_DEEP = verdict(
    "fhir.too-deep",
    fr="Le JSON emboîte plus de {expected} niveaux.",
    en="The JSON nests more than {expected} levels.",
    way_out="Vérifiez la construction du message : aucune ressource de PDSm n'est aussi profonde.",
    source="spec README, tailles",
    how_to_obtain="Envoyez mille tableaux emboîtés.",
    codes=_codes("400", "structure"),
)
REPEATED = verdict(
    "fhir.name-repeated",
    fr="{place} : le nom « {found} » est écrit deux fois dans le même objet.",
    en="{place}: the name '{found}' is written twice in one object.",
    way_out="Gardez une seule valeur : deux lecteurs en comprendraient deux.",
    source="RFC 8259, 4 ; " + _JSON,
    how_to_obtain='Écrivez deux fois "status" dans une ressource.',
    codes=_codes("400", "structure"),
)
ELEMENT_UNKNOWN = verdict(
    "fhir.element-unknown",
    fr="{place} : cet élément n'existe pas dans {expected}.",
    en="{place}: {expected} has no such element.",
    way_out="Corrigez le nom de l'élément, ou placez l'information dans une extension.",
    source=_JSON,
    how_to_obtain='Ajoutez "titre" à une DocumentReference.',
    codes=_codes("400", "structure"),
)
ELEMENT_TYPE = verdict(
    "fhir.element-type",
    fr="{place} : attendu {expected}, reçu {found}.",
    en="{place}: expected {expected}, found {found}.",
    way_out="Écrivez la valeur dans la forme que FHIR donne à ce type.",
    source="FHIR R4, 2.24.0 (data types)",
    how_to_obtain='Écrivez "size": "grand" dans un attachment.',
    codes=_codes("400", "value"),
)
ELEMENT_MISSING = verdict(
    "fhir.element-missing",
    fr="{place} manque.",
    en="{place} is missing.",
    way_out="Ajoutez l'élément, obligatoire dans cette ressource.",
    source=_JSON,
    how_to_obtain="Retirez « status » d'une DocumentReference.",
    codes=_codes("400", "required"),
)
ELEMENT_COUNT = verdict(
    "fhir.element-count",
    fr="{place} : {expected} attendu, {found} reçus.",
    en="{place}: {expected} expected, {found} found.",
    way_out="Donnez à cet élément le nombre de valeurs que le guide demande.",
    source="PDSm 3.1.1 (profils)",
    how_to_obtain="Décrivez deux contenus (content) dans une DocumentReference.",
    codes=_codes("400", "structure"),
)
RESOURCE_UNEXPECTED = verdict(
    "fhir.resource-unexpected",
    fr="{place} : ressource {found} reçue, {expected} attendue.",
    en="{place}: resource {found} found, {expected} expected.",
    way_out="Envoyez la ressource que cette adresse attend.",
    source="PDSm 3.1.1 (spec/dmp.md 7)",
    how_to_obtain="Envoyez une Observation à DocumentReference.",
    codes=_codes("400", "invalid"),
)
REFERENCE_UNKNOWN = verdict(
    "fhir.reference-unknown",
    fr="{place} : la référence « {found} » ne mène à rien qui soit lisible ici ({expected}).",
    en="{place}: the reference '{found}' leads to nothing readable here ({expected}).",
    way_out="Faites correspondre la référence et l'identifiant de la ressource, contenue ou du même envoi.",
    source="FHIR R4, 2.3.0 (references)",
    how_to_obtain="Donnez « #personne » pour auteur d'une DocumentReference.",
    codes=_codes("400", "invalid"),
)
MEDIA_TYPE = verdict(
    "fhir.media-type",
    fr="Le type de contenu « {found} » n'est pas lu à cette adresse ; attendu : {expected}.",
    en="The content type '{found}' is not read at this address; expected: {expected}.",
    way_out="Envoyez du JSON : ce serveur ne lit pas la forme XML de FHIR.",
    source=_HTTP,
    how_to_obtain="Envoyez une DocumentReference en application/fhir+xml.",
    codes=_codes("415", "not-supported"),
)
NOT_ACCEPTABLE = verdict(
    "fhir.not-acceptable",
    fr="La réponse ne peut pas être donnée dans la forme demandée ({found}) ; forme offerte : {expected}.",
    en="The answer cannot be given in the form asked for ({found}); offered: {expected}.",
    way_out="Demandez du JSON (Accept: application/fhir+json), ou la forme du document lui-même.",
    source=_HTTP,
    how_to_obtain="Recherchez des fiches avec Accept: application/fhir+xml.",
    codes=_codes("406", "not-supported"),
)
NO_SUCH_ADDRESS = verdict(
    "fhir.no-such-address",
    fr="Il n'y a rien à l'adresse « {found} ».",
    en="There is nothing at the address '{found}'.",
    way_out="Les adresses offertes sont dites par /metadata.",
    source=_HTTP,
    how_to_obtain="Demandez /fhir/dmp/Observation.",
    codes=_codes("404", "not-found"),
)
METHOD_NOT_ALLOWED = verdict(
    "fhir.method-not-allowed",
    fr="La méthode {found} n'est pas offerte à cette adresse ; sont offertes : {expected}.",
    en="The method {found} is not offered at this address; offered: {expected}.",
    way_out="Les méthodes offertes sont dites par /metadata.",
    source=_HTTP,
    how_to_obtain="Envoyez DELETE à une DocumentReference.",
    codes=_codes("405", "not-supported"),
)
PARAMETER_UNKNOWN = verdict(
    "fhir.parameter-unknown",
    fr="Le paramètre « {found} » n'est pas connu de cette recherche.",
    en="The parameter '{found}' is not known to this search.",
    way_out="Retirez-le, ou ajoutez l'en-tête Prefer: handling=lenient pour qu'il soit laissé de côté.",
    source="FHIR R4, 3.1.1.3 (handling)",
    how_to_obtain="Recherchez des fiches avec couleur=rouge.",
    codes=_codes("400", "not-supported"),
)
PARAMETER_MALFORMED = verdict(
    "fhir.parameter-malformed",
    fr="Le paramètre {place} vaut « {found} » ; attendu : {expected}.",
    en="The parameter {place} is '{found}'; expected: {expected}.",
    way_out="Écrivez la valeur dans la forme que FHIR donne à ce type de paramètre.",
    source="FHIR R4, 3.1.1 (search)",
    how_to_obtain="Recherchez des fiches avec creation=hier.",
    codes=_codes("400", "value"),
)
PARAMETER_MISSING = verdict(
    "fhir.parameter-missing",
    fr="Le paramètre {place} manque à la recherche.",
    en="The search lacks the parameter {place}.",
    way_out="Nommez le patient, et ce que vous cherchez : le guide le demande.",
    source="PDSm 3.1.1 (spec/dmp.md 7)",
    how_to_obtain="Recherchez des fiches sans patient.identifier.",
    codes=_codes("400", "required"),
)
PATCH_FAILED = verdict(
    "fhir.patch-failed",
    fr="{place} : la modification ne s'applique pas ({found}).",
    en="{place}: the change does not apply ({found}).",
    way_out="Relisez la fiche, puis décrivez la modification d'après ce qu'elle contient.",
    source="RFC 6902 ; FHIR R4, fhirpatch",
    how_to_obtain="Remplacez par PATCH un élément que la fiche n'a pas.",
    codes=_codes("422", "processing"),
)
PATCH_ELSEWHERE = verdict(
    "fhir.patch-elsewhere",
    fr="{place} : seuls le statut, la visibilité et l'archivage d'une fiche se modifient.",
    en="{place}: only the status, the visibility and the archiving of a document can be changed.",
    way_out="Pour changer autre chose, remplacez le document par une nouvelle version.",
    source="PDSm 3.1.1, flux 03 et 04 (spec/dmp.md 7)",
    how_to_obtain="Changez par PATCH la description d'une fiche.",
    codes=_codes("405", "not-supported"),
)
NOT_FOUND = verdict(
    "fhir.not-found",
    fr="« {found} » est introuvable dans ce dossier.",
    en="'{found}' is not in this record.",
    way_out="Recherchez à nouveau les documents du patient.",
    source=_HTTP,
    how_to_obtain="Lisez une DocumentReference dont l'identifiant est inventé.",
    codes=_codes("404", "not-found"),
)
SEVERAL_FOUND = verdict(
    "fhir.several-found",
    fr="Les critères désignent {found} fiches ; un seul document se modifie à la fois.",
    en="The criteria name {found} documents; one is changed at a time.",
    way_out="Désignez le document par son identifiant unique.",
    source="FHIR R4, 3.1.0.7 (conditional patch)",
    how_to_obtain="Modifiez par PATCH DocumentReference?identifier= suivi des identifiants de deux documents.",
    codes=_codes("412", "multiple-matches"),
)
VERSION_STALE = verdict(
    "fhir.version-stale",
    fr="La fiche en est à la version {expected} ; la demande porte sur {found}.",
    en="The document is at version {expected}; the request is about {found}.",
    way_out="Relisez la fiche avant de la modifier.",
    source="FHIR R4, 3.1.0.5 (If-Match)",
    how_to_obtain='Modifiez une fiche avec If-Match: W/"99".',
    codes=_codes("412", "conflict"),
)
TOKEN_ABSENT = verdict(
    "fhir.token-absent",
    fr="Aucun jeton n'accompagne la demande (en-tête Authorization : {expected}).",
    en="No token comes with the request (Authorization header: {expected}).",
    way_out="Joignez le jeton VIHF, en base64url, à l'en-tête Authorization.",
    source="IHE ITI TF-2 3.72.4.3.2 (jeton SAML) : forme supposée",
    how_to_obtain="Recherchez des fiches sans en-tête Authorization.",
    codes=_codes("401", "login"),
)
