"""The columns of the files that the SONS commands read, with the headers by which each is recognised.

Names of ours are English; the others are those met in orders, calculation files and lists of beneficiaries. The
columns of the ASP's own deposit and of the calculation files are not public: these are ours (spec/programmes.md 3.3).
"""

from __future__ import annotations

from types import MappingProxyType

from socle.programmes.files import Column, Kind, Shape

#: The words of yes and no.
YES_NO = MappingProxyType(
    dict.fromkeys(("oui", "o", "1", "vrai", "true", "x", "yes"), "yes")
    | dict.fromkeys(("non", "n", "0", "faux", "false", "no"), "no")
)


def _text(name: str, *also: str, required: bool = False) -> Column:
    return Column(name, Kind.TEXT, required=required, also=also)


def _finess(name: str, *also: str, required: bool = False) -> Column:
    return Column(name, Kind.FINESS, required=required, also=also)


def _date(name: str, *also: str) -> Column:
    return Column(name, Kind.DATE, also=also)


def _amount(name: str, *also: str, required: bool = False) -> Column:
    return Column(name, Kind.DECIMAL, required=required, also=also)


def _flag(name: str, *also: str) -> Column:
    # A text, not a flag: an empty cell says nothing here, it is no "non".
    return Column(name, Kind.TEXT, also=also, values=YES_NO)


#: One row per line of an order; rows of one order, beneficiary and DSR are one request for funding.
ORDERS = Shape(
    "orders",
    (
        _text(
            "order", "commande", "n° commande", "numéro de commande", "bon de commande", "bdc", "n° bdc", required=True
        ),
        _finess("finess_pmsi", "finess", "n° finess", "finess pmsi", "finess bénéficiaire"),
        _finess("finess_ej", "finess juridique", "entité juridique"),
        _finess("finess_eg", "finess géographique", "finess et", "finess site", "site"),
        _text("siret", "siret site"),
        _text("supplier", "éditeur", "fournisseur", "industriel"),
        _text("software", "logiciel", "solution"),
        _text("couloir", "secteur", "filière"),
        _text("wave", "vague"),
        _text("dsr", "périmètre", "périmètre fonctionnel", "fonction logicielle", "fonction"),
        _text("territory", "territoire"),
        _date(
            "ordered_on",
            "date commande",
            "date de commande",
            "date bdc",
            "date du bdc",
            "date de signature",
            "signé le",
        ),
        _flag("signed", "signé", "bdc signé"),
        _text("signed_by", "signataire", "signataire bdc", "signé par"),
        _text("signature_means", "mode de signature", "moyen de signature", "type de signature"),
        _flag("asp_model", "modèle asp"),
        _date("candidacy_on", "date de candidature", "candidature"),
        _date("commitment_on", "date engagement", "engagement"),
        _date("proofs_on", "date dossier complet", "dossier complet", "date des preuves", "dépôt des preuves"),
        _date("referenced_on", "date de référencement", "référencé le", "référencement"),
        _date("presented_on", "date présentation asp", "déposé asp le", "date de dépôt asp", "demande avance"),
        _date("advance_paid_on", "avance payée le", "date paiement avance"),
        _date("delivery_on", "date de livraison", "date ferme de livraison"),
        _date("mom_on", "date mom", "mom"),
        _text("mom_by", "signataire mom", "mom signée par"),
        _date("installed_on", "date installation", "installé le"),
        _date("va_on", "date va", "va", "date vérification aptitude", "pv"),
        _text("va_by", "va signée par", "qualité signataire va"),
        _text("va_name", "nom signataire va", "signataire va"),
        _date("va_presented_on", "va déposée le", "date dépôt va", "demande de solde", "date demande de solde"),
        _date("balance_paid_on", "solde payé le", "date paiement solde"),
        _text("scenario", "scénario", "scénario installation", "scénario bdc"),
        _text("va_scenario", "scénario va"),
        _text("mss_address", "adresse mssanté", "bal mss", "adresse mss"),
        _text("mss_deployment", "déploiement mss"),
        _text("nature", "nature de la demande", "objet", "type de projet"),
        Column("esms", Kind.INTEGER, also=("nombre d'esms", "nb esms")),
        _flag("own_laboratory", "laboratoire interne", "laboratoire propre", "laboratoire de l'établissement"),
        _flag("wave_one_done", "vague 1 déjà financée ou payée", "déjà équipé vague 1"),
        _text("label", "libellé", "prestation", "désignation", "description"),
        _text("service", "type de prestation", "nature de la prestation"),
        _flag("segur", "périmètre ségur", "pris en charge", "ligne ségur", "financé"),
        _amount("ht", "montant ht", "ht", "total ht", "prix ht"),
        _text("vat_rate", "taux tva", "taux de tva", "taux"),
        _amount("vat", "montant tva", "tva"),
        _amount("ttc", "montant ttc", "total ttc", "prix ttc"),
        _flag("vat_subject", "assujetti tva", "assujetti à la tva"),
        _flag("vat_certificate", "attestation non assujettissement", "attestation tva"),
        _amount("invoice_ht", "facture ht", "montant facture ht"),
        _amount("invoice_vat", "facture tva", "montant facture tva"),
        _amount("invoice_ttc", "facture ttc", "montant facture ttc"),
        _text("invoice_name", "nom facture", "nom sur la facture"),
        _amount("billed_client", "facturé au client", "reste à charge", "montant facturé au client"),
        _amount("years", "durée années", "durée (ans)", "nombre d'années", "durée"),
        _date("starts_on", "début", "date de début", "début de la période"),
        _flag("contract", "contrat de maintenance", "contrat de maintenance existant"),
        _amount("contract_before", "maintenance avant", "contrat avant", "maintenance annuelle avant"),
        _amount("contract_after", "maintenance après", "contrat après", "maintenance annuelle après"),
        _text("requires", "conditionné à", "module requis", "nécessite"),
        _flag("intermediate", "version intermédiaire"),
        _text("mention", "mentions", "mention du devis", "mention portée"),
        _text("conditions", "clauses", "conditions générales", "conditions annexées"),
    ),
)

#: The regulatory ceilings that the calculation file gives, one line per establishment and software function.
CEILINGS = Shape(
    "ceilings",
    (
        _finess("finess_pmsi", "finess", "n° finess", "finess pmsi", required=True),
        _text("dsr", "périmètre", "fonction", "fonction logicielle", "périmètre fonctionnel", required=True),
        _amount("ceiling_ht", "plafond ht", "montant ht", "plafond", "montant maximal ht", required=True),
    ),
)

#: Who received ESMS numérique money, and in which phase.
ESMS_NUMERIQUE = Shape(
    "esms_numerique",
    (
        _finess("finess", "finess_eg", "finess géographique", "n° finess", "finess et", required=True),
        _text("phase", "phase du programme"),
        _text("nature", "objet de l'aide", "aide", "nature de l'aide"),
        _flag("referenced", "solution référencée", "référencée"),
    ),
)
