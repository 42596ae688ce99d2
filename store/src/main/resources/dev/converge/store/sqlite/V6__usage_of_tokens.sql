-- Tokens of model calls, which quotas limit too.
ALTER TABLE usage ADD COLUMN tokens INTEGER NOT NULL DEFAULT 0;
