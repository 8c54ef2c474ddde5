-- loyalty tiers
--
-- Revision ID: 02ad024308f0
-- Revises: a8afac477201
-- Create Date: 2024-09-10 14:15:00+00

-- migrate:upgrade
CREATE TYPE loyalty_tier AS ENUM ('bronze', 'silver', 'gold', 'platin');

CREATE FUNCTION tier_for(points integer) RETURNS loyalty_tier
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE
               WHEN points >= 2000 THEN 'platin'::public.loyalty_tier
               WHEN points >= 800 THEN 'gold'::public.loyalty_tier
               WHEN points >= 300 THEN CASE WHEN points IS NULL THEN NULL ELSE 'silver'::public.loyalty_tier END
               ELSE 'bronze'::public.loyalty_tier
           END;
END;

ALTER TABLE loyalty_accounts
    ADD COLUMN tier loyalty_tier DEFAULT 'bronze' NOT NULL;
UPDATE loyalty_accounts SET tier = tier_for(points) WHERE tier_for(points) <> 'bronze';
CREATE INDEX loyalty_accounts_tier_idx ON loyalty_accounts (tier) WHERE tier > 'bronze';

-- migrate:downgrade
ALTER TABLE loyalty_accounts DROP COLUMN tier;
DROP FUNCTION tier_for(integer);
DROP TYPE loyalty_tier;
