-- Every downgrade works, and leaves nothing behind.
SELECT * FROM migrate.downgrade('base');

SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace;
SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace;
