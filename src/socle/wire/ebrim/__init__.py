"""ebXML RIM 3.0: slots, names, classifications and external identifiers. Source: OASIS ebRIM 3.0; IHE ITI TF-3 4.2."""
