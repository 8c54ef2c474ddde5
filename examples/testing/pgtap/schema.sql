-- The schema that the migrations make, tried in a transaction that is rolled back: each file begins from the same state.
BEGIN;
SELECT plan(8);

SELECT lives_ok($$ SELECT migrate.upgrade('heads') $$, 'the migrations run');
SELECT ok(migrate.is_applied('heads'), 'all of them');

SELECT has_table('persons');
SELECT col_not_null('persons', 'completed');
SELECT has_function('complete', ARRAY['text']);

SELECT results_eq($$ SELECT complete('Ada') $$, ARRAY[true], 'a person can be completed');
SELECT results_eq($$ SELECT complete('Ada') $$, ARRAY[NULL::boolean], 'once');
SELECT results_eq($$ SELECT name FROM persons WHERE NOT completed $$, ARRAY['Grace'], 'and alone');

SELECT * FROM finish();
ROLLBACK;
