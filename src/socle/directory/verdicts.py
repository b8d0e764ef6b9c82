"""What the directory can answer about who calls, with what, for which structure.

The sentences of certificates, specialty, reason and link are those of the worked dialogues (tests/data/dmp/faults).
"""

from __future__ import annotations

from typing import Final

from socle.rulebook import verdict

_CERTIFICATE: Final = {"soap": {"sender": "DMPInvalidCertificate"}, "http": {"status": "403"}}
_RIGHTS: Final = {"soap": {"sender": "DMPAccessDeniedByRightsService"}, "http": {"status": "403"}}
_FAULT: Final = {"soap": {"sender": ""}, "http": {"status": "403"}}

CLIENT_CERTIFICATE_ABSENT = verdict(
    "directory.client-certificate-absent",
    fr="Aucun certificat client n'a été présenté à l'ouverture de la connexion TLS.",
    en="No client certificate was shown when the TLS connection was opened.",
    way_out="Présentez le certificat d'authentification de la carte, ou le certificat AUTH_CLI de l'organisation.",
    source="spec/dmp.md 1; spec/README.md (absent client certificate)",
    how_to_obtain="Appelez un service sans certificat client.",
    rules=("AUTH-040",),
    codes=_CERTIFICATE,
)
NOT_FOR_AUTHENTICATION = verdict(
    "directory.certificate-not-for-authentication",
    fr="Le certificat présenté en TLS n'est pas un certificat d'authentification.",
    en="The certificate shown in TLS is not one for authentication.",
    way_out="Réservez le certificat de signature au jeton ; ouvrez la connexion avec celui d'authentification.",
    source="spec/identity.md g (certificate_types.csv)",
    how_to_obtain=(
        "Ouvrez la connexion avec un certificat sans usage étendu (extendedKeyUsage). "
        "Un certificat de signature n'arrive pas jusqu'ici : TLS met fin à la connexion avant toute réponse."
    ),
    codes=_CERTIFICATE,
)
MODE_NOT_OF_CERTIFICATE = verdict(
    "directory.mode-not-of-certificate",
    fr="Le mode d'authentification demande un certificat « {expected} », or celui-ci ({place}) est « {found} ».",
    en="The mode of authentication asks for a certificate '{expected}', but this one ({place}) is '{found}'.",
    way_out="Utilisez une carte en authentification directe, un certificat d'organisation en indirecte.",
    source="spec/README.md (the TLS certificate and the token); spec/dmp.md 1",
    how_to_obtain="Envoyez un jeton direct sur une connexion ouverte avec un certificat d'organisation.",
    codes=_CERTIFICATE,
)
CARD_NOT_OF_TOKEN = verdict(
    "directory.card-not-of-token",
    fr="La carte ({place}) est celle de {found}, le jeton nomme {expected}.",
    en="The card ({place}) is that of {found}, the token names {expected}.",
    way_out="Signez le jeton et ouvrez la connexion avec la carte de la personne que le jeton nomme (NameID).",
    source="spec/README.md (the TLS certificate and the token)",
    how_to_obtain="Envoyez le jeton d'un professionnel sur la connexion d'un autre.",
    codes=_CERTIFICATE,
)
CARD_NOT_FOR_CARE = verdict(
    "directory.card-not-for-care",
    fr="Une carte {found} n'ouvre aucun service de soins.",
    en="A {found} card opens no clinical service.",
    way_out="Utilisez une carte CPS, CPF ou CPE.",
    source="spec/identity.md g (card_types.csv)",
    how_to_obtain="Appelez en authentification directe avec une CPA.",
    codes=_CERTIFICATE,
)
CARD_OPPOSED = verdict(
    "directory.card-opposed",
    fr="La carte {found} est mise en opposition.",
    en="Card {found} was reported lost or stolen.",
    way_out="Utilisez la carte qui l'a remplacée.",
    source="spec/identity.md e.4 (oppositionDate); AUTH-041",
    how_to_obtain="Mettez une carte en opposition, puis servez-vous-en.",
    rules=("AUTH-041",),
    codes=_CERTIFICATE,
)
WITHOUT_NATIONAL_IDENTIFIER = verdict(
    "directory.certificate-without-national-identifier",
    fr="Le certificat ({place}) n'est rattaché ni à un FINESS ni à un SIRET : il porte « {found} ».",
    en="The certificate ({place}) is attached neither to a FINESS nor to a SIRET: it carries '{found}'.",
    way_out="Commandez un certificat d'organisation sous le FINESS ou le SIRET de votre structure.",
    source="AUTH-040",
    how_to_obtain="Appelez en indirect avec un certificat dont l'OU est un SIREN (premier caractère 2).",
    rules=("AUTH-040",),
    codes=_CERTIFICATE,
)
STRUCTURE_NOT_OF_CERTIFICATE = verdict(
    "directory.structure-not-of-certificate",
    fr="La structure du jeton n'est pas celle du certificat.",
    en="The token's structure ({expected}) is not that of the certificate ({found}).",
    way_out="Identifiant_Structure est la structure du certificat, ou un site de l'entité juridique du certificat.",
    source="spec/README.md (the TLS certificate and the token); spec/dmp.md 2; AUTH-040",
    how_to_obtain="Jouez neg-structure-not-of-certificate.xml.",
    rules=("AUTH-040",),
    codes=_CERTIFICATE,
)
FORMER_IDENTIFIER = verdict(
    "directory.certificate-of-former-identifier",
    fr="Le certificat porte l'ancien identifiant {found} : la structure est désormais {expected}.",
    en="The certificate carries the former identifier {found}: the structure is now {expected}.",
    way_out="Commandez un nouveau certificat sous le nouvel identifiant de la structure.",
    source="AUTH-043",
    how_to_obtain="Changez le FINESS d'une structure dans l'annuaire, puis appelez avec son ancien certificat.",
    rules=("AUTH-043",),
    codes=_CERTIFICATE,
)
STRUCTURE_UNKNOWN = verdict(
    "directory.structure-unknown",
    fr="La structure {found} n'existe pas dans l'annuaire.",
    en="Structure {found} is not in the directory.",
    way_out="Vérifiez Identifiant_Structure (IdNat_Struct : 1 + FINESS, 3 + SIRET, 4 + RPPS et rang).",
    source="AUTH-042",
    how_to_obtain="Envoyez un jeton dont Identifiant_Structure n'est pas dans l'annuaire.",
    rules=("AUTH-042",),
    codes=_FAULT,
)
PROFESSIONAL_UNKNOWN = verdict(
    "directory.professional-unknown",
    fr="Le professionnel {found} n'existe pas dans l'annuaire.",
    en="Professional {found} is not in the directory.",
    way_out="Vérifiez NameID (IdNat_PS : 8 + RPPS, 0 + ADELI).",
    source="AUTH-042",
    how_to_obtain="Envoyez un jeton direct dont le NameID n'est pas dans l'annuaire.",
    rules=("AUTH-042", "RPPS-022"),
    codes=_FAULT,
)
PROFESSIONAL_INACTIVE = verdict(
    "directory.professional-inactive",
    fr="Le professionnel {found} n'est plus en activité selon l'annuaire (dernier jour : {expected}).",
    en="Professional {found} is no longer active in the directory (last day: {expected}).",
    way_out="Faites corriger sa situation auprès de son autorité d'enregistrement, puis chargez de nouveau l'annuaire.",
    source="AUTH-042; guide Annuaire Santé 1.2.0 (Practitioner.active)",
    how_to_obtain="Chargez un Practitioner dont « active » vaut false (socle directory import), puis agissez pour lui.",
    rules=("AUTH-042", "RPPS-022"),
    codes=_FAULT,
)
LEGAL_ENTITY_CERTIFICATE_DUE = verdict(
    "directory.legal-entity-certificate-due",
    fr="Depuis le {expected}, le certificat d'un établissement de santé est celui de son entité juridique : "
    "{found} est un établissement géographique.",
    en="Since {expected} a health establishment's certificate is that of its legal entity: {found} is a site.",
    way_out="Commandez un certificat sous le FINESS de l'entité juridique (FINESS EJ).",
    source="AUTH-044",
    how_to_obtain="À partir de 2023, appelez pour un site hospitalier avec le certificat de ce site.",
    rules=("AUTH-044",),
    codes=_CERTIFICATE,
)
SITE_NOT_NAMED = verdict(
    "directory.site-not-named",
    fr="Avec un certificat d'entité juridique, {place} doit porter le FINESS géographique de l'établissement : "
    "{found} n'est pas celui du site {expected}.",
    en="With a legal entity's certificate, {place} must name the site: {found} is not that of {expected}.",
    way_out="Indiquez le FINESS géographique dans le jeton, dans le lot de soumission et dans chaque document.",
    source="AUTH-045",
    how_to_obtain="À partir de 2023, envoyez un jeton dont Identifiant_Structure est l'entité juridique elle-même.",
    rules=("AUTH-045",),
    codes=_CERTIFICATE,
)
SITE_CERTIFICATE_DUE = verdict(
    "directory.site-certificate-due",
    fr="Jusqu'au {expected}, un établissement privé garde un certificat par entité géographique : "
    "{found} est une entité juridique.",
    en="Until {expected} a private establishment keeps one certificate per site: {found} is a legal entity.",
    way_out="Utilisez le certificat de l'entité géographique.",
    source="AUTH-047",
    how_to_obtain="En 2022, appelez pour le site d'une clinique avec le certificat de son entité juridique.",
    rules=("AUTH-047",),
    codes=_CERTIFICATE,
)
CERTIFICATE_SHARED = verdict(
    "directory.certificate-shared",
    fr="Le certificat du site {found} ne peut pas servir au site {expected}.",
    en="The certificate of site {found} cannot serve site {expected}.",
    way_out="Commandez un certificat pour chaque site géographique.",
    source="AUTH-048",
    how_to_obtain="Avant le 17 mars 2022, appelez pour un site avec le certificat d'un autre site.",
    rules=("AUTH-048",),
    codes=_CERTIFICATE,
)
PRODUCTION_MATERIAL_IN_TEST = verdict(
    "directory.production-material-in-test",
    fr="Ce serveur est un environnement de test : le certificat ({place}) est de production.",
    en="This server is a test environment: the certificate ({place}) is of production.",
    way_out="Utilisez une carte CPS de test, ou un certificat de test émis par l'IGC Santé.",
    source="TEST-001, TEST-002, TEST-003",
    how_to_obtain="Appelez un serveur de test avec un certificat qui n'est pas marqué de test.",
    rules=("TEST-001",),
    codes=_CERTIFICATE,
)
TEST_MATERIAL_IN_PRODUCTION = verdict(
    "directory.test-material-in-production",
    fr="Ce serveur est en production : le certificat ({place}) est de test.",
    en="This server is in production: the certificate ({place}) is of test.",
    way_out="Utilisez une carte ou un certificat de production.",
    source="spec/identity.md g (test chain in production and the reverse)",
    how_to_obtain="Appelez un serveur de production avec un certificat de test.",
    codes=_CERTIFICATE,
)
SOFTWARE_UNKNOWN = verdict(
    "directory.software-unknown",
    fr="Le numéro d'homologation « {found} » est inconnu.",
    en="The homologation number '{found}' is unknown.",
    way_out="Renseignez LPS_ID_HOMOLOGATION_DMP avec le numéro reçu à l'homologation DMP du logiciel.",
    source="spec/README.md (homologation register); TEST-004",
    how_to_obtain="Envoyez un jeton dont le numéro d'homologation n'est pas au registre.",
    rules=("TEST-004",),
    codes=_RIGHTS,
)
SOFTWARE_OUT_OF_DATE = verdict(
    "directory.software-homologation-over",
    fr="L'homologation « {found} » n'est pas en cours ce jour ({expected}).",
    en="Homologation '{found}' is not in force on this day ({expected}).",
    way_out="Mettez le logiciel à jour vers une version dont l'homologation est en cours.",
    source="spec/README.md (homologation register); TEST-004",
    how_to_obtain="Appelez après le dernier jour d'une homologation.",
    rules=("TEST-004",),
    codes=_RIGHTS,
)
SOFTWARE_NOT_AS_HOMOLOGATED = verdict(
    "directory.software-not-as-homologated",
    fr="Le logiciel « {found} » n'est pas celui de l'homologation, délivrée à « {expected} ».",
    en="The software '{found}' is not the homologated one, '{expected}'.",
    way_out="Renseignez LPS_Nom et LPS_Version comme ils ont été homologués.",
    source="spec/dmp.md 2 (LPS_Nom, LPS_Version must match the homologated software)",
    how_to_obtain="Envoyez un jeton avec un numéro d'homologation connu et une autre LPS_Version.",
    codes=_RIGHTS,
)
VERSION_STOPPED = verdict(
    "directory.api-version-stopped",
    fr="Les appels en version {found} du DMP sont arrêtés depuis le {expected}.",
    en="Calls in version {found} of the DMP's interface ended on {expected}.",
    way_out="Passez à un logiciel homologué en version 2.4 ou 2.5.",
    source="DMP-173, DMP-174; spec/flows.md 2.1",
    how_to_obtain="À partir de 2023, appelez avec un logiciel homologué en version 1 ou 2.0.",
    rules=("DMP-173", "DMP-174"),
    codes=_RIGHTS,
)
VERSION_CANNOT_FEED = verdict(
    "directory.api-version-cannot-feed",
    fr="Depuis le {expected}, seul un logiciel homologué en version 2.4 ou 2.5 alimente le DMP ; "
    "celui-ci l'est en version {found}.",
    en="Since {expected} only software homologated in version 2.4 or 2.5 feeds the DMP; this one is in {found}.",
    way_out="Passez à un logiciel homologué en version 2.4 ou 2.5.",
    source="TEST-004",
    how_to_obtain="À partir de 2023, alimentez avec un logiciel homologué en version 1.",
    rules=("TEST-004",),
    codes=_RIGHTS,
)
SPECIALTY_MISSING = verdict(
    "directory.specialty-missing",
    fr="Aucune specialite dans le vihf",
    en="The token of a physician or pharmacist carries no specialty.",
    way_out="Ajoutez au jeton un second rôle : la spécialité (ordinale) du médecin, ou la section du pharmacien.",
    source="spec/dmp.md 2 (role); dmp_error_codes.csv",
    how_to_obtain="Jouez neg-missing-specialty.xml.",
    codes=_FAULT,
)
ROLE_MISSING = verdict(
    "directory.role-missing",
    fr="Le jeton ne porte aucun rôle.",
    en="The token carries no role.",
    way_out="Indiquez la profession (TRE_G15) ou le rôle de la personne dans l'attribut subject:role.",
    source="spec/dmp.md 2 (role)",
    how_to_obtain="Envoyez un jeton sans l'attribut urn:oasis:names:tc:xacml:2.0:subject:role.",
    codes=_FAULT,
)
ROLE_NOT_OF_PROFESSIONAL = verdict(
    "directory.role-not-of-professional",
    fr="Le jeton annonce « {found} », l'annuaire connaît « {expected} » pour ce professionnel.",
    en="The token says '{found}', the directory knows '{expected}' for this professional.",
    way_out="Indiquez la profession et la spécialité de l'annuaire, ou faites corriger l'annuaire.",
    source="our own: rights come from the profession, which the token only declares",
    how_to_obtain="Envoyez le jeton d'une infirmière qui se dit médecin.",
    codes=_RIGHTS,
)
NOT_LINKED = verdict(
    "directory.professional-and-structure-not-linked",
    fr="PS et Structure non lies",
    en="The professional ({found}) does not exercise in the structure ({expected}).",
    way_out="Déclarez l'exercice du professionnel dans la structure à l'annuaire, ou corrigez Identifiant_Structure.",
    source="dmp_error_codes.csv (known fault text)",
    how_to_obtain="Jouez faults/unlinked-professional-and-structure.request.xml.",
    codes=_FAULT,
)
REASON_MISSING = verdict(
    "directory.break-glass-without-reason",
    fr="Le bris de glace demande une justification.",
    en="Break-glass access asks for a reason.",
    way_out="Renseignez Mode_Acces_Raison avec la justification saisie par le professionnel.",
    source="spec/dmp.md 2 (Mode_Acces_Raison)",
    how_to_obtain="Jouez neg-break-glass-without-reason.xml.",
    codes=_RIGHTS,
)
TOKEN_REUSED = verdict(
    "directory.token-reused",
    fr="Ce jeton a déjà servi avec ce message.",
    en="This token was already used with this message.",
    way_out="Donnez à chaque message un MessageID nouveau ; un jeton peut servir à plusieurs messages.",
    source="spec/README.md (reuse of a token)",
    how_to_obtain="Envoyez deux fois la même requête.",
    codes={"soap": {"sender": "wsse:FailedAuthentication"}, "http": {"status": "403"}},
)
API_KEY_ABSENT = verdict(
    "directory.api-key-absent",
    fr="Aucune clé valable n'accompagne la demande ({place}).",
    en="No valid key comes with the request ({place}).",
    way_out="Joignez la clé de l'API à l'en-tête ESANTE-API-KEY ; dans le bac à sable, toute clé convient.",
    source="spec/identity.md e.4",
    how_to_obtain="Recherchez un professionnel dans l'Annuaire sans en-tête ESANTE-API-KEY.",
    codes={"http": {"status": "401"}, "fhir": {"issue": "login"}},
)
RESOURCE_UNKNOWN = verdict(
    "directory.resource-unknown",
    fr="« {found} » n'est pas dans l'Annuaire.",
    en="'{found}' is not in the directory.",
    way_out="Recherchez par identifiant national : les identifiants techniques peuvent changer.",
    source="FHIR R4, 3.1.0.1 (read)",
    how_to_obtain="Lisez un Practitioner dont l'identifiant est inventé.",
    codes={"http": {"status": "404"}, "fhir": {"issue": "not-found"}},
)
