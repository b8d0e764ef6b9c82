"""Référencement: which requirements of a matrix (REM) apply to a software, which are proven, what each client adds."""
