"""The RPPS+ portal: a structure registers its professionals, and says when they leave (spec/identity.md e.5)."""
