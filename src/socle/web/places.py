"""The places of the site: where one is, its sign, and what can be reached from there.

Each page belongs to one place. A navigation item whose page does not exist yet is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import Resolver404, resolve


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a navigation: its words, its address, its icon."""

    label: str
    address: str
    icon: str

    @property
    def exists(self) -> bool:
        return page_exists(self.address)


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the site with its own sign. `key` names it in templates and style."""

    key: str
    name: str
    address: str
    sign: str
    items: tuple[Item, ...]

    def current(self, path: str) -> str:
        """The address of the item that `path` stands under: the longest that begins it."""
        under = [item.address for item in self.items if path == item.address or _under(path, item.address)]
        return max(under, key=len, default="")


def _under(path: str, address: str) -> bool:
    """Whether a page stands under another; everything would stand under the home page."""
    return address != "/" and path.startswith(address)


def page_exists(address: str) -> bool:
    """Whether a page of this Socle answers at `address` (a path)."""
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


CITIZEN = Place(
    "citizen",
    "Mon espace santé",
    "/mon-espace/",
    "citizen",
    (
        Item("Accueil", "/mon-espace/", "home"),
        Item("Documents", "/mon-espace/documents/", "document"),
        Item("Accès", "/mon-espace/acces/", "key"),
        Item("Historique", "/mon-espace/historique/", "history"),
    ),
)
PROFESSIONAL = Place(
    "professional",
    "Espace professionnel",
    "/pro/",
    "professional",
    (
        Item("Patients", "/pro/", "people"),
        Item("Admission", "/admission/", "person"),
        Item("Cartes", "/cartes/", "key"),
        Item("Paramètres", "/pro/parametrages/", "sliders"),
    ),
)
STRUCTURE = Place("structure", "Espace de l’établissement", "/structure/", "structure", ())
RPPS_PLUS = Place(
    "rpps-plus",
    "Portail RPPS+",
    "/rpps-plus/",
    "people",
    (
        Item("Professionnels", "/rpps-plus/", "people"),
        Item("Fichier", "/rpps-plus/fichier/", "document"),
        Item("Gestionnaires", "/rpps-plus/gestionnaires/", "key"),
        Item("Traces", "/rpps-plus/traces/", "history"),
        Item("Guide", "/rpps-plus/a-savoir/", "info"),
    ),
)
REGION = Place("region", "Espace de la région", "/region/", "region", ())
SANDBOX = Place(
    "sandbox",
    "Bac à sable",
    "/bac-a-sable/",
    "sandbox",
    (
        Item("Bac à sable", "/bac-a-sable/", "sandbox"),
        Item("Pourquoi ?", "/bac-a-sable/pourquoi/", "scales"),
        Item("Services", "/", "grid"),
        Item("Aide", "/aide/", "help"),
    ),
)
MANUAL = Place(
    "manual",
    "À propos de Socle",
    "/",
    "book",
    (
        Item("Accueil", "/", "home"),
        Item("Règles", "/regles/", "book"),
        Item("Verdicts", "/verdicts/", "scales"),
        Item("Composants", "/composants/", "grid"),
        Item("Aide", "/aide/", "help"),
    ),
)


def place_of(path: str) -> Place:
    """The place that an address stands in, its page existing or not."""
    places = (CITIZEN, PROFESSIONAL, RPPS_PLUS, STRUCTURE, REGION, SANDBOX)
    return next((place for place in places if path.startswith(place.address) or _holds(place, path)), MANUAL)


def _holds(place: Place, path: str) -> bool:
    """Whether a page stands under an item of the place whose address is not the place's own."""
    return place is not SANDBOX and any(_under(path, item.address) for item in place.items)
