"""What the pages of the programmes answer of their own: requests beyond their bounds, answers that are gone."""

from __future__ import annotations

from socle.rulebook import verdict

_SOURCE = "Pages /structure/ and /region/; docs/programmes-pages.md"

TOO_LARGE = verdict(
    "programmes.sent-too-large",
    fr="C'est trop à lire en une fois par cette page (trouvé : {found}, au plus : {expected}).",
    en="This is more than this page reads at once (found: {found}, at most: {expected}).",
    way_out="Envoyez moins de fichiers, ou utilisez la ligne de commande (« socle sunes », « socle region »), qui lit "
    "des fichiers de toute taille.",
    source=_SOURCE,
    how_to_obtain="Envoyez plus de 100 Mo de fichiers, ou plus de vingt fichiers, à la page /structure/.",
    codes={"http": {"status": "413"}},
)
UNREADABLE_CALL = verdict(
    "programmes.sent-unreadable",
    fr="Cette demande n'est pas lisible ({found}).",
    en="This request cannot be read ({found}).",
    way_out="Rouvrez la page, choisissez de nouveau les fichiers, puis envoyez-les.",
    source=_SOURCE,
    how_to_obtain="Envoyez à la page /structure/ un formulaire coupé au milieu d'un fichier.",
    codes={"http": {"status": "400"}},
)
BUSY = verdict(
    "programmes.sent-busy",
    fr="D'autres calculs sont en cours : celui-ci n'a pas été commencé (au plus : {expected} à la fois).",
    en="Other computations are going on: this one was not begun (at most: {expected} at once).",
    way_out="Attendez une minute, puis envoyez de nouveau vos fichiers.",
    source=_SOURCE,
    how_to_obtain="Envoyez des fichiers à la page /structure/ pendant que deux calculs sont en cours.",
    codes={"http": {"status": "503"}},
)
TOO_COSTLY = verdict(
    "programmes.sent-too-costly",
    fr="Ce calcul a dépassé ce que cette page lui accorde ({found}) : il a été arrêté.",
    en="This computation went beyond what this page grants ({found}): it was stopped.",
    way_out="Envoyez les fichiers d'un seul mois, ou utilisez la ligne de commande, qui n'a pas cette limite.",
    source=_SOURCE,
    how_to_obtain="Envoyez à la page /structure/ des fichiers dont le calcul dure plus de cinq minutes.",
    codes={"http": {"status": "503"}},
)
NOT_MANAGED = verdict(
    "programmes.own-not-managed",
    fr="Ce qu'une structure a transmis n'est montré qu'à qui la gère (vous en gérez : {found}).",
    en="What a structure sent is shown to whoever manages it alone (you manage: {found}).",
    way_out="Demandez au responsable légal de la structure de vous désigner, ou identifiez-vous avec la carte de qui "
    "l'est déjà.",
    source="SUN-050; spec/programmes.md 5.2",
    how_to_obtain="Dans le bac à sable, ouvrez /structure/transmis/ au nom d'un professionnel qui ne gère rien.",
    rules=("SUN-050",),
    codes={"http": {"status": "403"}},
)
NOTHING_SENT = verdict(
    "programmes.own-nothing-sent",
    fr="{place} n'a transmis aucun document à ce Socle {found} : il n'y a rien à compter.",
    en="{place} sent no document to this Socle {found}: there is nothing to count.",
    way_out="Choisissez une autre période, ou joignez le fichier des envois de votre logiciel : ce que vous envoyez "
    "ailleurs n'est pas connu ici.",
    source=_SOURCE,
    how_to_obtain="Sur la page /structure/, partez de ce que votre structure a transmis, pour une fenêtre où elle n'a "
    "rien envoyé.",
    codes={"http": {"status": "422"}},
)
