"""ESMS numérique: who counts, the indicators of use per geographic FINESS and per grappe, eligibility, the proof file."""
