"""The programmes that steer the use of the core services: SUN-ES, ESMS numérique, SONS, the regional indicators."""
