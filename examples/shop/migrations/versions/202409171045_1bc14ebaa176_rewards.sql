-- rewards
--
-- Revision ID: 1bc14ebaa176
-- Revises: 02ad024308f0
-- Create Date: 2024-09-17 10:45:00+00

-- migrate:upgrade
CREATE TABLE rewards (
    reward_id  smallint PRIMARY KEY,
    title      text NOT NULL,
    cost       integer NOT NULL,
    min_tier   loyalty_tier DEFAULT 'bronze' NOT NULL,
    conditions jsonb
);
COPY rewards (reward_id, title, cost, min_tier, conditions) FROM STDIN;
1	Café crème	50	bronze	\N
2	5 € off	400	bronze	{"min_order": 25.00, "not": ["BOO"]}
3	Sharpening (2 knives)	600	silver	{"text": "bring them to the shop;\\nwrapped, please", "path": "C:\\\\knives"}
4	Cookery course	2500	gold	{"months": [1, 2, 11]}
\.
CREATE INDEX rewards_conditions_idx ON rewards USING gin (conditions jsonb_path_ops);

-- migrate:downgrade
DROP TABLE rewards;

-- migrate:verify
SELECT 1 / (conditions ->> 'path' = 'C:\knives')::integer FROM rewards WHERE reward_id = 3;
