-- invoices without gaps
--
-- Revision ID: 12b7fdf3edcb
-- Revises: 8741a325a822
-- Create Date: 2024-07-01 10:10:00+00

-- migrate:upgrade
CREATE SEQUENCE credit_note_no AS integer START WITH 500000 INCREMENT BY 10 MINVALUE 500000 MAXVALUE 999999 CACHE 1 CYCLE;

CREATE TABLE invoice_counters (
    year    smallint PRIMARY KEY,
    last_no integer DEFAULT 0 NOT NULL
);

CREATE TABLE invoices (
    year       smallint NOT NULL REFERENCES invoice_counters,
    no         integer NOT NULL,
    order_id   integer NOT NULL UNIQUE REFERENCES orders,
    issued_on  date DEFAULT CURRENT_DATE NOT NULL,
    invoice_no text GENERATED ALWAYS AS ('R' || year || '-' || lpad(no::text, 6, '0')) STORED UNIQUE,
    PRIMARY KEY (year, no)
);

-- a sequence would leave gaps after a rollback; the tax office does not like gaps
CREATE FUNCTION next_invoice_no(in_year smallint) RETURNS integer
    LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO public.invoice_counters AS c (year, last_no) VALUES (in_year, 1)
    ON CONFLICT (year) DO UPDATE SET last_no = c.last_no + 1
    RETURNING last_no;
END;

DO $$
DECLARE
    o record;
BEGIN
    FOR o IN SELECT order_id, (ordered_at AT TIME ZONE 'UTC')::date AS day FROM orders WHERE status IN ('paid', 'shipped') ORDER BY ordered_at
    LOOP
        INSERT INTO invoices (year, no, order_id, issued_on)
        VALUES (extract(year FROM o.day)::smallint, next_invoice_no(extract(year FROM o.day)::smallint), o.order_id, o.day);
    END LOOP;
END $$;

ALTER SEQUENCE credit_note_no OWNED BY invoices.no;

-- migrate:downgrade
DROP FUNCTION next_invoice_no(smallint);
DROP TABLE invoices;
DROP TABLE invoice_counters;
