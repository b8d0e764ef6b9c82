"""Files that a request brings, held in memory only and bounded before they are read.

Django writes what is large to the disk; here nothing of a document is ever written by these pages. (What carries a
request of more than a megabyte to them passes it through a file without a name, gone with it: `config/spools`.)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from socle.documents import cda
from socle.documents.control.kinds import Kind, kind_of
from socle.documents.control.verdicts import NOTHING, TOO_LARGE, UNREADABLE_CALL
from socle.rulebook import Finding, Said
from socle.web.words import size

#: Files in one request, bytes of one file, and of all of them with what surrounds them.
MOST_FILES, LARGEST, ALTOGETHER = 20, cda.MAX_SIZE, 50_000_000
#: The field of the form, and of the interface.
FIELD, PROFILE = "fichiers", "profil"
_XML = frozenset({"application/xml", "text/xml", "application/xslt+xml", "application/octet-stream"})
_ZIP = frozenset({"application/zip", "application/x-zip-compressed"})
_LONGEST_NAME = 120
_MORE = Said("davantage", "more")


def _size(count: int) -> Said:
    return Said(size(count), f"{count / 1_000_000:.3g} MB")


def _files(count: int) -> Said:
    return Said(f"{count} fichiers", f"{count} files")


class Refused(Exception):  # noqa: N818 - a refusal, not an error of the program
    """Why nothing of a request is checked."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.verdict.id)
        self.finding = finding


class InMemory(MemoryFileUploadHandler):
    """Holds each file in memory, whatever its length; the request's own was bounded before.

    `cut`: a file was longer than it may be, and nothing after its beginning was read.
    """

    cut = False

    def handle_raw_input(self, *arguments: Any, **named: Any) -> None:
        super().handle_raw_input(*arguments, **named)
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) > LARGEST:
            self.cut = True
            raise StopUpload(connection_reset=True)
        return super().receive_data_chunk(raw_data, start)


def hold_in_memory(request: HttpRequest) -> None:
    """To be called before anything of the request is read. Raises `Refused` for what is announced too large."""
    announced = request.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) > ALTOGETHER:
        raise Refused(TOO_LARGE.at(expected=_size(ALTOGETHER), found=_size(int(announced))))
    request.upload_handlers = [InMemory(request)]


def files_of(request: HttpRequest) -> list[tuple[str, bytes]]:
    """The files of a request with their names: those of a form, or the body itself. Raises `Refused`."""
    try:
        found = _form(request) if request.content_type == "multipart/form-data" else _body(request)
    except (RequestDataTooBig, UnreadablePostError) as error:
        raise Refused(TOO_LARGE.at(expected=_size(LARGEST), found=_MORE)) from error
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise Refused(UNREADABLE_CALL.at(found=Said("un formulaire mal formé", "a malformed form"))) from error
    if not found:
        raise Refused(NOTHING.at())
    if len(found) > MOST_FILES:
        raise Refused(TOO_LARGE.at(expected=_files(MOST_FILES), found=_files(len(found))))
    return found


def _form(request: HttpRequest) -> list[tuple[str, bytes]]:
    sent: Iterable[Any] = (one for name in request.FILES for one in request.FILES.getlist(name))
    found = [(as_shown(one.name), one.read()) for one in sent]
    if any(handler.cut for handler in request.upload_handlers if isinstance(handler, InMemory)):
        raise Refused(TOO_LARGE.at(expected=_size(LARGEST), found=_MORE))
    return found


def _body(request: HttpRequest) -> list[tuple[str, bytes]]:
    if not request.body:
        return []
    if request.content_type not in _XML | _ZIP:
        raise Refused(UNREADABLE_CALL.at(found=f"Content-Type {request.content_type or 'absent'}"))
    name = "archive.zip" if kind_of(request.body) is Kind.ARCHIVE else "document.xml"
    return [(name, request.body)]


def as_shown(written: object, longest: int = _LONGEST_NAME) -> str:
    """The name of a file as a report may repeat it."""
    shown = "".join(letter if letter.isprintable() else "_" for letter in str(written))
    return shown[:longest] or "sans nom"
