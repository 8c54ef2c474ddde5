-- views for the old till
--
-- Revision ID: 41df66eb7225
-- Revises: 61ae2d746835
-- Create Date: 2024-06-21 09:25:00+00

-- The till's firmware knows the table "artikel" and cannot be changed.

-- migrate:upgrade
CREATE SCHEMA till;
CREATE VIEW till.artikel AS
SELECT product_id AS nr, name AS bezeichnung, (price * 100)::integer AS preis_cent, active AS aktiv
FROM public.products;

CREATE RULE artikel_update AS ON UPDATE TO till.artikel
    DO INSTEAD
    UPDATE public.products
    SET name = NEW.bezeichnung, price = NEW.preis_cent / 100.0, active = NEW.aktiv
    WHERE product_id = OLD.nr;
CREATE RULE artikel_delete AS ON DELETE TO till.artikel
    DO INSTEAD (
        UPDATE public.products SET active = false WHERE product_id = OLD.nr;
        NOTIFY till_changed
    );
CREATE RULE artikel_insert AS ON INSERT TO till.artikel DO INSTEAD NOTHING;

-- migrate:downgrade
DROP VIEW till.artikel;
DROP SCHEMA till;
