-- Partitioned tables to several depths, what partitions inherit and what they have of their own.

-- pair: add a partitioned table
-- budget: 1 1
-- from
-- to
CREATE TABLE events (id int, at date NOT NULL) PARTITION BY RANGE (at);

-- pair: add a partitioned table with partitions
-- from
-- to
CREATE TABLE events (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE events_2021 PARTITION OF events FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE TABLE events_other PARTITION OF events DEFAULT;

-- pair: every kind of partition key and bound
-- from
-- to
CREATE TABLE by_list (a text COLLATE "C", b int) PARTITION BY LIST (a);
CREATE TABLE by_list_1 PARTITION OF by_list FOR VALUES IN ('x', 'it''s', NULL);
CREATE TABLE by_hash (a int, b text) PARTITION BY HASH (a, b);
CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE by_range (a int, b text) PARTITION BY RANGE (a, lower(b) COLLATE "C");
CREATE TABLE by_range_1 PARTITION OF by_range FOR VALUES FROM (MINVALUE, MINVALUE) TO (10, 'a');
CREATE TABLE by_range_2 PARTITION OF by_range FOR VALUES FROM (10, 'a') TO (MAXVALUE, MAXVALUE);

-- pair: three levels of partitions
-- from
-- to
CREATE TABLE events (id int, region text, at date NOT NULL, PRIMARY KEY (id, region, at)) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu') PARTITION BY RANGE (at);
CREATE TABLE events_eu_2020 PARTITION OF events_eu FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') PARTITION BY HASH (id);
CREATE TABLE events_eu_2020_0 PARTITION OF events_eu_2020 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE events_eu_2020_1 PARTITION OF events_eu_2020 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE events_eu_other PARTITION OF events_eu DEFAULT;
CREATE TABLE events_us PARTITION OF events FOR VALUES IN ('us');
CREATE INDEX ON events (at);

-- pair: one more partition
-- from
CREATE TABLE events (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX ON events (at);
INSERT INTO events VALUES (1, '2020-05-01');
-- to
CREATE TABLE events (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE events_2021 PARTITION OF events FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE INDEX ON events (at);

-- pair: attach a table
-- until: 17
-- budget: 1 1
-- from
CREATE TABLE events (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2020 (id int, at date NOT NULL);
INSERT INTO events_2020 VALUES (1, '2020-05-01');
-- to
CREATE TABLE events (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');

-- pair: attach a table, where NOT NULL has names
-- since: 18
-- budget: 2 2
-- from
CREATE TABLE events (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2020 (id int, at date NOT NULL);
INSERT INTO events_2020 VALUES (1, '2020-05-01');
-- to
CREATE TABLE events (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');

-- pair: attach a table that has the keys and indexes already
-- from
CREATE TABLE events (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2020 (id int NOT NULL, at date NOT NULL, PRIMARY KEY (id, at));
CREATE INDEX events_at ON events (at);
CREATE INDEX events_2020_at ON events_2020 (at);
INSERT INTO events_2020 VALUES (1, '2020-05-01');
-- to
CREATE TABLE events (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2020 (id int NOT NULL, at date NOT NULL, PRIMARY KEY (id, at));
CREATE INDEX events_at ON events (at);
CREATE INDEX events_2020_at ON events_2020 (at);
ALTER TABLE events ATTACH PARTITION events_2020 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');

-- pair: other bounds
-- budget: 2 2
-- from
CREATE TABLE events (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
INSERT INTO events VALUES (1, '2020-05-01');
-- to
CREATE TABLE events (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2022-01-01');

-- pair: two partitions change over their bounds
-- budget: 4 4
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('b');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('a');

-- pair: a partition that becomes the default one
-- budget: 2 2
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events DEFAULT;

-- pair: a partition of another table
-- budget: 2 2
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE others (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE others (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF others FOR VALUES IN ('a');

-- pair: a branch with its partitions goes under another parent
-- budget: 2 2
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE others (id int, region text) PARTITION BY LIST (region);
CREATE TABLE branch PARTITION OF events FOR VALUES IN ('a', 'b') PARTITION BY LIST (region);
CREATE TABLE leaf PARTITION OF branch FOR VALUES IN ('a');
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE others (id int, region text) PARTITION BY LIST (region);
CREATE TABLE branch PARTITION OF others FOR VALUES IN ('a', 'b') PARTITION BY LIST (region);
CREATE TABLE leaf PARTITION OF branch FOR VALUES IN ('a');

-- pair: a level comes in between
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE leaf PARTITION OF events FOR VALUES IN ('a');
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE branch PARTITION OF events FOR VALUES IN ('a', 'b') PARTITION BY LIST (region);
CREATE TABLE leaf PARTITION OF branch FOR VALUES IN ('a');

-- pair: the partition key
-- refused: the partition key of table
-- from
CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
-- to
CREATE TABLE events (id int, at date) PARTITION BY LIST (id);

-- pair: partitioned or not
-- refused: the partition key of table
-- from
CREATE TABLE events (id int, at date);
INSERT INTO events VALUES (1, '2020-01-01');
-- to
CREATE TABLE events (id int, at date) PARTITION BY LIST (id);

-- pair: a column for all partitions
-- budget: 1 1
-- from
CREATE TABLE events (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') PARTITION BY HASH (id);
CREATE TABLE events_2020_0 PARTITION OF events_2020 FOR VALUES WITH (MODULUS 1, REMAINDER 0);
INSERT INTO events VALUES (1, '2020-05-01');
-- to
CREATE TABLE events (id int, at date NOT NULL, note text DEFAULT 'x' NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') PARTITION BY HASH (id);
CREATE TABLE events_2020_0 PARTITION OF events_2020 FOR VALUES WITH (MODULUS 1, REMAINDER 0);

-- pair: the type of a column of all partitions
-- budget: 1 1
-- from
CREATE TABLE events (id int, at date NOT NULL, note varchar(10)) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX ON events (note);
INSERT INTO events VALUES (1, '2020-05-01', 'a');
-- to
CREATE TABLE events (id int, at date NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX ON events (note);

-- pair: not null for all partitions, or for one
-- budget: 2 2
-- from
CREATE TABLE events (id int, at date NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
INSERT INTO events VALUES (1, '2020-05-01', 'a');
-- to
CREATE TABLE events (id int NOT NULL, at date NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
ALTER TABLE events_2020 ALTER note SET NOT NULL;

-- pair: a default for all partitions, or for one
-- from
CREATE TABLE events (id int, region text, note text DEFAULT 'a') PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
INSERT INTO events VALUES (1, 'a', 'x');
-- to
CREATE TABLE events (id int, region text, note text DEFAULT 'b') PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
ALTER TABLE events_b ALTER note SET DEFAULT 'c';

-- pair: a new partition without its parent's default
-- from
CREATE TABLE events (id int, region text, note text DEFAULT 'a') PARTITION BY LIST (region);
-- to
CREATE TABLE events (id int, region text, note text DEFAULT 'a') PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
ALTER TABLE events_a ALTER note DROP DEFAULT;

-- pair: a partition that has its columns in another order
-- columns: any order
-- from
CREATE TABLE events (id int, region text, note text) PARTITION BY LIST (region);
-- to
CREATE TABLE events (id int, region text, note text) PARTITION BY LIST (region);
CREATE TABLE events_a (note text, gone int, region text, id int);
ALTER TABLE events_a DROP gone;
ALTER TABLE events ATTACH PARTITION events_a FOR VALUES IN ('a');

-- pair: a check for all partitions
-- budget: 1 1
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int, region text, CONSTRAINT positive CHECK (id > 0)) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');

-- pair: a check of one partition
-- budget: 1 1
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events (CONSTRAINT positive CHECK (id > 0)) FOR VALUES IN ('a');

-- pair: a check of one partition that becomes that of all
-- budget: 1 2
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events (CONSTRAINT positive CHECK (id > 0)) FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int, region text, CONSTRAINT positive CHECK (id > 0)) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');

-- pair: a primary key for all partitions
-- budget: 1 1
-- from
CREATE TABLE events (id int NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int NOT NULL, region text NOT NULL, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');

-- pair: keys of partitions alone
-- budget: 2 2
-- from
CREATE TABLE events (id int NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
ALTER TABLE events_a ADD PRIMARY KEY (id);
ALTER TABLE events_b ADD UNIQUE (region);

-- pair: an index for all partitions
-- budget: 1 1
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a') PARTITION BY LIST (id);
CREATE TABLE events_a_1 PARTITION OF events_a FOR VALUES IN (1);
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a') PARTITION BY LIST (id);
CREATE TABLE events_a_1 PARTITION OF events_a FOR VALUES IN (1);
CREATE INDEX ON events (id);

-- pair: keys on two levels, where some partitions are new
-- budget: 5 4
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a') PARTITION BY LIST (id);
CREATE TABLE events_a_1 PARTITION OF events_a FOR VALUES IN (1);
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int NOT NULL, region text NOT NULL, UNIQUE (region, id)) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a') PARTITION BY LIST (id);
CREATE TABLE events_a_1 PARTITION OF events_a FOR VALUES IN (1);
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');

-- pair: an index for all partitions is another
-- budget: 2 2
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a') PARTITION BY LIST (id);
CREATE TABLE events_a_1 PARTITION OF events_a FOR VALUES IN (1);
CREATE INDEX events_id_idx ON events (id);
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a') PARTITION BY LIST (id);
CREATE TABLE events_a_1 PARTITION OF events_a FOR VALUES IN (1);
CREATE INDEX events_id_idx ON events (id DESC);

-- pair: an index for all partitions of which one has another name
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b') PARTITION BY LIST (id);
CREATE TABLE events_b_1 PARTITION OF events_b FOR VALUES IN (1);
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b') PARTITION BY LIST (id);
CREATE TABLE events_b_1 PARTITION OF events_b FOR VALUES IN (1);
CREATE INDEX of_a ON events_a (id);
CREATE INDEX ON events (id);

-- pair: an index for all partitions while one is detached
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b (id int, region text);
CREATE INDEX ON events (id);

-- pair: an index for all partitions, of which one is a foreign table
-- budget: 1 1
-- from
CREATE FOREIGN DATA WRAPPER none;
CREATE SERVER nowhere FOREIGN DATA WRAPPER none;
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE FOREIGN TABLE events_b PARTITION OF events FOR VALUES IN ('b') SERVER nowhere;
-- to
CREATE FOREIGN DATA WRAPPER none;
CREATE SERVER nowhere FOREIGN DATA WRAPPER none;
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE FOREIGN TABLE events_b PARTITION OF events FOR VALUES IN ('b') SERVER nowhere;
CREATE INDEX ON events (id);

-- pair: an index of one partition
-- budget: 1 1
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
CREATE INDEX ON events_b (id);

-- pair: an index of one partition that becomes part of one for all
-- budget: 1 2
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
CREATE INDEX of_b ON events_b (id);
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
CREATE INDEX of_b ON events_b (id);
CREATE INDEX of_all ON events (id);

-- pair: an index of the parent only, which is not valid
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE INDEX of_all ON ONLY events (id);

-- pair: an index of the parent only, which gets all its parts
-- budget: 2 4
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
CREATE INDEX of_all ON ONLY events (id);
CREATE INDEX of_a ON events_a (id);
ALTER INDEX of_all ATTACH PARTITION of_a;
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
CREATE INDEX of_all ON ONLY events (id);
CREATE INDEX of_a ON events_a (id);
CREATE INDEX of_b ON events_b (id);
ALTER INDEX of_all ATTACH PARTITION of_a;
ALTER INDEX of_all ATTACH PARTITION of_b;

-- pair: indexes of partitions with names and options of their own
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE INDEX of_all ON events (id);
ALTER INDEX events_a_id_idx RENAME TO "of a";
ALTER INDEX "of a" SET (fillfactor = 50);
COMMENT ON INDEX "of a" IS 'a only';

-- pair: a foreign key from a partitioned table
-- budget: 1 1
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE events (id int, town int) PARTITION BY LIST (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2);
INSERT INTO towns VALUES (1);
INSERT INTO events VALUES (1, 1);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE events (id int, town int REFERENCES towns ON DELETE CASCADE) PARTITION BY LIST (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2);

-- pair: a foreign key to a partitioned table
-- budget: 1 1
-- from
CREATE TABLE events (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10);
CREATE TABLE notes (id int PRIMARY KEY, event int);
INSERT INTO events VALUES (1);
INSERT INTO notes VALUES (1, 1);
-- to
CREATE TABLE events (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10);
CREATE TABLE notes (id int PRIMARY KEY, event int REFERENCES events);

-- pair: a foreign key to a partitioned table, whose key is another
-- budget: 4 4
-- from
CREATE TABLE towns (id int NOT NULL, CONSTRAINT towns_id UNIQUE (id)) PARTITION BY RANGE (id);
CREATE TABLE towns_1 PARTITION OF towns FOR VALUES FROM (0) TO (10);
CREATE TABLE events (id int, town int REFERENCES towns (id));
INSERT INTO towns VALUES (1);
INSERT INTO events VALUES (1, 1);
-- to
CREATE TABLE towns (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE towns_1 PARTITION OF towns FOR VALUES FROM (0) TO (10);
CREATE TABLE events (id int, town int REFERENCES towns (id));

-- pair: a foreign key to a partitioned table, whose key is another, with names of the partitions' own on two levels
-- from
CREATE TABLE towns (id int NOT NULL, CONSTRAINT towns_id UNIQUE (id)) PARTITION BY RANGE (id);
CREATE TABLE towns_1 (id int NOT NULL, CONSTRAINT first UNIQUE (id)) PARTITION BY RANGE (id);
CREATE TABLE towns_2 (id int NOT NULL, CONSTRAINT second UNIQUE (id));
ALTER TABLE towns_1 ATTACH PARTITION towns_2 FOR VALUES FROM (0) TO (5);
ALTER TABLE towns ATTACH PARTITION towns_1 FOR VALUES FROM (0) TO (10);
CREATE TABLE events (id int, town int REFERENCES towns (id));
-- to
CREATE TABLE towns (id int, CONSTRAINT towns_id PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE towns_1 (id int, CONSTRAINT first PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE towns_2 (id int, CONSTRAINT second PRIMARY KEY (id));
ALTER TABLE towns_1 ATTACH PARTITION towns_2 FOR VALUES FROM (0) TO (5);
ALTER TABLE towns ATTACH PARTITION towns_1 FOR VALUES FROM (0) TO (10);
CREATE TABLE events (id int, town int REFERENCES towns (id));

-- pair: a foreign key between two partitioned tables
-- from
CREATE TABLE events (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10);
-- to
CREATE TABLE events (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10);
CREATE TABLE notes (id int PRIMARY KEY, event int REFERENCES events) PARTITION BY RANGE (id);
CREATE TABLE notes_1 PARTITION OF notes FOR VALUES FROM (0) TO (10);

-- pair: a foreign key of one partition
-- budget: 1 1
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE events (id int, town int) PARTITION BY LIST (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE events (id int, town int) PARTITION BY LIST (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
ALTER TABLE events_1 ADD FOREIGN KEY (town) REFERENCES towns;

-- pair: a foreign key of one partition that becomes that of all
-- budget: 1 2
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE events (id int, town int) PARTITION BY LIST (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2);
ALTER TABLE events_1 ADD CONSTRAINT of_town FOREIGN KEY (town) REFERENCES towns ON DELETE CASCADE;
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE events (id int, town int CONSTRAINT of_town REFERENCES towns ON DELETE CASCADE) PARTITION BY LIST (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2);

-- pair: detach with keys, indexes and foreign keys, all of which stay
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE events (id int PRIMARY KEY, town int REFERENCES towns) PARTITION BY RANGE (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10);
CREATE INDEX events_town ON events (town);
INSERT INTO towns VALUES (1);
INSERT INTO events VALUES (1, 1);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE events (id int PRIMARY KEY, town int REFERENCES towns) PARTITION BY RANGE (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10);
CREATE INDEX events_town ON events (town);
ALTER TABLE events DETACH PARTITION events_1;

-- pair: a trigger for all partitions
-- budget: 1 1
-- both
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
-- from
-- to
CREATE TRIGGER note AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION noted();

-- pair: a trigger for all partitions that is disabled in one
-- both
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
-- from
-- to
CREATE TRIGGER note AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION noted();
ALTER TABLE events_a DISABLE TRIGGER note;

-- pair: partitions unlogged, with options and another tablespace
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b') WITH (fillfactor = 50);
INSERT INTO events VALUES (1, 'a'), (2, 'b');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE UNLOGGED TABLE events_a PARTITION OF events FOR VALUES IN ('a') WITH (fillfactor = 60);
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b') TABLESPACE elsewhere;

-- pair: the tablespace of a partitioned table
-- budget: 1 1
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region) TABLESPACE elsewhere;

-- pair: the access method of a partitioned table
-- since: 17
-- from
CREATE ACCESS METHOD heap_again TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
-- to
CREATE ACCESS METHOD heap_again TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE events (id int, region text) PARTITION BY LIST (region) USING heap_again;

-- pair: heap as the access method of a partitioned table
-- since: 17
-- budget: 1 1
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region) USING heap;

-- pair: an identity for all partitions
-- since: 17
-- budget: 1 1
-- from
CREATE TABLE events (id int NOT NULL, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int GENERATED ALWAYS AS IDENTITY, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');

-- pair: an identity of a partitioned table without partitions
-- budget: 1 1
-- from
CREATE TABLE events (id int NOT NULL, region text) PARTITION BY LIST (region);
-- to
CREATE TABLE events (id int GENERATED ALWAYS AS IDENTITY, region text) PARTITION BY LIST (region);

-- pair: a generated column of all partitions
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
INSERT INTO events VALUES (1, 'a');
-- to
CREATE TABLE events (id int, region text, twice int GENERATED ALWAYS AS (id * 2) STORED) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');

-- pair: a partition that a view and a function use
-- budget: 2 2
-- both
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE VIEW of_a AS SELECT id FROM events_a;
CREATE FUNCTION count_a() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM events_a; END;
INSERT INTO events VALUES (1, 'a');
-- from
-- to
ALTER TABLE events DETACH PARTITION events_a;
ALTER TABLE events ATTACH PARTITION events_a FOR VALUES IN ('a', 'b');

-- pair: partitioned by a function of one's own
-- from
-- to
CREATE FUNCTION bucket(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 % 10';
CREATE TABLE events (id int) PARTITION BY LIST (bucket(id));
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);

-- pair: partitioned by an enum
-- from
-- to
CREATE TYPE region AS ENUM ('eu', 'us');
CREATE TABLE events (id int, region region) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');

-- pair: partitions with keys move to another table, whose key has the name of the first one's
-- from
CREATE TABLE a (id int) PARTITION BY HASH (id);
CREATE TABLE a0 PARTITION OF a FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE a1 PARTITION OF a FOR VALUES WITH (MODULUS 2, REMAINDER 1);
ALTER TABLE a ADD CONSTRAINT the_key PRIMARY KEY (id);
-- to
CREATE TABLE b (id int) PARTITION BY HASH (id);
CREATE TABLE a0 PARTITION OF b FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE a1 PARTITION OF b FOR VALUES WITH (MODULUS 2, REMAINDER 1);
ALTER TABLE b ADD CONSTRAINT the_key PRIMARY KEY (id);

-- pair: a partition is detached, and has fewer columns
-- columns: any order
-- from
CREATE TABLE p (a int, b text DEFAULT 'x', CONSTRAINT big CHECK (a > 0)) PARTITION BY LIST (a);
CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
INSERT INTO c VALUES (1, 'a');
-- to
CREATE TABLE p (a int, b text DEFAULT 'x', CONSTRAINT big CHECK (a > 0)) PARTITION BY LIST (a);
CREATE TABLE c (a int);
INSERT INTO c VALUES (1);

-- pair: a partition remains of a table that goes, and has fewer columns
-- columns: any order
-- from
CREATE TABLE p (a int, b text DEFAULT 'x', CONSTRAINT big CHECK (a > 0)) PARTITION BY LIST (a);
CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
INSERT INTO c VALUES (1, 'a');
-- to
CREATE TABLE c (a int);
INSERT INTO c VALUES (1);

-- pair: a key of a partitioned table whose partitions allowed NULL
-- entries: any order
-- from
CREATE TABLE p (a int, b text) PARTITION BY LIST (a);
CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
INSERT INTO c VALUES (1, 'a');
-- to
CREATE TABLE p (a int PRIMARY KEY, b text) PARTITION BY LIST (a);
CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
INSERT INTO c VALUES (1, 'a');

-- pair: an identity column for a table that has partitions
-- budget: 2 1
-- columns: any order
-- from
CREATE TABLE t (k int) PARTITION BY LIST (k);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
-- to
CREATE TABLE t (k int, id int GENERATED ALWAYS AS IDENTITY) PARTITION BY LIST (k);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);

-- pair: other bounds, and another type of a column
-- budget: 3 3
-- from
CREATE TABLE t (k int, a smallint) PARTITION BY LIST (k);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
CREATE INDEX i ON t (a);
-- to
CREATE TABLE t (k int, a int) PARTITION BY LIST (k);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (2);
CREATE INDEX i ON t (a);

-- pair: partitions change their bounds with each other, and columns come and change
-- budget: 6 6
-- from
CREATE TABLE t (k int, a smallint) PARTITION BY LIST (k);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
CREATE TABLE t2 PARTITION OF t FOR VALUES IN (2);
-- to
CREATE TABLE t (k int, a int, b text) PARTITION BY LIST (k);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (2);
CREATE TABLE t2 PARTITION OF t FOR VALUES IN (1);

-- pair: other bounds, and other defaults and NOT NULL
-- budget: 5 5
-- from
CREATE TABLE t (k int, a int, b int, d int DEFAULT 1) PARTITION BY LIST (k);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
-- to
CREATE TABLE t (k int, a int NOT NULL, b int DEFAULT 4, d int) PARTITION BY LIST (k);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (2);

-- pair: a partition leaves for good, and both change
-- from
CREATE TABLE t (k int, a smallint, b int, d int DEFAULT 1) PARTITION BY LIST (k);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
-- to
CREATE TABLE t (k int, a int NOT NULL, b int DEFAULT 4, d int, e text) PARTITION BY LIST (k);
CREATE TABLE t1 (k int, a int NOT NULL, b int DEFAULT 4, d int, e text);

-- pair: a partition leaves for good, and the column of an index goes with the parent's
-- budget: 4 7
-- columns: any order
-- from
CREATE TABLE t (k int, a int, b int) PARTITION BY LIST (k);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
CREATE TABLE t2 PARTITION OF t FOR VALUES IN (2);
CREATE INDEX of_all ON t (a);
CREATE INDEX of_others ON t (b);
-- to
CREATE TABLE t (k int, b int) PARTITION BY LIST (k);
CREATE TABLE t1 (k int, a int, b int);
CREATE TABLE t2 PARTITION OF t FOR VALUES IN (2);
CREATE INDEX of_others ON t (b);

-- pair: a partition comes, with indexes under the usual names, and under others
-- budget: 4 1
-- from
CREATE TABLE t (k int, "a b" int, c text) PARTITION BY LIST (k);
CREATE INDEX ON t ("a b", lower(c) DESC) INCLUDE (k);
CREATE INDEX ON t ((k + 1), (("a b" * 2)));
CREATE UNIQUE INDEX ON t (k, c) WHERE c <> '';
CREATE INDEX of_c ON t (c);
-- to
CREATE TABLE t (k int, "a b" int, c text) PARTITION BY LIST (k);
CREATE INDEX ON t ("a b", lower(c) DESC) INCLUDE (k);
CREATE INDEX ON t ((k + 1), (("a b" * 2)));
CREATE UNIQUE INDEX ON t (k, c) WHERE c <> '';
CREATE INDEX of_c ON t (c);
CREATE TABLE t1 (k int, "a b" int, c text);
CREATE INDEX t1_of_c ON t1 (c);
ALTER TABLE t ATTACH PARTITION t1 FOR VALUES IN (1);
COMMENT ON INDEX t1_of_c IS 'not the usual name';

-- pair: a partition comes whose index is called as another that goes
-- budget: 4 2
-- from
CREATE TABLE t (k int, a int) PARTITION BY LIST (k);
CREATE INDEX of_a ON t (a);
CREATE TABLE other (a int);
CREATE INDEX t1_a_idx ON other (a);
-- to
CREATE TABLE t (k int, a int) PARTITION BY LIST (k);
CREATE INDEX of_a ON t (a);
CREATE TABLE other (a int);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);

-- pair: a partition keeps the name of a column that its parent's gets another of, and is detached
-- from
CREATE TABLE events (region text, note char(8)) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
INSERT INTO events VALUES ('a', 'b');
-- to
CREATE TABLE events (region text, state char(8)) PARTITION BY LIST (region);
CREATE TABLE events_a (region text, note char(8));

-- pair: a partition gets other bounds and an index for all goes
-- budget: 3 3
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE INDEX ON events (id);
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('b');

-- pair: a partition comes with a key of its own, and with an index that is unique for all
-- budget: 2 2
-- from
CREATE TABLE events (id int, region text, name text) PARTITION BY LIST (region);
CREATE UNIQUE INDEX ON events (region, id);
-- to
CREATE TABLE events (id int, region text, name text) PARTITION BY LIST (region);
CREATE UNIQUE INDEX ON events (region, id);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
ALTER TABLE events_a ADD UNIQUE (name);

-- pair: an index on what looks like functions, for all partitions
-- budget: 1 1
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE INDEX ON events (COALESCE(region, 'b'), GREATEST(id, 1), NULLIF(id, 2), lower(region));

-- pair: a table becomes a partition whose index, key and primary key are those of the parent
-- until: 17
-- budget: 2 6
-- from
CREATE TABLE events (id int, region text, kind int) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a') PARTITION BY LIST (id);
ALTER TABLE events ADD PRIMARY KEY (region, id);
ALTER TABLE events ADD UNIQUE (region, id, kind) DEFERRABLE;
CREATE INDEX ON events (kind);
CREATE TABLE events_a_1 (id int, region text, kind int);
-- to
CREATE TABLE events (id int, region text, kind int) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a') PARTITION BY LIST (id);
ALTER TABLE events ADD PRIMARY KEY (region, id);
ALTER TABLE events ADD UNIQUE (region, id, kind) DEFERRABLE;
CREATE INDEX ON events (kind);
CREATE TABLE events_a_1 PARTITION OF events_a FOR VALUES IN (1);

-- pair: a table becomes a partition whose index, key and primary key are those of the parent, with NOT NULL as its own
-- since: 18
-- budget: 3 6
-- from
CREATE TABLE events (id int, region text, kind int) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a') PARTITION BY LIST (id);
ALTER TABLE events ADD PRIMARY KEY (region, id);
ALTER TABLE events ADD UNIQUE (region, id, kind) DEFERRABLE;
CREATE INDEX ON events (kind);
CREATE TABLE events_a_1 (id int, region text, kind int);
-- to
CREATE TABLE events (id int, region text, kind int) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a') PARTITION BY LIST (id);
ALTER TABLE events ADD PRIMARY KEY (region, id);
ALTER TABLE events ADD UNIQUE (region, id, kind) DEFERRABLE;
CREATE INDEX ON events (kind);
CREATE TABLE events_a_1 PARTITION OF events_a FOR VALUES IN (1);

-- pair: a table whose columns may not be NULL becomes a partition of one with a primary key
-- budget: 1 2
-- from
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
ALTER TABLE events ADD PRIMARY KEY (region, id);
CREATE TABLE events_a (id int NOT NULL, region text NOT NULL);
-- to
CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
ALTER TABLE events ADD PRIMARY KEY (region, id);
CREATE TABLE events_a (id int NOT NULL, region text NOT NULL);
ALTER TABLE events ATTACH PARTITION events_a FOR VALUES IN ('a');

-- pair: a column that may not be NULL and the primary key are made anew in all partitions
-- columns: any order
-- from
CREATE TABLE events (region text, name text GENERATED ALWAYS AS (upper(region)) STORED) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
ALTER TABLE events_a ADD PRIMARY KEY (name);
-- to
CREATE TABLE events (region text, name int) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
ALTER TABLE events_a ADD PRIMARY KEY (name);

-- pair: a partition where a column of its parent's index was called otherwise
-- budget: 2 1
-- both
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE INDEX persons_name ON persons (name);
ALTER TABLE persons RENAME name TO full_name;
-- from
-- to
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);

-- pair: a partition where its parent's index has never been called otherwise
-- budget: 3 1
-- from
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE INDEX persons_name ON persons (name);
ALTER TABLE persons RENAME name TO full_name;
-- to
CREATE TABLE persons (id int, full_name text) PARTITION BY LIST (id);
CREATE INDEX persons_name ON persons (full_name);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);

-- pair: a partition while a function in its parent's index gets another name
-- budget: 2 4
-- from
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE FUNCTION short(text) RETURNS text IMMUTABLE LANGUAGE sql RETURN left($1, 3);
CREATE INDEX persons_name ON persons (short(name), id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);
-- to
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE FUNCTION shortened(text) RETURNS text IMMUTABLE LANGUAGE sql RETURN left($1, 3);
CREATE INDEX persons_name ON persons (shortened(name), id);

-- pair: statistics of an index and those of the partitions that have the same
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text, code text) PARTITION BY LIST (id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1, 2) PARTITION BY LIST (id);
CREATE TABLE farmers PARTITION OF workers FOR VALUES IN (2);
CREATE INDEX persons_name ON persons (upper(name), lower(code));
-- from
ALTER INDEX persons_name ALTER COLUMN 1 SET STATISTICS 5;
-- to
ALTER INDEX persons_name ALTER COLUMN 1 SET STATISTICS 6;
ALTER INDEX persons_name ALTER COLUMN 2 SET STATISTICS 7;

-- pair: statistics of an index where a partition keeps its own, or gets them
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);
CREATE TABLE farmers PARTITION OF persons FOR VALUES IN (2);
CREATE INDEX persons_name ON persons (upper(name));
-- from
ALTER INDEX persons_name ALTER COLUMN 1 SET STATISTICS 5;
ALTER INDEX workers_upper_idx ALTER COLUMN 1 SET STATISTICS 8;
-- to
ALTER INDEX persons_name ALTER COLUMN 1 SET STATISTICS 6;
ALTER INDEX workers_upper_idx ALTER COLUMN 1 SET STATISTICS 8;

-- pair: an index of partitions with statistics
-- budget: 2 1
-- both
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1, 2) PARTITION BY LIST (id);
CREATE TABLE farmers PARTITION OF workers FOR VALUES IN (2);
-- from
-- to
CREATE INDEX persons_name ON persons (upper(name));
ALTER INDEX persons_name ALTER COLUMN 1 SET STATISTICS 6;

-- pair: an index of partitions with statistics, of which one has others
-- budget: 5 2
-- from
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);
-- to
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);
CREATE TABLE farmers PARTITION OF persons FOR VALUES IN (2);
CREATE INDEX persons_name ON persons (upper(name));
ALTER INDEX persons_name ALTER COLUMN 1 SET STATISTICS 6;
ALTER INDEX workers_upper_idx ALTER COLUMN 1 SET STATISTICS 7;
ALTER INDEX farmers_upper_idx ALTER COLUMN 1 SET STATISTICS -1;

-- pair: an index of partitions with statistics, on three levels that have others, or none
-- budget: 4 1
-- both
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1, 2) PARTITION BY LIST (id);
CREATE TABLE farmers PARTITION OF workers FOR VALUES IN (2);
-- from
-- to
CREATE INDEX persons_name ON persons (upper(name));
ALTER INDEX persons_name ALTER COLUMN 1 SET STATISTICS 6;
ALTER INDEX workers_upper_idx ALTER COLUMN 1 SET STATISTICS -1;
ALTER INDEX farmers_upper_idx ALTER COLUMN 1 SET STATISTICS 7;

-- pair: a partition whose index has statistics, as its parent's has or without
-- budget: 6 2
-- both
CREATE TABLE persons (id int, name text, code text) PARTITION BY LIST (id);
CREATE INDEX persons_name ON persons (upper(name), lower(code));
ALTER INDEX persons_name ALTER COLUMN 1 SET STATISTICS 5;
-- from
-- to
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);
ALTER INDEX workers_upper_lower_idx ALTER COLUMN 1 SET STATISTICS 5;
CREATE TABLE farmers PARTITION OF persons FOR VALUES IN (2);
ALTER INDEX farmers_upper_lower_idx ALTER COLUMN 2 SET STATISTICS 7;

-- pair: a table becomes a partition, whose index has statistics while those of the parent's change
-- budget: 3 3
-- from
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE INDEX persons_name ON persons (upper(name));
ALTER INDEX persons_name ALTER COLUMN 1 SET STATISTICS 5;
CREATE TABLE workers (id int, name text);
-- to
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE INDEX persons_name ON persons (upper(name));
ALTER INDEX persons_name ALTER COLUMN 1 SET STATISTICS 6;
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);
ALTER INDEX workers_upper_idx ALTER COLUMN 1 SET STATISTICS 6;

-- pair: a partition whose index has statistics and a name of its own
-- budget: 4 1
-- both
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE INDEX persons_name ON persons (upper(name));
-- from
-- to
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);
ALTER INDEX workers_upper_idx RENAME TO workers_name;
ALTER INDEX workers_name ALTER COLUMN 1 SET STATISTICS 5;

-- pair: partitions of a partition, and an index above with statistics that they have, or not
-- budget: 7 3
-- from
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1, 2) PARTITION BY LIST (id);
-- to
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1, 2) PARTITION BY LIST (id);
CREATE INDEX persons_name ON persons (upper(name));
CREATE TABLE farmers PARTITION OF workers FOR VALUES IN (1);
CREATE TABLE shepherds PARTITION OF workers FOR VALUES IN (2);
ALTER INDEX persons_name ALTER COLUMN 1 SET STATISTICS 6;
ALTER INDEX farmers_upper_idx ALTER COLUMN 1 SET STATISTICS -1;

-- pair: partitions on three levels whose indexes have statistics
-- budget: 12 1
-- from
-- to
CREATE TABLE persons (id int, name text, code text) PARTITION BY LIST (id);
CREATE INDEX persons_name ON persons (upper(name), lower(code));
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1, 2) PARTITION BY LIST (id);
CREATE TABLE farmers PARTITION OF workers FOR VALUES IN (2) PARTITION BY LIST (id);
CREATE TABLE shepherds PARTITION OF farmers FOR VALUES IN (2);
ALTER INDEX persons_name ALTER COLUMN 1 SET STATISTICS 5;

-- pair: partitions on three levels, of whose indexes the lowest has statistics
-- budget: 7 1
-- both
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE INDEX persons_name ON persons (upper(name));
-- from
-- to
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1, 2) PARTITION BY LIST (id);
CREATE TABLE farmers PARTITION OF workers FOR VALUES IN (2) PARTITION BY LIST (id);
CREATE TABLE shepherds PARTITION OF farmers FOR VALUES IN (2);
ALTER INDEX shepherds_upper_idx ALTER COLUMN 1 SET STATISTICS 7;

-- pair: tables become partitions on three levels, whose indexes have statistics
-- budget: 5 6
-- from
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE INDEX persons_name ON persons (upper(name));
CREATE TABLE workers (id int, name text) PARTITION BY LIST (id);
CREATE TABLE farmers (id int, name text) PARTITION BY LIST (id);
CREATE TABLE shepherds (id int, name text);
-- to
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE INDEX persons_name ON persons (upper(name));
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1, 2) PARTITION BY LIST (id);
CREATE TABLE farmers PARTITION OF workers FOR VALUES IN (2) PARTITION BY LIST (id);
CREATE TABLE shepherds PARTITION OF farmers FOR VALUES IN (2);
ALTER INDEX workers_upper_idx ALTER COLUMN 1 SET STATISTICS 5;
ALTER INDEX shepherds_upper_idx ALTER COLUMN 1 SET STATISTICS -1;

-- pair: partitions whose indexes and keys are clustered, identify rows, have comments, or are referred to
-- budget: 13 3
-- both
CREATE TABLE persons (id int NOT NULL, name text NOT NULL) PARTITION BY LIST (id);
CREATE UNIQUE INDEX persons_name ON persons (name, id);
CREATE INDEX persons_id ON persons (id);
ALTER TABLE persons ADD UNIQUE (id);
-- from
-- to
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);
ALTER TABLE workers CLUSTER ON workers_id_idx;
ALTER TABLE workers REPLICA IDENTITY USING INDEX workers_name_id_idx;
COMMENT ON INDEX workers_id_idx IS 'of numbers';
CREATE TABLE farmers PARTITION OF persons FOR VALUES IN (2);
ALTER TABLE farmers CLUSTER ON farmers_id_key;
ALTER TABLE farmers REPLICA IDENTITY USING INDEX farmers_id_key;
COMMENT ON CONSTRAINT farmers_id_key ON farmers IS 'a key';
COMMENT ON INDEX farmers_id_key IS 'of numbers';
CREATE TABLE fields (farmer int REFERENCES farmers (id));

-- pair: partitions of a partition whose indexes and keys have comments, made by ATTACH of either
-- budget: 7 1
-- both
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE INDEX persons_name ON persons (name);
ALTER TABLE persons ADD UNIQUE (id);
-- from
-- to
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1, 2) PARTITION BY LIST (id);
CREATE TABLE a_farmers PARTITION OF workers FOR VALUES IN (2);
COMMENT ON INDEX a_farmers_name_idx IS 'of names';
COMMENT ON CONSTRAINT a_farmers_id_key ON a_farmers IS 'a key';
COMMENT ON INDEX a_farmers_id_key IS 'of numbers';

-- pair: an index and a key of partitions, of which some are clustered or have comments
-- budget: 6 2
-- both
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1, 2) PARTITION BY LIST (id);
CREATE TABLE farmers PARTITION OF workers FOR VALUES IN (2);
-- from
-- to
CREATE INDEX persons_name ON persons (name);
ALTER TABLE persons ADD UNIQUE (id);
ALTER TABLE farmers CLUSTER ON farmers_name_idx;
COMMENT ON INDEX workers_name_idx IS 'of names';
COMMENT ON CONSTRAINT workers_id_key ON workers IS 'a key';
COMMENT ON INDEX farmers_id_key IS 'of numbers';

