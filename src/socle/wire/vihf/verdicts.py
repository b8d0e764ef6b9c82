"""What can be said of a VIHF token alone; what needs a directory or a record is said there.

Sentences shown in the worked faults keep their words. Source of every code: spec/dmp.md 5, WS-Security 1.1
section 12 for the `wsse:` subcodes.
"""

from __future__ import annotations

from collections.abc import Mapping

from socle.rulebook import Verdict, verdict

_UNUSABLE: Mapping[str, Mapping[str, str]] = {
    "soap": {"sender": "wsse:InvalidSecurity"},
    "http": {"status": "400"},
}
_FAILED: Mapping[str, Mapping[str, str]] = {
    "soap": {"sender": "wsse:FailedAuthentication"},
    "http": {"status": "401"},
}
_CERTIFICATE: Mapping[str, Mapping[str, str]] = {
    "soap": {"sender": "DMPInvalidCertificate"},
    "http": {"status": "403"},
}
_TOKEN = "spec/dmp.md 2"  # noqa: S105 - a page
_SIGN_AGAIN = "Signez de nouveau le jeton tel qu'il est envoyé, sans rien y changer ensuite."


def _failed(id: str, *, fr: str, en: str, how: str, way_out: str = _SIGN_AGAIN) -> Verdict:
    return verdict(id, fr=fr, en=en, way_out=way_out, source=_TOKEN, how_to_obtain=how, codes=_FAILED)


