"""Why an engine cannot be had."""

from __future__ import annotations

from typing import Final

from socle.rulebook import verdict

_SOURCE: Final = "docs/decisions/0016"

ENGINE_UNKNOWN = verdict(
    "programmes.engine-unknown",
    fr="Le moteur « {found} » n'est pas connu (attendu : {expected}).",
    en="The engine '{found}' is not known (expected: {expected}).",
    way_out="Écrivez duckdb ou spark dans ANALYTICS_ENGINE.",
    source=_SOURCE,
    how_to_obtain="Lancez socle sunes compute avec ANALYTICS_ENGINE=autre.",
    codes={"http": {"status": "500"}},
)
ENGINE_ABSENT = verdict(
    "programmes.engine-absent",
    fr="Le moteur {place} ne peut pas être lancé ici : {found}.",
    en="The engine {place} cannot be started here: {found}.",
    way_out="Installez ce qui manque : pip install 'socle[programmes]' ; pour Spark, aussi 'socle[spark]', "
    "ou vérifiez l'adresse SPARK_REMOTE (sc://serveur:15002).",
    source=_SOURCE,
    how_to_obtain="Lancez socle sunes compute avec ANALYTICS_ENGINE=spark, sans l'extra « spark ».",
    codes={"http": {"status": "501"}},
)
