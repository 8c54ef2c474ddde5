-- tax classes and rates
--
-- Revision ID: 18cefb7ae05e
-- Revises: be422fb41f52
-- Create Date: 2024-04-09 09:40:00+00

-- migrate:upgrade
CREATE TYPE tax_class AS ENUM ('standard', 'reduced', 'zero');

CREATE TABLE tax_rates (
    country_code char(2) NOT NULL REFERENCES countries,
    tax_class    tax_class NOT NULL,
    percent      numeric(4,2) NOT NULL,
    valid        daterange DEFAULT daterange('2024-01-01', NULL) NOT NULL,
    PRIMARY KEY (country_code, tax_class, valid)
);

COPY tax_rates (country_code, tax_class, percent, valid) FROM STDIN WITH (FORMAT csv, HEADER true, DELIMITER ';', NULL '-');
country;class;percent;valid
AT;standard;20;[2016-01-01,)
AT;reduced;10;[2016-01-01,)
BE;standard;21;[1996-01-01,)
BE;reduced;6;[2000-01-01,)
CZ;standard;21;[2013-01-01,)
CZ;reduced;12;[2024-01-01,)
CZ;reduced;15;"[2013-01-01,2024-01-01)"
DE;standard;19;[2021-01-01,)
DE;standard;16;"[2020-07-01,2021-01-01)"
DE;reduced;7;[2021-01-01,)
DE;reduced;5;"[2020-07-01,2021-01-01)"
ES;standard;21;[2012-09-01,)
FI;standard;24;[2013-01-01,)
FR;standard;20;[2014-01-01,)
FR;reduced;5.5;[2014-01-01,)
GB;standard;20;[2011-01-04,)
GB;zero;0;[1973-04-01,)
IE;standard;23;[2021-03-01,)
PL;standard;23;[2011-01-01,)
SE;standard;25;[1990-07-01,)
SE;reduced;6;[1996-01-01,)
\.

ALTER TABLE products ADD COLUMN tax_class tax_class DEFAULT 'standard' NOT NULL;
ALTER TABLE products DISABLE TRIGGER USER;
UPDATE products SET tax_class = 'reduced' WHERE category_id IN (3, 9);
ALTER TABLE products ENABLE TRIGGER USER;

-- migrate:downgrade
ALTER TABLE products DROP COLUMN tax_class;
DROP TABLE tax_rates;
DROP TYPE tax_class;
