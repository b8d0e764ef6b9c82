"""What a line outside the funded perimeter is answered: one verdict for each public answer."""

from __future__ import annotations

from socle.programmes.sons.verdicts.amounts import HTTP
from socle.rulebook import Severity, verdict

_APART = "Sortez cette ligne du périmètre Ségur (devis séparé, ou colonne « périmètre Ségur » à non)."

SOFTWARE_CHANGE = verdict(
    "programmes.sons-software-change",
    fr="« {found} » : le forfait ne concerne pas le changement ni l'acquisition d'un logiciel.",
    en="'{found}': the flat funding does not cover a change or purchase of software.",
    way_out=_APART,
    source="questions/réponses AMA, 10/11/2021",
    how_to_obtain="Libellez une ligne Ségur « Remplacement du logiciel ».",
    rules=("SONS-040",),
    codes=HTTP,
)
NOT_SEPARATED = verdict(
    "programmes.sons-not-separated",
    fr="La ligne « {found} » mêle une prestation Ségur et une prestation hors périmètre : {expected}.",
    en="The line '{found}' mixes a Ségur service with one outside the perimeter: {expected}.",
    way_out="Demandez à l'éditeur de distinguer dans le devis ce qui relève du Ségur, avec son montant.",
    source="questions/réponses AMA, 10/11/2021",
    how_to_obtain="Libellez une ligne « Mise à jour Ségur et hébergement ».",
    rules=("SONS-041",),
    codes=HTTP,
)
SERVER_MIGRATION = verdict(
    "programmes.sons-server-migration",
    fr="« {found} » : la migration du serveur n'est pas financée.",
    en="'{found}': the migration of the server is not funded.",
    way_out=_APART,
    source="questions/réponses AMA, 17/03/2022",
    how_to_obtain="Libellez une ligne Ségur « Migration du serveur ».",
    rules=("SONS-042",),
    codes=HTTP,
)
HOSTING = verdict(
    "programmes.sons-hosting",
    fr="« {found} » : l'infrastructure et l'hébergement ne sont pas dans le forfait.",
    en="'{found}': infrastructure and hosting are not in the flat amount.",
    way_out=_APART,
    source="questions/réponses AMA, 17/02/2022",
    how_to_obtain="Libellez une ligne Ségur « Hébergement HDS ».",
    rules=("SONS-043",),
    codes=HTTP,
)
API_V2 = verdict(
    "programmes.sons-api-v2",
    fr="« {found} » : le passage en API V2 est compris dans la mise à jour et ne se facture pas.",
    en="'{found}': the move to API V2 is part of the update and cannot be billed.",
    way_out="Faites retirer la ligne, sauf version intermédiaire nécessaire (colonne « version intermédiaire »).",
    source="questions/réponses AMA, 17/02/2022",
    how_to_obtain="Facturez une ligne « Passage en API V2 ».",
    rules=("SONS-044",),
    codes=HTTP,
)
OFF_HOURS = verdict(
    "programmes.sons-off-hours",
    fr="« {found} » : le supplément d'horaires non ouvrés n'est pas pris en charge.",
    en="'{found}': the supplement for work outside office hours is not covered.",
    way_out=_APART,
    source="questions/réponses AMA, 17/03/2022",
    how_to_obtain="Libellez une ligne Ségur « Installation en heures non ouvrées ».",
    rules=("SONS-045",),
    codes=HTTP,
)
NO_CONTRACT = verdict(
    "programmes.sons-no-contract",
    fr="« {found} » : la maintenance corrective n'est prise en charge que si un contrat de maintenance existe déjà.",
    en="'{found}': corrective maintenance is covered only if a maintenance contract already exists.",
    way_out=_APART,
    source="questions/réponses AMA, 17/03/2022",
    how_to_obtain="Écrivez « non » dans la colonne du contrat existant, avec une ligne de maintenance.",
    rules=("SONS-046",),
    codes=HTTP,
)
CONTRACT_UNSEEN = verdict(
    "programmes.sons-contract-unseen",
    fr="« {found} » : le fichier ne dit pas si un contrat de maintenance existe déjà, condition de la prise en charge.",
    en="'{found}': the file does not say whether a maintenance contract already exists, on which the cover depends.",
    way_out="Remplissez la colonne « contrat de maintenance existant » (oui ou non).",
    source="questions/réponses AMA, 17/03/2022",
    how_to_obtain="Demandez une maintenance corrective sans remplir la colonne du contrat existant.",
    rules=("SONS-046",),
    severity=Severity.WARNING,
    codes=HTTP,
)
TOO_MANY_YEARS = verdict(
    "programmes.sons-too-many-years",
    fr="« {found} » court sur plus de {expected} ans : le financement s'arrête à six.",
    en="'{found}' runs for more than {expected} years: the funding stops at six.",
    way_out="Ramenez la durée à six ans, renouvellements compris.",
    source="questions/réponses AMA, 17/02/2022 et 17/03/2022",
    how_to_obtain="Écrivez 7 ans sur une ligne de maintenance ou d'abonnement.",
    rules=("SONS-047", "SONS-048", "SONS-053"),
    codes=HTTP,
)
CONTRACT_RAISED = verdict(
    "programmes.sons-contract-raised",
    fr="Le contrat de maintenance passe de {expected} à {found} : il ne peut augmenter du fait de la prestation.",
    en="The maintenance contract goes from {expected} to {found}: it cannot rise because of the prestation.",
    way_out="Demandez à l'éditeur de maintenir le contrat en place.",
    source="questions/réponses AMA, 17/02/2022 et 17/03/2022",
    how_to_obtain="Écrivez une maintenance annuelle plus élevée après la prestation qu'avant.",
    rules=("SONS-049",),
    codes=HTTP,
)
WHOLE_MAINTENANCE = verdict(
    "programmes.sons-whole-maintenance",
    fr="« {found} » : la maintenance du logiciel entier n'est pas prise en charge, seule la part d'évolution l'est.",
    en="'{found}': the maintenance of the whole software is not covered, only the evolution part is.",
    way_out=_APART,
    source="questions/réponses AMA, 17/03/2022",
    how_to_obtain="Libellez une ligne Ségur « Maintenance du logiciel ».",
    rules=("SONS-050",),
    codes=HTTP,
)
MODULE_IMPOSED = verdict(
    "programmes.sons-module-imposed",
    fr="La prestation est conditionnée à « {found} » : aucun autre module ne peut être imposé.",
    en="The prestation is conditioned on '{found}': no other module can be imposed.",
    way_out="Faites retirer cette condition : la prestation Ségur est autonome.",
    source="questions/réponses AMA, 17/03/2022",
    how_to_obtain="Écrivez « outil BI » dans la colonne « conditionné à ».",
    rules=("SONS-051",),
    codes=HTTP,
)
OBSOLESCENCE = verdict(
    "programmes.sons-obsolescence",
    fr="« {found} » : le rattrapage d'une version ancienne n'est pas pris en charge.",
    en="'{found}': catching up from an old version is not covered.",
    way_out=_APART,
    source="questions/réponses AMA, 17/03/2022",
    how_to_obtain="Libellez une ligne Ségur « Rattrapage de version ».",
    rules=("SONS-052",),
    codes=HTTP,
)
MAILBOXES = verdict(
    "programmes.sons-mailboxes",
    fr="« {found} » : les boîtes aux lettres MSSanté ne sont pas financées.",
    en="'{found}': MSSanté mailboxes are not funded.",
    way_out=_APART,
    source="questions/réponses AMA, 12/05/2022",
    how_to_obtain="Libellez une ligne Ségur « Boîtes aux lettres MSSanté ».",
    rules=("SONS-055",),
    codes=HTTP,
)
OTHER_PRODUCT = verdict(
    "programmes.sons-other-product",
    fr="« {found} » n'est pas de la prestation Ségur (portail, télésuivi ou module à part).",
    en="'{found}' is not part of the Ségur prestation (portal, tele-monitoring or separate module).",
    way_out=_APART,
    source="questions/réponses AMA, 10/11/2021 et 17/03/2022",
    how_to_obtain="Libellez une ligne Ségur « Portail patient ».",
    rules=("SONS-090",),
    codes=HTTP,
)
SERVICE_UNKNOWN = verdict(
    "programmes.sons-service-unknown",
    fr="« {found} » : cette prestation n'est pas reconnue ; le périmètre financé est {expected}.",
    en="'{found}': this service is not recognised; the funded perimeter is {expected}.",
    way_out="Vérifiez qu'elle est du périmètre, et nommez-la dans la colonne du type de prestation.",
    source="questions/réponses AMA, 09/12/2021",
    how_to_obtain="Libellez une ligne Ségur « Divers ».",
    rules=("SONS-090",),
    severity=Severity.WARNING,
    codes=HTTP,
)
