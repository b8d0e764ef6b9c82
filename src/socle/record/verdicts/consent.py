"""Refusals that come from the patient's will beyond blocks: consents, oppositions, representation, administrators."""

from __future__ import annotations

from socle.record.verdicts.access import DENIED
from socle.rulebook import verdict

CONSENT_AGAIN = verdict(
    "record.consent-to-ask-again",
    fr="Le consentement du patient, recueilli hors équipe de soins, ne valait que jusqu'au {found}.",
    en="The consent collected outside the care team held until {found} only.",
    way_out="Demandez à nouveau le consentement du patient, puis déclarez-le.",
    source="CSP R1111-46",
    how_to_obtain="Déclarez un consentement hors équipe de soins, avancez l'horloge de deux heures, puis consultez.",
    rules=("DMP-023", "DMP-027", "DMP-028"),
    codes=DENIED,
)
EXPRESS_CONSENT_MISSING = verdict(
    "record.express-consent-missing",
    fr="Le médecin du travail accède au dossier avec le consentement exprès du patient seulement.",
    en="The occupational physician needs the patient's express consent.",
    way_out="Recueillez le consentement exprès du patient, puis déclarez-le.",
    source="CSP L1111-18, L4624-8",
    how_to_obtain="Recherchez des documents comme médecin du travail, sans consentement déclaré.",
    rules=("DMP-027",),
    codes=DENIED,
)
CONSULTING_OPPOSED = verdict(
    "record.consulting-opposed",
    fr="Le patient s'est opposé à ce que vous consultiez son dossier.",
    en="The patient opposed your consulting the record.",
    way_out="Parlez-en avec le patient : il peut revenir sur son opposition à tout moment, sans motif à donner.",
    source="CSP R1111-46",
    how_to_obtain="Enregistrez l'opposition du patient à la consultation, puis recherchez des documents.",
    rules=("DMP-020", "DMP-025", "DMP-027"),
    codes=DENIED,
)
FEEDING_OPPOSED = verdict(
    "record.feeding-opposed",
    fr="Le patient s'est opposé au dépôt de ce document, pour un motif que {found} a jugé légitime.",
    en="The patient opposed this feeding, for a motive that {found} judged legitimate.",
    way_out="Ne déposez pas ce document. Le patient peut revenir sur son opposition à tout moment.",
    source="CSP R1111-47",
    how_to_obtain="Enregistrez une opposition motivée à l'alimentation, puis déposez un document.",
    rules=("DMP-002", "DMP-003", "DMP-005", "DMP-007", "DMP-015"),
    codes=DENIED,
)
MOTIVE_MISSING = verdict(
    "record.opposition-motive-missing",
    fr="L'opposition à l'alimentation du dossier n'est recevable qu'avec un motif légitime.",
    en="An opposition to feeding needs a legitimate motive.",
    way_out="Notez la catégorie du motif et votre décision : c'est le professionnel qui juge de sa légitimité.",
    source="CSP R1111-47",
    how_to_obtain="Enregistrez une opposition à l'alimentation sans motif.",
    rules=("DMP-002", "DMP-007"),
    codes=DENIED,
)
FEEDING_CONSENT_MISSING = verdict(
    "record.feeding-consent-missing",
    fr="Ce dépôt demande le consentement explicite du patient ({expected}), qui n'a pas été déclaré.",
    en="This feeding needs the patient's explicit consent ({expected}), which was not declared.",
    way_out="Recueillez le consentement du patient et déclarez-le, puis déposez à nouveau.",
    source="CSP R1111-46",
    how_to_obtain="Exigez le consentement pour un type de document (réglage), puis déposez un tel document.",
    rules=("DMP-006", "DMP-014"),
    codes=DENIED,
)
ALREADY_VISIBLE = verdict(
    "record.already-visible",
    fr="Un document que {found} a pu voir ne peut plus lui être rendu invisible.",
    en="A document that {found} could see can no longer be hidden from him.",
    way_out="L'invisibilité se choisit au dépôt. Le patient peut masquer le document aux professionnels.",
    source="spec/dmp.md 4.5 (EX_3.3-1045)",
    how_to_obtain="Ajoutez INVISIBLE_PATIENT à un document déjà déposé (TD3.3).",
    rules=("DMP-115", "DMP-130"),
    codes={"xds": {"registry": "XDSMetadataUpdateError"}, "http": {"status": "409"}},
)
MASKED_FROM_YOU = verdict(
    "record.masked-from-you",
    fr="Le document {document} est masqué à certains professionnels, dont vous.",
    en="Document {document} is masked from certain professionals, this one included.",
    way_out="Parlez-en avec le patient : il peut démasquer le document.",
    source="CSP R1111-49",
    how_to_obtain="Masquez un document à un seul professionnel, puis le lire avec sa carte.",
    rules=("DMP-102",),
    codes={"xds": {"retrieve": "XDSDocumentUniqueIdError"}, "http": {"status": "404"}},
)
NOT_ADMINISTRATOR = verdict(
    "record.not-administrator",
    fr="Cette action est réservée au patient, à son médecin traitant et aux professionnels administrateurs.",
    en="Only the holder, his médecin traitant and administrator professionals may do this.",
    way_out="Parlez-en avec le patient : il désigne lui-même les administrateurs de son dossier.",
    source="spec/dmp.md 3.2 and 6",
    how_to_obtain="Bloquez un confrère sans être médecin traitant ni administrateur.",
    rules=("DMP-081", "DMP-082", "DMP-084"),
    codes=DENIED,
)
TREATING_PHYSICIAN_NOT_BLOCKED = verdict(
    "record.treating-physician-not-blocked",
    fr="Un médecin traitant ne peut pas être bloqué tant qu'il l'est.",
    en="A médecin traitant cannot be blocked while he is one.",
    way_out="Retirez-lui d'abord son rôle de médecin traitant.",
    source="spec/dmp.md 3.2",
    how_to_obtain="Bloquez son médecin traitant depuis Mon espace santé.",
    rules=("DMP-081", "DMP-085"),
    codes=DENIED,
)
BLOCKED_NOT_TREATING = verdict(
    "record.blocked-not-treating",
    fr="Un professionnel bloqué ne peut pas être déclaré médecin traitant.",
    en="A blocked professional cannot be named médecin traitant.",
    way_out="Débloquez-le d'abord, puis déclarez-le.",
    source="spec/dmp.md 3.2",
    how_to_obtain="Bloquez un médecin depuis Mon espace santé, puis déclarez-le médecin traitant.",
    rules=("DMP-085", "DMP-093"),
    codes=DENIED,
)
PHYSICIAN_PRESENCE_REQUIRED = verdict(
    "record.physician-presence-required",
    fr="Le mineur a demandé que ses représentants lisent son dossier en présence d'un médecin.",
    en="The minor asked that his representatives read the record in a physician's presence.",
    way_out="Prenez rendez-vous avec un médecin : il ouvre la consultation depuis son portail.",
    source="CSP L1111-5; CSP L1111-7",
    how_to_obtain="Exigez la présence d'un médecin, puis listez les documents comme représentant légal.",
    rules=("DMP-137",),
    codes=DENIED,
)
MINOR_NOT_ASSOCIATED = verdict(
    "record.minor-not-associated",
    fr="Le mineur doit être associé à cette décision.",
    en="The minor must be associated with this decision.",
    way_out="Parlez-en avec lui, puis confirmez qu'il a été associé à la décision.",
    source="CSP L1111-4",
    how_to_obtain="Masquez un document d'un mineur de 16 ans sans confirmer qu'il y a été associé.",
    rules=("DMP-145", "DMP-148"),
    codes=DENIED,
)
HOLDER_ACTS_ALONE = verdict(
    "record.holder-acts-alone",
    fr="La loi laisse la personne représentée faire seule cet acte ({found}).",
    en="Law lets the represented person do this alone ({found}).",
    way_out="La personne fait elle-même cet acte, depuis son espace ou avec un professionnel.",
    source="code civil, art. 459; CSP L1111-5",
    how_to_obtain="Déclarez que le masquage relève de la personne protégée seule, puis masquez comme tuteur.",
    rules=("DMP-149",),
    codes=DENIED,
)
