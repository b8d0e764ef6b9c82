"""The professional's pages (WebPS). They ask the record's use cases and show the answer; they decide nothing."""