-- pair: another type, with which statistics of an index and its partitions' are lost
-- budget: 2 2
-- from
CREATE TABLE persons (id int, size int) PARTITION BY LIST (id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);
CREATE INDEX persons_size ON persons (abs(size));
ALTER INDEX persons_size ALTER COLUMN 1 SET STATISTICS 5;
-- to
CREATE TABLE persons (id int, size bigint) PARTITION BY LIST (id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);
CREATE INDEX persons_size ON persons (abs(size));
ALTER INDEX persons_size ALTER COLUMN 1 SET STATISTICS 5;

-- pair: a view of a partition with an index
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE INDEX ON persons (name);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);
-- from
-- to
CREATE VIEW names AS SELECT name FROM workers;

-- pair: a partition of a table with two indexes on the same column
-- budget: 2 1
-- both
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE INDEX b ON persons (name DESC);
CREATE INDEX a ON persons (name);
CREATE INDEX c ON persons (name) WHERE id > 0;
-- from
-- to
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);

-- pair: a partition of a table with two indexes on the same column, made in another order
-- limit: the server takes an index that sorts otherwise for the same when it attaches a partition
-- both
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
-- from
CREATE INDEX b ON persons (name DESC);
CREATE INDEX a ON persons (name);
-- to
CREATE INDEX a ON persons (name);
CREATE INDEX b ON persons (name DESC);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);

