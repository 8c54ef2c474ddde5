-- VAT in Finland
--
-- Revision ID: cfa69ae0671a
-- Revises: 3f76250cabf1
-- Create Date: 2024-11-18 09:10:00+00

-- 25.5 % since September; the old rate ends the day before.

-- migrate:upgrade
BEGIN;
UPDATE tax_rates SET valid = daterange(lower(valid), '2024-09-01')
WHERE country_code = 'FI' AND tax_class = 'standard' AND upper_inf(valid);
INSERT INTO tax_rates VALUES ('FI', 'standard', 25.5, '[2024-09-01,)');
ALTER TABLE tax_rates ADD CONSTRAINT tax_rates_percent_check CHECK (percent >= 0 AND percent < 100);
COMMIT;

-- migrate:downgrade
BEGIN;
ALTER TABLE tax_rates DROP CONSTRAINT tax_rates_percent_check;
DELETE FROM tax_rates WHERE country_code = 'FI' AND lower(valid) = '2024-09-01';
UPDATE tax_rates SET valid = daterange(lower(valid), NULL)
WHERE country_code = 'FI' AND tax_class = 'standard' AND upper(valid) = '2024-09-01';
COMMIT;

-- migrate:verify
DO $$ BEGIN
    ASSERT (SELECT array_agg(percent ORDER BY valid) FROM tax_rates WHERE country_code = 'FI') = '{24,25.5}';
END $$;
