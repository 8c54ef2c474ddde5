-- exchange rates
--
-- Revision ID: 346bf77eae41
-- Revises: 381aba5d0221
-- Create Date: 2024-07-10 13:20:00+00

-- Relies on tables being made in public, whatever a script before has left behind.

-- migrate:upgrade
CREATE TABLE exchange_rates (
    currency_code char(3) NOT NULL REFERENCES currencies,
    day           date NOT NULL,
    rate          numeric(18,6) NOT NULL CHECK (rate > 0),
    source        text,
    PRIMARY KEY (currency_code, day)
);

COPY exchange_rates FROM STDIN (FORMAT csv, QUOTE '"', ESCAPE '\', NULL '\N');
GBP,2024-07-01,0.847900,"central bank, ""fixing"""
GBP,2024-07-08,0.844500,"central bank, \"fixing\""
USD,2024-07-01,1.074500,\N
USD,2024-07-08,1.083500,"two
lines, and a \\. in one of them"
CHF,2024-07-01,0.970400,
JPY,2024-07-01,173.19,"日本銀行"
\.

CREATE FUNCTION convert_amount(amount numeric, from_currency text, to_currency text, on_day date DEFAULT CURRENT_DATE)
    RETURNS numeric
    LANGUAGE plpgsql STABLE
AS $convert$
DECLARE
    in_euro numeric;
    target  numeric;
    places  smallint;
BEGIN
    in_euro := CASE from_currency WHEN 'EUR' THEN amount
                    ELSE amount / (SELECT r.rate FROM public.exchange_rates AS r
                                   WHERE r.currency_code = from_currency AND r.day <= on_day
                                   ORDER BY r.day DESC LIMIT 1) END;
    SELECT CASE to_currency WHEN 'EUR' THEN 1 ELSE r.rate END, c.minor_units
    INTO STRICT target, places
    FROM public.currencies AS c
    LEFT JOIN LATERAL (SELECT x.rate FROM public.exchange_rates AS x
                       WHERE x.currency_code = c.currency_code AND x.day <= on_day
                       ORDER BY x.day DESC LIMIT 1) AS r ON true
    WHERE c.currency_code = to_currency;
    RETURN round(in_euro * target, places);
EXCEPTION
    WHEN no_data_found THEN
        RAISE EXCEPTION 'currency "%" is not known', to_currency
            USING ERRCODE = 'invalid_parameter_value', HINT = 'See table "currencies".';
END
$convert$;

-- migrate:downgrade
DROP FUNCTION convert_amount(numeric, text, text, date);
DROP TABLE exchange_rates;

-- migrate:verify
DO $$ BEGIN
    ASSERT (SELECT nspname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace WHERE relname = 'exchange_rates') = 'public';
    ASSERT convert_amount(100, 'EUR', 'JPY', '2024-07-02') = 17319;
    ASSERT convert_amount(108.35, 'USD', 'EUR', '2024-07-31') = 100.00;
END $$;
