-- API keys, each as one line of JSON that does not hold the key itself. Each change takes a greater
-- number, so that their sum tells of every change, in whatever order they are committed.
CREATE SEQUENCE api_key_change;

CREATE TABLE api_key (
  key_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL UNIQUE,
  line text NOT NULL,
  change bigint NOT NULL DEFAULT nextval('api_key_change')
);
