"""The history of a DPI: old documents with their index data, made into level 1 CDA and fed, each once (DOC-019)."""
