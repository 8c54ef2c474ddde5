-- reasons for returns
--
-- Revision ID: 9789f4175b96
-- Revises: ae245af895ed
-- Branch Label: returns
-- Create Date: 2024-09-03 10:20:00+00

-- migrate:upgrade
CREATE TABLE return_reasons (
    reason    text PRIMARY KEY,
    label     text NOT NULL,
    restock   boolean NOT NULL,
    pays_post text DEFAULT 'customer' NOT NULL CHECK (pays_post IN ('customer', 'shop'))
);
COPY return_reasons FROM STDIN (DELIMITER '|', NULL 'null');
broken|arrived broken|f|shop
wrong|not what was ordered|t|shop
like|does not like it \| changed their mind|t|customer
other|null of the above|t|customer
\.

-- migrate:downgrade
DROP TABLE return_reasons;
