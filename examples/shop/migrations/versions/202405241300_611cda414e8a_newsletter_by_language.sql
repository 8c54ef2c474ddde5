-- newsletter by language
--
-- Revision ID: 611cda414e8a
-- Revises: e4d18b9bf56c
-- Create Date: 2024-05-24 13:00:00+00

-- migrate:upgrade
CREATE TABLE subscriptions (
    email         email_address NOT NULL,
    language      text NOT NULL,
    confirmed_at  timestamp with time zone,
    PRIMARY KEY (email, language)
) PARTITION BY LIST (language);

CREATE TABLE subscriptions_de PARTITION OF subscriptions FOR VALUES IN ('de', 'de-AT', 'de-CH');
CREATE TABLE subscriptions_fr PARTITION OF subscriptions FOR VALUES IN ('fr');
CREATE TABLE subscriptions_other PARTITION OF subscriptions DEFAULT PARTITION BY HASH (email);
CREATE TABLE subscriptions_other_0 PARTITION OF subscriptions_other FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE subscriptions_other_1 PARTITION OF subscriptions_other FOR VALUES WITH (MODULUS 2, REMAINDER 1);

COPY subscriptions FROM STDIN;
zoe@example.fr	fr	2024-05-01 10:00:00+00
ludwig@example.at	de-AT	\N
bjoern@example.se	sv	2024-05-02 11:30:00+00
yuki@example.jp	ja	2024-05-03 00:00:00+00
ada@example.org	en	2024-05-03 08:00:00+00
ada@example.org	de	2024-05-03 08:00:01+00
\.

-- migrate:downgrade
DROP TABLE subscriptions;
