"""What the check of a referencing file can answer."""

from __future__ import annotations

from typing import Final

from socle.rulebook import Severity, verdict

_UNPROCESSABLE: Final = {"http": {"status": "422"}}
_ASK: Final = "Ask me anything"

PROOF_MISSING = verdict(
    "referencing.proof-missing",
    fr="Exigence {place} : aucune preuve n'est déposée.",
    en="Requirement {place}: no proof is filed.",
    way_out="Jouez le scénario de conformité de l'exigence et déposez son résultat.",
    source=f"{_ASK}, 30/09/2021",
    how_to_obtain="Retirez du fichier des preuves celle d'une exigence obligatoire.",
    rules=("TEST-006",),
    codes=_UNPROCESSABLE,
)
PROOF_REFUSED = verdict(
    "referencing.proof-refused",
    fr="Exigence {place} : une preuve déposée est refusée.",
    en="Requirement {place}: a proof filed is refused.",
    way_out="Corrigez la solution ou la preuve, puis déposez-la à nouveau.",
    source=f"{_ASK}, 30/09/2021",
    how_to_obtain="Donnez l'état « refusée » à une preuve.",
    rules=("TEST-006",),
    codes=_UNPROCESSABLE,
)
PROOF_WAITING = verdict(
    "referencing.proof-waiting",
    fr="Exigence {place} : la preuve est déposée, pas encore acceptée.",
    en="Requirement {place}: the proof is filed and not accepted yet.",
    way_out="Attendez l'instruction du dossier.",
    source="spec/programmes.md 4",
    how_to_obtain="Donnez l'état « déposée » à une preuve.",
    severity=Severity.WARNING,
    rules=("TEST-006",),
)
PROOF_STRAY = verdict(
    "referencing.proof-of-nothing",
    fr="Une preuve nomme l'exigence {found}, qui n'est pas dans la matrice.",
    en="A proof names requirement {found}, which is not in the matrix.",
    way_out="Corrigez l'identifiant de l'exigence, ou prenez la matrice de la bonne version.",
    source=f"{_ASK}, 20/01/2022",
    how_to_obtain="Ajoutez une preuve d'une exigence inventée.",
    severity=Severity.WARNING,
    rules=("TEST-007",),
)
NO_SCENARIO = verdict(
    "referencing.no-scenario",
    fr="Exigence {place} : la matrice ne lui donne pas de scénario de conformité.",
    en="Requirement {place}: the matrix gives it no conformity scenario.",
    way_out="Complétez la colonne du scénario d'après l'annexe du DSR.",
    source=f"{_ASK}, 20/01/2022",
    how_to_obtain="Videz le scénario d'une exigence obligatoire.",
    rules=("TEST-007",),
    codes=_UNPROCESSABLE,
)
TWICE = verdict(
    "referencing.requirement-twice",
    fr="L'exigence {place} figure deux fois dans la matrice (lignes {found}).",
    en="Requirement {place} stands twice in the matrix (lines {found}).",
    way_out="Gardez une seule ligne par exigence.",
    source=f"{_ASK}, 20/01/2022",
    how_to_obtain="Recopiez une ligne de la matrice.",
    rules=("TEST-007",),
    codes=_UNPROCESSABLE,
)
NO_CONDITION = verdict(
    "referencing.no-condition",
    fr="Exigence conditionnelle {place} : la matrice ne dit pas à quelle condition.",
    en="Conditional requirement {place}: the matrix does not say on which condition.",
    way_out="Écrivez la condition, par exemple « operateur = mailiz » ou « structure a CDS ».",
    source=f"{_ASK}, 09/12/2021",
    how_to_obtain="Videz la condition d'une exigence conditionnelle.",
    rules=("SONS-025",),
    codes=_UNPROCESSABLE,
)
CONDITION_IDLE = verdict(
    "referencing.condition-idle",
    fr="Exigence {place} : elle est générale, donc due par tous ; sa condition (« {found} ») n'est pas suivie.",
    en="Requirement {place}: it is general, hence asked of all; its condition ('{found}') is not followed.",
    way_out="Si elle dépend du profil, écrivez « conditionnelle » dans la colonne de sa nature.",
    source=f"{_ASK}, 09/12/2021",
    how_to_obtain="Écrivez une condition à une exigence générale.",
    severity=Severity.WARNING,
    rules=("SONS-025",),
)
CONDITION_UNREADABLE = verdict(
    "referencing.condition-unreadable",
    fr="Exigence {place} : la condition n'est pas comprise ({found}) ; attendu : {expected}.",
    en="Requirement {place}: the condition is not understood ({found}); expected: {expected}.",
    way_out="Écrivez la condition avec =, !=, a (has), dans (in), et, ou, non et des parenthèses.",
    source="manual, the language of conditions",
    how_to_obtain="Écrivez la condition « operateur = ».",
    rules=("SONS-025",),
    codes=_UNPROCESSABLE,
)
PROFILE_SILENT = verdict(
    "referencing.profile-silent",
    fr="Exigence {place} : le profil ne dit rien de « {found} » ; on ne sait pas si elle s'applique.",
    en="Requirement {place}: the profile says nothing of '{found}'; whether it applies is not known.",
    way_out="Ajoutez ce trait au profil du logiciel.",
    source=f"{_ASK}, 09/12/2021",
    how_to_obtain="Retirez du profil un trait qu'une condition nomme.",
    rules=("SONS-025",),
    codes=_UNPROCESSABLE,
)
NOT_ASKED = verdict(
    "referencing.not-asked",
    fr="{place} est une préconisation : elle n'est pas vérifiée au dépôt et ne bloque rien.",
    en="{place} is a recommendation (préconisation): it is not verified at the deposit and blocks nothing.",
    way_out="Rien à faire ; elle peut devenir une exigence de la vague 2.",
    source=f"{_ASK}, 25/11/2021",
    how_to_obtain="Laissez sans preuve une préconisation.",
    severity=Severity.INFO,
    rules=("SONS-023",),
)
NOT_REFERENCED = verdict(
    "referencing.not-referenced",
    fr="Le logiciel n'est pas référencé : aucun financement de l'État.",
    en="The software is not referenced: no State funding.",
    way_out="Complétez le dossier de preuves jusqu'au référencement.",
    source=f"{_ASK}, 30/09/2021",
    how_to_obtain="Contrôlez un logiciel à qui manque une preuve obligatoire.",
    rules=("SONS-020",),
    codes=_UNPROCESSABLE,
)
COMPATIBLE_ONLY = verdict(
    "referencing.compatible-only",
    fr="La version {found} n'est que « compatible » : seules les versions référencées ({expected}) sont financées.",
    en="Version {found} is only 'compatible': only referenced versions ({expected}) are funded.",
    way_out="Commandez une version référencée.",
    source=f"{_ASK}, 09/12/2021",
    how_to_obtain="Donnez dans le profil une version commandée qui n'est pas parmi les versions référencées.",
    rules=("SONS-022",),
    codes=_UNPROCESSABLE,
)
KIND_NOT_ELIGIBLE = verdict(
    "referencing.kind-not-eligible",
    fr="Un logiciel de cette nature ({found}) n'est pas éligible au financement.",
    en="Software of this kind ({found}) is not eligible for funding.",
    way_out="Les portails patients, les outils de télésuivi et de télésurveillance ne sont pas financés par le SONS.",
    source=f"{_ASK}, 10/11/2021",
    how_to_obtain='Écrivez dans le profil : kind = "portail patient".',
    rules=("SONS-028",),
    codes=_UNPROCESSABLE,
)
ACCEPTANCE_MISSING = verdict(
    "referencing.acceptance-missing",
    fr="ESMS {place} : la VA signée par le client manque ; le référencement ne dispense pas d'une recette.",
    en="ESMS {place}: the acceptance (VA) signed by the client is missing; referencing does not dispense from it.",
    way_out="Faites signer la vérification d'aptitude (VA) par l'ESMS.",
    source=f"{_ASK}, 20/01/2022",
    how_to_obtain="Laissez vide la date de VA d'un client.",
    rules=("SONS-080", "SONS-083"),
    codes=_UNPROCESSABLE,
)
DASHBOARD_ZERO = verdict(
    "referencing.dashboard-zero",
    fr="Tableau de bord TBB.1 : « {place} » vaut zéro.",
    en="Dashboard TBB.1: '{place}' is nought.",
    way_out="Faites un premier usage réel, puis tirez à nouveau le tableau de bord.",
    source=f"{_ASK}, 20/01/2022",
    how_to_obtain="Donnez un tableau de bord sans message citoyen.",
    rules=("SONS-081",),
    codes=_UNPROCESSABLE,
)
DASHBOARD_SILENT = verdict(
    "referencing.dashboard-silent",
    fr="Tableau de bord TBB.1 : « {place} » manque.",
    en="Dashboard TBB.1: '{place}' is missing.",
    way_out="Fournissez les trois valeurs du tableau de bord (pour les messages citoyens : usagers à l'INS qualifiée).",
    source=f"{_ASK}, 20/01/2022",
    how_to_obtain="Calculez sans le fichier des messages.",
    rules=("SONS-081",),
    codes=_UNPROCESSABLE,
)
INDICATOR_MISSING = verdict(
    "referencing.indicator-missing",
    fr="L'indicateur ESMS numérique {place} manque.",
    en="The ESMS numérique indicator {place} is missing.",
    way_out="Fournissez les trois indicateurs : dossiers actifs, avec projet personnalisé, avec événement.",
    source=f"{_ASK}, 20/01/2022",
    how_to_obtain="Laissez vide un des trois taux d'un client.",
    rules=("SONS-082",),
    codes=_UNPROCESSABLE,
)
