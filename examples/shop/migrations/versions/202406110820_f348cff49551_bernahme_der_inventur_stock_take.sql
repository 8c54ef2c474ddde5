-- Übernahme der Inventur ("stock-take")
--
-- Revision ID: f348cff49551
-- Revises: 146acb3fdea1
-- Create Date: 2024-06-11 08:20:00+00

-- The accountant's spreadsheet, taken over as it was named there.

-- migrate:upgrade
CREATE TYPE "Zähl-Art" AS ENUM ('gezählt', 'geschätzt', 'vom Lieferschein', '');

CREATE TABLE "Inventur 2024" (
    "Artikel-Nr."        sku NOT NULL,
    "Menge (Stück)"      integer,
    "Wert in €"          numeric(12,2),
    "Art"                "Zähl-Art" DEFAULT 'gezählt',
    "select"             boolean,
    "it's"               text,
    "say ""hi"""         text,
    "back\slash"         text DEFAULT 'C:\temp\',
    "two
lines"                   text,
    " leading space"     text,
    "${placeholder}"     text DEFAULT '${not filled}',
    CONSTRAINT "Inventur 2024: Menge >= 0" CHECK ("Menge (Stück)" >= 0)
);
CREATE INDEX "Inventur.2024.idx" ON "Inventur 2024" ("Artikel-Nr.", lower("it's"));
COMMENT ON COLUMN "Inventur 2024"."say ""hi""" IS $$It's what the sheet's header says: "say ""hi"""$$;

CREATE FUNCTION "Inventur prüfen"("Artikel" text, OUT "Summe €" numeric) LANGUAGE sql STABLE
    AS $_$ SELECT sum("Wert in €") FROM "Inventur 2024" WHERE "Artikel-Nr." = $1 $_$;

COPY "Inventur 2024" ("Artikel-Nr.", "Menge (Stück)", "Wert in €", "Art", "it's", "two
lines") FROM STDIN;
KNI-0001	21	1887.90	gezählt	\N	oben\nunten
KNI-0002	\N	\N		\\N is not null	\\.
POT-0001	4	636.00	vom Lieferschein	tab\there	"quoted"
SEE-0002	150	585.00	geschätzt	;	$$
\.

-- migrate:downgrade
DROP FUNCTION "Inventur prüfen"(text);
DROP TABLE "Inventur 2024";
DROP TYPE "Zähl-Art";

-- migrate:verify
DO $$ BEGIN
    ASSERT (SELECT "Summe €" FROM "Inventur prüfen"('POT-0001')) = 636.00;
    ASSERT (SELECT "it's" FROM "Inventur 2024" WHERE "Artikel-Nr." = 'KNI-0002') = '\N is not null';
    ASSERT (SELECT "two
lines" FROM "Inventur 2024" WHERE "Artikel-Nr." = 'KNI-0002') = '\.';
END $$;
