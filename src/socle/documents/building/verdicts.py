"""What the builder can answer. Places are those of the description: `patient.birth_place`, `authors[1].id`."""

from __future__ import annotations

from socle.rulebook import Severity, verdict

_WRONG = {"http": {"status": "422"}}
_SM = "CI-SIS, Structuration minimale de documents de santé; spec/cda.md 1 to 8"

UNKNOWN_KEY = verdict(
    "documents.build-unknown-key",
    fr="« {found} » n'est pas un mot connu de la description d'un document, à l'endroit {place} (mots : {expected}).",
    en="'{found}' is no word that the description of a document knows at {place} (words: {expected}).",
    way_out="Corrigez ou supprimez ce mot ; ceux qui existent à cet endroit sont indiqués.",
    source="docs/build-a-document.md",
    how_to_obtain="Écrivez birth_nom au lieu de birth_name dans [patient].",
    codes=_WRONG,
)
MISSING_KEY = verdict(
    "documents.build-missing",
    fr="Il manque {place} : {expected}.",
    en="{place} is missing: {expected}.",
    way_out="Ajoutez-le à la description ; socle cda build --example en donne un modèle complet.",
    rules=("DOC-017",),
    source=_SM,
    how_to_obtain="Décrivez un document sans [patient].",
    codes=_WRONG,
)
WRONG_VALUE = verdict(
    "documents.build-wrong-value",
    fr="« {found} » ne convient pas dans {place} (attendu : {expected}).",
    en="'{found}' will not do in {place} (expected: {expected}).",
    way_out="Corrigez cette valeur dans la description.",
    rules=("DOC-017",),
    source=_SM,
    how_to_obtain='Écrivez birth_date = "hier" dans [patient].',
    codes=_WRONG,
)
CODE_UNKNOWN = verdict(
    "documents.build-code-unknown",
    fr="Le code « {found} » n'est pas de la nomenclature prévue dans {place} ({expected}).",
    en="The code '{found}' is not of the value set foreseen in {place} ({expected}).",
    way_out="Prenez un code de cette nomenclature.",
    rules=("DOC-017",),
    source=_SM,
    how_to_obtain='Écrivez type = "12345-6".',
    codes=_WRONG,
)
CODE_RETIRED = verdict(
    "documents.build-code-retired",
    fr="Le code « {found} » ({place}) n'est plus en usage ce jour-là ({expected}) : on le lit, on ne l'écrit pas.",
    en="The code '{found}' ({place}) is not in use on that day ({expected}): it is read, never written.",
    way_out="Prenez le code qui l'a remplacé dans la nomenclature.",
    rules=("DOC-017",),
    source="spec/cda.md 14, pitfall 11",
    how_to_obtain='Écrivez profession = "G15_35" pour un document du 1er octobre 2026.',
    codes=_WRONG,
)
INS_NOT_QUALIFIED = verdict(
    "documents.build-ins-missing",
    fr="L'en-tête doit porter l'INS qualifiée du patient : {place} (attendu : {expected} ; trouvé : {found}).",
    en="The header must carry the patient's qualified INS: {place} (expected: {expected}; found: {found}).",
    way_out="Interrogez INSi (socle ins), puis reprenez le matricule et son OID dans [patient].",
    rules=("INS-017",),
    source="CI-SIS, annexe INS",
    how_to_obtain="Décrivez un patient sans matricule.",
    codes=_WRONG,
)
NOT_COUNTED = verdict(
    "documents.build-not-counted",
    fr="Construit en niveau {found}, ce document ne compte pas pour SUN-ES, qui l'attend en niveau {expected}.",
    en="Built at level {found}, this document does not count for SUN-ES, which expects level {expected}.",
    way_out="Décrivez les résultats dans [laboratory] pour un niveau 3 ; le document peut être déposé sans cela.",
    rules=("DOC-004", "DOC-014"),
    source="SUN-ES; DOC-004",
    how_to_obtain='Construisez type = "11502-2" autour d\'un PDF.',
    severity=Severity.WARNING,
)
NOT_OF_THE_RECORD = verdict(
    "documents.build-type-not-of-dmp",
    fr="Le type « {found} » n'était pas de la liste du DMP lue en février 2024 (JDV_J66) : le DMP peut le refuser.",
    en="The type '{found}' was not of the DMP's list as read in February 2024 (JDV_J66): the DMP may refuse it.",
    way_out="Vérifiez la liste en vigueur avant de déposer ; rien n'est refusé ici.",
    rules=("DOC-014",),
    source="JDV_J66_TypeCode_DMP",
    how_to_obtain='Construisez un document de type "101881-1".',
    severity=Severity.WARNING,
)
FILE_WRONG = verdict(
    "documents.build-file-wrong",
    fr="Le fichier ne peut pas être enveloppé : {place} (attendu : {expected} ; trouvé : {found}).",
    en="The file cannot be wrapped: {place} (expected: {expected}; found: {found}).",
    way_out="Donnez un PDF, un texte, un RTF, un JPEG ou un TIFF, et son type.",
    rules=("DOC-009",),
    source="spec/cda.md 8",
    how_to_obtain="Enveloppez comme PDF un fichier qui ne commence pas par %PDF.",
    codes=_WRONG,
)
DATA_MATRIX_ABSENT = verdict(
    "documents.build-data-matrix-absent",
    fr="Le PDF ne porte ni l'INS ni son Data Matrix ({found}), que tout PDF porte sauf une ordonnance de sortie.",
    en="The PDF has neither the INS nor its Data Matrix ({found}), which all carry but a discharge prescription.",
    way_out="Laissez cartouche à true, ou faites-le imprimer par le logiciel qui produit le PDF.",
    rules=("INS-015",),
    source="INS-015, INS-016, DOC-016",
    how_to_obtain="Construisez une lettre de liaison avec cartouche = false.",
    severity=Severity.WARNING,
)
PDF_NOT_DONE = verdict(
    "documents.build-pdf-unchanged",
    fr="Le PDF est enveloppé tel quel : {found}",
    en="The PDF is wrapped as it is: {found}",
    way_out="Faites produire un PDF/A portant l'INS et son Data Matrix par le logiciel d'origine.",
    rules=("DOC-016",),
    source="spec/cda.md 8; DOC-016",
    how_to_obtain="Donnez un PDF que l'on ne sait ni lire ni compléter.",
    severity=Severity.WARNING,
)
COVER_NOT_ALLOWED = verdict(
    "documents.build-cover-refused",
    fr="Une page de garde change un document validé : {place} est à fournir ({expected}).",
    en="A cover page changes a validated document: {place} is needed ({expected}).",
    way_out="Faites valider la page de garde en CME et avertir les médecins, ou retirez [cover].",
    rules=("INS-020",),
    source="INS-020",
    how_to_obtain="Demandez une page de garde sans cme_validated_on.",
    codes=_WRONG,
)
COVER_STOPGAP = verdict(
    "documents.build-cover-stopgap",
    fr="La page de garde est une solution transitoire qui ne saurait durer ; le document validé est gardé inchangé "
    "(SHA-256 {found}).",
    en="A cover page is a stopgap that must not last; the validated document is kept unchanged (SHA-256 {found}).",
    way_out="Faites imprimer le cartouche par le logiciel qui produit le document.",
    rules=("INS-019", "ORG-008"),
    source="INS-019, ORG-008",
    how_to_obtain="Construisez un compte rendu avec [cover] complet.",
    severity=Severity.WARNING,
)
