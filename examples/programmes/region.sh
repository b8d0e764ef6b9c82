#!/bin/sh
# A region's month, from twelve operators' files to the monthly report: region.sh FOLDER
set -eu
python3 "$(dirname "$0")/make_files.py" "$1"
cd "$1/region"

# November 2022, with its series of twelve months: flows, documents per inhabitant, certificates; and the report.
socle region compute --region Normandie --month 2022-11 --at 2022-12-05 --operators operateurs-2022-*.csv --mailboxes boites.csv --structures structures.csv --counts comptes.csv --certificates certificats.csv -o rapport.pdf

# One of its visuals as a sheet of its own: never the rows it was made of.
socle region compute --region Normandie --month 2022-11 --at 2022-12-05 --operators operateurs-2022-*.csv --mailboxes boites.csv --structures structures.csv --counts comptes.csv --certificates certificats.csv --visual messages-professional-by-department -o par-departement.csv
