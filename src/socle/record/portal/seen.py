"""Who sees a document, in words; and the changes of it that a page offers, each with its consequence."""

from __future__ import annotations

from dataclasses import dataclass

from socle.record.facts import Action
from socle.record.rules import Audience, Reader
from socle.record.services import Standing
from socle.web.words import listed
from socle.wire.xds.model import (
    APPROVED,
    ARCHIVED,
    DELETED,
    INVISIBLE_TO_PATIENT,
    INVISIBLE_TO_REPRESENTATIVES,
    MASKED_TO_PROFESSIONALS,
)

#: What each kind of reader is called, inside a sentence.
READERS = {
    Reader.HOLDER: "le patient",
    Reader.REPRESENTATIVES: "les représentants légaux du patient",
    Reader.AUTHOR: "l’auteur du document",
    Reader.TREATING_PHYSICIAN: "les médecins traitants du patient",
    Reader.ADMINISTRATOR: "les professionnels administrateurs du dossier",
    Reader.PROFESSIONALS: "les autres professionnels autorisés (selon leur métier)",
    Reader.EMERGENCY: "un professionnel en urgence (bris de glace)",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """An audience as two ends of a sentence; "" for nobody."""

    by: str
    hidden: str

    @classmethod
    def of(cls, audience: Audience) -> Seen:
        return cls(
            listed([READERS[one] for one in audience.seen_by]),
            listed([READERS[one] for one in audience.hidden_from]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change that a page offers: its name in the form, its button, what is said once done, what undoes it.

    `needs` is a mark of visibility or a status that the document must bear, `lacks` one that it must not.
    """

    name: str
    action: Action
    button: str
    title: str
    done: str
    icon: str
    back: Action | None = None
    needs: str = ""
    lacks: str = ""
    grave: bool = False
    warning: str = ""

    @property
    def kind(self) -> str:
        """Of the button that opens it."""
        return "grave" if self.grave else ""

    def makes_sense(self, stands: Standing) -> bool:
        """Whether the document stands where this change begins."""
        held = stands.held.entry.visibility | {stands.document.status}
        return (not self.needs or self.needs in held) and self.lacks not in held and DELETED not in held


CHANGES = (
    Change(
        name="masquer",
        action=Action.MASK,
        button="Masquer ce document",
        title="Masquer ce document aux professionnels",
        done="Le document est masqué aux professionnels.",
        icon="eye-off",
        back=Action.UNMASK,
        lacks=MASKED_TO_PROFESSIONALS,
        warning="Faites-le à la demande du patient.",
    ),
    Change(
        name="demasquer",
        action=Action.UNMASK,
        button="Ne plus masquer ce document",
        title="Montrer de nouveau ce document aux professionnels",
        done="Les professionnels autorisés voient de nouveau le document.",
        icon="eye",
        back=Action.MASK,
        needs=MASKED_TO_PROFESSIONALS,
        warning="Faites-le avec l’accord du patient.",
    ),
    Change(
        name="montrer-patient",
        action=Action.SHOW_TO_PATIENT,
        button="Montrer ce document au patient",
        title="Montrer ce document au patient",
        done="Le patient voit maintenant le document.",
        icon="eye",
        needs=INVISIBLE_TO_PATIENT,
        warning="Faites-le une fois l’annonce faite.",
    ),
    Change(
        name="montrer-representants",
        action=Action.SHOW_TO_REPRESENTATIVES,
        button="Montrer ce document aux représentants légaux",
        title="Montrer ce document aux représentants légaux du mineur",
        done="Les représentants légaux voient maintenant le document.",
        icon="eye",
        needs=INVISIBLE_TO_REPRESENTATIVES,
        warning="Faites-le si le mineur en est d’accord.",
    ),
    Change(
        name="archiver",
        action=Action.ARCHIVE,
        button="Archiver ce document",
        title="Archiver ce document",
        done="Le document est archivé : il n’est plus dans la liste, sauf si on y montre les archives.",
        icon="archive",
        back=Action.UNARCHIVE,
        needs=APPROVED,
    ),
    Change(
        name="desarchiver",
        action=Action.UNARCHIVE,
        button="Sortir ce document des archives",
        title="Sortir ce document des archives",
        done="Le document est de nouveau dans la liste.",
        icon="archive",
        back=Action.ARCHIVE,
        needs=ARCHIVED,
    ),
    Change(
        name="supprimer",
        action=Action.DELETE,
        button="Supprimer ce document",
        title="Supprimer ce document du dossier",
        done="Le document est supprimé du dossier.",
        icon="cross",
        grave=True,
        warning="Le patient ne le verra plus. Le journal garde la trace de ce document et de sa suppression.",
    ),
)


def change_of(name: str) -> Change | None:
    return next((one for one in CHANGES if one.name == name), None)
