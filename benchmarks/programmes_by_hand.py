"""The region-year's question as somebody who knows DuckDB writes it: one establishment, month and indicator a row.

Never imported by Socle: it is what Socle is measured against, and its figures must be the same.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

QUESTION = """
with months as (
  select m::date as first, (m + interval 1 month - interval 1 day)::date as last,
         (m - interval 3 month)::date as dialysis_from
  from range(timestamp '2022-01-01', timestamp '2023-01-01', interval 1 month) r(m)
),
lines as (
  select finess_ej as ej, stay, kind, coalesce(patient, stay) as patient, surgery, discharged,
         coalesce(session_date, discharged) as session
  from read_parquet('{stays}')
),
ordinary as (
  select ej, stay, max(discharged) as discharged, bool_or(surgery) as surgery
  from lines where kind = 'sejour' group by ej, stay
),
sessions as (
  select l.ej, l.patient, m.first, l.stay
  from lines l join months m on l.session between m.dialysis_from and m.last
  where l.kind = 'seance_dialyse'
),
dialysed as (
  select ej, patient, first from sessions group by ej, patient, first having count(distinct stay) >= 3
),
gone as (
  select document from read_parquet('{feeds}') where status in ('deleted', 'replaced')
  union select replaces from read_parquet('{feeds}') where replaces is not null and status <> 'rejected'
),
fed as (
  select finess_ej as ej, stay,
         bool_or(type_code = '11490-0') as letter, bool_or(type_code = '57833-6') as prescription,
         bool_or(type_code = '34874-8') as operation
  from read_parquet('{feeds}') f
  where status = 'accepted' and ins_qualified and level = 'N1' and type_code in ('11490-0', '57833-6', '34874-8')
    and not exists (from gone g where g.document = f.document)
  group by finess_ej, stay
),
told as (
  select distinct finess_ej as ej, stay from read_parquet('{messages}')
  where status = 'accepted' and lower(recipient) like '%@patient.mssante.fr'
    and (ins_qualified or sent < timestamp '2023-01-01')
),
units as (
  select o.ej, date_trunc('month', o.discharged)::date as first, o.surgery,
         coalesce(f.letter, false) as letter, coalesce(f.prescription, false) as prescription,
         coalesce(f.operation, false) as operation, t.stay is not null as told
  from ordinary o left join fed f on f.ej = o.ej and f.stay = o.stay
  left join told t on t.ej = o.ej and t.stay = o.stay
  where o.discharged between date '2022-01-01' and date '2022-12-31'
  union all
  select d.ej, d.first, bool_or(l.surgery),
         coalesce(bool_or(f.letter), false), coalesce(bool_or(f.prescription), false),
         coalesce(bool_or(f.operation), false), bool_or(t.stay is not null)
  from dialysed d join sessions s using (ej, patient, first)
  join lines l on l.ej = s.ej and l.stay = s.stay
  left join fed f on f.ej = s.ej and f.stay = s.stay
  left join told t on t.ej = s.ej and t.stay = s.stay
  group by d.ej, d.patient, d.first
)
select ej, first, count(*) as stays, count(*) filter (letter) as letters,
       count(*) filter (prescription) as prescriptions,
       count(*) filter (surgery) as operated,
       count(*) filter (surgery and operation) as operations, count(*) filter (told) as told
from units group by ej, first order by ej, first
"""


def _connected(folder: Path, memory: str, threads: int) -> duckdb.DuckDBPyConnection:
    spill = str(folder / "spill")
    return duckdb.connect(config={"memory_limit": memory, "threads": threads, "temp_directory": spill})


def answer(folder: Path, memory: str, threads: int) -> list[tuple[object, ...]]:
    """The table, row by row."""
    paths = {name: folder / f"{name}.parquet" for name in ("stays", "feeds", "messages")}
    with _connected(folder, memory, threads) as connection:
        return connection.execute(QUESTION.format(**paths)).fetchall()


FLOWS = """
select date_trunc('month', sent)::date as month,
       count(*) filter (lower(split_part(recipient, '@', 2)) = 'patient.mssante.fr') as citizen,
       count(*) filter (lower(split_part(recipient, '@', 2)) <> 'patient.mssante.fr'
         and (lower(split_part(recipient, '@', 2)) = 'mssante.fr' or lower(recipient) like '%.mssante.fr')
       ) as professional,
       count(*) as lines
from read_csv('{operator}', header = true) group by 1 order by 1
"""


def flows(folder: Path, memory: str, threads: int) -> list[tuple[object, ...]]:
    """The operator's file by month and flow."""
    with _connected(folder, memory, threads) as connection:
        return connection.execute(FLOWS.format(operator=folder / "operator.csv")).fetchall()
