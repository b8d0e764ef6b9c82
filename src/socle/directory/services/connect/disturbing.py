"""What the sandbox put out of order in Pro Santé Connect, so that a service can be tried against it."""

from __future__ import annotations

from collections.abc import Mapping

from socle.directory.models import Disturbance
from socle.ledger.acting import act

#: What can be put out of order: everything; the level given; whether exercises are told; what one address answers.
DOWN, LEVEL, EXERCISES = "down", "acr", "exercises"
ADDRESSES = ("token", "userinfo", "introspect", "ciba", "authorize")
NAMES = (DOWN, LEVEL, EXERCISES, *ADDRESSES)


def disturbances() -> Mapping[str, str]:
    """What is out of order now, by name."""
    return dict(Disturbance.objects.values_list("name", "value"))


def disturb(values: Mapping[str, str]) -> None:
    """Put these out of order; an empty value puts one back. Raises `ValueError` for what is none of `NAMES`."""
    unknown = set(values) - set(NAMES)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: only {', '.join(NAMES)} can be put out of order")

    def command() -> None:
        for name, value in values.items():
            if value:
                Disturbance.objects.update_or_create(name=name, defaults={"value": value})
            else:
                Disturbance.objects.filter(name=name).delete()

    act(command)


def is_down() -> bool:
    """Whether Pro Santé Connect answers nobody (AUTH-026)."""
    return Disturbance.objects.filter(name=DOWN).exists()
