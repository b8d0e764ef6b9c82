"""What the pages of professionals and citizens share: whose record, which list, which reader, which history.

Nothing here decides: it asks `record.services` and puts the answers in the shape of the components.
"""
