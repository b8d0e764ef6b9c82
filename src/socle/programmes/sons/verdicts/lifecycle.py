"""What the life of an order, from quote to balance, can be answered."""

from __future__ import annotations

from socle.programmes.sons.verdicts.amounts import HTTP
from socle.rulebook import Severity, verdict

OUT_OF_SEQUENCE = verdict(
    "programmes.sons-out-of-sequence",
    fr="{place} : datée du {found}, avant l'étape qui la précède ({expected}).",
    en="{place}: dated {found}, before the step it follows ({expected}).",
    way_out="Vérifiez les dates : commande, début des travaux, installation, VA, dépôt du solde.",
    source="questions/réponses AMA, 28/04/2022",
    how_to_obtain="Datez la VA de la veille de la commande.",
    rules=("SONS-064",),
    codes=HTTP,
)
VA_NOT_SIGNED = verdict(
    "programmes.sons-va-not-signed",
    fr="La VA est signée par « {found} » : c'est le client qui la signe, et elle seule déclenche le solde.",
    en="The VA is signed by '{found}': the client signs it, and it alone triggers the balance.",
    way_out="Faites signer la VA par le client.",
    source="questions/réponses AMA, 28/04/2022",
    how_to_obtain="Écrivez « éditeur » comme qualité du signataire de la VA.",
    rules=("SONS-065",),
    codes=HTTP,
)
MOM_NOT_BY_EDITOR = verdict(
    "programmes.sons-mom-not-by-editor",
    fr="La MOM est signée par « {found} » : c'est l'éditeur qui la signe.",
    en="The MOM is signed by '{found}': the editor signs it.",
    way_out="Faites signer la MOM par l'éditeur ; elle confirme le début des travaux, sans déclencher le solde.",
    source="questions/réponses AMA, 28/04/2022",
    how_to_obtain="Écrivez « client » comme signataire de la MOM.",
    rules=("SONS-067",),
    codes=HTTP,
)
BALANCE_WITHOUT_VA = verdict(
    "programmes.sons-balance-without-va",
    fr="Le solde est demandé le {found} sans VA signée : la MOM ne le déclenche pas.",
    en="The balance is asked for on {found} without a signed VA: the MOM does not trigger it.",
    way_out="Faites signer la VA au client, puis redemandez le solde.",
    source="questions/réponses AMA, 28/04/2022",
    how_to_obtain="Datez la demande de solde d'une commande qui n'a qu'une MOM.",
    rules=("SONS-065", "SONS-067"),
    codes=HTTP,
)
BALANCE_BEFORE_ADVANCE = verdict(
    "programmes.sons-balance-before-advance",
    fr="Le solde est demandé le {found}, l'avance n'étant pas payée ({expected}) : il est refusé.",
    en="The balance is asked for on {found} while the advance is not paid ({expected}): it is refused.",
    way_out="Attendez que l'avance soit « Décidée et payée » sur le portail de l'ASP.",
    source="ASP, FAQ du portail",
    how_to_obtain="Datez la demande de solde sans date de paiement de l'avance.",
    rules=("SONS-507",),
    codes=HTTP,
)
LATE_PROJECT = verdict(
    "programmes.sons-late-project",
    fr="Projet hors délai : l'éditeur rembourse à l'ASP l'avance reçue ({found}) et ne touche pas le solde.",
    en="A late project: the editor pays the advance it had back to the ASP ({found}) and gets no balance.",
    way_out="Voyez avec l'ASP le remboursement ; la structure, elle, ne doit rien sur la part Ségur.",
    source="questions/réponses AMA, 20/01/2022",
    how_to_obtain="Suivez le 16/10/2022 une commande de radiologie sans VA.",
    rules=("SONS-006",),
    codes=HTTP,
)
VA_MISSING_FOR = verdict(
    "programmes.sons-va-missing-for",
    fr="La commande de l'organisme gestionnaire n'a pas de VA signée pour {found}.",
    en="The order of the managing body has no signed VA for {found}.",
    way_out="Faites signer une VA pour chaque ESMS de la commande.",
    source="questions/réponses AMA, 20/01/2022",
    how_to_obtain="Donnez une commande de trois ESMS dont deux seulement ont une VA.",
    rules=("SONS-080",),
    codes=HTTP,
)
INVOICE_SIGNER = verdict(
    "programmes.sons-invoice-signer",
    fr="La facture est au nom de « {found} », la VA est signée par « {expected} ».",
    en="The invoice is in the name of '{found}', the VA is signed by '{expected}'.",
    way_out="Mettez la facture au nom du signataire de la VA (celui de la commande peut différer).",
    source="ANS, FAQ industriels",
    how_to_obtain="Écrivez deux noms différents pour la facture et la VA.",
    rules=("SONS-502",),
    codes=HTTP,
)
SCENARIO_DIFFERS = verdict(
    "programmes.sons-scenario-differs",
    fr="Le scénario de la VA est « {found} », celui de la commande « {expected} ».",
    en="The scenario of the VA is '{found}', that of the order '{expected}'.",
    way_out="Une commande porte un scénario d'installation ; la VA reprend le même.",
    source="ANS, FAQ industriels",
    how_to_obtain="Écrivez « scénario 1 » sur la commande et « scénario 2 » sur la VA.",
    rules=("SONS-503",),
    codes=HTTP,
)
NO_MSS_ADDRESS = verdict(
    "programmes.sons-no-mss-address",
    fr="Aucune adresse MSSanté effective n'est donnée avec la MOM ou la VA ({found}).",
    en="No effective MSSanté address is given with the MOM or the VA ({found}).",
    way_out="Écrivez l'adresse MSSanté utilisée par la structure : les contrôles s'en servent.",
    source="ANS, FAQ industriels",
    how_to_obtain="Datez la VA sans adresse MSSanté.",
    rules=("SONS-504",),
    severity=Severity.WARNING,
    codes=HTTP,
)
MSS_DEPLOYMENT = verdict(
    "programmes.sons-mss-deployment",
    fr="Le champ « Déploiement MSS » du solde vaut « {found} » ; depuis le {expected}, il vaut Cas 1 ou Cas 2.",
    en="The field 'Déploiement MSS' of the balance is '{found}'; since {expected} it is Cas 1 or Cas 2.",
    way_out="Reprenez la valeur de la VA : Cas 1 ou Cas 2.",
    source="ASP, FAQ du portail",
    how_to_obtain="Demandez le 13/09/2024 le solde d'un DUI sans ce champ.",
    rules=("SONS-508",),
    codes=HTTP,
)
