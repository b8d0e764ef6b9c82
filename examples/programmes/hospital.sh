#!/bin/sh
# A hospital's November 2022 for SUN-ES, from its three exports to the sheet for OSIS: hospital.sh FOLDER
set -eu
python3 "$(dirname "$0")/make_files.py" "$1"
cd "$1/hopital"

# Which month of the window is the best one to declare?
socle sunes best --window F2 --cme 2022-10-04 --stays sejours.csv --feeds alimentations.csv --messages messages.csv --correspondents correspondants.csv

# November against its targets; every stay that lacks something, by its local number; the report that a director signs,
# whose last sheet is what is typed into OSIS.
socle sunes compute --window F2 --month 2022-11 --cme 2022-10-04 --stays sejours.csv --feeds alimentations.csv --messages messages.csv --correspondents correspondants.csv --missing manquants.csv -o rapport.xlsx

# Before declaring: the 5 % control against what the CNAM and the ANS count (status 1: it would find a gap).
socle sunes gap --declared declare.csv --national national.csv --feeds alimentations.csv --start 2022-11-01 --end 2022-11-30 || true
