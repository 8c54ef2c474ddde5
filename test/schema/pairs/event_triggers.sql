-- Event triggers.

-- pair: add an event trigger
-- budget: 2 2
-- from
-- to
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION watch();

-- pair: another event
-- budget: 2 2
-- both
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
-- from
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch();
-- to
CREATE EVENT TRIGGER watch ON sql_drop EXECUTE FUNCTION watch();

-- pair: other tags, with comment and owner
-- budget: 3 3
-- both
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
-- from
CREATE EVENT TRIGGER watch ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION watch();
COMMENT ON EVENT TRIGGER watch IS 'look';
-- to
CREATE EVENT TRIGGER watch ON ddl_command_start WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION watch();
COMMENT ON EVENT TRIGGER watch IS 'look';

-- pair: disable an event trigger
-- budget: 1 1
-- both
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch();
-- from
-- to
ALTER EVENT TRIGGER watch DISABLE;

-- pair: event triggers on replicas, and always
-- budget: 2 2
-- both
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER "a watch" ON ddl_command_end EXECUTE FUNCTION watch();
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch();
-- from
ALTER EVENT TRIGGER "a watch" DISABLE;
-- to
ALTER EVENT TRIGGER "a watch" ENABLE REPLICA;
ALTER EVENT TRIGGER watch ENABLE ALWAYS;

-- pair: what is made beside an event trigger that forbids it
-- budget: 4 4
-- from
-- to
CREATE TABLE persons (id int);
CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''forbidden''; END';
CREATE EVENT TRIGGER forbid ON ddl_command_start WHEN TAG IN ('CREATE TABLE', 'DROP TABLE', 'GRANT') EXECUTE FUNCTION forbid();

-- pair: the function of an event trigger
-- budget: 1 1
-- from
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch();
-- to
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch();
