"""The long campaigns of `make soak`: nothing acknowledged is ever lost, whatever is killed and whenever."""