-- pair: a second index of partitions on a column
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);
CREATE TABLE farmers PARTITION OF persons FOR VALUES IN (2);
CREATE INDEX a ON persons (name);
-- from
-- to
CREATE INDEX b ON persons (name DESC);

-- pair: an index that one of the partitions has under another name
-- budget: 5 1
-- both
CREATE TABLE persons (id int, name text) PARTITION BY LIST (id);
CREATE TABLE workers PARTITION OF persons FOR VALUES IN (1);
CREATE TABLE farmers PARTITION OF persons FOR VALUES IN (2);
-- from
-- to
CREATE INDEX a ON persons (name);
ALTER INDEX farmers_name_idx RENAME TO farmers_of_name;

-- pair: a partition of a table whose check is not valid
-- from
CREATE TABLE p (a int) PARTITION BY LIST (a);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
-- to
CREATE TABLE p (a int) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);

-- pair: a partition gives its bounds to another one, which a view reads from now on
-- budget: 4 4
-- from
CREATE TABLE p (a text) PARTITION BY RANGE (a);
CREATE TABLE old PARTITION OF p FOR VALUES FROM ('b') TO ('d');
CREATE VIEW v AS SELECT count(*) AS n FROM old;
-- to
CREATE TABLE p (a text) PARTITION BY RANGE (a);
CREATE TABLE new PARTITION OF p FOR VALUES FROM ('b') TO ('c');
CREATE VIEW v AS SELECT count(*) AS n FROM new;

