"""Nomenclatures: value sets and correspondences of the French health systems. Knows no other room."""

from socle.codes.links import class_of, format_of_media_type, format_of_template, in_dmp_types, label
from socle.codes.tables import names, source, table, value_set
from socle.codes.values import Citation, CodeEntry, ValueSet

__all__ = [
    "Citation",
    "CodeEntry",
    "ValueSet",
    "class_of",
    "format_of_media_type",
    "format_of_template",
    "in_dmp_types",
    "label",
    "names",
    "source",
    "table",
    "value_set",
]
