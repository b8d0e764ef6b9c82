"""What the identity room can answer."""

from __future__ import annotations

from socle.rulebook import Severity, verdict

_REFUSED_PATIENT = {
    "soap": {"sender": ""},
    "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
    "http": {"status": "422"},
    "fhir": {"issue": "value"},
}
_BAD_TRAIT = {"http": {"status": "422"}, "fhir": {"issue": "value"}}

INS_REQUIRED = verdict(
    "identity.ins-required",
    fr="Ce logiciel, homologué en version {expected}, alimente le DMP avec l'INS du patient : "
    "l'identifiant reçu ({found}) n'est pas un INS.",
    en="Software homologated in version {expected} feeds with the patient's INS: {found} is not one.",
    way_out="Transmettez le matricule INS du patient sous son OID (1.2.250.1.213.1.4.8 ou .9).",
    source="spec/identity.md a.2; DMP-181",
    how_to_obtain="Alimentez avec un INS-C (1.2.250.1.213.1.4.2) ou un numéro local, en version 2.4 ou 2.5.",
    rules=("DMP-181",),
    codes=_REFUSED_PATIENT,
)
INS_NOT_QUALIFIED = verdict(
    "identity.ins-not-qualified",
    fr="L'INS du patient n'est pas qualifiée ({found}) : depuis le {expected}, le DMP ne peut plus être alimenté "
    "sans INS qualifiée.",
    en="The patient's INS is not qualified ({found}): since {expected} only a qualified INS feeds the record.",
    way_out="Qualifiez l'identité (téléservice INSi et contrôle d'une pièce d'identité), puis envoyez à nouveau.",
    source="spec/README.md (qualified INS on the wire); DMP-179, DMP-180",
    how_to_obtain="À partir de 2023, alimentez avec un INS-C ou un numéro local.",
    rules=("DMP-179", "DMP-180"),
    codes=_REFUSED_PATIENT,
)
TEST_INS_IN_PRODUCTION = verdict(
    "identity.test-ins-in-production",
    fr="L'identifiant du patient est un INS de test ou de démonstration ({found}) : il n'entre jamais en production.",
    en="The patient identifier is a test or demonstration INS ({found}), which never enters production.",
    way_out="Utilisez l'INS de production du patient, ou un environnement de test.",
    source="spec/identity.md a.2",
    how_to_obtain="Envoyez un matricule sous l'OID 1.2.250.1.213.1.4.10 à un serveur de production.",
    codes=_REFUSED_PATIENT,
)
MATRICULE_MALFORMED = verdict(
    "identity.matricule-malformed",
    fr="Le matricule INS « {found} » n'a pas la forme attendue : 15 caractères, dont une clé de deux chiffres.",
    en="The matricule '{found}' has not the expected shape: 15 characters, the last two being the key.",
    way_out="Vérifiez le matricule ; seule la Corse porte une lettre (2A ou 2B en positions 6 et 7).",
    source="spec/identity.md a.1",
    how_to_obtain="Enregistrez une personne avec un matricule de 14 chiffres.",
    codes=_REFUSED_PATIENT,
)
MATRICULE_KEY = verdict(
    "identity.matricule-key",
    fr="La clé du matricule INS « {found} » est fausse : {expected} attendue.",
    en="The key of matricule '{found}' is wrong: {expected} expected.",
    way_out="Vérifiez la saisie du matricule, ou rappelez le téléservice INSi.",
    source="spec/identity.md h.1",
    how_to_obtain="Enregistrez une personne dont les deux derniers chiffres du matricule ont été changés.",
    severity=Severity.WARNING,
    codes=_REFUSED_PATIENT,
)
MATRICULE_KEY_REFUSED = verdict(
    "identity.matricule-key-refused",
    fr="La clé du matricule INS « {found} » est fausse : {expected} attendue.",
    en="The key of matricule '{found}' is wrong: {expected} expected.",
    way_out="Vérifiez la saisie du matricule, ou rappelez le téléservice INSi.",
    source="spec/identity.md h.1 and h.5 (refused in production)",
    how_to_obtain="De même, sur un serveur qui refuse les clés fausses.",
    codes=_REFUSED_PATIENT,
)
INS_OF_ANOTHER_PERSON = verdict(
    "identity.ins-of-another-person",
    fr="L'INS {found} est déjà celle d'une autre personne.",
    en="The INS {found} already is another person's.",
    way_out="Recherchez la personne par son INS avant de la créer.",
    source="spec/identity.md a.6 (search before creating)",
    how_to_obtain="Enregistrez deux personnes avec le même INS.",
    codes={"http": {"status": "409"}, "fhir": {"issue": "duplicate"}},
)
NOT_AN_INS = verdict(
    "identity.not-an-ins",
    fr="L'identifiant {found} n'est pas un INS.",
    en="The identifier {found} is not an INS.",
    way_out="Donnez un matricule sous l'un des OID de l'INS (1.2.250.1.213.1.4.8, .9, ou .10 et .11 en test).",
    source="spec/identity.md a.2",
    how_to_obtain="Enregistrez une personne avec un numéro de sécurité sociale (OID 1.2.250.1.213.1.4.13).",
    codes=_BAD_TRAIT,
)
TRAIT_MISSING = verdict(
    "identity.trait-missing",
    fr="Le trait « {place} » manque.",
    en="The trait '{place}' is missing.",
    way_out="Renseignez tous les traits de l'INS : nom et prénoms de naissance, sexe, date et lieu de naissance.",
    source="spec/identity.md a.3",
    how_to_obtain="Enregistrez une personne sans lieu de naissance.",
    codes=_BAD_TRAIT,
)
NAME_CHARACTERS = verdict(
    "identity.name-characters",
    fr="Le trait « {place} » contient des caractères interdits : « {found} ».",
    en="The trait '{place}' holds characters that are not allowed: '{found}'.",
    way_out="N'utilisez que des capitales sans accent, l'espace, l'apostrophe et le tiret.",
    source="spec/identity.md a.4",
    how_to_obtain="Enregistrez une personne nommée « Léa ».",
    codes=_BAD_TRAIT,
)
SEX_UNKNOWN = verdict(
    "identity.sex-unknown",
    fr="Le sexe « {found} » n'est pas reconnu : {expected} attendu.",
    en="The sex '{found}' is not known: {expected} expected.",
    way_out="Indiquez M ou F (I tant qu'INSi n'a pas répondu).",
    source="spec/identity.md a.3",
    how_to_obtain="Enregistrez une personne dont le sexe est X.",
    codes=_BAD_TRAIT,
)
BIRTH_PLACE_UNREADABLE = verdict(
    "identity.birth-place-unreadable",
    fr="Le lieu de naissance « {found} » n'est pas un code INSEE de cinq caractères.",
    en="The birth place '{found}' is not an INSEE code of five characters.",
    way_out="Indiquez le code de la commune à la date de naissance, 99 suivi du pays à l'étranger, ou 99999.",
    source="spec/identity.md a.3",
    how_to_obtain="Enregistrez une personne née à « Rennes ».",
    codes=_BAD_TRAIT,
)
FIRST_GIVEN_NAME_NOT_FIRST = verdict(
    "identity.first-given-name-not-first",
    fr="La liste des prénoms « {found} » ne commence pas par le premier prénom « {expected} ».",
    en="The list of given names '{found}' does not begin with the first given name '{expected}'.",
    way_out="Reprenez le premier prénom en tête de la liste des prénoms de naissance.",
    source="spec/identity.md a.3 (EXI ID 10)",
    how_to_obtain="Enregistrez une personne dont le premier prénom est deuxième de la liste.",
    codes=_BAD_TRAIT,
)
INSI_NOT_OPEN = verdict(
    "identity.insi-not-open",
    fr="Le téléservice INSi ne s’ouvre pas avec ce moyen ({found}) : {expected} attendue.",
    en="The INSi teleservice does not open to this means of authentication ({found}): {expected} expected.",
    way_out="Connectez-vous avec votre carte CPS, CPF ou votre carte CPE nominative.",
    source="INS-011; spec/identity.md b.1",
    how_to_obtain="Interrogez INSi depuis l’accueil avec une carte CPE qui ne porte pas de nom.",
    rules=("INS-011",),
    codes={"soap": {"sender": "siram_100"}, "http": {"status": "403"}},
)
