"""What reading, judging or making a PDF can answer."""

from __future__ import annotations

from socle.rulebook import Severity, verdict

_CONTENT = {"xds": {"repository": "InvalidDocumentContent"}, "http": {"status": "422"}, "fhir": {"issue": "structure"}}
_VALUE = {"xds": {"repository": "InvalidDocumentContent"}, "http": {"status": "422"}, "fhir": {"issue": "value"}}
_HEAVY = {"xds": {"repository": "InvalidDocumentContent"}, "http": {"status": "413"}, "fhir": {"issue": "too-costly"}}
_AGAIN = "Produisez de nouveau le PDF depuis le logiciel d'origine (« Enregistrer sous », PDF/A-1)."
_BODY = "spec/cda.md 8: nothing checks the PDF, so the implementation has to"
_CARTOUCHE = "spec/identity.md c, Cartouche (RNIV, EXI DIF 02)"

UNREADABLE = verdict(
    "documents.pdf-unreadable",
    fr="Ce fichier n'est pas un PDF que l'on puisse lire : {found}",
    en="This file is not a PDF that can be read: {found}",
    way_out=_AGAIN,
    source="ISO 32000-1, 7.5; " + _BODY,
    how_to_obtain="Donnez un fichier texte dont la première ligne est %PDF-1.4.",
    rules=("DOC-009",),
    codes=_CONTENT,
)
ENCRYPTED = verdict(
    "documents.pdf-encrypted",
    fr="Ce PDF est chiffré ou protégé : son contenu ne peut être ni contrôlé ni archivé.",
    en="This PDF is encrypted or protected: its content can neither be checked nor archived.",
    way_out="Enregistrez-le sans mot de passe ni restriction, puis donnez-le de nouveau.",
    source="ISO 19005-1, 6.1.3: no encryption",
    how_to_obtain="Donnez un PDF que protège un mot de passe.",
    codes=_CONTENT,
)
TOO_BIG = verdict(
    "documents.pdf-too-big",
    fr="Ce PDF est trop grand : {place}, {found} trouvés, {expected} au plus.",
    en="This PDF is too big: {place}, {found} found, {expected} at most.",
    way_out="Divisez le document, ou numérisez-le avec une définition plus faible (200 points par pouce suffisent).",
    source="socle.documents.pdf.limits: what one file may ask of whoever reads it",
    how_to_obtain="Donnez un PDF de plus de 200 pages.",
    codes=_HEAVY,
)
TOO_COSTLY = verdict(
    "documents.pdf-too-costly",
    fr="La lecture de ce PDF a été arrêtée : elle demandait plus de temps ou de mémoire que permis ({found}).",
    en="Reading this PDF was stopped: it asked for more time or memory than allowed ({found}).",
    way_out=_AGAIN,
    source="socle.documents.pdf.limits: what one file may ask of whoever reads it",
    how_to_obtain="Donnez un PDF dont une page de quelques octets se décompresse en gigaoctets.",
    codes=_HEAVY,
)
SIGNED = verdict(
    "documents.pdf-signed",
    fr="Ce PDF porte une signature électronique : toute modification la briserait.",
    en="This PDF carries an electronic signature: any change would break it.",
    way_out="Partez du PDF d'avant la signature, ou envoyez celui-ci tel quel.",
    source="ISO 32000-1, 12.8; ORG-008",
    how_to_obtain="Demandez l'ajout d'un cartouche sur un PDF signé.",
    rules=("ORG-008",),
    codes=_CONTENT,
)
ACTIVE = verdict(
    "documents.pdf-active",
    fr="Ce PDF contient ce qui agit ou se cache à l'ouverture : {found}.",
    en="This PDF holds what acts or hides when it is opened: {found}.",
    way_out=_AGAIN,
    source="ISO 19005-1, 6.1.11 and 6.6",
    how_to_obtain="Donnez un PDF qui exécute du JavaScript à l'ouverture.",
    severity=Severity.WARNING,
    codes=_CONTENT,
)
NOT_PDFA = verdict(
    "documents.pdf-not-pdfa",
    fr="Ce PDF n'est pas du {expected} : {found}.",
    en="This PDF is not {expected}: {found}.",
    way_out="Enregistrez-le en PDF/A-1 depuis le logiciel d'origine, ou faites-le convertir à la construction du CDA.",
    source=_BODY + "; ISO 19005-1",
    how_to_obtain="Embarquez un PDF ordinaire.",
    rules=("DOC-009",),
    severity=Severity.WARNING,
    codes=_CONTENT,
)
NO_DATA_MATRIX = verdict(
    "documents.pdf-no-datamatrix",
    fr="Aucun Data Matrix INS ne se lit sur ce PDF ({place}).",
    en="No INS Data Matrix can be read on this PDF ({place}).",
    way_out="Imprimez sur la première page le cartouche de l'identité et son code « INS à scanner ».",
    source=_CARTOUCHE,
    how_to_obtain="Embarquez un compte rendu sans code INS ; une ordonnance de sortie en est dispensée (INS-016).",
    rules=("INS-015", "INS-016"),
    severity=Severity.WARNING,
    codes=_CONTENT,
)
DATA_MATRIX_UNREADABLE = verdict(
    "documents.pdf-datamatrix-wrong",
    fr="Un code lu sur ce PDF ({place}) est annoncé comme INS, mais il est fautif : {found}",
    en="A code read on this PDF ({place}) says it is an INS but is faulty: {found}",
    way_out="Corrigez le logiciel qui imprime le code : socle datamatrix decode dit chaque faute.",
    source="spec/identity.md c (ANS, Format du datamatrix INS v2.2)",
    how_to_obtain="Imprimez sur la page un code INS sans bloc S4.",
    rules=("INS-015",),
    severity=Severity.WARNING,
    codes=_VALUE,
)
DATA_MATRIX_DIFFERS = verdict(
    "documents.pdf-datamatrix-differs",
    fr="Le code INS de ce PDF ne dit pas ce que dit l'en-tête du document : {place} diffère.",
    en="The INS code of this PDF does not say what the header of the document says: {place} differs.",
    way_out="Vérifiez de quel patient est ce PDF avant tout envoi.",
    source="INS-015; spec/identity.md c",
    how_to_obtain="Embarquez le PDF d'un autre patient.",
    rules=("INS-015",),
    severity=Severity.WARNING,
    codes=_VALUE,
)
NO_CARTOUCHE = verdict(
    "documents.pdf-no-cartouche",
    fr="Aucun cartouche d'identité ne se lit sur la première page de ce PDF (manquent : {expected}).",
    en="No cartouche of the identity can be read on the first page of this PDF (missing: {expected}).",
    way_out="Imprimez le cartouche de l'identité sur la première page ; sur une image, ajoutez une couche de texte.",
    source=_CARTOUCHE,
    how_to_obtain="Embarquez un compte rendu qui ne nomme pas son patient.",
    rules=("DOC-016",),
    severity=Severity.WARNING,
    codes=_CONTENT,
)
CARTOUCHE_DIFFERS = verdict(
    "documents.pdf-cartouche-differs",
    fr="Sur la première page de ce PDF, on ne trouve pas {place} de l'en-tête du document.",
    en="The first page of this PDF does not show {place} as the header of the document has it.",
    way_out="Vérifiez de quel patient est ce PDF, et que son cartouche reprend les traits de l'INS.",
    source=_CARTOUCHE,
    how_to_obtain="Embarquez un PDF dont le cartouche porte une autre date de naissance.",
    rules=("DOC-016",),
    severity=Severity.WARNING,
    codes=_VALUE,
)
NOT_ARCHIVABLE = verdict(
    "documents.pdf-not-archivable",
    fr="Ce PDF ne peut devenir du PDF/A sans que son aspect change : {found} ({place}).",
    en="This PDF cannot become PDF/A without changing its look: {found} ({place}).",
    way_out="Produisez-le en PDF/A depuis le logiciel d'origine, ou acceptez que ses pages deviennent des images.",
    source="ISO 19005-1",
    how_to_obtain="Faites archiver un PDF qui superpose des dessins transparents.",
    codes=_CONTENT,
)
NO_ROOM = verdict(
    "documents.pdf-no-room",
    fr="La première page n'a pas la place du cartouche : {expected} mm, la page a {found} mm.",
    en="The first page has no room for the cartouche: {expected} mm, the page has {found} mm.",
    way_out="Produisez le document sur une page A5 au moins, ou ajoutez le cartouche depuis le logiciel d'origine.",
    source=_CARTOUCHE,
    how_to_obtain="Demandez un cartouche sur une page de 50 mm de large.",
    codes=_CONTENT,
)
CHARACTER = verdict(
    "documents.pdf-character",
    fr="Le caractère {found} ne peut être écrit avec la police dont nous disposons.",
    en="The character {found} cannot be written with the face at hand.",
    way_out="Remplacez ce caractère, ou produisez le PDF depuis le logiciel d'origine.",
    source="ISO 19005-1, 6.3.5: every glyph shown is in the file",
    how_to_obtain="Faites un PDF d'un texte qui contient un émoji.",
    codes=_VALUE,
)
COVER_NOT_VALIDATED = verdict(
    "documents.pdf-cover-not-validated",
    fr="Une page de garde ne peut être ajoutée : l'établissement ne dit pas quand sa CME l'a validé.",
    en="No cover page may be added: the structure does not say when its CME validated this practice.",
    way_out="Faites valider cette pratique en CME, puis indiquez la date et la référence de l'avis.",
    source="INS-020",
    how_to_obtain="Demandez une page de garde avec une validation en CME postérieure au jour de l'ajout.",
    rules=("INS-020",),
    codes=_VALUE,
)
PHYSICIANS_NOT_WARNED = verdict(
    "documents.pdf-physicians-not-warned",
    fr="Une page de garde ne peut être ajoutée : le médecin qui a validé le document n'est pas averti.",
    en="No cover page may be added: the physician who validated the document was not warned.",
    way_out="Avertissez les médecins concernés, puis indiquez la date à laquelle ils l'ont été.",
    source="INS-020; ORG-008",
    how_to_obtain="Demandez une page de garde sans dire quand les médecins ont été avertis.",
    rules=("INS-020",),
    codes=_VALUE,
)
COVER_TRANSITIONAL = verdict(
    "documents.pdf-cover-transitional",
    fr="La page de garde est une solution transitoire, qui ne saurait durer : le cartouche doit être sur le document.",
    en="The cover page is a transitional workaround that must not last: the cartouche belongs on the document itself.",
    way_out="Prévoyez avec l'éditeur du logiciel l'impression du cartouche avant la validation du document.",
    source="INS-019",
    how_to_obtain="Ajoutez une page de garde à un compte rendu validé.",
    rules=("INS-019",),
    severity=Severity.WARNING,
)