MISSING = verdict(
    "wire.token-missing",
    fr="Le message ne porte pas de jeton VIHF.",
    en="The message carries no VIHF token.",
    way_out="Placez l'assertion SAML du VIHF, seule, dans l'en-tête wsse:Security.",
    source=_TOKEN,
    how_to_obtain="Envoyez une requête dont l'en-tête wsse:Security est vide.",
    codes=_UNUSABLE,
)
UNSIGNED = verdict(
    "wire.token-unsigned",
    fr="Le jeton n'est pas signé.",
    en="The token is not signed.",
    way_out="Signez le jeton avec la clé de signature de la carte ou de l'organisation.",
    source=_TOKEN,
    how_to_obtain="Retirez ds:Signature du jeton.",
    codes=_UNUSABLE,
)
MALFORMED = verdict(
    "wire.token-malformed",
    fr="Le jeton est mal formé : {place} s'écrit comme « {expected} », et contient « {found} ».",
    en="The token is malformed: {place} is written like '{expected}' and holds '{found}'.",
    way_out="Écrivez cet élément comme le demande SAML 2.0 et le VIHF 3.0.",
    source=_TOKEN,
    how_to_obtain="Écrivez un IssueInstant qui n'est pas un instant.",
    codes=_UNUSABLE,
)
ATTRIBUTE_MISSING = verdict(
    "wire.token-attribute-missing",
    fr="Il manque au jeton l'attribut {expected}.",
    en="The token lacks the attribute {expected}.",
    way_out="Ajoutez cet attribut, obligatoire dans un VIHF 3.0 ; sa valeur ne doit pas être vide.",
    source="spec/dmp.md 2 ; reference/dmp_vihf_attributes.csv",
    how_to_obtain="Signez un jeton sans LPS_Nom.",
    codes=_UNUSABLE,
)
ATTRIBUTE_REPEATED = verdict(
    "wire.token-attribute-repeated",
    fr="L'attribut {found} figure plusieurs fois dans le jeton.",
    en="The attribute {found} stands several times in the token.",
    way_out="N'écrivez chaque attribut qu'une fois : deux valeurs laissent un doute sur celle qui compte.",
    source="spec/dmp.md 2 ; reference/dmp_vihf_attributes.csv",
    how_to_obtain="Signez un jeton qui porte deux fois Identifiant_Structure.",
    codes=_UNUSABLE,
)
VALUE_UNKNOWN = verdict(
    "wire.token-value-unknown",
    fr="Le jeton donne à {place} la valeur « {found} » ; sont attendues : {expected}.",
    en="The token gives {place} the value '{found}'; expected: {expected}.",
    way_out="Employez une des valeurs de la nomenclature.",
    source="spec/dmp.md 2 ; TRE_R248",
    how_to_obtain="Signez un jeton dont PurposeOfUse porte le code « urgence ».",
    codes=_UNUSABLE,
)
ALTERED = _failed(
    "wire.token-altered",
    fr="Le jeton a été modifié après sa signature.",
    en="The token was changed after its signature.",
    how="Changer un caractère d'un jeton signé.",
)
WRONG_KEY = _failed(
    "wire.token-wrong-key",
    fr="La signature du jeton ne se vérifie pas avec la clé de son certificat.",
    en="The token's signature does not verify with the key of its certificate.",
    way_out="Signez avec la clé du certificat joint dans KeyInfo, sans retoucher ensuite ds:SignedInfo.",
    how="Signer avec la clé d'une carte et joindre le certificat d'une autre.",
)
WRAPPED = _failed(
    "wire.token-wrapped",
    fr="La signature ne couvre pas le jeton présenté.",
    en="The signature does not cover the token presented.",
    how="Cacher un jeton signé dans un autre qui ne l'est pas.",
)
SEVERAL = _failed(
    "wire.token-several",
    fr="L'en-tête de sécurité porte plusieurs jetons.",
    en="The security header carries several tokens.",
    way_out="N'envoyez qu'une assertion par message.",
    how="Placer deux assertions signées dans wsse:Security.",
)
REPEATED_ID = _failed(
    "wire.token-repeated-id",
    fr="L'identifiant du jeton est porté par plusieurs éléments du message.",
    en="The identifier of the token is carried by several elements of the message.",
    way_out="Donnez au jeton un identifiant unique dans le message.",
    how="Donner à un autre élément du message l'identifiant du jeton.",
)
REFERENCES = _failed(
    "wire.token-references",
    fr="La signature doit porter une seule référence, au jeton lui-même ; trouvé : {found}.",
    en="The signature must hold one reference, to the token itself; found: {found}.",
    way_out="Signez le jeton par une seule ds:Reference dont l'URI est « # » suivi de son ID.",
    how="Signer le jeton avec deux références, ou avec une référence vide.",
)
EXTERNAL = _failed(
    "wire.token-external-reference",
    fr="La signature renvoie hors du message, à « {found} ».",
    en="The signature refers outside the message, to '{found}'.",
    way_out="Signez le jeton par une seule ds:Reference dont l'URI est « # » suivi de son ID.",
    how="Signer une référence dont l'URI est une adresse http.",
)
TRANSFORMS = _failed(
    "wire.token-transforms",
    fr="La signature transforme le jeton autrement que prévu : {found}.",
    en="The signature transforms the token in an unexpected way: {found}.",
    way_out="Employez les deux transformations du VIHF : enveloped-signature, puis exc-c14n.",
    how="Ajouter à la référence une transformation XPath.",
)
ALGORITHM = _failed(
    "wire.token-algorithm",
    fr="La signature emploie un algorithme refusé : {found}.",
    en="The signature uses an algorithm that is refused: {found}.",
    way_out="Signez en RSA-SHA256, avec l'empreinte SHA-256 et la canonisation exclusive sans commentaires.",
    how="Signer le jeton en HMAC-SHA256 avec la clé publique pour secret.",
)
SHA1_REFUSED = _failed(
    "wire.token-sha1",
    fr="La signature emploie SHA-1, qui n'est plus accepté.",
    en="The signature uses SHA-1, which is no longer accepted.",
    way_out="Signez en RSA-SHA256 avec l'empreinte SHA-256 ; un réglage peut rouvrir SHA-1.",
    how="Signer le jeton en RSA-SHA1, le réglage accept_sha1_signatures étant fermé.",
)
COMMENTED = _failed(
    "wire.token-commented",
    fr="Un commentaire coupe une valeur du jeton ({place}).",
    en="A comment cuts a value of the token ({place}).",
    way_out="Retirez les commentaires et les instructions placés dans les valeurs.",
    how="Insérer un commentaire au milieu de NameID.",
)
TOO_OLD = _failed(
    "wire.token-too-old",
    fr="Le jeton est trop ancien.",
    en="The token was issued on {found}; the oldest accepted is of {expected}.",
    way_out="Émettez un nouveau jeton juste avant l'appel, et vérifiez l'horloge du poste.",
    how="Envoyer un jeton émis une heure plus tôt.",
)
IN_THE_FUTURE = _failed(
    "wire.token-in-the-future",
    fr="Le jeton est daté du futur.",
    en="The token is dated {found}; the latest accepted is {expected}.",
    way_out="Mettez à l'heure l'horloge du poste, au moins une fois par jour.",
    how="Envoyer un jeton émis une heure plus tard.",
)
NOT_YET = _failed(
    "wire.token-not-yet-valid",
    fr="La période de validité du jeton n'a pas commencé.",
    en="The token is valid from {expected} and it is {found}.",
    way_out="Émettez un jeton dont Conditions/NotBefore est passé, et vérifiez l'horloge du poste.",
    how="Envoyer un jeton dont Conditions/NotBefore est à venir.",
)
OVER = _failed(
    "wire.token-over",
    fr="La période de validité du jeton est passée.",
    en="The token was valid until {expected} and it is {found}.",
    way_out="Émettez un nouveau jeton juste avant l'appel.",
    how="Envoyer un jeton dont Conditions/NotOnOrAfter est passé.",
)
NO_CERTIFICATE = verdict(
    "wire.token-certificate-missing",
    fr="Le jeton ne porte pas le certificat de son signataire.",
    en="The token does not carry its signer's certificate.",
    way_out="Joignez le certificat de signature dans KeyInfo/X509Data/X509Certificate.",
    source=_TOKEN,
    how_to_obtain="Signez le jeton avec KeyValue au lieu de X509Data.",
    rules=("AUTH-041",),
    codes=_CERTIFICATE,
)
NOT_FOR_SIGNING = verdict(
    "wire.token-not-a-signature-certificate",
    fr="Le jeton doit être signé avec un certificat de signature.",
    en="The token must be signed with a signature certificate.",
    way_out="Signez avec la clé de signature de la carte (ou ORG SIGN), pas avec celle d'authentification.",
    source="spec/dmp.md 2 (signing key)",
    how_to_obtain="Signez le jeton avec la clé d'authentification de la carte.",
    rules=("AUTH-041",),
    codes=_CERTIFICATE,
)
ISSUER = verdict(
    "wire.token-issuer-not-of-certificate",
    fr="L'émetteur du jeton n'est pas le titulaire du certificat de signature.",
    en="The Issuer of the token is not the subject of the signing certificate: expected {expected}, found {found}.",
    way_out="Écrivez dans Issuer le nom distinctif du certificat de signature, au format X509SubjectName.",
    source="spec/dmp.md 2 (Issuer)",
    how_to_obtain="Écrivez dans Issuer le nom d'une autre personne, puis signez.",
    codes=_CERTIFICATE,
)
