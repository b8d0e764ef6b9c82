"""What Pro Santé Connect can answer to a service, and to a person who signs in.

Source of the error codes: RFC 6749 4.1.2.1 and 5.2; RFC 6750 3.1; OpenID Connect CIBA Core 1.0, 11 and 13.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from socle.rulebook import verdict


def _as(error: str, status: int = 400) -> Mapping[str, Mapping[str, str]]:
    return {"oauth": {"error": error}, "http": {"status": str(status)}}


_PAGE: Final = {"http": {"status": "403"}}

DOWN = verdict(
    "directory.connect-down",
    fr="Pro Santé Connect est indisponible.",
    en="Pro Sante Connect is not available.",
    way_out="Identifiez-vous par l'autre moyen que le service propose, ou revenez plus tard.",
    source="AUTH-026",
    how_to_obtain="Au bac à sable, mettez Pro Santé Connect en panne (POST /api/psc, down).",
    rules=("AUTH-026", "AUTH-027"),
    codes=_as("temporarily_unavailable", 503),
)
SERVICE_UNKNOWN = verdict(
    "directory.connect-service-unknown",
    fr="Aucun service raccordé à Pro Santé Connect ne s'appelle « {found} ».",
    en="No service connected to Pro Sante Connect is called '{found}'.",
    way_out="Raccordez le service, puis employez l'identifiant (client_id) qui lui a été donné.",
    source="AUTH-022; RFC 6749 5.2",
    how_to_obtain="Demandez une identification avec un client_id inventé.",
    rules=("AUTH-022",),
    codes=_as("invalid_client", 401),
)
SERVICE_NOT_PROVEN = verdict(
    "directory.connect-service-not-proven",
    fr="Le service n'a pas prouvé qui il est.",
    en="The service did not prove who it is: {found}",
    way_out="Présentez le secret, le certificat ou l'assertion signée enregistrés pour ce client_id.",
    source="RFC 6749 2.3, 5.2; RFC 8705 2; RFC 7523",
    how_to_obtain="Appelez /token avec un mauvais secret.",
    codes=_as("invalid_client", 401),
)
ALTERNATIVE_MISSING = verdict(
    "directory.connect-alternative-missing",
    fr="Le service ne dit pas ce qu'il propose quand Pro Santé Connect est indisponible.",
    en="The service does not say what it offers while Pro Sante Connect is not available.",
    way_out="Décrivez l'autre moyen d'identification du service (champ alternative).",
    source="AUTH-027",
    how_to_obtain="Raccordez un service sans « alternative ».",
    rules=("AUTH-027",),
    codes=_as("invalid_client_metadata"),
)
ADDRESS_UNKNOWN = verdict(
    "directory.connect-address-unknown",
    fr="L'adresse de retour n'est pas l'une de celles du service, à la lettre près.",
    en="The redirect address is not, letter for letter, one of those of the service.",
    way_out="Employez une adresse (redirect_uri) enregistrée, ou faites-la enregistrer.",
    source="spec/identity.md d.2 (exact redirect_uri)",
    how_to_obtain="Demandez une identification avec une autre redirect_uri.",
    codes=_as("invalid_request"),
)
REQUEST_FAULTY = verdict(
    "directory.connect-request-faulty",
    fr="La demande n'est pas bien faite : {found}",
    en="The request is not well formed: {found}",
    way_out="Comparez la demande avec la documentation de Pro Santé Connect.",
    source="RFC 6749 4.1.2.1, 5.2",
    how_to_obtain="Appelez /token sans « code ».",
    codes=_as("invalid_request"),
)
SCOPE_MISSING = verdict(
    "directory.connect-scope-missing",
    fr="La portée demandée est « {found} » ; il faut « {expected} ».",
    en="The scope asked for is '{found}'; it must be '{expected}'.",
    way_out="Demandez scope=openid scope_all.",
    source="spec/identity.md d.2",
    how_to_obtain="Demandez une identification avec scope=openid.",
    codes=_as("invalid_scope"),
)
LEVEL_MISSING = verdict(
    "directory.connect-level-missing",
    fr="Le niveau demandé (acr_values) est « {found} » ; il faut « {expected} ».",
    en="The level asked for (acr_values) is '{found}'; it must be '{expected}'.",
    way_out="Demandez acr_values=eidas1.",
    source="spec/identity.md d.2",
    how_to_obtain="Demandez une identification sans acr_values.",
    codes=_as("invalid_request"),
)
GRANT_REFUSED = verdict(
    "directory.connect-grant-refused",
    fr="Le code ou le jeton présenté ne vaut rien, ou ne vaut plus rien.",
    en="The code or token shown is worth nothing, or nothing any more: {found}",
    way_out="Recommencez l'identification.",
    source="RFC 6749 5.2; RFC 7636 4.6",
    how_to_obtain="Présentez deux fois le même code.",
    codes=_as("invalid_grant"),
)
GRANT_UNKNOWN = verdict(
    "directory.connect-grant-unknown",
    fr="Ce mode de délivrance (grant_type) n'existe pas ici.",
    en="There is no such grant type here.",
    way_out="Employez authorization_code, refresh_token ou CIBA.",
    source="RFC 6749 5.2",
    how_to_obtain="Appelez /token avec grant_type=password.",
    codes=_as("unsupported_grant_type"),
)
RESPONSE_UNKNOWN = verdict(
    "directory.connect-response-unknown",
    fr="Ce type de réponse n'existe pas ici : seul « code » est proposé.",
    en="There is no such response type here: 'code' is the only one.",
    way_out="Demandez response_type=code.",
    source="spec/identity.md d.2",
    how_to_obtain="Demandez une identification avec response_type=token.",
    codes=_as("unsupported_response_type"),
)
TOKEN_REFUSED = verdict(
    "directory.connect-token-refused",
    fr="Le jeton d'accès ne vaut rien : {found}",
    en="The access token is worth nothing: {found}",
    way_out="Renouvelez le jeton, ou recommencez l'identification.",
    source="RFC 6750 3.1; RFC 8705 3",
    how_to_obtain="Appelez /userinfo avec un jeton expiré.",
    codes=_as("invalid_token", 401),
)
REFUSED = verdict(
    "directory.connect-refused",
    fr="La personne a refusé cette identification.",
    en="The person refused this sign-in.",
    way_out="Recommencez, et confirmez sur l'écran qui montre le même nombre.",
    source="RFC 6749 4.1.2.1; CIBA Core 11",
    how_to_obtain="Refusez la demande sur le téléphone simulé.",
    codes=_as("access_denied"),
)
PENDING = verdict(
    "directory.connect-pending",
    fr="La personne n'a pas encore répondu.",
    en="The person has not answered yet.",
    way_out="Redemandez après l'intervalle indiqué.",
    source="CIBA Core 11",
    how_to_obtain="Demandez le résultat d'une demande CIBA avant sa confirmation.",
    codes=_as("authorization_pending"),
)
SLOW_DOWN = verdict(
    "directory.connect-slow-down",
    fr="Le résultat est redemandé trop tôt.",
    en="The outcome is asked for again too soon.",
    way_out="Attendez l'intervalle (interval) entre deux demandes.",
    source="CIBA Core 11",
    how_to_obtain="Demandez deux fois le résultat dans la même seconde.",
    codes=_as("slow_down"),
)
EXPIRED = verdict(
    "directory.connect-expired",
    fr="Le délai pour répondre est passé.",
    en="The time to answer is over.",
    way_out="Faites une nouvelle demande.",
    source="CIBA Core 11; spec/identity.md d.3 (120 seconds)",
    how_to_obtain="Avancez l'horloge de plus de deux minutes après une demande CIBA.",
    codes=_as("expired_token"),
)
ASKED_TOO_OFTEN = verdict(
    "directory.connect-asked-too-often",
    fr="Cette personne n'a pas confirmé les demandes d'identification reçues depuis {expected} minutes : celle-ci ne "
    "lui est pas montrée.",
    en="This person did not confirm the sign-in requests of the last {expected} minutes: this one is not shown.",
    way_out="Réessayez un peu plus tard, ou identifiez-vous avec une carte. Si vous n'avez rien demandé, quelqu'un "
    "essaie d'entrer à votre place.",
    source="CIBA Core 13 (access_denied); choices connect_asks_*: ASSUMED",
    how_to_obtain="Faites quatre demandes CIBA pour la même personne sans qu'elle en confirme une.",
    codes=_as("access_denied", 403),
)
SERVICE_ASKS_TOO_OFTEN = verdict(
    "directory.connect-service-asks-too-often",
    fr="Trop de demandes d'identification du service « {found} » restent sans confirmation depuis {expected} minutes.",
    en="Too many sign-in requests of the service '{found}' stand unconfirmed since {expected} minutes.",
    way_out="Ne demandez d'identification qu'à qui vient de la commencer, et réessayez un peu plus tard.",
    source="CIBA Core 13 (access_denied); choice connect_asks_by_service: ASSUMED",
    how_to_obtain="Faites 600 demandes CIBA en dix minutes sans qu'aucune soit confirmée.",
    codes=_as("access_denied", 403),
)
LOGIN_REQUIRED = verdict(
    "directory.connect-login-required",
    fr="Personne ne peut être identifié sans qu'une page s'affiche.",
    en="Nobody can be signed in without a page being shown.",
    way_out="Renvoyez le navigateur sans prompt=none.",
    source="OpenID Connect Core 1.0, 3.1.2.6",
    how_to_obtain="Demandez une identification avec prompt=none.",
    codes=_as("login_required"),
)
HOLDER_UNKNOWN = verdict(
    "directory.connect-holder-unknown",
    fr="Personne, sous le numéro « {found} », n'a de quoi s'identifier par ce canal.",
    en="Nobody under the number '{found}' has what it takes to sign in by this channel.",
    way_out="Vérifiez l'identifiant national (8 suivi du RPPS), et que la e-CPS est activée.",
    source="CIBA Core 13; AUTH-021",
    how_to_obtain="Faites une demande CIBA pour un numéro inventé.",
    rules=("AUTH-021",),
    codes=_as("unknown_user_id"),
)
BINDING_FAULTY = verdict(
    "directory.connect-binding-faulty",
    fr="Le message à comparer (binding_message) doit compter deux chiffres.",
    en="The binding message must be two digits.",
    way_out="Envoyez un nombre de 00 à 99, et montrez-le à la personne.",
    source="spec/identity.md d.3; CIBA Core 13",
    how_to_obtain="Faites une demande CIBA avec binding_message=bonjour.",
    codes=_as("invalid_binding_message"),
)
CODE_WRONG = verdict(
    "directory.connect-code-wrong",
    fr="Ce n'est pas le code confidentiel. Essais restants : {expected}.",
    en="This is not the confidential code. Attempts left: {expected}.",
    way_out="Saisissez votre code personnel.",
    source="AUTH-016",
    how_to_obtain="Saisissez un autre code sur le téléphone simulé.",
    rules=("AUTH-016",),
    codes=_PAGE,
)
LOCKED = verdict(
    "directory.connect-locked",
    fr="Trop de codes faux à la suite : ce moyen d'identification ({place}) est bloqué.",
    en="Too many wrong codes in a row: this means of signing in ({place}) is locked.",
    way_out="Activez de nouveau la e-CPS, ou débloquez la carte.",
    source="AUTH-016",
    how_to_obtain="Saisissez trois codes faux à la suite.",
    rules=("AUTH-016",),
    codes=_PAGE,
)
NO_AUTHENTICATOR = verdict(
    "directory.connect-no-authenticator",
    fr="Cette personne n'a pas de {place} activée.",
    en="This person has no {place} in use.",
    way_out="Activez la e-CPS, ou identifiez-vous avec une carte.",
    source="AUTH-016; AUTH-020",
    how_to_obtain="Choisissez la e-CPS pour une personne qui n'en a pas.",
    rules=("AUTH-016",),
    codes=_PAGE,
)
NUMBER_IS_NO_PROOF = verdict(
    "directory.ecps-number-is-no-proof",
    fr="Le numéro RPPS ne suffit pas à activer une e-CPS.",
    en="An RPPS number is not enough to activate an e-CPS.",
    way_out="Servez-vous de la carte, ou de l'adresse et du mobile connus de l'Annuaire Santé.",
    source="AUTH-021",
    how_to_obtain="Activez une e-CPS avec un numéro seul (POST /api/psc/ecps).",
    rules=("AUTH-021",),
    codes=_PAGE,
)
CONTACT_NOT_KNOWN = verdict(
    "directory.ecps-contact-not-known",
    fr="L'adresse et le mobile ne sont pas ceux que l'Annuaire Santé connaît.",
    en="The mail address and the mobile are not those that the Annuaire Sante knows.",
    way_out="Faites corriger vos coordonnées dans l'Annuaire Santé, ou servez-vous de la carte.",
    source="AUTH-020",
    how_to_obtain="Activez une e-CPS avec une autre adresse (POST /api/psc/ecps).",
    rules=("AUTH-020",),
    codes=_PAGE,
)
TOO_WEAK = verdict(
    "directory.sign-in-too-weak",
    fr="Cette identification est trop faible (« {found} ») : il y faut deux facteurs.",
    en="This sign-in is too weak ('{found}'): two factors are needed.",
    way_out="Identifiez-vous avec la e-CPS ou la carte.",
    source="AUTH-028, AUTH-029, AUTH-030; spec/identity.md d.2 (acr)",
    how_to_obtain="Au bac à sable, faites donner à Pro Santé Connect un niveau trop bas (POST /api/psc, acr).",
    rules=("AUTH-028", "AUTH-029", "AUTH-030"),
    codes=_PAGE,
)
ANSWER_REFUSED = verdict(
    "directory.connect-answer-refused",
    fr="La réponse de Pro Santé Connect n'a pas pu être vérifiée ({place}).",
    en="The answer of Pro Sante Connect could not be verified ({place}).",
    way_out="Recommencez l'identification depuis cette page, dans le même navigateur.",
    source="spec/identity.md d.2 (checks)",
    how_to_obtain="Ouvrez l'adresse de retour avec un « state » inventé.",
    codes=_PAGE,
)
NO_ACTIVITY = verdict(
    "directory.connect-no-activity",
    fr="Pro Santé Connect ne dit pas où ni à quel titre vous exercez.",
    en="Pro Sante Connect does not say where nor in what capacity you practise.",
    way_out="Faites enregistrer votre activité auprès de votre ordre ou de l'Annuaire Santé.",
    source="spec/identity.md d.4",
    how_to_obtain="Au bac à sable, faites taire les exercices (POST /api/psc, exercises=none), puis identifiez-vous.",
    codes=_PAGE,
)
