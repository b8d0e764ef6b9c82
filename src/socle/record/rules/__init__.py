"""The record's decisions: pure functions on facts. No database, no clock, no framework.

`may` is the truth about access and explains itself; `may_see` is the same for one document of a list;
`may_feed` judges a submission, all its faults at once.
"""

from socle.record.rules.access import may, may_attempt, may_refer, may_see
from socle.record.rules.administration import is_administrator, may_be_blocked, may_be_named
from socle.record.rules.audience import Audience, Reader, audience
from socle.record.rules.authorship import site_to_trace
from socle.record.rules.consent import admitted_by, consent_ends, is_in_care_team, may_record_opposition
from socle.record.rules.feeding import check_submission, feeding_action, may_feed
from socle.record.rules.linking import first_versions
from socle.record.rules.matrix import TypeScope, readable_types
from socle.record.rules.patient import same_patient, same_patient_fed
from socle.record.rules.representation import minor_associated
from socle.record.rules.rights import actor_class, is_health_professional
from socle.record.rules.state import record_serves
from socle.record.rules.updating import actions_of, check_structure_of_update, may_update
from socle.record.rules.visibility import document_shows, is_author, is_masked, opens_at
from socle.record.rules.will import (
    authorisation_holder,
    authorisation_state,
    authorisations_of,
    ids_authorised_with,
    is_blocked,
    is_minor,
    is_treating_physician,
)

__all__ = [
    "Audience",
    "Reader",
    "TypeScope",
    "actions_of",
    "actor_class",
    "admitted_by",
    "audience",
    "authorisation_holder",
    "authorisation_state",
    "authorisations_of",
    "check_structure_of_update",
    "check_submission",
    "consent_ends",
    "document_shows",
    "feeding_action",
    "first_versions",
    "ids_authorised_with",
    "is_administrator",
    "is_author",
    "is_blocked",
    "is_health_professional",
    "is_in_care_team",
    "is_masked",
    "is_minor",
    "is_treating_physician",
    "may",
    "may_attempt",
    "may_be_blocked",
    "may_be_named",
    "may_feed",
    "may_record_opposition",
    "may_refer",
    "may_see",
    "may_update",
    "minor_associated",
    "opens_at",
    "readable_types",
    "record_serves",
    "same_patient",
    "same_patient_fed",
    "site_to_trace",
]
