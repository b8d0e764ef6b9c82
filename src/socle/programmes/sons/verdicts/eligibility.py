"""What the beneficiary of an order can be answered."""

from __future__ import annotations

from socle.programmes.sons.verdicts.amounts import HTTP
from socle.rulebook import Severity, verdict

DISAGREEING = verdict(
    "programmes.sons-order-disagreeing",
    fr="Les lignes de la commande ne disent pas toutes la même chose : {found}. La première a été suivie.",
    en="The lines of the order do not say the same of: {found}. The first was followed.",
    way_out="Écrivez la même valeur sur chaque ligne de la commande, ou sur la première seulement.",
    source="SONS-031: one order, one beneficiary, one DSR",
    how_to_obtain="Écrivez deux dates de commande différentes sous un même numéro de commande.",
    rules=("SONS-031",),
    codes=HTTP,
)
LINES_UNREAD = verdict(
    "programmes.sons-lines-unread",
    fr="{expected} ligne(s) de cette commande n'ont pas pu être lues ({found}) : elle n'est pas jugée entière.",
    en="{expected} line(s) of this order could not be read ({found}): it is not judged whole.",
    way_out="Corrigez ces lignes (le compte rendu dit ce qui n'y va pas), puis contrôlez à nouveau.",
    source="SONS-061: the lines of an order add up under one ceiling",
    how_to_obtain="Écrivez « douze » dans le montant HT de la seconde ligne d'une commande.",
    rules=("SONS-031",),
    codes=HTTP,
)
DUPLICATE = verdict(
    "programmes.sons-duplicate",
    fr="Le bénéficiaire {found} a déjà une commande pour ce périmètre (DSR) et cette vague : {expected}.",
    en="Beneficiary {found} already has an order for this DSR and wave: {expected}.",
    way_out="Une seule subvention par DSR : l'établissement choisit la commande qui porte la prestation.",
    source="questions/réponses AMA, 10/11/2021 et 09/12/2021",
    how_to_obtain="Mettez deux commandes du même FINESS PMSI et du même DSR dans le fichier.",
    rules=("SONS-031", "SONS-514"),
    codes=HTTP,
)
POSSIBLE_DUPLICATE = verdict(
    "programmes.sons-possible-duplicate",
    fr="Le bénéficiaire {found} a déjà, pour ce périmètre (DSR), la {expected} : l'une des deux ne dit pas sa vague.",
    en="Beneficiary {found} already has, for this DSR, {expected}: one of the two does not tell its wave.",
    way_out="Écrivez la vague de chaque commande : une seule subvention par DSR et par vague.",
    source="questions/réponses AMA, 10/11/2021 et 20/01/2022",
    how_to_obtain="Mettez deux commandes du même FINESS PMSI et du même DSR, dont une seule dit sa vague.",
    rules=("SONS-031",),
    severity=Severity.WARNING,
    codes=HTTP,
)
BENEFICIARY_UNKNOWN = verdict(
    "programmes.sons-beneficiary-unknown",
    fr="La commande ne nomme pas {found} : {expected}.",
    en="The order does not name {found}: {expected}.",
    way_out="Écrivez le FINESS du bénéficiaire (FINESS PMSI, ou FINESS géographique de l'ESMS) et le DSR commandé.",
    source="spec/programmes.md 3.1",
    how_to_obtain="Laissez vide la colonne du FINESS.",
    rules=("SONS-031",),
    codes=HTTP,
)
FINESS_DOUBTFUL = verdict(
    "programmes.sons-finess-doubtful",
    fr="« {found} » n'a pas la forme ou la clé d'un numéro FINESS.",
    en="'{found}' has not the shape or the key of a FINESS number.",
    way_out="Vérifiez le numéro : neuf caractères, zéro initial compris.",
    source="spec/programmes.md 7, FINESS key",
    how_to_obtain="Écrivez 010010172 (la clé ne tombe pas juste).",
    rules=("SONS-031",),
    severity=Severity.WARNING,
    codes=HTTP,
)
SITE_UNKNOWN = verdict(
    "programmes.sons-site-unknown",
    fr="Le site n'est connu ni par son FINESS géographique ni par son SIRET.",
    en="The site is known neither by its geographic FINESS nor by its SIRET.",
    way_out="Écrivez l'un des deux pour le site où le logiciel est installé.",
    source="ANS, FAQ industriels",
    how_to_obtain="Laissez vides le FINESS géographique et le SIRET.",
    rules=("SONS-505",),
    severity=Severity.WARNING,
    codes=HTTP,
)
WAVE_ONE_DONE = verdict(
    "programmes.sons-wave-one-done",
    fr="La prestation « vague 1 + vague 2 » n'est pas ouverte à qui a eu la vague 1, financée ou payée ({found}).",
    en="The prestation 'wave 1 + wave 2' is only for who neither was funded nor paid for the wave 1 update ({found}).",
    way_out="Commandez la prestation de vague 2 seule.",
    source="ANS, FAQ de décembre 2024",
    how_to_obtain="Commandez « 1+2 » pour un établissement qui a déjà une commande de vague 1.",
    rules=("SONS-509",),
    codes=HTTP,
)
ESMS_ACQUISITION = verdict(
    "programmes.sons-esms-acquisition",
    fr="L'ESMS {found} a reçu une aide d'ESMS numérique pour acquérir une solution référencée : pas de SONS.",
    en="ESMS {found} received ESMS numérique aid to acquire a referenced solution: no SONS.",
    way_out="Retirez cet ESMS de la commande.",
    source="questions/réponses AMA, 20/01/2022",
    how_to_obtain="Donnez une liste ESMS numérique où le FINESS de la commande a l'aide à l'acquisition.",
    rules=("SONS-034", "SONS-036"),
    codes=HTTP,
)
ESMS_STARTING_PHASE = verdict(
    "programmes.sons-esms-starting-phase",
    fr="L'ESMS {found} a été aidé dans la phase d'amorçage d'ESMS numérique : il reste éligible au SONS.",
    en="ESMS {found} was aided in the amorçage phase of ESMS numérique: it stays eligible.",
    way_out="Rien à faire ; gardez la preuve de la phase.",
    source="questions/réponses AMA, 20/01/2022",
    how_to_obtain="Donnez une liste ESMS numérique où ce FINESS est en phase d'amorçage.",
    rules=("SONS-035", "SONS-036"),
    severity=Severity.INFO,
    codes=HTTP,
)
NOT_AN_UPGRADE = verdict(
    "programmes.sons-not-an-upgrade",
    fr="La demande porte sur « {found} » ; le SONS ne finance que la mise en conformité Ségur du DUI d'un ESMS.",
    en="The request is for '{found}'; SONS funds only the Ségur compliance upgrade of the DUI of an ESMS.",
    way_out="Pour acquérir ou renouveler un DUI, voyez le programme ESMS numérique.",
    source="questions/réponses AMA, 20/01/2022",
    how_to_obtain="Écrivez « acquisition » dans la nature d'une demande médico-sociale.",
    rules=("SONS-037",),
    codes=HTTP,
)
LABORATORY_OUTSIDE = verdict(
    "programmes.sons-laboratory-outside",
    fr="Le laboratoire ne fait pas partie de l'établissement : pas de financement destiné aux laboratoires.",
    en="The laboratory is not part of the establishment: no funding meant for laboratories.",
    way_out="C'est le laboratoire, comme structure, qui passe commande de sa prestation.",
    source="questions/réponses AMA, 17/02/2022",
    how_to_obtain="Écrivez « non » dans la colonne du laboratoire interne, couloir biologie.",
    rules=("SONS-057",),
    codes=HTTP,
)
UNSIGNED = verdict(
    "programmes.sons-unsigned",
    fr="Le bon de commande n'est pas signé du client : pas de financement, et l'éditeur facture les fonctions.",
    en="The order is not signed by the client: no funding, and the editor bills the functions.",
    way_out="Faites signer le bon de commande SONS par la personne responsable de la structure.",
    source="questions/réponses AMA, 28/04/2022",
    how_to_obtain="Écrivez « non » dans la colonne « signé ».",
    rules=("SONS-056",),
    codes=HTTP,
)
SIGNATURE_MEANS = verdict(
    "programmes.sons-signature-means",
    fr="Le moyen de signature « {found} » n'est pas de ceux qui sont admis : {expected}.",
    en="The means of signature '{found}' is not among those admitted: {expected}.",
    way_out="Faites signer à la main, par carte CPx, par Pro Santé Connect ou avec un certificat RGS.",
    source="ANS, FAQ industriels",
    how_to_obtain="Écrivez « image collée » dans le mode de signature.",
    rules=("SONS-501",),
    codes=HTTP,
)
NOT_CROSSED = verdict(
    "programmes.sons-not-crossed",
    fr="{found} demande(s) médico-sociale(s) : la liste des financés ESMS numérique n'a pas été fournie, "
    "le cumul n'est pas vérifié.",
    en="{found} medico-social request(s): the list of those funded by ESMS numérique was not supplied, "
    "double funding is not checked.",
    way_out="Donnez la liste de la CNSA (--esms-numerique).",
    source="questions/réponses AMA, 20/01/2022",
    how_to_obtain="Contrôlez la commande d'un DUI sans l'option --esms-numerique.",
    rules=("SONS-034", "SONS-036"),
    severity=Severity.WARNING,
    codes=HTTP,
)
LIST_UNREAD = verdict(
    "programmes.sons-list-unread",
    fr="{place} : {found} ligne(s) n'ont pas pu être lues ; ce qu'elles disent manque à ce contrôle.",
    en="{place}: {found} line(s) could not be read; what they say is missing from this check.",
    way_out="Corrigez ces lignes, puis contrôlez à nouveau.",
    source="SONS-036: the lists are matched as a whole",
    how_to_obtain="Laissez vide le FINESS d'une ligne de la liste ESMS numérique.",
    rules=("SONS-036", "SONS-077", "SONS-079"),
    severity=Severity.WARNING,
    codes=HTTP,
)
