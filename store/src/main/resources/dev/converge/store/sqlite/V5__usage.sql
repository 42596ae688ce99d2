-- What each key of a tenant used on each day, for quotas; days are counted from 1970.
CREATE TABLE usage (
  tenant_no INTEGER NOT NULL REFERENCES tenant (tenant_no),
  key TEXT NOT NULL,
  day INTEGER NOT NULL,
  jobs INTEGER NOT NULL,
  cost_micros INTEGER NOT NULL,
  PRIMARY KEY (tenant_no, key, day)
) STRICT, WITHOUT ROWID;

CREATE INDEX usage_by_day ON usage (day);
