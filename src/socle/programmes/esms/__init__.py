"""ESMS numérique: who counts, the indicators of use by geographic FINESS and by grappe, eligibility, proofs."""
