"""What the desk that receives patients can answer: about statuses, documents, marks, merges and the organisation."""

from __future__ import annotations

from socle.rulebook import Severity, verdict

_REFUSED = {"http": {"status": "422"}, "fhir": {"issue": "business-rule"}}
_TOLD = {"http": {"status": "200"}}

FILE_MERGED = verdict(
    "identity.file-merged",
    fr="Cette fiche a été réunie à une autre : elle ne change plus.",
    en="This file was merged into another one: it does not change any more.",
    way_out="Ouvrez la fiche qui la remplace.",
    source="spec/identity.md a.10",
    how_to_obtain="Réunissez deux fiches, puis modifiez celle qui a disparu.",
    codes=_REFUSED,
)
SEARCH_FIRST = verdict(
    "identity.search-first",
    fr="Cette personne a peut-être déjà une fiche (fiches ressemblantes : {found}).",
    en="This person may already have a file (files like it: {found}), which was not set aside.",
    way_out="Regardez les fiches trouvées ; ouvrez la bonne, ou confirmez qu’aucune n’est celle de la personne.",
    source="spec/identity.md a.6 (search before creating)",
    how_to_obtain="Créez deux fois la même personne.",
    codes=_REFUSED,
)
INSI_BLOCKED = verdict(
    "identity.insi-blocked",
    fr="Une identité {found} n’interroge pas le téléservice INSi.",
    en="An identity marked {found} does not call INSi.",
    way_out="Levez le doute, ou créez une autre fiche si la personne donne son identité.",
    source="spec/identity.md a.6 (EXI ID 24, 26)",
    how_to_obtain="Interrogez INSi pour une fiche douteuse ou fictive.",
    rules=("INS-006", "INS-521"),
    codes=_REFUSED,
)
INSI_NOBODY = verdict(
    "identity.insi-nobody",
    fr="INSi ne trouve personne (code {found}) : l’identité ne change pas.",
    en="INSi finds nobody (code {found}): the identity does not change.",
    way_out="Vérifiez les traits ; essayez un autre prénom de naissance, puis tous les prénoms.",
    source="spec/identity.md a.8, b.4",
    how_to_obtain="Interrogez INSi pour une personne qu’il ne connaît pas.",
    severity=Severity.WARNING,
    codes=_TOLD,
)
INSI_SEVERAL = verdict(
    "identity.insi-several",
    fr="INSi trouve plusieurs personnes (code {found}) : l’identité ne change pas.",
    en="INSi finds several people (code {found}): the identity does not change.",
    way_out="Ajoutez les autres prénoms de naissance, puis le lieu de naissance.",
    source="spec/identity.md a.8, b.4",
    how_to_obtain="Interrogez INSi pour des traits que deux personnes partagent.",
    severity=Severity.WARNING,
    codes=_TOLD,
)
INSI_UNREADABLE = verdict(
    "identity.insi-unreadable",
    fr="La réponse d’INSi ne se lit pas (code « {found} ») : l’identité ne change pas.",
    en="INSi's answer cannot be used (code '{found}'): the identity does not change.",
    way_out="Réessayez plus tard ; si cela dure, signalez-le à votre éditeur.",
    source="spec/identity.md b.4",
    how_to_obtain="Faites répondre INSi par un code inconnu, ou sans traits.",
    severity=Severity.WARNING,
    codes=_TOLD,
)
ANSWER_DISAGREES = verdict(
    "identity.answer-disagrees",
    fr="INSi ne dit pas la même chose que la pièce d’identité contrôlée, pour le trait « {place} » : {found} au "
    "lieu de {expected}.",
    en="INSi disagrees with the document that was checked, on trait '{place}': {found} instead of {expected}.",
    way_out="L’identité reste validée. Regardez à nouveau la pièce ; si elle dit vrai, la personne fait corriger son "
    "état civil auprès de l’Insee ou de sa caisse.",
    source="spec/identity.md a.8 (discordance)",
    how_to_obtain="Validez une identité dont le lieu de naissance diffère de celui d’INSi, puis interrogez INSi.",
    rules=("INS-009",),
    codes=_REFUSED,
)
DOCUMENT_BLOCKED = verdict(
    "identity.document-blocked",
    fr="Une identité {found} ne se valide pas par une pièce.",
    en="An identity marked {found} is not validated by a document.",
    way_out="Levez le doute, ou créez une autre fiche si la personne donne son identité.",
    source="spec/identity.md a.6 (EXI ID 24, 26)",
    how_to_obtain="Contrôlez une pièce sur une fiche douteuse ou fictive.",
    rules=("INS-006", "INS-521"),
    codes=_REFUSED,
)
DOCUMENT_NOT_ACCEPTED = verdict(
    "identity.document-not-accepted",
    fr="Ce document ne permet pas de valider une identité : {found}.",
    en="This document does not validate an identity: {found}.",
    way_out="Demandez un passeport, une carte d’identité, un titre de séjour, ou une identité numérique de niveau "
    "substantiel.",
    source="spec/identity.md a.7 (EXI ID 19)",
    how_to_obtain="Contrôlez une carte Vitale seule, ou un permis de conduire.",
    rules=("INS-001", "INS-525"),
    codes=_REFUSED,
)
DOCUMENT_OF_OTHERS = verdict(
    "identity.document-of-others",
    fr="Ce document ne vaut que pour {expected} : {found}.",
    en="This document only counts for {expected}: {found}.",
    way_out="Demandez une autre pièce de la liste.",
    source="spec/identity.md a.7 (RNIV 3.3.3)",
    how_to_obtain="Contrôlez le livret de famille d’un adulte.",
    rules=("INS-525",),
    codes=_REFUSED,
)
DOCUMENT_NEEDS_PARENT = verdict(
    "identity.document-needs-parent",
    fr="{found} d’un mineur ne vaut qu’avec la pièce d’identité d’un parent.",
    en="A minor's {found} counts only beside a parent's own document.",
    way_out="Demandez la pièce d’un parent, ou celle du tuteur avec la décision de justice.",
    source="spec/identity.md a.7 (RNIV 3.3.3)",
    how_to_obtain="Contrôlez un acte de naissance sans la pièce d’un parent.",
    rules=("INS-525",),
    codes=_REFUSED,
)
DOCUMENT_DISAGREES = verdict(
    "identity.document-disagrees",
    fr="La pièce ne dit pas la même chose que la fiche, pour le trait « {place} ».",
    en="The document disagrees with the file on trait '{place}'.",
    way_out="Corrigez la fiche si elle est fausse, puis contrôlez à nouveau. Sinon, l’identité ne se valide pas.",
    source="spec/identity.md a.7",
    how_to_obtain="Contrôlez une pièce en laissant un trait non conforme.",
    rules=("INS-009",),
    codes=_REFUSED,
)
DOCUMENT_EXPIRED = verdict(
    "identity.document-expired",
    fr="La pièce est périmée depuis le {found} : elle est acceptée, les cinq traits stricts concordent.",
    en="The document expired on {found}: it is accepted, the five strict traits agreeing.",
    way_out="Proposez à la personne de la renouveler.",
    source="INS-008; spec/identity.md a.7",
    how_to_obtain="Contrôlez une pièce périmée dont les traits concordent.",
    rules=("INS-008", "INS-009"),
    severity=Severity.INFO,
    codes=_TOLD,
)
NO_DOCUMENT = verdict(
    "identity.no-document",
    fr="Aucune pièce n’a été contrôlée pour cette identité.",
    en="No document was checked for this identity.",
    way_out="Contrôlez une pièce d’identité.",
    source="spec/identity.md a.6",
    how_to_obtain="Annulez le contrôle d’une identité provisoire.",
    codes=_REFUSED,
)
NO_INS = verdict(
    "identity.no-ins",
    fr="Cette identité n’a pas d’INS à vérifier.",
    en="This identity has no INS to verify.",
    way_out="Interrogez d’abord INSi.",
    source="spec/identity.md a.8",
    how_to_obtain="Vérifiez l’INS d’une identité provisoire.",
    codes=_REFUSED,
)
VERIFICATION_FAILED = verdict(
    "identity.verification-failed",
    fr="INSi ne confirme pas cette INS : elle est retirée de la fiche.",
    en="INSi does not confirm this INS: it is removed from the file.",
    way_out="Interrogez INSi à nouveau, et prévenez ceux qui avaient reçu l’INS.",
    source="spec/identity.md a.8 (verification KO)",
    how_to_obtain="Vérifiez une INS dont les traits ont changé chez INSi.",
    severity=Severity.WARNING,
    codes=_TOLD,
)
TRAITS_LOCKED = verdict(
    "identity.traits-locked",
    fr="Les traits d’une identité {found} sont verrouillés.",
    en="The traits of an identity that is {found} are locked.",
    way_out="Demandez au référent d’identitovigilance de les corriger : l’identité sera à récupérer et à contrôler "
    "de nouveau.",
    source="spec/identity.md a.6 (locked traits)",
    how_to_obtain="Corrigez le nom d’une identité qualifiée sans être référent.",
    codes=_REFUSED,
)
ATTRIBUTES_EXCLUDED = verdict(
    "identity.attributes-excluded",
    fr="Une identité {expected} ne peut pas être {found}.",
    en="An identity that is {expected} cannot be {found}.",
    way_out="Levez d’abord l’autre signalement.",
    source="spec/identity.md a.6 (EXI SI 09, 22)",
    how_to_obtain="Signalez comme homonyme une identité fictive.",
    rules=("INS-521",),
    codes=_REFUSED,
)
FICTIVE_UNCONFIRMED = verdict(
    "identity.fictive-unconfirmed",
    fr="Cette identité est {found} : la rendre fictive lui fait perdre son INS et son contrôle. Confirmez.",
    en="This identity is {found}: making it fictive takes its INS and its check away. Confirm.",
    way_out="Cochez la confirmation, ou créez une fiche anonyme à côté.",
    source="spec/identity.md a.6; minimal fault list",
    how_to_obtain="Rendez fictive une identité qualifiée sans confirmer.",
    rules=("INS-521",),
    codes=_REFUSED,
)
INS_NOT_SENT = verdict(
    "identity.ins-not-sent",
    fr="Le matricule d’une identité {found} ne se transmet pas et ne s’imprime pas.",
    en="The matricule of an identity that is {found} is neither sent nor printed.",
    way_out="Qualifiez l’identité ; en attendant, les traits seuls se transmettent.",
    source="spec/identity.md a.6 (EXI ID 29)",
    how_to_obtain="Transmettez une identité récupérée.",
    rules=("INS-522",),
    codes=_REFUSED,
)
MERGE_ITSELF = verdict(
    "identity.merge-itself",
    fr="Une fiche ne se réunit pas à elle-même.",
    en="A file is not merged with itself.",
    way_out="Choisissez une autre fiche.",
    source="spec/identity.md a.10",
    how_to_obtain="Réunissez une fiche à elle-même.",
    codes=_REFUSED,
)
MERGE_KEEPS_BEST = verdict(
    "identity.merge-keeps-best",
    fr="La fiche gardée serait {expected} quand l’autre est {found} : gardez l’autre.",
    en="The file kept would be {expected} when the other is {found}: keep the other.",
    way_out="Inversez les deux fiches.",
    source="spec/identity.md a.10 (keep the best-status identity)",
    how_to_obtain="Réunissez une fiche qualifiée à une fiche provisoire.",
    rules=("INS-520",),
    codes=_REFUSED,
)
MERGE_FICTIVE = verdict(
    "identity.merge-fictive",
    fr="Une fiche fictive ou anonyme ne se réunit à aucune autre.",
    en="A fictive or anonymous file is not merged with any other.",
    way_out="Laissez les deux fiches : l’anonymat de la personne en dépend.",
    source="spec/identity.md a.11",
    how_to_obtain="Réunissez une fiche anonyme à une autre.",
    rules=("INS-007", "INS-521"),
    codes=_REFUSED,
)
MERGE_TWO_INS = verdict(
    "identity.merge-two-ins",
    fr="Ces deux fiches ont deux INS différentes : ce sont deux personnes.",
    en="These two files have two different INS: they are two people.",
    way_out="Signalez-les comme homonymes ; en cas de doute, signalez la fiche douteuse.",
    source="spec/identity.md a.10",
    how_to_obtain="Réunissez les fiches de deux personnes qualifiées.",
    rules=("INS-522",),
    codes=_REFUSED,
)
MERGE_TWO_PEOPLE = verdict(
    "identity.merge-two-people",
    fr="Les pièces contrôlées de ces deux fiches ne disent pas la même chose, pour le trait « {place} ».",
    en="The documents checked for these two files disagree on trait '{place}'.",
    way_out="Contrôlez à nouveau la pièce de celle qui se trompe, ou signalez-les comme homonymes.",
    source="spec/identity.md a.10",
    how_to_obtain="Réunissez deux identités validées dont le lieu de naissance diffère.",
    rules=("INS-009",),
    codes=_REFUSED,
)
CHARTER_MISSING = verdict(
    "identity.charter-missing",
    fr="La structure n’a pas de charte d’identitovigilance.",
    en="The structure has no charter of identitovigilance.",
    way_out="Rédigez-la, ou adoptez celle de votre groupement, puis déclarez-la ici.",
    source="ORG-001, ORG-002",
    how_to_obtain="Déclarez une organisation sans charte.",
    rules=("ORG-001", "ORG-002"),
    codes=_REFUSED,
)
REFERENT_MISSING = verdict(
    "identity.referent-missing",
    fr="La structure n’a pas de référent d’identitovigilance.",
    en="The structure has no referent of identitovigilance.",
    way_out="Désignez un référent, même partagé entre plusieurs sites.",
    source="ORG-001, ORG-002",
    how_to_obtain="Déclarez une organisation sans référent.",
    rules=("ORG-001", "ORG-002"),
    codes=_REFUSED,
)
SUPER_REFERENT_MISSING = verdict(
    "identity.super-referent-missing",
    fr="Le travail est mutualisé dans « {found} » sans que personne n’écrive pour tous.",
    en="The work is shared in '{found}' and nobody writes for all.",
    way_out="Nommez le « super référent » de la grappe.",
    source="ORG-003, ORG-004",
    how_to_obtain="Déclarez une grappe sans super référent.",
    rules=("ORG-003", "ORG-004"),
    codes=_REFUSED,
)
COMMITTEE_PENDING = verdict(
    "identity.committee-pending",
    fr="Le comité d’identitovigilance de « {found} » n’a pas encore validé la charte commune.",
    en="The committee of '{found}' has not validated the common charter yet.",
    way_out="Notez ici le jour de sa validation.",
    source="ORG-004",
    how_to_obtain="Déclarez une grappe sans date de validation.",
    rules=("ORG-004",),
    severity=Severity.WARNING,
    codes=_TOLD,
)
