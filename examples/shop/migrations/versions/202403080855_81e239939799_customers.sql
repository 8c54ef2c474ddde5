-- customers
--
-- Revision ID: 81e239939799
-- Revises: b878aecb7d79
-- Create Date: 2024-03-08 08:55:00+00

-- migrate:upgrade
CREATE TABLE customers (
    customer_id integer GENERATED ALWAYS AS IDENTITY,
    email       email_address NOT NULL,
    full_name   text NOT NULL,
    phone       text,
    created_at  timestamp with time zone DEFAULT now() NOT NULL,
    address     text NOT NULL,
    CONSTRAINT customers_pkey PRIMARY KEY (customer_id)
);

-- The old shop's list.  Addresses are "street; postcode city; country".
COPY customers (email, full_name, phone, created_at, address) FROM STDIN;
ada@example.org	Ada Lovelace	+44 20 7946 0001	2023-11-02 10:00:00+00	12 St James's Square; SW1Y 4LB London; GB
bjoern@example.se	Björn Åkesson	\N	2023-11-05 09:30:00+00	Storgatan 4; 211 42 Malmö; SE
Zoe@Example.fr	Zoë Lefèvre	+33 1 70 18 99 00	2023-11-09 18:12:00+00	3 bis, rue de l'Église; 75015 Paris; FR
zoe@example.fr	Zoë Lefèvre	+33 1 70 18 99 00	2023-12-01 18:15:00+00	3 bis, rue de l'Église; 75015 Paris; FR
ludwig@example.at	Ludwig van der Berg	\N	2023-11-11 11:11:11+00	Mölker Bastei 8\\7; 1010 Wien; AT
prince@example.com	Prince	\N	2023-11-14 02:00:00+00	7801 Audubon Road; 55317 Chanhassen; US
sean@example.ie	Seán Ó Briain	+353 1 555 0199	2023-11-20 07:45:00+00	1 Merrion Street; D02 Dublin; IE
yuki@example.jp	山田 由紀	\N	2023-12-03 23:59:59+00	銀座4-6-16; 104-8212 東京; JP
LUDWIG@EXAMPLE.AT	Ludwig van der Berg	+43 1 5550123	2023-12-24 15:00:00+00	Mölker Bastei 8\\7; 1010 Wien; AT
jana@example.cz	Jana Nováková	\N	2024-01-07 12:00:00+00	Národní 20; 110 00 Praha; CZ
o'neil@example.com	Pat O'Neil	\N	2024-01-19 16:20:00+00	5 Main St; 02139 Cambridge; US
grzegorz@example.pl	Grzegorz Brzęczyszczykiewicz	\N	2024-02-02 08:00:00+00	Chrząszczyżewoszyce 1; 00-001 Łękołody; PL
\.

-- and the trade customers, who never had names of their own
INSERT INTO customers (email, full_name, created_at, address)
SELECT format('buyer%s@trade.example', n),
       format('Buyer%s Trade', n),
       timestamptz '2023-12-01 00:00:00+00' + n * interval '6 hours',
       format('Industriestr. %s; %s %s; DE', n, 10000 + n, (ARRAY['Berlin', 'Köln', 'München'])[1 + n % 3])
FROM generate_series(1, 188) AS n;

-- migrate:downgrade
DROP TABLE customers;
