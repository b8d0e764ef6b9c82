"""What PDF/A asks for and we verify: each property by name, with its clause in ISO 19005-1 and in ISO 19005-3.

Not verified, and so never a reason to say that a file is sound: that each glyph drawn is in its font and as wide as the
dictionary says (6.3.5, 6.3.6), the colours of images compressed as JPEG 2000, the tags of conformance A.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Property:
    """A property: its clause in parts 1 and 3 (empty when that part does not ask it), and what is asked, in French."""

    name: str
    part1: str
    part3: str
    fr: str

    def clause(self, part: int) -> str:
        return self.part1 if part == 1 else self.part3


PROPERTIES: Mapping[str, Property] = MappingProxyType(
    {
        one.name: one
        for one in (
            Property("header", "6.1.2", "6.1.2", "l'en-tête %PDF-1.n au premier octet, suivi d'un commentaire binaire"),
            Property("trailer", "6.1.3", "6.1.3", "un identifiant de fichier, rien après la fin"),
            Property("encryption", "6.1.3", "6.1.3", "aucun chiffrement"),
            Property("cross-reference", "6.1.4", "6.1.4", "une table des objets en clair et intacte"),
            Property("filters", "6.1.10", "6.1.7.2", "aucune compression LZW (ni, en partie 1, JPEG 2000 et Crypt)"),
            Property("external-streams", "6.1.7", "6.1.7.1", "aucun flux hors du fichier"),
            Property("embedded-files", "6.1.11", "6.8", "aucun fichier joint (partie 3 : joint et décrit)"),
            Property("limits", "6.1.12", "6.1.13", "des objets dans les limites de mise en œuvre"),
            Property("optional-content", "6.1.13", "", "aucun calque"),
            Property("output-intent", "6.2.2", "6.2.3", "une intention de sortie avec son profil ICC"),
            Property("colours", "6.2.3", "6.2.4.3", "des couleurs que l'intention de sortie définit"),
            Property("images", "6.2.4", "6.2.8", "des images sans interpolation ni variante"),
            Property("xobjects", "6.2.5", "6.2.9", "aucun PostScript, aucune référence externe"),
            Property("graphics-state", "6.2.8", "6.2.5", "aucune fonction de transfert"),
            Property("operators", "6.2.10", "6.2.2", "des opérateurs connus, des états équilibrés"),
            Property("fonts-embedded", "6.3.4", "6.2.11.4.1", "toutes les polices incorporées"),
            Property("font-subsets", "6.3.5", "", "des sous-ensembles de polices qui disent leurs glyphes"),
            Property("font-structure", "6.3.3", "6.2.11.3", "des polices composées complètes"),
            Property("transparency", "6.4", "", "aucune transparence"),
            Property("annotations", "6.5", "6.3", "des annotations permises, visibles et imprimées"),
            Property("actions", "6.6", "6.5", "aucune action interdite, aucun JavaScript"),
            Property("metadata", "6.7.2", "6.6.2.1", "des métadonnées XMP lisibles et non compressées"),
            Property("info", "6.7.3", "", "les mêmes valeurs dans XMP et dans Info"),
            Property("schemas", "6.7.8", "6.6.2.3", "des propriétés XMP prédéfinies ou décrites"),
            Property("claim", "6.7.11", "6.6.4", "la partie et le niveau annoncés dans XMP"),
            Property("forms", "6.9", "6.4", "aucun formulaire XFA, aucun champ à dessiner"),
        )
    }
)
