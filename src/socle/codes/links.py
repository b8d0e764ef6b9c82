"""Correspondences between value sets: type to class, media type and template to format."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from socle.codes.tables import table, value_set
from socle.codes.values import CodeEntry


def class_of(type_code: str) -> CodeEntry | None:
    """The class that goes with a document type, retired types included; None for an unknown type.

    Source: ASS_X04-CorrespondanceType-Classe-CISIS; spec/dmp.md 4.2 (classCode is deduced from typeCode).
    """
    return _classes().get(type_code)


def format_of_media_type(media_type: str) -> CodeEntry | None:
    """The format of a level-1 document by the media type of its body; None outside the table.

    Source: ASS_A12-CorresMediaTypeCDANonStructure-XdsFormatCode-CISIS.
    """
    return _formats_by_media_type().get(media_type)


def format_of_template(template_id: str) -> CodeEntry | None:
    """The format of a structured document by its templateId; None outside the table.

    Source: ASS_A11-CorresModeleCDA-XdsFormatCode-CISIS.
    """
    return _formats_by_template().get(template_id)


def label(value_set_name: str, code: str, scheme: str | None = None) -> str:
    """The French label that a page shows; the code itself when the set does not hold it."""
    return value_set(value_set_name).label(code, scheme)


def in_dmp_types(type_code: str) -> bool:
    """Whether the type is of JDV_J66_TypeCode_DMP, as read in February 2024."""
    entry = value_set("type_code").get(type_code)
    return entry is not None and entry.extra["in_dmp"] == "yes"


@cache
def _classes() -> Mapping[str, CodeEntry]:
    classes = value_set("class_code")
    pairs = ((row["type_code"], classes.get(row["class_code"])) for row in table("type_to_class"))
    return {type_code: entry for type_code, entry in pairs if entry is not None}


@cache
def _formats_by_media_type() -> Mapping[str, CodeEntry]:
    return {row["media_type"]: _format(row) for row in table("media_type_to_format")}


@cache
def _formats_by_template() -> Mapping[str, CodeEntry]:
    return {row["template_id"]: _format(row) for row in table("template_to_format")}


def _format(row: Mapping[str, str]) -> CodeEntry:
    """The entry of the format value set; a format that the set does not hold keeps its code and scheme."""
    code, scheme = row["format_code"], row["format_scheme"]
    return value_set("format_code").get(code, scheme) or CodeEntry(code, scheme, code)
