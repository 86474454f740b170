-- Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
-- Written by opsctl. Runs last, at the first start of an empty volume.
-- Its rows say that the initialisation ran to its end, and give the health check a place to write.
BEGIN;
CREATE SCHEMA opsctl;
CREATE TABLE opsctl.initialized (at timestamptz NOT NULL DEFAULT now());
CREATE TABLE opsctl.probe (id text PRIMARY KEY, written text NOT NULL, at timestamptz NOT NULL DEFAULT now());
GRANT USAGE ON SCHEMA opsctl TO app;
GRANT SELECT ON opsctl.initialized TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON opsctl.probe TO app;
INSERT INTO opsctl.initialized DEFAULT VALUES;
COMMIT;
