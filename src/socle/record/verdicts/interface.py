"""What a client is told about the version of the interface it speaks, before it calls."""

from __future__ import annotations

from socle.rulebook import Severity, verdict

_REFUSED = {"http": {"status": "403"}}

VITALE_NEEDED = verdict(
    "record.vitale-needed",
    fr="Avec l'API 1, la carte Vitale est lue au premier accès au dossier.",
    en="With API 1 the carte Vitale is read at the first access to a record.",
    way_out="Lisez la carte Vitale du patient, ou passez à une version qui ne la demande pas (2.4 ou 2.5).",
    source="rules.toml DMP-172",
    how_to_obtain="socle duties --api 1 --first-access --on 2022-06-01",
    rules=("DMP-172",),
    codes=_REFUSED,
)
INS_WITH_VERSION_1 = verdict(
    "record.ins-with-version-1",
    fr="Alimenter avec une INS par l'API 1 est risqué, et n'a été ni testé ni validé.",
    en="Feeding with an INS through API 1 is risky, and was neither tested nor validated.",
    way_out="Passez à la version 2.4 ou 2.5 avant d'alimenter avec l'INS.",
    source="rules.toml DMP-184",
    how_to_obtain="socle duties --api 1 --on 2022-06-01",
    rules=("DMP-184",),
    severity=Severity.WARNING,
    codes={},
)
INS_WITH_VERSION_1_REFUSED = verdict(
    "record.ins-with-version-1-refused",
    fr="Alimenter avec une INS par l'API 1 est refusé depuis le 1er janvier 2023.",
    en="Feeding with an INS through API 1 has been refused since 1 January 2023.",
    way_out="Passez à la version 2.4 ou 2.5.",
    source="rules.toml DMP-184",
    how_to_obtain="socle duties --api 1 --on 2023-02-01",
    rules=("DMP-184",),
    codes=_REFUSED,
)
INS_NOT_FROM_INSI = verdict(
    "record.ins-not-from-insi",
    fr="L'INS doit venir du téléservice INSi ; elle vient de {found}.",
    en="The INS must come from the INSi teleservice; it comes from {found}.",
    way_out="Appelez le téléservice INSi pour obtenir l'INS du patient.",
    source="rules.toml DMP-182, DMP-183; PDT-INF-526 v1.8 note 11",
    how_to_obtain="socle duties --api 2.4 --ins-from td00 --on 2023-06-01",
    rules=("DMP-182", "DMP-183"),
    codes=_REFUSED,
)
