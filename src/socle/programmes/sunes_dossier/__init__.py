"""The SUN-ES dossier of an establishment: where each application stands, the 5 % control, what is signed and copied."""
