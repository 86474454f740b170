-- Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
-- Written by opsctl. Runs once, at the first start of an empty volume.
-- Each role gets what its task needs and no more.
ALTER DATABASE "app" OWNER TO app_owner;
REVOKE ALL ON DATABASE "app" FROM PUBLIC;
GRANT CONNECT ON DATABASE "app" TO app, exporter, backup;
GRANT TEMPORARY ON DATABASE "app" TO app;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
GRANT CONNECT ON DATABASE postgres TO exporter, backup;

-- app may create its own tables, so that apps which migrate themselves work; what app_owner creates it may use but not alter.
ALTER SCHEMA public OWNER TO app_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO app;
GRANT USAGE ON SCHEMA public TO exporter;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO app;

GRANT pg_monitor TO exporter;
ALTER ROLE exporter CONNECTION LIMIT 5;
-- Monitoring must get in when the server is full.
GRANT pg_use_reserved_connections TO exporter;

ALTER ROLE backup REPLICATION CONNECTION LIMIT 5;
GRANT pg_read_all_data TO backup;

CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
