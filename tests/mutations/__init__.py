"""One change to a document, and what must come of it, written from the specification and not from the checker."""
