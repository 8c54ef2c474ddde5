-- outbox
--
-- Revision ID: d5b9aab63633
-- Revises: 3a9ac1001af8
-- Create Date: 2024-08-12 12:30:00+00

-- migrate:upgrade
CREATE TABLE outbox (
    event_id   bigint GENERATED ALWAYS AS IDENTITY (CACHE 20) PRIMARY KEY,
    topic      text NOT NULL,
    payload    jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    sent_at    timestamp with time zone,
    CONSTRAINT outbox_topic_check CHECK (topic ~ '^[a-z]+(\.[a-z]+)*$')
);
CREATE INDEX outbox_unsent_idx ON outbox (event_id) WHERE sent_at IS NULL;

CREATE FUNCTION announce() RETURNS trigger
    LANGUAGE plpgsql
AS $announce$
BEGIN
    INSERT INTO public.outbox (topic, payload)
    VALUES (TG_ARGV[0], jsonb_build_object('op', lower(TG_OP), 'row', to_jsonb(NEW) - 'updated_at'));
    PERFORM pg_notify('outbox', TG_ARGV[0]);
    RETURN NULL;
END
$announce$;

CREATE TRIGGER orders_announce AFTER INSERT OR UPDATE OF status ON orders
    FOR EACH ROW EXECUTE FUNCTION announce('order.changed');
CREATE TRIGGER zz_products_announce AFTER INSERT OR UPDATE ON products
    FOR EACH ROW EXECUTE FUNCTION announce('product.changed');

-- looked at only at the end of the transaction: an invoice needs a payment by then
CREATE FUNCTION invoice_needs_payment() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.payments WHERE order_id = NEW.order_id) THEN
        RAISE EXCEPTION 'invoice for order % without a payment', NEW.order_id
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER invoices_need_payment AFTER INSERT OR UPDATE OF order_id ON invoices
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION invoice_needs_payment();

-- one event, written through the triggers
UPDATE products SET description = 'Bypass; for left-handed gardeners' WHERE sku = 'TOO-0003';

-- migrate:downgrade
DROP TRIGGER invoices_need_payment ON invoices;
DROP FUNCTION invoice_needs_payment();
DROP TRIGGER zz_products_announce ON products;
DROP TRIGGER orders_announce ON orders;
DROP FUNCTION announce();
DROP TABLE outbox;
ALTER TABLE products DISABLE TRIGGER USER;
UPDATE products SET description = 'Bypass; left-handed', updated_at = NULL WHERE sku = 'TOO-0003';
ALTER TABLE products ENABLE TRIGGER USER;

-- migrate:verify
SELECT 1 / count(*) FROM outbox WHERE topic = 'product.changed' AND payload -> 'row' ->> 'sku' = 'TOO-0003';
