"""Import of the public extracts and of FHIR resources: each line judged, nothing half-loaded.

`layouts` recognises a file, a reader of each layout (`people`, `details`, `places`, `resources`) turns its lines into
entries, `running` writes them as an edition and puts it in force at the end.
"""