-- pair: the type of a column of the partition key
-- refused: the partition key of table public.events cannot be changed
-- from
CREATE TABLE events (id int, at timestamp NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
-- to
CREATE TABLE events (id int, at timestamptz NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01+00') TO ('2024-02-01+00');

-- pair: an index of a partition lacks that of one of its own partitions
-- budget: 14 1
-- from
-- to
CREATE TABLE idxpart (a int) PARTITION BY RANGE (a);
CREATE TABLE idxpart1 PARTITION OF idxpart FOR VALUES FROM (0) TO (100);
CREATE TABLE idxpart2 PARTITION OF idxpart FOR VALUES FROM (100) TO (1000) PARTITION BY RANGE (a);
CREATE TABLE idxpart21 PARTITION OF idxpart2 FOR VALUES FROM (100) TO (200);
CREATE TABLE idxpart22 PARTITION OF idxpart2 FOR VALUES FROM (200) TO (300);
CREATE INDEX ON idxpart22 (a);
CREATE INDEX ON ONLY idxpart2 (a);
ALTER INDEX idxpart2_a_idx ATTACH PARTITION idxpart22_a_idx;
CREATE INDEX ON idxpart (a);

-- pair: a foreign key needs a key of which the partition's part has a name of its own
-- from
CREATE TABLE u (a int NOT NULL, b text NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE u1 PARTITION OF u FOR VALUES FROM (0) TO (9);
CREATE TABLE ref (a int, b text);
-- to
CREATE TABLE u (a int NOT NULL, b text NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE u1 PARTITION OF u FOR VALUES FROM (0) TO (9);
ALTER TABLE u1 ADD CONSTRAINT "u1 key" UNIQUE (a, b);
ALTER TABLE u ADD CONSTRAINT u_ab UNIQUE (a, b);
CREATE TABLE ref (a int, b text, FOREIGN KEY (a, b) REFERENCES u (a, b));

-- pair: an index on a table in the middle becomes part of one above
-- budget: 1 2
-- from
CREATE TABLE l0 (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE l1 PARTITION OF l0 FOR VALUES FROM (0) TO (10) PARTITION BY LIST (b);
CREATE TABLE l2 PARTITION OF l1 FOR VALUES IN (1, 2);
CREATE INDEX l1_b ON l1 (b);
-- to
CREATE TABLE l0 (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE l1 PARTITION OF l0 FOR VALUES FROM (0) TO (10) PARTITION BY LIST (b);
CREATE TABLE l2 PARTITION OF l1 FOR VALUES IN (1, 2);
CREATE INDEX l1_b ON l1 (b);
CREATE INDEX l0_b ON l0 (b);

-- pair: default of the parent changes, the partition keeps its own
-- budget: 1 1
-- from
CREATE TABLE m (id int, v int DEFAULT 1) PARTITION BY RANGE (id);
CREATE TABLE m1 PARTITION OF m (v DEFAULT 7) FOR VALUES FROM (1) TO (10);
-- to
CREATE TABLE m (id int, v int DEFAULT 2) PARTITION BY RANGE (id);
CREATE TABLE m1 PARTITION OF m (v DEFAULT 7) FOR VALUES FROM (1) TO (10);

-- pair: default of the parent goes, the partitions keep theirs
-- budget: 1 1
-- from
CREATE TABLE m (id int, v int DEFAULT 1) PARTITION BY RANGE (id);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (1) TO (10);
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20);
-- to
CREATE TABLE m (id int, v int) PARTITION BY RANGE (id);
CREATE TABLE m1 PARTITION OF m (v DEFAULT 1) FOR VALUES FROM (1) TO (10);
CREATE TABLE m2 PARTITION OF m (v DEFAULT 1) FOR VALUES FROM (10) TO (20);

-- pair: not null and default on the parent of partitions
-- budget: 2 3
-- from
CREATE TABLE m (id int, v int) PARTITION BY RANGE (id);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (1) TO (10);
-- to
CREATE TABLE m (id int, v int DEFAULT 3 NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE m1 PARTITION OF m (v DEFAULT NULL) FOR VALUES FROM (1) TO (10);
ALTER TABLE m1 ALTER v DROP DEFAULT;
