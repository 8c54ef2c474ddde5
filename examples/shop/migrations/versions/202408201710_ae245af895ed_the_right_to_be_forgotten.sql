-- the right to be forgotten
--
-- Revision ID: ae245af895ed
-- Revises: 4d17c0a1cc28
-- Create Date: 2024-08-20 17:10:00+00

-- migrate:upgrade
CREATE PROCEDURE forget_customer(INOUT who integer, dry boolean DEFAULT true)
    LANGUAGE plpgsql
AS $forget$
DECLARE
    query text;
    hits  bigint;
BEGIN
    -- every table with a column customer_id, by dynamic SQL: quotes within quotes within quotes
    FOR query IN
        SELECT format($q$SELECT count(*) FROM %I.%I WHERE %I = $1 /* $forget_not$ */$q$, n.nspname, c.relname, a.attname)
        FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        JOIN pg_attribute AS a ON a.attrelid = c.oid
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND a.attname = 'customer_id' AND NOT a.attisdropped
        ORDER BY c.relname
    LOOP
        EXECUTE query INTO hits USING who;
        RAISE DEBUG '%: %', query, hits;
    END LOOP;
    IF NOT dry THEN
        UPDATE public.customers
        SET email = 'forgotten-' || who || '@invalid.example', phone = NULL, given_name = '†', family_name = NULL
        WHERE customer_id = who;
        DELETE FROM public.addresses WHERE customer_id = who;
    END IF;
END
$forget$;

-- somebody has asked for it already; nothing is kept, so the downgrade cannot bring it back (nor may it)
CALL forget_customer(200, dry => true);

-- migrate:downgrade
DROP PROCEDURE forget_customer(integer, boolean);
