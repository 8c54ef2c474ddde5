-- Rules of tables and views.

-- pair: add a rule
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'Ada');
CREATE TABLE log (id int, what text);
-- from
-- to
CREATE RULE note AS ON INSERT TO persons DO ALSO INSERT INTO log VALUES (new.id, 'new');

-- pair: another action of a rule
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
CREATE TABLE log (id int, what text);
-- from
CREATE RULE note AS ON INSERT TO persons DO ALSO INSERT INTO log VALUES (new.id, 'new');
COMMENT ON RULE note ON persons IS 'note it';
-- to
CREATE RULE note AS ON INSERT TO persons WHERE new.id > 0 DO ALSO INSERT INTO log VALUES (new.id, 'added');
COMMENT ON RULE note ON persons IS 'note it';

-- pair: another event, and INSTEAD
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE RULE "the rule" AS ON UPDATE TO persons WHERE old.id = 1 DO INSTEAD NOTHING;
-- to
CREATE RULE "the rule" AS ON DELETE TO persons DO ALSO NOTHING;

-- pair: a disabled rule
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
CREATE RULE keep AS ON DELETE TO persons DO INSTEAD NOTHING;
-- from
-- to
ALTER TABLE persons DISABLE RULE keep;

-- pair: a rule for replicas, and one that is always in force
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text);
CREATE RULE keep AS ON DELETE TO persons DO INSTEAD NOTHING;
CREATE RULE stay AS ON UPDATE TO persons DO INSTEAD NOTHING;
-- from
ALTER TABLE persons DISABLE RULE keep;
-- to
ALTER TABLE persons ENABLE REPLICA RULE keep;
ALTER TABLE persons ENABLE ALWAYS RULE stay;

-- pair: a new rule that is disabled
-- budget: 2 1
-- both
CREATE TABLE persons (id int, name text);
-- from
-- to
CREATE RULE keep AS ON DELETE TO persons DO INSTEAD NOTHING;
ALTER TABLE persons DISABLE RULE keep;

-- pair: another action of a rule that is disabled
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE RULE keep AS ON DELETE TO persons DO INSTEAD NOTHING;
ALTER TABLE persons DISABLE RULE keep;
-- to
CREATE RULE keep AS ON DELETE TO persons WHERE old.id = 1 DO INSTEAD NOTHING;
ALTER TABLE persons DISABLE RULE keep;

-- pair: rules that make a view updatable come back with the view
-- budget: 6 6
-- both
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'Ada');
-- from
CREATE VIEW names AS SELECT id, name FROM persons;
CREATE RULE names_insert AS ON INSERT TO names DO INSTEAD INSERT INTO persons VALUES (new.id, new.name) RETURNING *;
CREATE RULE names_delete AS ON DELETE TO names DO INSTEAD DELETE FROM persons WHERE persons.id = old.id;
-- to
CREATE VIEW names AS SELECT name, id FROM persons;
CREATE RULE names_insert AS ON INSERT TO names DO INSTEAD INSERT INTO persons VALUES (new.id, new.name) RETURNING name, id;
CREATE RULE names_delete AS ON DELETE TO names DO INSTEAD DELETE FROM persons WHERE persons.id = old.id;

-- pair: the type of a column that a rule uses
-- budget: 3 3
-- both
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'Ada');
CREATE RULE keep AS ON DELETE TO persons WHERE old.id > 5 DO INSTEAD NOTHING;
-- to
CREATE TABLE persons (id bigint, name text);
INSERT INTO persons VALUES (1, 'Ada');
CREATE RULE keep AS ON DELETE TO persons WHERE old.id > 5 DO INSTEAD NOTHING;

-- pair: a rule with several actions
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
CREATE TABLE log (id int, what text);
-- from
-- to
CREATE RULE note AS ON UPDATE TO persons WHERE old.name <> new.name
	DO ALSO (INSERT INTO log VALUES (old.id, old.name); UPDATE log SET what = new.name WHERE log.id = new.id; DELETE FROM log WHERE log.id = new.id);

-- pair: a rule that notifies
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE RULE tell AS ON DELETE TO persons DO ALSO NOTIFY gone, 'it''s';
-- to
CREATE RULE tell AS ON DELETE TO persons DO ALSO NOTIFY "It has gone";
