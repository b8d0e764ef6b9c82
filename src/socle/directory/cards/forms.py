"""What the manager of a structure writes: the filter of the certificates, orders of cards and certificates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from socle.codes import value_set
from socle.directory.cards.facts import CardKind, CardOrder, CertificateType, Form, Purpose, Register
from socle.directory.models import Structure
from socle.web.words import place_name

#: States of a certificate as the filter names them.
STATES = {
    "valide": _("Valide"),
    "bientot": _("Expire bientôt"),
    "expire": _("Expiré"),
    "revoque": _("Révoqué"),
    "ancien": _("Ancien identifiant"),
}
#: The kinds of cards that are ordered: an e-CPS is activated on a phone, a CPA is for bodies outside care.
_CARDS = {
    CardKind.CPE: _("CPE, carte de personnel d’établissement"),
    CardKind.CPS: _("CPS, carte de professionnel de santé"),
    CardKind.CPF: _("CPF, carte de professionnel en formation"),
}
_PURPOSES = {
    Purpose.EMPLOYEE: _("Un salarié"),
    Purpose.RPPS_MANAGER: _("Le futur gestionnaire RPPS+"),
    Purpose.LEGAL_REPRESENTATIVE: _("Le représentant légal"),
}
_FORMS = {
    Form.TOM: _("Commande en ligne (TOM)"),
    Form.F101: _("F101, représentant légal"),
    Form.F201: _("F201, salarié : profession de santé"),
    Form.F202: _("F202, salarié : autre profession"),
    Form.F301: _("F301, gestionnaire RPPS+ sans carte"),
    Form.F502: _("F502, gestionnaire RPPS+ déjà porteur d’une carte"),
}
_REGISTERS = {Register.NONE: _("Aucun"), Register.RPPS: _("RPPS"), Register.ADELI: _("ADELI")}


def _offer(form: forms.Form, structures: Sequence[Structure], *, first: str = "") -> None:
    options = [(one.idnat, f"{place_name(one.name)} ({one.idnat[1:]})") for one in structures]
    field = cast(forms.ChoiceField, form.fields["structure"])
    field.choices = [("", first), *options] if first else options


class CertificateFilter(forms.Form):
    """Which certificates to show: by state, by structure."""

    etat = forms.ChoiceField(label=_("État"), required=False, choices=[("", _("Tous")), *STATES.items()])
    structure = forms.ChoiceField(label=_("Structure"), required=False)

    def __init__(self, data: object, structures: Sequence[Structure]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        _offer(self, structures, first=str(_("Toutes")))


class CertificateOrderForm(forms.Form):
    """A certificate for a structure."""

    structure = forms.ChoiceField(label=_("Pour la structure"))
    type = forms.ChoiceField(
        label=_("Certificat"),
        choices=[
            (CertificateType.AUTH_CLI.value, _("ORG AUTH_CLI : s’authentifier (alimenter le DMP, appeler INSi)")),
            (CertificateType.SIGN.value, _("ORG SIGN : signer les envois de la structure")),
            (CertificateType.CONF.value, _("ORG CONF : chiffrer les échanges")),
            (CertificateType.SSL_SERV.value, _("SERV SSL_SERV : authentifier un serveur")),
            (CertificateType.SMIME.value, _("SERV S/MIME : signer la messagerie d’un service")),
        ],
    )

    def __init__(self, data: object, structures: Sequence[Structure]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        _offer(self, structures)


class CardOrderForm(forms.Form):
    """A card, as the forms of the ANS ask for it."""

    structure = forms.ChoiceField(label=_("Pour la structure"))
    pour = forms.ChoiceField(
        label=_("La carte est pour"), choices=[(one.value, text) for one, text in _PURPOSES.items()]
    )
    carte = forms.ChoiceField(label=_("Carte"), choices=[(one.value, text) for one, text in _CARDS.items()])
    formulaire = forms.ChoiceField(label=_("Formulaire"), choices=[(one.value, text) for one, text in _FORMS.items()])
    nom = forms.CharField(
        label=_("Nom"),
        max_length=100,
        required=False,
        help_text=_("Une CPE sans nom est une carte de service, non nominative."),
    )
    prenom = forms.CharField(label=_("Prénom"), max_length=100, required=False)
    profession = forms.ChoiceField(label=_("Profession"), required=False)
    registre = forms.ChoiceField(
        label=_("Inscrit au répertoire"), choices=[(one.value, text) for one, text in _REGISTERS.items()]
    )
    titulaire = forms.CharField(
        label=_("Numéro national du titulaire"),
        max_length=64,
        required=False,
        help_text=_("8 suivi du RPPS, ou 0 suivi du numéro ADELI ; vide pour une CPE."),
    )
    signe_titulaire = forms.BooleanField(label=_("Le titulaire a signé"), required=False)
    signe_representant = forms.BooleanField(label=_("Le représentant légal a signé"), required=False)
    contrat = forms.BooleanField(label=_("Le contrat d’adhésion est joint"), required=False)
    situation = forms.BooleanField(label=_("La situation est à jour auprès de l’ARS (ADELI)"), required=False)

    def __init__(self, data: object, structures: Sequence[Structure]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        _offer(self, structures)
        professions = [(one.code, one.label) for one in value_set("profession") if one.extra.get("active") == "yes"]
        cast(forms.ChoiceField, self.fields["profession"]).choices = [("", _("Autre, ou sans objet")), *professions]

    def wanted(self) -> CardOrder:
        """The order as rules take it; who orders is read in the directory."""
        said = self.cleaned_data
        return CardOrder(
            form=Form(said["formulaire"]),
            purpose=Purpose(said["pour"]),
            card=CardKind(said["carte"]),
            by=None,
            profession=said["profession"],
            register=Register(said["registre"]),
            signed_by_holder=said["signe_titulaire"],
            signed_by_legal_representative=said["signe_representant"],
            contract_joined=said["contrat"],
            situation_updated=said["situation"],
        )
