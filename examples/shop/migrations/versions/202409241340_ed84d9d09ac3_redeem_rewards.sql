-- redeem rewards
--
-- Revision ID: ed84d9d09ac3
-- Revises: 1bc14ebaa176
-- Create Date: 2024-09-24 13:40:00+00

-- migrate:upgrade
CREATE TABLE redemptions (
    customer_id integer NOT NULL REFERENCES loyalty_accounts ON DELETE CASCADE,
    reward_id   smallint NOT NULL REFERENCES rewards,
    redeemed_at timestamp with time zone DEFAULT now() NOT NULL,
    PRIMARY KEY (customer_id, reward_id, redeemed_at)
);

CREATE FUNCTION redeem(who integer, what smallint) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $redeem$
<<main>>
DECLARE
    account public.loyalty_accounts;
    reward  public.rewards;
BEGIN
    SELECT * INTO STRICT reward FROM rewards WHERE reward_id = what;
    SELECT * INTO STRICT account FROM loyalty_accounts WHERE customer_id = who FOR UPDATE;
    CASE
        WHEN account.tier < reward.min_tier THEN
            RAISE EXCEPTION 'reward "%" is for % and above', reward.title, reward.min_tier;
        WHEN account.points < reward.cost THEN
            RAISE EXCEPTION '% points are missing', reward.cost - account.points;
        ELSE
            INSERT INTO redemptions (customer_id, reward_id) VALUES (who, what);
    END CASE;
    INSERT INTO loyalty_ledger (booked_on, customer_id, points, reason)
    VALUES (CURRENT_DATE, who, -reward.cost, format('reward %s', what));
    RETURN account.points - reward.cost;
END main
$redeem$;
REVOKE ALL ON FUNCTION redeem(integer, smallint) FROM PUBLIC;

-- migrate:downgrade
DROP FUNCTION redeem(integer, smallint);
-- points of redeemed rewards go back
WITH gone AS (
    DELETE FROM loyalty_ledger WHERE reason LIKE 'reward %' RETURNING customer_id, points
), back AS (
    SELECT customer_id, sum(points) AS points FROM gone GROUP BY customer_id
)
UPDATE loyalty_accounts AS a SET points = a.points - b.points FROM back AS b WHERE a.customer_id = b.customer_id;
DROP TABLE redemptions;
