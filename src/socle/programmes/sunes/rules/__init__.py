"""Pure decisions of SUN-ES: facts in, values and findings out."""
