-- countries and currencies
--
-- Revision ID: 669721018526
-- Revises: 549f6b42e24a
-- Create Date: 2024-03-04 16:40:00+00

-- Reference data, as the warehouse system exported it: tab-separated, \N for what is not known.

-- migrate:upgrade
CREATE TABLE currencies (
    currency_code char(3) PRIMARY KEY CHECK (currency_code = upper(currency_code)),
    name          text NOT NULL UNIQUE,
    symbol        text,
    minor_units   smallint DEFAULT 2 NOT NULL CHECK (minor_units BETWEEN 0 AND 4)
);

COPY currencies (currency_code, name, symbol, minor_units) FROM STDIN;
EUR	Euro	€	2
GBP	Pound sterling	£	2
USD	US dollar	$	2
CHF	Swiss franc	\N	2
JPY	Yen	¥	0
SEK	Swedish krona	kr	2
PLN	Złoty	zł	2
CZK	Czech koruna	Kč	2
KWD	Kuwaiti dinar	د.ك	3
\.

CREATE TABLE countries (
    country_code  char(2) PRIMARY KEY,
    iso3          char(3) NOT NULL,
    name          text NOT NULL,
    native_name   text,
    dial_prefix   text,
    in_eu         boolean DEFAULT false NOT NULL,
    currency_code char(3) NOT NULL REFERENCES currencies ON UPDATE CASCADE,
    note          text,
    CONSTRAINT countries_iso3_key UNIQUE (iso3)
);

COPY countries (country_code, iso3, name, native_name, dial_prefix, in_eu, currency_code, note) FROM STDIN;
AT	AUT	Austria	Österreich	+43	t	EUR	\N
BE	BEL	Belgium	België / Belgique	+32	t	EUR	two languages\non every label
CH	CHE	Switzerland	Schweiz	+41	f	CHF	customs: form\\CN23; share \\\\depot\\customs
CZ	CZE	Czechia	Česko	+420	t	CZK	\N
DE	DEU	Germany	Deutschland	+49	t	EUR	\N
ES	ESP	Spain	España	+34	t	EUR	tax differs:\tCanary Islands\tCeuta\tMelilla
FI	FIN	Finland	Suomi	+358	t	EUR	Åland; is outside the VAT area
FR	FRA	France	\N	+33	t	EUR	
GB	GBR	United Kingdom	\N	+44	f	GBP	since 2021: -- no returns label
IE	IRL	Ireland	Éire	+353	t	EUR	\N
JP	JPN	Japan	日本	+81	f	JPY	'〒' before the postcode
PL	POL	Poland	Polska	+48	t	PLN	\N
SE	SWE	Sweden	Sverige	+46	t	SEK	\N
US	USA	United States	\N	+1	f	USD	$$ sales tax $$ is not ours; see E'docs'
\.

-- migrate:downgrade
DROP TABLE countries;
DROP TABLE currencies;

-- migrate:verify
-- Every line of the exports has arrived, and the backslashes are single again.
DO $$
BEGIN
    ASSERT (SELECT count(*) FROM currencies) = 9;
    ASSERT (SELECT count(*) FROM countries) = 14;
    ASSERT (SELECT note FROM countries WHERE country_code = 'CH') = 'customs: form\CN23; share \\depot\customs';
    ASSERT (SELECT note FROM countries WHERE country_code = 'FR') = '';
    ASSERT (SELECT native_name IS NULL FROM countries WHERE country_code = 'FR');
END
$$;
