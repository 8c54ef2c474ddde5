-- gift cards
--
-- Revision ID: 0661ba9be3e4
-- Revises: 1941f35440b8
-- Create Date: 2024-10-21 16:05:00+00

-- migrate:upgrade
CREATE TABLE gift_cards (
    code       text PRIMARY KEY,
    value      money_amount NOT NULL,
    left_over  money_amount NOT NULL,
    expires    date GENERATED ALWAYS AS (bought_on + 365 * 3) STORED,
    bought_on  date NOT NULL,
    code_hash  text GENERATED ALWAYS AS (md5(upper(code))) STORED,
    CONSTRAINT gift_cards_left_over CHECK (left_over <= value)
);
INSERT INTO gift_cards (code, value, left_over, bought_on) VALUES
    ('GRÜN-1', 50, 50, '2024-10-21'),
    ('ROSÉ-2', 25, 0.05, '2024-02-29');

-- The method is written as text: 'gift_card' was added to its type by an earlier revision, and both may run in
-- one transaction.  A body is looked at only when it runs.
CREATE FUNCTION pay_with_gift_card(card text, for_order integer, amount money_amount) RETURNS money_amount
    LANGUAGE plpgsql
AS $body$
DECLARE
    rest money_amount;
BEGIN
    UPDATE gift_cards SET left_over = left_over - amount WHERE code = card RETURNING left_over INTO rest;
    IF rest IS NULL THEN
        RAISE EXCEPTION $msg$there's no gift card "%"$msg$, card;
    END IF;
    INSERT INTO payments (order_id, method, amount, paid_at) VALUES (for_order, 'gift_card', amount, now());
    RETURN rest;
EXCEPTION
    WHEN check_violation THEN
        RAISE EXCEPTION 'gift card "%" has not enough left', card USING ERRCODE = 'check_violation';
END;
$body$;

-- migrate:downgrade
DROP FUNCTION pay_with_gift_card(text, integer, money_amount);
DROP TABLE gift_cards;
