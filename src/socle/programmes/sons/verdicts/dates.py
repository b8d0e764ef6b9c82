"""What the dates of an order can be answered."""

from __future__ import annotations

from socle.programmes.sons.verdicts.amounts import HTTP
from socle.rulebook import Severity, verdict

_SHOWN = "Voyez la ligne de calendrier appliquée ; la date de l'appel à financement annexé à l'arrêté fait foi."

DATE_MISSING = verdict(
    "programmes.sons-date-missing",
    fr="La date de commande manque : aucun délai ne peut être vérifié.",
    en="The date of the order is missing: no delay can be checked.",
    way_out="Écrivez la date de signature du bon de commande.",
    source="spec/programmes.md 3.1",
    how_to_obtain="Laissez vide la colonne de la date de commande.",
    rules=("SONS-009",),
    codes=HTTP,
)
CALENDAR_UNKNOWN = verdict(
    "programmes.sons-calendar-unknown",
    fr="Aucune date publique n'est connue pour le couloir « {found} », vague {expected} : rien n'a été comparé.",
    en="No public date is known for couloir '{found}', wave {expected}: nothing was compared.",
    way_out="Nommez le couloir et la vague de la commande, ou vérifiez l'appel à financement.",
    source="reference/sons_deadlines.csv",
    how_to_obtain="Laissez vides le couloir, la vague et le DSR.",
    rules=("SONS-066",),
    severity=Severity.WARNING,
    codes=HTTP,
)
PRESENTED_LATE = verdict(
    "programmes.sons-presented-late",
    fr="La commande est présentée à l'ASP le {found}, au plus tard le {expected} : elle n'est pas acceptée.",
    en="The order is presented to the ASP on {found}, due by {expected}: it is not accepted.",
    way_out=_SHOWN,
    source="webinaire SUN-ES, 20/09/2022 : « Au-delà de cette date les commandes ne seront pas acceptées »",
    how_to_obtain="Présentez le 01/12/2022 une commande du couloir hôpital, vague 1.",
    rules=("SONS-002",),
    codes=HTTP,
)
NOT_PRESENTED = verdict(
    "programmes.sons-not-presented",
    fr="La commande n'a pas de date de présentation à l'ASP ; présentée le {found}, elle serait refusée "
    "(au plus tard le {expected}).",
    en="The order has no date of presentation to the ASP; presented on {found} it would be "
    "refused (due by {expected}).",
    way_out="Écrivez la date de présentation, ou donnez le jour de l'acte avec --at.",
    source="webinaire SUN-ES, 20/09/2022",
    how_to_obtain="Vérifiez en 2026 une commande hôpital de vague 1 sans date de présentation.",
    rules=("SONS-002",),
    severity=Severity.WARNING,
    codes=HTTP,
)
ORDERED_LATE = verdict(
    "programmes.sons-ordered-late",
    fr="La commande est du {found} ; elle devait l'être au plus tard le {expected}.",
    en="The order is of {found}; it had to be placed by {expected}.",
    way_out=_SHOWN,
    source="questions/réponses AMA, 14/10/2021; webinaire SUN-ES, 20/09/2022",
    how_to_obtain="Passez le 15/07/2022 une commande du couloir médecine de ville.",
    rules=("SONS-004", "SONS-008"),
    codes=HTTP,
)
NOT_FUNDED_THEN = verdict(
    "programmes.sons-not-funded-then",
    fr="La commande est du {found} ; les médecins de ville sont financés jusqu'au {expected}.",
    en="The order is of {found}; town physicians are funded until {expected}.",
    way_out=_SHOWN,
    source="questions/réponses AMA, 14/10/2021 : « jusqu'en 2022 »",
    how_to_obtain="Passez le 02/01/2023 une commande du couloir médecine de ville.",
    rules=("SONS-059",),
    codes=HTTP,
)
STEP_LATE = verdict(
    "programmes.sons-step-late",
    fr="{place} : fait le {found}, il fallait que ce soit au plus tard le {expected}.",
    en="{place}: done on {found}, it had to be by {expected}.",
    way_out=_SHOWN,
    source="reference/sons_deadlines.csv",
    how_to_obtain="Écrivez une candidature du 01/04/2022 pour une commande du couloir officine.",
    rules=("SONS-013", "SONS-014", "SONS-016", "SONS-017", "SONS-511", "SONS-513"),
    codes=HTTP,
)
TOO_EARLY = verdict(
    "programmes.sons-too-early",
    fr="{place} : fait le {found}, le guichet ouvre le {expected}.",
    en="{place}: done on {found}, the desk opens on {expected}.",
    way_out=_SHOWN,
    source="reference/sons_deadlines.csv",
    how_to_obtain="Écrivez une candidature du 06/02/2022 pour un DUI.",
    rules=("SONS-016", "SONS-512"),
    codes=HTTP,
)
LAST_HOUR = verdict(
    "programmes.sons-last-hour",
    fr="{place} : le {found} est le dernier jour, jusqu'à {expected} : vérifiez l'heure du dépôt.",
    en="{place}: {found} is the last day, until {expected}: check the hour of the deposit.",
    way_out="Gardez l'accusé de dépôt, qui porte l'heure.",
    source="reference/sons_deadlines.csv",
    how_to_obtain="Déposez le solde d'une commande hôpital le 14/12/2023.",
    rules=("SONS-511",),
    severity=Severity.WARNING,
    codes=HTTP,
)
FIRST_HOUR = verdict(
    "programmes.sons-first-hour",
    fr="{place} : le guichet ouvre le {found} à {expected} : vérifiez l'heure du dépôt.",
    en="{place}: the desk opens on {found} at {expected}: check the hour of the deposit.",
    way_out="Gardez l'accusé de dépôt, qui porte l'heure.",
    source="reference/sons_deadlines.csv",
    how_to_obtain="Présentez le 12/09/2024 une commande DPI de vague 2.",
    rules=("SONS-512",),
    severity=Severity.WARNING,
    codes=HTTP,
)
ACCEPTANCE_LATE = verdict(
    "programmes.sons-acceptance-late",
    fr="La VA est du {found} ; il la fallait au plus tard le {expected} : "
    "l'avance est remboursée, le solde n'est pas versé.",
    en="The VA is of {found}; it was needed by {expected}: the advance is paid back, no balance is paid.",
    way_out=_SHOWN,
    source="questions/réponses AMA, 20/01/2022 et 28/04/2022",
    how_to_obtain="Transmettez le 16/10/2022 la VA d'un cabinet de radiologie, ou le 21/09/2023 celle d'un hôpital.",
    rules=("SONS-066", "SONS-006"),
    codes=HTTP,
)
ORDER_TOO_OLD = verdict(
    "programmes.sons-order-too-old",
    fr="La commande précède de {found} jours le dossier complet de preuves : {expected} jours au plus.",
    en="The order precedes the complete proof file by {found} days: {expected} at most.",
    way_out="La commande n'est pas éligible : il en faut une autre, signée au plus tôt 120 jours avant le dépôt.",
    source="questions/réponses AMA, 30/09/2021",
    how_to_obtain="Signez la commande 121 jours avant le dépôt du dossier complet.",
    rules=("SONS-009", "SONS-011"),
    codes=HTTP,
)
ORDER_BETWEEN = verdict(
    "programmes.sons-order-between",
    fr="La commande est du {found}, entre le dépôt du dossier complet et le référencement ({expected}).",
    en="The order is of {found}, between the filing of the proofs and the referencing ({expected}).",
    way_out="Par défaut elle est admise ; l'hypothèse order_between_proofs_and_referencing la refuse.",
    source="SONS-009 read strictly: spec/programmes.md 3.1",
    how_to_obtain="Signez entre les deux dates, l'hypothèse étant mise à « no ».",
    rules=("SONS-009",),
    codes=HTTP,
)
ORDER_LAPSED = verdict(
    "programmes.sons-order-lapsed",
    fr="Aucun dossier complet n'a été déposé dans les 120 jours de la commande (au plus tard le {expected}) : "
    "elle est caduque et le client ne doit rien.",
    en="No complete file came within 120 days of the order (by {expected}): it lapses, the client owes nothing.",
    way_out="Ne payez rien au titre de cette commande ; passez-en une autre une fois le logiciel référencé.",
    source="questions/réponses AMA, 14/04/2022",
    how_to_obtain="Vérifiez 121 jours après sa date une commande sans dossier ni référencement.",
    rules=("SONS-011", "SONS-012"),
    codes=HTTP,
)
ORDER_CONDITIONAL = verdict(
    "programmes.sons-order-conditional",
    fr="La commande est conditionnelle : le dossier complet doit être déposé au plus tard le {expected}.",
    en="The order is conditional: the complete file must be deposited by {expected}.",
    way_out="Le client ne doit rien tant que le logiciel n'est pas référencé.",
    source="questions/réponses AMA, 14/04/2022",
    how_to_obtain="Vérifiez le lendemain une commande d'un logiciel qui n'est pas encore référencé.",
    rules=("SONS-011",),
    severity=Severity.INFO,
    codes=HTTP,
)
REFERENCING_UNSEEN = verdict(
    "programmes.sons-referencing-unseen",
    fr="Le dossier complet est du {found} ; le fichier ne donne pas de référencement, sans lequel rien n'est financé.",
    en="The complete file is of {found}; the file tells no referencing, without which nothing is funded.",
    way_out="Écrivez la date du référencement ; sans elle, la commande reste conditionnelle et le client ne doit rien.",
    source="questions/réponses AMA, 30/09/2021 et 14/04/2022",
    how_to_obtain="Donnez la date du dossier complet sans celle du référencement.",
    rules=("SONS-011", "SONS-020"),
    severity=Severity.WARNING,
    codes=HTTP,
)
LAPSED_BILLED = verdict(
    "programmes.sons-lapsed-billed",
    fr="{found} sont facturés au client alors que le logiciel n'a pas été référencé dans les 120 jours.",
    en="{found} are billed to the client though the software was not referenced within 120 days.",
    way_out="Refusez la facture : l'établissement n'engage aucun frais dans ce cas.",
    source="questions/réponses AMA, 14/04/2022",
    how_to_obtain="Ajoutez un montant facturé au client à une commande caduque.",
    rules=("SONS-012",),
    codes=HTTP,
)
VERSION_NOT_REFERENCED = verdict(
    "programmes.sons-version-not-referenced",
    fr="Depuis le {expected}, un médecin de ville doit utiliser une version référencée : celle-ci ne l'est pas.",
    en="Since {expected} a town physician must use a referenced version: this one is not.",
    way_out="Choisissez une version référencée Ségur, ou faites dater son référencement.",
    source="questions/réponses AMA, 14/10/2021 (avenant n° 9)",
    how_to_obtain="Vérifiez en 2023 une commande de médecine de ville sans date de référencement.",
    rules=("SONS-030",),
    severity=Severity.WARNING,
    codes=HTTP,
)
PRESENTED_UNREFERENCED = verdict(
    "programmes.sons-presented-unreferenced",
    fr="La commande est présentée le {found}, avant le référencement du logiciel ({expected}).",
    en="The order is presented on {found}, before the software is referenced ({expected}).",
    way_out="Présentez la commande une fois le certificat de référencement obtenu.",
    source="ASP, FAQ du portail: the certificate exists before enrolment",
    how_to_obtain="Présentez une commande la veille du référencement.",
    rules=("SONS-506",),
    codes=HTTP,
)
DELIVERY_DATE_MISSING = verdict(
    "programmes.sons-delivery-date-missing",
    fr="Aucune date ferme de livraison n'est convenue ; il en fallait une au plus tard le {expected}.",
    en="No firm delivery date is agreed; one was needed by {expected}.",
    way_out="Convenez avec l'éditeur d'une date ferme de livraison et écrivez-la.",
    source="GRADeS Occitanie, actualité 2023",
    how_to_obtain="Vérifiez le 29/04/2023 une commande hôpital sans installation ni date de livraison.",
    rules=("SONS-511",),
    severity=Severity.WARNING,
    codes=HTTP,
)
PROOFS_UNKNOWN = verdict(
    "programmes.sons-proofs-unknown",
    fr="La date du dossier complet de preuves manque : référencement le {found}, dossier attendu "
    "au plus tard le {expected}.",
    en="The date of the complete proof file is missing: referenced on {found}, file due by {expected}.",
    way_out="Demandez à l'éditeur la date à laquelle son dossier complet a été réputé déposé.",
    source="questions/réponses AMA, 30/09/2021",
    how_to_obtain="Référencez 200 jours après la commande, sans date de dossier complet.",
    rules=("SONS-009",),
    severity=Severity.WARNING,
    codes=HTTP,
)
