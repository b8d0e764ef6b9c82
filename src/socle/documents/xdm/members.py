"""The entries of a ZIP file, read from its directory within bounds. Source: PKWARE APPNOTE 4.3 and 4.4."""

from __future__ import annotations

import stat
import struct
import zipfile
from typing import BinaryIO

from socle.documents.xdm.rules import Limits, Member
from socle.documents.xdm.verdicts import NOT_A_ZIP, TOO_MUCH
from socle.rulebook import Finding, Said

_END, _LOCATOR, _END_64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_END_SIZE, _LOCATOR_SIZE, _END_64_SIZE = 22, 20, 56
_LONGEST_COMMENT = 65535
_NO_END = "no end of central directory"
#: What an entry's description may take, its name and extra fields included.
_DESCRIPTION = 1024
_ENCRYPTED = 0x1 | 0x40 | 0x2000


class Unopened(Exception):  # noqa: N818 - an answer about the bytes, not an error of the program
    """The bytes are not an archive that is opened; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence("en"))
        self.finding = finding


def open_zip(source: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """The archive in `source` (seekable), nothing of it unpacked. Raises `Unopened`.

    How long its directory is is looked up before it is read: a file of zeros may describe a million entries.
    """
    try:
        count, size = _directory(source)
        if count > limits.entries or size > limits.entries * _DESCRIPTION:
            raise Unopened(TOO_MUCH.at(Said("fichiers", "files"), expected=limits.entries, found=count))
        return zipfile.ZipFile(source)
    except UnicodeDecodeError as error:
        raise Unopened(
            NOT_A_ZIP.at(found=Said("un nom de fichier n'est pas en UTF-8", "a file name is not UTF-8"))
        ) from error
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, OverflowError, OSError) as error:
        raise Unopened(NOT_A_ZIP.at(found=_told(error))) from error


def _told(error: Exception) -> Said:
    """Why an archive is not opened, in words; what the library says of a directory that it does not understand."""
    if str(error) == _NO_END:
        return Said("la fin manque, où se lit ce qu'elle contient", "its end is missing, which tells what it holds")
    return Said(
        f"ce qui dit ce qu'elle contient est illisible ({error})", f"what tells its contents is unreadable ({error})"
    )


def _directory(source: BinaryIO) -> tuple[int, int]:
    """How many entries the directory announces, and how many bytes it takes; of two that differ, the greater."""
    length = source.seek(0, 2)
    source.seek(max(0, length - _END_SIZE - _LONGEST_COMMENT - _LOCATOR_SIZE - _END_64_SIZE))
    tail = source.read()
    at = tail.rfind(_END, 0, len(tail) - _END_SIZE + len(_END))
    if at < 0:
        raise zipfile.BadZipFile(_NO_END)
    _, _, _, _, count, size, _, _ = struct.unpack_from("<4s4H2LH", tail, at)
    before = at - _LOCATOR_SIZE - _END_64_SIZE
    if before >= 0 and tail.startswith(_LOCATOR, at - _LOCATOR_SIZE) and tail.startswith(_END_64, before):
        wide_count, wide_size = struct.unpack_from("<2Q", tail, before + 32)
        # In ZIP64 all ones stand in the narrow fields for "see the wide ones".
        return max(wide_count, count % 0xFFFF), max(wide_size, size % 0xFFFFFFFF)
    return count, size


def member(info: zipfile.ZipInfo) -> Member:
    """An entry as the rules judge it, by its name as written."""
    mode = info.external_attr >> 16
    return Member(
        name=info.orig_filename,
        size=info.file_size,
        packed=info.compress_size,
        method=info.compress_type,
        encrypted=bool(info.flag_bits & _ENCRYPTED),
        link=stat.S_ISLNK(mode),
    )
