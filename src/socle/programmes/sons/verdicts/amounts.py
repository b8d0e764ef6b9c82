"""What the amounts of an order can be answered."""

from __future__ import annotations

from socle.rulebook import Severity, verdict

HTTP = {"http": {"status": "422"}}
_QUOTE = "Faites corriger le bon de commande par l'éditeur avant de le signer."
_AMA = "questions/réponses AMA, 28/04/2022"

AMOUNT_MISSING = verdict(
    "programmes.sons-amount-missing",
    fr="Il manque sur la commande : {found} (attendu : {expected}).",
    en="The order lacks: {found} (expected: {expected}).",
    way_out="Demandez un bon de commande qui porte le HT, le taux de TVA, la TVA et le TTC de chaque ligne.",
    source=_AMA,
    how_to_obtain="Laissez vide la colonne TTC d'une ligne.",
    rules=("SONS-060",),
    codes=HTTP,
)
VAT_RATE_UNREADABLE = verdict(
    "programmes.sons-vat-rate-unreadable",
    fr="« {found} » n'est pas un taux de TVA.",
    en="'{found}' is not a VAT rate.",
    way_out="Écrivez le taux en pour cent : 20 ou 8,5.",
    source=_AMA,
    how_to_obtain="Écrivez « vingt » dans la colonne du taux de TVA.",
    rules=("SONS-060",),
    codes=HTTP,
)
TTC_WRONG = verdict(
    "programmes.sons-ttc-wrong",
    fr="Le montant TTC est {found} ; HT × (1 + TVA) donne {expected}.",
    en="The amount TTC is {found}; HT × (1 + VAT) gives {expected}.",
    way_out=_QUOTE,
    source=f"{_AMA} : montant HT * (1+taux TVA)",
    how_to_obtain="Écrivez 10 732,77 pour le TTC d'une ligne de 8 943,97 € HT à 20 %.",
    rules=("SONS-062",),
    codes=HTTP,
)
VAT_WRONG = verdict(
    "programmes.sons-vat-wrong",
    fr="Le montant de TVA est {found} ; il devrait être {expected}.",
    en="The amount of VAT is {found}; it should be {expected}.",
    way_out=_QUOTE,
    source=_AMA,
    how_to_obtain="Écrivez un montant de TVA qui n'est pas la différence du TTC et du HT.",
    rules=("SONS-062", "SONS-063"),
    codes=HTTP,
)
VAT_RATE_UNUSUAL = verdict(
    "programmes.sons-vat-rate-unusual",
    fr="Le taux de TVA est {found} % ; pour ce territoire, {expected} % est attendu.",
    en="The VAT rate is {found} %; {expected} % is expected on this territory.",
    way_out="Vérifiez le taux auquel le fournisseur est soumis ; hors métropole, nos taux sont une hypothèse.",
    source="spec/programmes.md 3.3, rates from general tax law: ASSUMED outside the mainland",
    how_to_obtain="Écrivez un taux de 10 % sur une commande de métropole.",
    rules=("SONS-510",),
    severity=Severity.WARNING,
    codes=HTTP,
)
TERRITORY_UNKNOWN = verdict(
    "programmes.sons-territory-unknown",
    fr="Le territoire « {found} » n'est pas connu (connus : {expected}) : le taux de TVA n'a pas été comparé.",
    en="The territory '{found}' is unknown (known: {expected}): the VAT rate was not compared.",
    way_out="Écrivez l'un des territoires connus.",
    source="spec/programmes.md 3.3",
    how_to_obtain="Écrivez « Atlantide » dans la colonne du territoire.",
    rules=("SONS-510",),
    severity=Severity.WARNING,
    codes=HTTP,
)
NO_VAT_CERTIFICATE = verdict(
    "programmes.sons-no-vat-certificate",
    fr="Le fournisseur n'est pas assujetti à la TVA et son attestation n'est pas jointe.",
    en="The supplier is not subject to VAT and its certificate is not there.",
    way_out="Joignez l'attestation de non-assujettissement : le TTC est alors égal au HT.",
    source="ASP, FAQ du portail; spec/programmes.md 3.2",
    how_to_obtain="Écrivez « non » dans la colonne d'assujettissement, sans attestation.",
    rules=("SONS-510",),
    codes=HTTP,
)
AMOUNT_ZERO = verdict(
    "programmes.sons-amount-zero",
    fr="Le montant demandé est {found} : il ne peut être nul ni négatif.",
    en="The amount asked for is {found}: it can be neither zero nor negative.",
    way_out="Le bon de commande et la facture portent le montant réel, pris en charge par l'État.",
    source="ANS, FAQ industriels",
    how_to_obtain="Écrivez 0 dans le montant HT de la commande.",
    rules=("SONS-500",),
    codes=HTTP,
)
OVER_CEILING = verdict(
    "programmes.sons-over-ceiling",
    fr="Le montant HT demandé ({found}) dépasse le plafond réglementaire HT ({expected}).",
    en="The amount HT asked for ({found}) is above the regulatory ceiling HT ({expected}).",
    way_out="Faites ramener la part Ségur de la commande au plafond HT ; le reste ne peut être facturé au client.",
    source=_AMA,
    how_to_obtain="Commandez pour 8 943,98 € HT quand le plafond est de 8 943,97 €.",
    rules=("SONS-061",),
    codes=HTTP,
)
OVER_SCALE = verdict(
    "programmes.sons-over-scale",
    fr="Le montant TTC demandé ({found}) dépasse celui du barème ({expected}).",
    en="The amount TTC asked for ({found}) is above that of the scale ({expected}).",
    way_out="Ramenez le montant TTC au barème publié : le nombre d'ESMS multiplié par le montant TTC de la tranche.",
    source="questions/réponses AMA, 20/01/2022 : 5 × 1 232 € = 6 160 €",
    how_to_obtain="Commandez pour 5 ESMS de la tranche E en une ligne de 5 133,35 € HT, soit 6 160,02 € TTC.",
    rules=("SONS-061", "SONS-076"),
    codes=HTTP,
)
CEILING_UNKNOWN = verdict(
    "programmes.sons-ceiling-unknown",
    fr="Aucun plafond sûr pour {place} dans le fichier de plafonds ({found}).",
    en="No sure ceiling for {place} in the file of ceilings ({found}).",
    way_out="Vérifiez le FINESS PMSI et le périmètre (DSR), et reprenez la ligne du fichier de calcul.",
    source="spec/programmes.md 3.3: the ceiling is read, never computed",
    how_to_obtain="Donnez un fichier de plafonds où le FINESS PMSI de la commande ne figure pas.",
    rules=("SONS-079",),
    severity=Severity.WARNING,
    codes=HTTP,
)
INVOICE_INCOMPLETE = verdict(
    "programmes.sons-invoice-incomplete",
    fr="La facture ne porte pas {found} (attendu : {expected}).",
    en="The invoice does not show {found} (expected: {expected}).",
    way_out="Demandez une facture qui porte les montants HT, TVA et TTC.",
    source=_AMA,
    how_to_obtain="Remplissez le HT de la facture sans son TTC.",
    rules=("SONS-063",),
    codes=HTTP,
)
INVOICE_DIFFERS = verdict(
    "programmes.sons-invoice-differs",
    fr="La facture porte {found}, la commande {expected}.",
    en="The invoice says {found}, the order {expected}.",
    way_out="La facture reprend les trois montants de la commande : faites corriger celle qui est fausse.",
    source=_AMA,
    how_to_obtain="Écrivez un TTC de facture différent de celui de la commande.",
    rules=("SONS-063",),
    codes=HTTP,
)
CLIENT_BILLED = verdict(
    "programmes.sons-client-billed",
    fr="{found} sont facturés au client sur la part Ségur : il n'y reste rien à sa charge.",
    en="{found} are billed to the client on the Ségur part, where nothing remains to be paid.",
    way_out="Faites retirer ce reste à charge, ou sortez la ligne du périmètre Ségur si elle n'en est pas.",
    source="questions/réponses AMA, 17/03/2022 : « le zéro reste à charge est valable pour la partie évolution »",
    how_to_obtain="Écrivez 200 dans la colonne « facturé au client » d'une ligne Ségur.",
    rules=("SONS-050",),
    codes=HTTP,
)
MAINTENANCE_PRO_RATA = verdict(
    "programmes.sons-maintenance-pro-rata",
    fr="La maintenance financée est de {found} HT ; au prorata de la montée de version, {expected} au plus.",
    en="The funded maintenance is {found} HT; pro rata of the upgrade it is {expected} at most.",
    way_out="Faites calculer la maintenance au prorata, sur la seule montée de version Ségur.",
    source="questions/réponses AMA, 12/05/2022",
    how_to_obtain="Commandez l'acquisition d'une PFI hors périmètre et toute sa maintenance dans le périmètre.",
    rules=("SONS-054",),
    codes=HTTP,
)
NOT_BOUNDED = verdict(
    "programmes.sons-not-bounded",
    fr="Aucun plafond HT n'a été comparé pour {found} demande(s) : le fichier qui le donne n'a pas été fourni.",
    en="No ceiling HT was compared for {found} request(s): the file that gives it was not supplied.",
    way_out="Donnez le fichier de calcul (--ceilings) ; pour un DUI de vague 1, l'extrait FINESS (--finess-base).",
    source=_AMA,
    how_to_obtain="Contrôlez une commande sans l'option --ceilings.",
    rules=("SONS-061", "SONS-079"),
    severity=Severity.WARNING,
    codes=HTTP,
)
