"""What the INSi teleservice can answer beside an identity, with its codes as `insi_return_codes.csv` has them.

A fault carries a subcode of the gateway, which follows from its side, and a siram:Erreur of which `codes["insi"]`
gives the code. Codes that no public page ties to a cause are ASSUMED (docs/divergences/insi.md).
"""

from __future__ import annotations

from typing import Final

from socle.rulebook import Severity, verdict

#: Insufficient rights. Source: insi_return_codes.csv (DESIR_560); for causes other than the CN: ASSUMED.
_RIGHTS: Final = {"insi": {"fault": "DESIR_560"}, "soap": {"sender": "siram_100"}, "http": {"status": "403"}}
#: The software's context. Source: insi_return_codes.csv (desir_500).
_SOFTWARE: Final = {"insi": {"fault": "desir_500"}, "soap": {"sender": "siram_100"}, "http": {"status": "400"}}
_TROUBLE: Final = {"soap": {"receiver": "siram_40"}, "http": {"status": "500"}}
_SPEC: Final = "spec/identity.md b"

CERTIFICATE_ABSENT = verdict(
    "identity.insi-certificate-absent",
    fr="Aucun certificat client n'a été présenté à l'ouverture de la connexion TLS.",
    en="No client certificate was shown when the TLS connection was opened.",
    way_out="Présentez le certificat ORG AUTH_CLI de la structure (INSI-AUTO, INSI-MANU), ou celui d'une carte.",
    source=f"{_SPEC}.1; spec/README.md (absent client certificate)",
    how_to_obtain="Appelez /insi/ sans certificat client.",
    rules=("INS-012",),
    codes=_RIGHTS,
)
CERTIFICATE_UNREADABLE = verdict(
    "identity.insi-certificate-unreadable",
    fr="Le certificat ({place}) est illisible.",
    en="The certificate ({place}) cannot be read.",
    way_out="Présentez le certificat tel que l'autorité l'a délivré.",
    source=f"{_SPEC}.1",
    how_to_obtain="Par un serveur frontal, transmettez un certificat tronqué.",
    rules=("AUTH-041",),
    codes=_RIGHTS,
)
CERTIFICATE_REFUSED = verdict(
    "identity.insi-certificate-refused",
    fr="Le certificat ({place}) est refusé : {found}",
    en="The certificate ({place}) is refused: {found}",
    way_out="Utilisez un certificat en cours de validité, non révoqué, d'une autorité reconnue.",
    source=f"{_SPEC}.1; AUTH-041",
    how_to_obtain="Avancez l'horloge au-delà de la fin de validité du certificat, ou révoquez-le (socle pki revoke).",
    rules=("AUTH-041",),
    codes=_RIGHTS,
)
NOT_ORGANISATION = verdict(
    "identity.insi-certificate-not-organisation",
    fr="Le téléservice INSi n'accepte que les certificats de type ORG : celui-ci est de type « {found} ».",
    en="The INSi teleservice accepts certificates of type ORG only: this one is of type '{found}'.",
    way_out="Commandez un certificat d'organisation ORG AUTH_CLI, de nom INSI-AUTO ou INSI-MANU.",
    source=f"INS-012; {_SPEC}.1",
    how_to_obtain="Appelez avec un certificat de serveur qui a aussi l'usage clientAuth.",
    rules=("INS-012",),
    codes=_RIGHTS,
)
NOT_INSI = verdict(
    "identity.insi-certificate-of-another-service",
    fr="Vous ne disposez pas des droits suffisants pour accéder à ce service : le certificat est au nom de "
    "« {found} », {expected} attendu.",
    en="You do not have sufficient rights for this service: the certificate is named '{found}', {expected} expected.",
    way_out="Commandez un certificat ORG AUTH_CLI dont le CN est INSI-AUTO (par lot) ou INSI-MANU (à la demande).",
    source=f"{_SPEC}.1 and b.4 (DESIR_560)",
    how_to_obtain="Appelez avec un certificat DMP-AUTO (celui que donne /api/actors/ch-essai-nord).",
    rules=("INS-540",),
    codes=_RIGHTS,
)
NOT_FOR_AUTHENTICATION = verdict(
    "identity.insi-certificate-not-for-authentication",
    fr="Le certificat présenté en TLS n'est pas un certificat d'authentification (AUTH_CLI).",
    en="The certificate shown in TLS is not one for authentication (AUTH_CLI).",
    way_out="Ouvrez la connexion avec le certificat d'authentification de la carte ou de l'organisation.",
    source=f"{_SPEC}.1; spec/identity.md g",
    how_to_obtain="Appelez avec un certificat sans usage étendu (extendedKeyUsage).",
    rules=("INS-012",),
    codes=_RIGHTS,
)
CARD_OPPOSED = verdict(
    "identity.insi-card-opposed",
    fr="La carte {found} est mise en opposition.",
    en="Card {found} was reported lost or stolen.",
    way_out="Utilisez la carte qui l'a remplacée.",
    source="spec/identity.md e.4 (oppositionDate); AUTH-041",
    how_to_obtain="Mettez une carte en opposition dans l'annuaire, puis servez-vous-en.",
    rules=("AUTH-041",),
    codes=_RIGHTS,
)
TEST_IN_PRODUCTION = verdict(
    "identity.insi-test-material-in-production",
    fr="Ce certificat ({place}) est de test : il n'ouvre pas un service de production.",
    en="This certificate ({place}) is a test one: it does not open a production service.",
    way_out="Utilisez la carte ou le certificat de production.",
    source="spec/identity.md g",
    how_to_obtain="Appelez un serveur de production avec une carte de test.",
    codes=_RIGHTS,
)
PRODUCTION_IN_TEST = verdict(
    "identity.insi-production-material-in-test",
    fr="Ce certificat ({place}) est de production : il n'ouvre pas un environnement de test.",
    en="This certificate ({place}) is a production one: it does not open a test environment.",
    way_out="Utilisez une carte de test ou un certificat de test.",
    source="TEST-001 to TEST-003",
    how_to_obtain="Appelez le bac à sable avec un certificat sans le bit de test, d'une autorité de --trust.",
    rules=("TEST-001", "TEST-002", "TEST-003"),
    codes=_RIGHTS,
)
E_CPS_TOO_EARLY = verdict(
    "identity.insi-e-cps-too-early",
    fr="L'e-CPS (Pro Santé Connect) n'est pas utilisable avec le téléservice INSi avant le {expected}.",
    en="The e-CPS (Pro Santé Connect) cannot be used with the INSi teleservice before {expected}.",
    way_out="Utilisez une carte, ou le certificat ORG de la structure.",
    source="INS-014",
    how_to_obtain="Réglez l'horloge avant 2023, puis envoyez une assertion de NameQualifier PSC.",
    rules=("INS-014",),
    codes=_RIGHTS,
)
PSC_WITHOUT_ORGANISATION = verdict(
    "identity.insi-psc-without-organisation",
    fr="Une assertion Pro Santé Connect vient sur une connexion ouverte avec un certificat ORG, non avec : {found}.",
    en="A Pro Santé Connect assertion comes on a connection opened with an ORG certificate, not with: {found}.",
    way_out="Ouvrez la connexion avec le certificat INSI-MANU ou INSI-AUTO de la structure.",
    source=f"{_SPEC}.2 and g",
    how_to_obtain="Envoyez une assertion de NameQualifier PSC sur une connexion ouverte avec une carte.",
    codes=_RIGHTS,
)
ASSERTION_REFUSED = verdict(
    "identity.insi-assertion-refused",
    fr="L'assertion de la personne est refusée : {found}",
    en="The assertion of the person is refused: {found}",
    way_out="Signez l'assertion SAML avec le certificat de signature de la carte, pour chaque séance de travail.",
    source=f"{_SPEC}.2",
    how_to_obtain="Changez une lettre de l'assertion après sa signature, ou attendez plus d'une heure.",
    codes=_RIGHTS,
)
ASSERTION_OF_ANOTHER = verdict(
    "identity.insi-assertion-of-another",
    fr="L'assertion nomme {found}, la carte ({place}) est celle de {expected}.",
    en="The assertion names {found}, the card ({place}) is that of {expected}.",
    way_out="Le NameID de l'assertion est l'identifiant national de la carte qui la signe et qui ouvre la connexion.",
    source=f"{_SPEC}.2",
    how_to_obtain="Envoyez l'assertion d'un professionnel sur la connexion d'un autre.",
    codes=_RIGHTS,
)
CONTEXT_MISSING = verdict(
    "identity.insi-context-missing",
    fr="L'en-tête {place} manque, ou ne dit pas {expected}.",
    en="The header {place} is missing, or does not say {expected}.",
    way_out="Joignez ContexteLPS (LPS/IDAM, Emetteur) et ContexteBAM (Emetteur) à l'en-tête SOAP.",
    source=f"{_SPEC}.2",
    how_to_obtain="Appelez sans en-tête ContexteLPS.",
    codes=_SOFTWARE,
)
SOFTWARE_UNKNOWN = verdict(
    "identity.insi-software-unknown",
    fr="Numéro d'autorisation du logiciel inconnu : {found}.",
    en="The software's authorisation number is not known: {found}.",
    way_out='Indiquez dans ContexteLPS/LPS/IDAM (R="4") le numéro d\'autorisation que le CNDA a donné au logiciel.',
    source=f"{_SPEC}.4 (desir_500)",
    how_to_obtain="Envoyez l'IDAM FAKE-IDAM, ou le nom de naissance INSI-LOGICIEL.",
    codes={"soap": {"sender": "siram_100"}, "http": {"status": "400"}},  # the code is a choice
)
BODY_UNKNOWN = verdict(
    "identity.insi-body-unknown",
    fr="Le corps du message ({found}) n'est aucune des demandes du téléservice INSi.",
    en="The body of the message ({found}) is none of the requests of the INSi teleservice.",
    way_out="Envoyez RECSANSVITALE ou RECVITALE, d'après le WSDL (/insi/?wsdl).",
    source=f"{_SPEC}.3",
    how_to_obtain="Envoyez à /insi/ le corps d'un TD0.2.",
    codes=_SOFTWARE,
)
VERIFICATION_CLOSED = verdict(
    "identity.insi-verification-closed",
    fr="Les opérations de vérification ne sont pas servies ici (réglage insi_verification).",
    en="The verification operations are not served here (setting insi_verification).",
    way_out="Demandez à l'exploitant d'ouvrir insi_verification ; leur forme est supposée, sans schéma public.",
    source=f"{_SPEC}.1 (WS_INS3 to WS_INS5, ASSUMED)",
    how_to_obtain="Démarrez avec insi_verification = false, puis envoyez une vérification.",
    codes=_SOFTWARE,
)
METHOD = verdict(
    "identity.insi-method",
    fr="Le téléservice INSi attend une demande SOAP en POST ; reçu : {found}.",
    en="The INSi teleservice expects a SOAP request by POST; received: {found}.",
    way_out="Envoyez la demande en POST ; le WSDL se lit en GET, à /insi/?wsdl.",
    source=f"{_SPEC}.1",
    how_to_obtain="Ouvrez /insi/ dans un navigateur.",
    codes={**_SOFTWARE, "http": {"status": "405"}},
)
TRAIT_MISSING = verdict(
    "identity.insi-trait-missing",
    fr="La demande ne dit pas {place}.",
    en="The request does not say {place}.",
    way_out="Cherchez avec le nom de naissance, un prénom, le sexe et la date de naissance ; par carte, un matricule.",
    source=f"{_SPEC}.3 (functional rule)",
    how_to_obtain="Cherchez par traits sans date de naissance.",
    codes=_SOFTWARE,
)
TRAIT_UNREADABLE = verdict(
    "identity.insi-trait-unreadable",
    fr="{place} « {found} » ne se lit pas ; attendu : {expected}.",
    en="{place} '{found}' cannot be read; expected: {expected}.",
    way_out="Écrivez la date AAAA-MM-JJ, le sexe M ou F, le matricule en 13 caractères et sa clé en deux chiffres.",
    source=f"{_SPEC}.3",
    how_to_obtain="Cherchez par traits avec la date 26/02/1997.",
    codes=_SOFTWARE,
)
BATCH_UNKNOWN = verdict(
    "identity.insi-batch-unknown",
    fr="Aucun lot de vérifications déposé par cette structure ne porte le numéro {found}.",
    en="No batch of verifications deposited by this structure has the number {found}.",
    way_out="Donnez le numéro que le dépôt a rendu, avec le certificat qui l'a déposé.",
    source=f"{_SPEC}.1 (WS_INS5, ASSUMED)",
    how_to_obtain="Retirez le lot 0.",
    codes=_SOFTWARE,
)
BATCH_TOO_LARGE = verdict(
    "identity.insi-batch-too-large",
    fr="Un dépôt porte de 1 à {expected} vérifications ; celui-ci en porte {found}.",
    en="A deposit holds from 1 to {expected} verifications; this one holds {found}.",
    way_out="Répartissez les identités sur plusieurs dépôts.",
    source=f"{_SPEC}.1 (WS_INS4, ASSUMED)",
    how_to_obtain="Déposez un lot vide.",
    codes=_SOFTWARE,
)
CARD_SEARCH_FAILED = verdict(
    "identity.insi-card-search-failed",
    fr="L'appel au service de recherche avec la carte Vitale renvoie une erreur technique.",
    en="The call to the search by carte Vitale gives a technical error.",
    way_out="Renouvelez la demande plus tard ; rien n'a été enregistré.",
    source="insi_101, by symmetry with insi_102: ASSUMED",
    how_to_obtain='Cherchez par carte le nom de naissance INSI-ERREUR, ou POST /api/insi {"outcome": "insi_101"}.',
    codes={**_TROUBLE, "insi": {"fault": "insi_101"}},
)
TRAITS_SEARCH_FAILED = verdict(
    "identity.insi-traits-search-failed",
    fr="L'appel au service de recherche avec les traits d'identité renvoie une erreur technique.",
    en="The call to the search by identity traits gives a technical error.",
    way_out="Renouvelez la demande plus tard ; rien n'a été enregistré.",
    source="insi_102 (published answer of the test platform)",
    how_to_obtain='Cherchez par traits le nom de naissance INSI-ERREUR, ou POST /api/insi {"outcome": "insi_102"}.',
    codes={**_TROUBLE, "insi": {"fault": "insi_102"}},
)
NOT_FOUND = verdict(
    "identity.insi-not-found",
    fr="Aucune identité ne correspond aux traits demandés.",
    en="No identity has the traits asked for.",
    way_out="Essayez les autres prénoms de naissance, un par appel, puis tous ensemble ; vérifiez les traits saisis.",
    source=f"{_SPEC}.4 (CodeCR 01); a.8",
    how_to_obtain="Cherchez HOUILLES PIERRE, M, 1993-01-27.",
    severity=Severity.INFO,
    codes={"insi": {"result": "01"}},
)
SEVERAL_FOUND = verdict(
    "identity.insi-several-found",
    fr="Plusieurs identités correspondent aux traits demandés.",
    en="Several identities have the traits asked for.",
    way_out="Ajoutez les autres prénoms de naissance, puis le lieu de naissance.",
    source=f"{_SPEC}.4 (CodeCR 02); a.8",
    how_to_obtain="Cherchez DE VINCI LEONARDO, M, 2014-02-01.",
    severity=Severity.INFO,
    codes={"insi": {"result": "02"}},
)
