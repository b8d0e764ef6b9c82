"""The public face of the directory: what is known of people and structures, as the Annuaire Santé writes it."""
