"""Whether an archive may be opened, and what counts in it: decided on names and sizes alone, nothing being unpacked.

Source: spec/messaging.md 6, reader rules MSS-20 to MSS-29.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from socle.documents.xdm.verdicts import ENCRYPTED, HOSTILE_NAME, LINK, METHOD, TOO_MUCH
from socle.rulebook import Finding, Said, applies

#: The folder that makes an archive an XDM one. Source: IHE ITI TF-2 3.32.4.1.2.
ROOT = "IHE_XDM"
METADATA = "METADATA.XML"
LEAFLETS = ("INDEX.HTM", "README.TXT")
#: Ways of compressing that are read: stored, deflated.
METHODS = (0, 8)

_NOISE = re.compile(r"__MACOSX|\.svn|\.git|\.DS_Store|\._.*|.*\.swp|Thumbs\.db|desktop\.ini", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: Below it nothing is a bomb, however well it is compressed.
_SMALL = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold: files, bytes once unpacked, and how many times smaller a file may have been made."""

    entries: int = 1000
    unpacked: int = 200_000_000
    ratio: int = 100


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the archive as its directory describes it. Sizes are in bytes."""

    name: str
    size: int = 0
    packed: int = 0
    method: int = 0
    encrypted: bool = False
    link: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The path, with either separator (MSS-20)."""
        return tuple(part for part in self.name.replace("\\", "/").split("/") if part not in {"", "."})

    @property
    def key(self) -> str:
        """The path as it is compared: without case (MSS-20)."""
        return "/".join(self.parts).casefold()

    @property
    def is_folder(self) -> bool:
        return self.name.endswith(("/", "\\"))


@applies("MSS-528")
def check_members(members: Sequence[Member], limits: Limits = LIMITS) -> list[Finding]:
    """Why this archive is not to be opened; nothing when it may be."""
    findings = [*_measures(members, limits)]
    for member in members:
        if _is_hostile(member.name):
            findings.append(HOSTILE_NAME.at(found=member.name))
        if member.link:
            findings.append(LINK.at(found=member.name))
        if member.encrypted:
            findings.append(ENCRYPTED.at(found=member.name))
        elif member.method not in METHODS:
            findings.append(METHOD.at(member.name, expected="0, 8", found=member.method))
    return findings


def _measures(members: Sequence[Member], limits: Limits) -> Iterator[Finding]:
    if len(members) > limits.entries:
        yield TOO_MUCH.at(Said("fichiers", "files"), expected=limits.entries, found=len(members))
    unpacked = sum(member.size for member in members)
    if unpacked > limits.unpacked:
        yield TOO_MUCH.at(Said("octets décompressés", "bytes once unpacked"), expected=limits.unpacked, found=unpacked)
    for member in members:
        if is_bomb(member.size, member.packed, limits):
            yield TOO_MUCH.at(
                Said(f"taux de compression de {member.name}", f"compression ratio of {member.name}"),
                expected=limits.ratio,
                found=member.size // max(member.packed, 1),
            )


def is_bomb(size: int, packed: int, limits: Limits = LIMITS) -> bool:
    """Whether a file of so many bytes was made smaller than any document is. Below 64 KB nothing is."""
    return size > _SMALL and size > limits.ratio * max(packed, 1)


def _is_hostile(name: str) -> bool:
    path = name.replace("\\", "/")
    return (
        path.startswith("/")
        or _DRIVE.match(path) is not None
        or _CONTROL.search(path) is not None
        or ".." in path.split("/")
    )


@applies("MSS-521")
def that_count(members: Iterable[Member]) -> list[Member]:
    """The files that are not what a file manager leaves behind, and no folder."""
    return [
        member
        for member in members
        if member.parts and not member.is_folder and not any(_NOISE.fullmatch(part) for part in member.parts)
    ]


@applies("MSS-520")
def repeated(members: Iterable[Member]) -> frozenset[str]:
    """The names that several files have, case and separators aside: none of these files can be told from the others."""
    return frozenset(name for name, count in Counter(member.key for member in members).items() if count > 1)


@applies("MSS-522", "MSS-523")
def submission_folders(members: Iterable[Member]) -> dict[str, list[Member]]:
    """The files of each submission set, by its folder: one each directly below IHE_XDM at the root, named freely."""
    written: dict[str, str] = {}
    folders: dict[str, list[Member]] = {}
    for member in members:
        above, *below = member.parts
        if above.casefold() == ROOT.casefold() and len(below) > 1:
            folder = written.setdefault(below[0].casefold(), below[0])
            folders.setdefault(folder, []).append(member)
    return folders
