-- Down and up again, step by step.
BEGIN;
SELECT plan(5);

SELECT lives_ok($$ SELECT migrate.upgrade('heads') $$, 'up');
SELECT results_eq($$ SELECT revision_id FROM migrate.downgrade(1) $$, ARRAY['45c48cce2e2d'], 'the last one down');
SELECT hasnt_function('complete', ARRAY['text'], 'complete() is gone');
SELECT lives_ok($$ SELECT migrate.downgrade('base') $$, 'all down');
SELECT hasnt_table('persons');

SELECT * FROM finish();
ROLLBACK;
