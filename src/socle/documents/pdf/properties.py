"""What PDF/A asks for and we verify: each property by name, with its clause in ISO 19005-1 and in ISO 19005-3.

Not verified, and so never a reason to say that a file is sound: that each glyph drawn is in its font (6.3.5), the
widths of Type 1 and CFF fonts (6.3.6), the colours of images compressed as JPEG 2000, the tags of conformance A.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Property:
    """A property: its clause in parts 1 and 3 (empty when that part does not ask it), and what is asked in words."""

    name: str
    part1: str
    part3: str
    fr: str
    en: str

    def clause(self, part: int) -> str:
        return self.part1 if part == 1 else self.part3


PROPERTIES: Mapping[str, Property] = MappingProxyType(
    {
        one.name: one
        for one in (
            Property(
                "header",
                "6.1.2",
                "6.1.2",
                "l'en-tête %PDF-1.n au premier octet, suivi d'un commentaire binaire",
                "the header %PDF-1.n from the first byte on, then a binary comment",
            ),
            Property(
                "trailer",
                "6.1.3",
                "6.1.3",
                "un identifiant de fichier, rien après la fin",
                "a file identifier, nothing after the end",
            ),
            Property(
                "encryption",
                "6.1.3",
                "6.1.3",
                "aucun chiffrement",
                "no encryption",
            ),
            Property(
                "cross-reference",
                "6.1.4",
                "6.1.4",
                "une table des objets en clair et intacte",
                "a table of objects in clear and intact",
            ),
            Property(
                "filters",
                "6.1.10",
                "6.1.7.2",
                "aucune compression LZW (ni, en partie 1, JPEG 2000 et Crypt)",
                "no LZW (nor, in part 1, JPEG 2000 and Crypt)",
            ),
            Property(
                "external-streams",
                "6.1.7",
                "6.1.7.1",
                "aucun flux hors du fichier",
                "no stream outside the file",
            ),
            Property(
                "embedded-files",
                "6.1.11",
                "6.8",
                "aucun fichier joint (partie 3 : joint et décrit)",
                "no attached file (part 3: attached and described)",
            ),
            Property(
                "limits",
                "6.1.12",
                "6.1.13",
                "des objets dans les limites de mise en œuvre",
                "objects within the limits of implementation",
            ),
            Property(
                "optional-content",
                "6.1.13",
                "",
                "aucun calque",
                "no layer",
            ),
            Property(
                "output-intent",
                "6.2.2",
                "6.2.3",
                "une intention de sortie avec son profil ICC",
                "an output intent with its ICC profile",
            ),
            Property(
                "colours",
                "6.2.3",
                "6.2.4.3",
                "des couleurs que l'intention de sortie définit",
                "colours that the output intent defines",
            ),
            Property(
                "images",
                "6.2.4",
                "6.2.8",
                "des images sans interpolation ni variante",
                "images without interpolation or alternates",
            ),
            Property(
                "xobjects",
                "6.2.5",
                "6.2.9",
                "aucun PostScript, aucune référence externe",
                "no PostScript, no reference outside",
            ),
            Property(
                "graphics-state",
                "6.2.8",
                "6.2.5",
                "aucune fonction de transfert",
                "no transfer function",
            ),
            Property(
                "operators",
                "6.2.10",
                "6.2.2",
                "des opérateurs connus, des états équilibrés",
                "known operators, balanced states",
            ),
            Property(
                "fonts-embedded",
                "6.3.4",
                "6.2.11.4.1",
                "toutes les polices incorporées",
                "every font in the file",
            ),
            Property(
                "font-subsets",
                "6.3.5",
                "",
                "des sous-ensembles de polices qui disent leurs glyphes",
                "subsets of fonts that tell their glyphs",
            ),
            Property(
                "font-structure",
                "6.3.3",
                "6.2.11.3",
                "des polices composées complètes",
                "composite fonts that are whole",
            ),
            Property(
                "font-widths",
                "6.3.6",
                "6.2.11.5",
                "des polices TrueType aussi larges que le document le dit",
                "TrueType fonts as wide as the document says",
            ),
            Property(
                "transparency",
                "6.4",
                "",
                "aucune transparence",
                "no transparency",
            ),
            Property(
                "annotations",
                "6.5",
                "6.3",
                "des annotations permises, visibles et imprimées",
                "annotations that are allowed, visible and printed",
            ),
            Property(
                "actions",
                "6.6",
                "6.5",
                "aucune action interdite, aucun JavaScript",
                "no forbidden action, no JavaScript",
            ),
            Property(
                "metadata",
                "6.7.2",
                "6.6.2.1",
                "des métadonnées XMP lisibles et non compressées",
                "XMP metadata, readable and not compressed",
            ),
            Property(
                "info",
                "6.7.3",
                "",
                "les mêmes valeurs dans XMP et dans Info",
                "the same values in XMP and in Info",
            ),
            Property(
                "schemas",
                "6.7.8",
                "6.6.2.3",
                "des propriétés XMP prédéfinies ou décrites",
                "XMP properties that are predefined or described",
            ),
            Property(
                "claim",
                "6.7.11",
                "6.6.4",
                "la partie et le niveau annoncés dans XMP",
                "the part and the level claimed in XMP",
            ),
            Property(
                "forms",
                "6.9",
                "6.4",
                "aucun formulaire XFA, aucun champ à dessiner",
                "no XFA form, no field left to draw",
            ),
        )
    }
)
