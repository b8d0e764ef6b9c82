"""What ESMS numérique can answer: on persons who leave the count, on targets and the balance, on a project."""

from __future__ import annotations

from typing import Final

from socle.rulebook import Severity, verdict

_UNPROCESSABLE: Final = {"http": {"status": "422"}}
_FAQ: Final = "FAQ ESMS numérique"
_ASK: Final = "Ask me anything"
_CNSA: Final = "CNSA, ESMS numérique"

NOT_QUALIFIABLE = verdict(
    "esms.ins-not-qualifiable",
    fr="L'INS de cette personne n'est pas qualifiable ({found}) : elle sort du dénominateur des cibles.",
    en="This person's INS is not qualifiable ({found}): the person leaves the denominator of the targets.",
    way_out="Rien à faire si la personne est accueillie dans l'anonymat ; sinon, notez la pièce d'identité présentée "
    "(même périmée).",
    source=_FAQ,
    how_to_obtain="Donnez à « socle esms compute » une personne dont la colonne « anonyme » dit oui.",
    severity=Severity.INFO,
    rules=("ESMS-003",),
)
QUALIFIABLE_UNKNOWN = verdict(
    "esms.qualifiability-unknown",
    fr="Pour {found} personne(s), il manque au fichier l'identité connue ou la pièce d'identité, sans INS qualifiée : "
    "elles restent dans le dénominateur.",
    en="For {found} person(s) the file lacks the known identity or the identity document, and has no qualified INS: "
    "they stay in the denominator.",
    way_out="Écrivez oui ou non dans « identité connue » et « pièce d'identité » (une case vide ne dit rien), "
    "ou remplissez « statut INS ».",
    source="spec/programmes.md 2 (ASSUMED)",
    how_to_obtain="Retirez ces trois colonnes du fichier des personnes.",
    severity=Severity.WARNING,
    rules=("ESMS-003",),
)
NO_FINESS = verdict(
    "esms.no-geographic-finess",
    fr="Sans FINESS géographique, rien n'est compté ni financé (lignes ou projet : {found}).",
    en="Without a geographic FINESS nothing is counted and nothing is funded (lines or project: {found}).",
    way_out="Donnez le numéro FINESS géographique de chaque établissement ou service.",
    source=f"{_FAQ}; {_CNSA}",
    how_to_obtain="Laissez vide le FINESS géographique d'une ligne.",
    rules=("ESMS-006", "ESMS-507"),
    codes=_UNPROCESSABLE,
)
FINESS_SHAPE = verdict(
    "esms.finess-malformed",
    fr="« {found} » n'a pas la forme d'un numéro FINESS géographique (neuf caractères).",
    en="'{found}' has not the shape of a geographic FINESS number (nine characters).",
    way_out="Corrigez le numéro ; mettez la colonne au format texte dans le tableur.",
    source=f"{_CNSA}; extraits FINESS",
    how_to_obtain="Écrivez un numéro FINESS de sept chiffres.",
    severity=Severity.WARNING,
    rules=("ESMS-006",),
)
FINESS_TWICE = verdict(
    "esms.finess-twice",
    fr="Le FINESS {found} figure {expected} fois : la subvention se calcule une fois par FINESS géographique.",
    en="FINESS {found} stands {expected} times: the subsidy is computed once for each geographic FINESS.",
    way_out="Gardez une seule ligne par FINESS géographique, dans un seul projet.",
    source=_FAQ,
    how_to_obtain="Présentez le même ESSMS dans deux projets.",
    rules=("ESMS-006",),
    codes=_UNPROCESSABLE,
)
TARGET_NOT_REACHED = verdict(
    "esms.target-not-reached",
    fr="{place} : {found}, pour une cible de {expected}. Le solde n'est pas dû.",
    en="{place}: {found}, for a target of {expected}. The balance is not due.",
    way_out="Reprenez les dossiers de la liste des manques, puis calculez à nouveau.",
    source=f"{_FAQ}; {_ASK}, 20/01/2022",
    how_to_obtain="Calculez une structure de 9 personnes dont 8 ont un dossier actif.",
    rules=("ESMS-004", "ESMS-008"),
    codes=_UNPROCESSABLE,
)
TARGET_UNKNOWN = verdict(
    "esms.target-unknown",
    fr="{place} : aucune page publique ne donne cette cible ; le solde ne peut pas être jugé sur elle.",
    en="{place}: no public page gives this target; the balance cannot be judged on it.",
    way_out="Lisez la cible dans votre convention, et donnez-la (option --target).",
    source="spec/programmes.md 2 (UNKNOWN)",
    how_to_obtain="Calculez sans l'option --target.",
    severity=Severity.WARNING,
    rules=("ESMS-008",),
)
NOT_MEASURABLE = verdict(
    "esms.not-measurable",
    fr="{place} : rien à mesurer (dénominateur nul, ou fichier non donné).",
    en="{place}: nothing to measure (a denominator of nought, or a file not given).",
    way_out="Donnez le fichier qui manque, ou vérifiez la date du calcul.",
    source="spec/programmes.md 1.3 (ASSUMED: not measurable)",
    how_to_obtain="Calculez une structure dont toutes les personnes sont accueillies dans l'anonymat.",
    severity=Severity.WARNING,
    rules=("ESMS-008",),
)
BALANCE_BY_STRUCTURE = verdict(
    "esms.balance-by-structure",
    fr="Le solde se juge par FINESS géographique, non sur les taux ajoutés : {found}.",
    en="The balance is judged by geographic FINESS, not on rates added up: {found}.",
    way_out="Voyez le solde de chaque établissement ou service ; reprenez ceux dont il n'est pas dû.",
    source=f"{_FAQ}: computed by geographic FINESS",
    how_to_obtain="Mettez dans une grappe une structure qui atteint ses cibles et une autre qui ne les atteint pas.",
    severity=Severity.WARNING,
    rules=("ESMS-006", "ESMS-008"),
)
TARGET_LIFTED = verdict(
    "esms.target-lifted",
    fr="{place} : cible levée cette année-là pour ce champ ({found}).",
    en="{place}: target lifted that year for this field ({found}).",
    way_out="Rien à faire.",
    source="Care Insight sur l'instruction 2025/100",
    how_to_obtain="Calculez en 2025 une structure du champ AHI non éligible au SONS.",
    severity=Severity.INFO,
    rules=("ESMS-505",),
)
SHARE_UNKNOWN = verdict(
    "esms.payments-unknown",
    fr="Le partage de la subvention en deux versements n'est public que pour 2023 : convention du {found}.",
    en="How the subsidy is split into two payments is public for 2023 alone: agreement of {found}.",
    way_out="Lisez le partage dans votre convention, et donnez la part du premier versement (option --first-share).",
    source="e-Ségur Normandie, 23/02/2023",
    how_to_obtain="Donnez une subvention dont la convention est de 2024.",
    severity=Severity.WARNING,
    rules=("ESMS-502",),
)
HOURS_UNKNOWN = verdict(
    "esms.hours-unknown",
    fr="Un service à domicile n'est financé qu'au prorata de ses heures éligibles : elles manquent.",
    en="A home service is funded pro rata of its eligible hours: they are missing.",
    way_out="Donnez les heures totales et les heures éligibles du service.",
    source=_CNSA,
    how_to_obtain="Donnez la subvention d'un service du champ DOM sans ses heures.",
    severity=Severity.WARNING,
    rules=("ESMS-509",),
)
HOURS_INCOHERENT = verdict(
    "esms.hours-incoherent",
    fr="{found} heures éligibles pour {expected} heures en tout : rien ne peut être calculé au prorata.",
    en="{found} eligible hours for {expected} hours in all: nothing can be computed pro rata.",
    way_out="Vérifiez les heures totales et les heures éligibles du service.",
    source=_CNSA,
    how_to_obtain="Donnez à un service du champ DOM 11 heures éligibles pour 10 heures.",
    severity=Severity.WARNING,
    rules=("ESMS-509",),
)
OBJECT_NOT_FUNDED = verdict(
    "esms.object-not-funded",
    fr="ESMS numérique finance l'acquisition d'un DUI, son renouvellement ou sa mise en conformité, pas : {found}.",
    en="ESMS numérique funds acquiring, renewing or bringing into line a DUI, not: {found}.",
    way_out="Présentez un projet d'acquisition ou de mise en conformité.",
    source=_FAQ,
    how_to_obtain="Présentez un projet dont la nature est « maintenance ».",
    rules=("ESMS-004",),
    codes=_UNPROCESSABLE,
)
TARGETS_REFUSED = verdict(
    "esms.targets-not-accepted",
    fr="Le financement est conditionné à l'atteinte des cibles d'usage : l'engagement manque.",
    en="The funding is subject to reaching the usage targets: the commitment is missing.",
    way_out="Engagez-vous sur les cibles d'usage.",
    source=_FAQ,
    how_to_obtain="Présentez un projet dont la colonne « engagement sur les cibles » dit non.",
    rules=("ESMS-004",),
    codes=_UNPROCESSABLE,
)
HEALTH_SECTOR = verdict(
    "esms.health-sector",
    fr="Les USLD relèvent du secteur sanitaire : elles ne sont pas financées par ESMS numérique.",
    en="An USLD belongs to the health sector: ESMS numérique does not fund it.",
    way_out="Retirez l'unité du projet.",
    source=_CNSA,
    how_to_obtain="Présentez un projet du champ USLD.",
    rules=("ESMS-507",),
    codes=_UNPROCESSABLE,
)
FORM_MISSING = verdict(
    "esms.form-missing",
    fr="Pour entrer dans une grappe, il faut d'abord remplir le formulaire du Collectif SI MS, qui forme les grappes.",
    en="To join a grappe, first fill in the form of the Collectif SI MS, which forms the grappes.",
    way_out="Remplissez le formulaire du Collectif SI MS de votre région et attendez sa réponse.",
    source=_FAQ,
    how_to_obtain="Présentez un ESMS qui n'est pas en grappe et dont le formulaire n'est pas rempli.",
    rules=("ESMS-009",),
    codes=_UNPROCESSABLE,
)
GRAPPE_AWAITED = verdict(
    "esms.grappe-awaited",
    fr="Le formulaire est rempli ; la grappe n'est pas encore formée par le Collectif SI MS.",
    en="The form is filled in; the Collectif SI MS has not formed the grappe yet.",
    way_out="Attendez la réponse du Collectif.",
    source=_FAQ,
    how_to_obtain="Présentez un ESMS hors grappe dont le formulaire est rempli.",
    severity=Severity.WARNING,
    rules=("ESMS-009",),
)
GRAPPE_SMALL = verdict(
    "esms.grappe-too-small",
    fr="La grappe compte {found} ESSMS ; il en faut au moins {expected}.",
    en="The grappe has {found} ESSMS; at least {expected} are needed.",
    way_out="Rapprochez-vous du Collectif SI MS pour compléter la grappe.",
    source=_CNSA,
    how_to_obtain="Présentez un projet de 14 ESSMS de métropole.",
    rules=("ESMS-500",),
    codes=_UNPROCESSABLE,
)
CALL = verdict(
    "esms.call",
    fr="Avec {found} ESSMS, le projet relève de l'appel à projets {expected}.",
    en="With {found} ESSMS, the project belongs to this call: {expected}.",
    way_out="Déposez le dossier dans cet appel.",
    source=_CNSA,
    how_to_obtain="Présentez en 2022 un projet de 50 ESSMS.",
    severity=Severity.INFO,
    rules=("ESMS-501",),
)
INSTRUCTION_AWAITED = verdict(
    "esms.before-instruction",
    fr="Candidature du {found} : elle ne peut précéder l'instruction, publiée le {expected}.",
    en="Application of {found}: it cannot come before the instruction, published on {expected}.",
    way_out="Déposez la candidature après la publication.",
    source=_FAQ,
    how_to_obtain="Donnez --instruction 2024-03-01 et une candidature de février 2024.",
    rules=("ESMS-010",),
    codes=_UNPROCESSABLE,
)
INSTRUCTION_UNKNOWN = verdict(
    "esms.instruction-unknown",
    fr="Les candidatures s'ouvrent à la publication de l'instruction, dont la date n'a pas été donnée.",
    en="Applications open when the instruction is published; its date was not given.",
    way_out="Donnez la date de publication de l'instruction (option --instruction).",
    source=_FAQ,
    how_to_obtain="Jugez un projet sans l'option --instruction.",
    severity=Severity.WARNING,
    rules=("ESMS-010",),
)
FIRST_PHASE = verdict(
    "esms.first-phase",
    fr="Convention de 2021 : le projet garde les règles de l'instruction {found} de la phase d'amorçage.",
    en="Agreement of 2021: the project keeps the rules of the start phase, {found}.",
    way_out="Reportez-vous à l'instruction de votre convention : ce qui a changé depuis ne s'applique pas.",
    source=f"{_ASK}, 06/01/2022",
    how_to_obtain="Présentez un projet dont la convention est de 2021.",
    severity=Severity.INFO,
    rules=("ESMS-012",),
)
PHASE_UNKNOWN = verdict(
    "esms.first-phase-unknown",
    fr="Convention de 2021 : dites si elle relève du temps 1 ou du temps 2 de la phase d'amorçage.",
    en="Agreement of 2021: say whether it belongs to the first or the second stage (temps 1, temps 2).",
    way_out="Complétez la colonne « phase » (temps 1 ou temps 2).",
    source=f"{_ASK}, 06/01/2022",
    how_to_obtain="Présentez un projet de 2021 sans sa phase.",
    severity=Severity.WARNING,
    rules=("ESMS-012",),
)
NOT_REFERENCED = verdict(
    "esms.software-not-referenced",
    fr="Pour ce champ ({found}), le logiciel doit être référencé Ségur.",
    en="For this field ({found}) the software must be Ségur referenced.",
    way_out="Choisissez un logiciel référencé, ou attendez le référencement de votre éditeur.",
    source=f"{_ASK}, 20/01/2022 et 03/03/2022",
    how_to_obtain="Présentez en avril 2022 l'acquisition d'un logiciel non référencé en protection de l'enfance.",
    rules=("ESMS-014", "ESMS-016"),
    codes=_UNPROCESSABLE,
)
REFERENCING_UNKNOWN = verdict(
    "esms.referencing-unknown",
    fr="Rien de public ne dit si le logiciel doit être référencé ({found}, le {expected}).",
    en="Nothing public says whether the software must be referenced ({found}, on {expected}).",
    way_out="Lisez l'instruction de l'année, ou demandez à votre ARS.",
    source="spec/programmes.md 2 (UNKNOWN)",
    how_to_obtain="Présentez en 2024 la mise en conformité d'un logiciel non référencé du champ PA.",
    severity=Severity.WARNING,
    rules=("ESMS-016",),
)
ANSWER_DATED = verdict(
    "esms.answer-dated",
    fr="Le référencement n'était pas exigé le {expected} (« à ce jour ») ; la candidature est du {found}.",
    en="Referencing was not asked for on {expected} (“to this day”); the application is of {found}.",
    way_out="Vérifiez dans l'instruction de l'année.",
    source=f"{_ASK}, 03/03/2022",
    how_to_obtain="Présentez en 2024 l'acquisition d'un logiciel non référencé du champ PA.",
    severity=Severity.WARNING,
    rules=("ESMS-015",),
)
SONS_BESIDES = verdict(
    "esms.sons-besides",
    fr="Le référencement n'est pas exigé ; une prestation Ségur peut être demandée à l'éditeur, sans reste à charge.",
    en="Referencing is not required; a Ségur service may be asked of the editor, free of charge.",
    way_out="Demandez à votre éditeur une prestation Ségur (SONS).",
    source=f"{_ASK}, 06/01/2022",
    how_to_obtain="Présentez en 2022 un projet du champ PA.",
    severity=Severity.INFO,
    rules=("ESMS-013",),
)
DMP_FUNDED = verdict(
    "esms.dmp-already-funded",
    fr="L'EHPAD a déjà reçu l'aide de l'Assurance maladie pour le DMP : le projet doit porter sur autre chose "
    "({found} seul ne suffit pas).",
    en="The EHPAD already had the funding of the health insurance for the DMP: the project must be about something "
    "else ({found} alone will not do).",
    way_out="Ajoutez un autre périmètre : MSSanté, e-parcours, e-prescription.",
    source=f"{_ASK}, 03/02/2022",
    how_to_obtain="Présentez un EHPAD déjà aidé dont le périmètre est « DMP ».",
    rules=("ESMS-017",),
    codes=_UNPROCESSABLE,
)
EQUIPMENT_CEILING = verdict(
    "esms.equipment-above-ceiling",
    fr="L'équipement demandé ({found} €) dépasse le plafond de {expected} € par ESSMS.",
    en="The equipment asked for ({found} €) is above the ceiling of {expected} € for each ESSMS.",
    way_out="Ramenez l'équipement sous le plafond.",
    source="ASH sur l'instruction 2024/15",
    how_to_obtain="Présentez en 2024 un équipement de 10 000,01 €.",
    rules=("ESMS-503",),
    codes=_UNPROCESSABLE,
)
SONS_CORRIDOR = verdict(
    "esms.sons-corridor",
    fr="La catégorie FINESS {found} est de celles que le SONS finance pour le DUI (PA, PH, Dom).",
    en="FINESS category {found} is one of those for which SONS funds the DUI (PA, PH, Dom).",
    way_out="Rien à faire.",
    source=f"{_ASK}, 20/01/2022",
    how_to_obtain="Présentez un ESMS de catégorie 4400.",
    severity=Severity.INFO,
    rules=("ESMS-019",),
)
SONS_CATEGORY = verdict(
    "esms.not-in-sons-corridor",
    fr="La catégorie FINESS {found} n'est pas financée par le SONS pour le DUI (attendu : {expected}).",
    en="SONS does not fund the DUI of FINESS category {found} (expected: {expected}).",
    way_out="Ne comptez pas sur une prestation Ségur financée par le SONS pour cet ESMS.",
    source=f"{_ASK}, 20/01/2022",
    how_to_obtain="Présentez un ESMS de catégorie 4500.",
    severity=Severity.WARNING,
    rules=("ESMS-019",),
)
SONS_OVERLAP = verdict(
    "esms.sons-overlap",
    fr="Cet ESMS est aussi dans la liste des financés SONS, pour une acquisition de logiciel référencé hors phase "
    "d'amorçage : les deux ne se cumulent pas.",
    en="This ESMS is also in the list of those funded by SONS, for acquiring referenced software outside the start "
    "phase: the two do not add up.",
    way_out="Voyez avec l'ARS lequel des deux financements est gardé.",
    source=f"{_ASK}, 20/01/2022",
    how_to_obtain="Donnez avec --sons une liste où figure un ESMS du projet.",
    severity=Severity.WARNING,
    rules=("SONS-034", "SONS-035", "SONS-036"),
)
NO_SPECIFICATION = verdict(
    "esms.no-specification-yet",
    fr="Le cahier des charges (DSR) de ce champ n'est annoncé que pour le {expected} : aucun logiciel n'y est encore "
    "référencé.",
    en="The specifications (DSR) of this field are announced for {expected} only: no software is referenced yet.",
    way_out="Attendez la publication du DSR de votre champ.",
    source=f"{_ASK}, 20/01/2022",
    how_to_obtain="Présentez en mars 2022 un projet du champ AHI.",
    severity=Severity.WARNING,
    rules=("ESMS-020",),
)
NOT_MSSANTE = verdict(
    "esms.mailbox-not-mssante",
    fr="{found} message(s) hors de l'espace de confiance MSSanté (domaine attendu : mssante.fr) : non comptés.",
    en="{found} message(s) outside the trusted space of MSSanté (expected domain: mssante.fr): not counted.",
    way_out="Vérifiez les adresses : le domaine est mssante.fr, ou finit par « .mssante.fr ».",
    source=_FAQ,
    how_to_obtain="Donnez un message à « docteur@notmssante.fr ».",
    severity=Severity.WARNING,
    rules=("MSS-001",),
)
