"""The pages of RPPS+, at /rpps-plus/."""
