"""What the full check of a document can answer.

A place is an XPath with the prefixes of spec/cda.md; each occurrence also tells the group of rules it comes from.
"""

from __future__ import annotations

from socle.rulebook import Severity, verdict

_CONTENT = {"xds": {"repository": "InvalidDocumentContent"}, "fhir": {"issue": "structure"}}
_VALUE = {"xds": {"repository": "InvalidDocumentContent"}, "fhir": {"issue": "value"}}
_REQUIRED = {"xds": {"repository": "InvalidDocumentContent"}, "fhir": {"issue": "required"}}
_CODE = {"xds": {"repository": "InvalidDocumentContent"}, "fhir": {"issue": "code-invalid"}}
_SPEC = "CI-SIS, Structuration minimale de documents de santé; HL7 CDA R2; spec/cda.md"

MISSING = verdict(
    "cda.missing",
    fr="Il manque un élément : {place} (attendu : {expected}, trouvé : {found}).",
    en="An element is missing: {place} (expected: {expected}, found: {found}).",
    way_out="Ajoutez cet élément à sa place dans l'ordre de CDA, avec sa valeur.",
    source=f"{_SPEC} 1 to 9 and 11",
    how_to_obtain="Retirez custodian de l'en-tête.",
    rules=("DOC-017",),
    codes=_REQUIRED,
)
ATTRIBUTE_MISSING = verdict(
    "cda.attribute-missing",
    fr="Il manque un attribut : {place} (attendu : {expected}).",
    en="An attribute is missing: {place} (expected: {expected}).",
    way_out="Écrivez cet attribut, ou, là où c'est permis, nullFlavor à la place de la valeur.",
    source=f"{_SPEC} 1 to 9 and 11",
    how_to_obtain="Retirez displayName de code.",
    rules=("DOC-017",),
    codes=_REQUIRED,
)
REPEATED = verdict(
    "cda.repeated",
    fr="Un élément se répète trop : {place} (attendu : {expected}, trouvé : {found}).",
    en="An element is repeated too often: {place} (expected: {expected}, found: {found}).",
    way_out="Gardez le bon et retirez les autres.",
    source=f"{_SPEC} 1 to 9 and 11",
    how_to_obtain="Écrivez deux éléments legalAuthenticator.",
    rules=("DOC-017",),
    codes=_CONTENT,
)
MISPLACED = verdict(
    "cda.misplaced",
    fr="Un élément n'est pas à sa place : {place} (attendu : {expected}, trouvé : {found}).",
    en="An element does not stand where it must: {place} (expected: {expected}, found: {found}).",
    way_out="Remettez les éléments dans l'ordre de CDA, qui est obligatoire.",
    source=f"{_SPEC} 1, 2, 9 and 13",
    how_to_obtain="Écrivez time avant functionCode dans author.",
    codes=_CONTENT,
)
UNKNOWN_ELEMENT = verdict(
    "cda.unknown-element",
    fr="L'élément « {found} » n'existe pas à cet endroit : {place} (attendu : {expected}).",
    en="There is no element '{found}' there: {place} (expected: {expected}).",
    way_out="Corrigez son nom ou son espace de noms, ou retirez-le.",
    source=f"{_SPEC} 1 and 13",
    how_to_obtain="Écrivez birthDate au lieu de birthTime.",
    codes=_CONTENT,
)
UNKNOWN_ATTRIBUTE = verdict(
    "cda.unknown-attribute",
    fr="L'attribut « {found} » n'existe pas à cet endroit : {place} (attendu : {expected}).",
    en="There is no attribute '{found}' there: {place} (expected: {expected}).",
    way_out="Corrigez son nom, ou retirez-le.",
    source=f"{_SPEC} 1 and 13",
    how_to_obtain="Écrivez displayName sur languageCode.",
    codes=_CONTENT,
)
TEXT = verdict(
    "cda.text-not-allowed",
    fr="Du texte se trouve où il ne peut y en avoir : {place} (« {found} »).",
    en="There is text where none may be: {place} ('{found}').",
    way_out="Retirez ce texte, ou mettez-le dans l'élément qui lui convient.",
    source=f"{_SPEC} 1 and 13",
    how_to_obtain="Écrivez un mot dans recordTarget.",
    codes=_CONTENT,
)
VALUE = verdict(
    "cda.value",
    fr="La valeur « {found} » ne convient pas : {place} (attendu : {expected}).",
    en="The value '{found}' will not do: {place} (expected: {expected}).",
    way_out="Écrivez la valeur attendue.",
    source=f"{_SPEC} 1 to 9 and 11",
    how_to_obtain="Écrivez US dans realmCode.",
    rules=("DOC-017",),
    codes=_VALUE,
)
NULL = verdict(
    "cda.null-not-allowed",
    fr="Une valeur manque et nullFlavor « {found} » n'est pas permis : {place} (attendu : {expected}).",
    en="A value is lacking and nullFlavor '{found}' is not allowed: {place} (expected: {expected}).",
    way_out="Donnez la valeur : cet élément doit en avoir une.",
    source=f"{_SPEC} 1 to 7 and 11",
    how_to_obtain="Écrivez nullFlavor UNK dans setId.",
    rules=("DOC-017",),
    codes=_REQUIRED,
)
NOT_LISTED = verdict(
    "cda.code-not-listed",
    fr="Le code « {found} » n'est pas de la liste demandée : {place} (attendu : {expected}).",
    en="Code '{found}' is not of the list asked for: {place} (expected: {expected}).",
    way_out="Prenez un code de cette liste, publiée par l'ANS dans les nomenclatures des objets de santé.",
    source="spec/cda.md 11; NOS (agence du numérique en santé)",
    how_to_obtain="Écrivez SA99 comme type d'établissement.",
    rules=("DOC-017",),
    codes=_CODE,
)
RETIRED = verdict(
    "cda.code-not-in-force",
    fr="Le code « {found} » n'est pas en vigueur : {place} ({expected}).",
    en="Code '{found}' is not in force: {place} ({expected}).",
    way_out="Rien n'est refusé à la lecture ; n'écrivez plus ce code dans un nouveau document.",
    source="spec/cda.md 14, pitfall 11",
    how_to_obtain="Lisez un document dont l'auteur porte G15_35, retiré en 2026.",
    severity=Severity.INFO,
    codes=_CODE,
)
RETIRED_IN_WRITING = verdict(
    "cda.code-not-to-be-written",
    fr="Le code « {found} » n'est pas en vigueur et ne peut plus être écrit : {place} ({expected}).",
    en="Code '{found}' is not in force and may not be written: {place} ({expected}).",
    way_out="Prenez un code en vigueur de la même liste.",
    source="spec/cda.md 14, pitfall 11",
    how_to_obtain="Construisez un document dont l'auteur porte G15_35, retiré en 2026.",
    codes=_CODE,
)
MALFORMED = verdict(
    "cda.malformed",
    fr="« {found} » n'a pas la forme prévue : {place} (attendu : {expected}).",
    en="'{found}' has not the form foreseen: {place} (expected: {expected}).",
    way_out="Écrivez la valeur sous la forme attendue.",
    source=f"{_SPEC} 1, data types",
    how_to_obtain="Écrivez 20261399 dans effectiveTime.",
    codes=_VALUE,
)
DOUBTFUL = verdict(
    "cda.doubtful",
    fr="« {found} » se lit, mais n'a pas la forme prévue : {place} (attendu : {expected}).",
    en="'{found}' can be read but has not the form foreseen: {place} (expected: {expected}).",
    way_out="Rien n'est refusé ; écrivez de préférence la forme attendue.",
    source=f"{_SPEC} 1 and 13",
    how_to_obtain="Écrivez un décalage de trois chiffres : 20260915100000+200.",
    severity=Severity.WARNING,
    codes=_VALUE,
)
REMARK = verdict(
    "cda.remark",
    fr="« {found} » est accepté, mais s'écrit autrement : {place} (attendu : {expected}).",
    en="'{found}' is accepted but written otherwise: {place} (expected: {expected}).",
    way_out="Rien n'est refusé ; préférez l'autre écriture.",
    source=f"{_SPEC} 1, data types",
    how_to_obtain="Écrivez un UUID en minuscules dans id.",
    severity=Severity.INFO,
    codes=_VALUE,
)
EMPTY = verdict(
    "cda.empty",
    fr="Un élément est vide : {place}.",
    en="An element is empty: {place}.",
    way_out="Donnez-lui un contenu, ou retirez-le.",
    source=f"{_SPEC} 1, AD and PN",
    how_to_obtain="Laissez city vide dans une adresse.",
    severity=Severity.WARNING,
    codes=_VALUE,
)
CONTRADICTION = verdict(
    "cda.contradiction",
    fr="Deux choses ne vont pas ensemble : {place} (attendu : {expected}, trouvé : {found}).",
    en="Two things do not go together: {place} (expected: {expected}, found: {found}).",
    way_out="Gardez l'une des deux, celle qui est juste.",
    source=f"{_SPEC} 1, data types",
    how_to_obtain="Écrivez code et nullFlavor ensemble.",
    codes=_VALUE,
)
DUPLICATE = verdict(
    "cda.duplicate",
    fr="La même valeur est écrite deux fois : {place} (« {found} »).",
    en="The same value is written twice: {place} ('{found}').",
    way_out="Retirez l'une des deux.",
    source=f"{_SPEC} 1, AD and TEL",
    how_to_obtain="Écrivez deux fois le même telecom.",
    codes=_VALUE,
)
ID_REPEATED = verdict(
    "cda.id-repeated",
    fr="L'identifiant « {found} » désigne déjà un autre élément : {place} (attendu : {expected}).",
    en="Identifier '{found}' already names another element: {place} (expected: {expected}).",
    way_out="Donnez à chaque attribut ID sa propre valeur dans le document.",
    source="XML, attributes of type ID; HL7 CDA R2, narrative block",
    how_to_obtain="Donnez le même ID à deux contenus du texte.",
    codes=_VALUE,
)
REFERENCE_LOST = verdict(
    "cda.reference-lost",
    fr="Rien ne porte l'identifiant « {found} » que désigne {place}.",
    en="Nothing has the identifier '{found}' that {place} points at.",
    way_out="Mettez cet ID sur le contenu visé, ou corrigez le renvoi.",
    source="HL7 CDA R2, narrative block (IDREF)",
    how_to_obtain="Renommez l'ID d'un média que le texte affiche.",
    codes=_VALUE,
)
TEXT_NOT_FOUND = verdict(
    "cda.text-not-found",
    fr="Le texte lisible que désigne « {found} » n'existe pas : {place}.",
    en="The readable text that '{found}' points at does not exist: {place}.",
    way_out="Toute valeur codée doit se lire dans le texte de la section : mettez-y cet ID.",
    source="spec/cda.md 9 (level 2): asked for, not checked by the official rules",
    how_to_obtain="Retirez l'ID d'un contenu que désigne originalText/reference.",
    severity=Severity.WARNING,
    codes=_VALUE,
)
KEY = verdict(
    "cda.key-doubtful",
    fr="La clé de l'identifiant {found} est fausse ({expected}) : {place}.",
    en="The key of identifier {found} is wrong ({expected}): {place}.",
    way_out="Vérifiez l'identifiant auprès de l'annuaire ou d'INSi : un serveur de production le refuserait.",
    source="spec/README.md, check digits in received documents",
    how_to_obtain="Écrivez un RPPS à clé fausse pour l'auteur.",
    severity=Severity.WARNING,
    codes=_VALUE,
)
TRAIT_MISSING = verdict(
    "cda.ins-trait-missing",
    fr="Le document porte une INS : il y faut aussi {expected} ({place}).",
    en="The document carries an INS: it must also hold {expected} ({place}).",
    way_out="Reprenez tous les traits rendus par INSi dans l'en-tête du document.",
    source="spec/cda.md 2, INS rule of the official checks",
    how_to_obtain="Retirez la liste des prénoms (given sans qualifier) d'un patient qui a une INS.",
    rules=("INS-017", "DOC-017"),
    codes=_REQUIRED,
)
TRAIT_DIFFERS = verdict(
    "cda.ins-trait-differs",
    fr="Un trait ne s'accorde pas avec le matricule INS : {place} (le matricule dit {expected}, l'en-tête {found}).",
    en="A trait does not agree with the INS: {place} (the matricule says {expected}, the header {found}).",
    way_out="Vérifiez l'identité auprès d'INSi : c'est peut-être le matricule d'une autre personne.",
    source="spec/identity.md a.1: what a matricule is made of",
    how_to_obtain="Écrivez M comme sexe d'une patiente dont le matricule commence par 2.",
    severity=Severity.WARNING,
    codes=_VALUE,
)
TRAIT_REFUSED = verdict(
    "cda.ins-trait-refused",
    fr=TRAIT_DIFFERS.fr,
    en=TRAIT_DIFFERS.en,
    way_out=TRAIT_DIFFERS.way_out,
    source=TRAIT_DIFFERS.source,
    how_to_obtain="Faites de même, avec le choix refuse_incoherent_ins_traits.",
    codes=_VALUE,
)
INS_MISSING = verdict(
    "cda.ins-missing",
    fr="L'en-tête ne porte pas l'INS qualifiée du patient (trouvé : {found}) : {place}.",
    en="The header does not carry the patient's qualified INS (found: {found}): {place}.",
    way_out="Qualifiez l'identité du patient (INSi), puis produisez de nouveau le document avec son INS.",
    source="INS-017; CI-SIS, annexe INS; spec/README.md, qualified INS on the wire",
    how_to_obtain="Ne laissez à patientRole qu'un identifiant local.",
    rules=("INS-017",),
    severity=Severity.WARNING,
    codes=_REQUIRED,
)
TEMPLATES = verdict(
    "cda.templates",
    fr="Les templateId ne sont pas ceux qu'il faut : {place} (attendu : {expected}, trouvé : {found}).",
    en="templateIds are not those there must be: {place} (expected: {expected}, found: {found}).",
    way_out="Au niveau 1, les trois identifiants prévus et aucun autre ; au niveau 3, les deux communs et le modèle.",
    source="spec/cda.md 1, 8 and 11, rules 2 and 3",
    how_to_obtain="Ajoutez le modèle de niveau 3 à un document de niveau 1.",
    rules=("DOC-009", "DOC-017"),
    codes=_CONTENT,
)
FILE_TYPE = verdict(
    "cda.file-type",
    fr="Le fichier embarqué est de type « {found} », qui n'est pas prévu : {place} (attendu : {expected}).",
    en="The embedded file is of type '{found}', which is not foreseen: {place} (expected: {expected}).",
    way_out="Embarquez un PDF (PDF/A-1), un texte ou une image de l'un des types prévus.",
    source="spec/cda.md 8; ASS_A12 (media types of non-structured documents)",
    how_to_obtain="Déclarez mediaType application/msword dans nonXMLBody/text.",
    rules=("DOC-009",),
    codes=_VALUE,
)
FILE = verdict(
    "cda.file",
    fr="Le fichier embarqué ne se lit pas : {place} (attendu : {expected}, trouvé : {found}).",
    en="The embedded file cannot be read: {place} (expected: {expected}, found: {found}).",
    way_out="Embarquez le fichier lui-même, encodé une seule fois en base64, avec son type.",
    source="spec/cda.md 8 and 9: nothing else checks it, so the implementation has to",
    how_to_obtain="Écrivez dans nonXMLBody/text un texte qui n'est pas du base64.",
    rules=("DOC-009",),
    codes=_CONTENT,
)
UNREADABLE = verdict(
    "cda.unreadable",
    fr="Ce fichier ne se lit pas comme un document CDA : {found}",
    en="This file cannot be read as a CDA document: {found}",
    way_out="Vérifiez que c'est bien du XML complet, en UTF-8, avec un élément ClinicalDocument.",
    source="XML 1.0; HL7 CDA R2; spec/cda.md 14",
    how_to_obtain="Coupez la fin d'un document.",
    codes=_CONTENT,
)
NOT_FORESEEN = verdict(
    "cda.not-foreseen",
    fr="L'en-tête français ne prévoit pas cet élément : {place}.",
    en="The French header does not foresee this element: {place}.",
    way_out="Rien n'est refusé ; retirez-le si rien ne le demande.",
    source="spec/cda.md 1, closed template (warnings only)",
    how_to_obtain="Écrivez copyTime dans l'en-tête.",
    severity=Severity.WARNING,
    codes=_CONTENT,
)
CONFIDENTIALITY = verdict(
    "cda.confidentiality-unused",
    fr="La confidentialité « {found} » n'est pas de celles que le DMP emploie : {place} (attendu : {expected}).",
    en="Confidentiality '{found}' is none that the DMP uses: {place} (expected: {expected}).",
    way_out="Écrivez N (normal), R (restreint) ou V (très restreint).",
    source="spec/cda.md 1 and 14, pitfall 4",
    how_to_obtain="Écrivez U dans confidentialityCode.",
    severity=Severity.INFO,
    codes=_VALUE,
)
LEVEL = verdict(
    "cda.level-not-counted",
    fr="Pour SUN-ES, un document de ce type compte au niveau {expected} seulement ; celui-ci est de niveau {found}.",
    en="For SUN-ES, a document of this type counts at level {expected} only; this one is of level {found}.",
    way_out="Produisez-le au niveau demandé : PDF enveloppé (niveau 1), ou contenu structuré (niveau 3) en biologie.",
    source="DOC-001 to DOC-005",
    how_to_obtain="Contrôlez une lettre de liaison de niveau 3.",
    severity=Severity.INFO,
    codes=_CONTENT,
)
NOT_IN_DEPTH = verdict(
    "cda.model-not-checked",
    fr="Le contenu du modèle {found} n'est pas contrôlé en profondeur : structure, types et renvois seulement.",
    en="The content of model {found} is not checked in depth: structure, types and references only.",
    way_out="Pour ce modèle, passez aussi les contrôles officiels publiés par l'ANS.",
    source="spec/cda.md 9 and 11: the laboratory report is the only structured model described",
    how_to_obtain="Contrôlez une lettre de liaison de niveau 3.",
    rules=("DOC-011",),
    severity=Severity.INFO,
)
