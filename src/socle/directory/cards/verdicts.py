"""What can be answered about cards and certificates: what they open, who orders them, on which form."""

from __future__ import annotations

from typing import Final

from socle.rulebook import Severity, verdict

_REFUSED: Final = {"http": {"status": "403"}}
_UNFIT: Final = {"http": {"status": "422"}}

NOT_OPENED = verdict(
    "directory.means-does-not-open",
    fr="« {found} » n'ouvre pas le service « {expected} ».",
    en="'{found}' does not open the service '{expected}'.",
    way_out="Choisissez une carte ou un certificat qui ouvre ce service (page « Cartes et certificats »).",
    source="card_types.csv, certificate_types.csv; spec/identity.md g",
    how_to_obtain="Demandez l'INSi avec une CPA, ou la consultation du DMP avec un certificat d'organisation.",
    codes=_REFUSED,
)
NOT_NOMINATIVE = verdict(
    "directory.card-not-nominative",
    fr="La consultation du DMP demande une carte nominative (CPS ou e-CPS) : celle-ci est une {found}.",
    en="Consulting the DMP asks for a nominative card (CPS or e-CPS): this one is a {found}.",
    way_out="Connectez-vous avec la CPS ou la e-CPS du professionnel.",
    source="DMP-064",
    how_to_obtain="Demandez la consultation du DMP avec une CPE.",
    rules=("DMP-064",),
    codes=_REFUSED,
)
E_CPS_ELSEWHERE = verdict(
    "directory.e-cps-elsewhere",
    fr="La e-CPS ne sert qu'aux services raccordés à Pro Santé Connect : « {found} » ne l'est pas.",
    en="The e-CPS serves only services connected to Pro Santé Connect: '{found}' is not one.",
    way_out="Utilisez la carte CPS physique pour ce service.",
    source="AUTH-022",
    how_to_obtain="Présentez une e-CPS à un service hors Pro Santé Connect.",
    rules=("AUTH-022",),
    codes=_REFUSED,
)
E_CPS_NOT_YET = verdict(
    "directory.e-cps-not-yet",
    fr="La connexion au DMP par e-CPS ({place}) n'est pas possible avant le {expected}.",
    en="Connecting to the DMP by e-CPS ({place}) is not possible before {expected}.",
    way_out="Utilisez la carte CPS physique avec un lecteur.",
    source="DMP-066, DMP-067, DMP-069",
    how_to_obtain="Le 17 février 2022, consultez le DMP avec une e-CPS.",
    rules=("DMP-066",),
    codes=_REFUSED,
)
NO_E_CPS_FOR_PROFESSION = verdict(
    "directory.no-e-cps-for-profession",
    fr="La profession {found} n'a pas de e-CPS : l'accès au DMP demande une carte CPS.",
    en="Profession {found} has no e-CPS: access to the DMP asks for a CPS card.",
    way_out="Utilisez une carte CPS ; une e-CPS est annoncée, sans date.",
    source="DMP-060",
    how_to_obtain="Consultez le DMP avec la e-CPS d'un préparateur en pharmacie.",
    rules=("DMP-060",),
    codes=_REFUSED,
)
FORM_NOT_RIGHT = verdict(
    "directory.order-on-another-form",
    fr="Cette commande se fait avec le formulaire {expected}, non {found}.",
    en="This order is made with form {expected}, not {found}.",
    way_out="Remplissez le formulaire indiqué, ou commandez en ligne (TOM) quand c'est possible.",
    source="AUTH-060 to AUTH-063, AUTH-010",
    how_to_obtain="Commandez avec F502 la carte d'un gestionnaire RPPS+ qui n'en a pas.",
    codes=_UNFIT,
)
CONTRACT_NOT_JOINED = verdict(
    "directory.order-without-contract",
    fr="Le formulaire F101 se transmet avec le contrat d'adhésion.",
    en="Form F101 goes together with the adhesion contract.",
    way_out="Joignez le contrat d'adhésion, signé par le représentant légal.",
    source="AUTH-062",
    how_to_obtain="Envoyez F101 sans contrat d'adhésion.",
    rules=("AUTH-062",),
    codes=_UNFIT,
)
SIGNATURE_MISSING = verdict(
    "directory.order-not-signed",
    fr="Il manque la signature : {expected}.",
    en="A signature is missing: {expected}.",
    way_out="Faites signer le formulaire par le salarié qui reçoit la carte et par le représentant légal.",
    source="AUTH-064",
    how_to_obtain="Envoyez F201 signé du seul salarié.",
    rules=("AUTH-064",),
    codes=_UNFIT,
)
ORDERED_BY_ANOTHER = verdict(
    "directory.card-ordered-by-another",
    fr="Seul le responsable légal de la structure commande une CPE pour ses employés ; la demande vient de : {found}.",
    en="Only the structure's legal manager orders a CPE for its employees; this comes from: {found}.",
    way_out="Faites passer la commande par le responsable légal (le médecin ou le pharmacien titulaire).",
    source="AUTH-008",
    how_to_obtain="Commandez une CPE comme administrateur technique.",
    rules=("AUTH-008",),
    codes=_REFUSED,
)
PROFESSION_WITHOUT_CPS = verdict(
    "directory.profession-without-cps",
    fr="La profession « {found} » n'est pas de celles qui commandent une CPS.",
    en="Profession '{found}' is not one of those that order a CPS.",
    way_out="Commandez une CPE pour cette personne.",
    source="AUTH-005",
    how_to_obtain="Commandez une CPS pour un secrétariat médical.",
    rules=("AUTH-005",),
    codes=_UNFIT,
)
SITUATION_NOT_UPDATED = verdict(
    "directory.situation-not-updated",
    fr="Un professionnel ADELI met d'abord sa situation à jour auprès de l'ARS.",
    en="An ADELI professional first updates his situation with the ARS.",
    way_out="Déclarez la situation à l'ARS, puis commandez la carte.",
    source="AUTH-065",
    how_to_obtain="Commandez la carte d'un professionnel ADELI dont la situation n'est pas à jour.",
    rules=("AUTH-065",),
    codes=_UNFIT,
)
NURSE_IN_RPPS = verdict(
    "directory.nurse-in-rpps",
    fr="Depuis le {expected}, les infirmiers sont au RPPS : la commande indique {found}.",
    en="Since {expected} nurses are in the RPPS: the order says {found}.",
    way_out="Indiquez le numéro RPPS de l'infirmier.",
    source="AUTH-066",
    how_to_obtain="Commandez en 2022 la carte d'un infirmier inscrit à ADELI.",
    rules=("AUTH-066",),
    codes=_UNFIT,
)
NO_CONTRACT = verdict(
    "directory.certificate-without-contract",
    fr="Pour commander un certificat, il manque : {expected}.",
    en="To order a certificate, this is missing: {expected}.",
    way_out="Signez le contrat d'adhésion avec l'ANS et nommez un administrateur technique.",
    source="AUTH-050",
    how_to_obtain="Commandez un certificat pour une structure sans contrat.",
    rules=("AUTH-050",),
    codes=_UNFIT,
)
LEGAL_CONTRACT_ORDERS_NONE = verdict(
    "directory.legal-contract-orders-none",
    fr="Avant le {expected}, un contrat de niveau entité juridique ne permet pas de commander des certificats : "
    "il sert à centraliser l'enregistrement RPPS+.",
    en="Before {expected} a contract at legal-entity level orders no certificates: it centralises RPPS+ registration.",
    way_out="Commandez sous le contrat de l'entité géographique.",
    source="AUTH-051, AUTH-052",
    how_to_obtain="Commandez en avril 2022 un certificat sous un contrat d'entité juridique.",
    rules=("AUTH-051", "AUTH-052"),
    codes=_UNFIT,
)
ORDER_FOR_LEGAL_ENTITY = verdict(
    "directory.order-for-legal-entity",
    fr="Depuis le {expected}, le certificat d'un établissement de santé se commande pour son entité juridique.",
    en="Since {expected} a health establishment's certificate is ordered under its legal entity's FINESS.",
    way_out="Commandez sous le FINESS de l'entité juridique (EJ), pour tous ses sites.",
    source="AUTH-044",
    how_to_obtain="En 2023, commandez un certificat pour un site hospitalier.",
    rules=("AUTH-044",),
    codes=_UNFIT,
)
ORDER_FOR_SITE = verdict(
    "directory.order-for-site",
    fr="Jusqu'au {expected}, un établissement privé commande un certificat par entité géographique.",
    en="Until {expected} a private establishment orders one certificate per geographic entity.",
    way_out="Commandez un certificat pour chaque site.",
    source="AUTH-047",
    how_to_obtain="En 2022, commandez un certificat pour l'entité juridique d'une clinique.",
    rules=("AUTH-047",),
    codes=_UNFIT,
)
EXPIRES_SOON = verdict(
    "directory.certificate-expires-soon",
    fr="Le certificat {found} expire le {expected}.",
    en="Certificate {found} expires on {expected}.",
    way_out="Commandez son renouvellement : quelques minutes, quand le contrat est signé.",
    source="AUTH-053; AUTH-050, AUTH-013",
    how_to_obtain="Avancez l'horloge à moins de trois mois de la fin d'un certificat, puis ouvrez la liste.",
    severity=Severity.WARNING,
    rules=("AUTH-053",),
)
