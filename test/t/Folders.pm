# Folders of migrations as other tools have them, made up at the size of real ones: a history of steps that is full of what
# real scripts contain, and its files in each tool's layout.  The same numbers give the same folders.
package Folders;

use strict;
use warnings;
use utf8;
use Compress::Raw::Zlib qw(crc32);
use Digest::SHA qw(sha256_hex sha384_hex);
use Encode qw(encode_utf8);
use Exporter 'import';

our @EXPORT = qw(folder_names folder_of history_of);

my $state = 1;

# A number below $n, the same in every run.
sub pick
{
	my ($n) = @_;
	$state = ($state * 1103515245 + 12345) % 2147483648;
	return int($state / 65536) % $n;
}

# ---- steps: what real scripts contain ----

# A step is { name, up, down, no_transaction, needs }.  Names of objects hold the step's number, so that a step stands on
# the base tables (steps 0 and 1) and on nothing else unless it says so.
my @kinds = (
	table => sub {
		my ($i) = @_;
		return ("CREATE TABLE t$i (id serial PRIMARY KEY, name text NOT NULL DEFAULT 'it''s; \"quoted\" -- no comment', n int CHECK (n > 0));\n"
			  . "COMMENT ON TABLE t$i IS 'table number $i: 100 % größer';\n", "DROP TABLE t$i;\n");
	},
	column => sub {
		my ($i) = @_;
		return ("ALTER TABLE persons ADD COLUMN \"größe $i\" numeric DEFAULT $i", "ALTER TABLE persons DROP COLUMN \"größe $i\"");
	},
	index => sub { my ($i) = @_; return ("CREATE INDEX i$i ON persons (name) WHERE id > $i;\n", "DROP INDEX i$i;\n") },
	concurrently => sub {
		my ($i) = @_;
		return ("CREATE INDEX CONCURRENTLY i$i ON persons (id, name);\n", "DROP INDEX CONCURRENTLY i$i;\n", no_transaction => 1);
	},
	function => sub {
		my ($i) = @_;
		return (<<SQL, "DROP FUNCTION f$i(text);\n");
CREATE OR REPLACE FUNCTION f$i(what text) RETURNS text LANGUAGE plpgsql AS \$body_1\$
DECLARE
	-- a comment; with a semicolon and an odd ' quote
	result text := 'x; y';
BEGIN
	IF what LIKE '100\\%%' THEN
		EXECUTE \$\$SELECT 1; SELECT ';'\$\$;
	END IF;
	RETURN result || \$q\${"a": "{{ \$1 }}"}\$q\$;
END;
\$body_1\$;
SQL
	},
	atomic => sub {
		my ($i) = @_;
		return ("CREATE FUNCTION a$i() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN $i END; END;\n", "DROP FUNCTION a$i();\n");
	},
	block => sub {
		my ($i) = @_;
		return ("DO \$\$\nBEGIN\n\tFOR n IN 1..3 LOOP\n\t\tEXECUTE format('CREATE TABLE b${i}_%s (id int); COMMENT ON TABLE b${i}_%1\$s IS %L', n, 'it''s');\n\tEND LOOP;\nEND\n\$\$;\n",
			"DROP TABLE b${i}_1, b${i}_2, b${i}_3;\n");
	},
	wrapped => sub {
		my ($i) = @_;
		return ("BEGIN;\n\nCREATE TABLE w$i (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT '2026-01-01');\nLOCK TABLE w$i;\n\nCOMMIT;\n",
			"BEGIN;\nDROP TABLE w$i;\nEND;\n");
	},
	pairs => sub {
		my ($i) = @_;
		return ("BEGIN;\nCREATE TABLE p$i (id int);\nCOMMIT;\nALTER TABLE p$i ADD COLUMN j jsonb DEFAULT '{\"a\": \"\${b}\"}';\nSTART TRANSACTION;\nALTER TABLE p$i ADD COLUMN k int;\nEND;\n",
			"DROP TABLE p$i;\n");
	},
	commit => sub { my ($i) = @_; return ("CREATE TABLE c$i (id int);\nCOMMIT;\n", "DROP TABLE c$i;\n") },
	path => sub {
		my ($i) = @_;
		return ("CREATE SCHEMA IF NOT EXISTS other;\nSET search_path = other;\nSET client_min_messages = error;\nCREATE TABLE s$i (id int);\n", "DROP TABLE other.s$i;\n");
	},
	config => sub {
		my ($i) = @_;
		return ("SELECT pg_catalog.set_config('search_path', '', false);\nSET TIME ZONE 'UTC';\nCREATE TABLE public.g$i (at timestamptz DEFAULT '2026-01-01 12:00');\n", "DROP TABLE g$i;\n");
	},
	temporary => sub {
		my ($i) = @_;
		return ("CREATE TEMPORARY TABLE scratch AS SELECT id, name FROM persons;\nUPDATE persons SET name = scratch.name || '$i' FROM scratch WHERE scratch.id = persons.id AND persons.id = $i;\nCREATE TABLE k$i AS SELECT count(*) AS n FROM scratch;\n",
			"DROP TABLE k$i;\n");
	},
	rows => sub {
		my ($i) = @_;
		return ("INSERT INTO persons (id, name) VALUES (1000 + $i, E'tab\\t\\'quote\\' \\\\ back'), (2000 + $i, 'say ?, \${name}, {{x}} and %s');\nDELETE FROM persons WHERE name = '-- none';\nSELECT count(*) FROM persons;\n",
			"DELETE FROM persons WHERE id IN (1000 + $i, 2000 + $i);\n");
	},
	copy => sub {
		my ($i) = @_;
		return ("COPY persons (id, name) FROM stdin;\n" . (3000 + $i) . "\tone; two\n" . (4000 + $i) . "\t-- three\\ttab\n\\.\n\nANALYZE persons;\n",
			"DELETE FROM persons WHERE id IN (3000 + $i, 4000 + $i);\n");
	},
	truncate => sub { my ($i) = @_; return ("TRUNCATE emptied;\nINSERT INTO emptied VALUES ($i);\n", "DELETE FROM emptied;\n") },
	nothing => sub { return ('', '') },
	comments => sub { return ("-- nothing to do; really\n/* it's /* nested */ ; */\n", "-- the same\n") },
	view => sub {
		my ($i) = @_;
		return ("CREATE VIEW v$i AS SELECT id, name, '[1,2]'::jsonb ? '1' AS has FROM persons WHERE name !~~ '%\\%';\nGRANT SELECT ON v$i TO PUBLIC;\n", "DROP VIEW v$i");
	},
	trigger => sub {
		my ($i) = @_;
		return ("CREATE FUNCTION touch$i() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.name := NEW.name; RETURN NEW; END';\n"
			  . "CREATE TRIGGER touch$i BEFORE UPDATE ON emptied FOR EACH ROW WHEN (false) EXECUTE FUNCTION touch$i();\n",
			"DROP TRIGGER touch$i ON emptied;\nDROP FUNCTION touch$i();\n");
	},
	procedure => sub {
		my ($i) = @_;
		return ("CREATE PROCEDURE make$i(INOUT n int) LANGUAGE plpgsql AS \$\$ BEGIN CREATE TABLE m$i (id int); n := 1; END \$\$;\nCALL make$i(0);\n",
			"DROP TABLE m$i;\nDROP PROCEDURE make$i;\n");
	},
	lines => sub {
		my ($i) = @_;
		my ($up, $down) = ("CREATE TYPE y$i AS ENUM ('a',\r\n\t'b');\r\nCREATE FUNCTION e$i() RETURNS text LANGUAGE sql AS \$\$\r\n\tSELECT 'x';\r\n\$\$;\r\n",
			"DROP FUNCTION e$i();\r\nDROP TYPE y$i;\r\n");
		return ($up, $down, crlf => 1);
	},
	# ---- what only the server's own reader takes apart as psql does ----
	backslashes => sub {
		my ($i) = @_;
		return (<<SQL, "DROP TABLE q$i;\n");
SET standard_conforming_strings = off;
SET escape_string_warning = off;
CREATE TABLE q$i (t text DEFAULT 'it\\'s; \\\\', u text DEFAULT 'x');
SET standard_conforming_strings = on;
ALTER TABLE q$i ADD COLUMN v text DEFAULT '\\';
COMMENT ON TABLE q$i IS 'a \\';
SQL
	},
	strings => sub {
		my ($i) = @_;
		return (<<SQL, "DROP TABLE str$i;\n");
CREATE TABLE str$i (a text DEFAULT U&'d!0061t!+000061;' UESCAPE '!', b bit(4) DEFAULT B'1010', c bytea DEFAULT '\\x3b',
	d text DEFAULT 'one'
	'two; ' -- and
	'three', e text DEFAULT E'\\x41\\';\\'', U&"d\\0061t\\+000061 ; \$\$" int, "a""b;c" int);
COMMENT ON COLUMN str$i."a""b;c" IS \$é\$ ' ; \$\$ \$é\$;
SQL
	},
	rule => sub {
		my ($i) = @_;
		return ("CREATE TABLE ru$i (id int);\nCREATE RULE ru$i AS ON INSERT TO ru$i DO ALSO (UPDATE emptied SET name = 'x; y'; DELETE FROM emptied WHERE name = ';';);;;\n ; \n",
			"DROP TABLE ru$i;\n");
	},
	schema => sub {
		my ($i) = @_;
		return (<<SQL, "DROP TABLE after$i;\nDROP SCHEMA sc$i CASCADE;\n");
CREATE SCHEMA sc$i CREATE TABLE one (id int PRIMARY KEY) CREATE VIEW two AS SELECT id FROM sc$i.one;
SET search_path TO sc$i, public;
ALTER TABLE one ADD COLUMN p int REFERENCES persons;
RESET search_path;
CREATE TABLE after$i (id int)
SQL
	},
	csv => sub {
		my ($i) = @_;
		return (<<SQL, "DROP TABLE csv$i;\n");
CREATE TABLE csv$i (a int, b text, c text);
COPY csv$i (a, b, c) FROM stdin WITH (FORMAT csv, HEADER true, NULL 'nil');
a,b,c
1,"x;
-- y",nil
2,BEGIN;,\\N
\\.
copy csv$i FROM STDIN (DELIMITER '|');
3|COMMIT;|\\\\.
\\.
CREATE INDEX ON csv$i (a);
SQL
	},
	session => sub {
		my ($i) = @_;
		return (<<SQL, "DROP TABLE se$i;\n");
PREPARE p (int) AS INSERT INTO emptied SELECT 'prepared; ' || \$1;
EXECUTE p(1);
DEALLOCATE p;
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED;
SET session_replication_role = replica;
LISTEN here;
NOTIFY here, 'a;b';
SELECT pg_advisory_lock(42);
SELECT set_config('my.setting', 'x;', false);
DECLARE c CURSOR WITH HOLD FOR SELECT 1;
FETCH c;
CLOSE c;
CREATE TABLE se$i (t text DEFAULT current_setting('my.setting', true));
SQL
	},
	returns => sub {
		my ($i) = @_;
		return ("-- lines that end as they did on old machines\rCREATE TABLE r$i (\r\tid int, -- one; two\r\tt text DEFAULT 'a\rb'\r);\r/* ; */ CREATE TYPE rt$i AS (a int)\r",
			"DROP TABLE r$i;\rDROP TYPE rt$i;\r");
	},
	wide => sub {
		my ($i) = @_;
		return ("INSERT INTO emptied VALUES " . join(', ', map { "('row $_; ''x''')" } 1 .. 20000) . ";CREATE TABLE wi$i (id int);DELETE FROM emptied", "DROP TABLE wi$i;");
	},
	operators => sub {
		my ($i) = @_;
		return (<<SQL, "DROP VIEW op$i;\n");
CREATE VIEW op$i AS SELECT 3-- minus; not 'quoted
	-1 AS b, '{"a": {"b;": 1}}'::jsonb #>> '{a,b;}' AS c, (ARRAY[1,2,3])[2:3] AS d, 5/* ; */*2 AS e, 2 OPERATOR(pg_catalog.+)3 AS f, @-1 AS g;
SQL
	},
	quoted => sub {
		my ($i) = @_;
		return (<<SQL, "DROP AGGREGATE ag$i (int);\nDROP FUNCTION \"odd; \$\$ name$i\";\n");
CREATE FUNCTION "odd; \$\$ name$i"(i int = 1, OUT j text) LANGUAGE plpgsql SET search_path = public, pg_temp AS '
declare x text := ''it''''s; \$\$''; begin j := x || \$_\$;\$_\$; end';
ALTER FUNCTION "odd; \$\$ name$i" COST 7;
CREATE AGGREGATE ag$i (int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
SQL
	},
	partitions => sub {
		my ($i) = @_;
		return (<<SQL, "DROP TABLE pa$i;\n");
CREATE TABLE pa$i (id bigint GENERATED BY DEFAULT AS IDENTITY, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
DO \$\$ DECLARE d date; BEGIN FOR d IN SELECT generate_series('2026-01-01'::date, '2026-03-01', '1 month') LOOP
	EXECUTE format('CREATE TABLE pa${i}_%s PARTITION OF pa$i FOR VALUES FROM (%L) TO (%L)', to_char(d, 'MM'), d, d + interval '1 month'); END LOOP; END \$\$;
ALTER TABLE pa$i ADD COLUMN n int GENERATED ALWAYS AS (id * 2) STORED;
ALTER TABLE pa$i ENABLE ROW LEVEL SECURITY;
CREATE POLICY "; p" ON pa$i FOR SELECT USING (n > 0);
SQL
	},
);

# Enum values: added by one step, used by the next one.
sub enum_steps
{
	my ($i, $j) = @_;
	return ({ name => "value $i", up => "ALTER TYPE mood ADD VALUE 'v$i';\n", down => "-- a value stays\n" },
		{ name => "use value $j", up => "ALTER TABLE persons ADD COLUMN mood$j mood DEFAULT 'v$i';\n", down => "ALTER TABLE persons DROP COLUMN mood$j;\n", needs => [$i] });
}

sub long_step
{
	my ($i) = @_;
	return { name => "long $i", up => join('', map { "CREATE TABLE l${i}_$_ (id int PRIMARY KEY, \"a b\" text);\nINSERT INTO l${i}_$_ VALUES ($_, 'row; $_');\n" } 1 .. 225),
		down => join('', map { "DROP TABLE l${i}_$_;\n" } 1 .. 225) };
}

# $n steps.
sub history
{
	my ($n, $seed) = @_;
	my @steps = (
		{ name => 'persons', up => "CREATE TABLE persons (id int PRIMARY KEY, name text);\nCREATE TABLE emptied (name text);\n", down => "DROP TABLE emptied;\nDROP TABLE persons;\n" },
		{ name => 'moods', up => "CREATE TYPE mood AS ENUM ('good');\n", down => "DROP TYPE mood;\n" });
	my @names = map { $kinds[2 * $_] } 0 .. $#kinds / 2;
	my %kind = @kinds;

	$state = $seed;
	while (@steps < $n)
	{
		my $i = @steps;
		if ($i % 37 == 0 && $i + 1 < $n) { push @steps, enum_steps($i, $i + 1); next }
		if ($i == 20) { push @steps, long_step($i); next }
		# each kind once, then by chance
		my $name = $names[$i - 2 < @names ? $i - 2 : pick(scalar @names)];
		my ($up, $down, %more) = $kind{$name}->($i);
		push @steps, { name => "$name $i", up => $up, down => $down, needs => [0], %more };
	}
	return @steps;
}

# ---- layouts: a tool's files, and the scripts in the order of the tool ----

my %layouts;

# What a step is called in names of files.
sub slug { my ($step) = @_; my $name = $step->{name}; $name =~ s/ /_/g; return $name }

sub stamp { my ($i) = @_; return sprintf '2024%02d%02d%02d%02d%02d', 1 + int($i / 600) % 12, 1 + int($i / 24) % 25, $i % 24, ($i * 7) % 60, ($i * 13) % 60 }

# A folder is { files => { name => content }, scripts => [...], reversible => whether all have their way back }, and for a
# tool with a history { versions => [...] } as its table has them, { names => [...] } of the files.
sub new_folder { return { files => { 'README.md' => "Not a script.\n" }, scripts => [], reversible => 1, versions => [], names => [] } }

# The next migration: its version, the name of its file with the content, and what psql is to run for it.
sub add_migration
{
	my ($folder, $version, $name, $content, $script) = @_;
	push @{ $folder->{versions} }, $version;
	push @{ $folder->{names} }, $name;
	push @{ $folder->{scripts} }, $script;
	$folder->{files}{$name} = $content;
}

sub dbmate_file
{
	my ($step, $with_down) = @_;
	my $nl = $step->{crlf} ? "\r\n" : "\n";
	my $options = $step->{no_transaction} ? ' transaction:false' : '';
	return "-- $step->{name}$nl$nl--  migrate:up$options$nl$step->{up}" . ($step->{up} =~ /\n\z|^\z/ ? '' : $nl)
	  . ($with_down ? "$nl-- migrate:down$options$nl$step->{down}" : '');
}

$layouts{'dbmate'} = sub {
	my ($folder, @steps) = @_;
	for my $i (0 .. $#steps)
	{
		add_migration($folder, stamp($i), stamp($i) . '_' . slug($steps[$i]) . '.sql', dbmate_file($steps[$i], 1), $steps[$i]{up});
	}
	$folder->{files}{'schema.sql'} = "CREATE TABLE dumped (id int);\n";
};

# Numbers without zeros, sorted as texts as dbmate does; some without their way back.
$layouts{'dbmate numbers'} = sub {
	my ($folder, @steps) = @_;
	my @numbers = sort { "${a}_" cmp "${b}_" } 1 .. @steps;
	for my $i (0 .. $#steps)
	{
		my $with_down = $i % 5 != 0;
		add_migration($folder, $numbers[$i], "$numbers[$i]_step.sql", dbmate_file($steps[$i], $with_down), $steps[$i]{up});
		$folder->{reversible} = 0 unless $with_down;
	}
	$folder->{files}{'archive/1_step.sql'} = "-- migrate:up\nCREATE TABLE archived (id int);\n";
};

sub goose_section
{
	my ($script, $nl) = @_;
	# a statement that holds semicolons, its own left out
	if ($script =~ /\$body_1\$;\s*\z/)
	{
		$script =~ s/;\s*\z//;
		return "-- +goose StatementBegin$nl$script$nl-- +goose StatementEnd$nl";
	}
	return $script . ($script =~ /\n\z|^\z/ ? '' : ";$nl");
}

sub goose_file
{
	my ($step, $lower) = @_;
	my $nl = $step->{crlf} ? "\r\n" : "\n";
	my $text = ($step->{no_transaction} ? "-- +goose NO TRANSACTION$nl" : '') . "-- +goose Up$nl-- $step->{name}$nl" . goose_section($step->{up}, $nl)
	  . "-- +goose Down$nl" . goose_section($step->{down}, $nl);
	$text =~ s/\+goose (Up|Down|StatementBegin|StatementEnd)/'+goose ' . lc $1/ge if $lower;
	return $text;
}

# A counter; some numbers belong to revisions in Go.
$layouts{'goose'} = sub {
	my ($folder, @steps) = @_;
	my $number = 0;
	for my $step (@steps)
	{
		$number++;
		$folder->{files}{ sprintf '%05d_written_in_go.go', $number++ } = "package migrations\n" if $number % 50 == 7;
		add_migration($folder, $number, sprintf('%05d_%s.sql', $number, slug($step)), goose_file($step, 0), $step->{up});
	}
	$folder->{files}{'embed.go'} = "package migrations\n";
	$folder->{files}{'seeds/00001_seed.sql'} = "-- +goose Up\nCREATE TABLE seeded (id int);\n";
};

$layouts{'goose stamps'} = sub {
	my ($folder, @steps) = @_;
	for my $i (0 .. $#steps)
	{
		my $text = goose_file($steps[$i], 1);
		$text =~ s/(\+goose up\r?\n)/$1-- +goose ENVSUB ON\n/ if $i % 9 == 0 && !$steps[$i]{crlf};
		add_migration($folder, stamp($i), stamp($i) . '_' . slug($steps[$i]) . '.sql', $text, $steps[$i]{up});
	}
};

$layouts{'golang-migrate'} = sub {
	my ($folder, @steps) = @_;
	for my $i (0 .. $#steps)
	{
		my $stem = sprintf '%06d_%s', $i + 1, slug($steps[$i]);
		add_migration($folder, $i + 1, "$stem.up.sql", $steps[$i]{up}, $steps[$i]{up});
		$folder->{files}{"$stem.down.sql"} = $steps[$i]{down};
	}
	$folder->{files}{'embed.go'} = "package migrations\n";
	$folder->{files}{'query.sql'} = "SELECT 1;\n";
};

# Numbers without zeros, another ending, downgrades that are missing.
$layouts{'golang-migrate numbers'} = sub {
	my ($folder, @steps) = @_;
	for my $i (0 .. $#steps)
	{
		my $stem = ($i + 1) . '_' . slug($steps[$i]);
		my $ending = $i % 4 == 0 ? 'psql' : 'sql';
		add_migration($folder, $i + 1, "$stem.up.$ending", $steps[$i]{up}, $steps[$i]{up});
		$folder->{files}{"$stem.down.$ending"} = $steps[$i]{down} unless $i % 30 == 4;
	}
	$folder->{reversible} = 0;
};

# Versions of one to four parts in an order that no text has, undo scripts, subfolders, placeholders, repeatables.
$layouts{'flyway'} = sub {
	my ($folder, @steps) = @_;
	my @views = ('a view', 'a view too', 'B view', 'z_view');
	my @versions = map { my $major = $_; (map { ($_ == 0 ? "$major" : "$major." . ($_ % 2 ? $_ : "$_.0.1")) } 0 .. 11) } 1 .. 1 + @steps / 12;
	for my $i (0 .. $#steps)
	{
		my $step = $steps[$i];
		my $version = $versions[$i];
		$version =~ s/\./_/g if $i % 3 == 0;
		my $place = $i % 2 ? 'release ' . int($i / 40) . '/' : '';
		my $up = $step->{up};
		my $sent = $up;
		if ($i % 25 == 2)
		{
			$up .= ";\nCREATE TABLE \${owner}_f$i (id int DEFAULT \${size});\n";
			$sent .= ";\nCREATE TABLE app_f$i (id int DEFAULT 12);\n";
		}
		my $name = "${place}V${version}__" . slug($step) . '.sql';
		add_migration($folder, $versions[$i], $name, $up, $sent);
		$folder->{files}{"$name.conf"} = "executeInTransaction=false\n" if $step->{no_transaction};
	}
	$folder->{files}{'flyway.conf'} = "flyway.url=jdbc:postgresql://localhost/x\n# names\nflyway.placeholders.owner=app\nflyway.placeholders.size = 12\n";
	$folder->{files}{'afterMigrate.sql'} = "CREATE TABLE called_back (id int);\n";
	for my $name (@views)
	{
		my $script = "CREATE OR REPLACE VIEW \"repeat $name\" AS SELECT " . join(', ', map { "$_ AS \"n $_\"" } 1 .. length $name) . ";\n";
		$folder->{files}{"repeat/R__$name.sql"} = $script;
	}
	push @{ $folder->{scripts} }, map { $folder->{files}{"repeat/R__$_.sql"} } sort { $a =~ tr/_/ /r cmp $b =~ tr/_/ /r } @views;
	$folder->{reversible} = 0;
};

# A baseline that stands for what came before it; a lower one, and undo scripts for what is behind.
$layouts{'flyway baseline'} = sub {
	my ($folder, @steps) = @_;
	$folder->{files}{"V${_}__old.sql"} = "CREATE TABLE never_$_ (id int);\n" for 1 .. 20;
	$folder->{files}{'B10__middle.sql'} = "CREATE TABLE never_middle (id int);\n";
	$folder->{files}{'B20__all.sql'} = "CREATE TABLE baseline (id int);\n";
	push @{ $folder->{versions} }, '20';
	push @{ $folder->{names} }, 'B20__all.sql';
	push @{ $folder->{scripts} }, $folder->{files}{'B20__all.sql'};
	for my $i (0 .. $#steps)
	{
		my $version = '20.' . ($i + 1);
		add_migration($folder, $version, "V${version}__" . slug($steps[$i]) . '.sql', $steps[$i]{up}, $steps[$i]{up});
		$folder->{files}{"undo/U${version}__" . slug($steps[$i]) . '.sql'} = $steps[$i]{down};
	}
	$folder->{files}{'flyway.toml'} = "[flyway]\nlocations = [\"filesystem:.\"]\n\n[flyway.placeholders]\nunused = \"x\"\n";
	$folder->{reversible} = 0;
};

sub diesel_step
{
	my ($folder, $name, $step, $with_down) = @_;
	my $version = $name =~ s/_.*//r;
	add_migration($folder, $version =~ tr/-//dr, "$name/up.sql", $step->{up}, $step->{up});
	$folder->{files}{"$name/down.sql"} = $step->{down} if $with_down;
	$folder->{files}{"$name/metadata.toml"} = "# generated\nrun_in_transaction = false # an index\n" if $step->{no_transaction};
}

# Dashes and none, spaces in names, scripts that lie about.
$layouts{'diesel'} = sub {
	my ($folder, @steps) = @_;
	for my $i (0 .. $#steps)
	{
		my $version = stamp($i);
		$version =~ s/^(....)(..)(..)(.*)$/$1-$2-$3-$4/ if $i % 3;
		diesel_step($folder, "${version}_" . ($i % 4 ? slug($steps[$i]) : $steps[$i]{name}), $steps[$i], 1);
	}
	$folder->{files}{'2024-01-01-seed.sql'} = "CREATE TABLE seeded (id int);\n";
	$folder->{files}{stamp(3) . '_x/old/up.sql'} = "CREATE TABLE nested (id int);\n";
	$folder->{files}{'diesel.toml'} = "[print_schema]\nfile = \"src/schema.rs\"\n";
};

# The setup that diesel makes itself; versions that sort as texts; downgrades that are missing.
$layouts{'diesel setup'} = sub {
	my ($folder, @steps) = @_;
	diesel_step($folder, '00000000000000_diesel_initial_setup', { up => "CREATE FUNCTION diesel_set() RETURNS int LANGUAGE sql AS 'SELECT 1';\n", down => "DROP FUNCTION diesel_set();\n" }, 1);
	my @numbers = sort { $a cmp $b } map { "1$_" } 1 .. @steps;
	for my $i (0 .. $#steps)
	{
		diesel_step($folder, "$numbers[$i]_" . slug($steps[$i]), $steps[$i], $i % 11 != 3);
	}
	$folder->{reversible} = 0;
};

sub sqlx_up { my ($step) = @_; return ($step->{no_transaction} ? "-- no-transaction\n" : '') . $step->{up} }

$layouts{'sqlx'} = sub {
	my ($folder, @steps) = @_;
	for my $i (0 .. $#steps)
	{
		add_migration($folder, stamp($i), stamp($i) . '_' . slug($steps[$i]) . '.sql', sqlx_up($steps[$i]), $steps[$i]{up});
	}
	$folder->{reversible} = 0;
};

$layouts{'sqlx reversible'} = sub {
	my ($folder, @steps) = @_;
	for my $i (0 .. $#steps)
	{
		my $stem = sprintf '%d_%s', $i + 1, slug($steps[$i]);
		add_migration($folder, $i + 1, "$stem.up.sql", sqlx_up($steps[$i]), $steps[$i]{up});
		$folder->{files}{"$stem.down.sql"} = $steps[$i]{down};
	}
	$folder->{files}{'fixtures/1_users.sql'} = "CREATE TABLE fixed (id int);\n";
};

$layouts{'prisma'} = sub {
	my ($folder, @steps) = @_;
	for my $i (0 .. $#steps)
	{
		my $name = stamp($i) . '_' . slug($steps[$i]);
		add_migration($folder, $name, "$name/migration.sql", $steps[$i]{up}, $steps[$i]{up});
	}
	$folder->{files}{'migration_lock.toml'} = "provider = \"postgresql\"\n";
	$folder->{reversible} = 0;
};

# Names that are longer than a revision id, and names alone; ways back beside.
$layouts{'prisma names'} = sub {
	my ($folder, @steps) = @_;
	for my $i (0 .. $#steps)
	{
		my $name = sprintf '2024%010d_%s%s', $i, slug($steps[$i]), $i % 3 ? '' : '_' . 'and_what_else_was_done_that_day' x 2;
		add_migration($folder, $name, "$name/migration.sql", $steps[$i]{up}, $steps[$i]{up});
		$folder->{files}{"$name/down.sql"} = $steps[$i]{down};
	}
};

sub sqitch_scripts
{
	my ($folder, $place, $name, $step, $with_verify) = @_;
	add_migration($folder, $name =~ s/@.*//r, "${place}deploy/$name.sql", "-- Deploy shop:$name to pg\n\n$step->{up}", $step->{up});
	$folder->{files}{"${place}revert/$name.sql"} = "-- Revert shop:$name from pg\n\n$step->{down}";
	$folder->{files}{"${place}verify/$name.sql"} = "-- Verify shop:$name on pg\n\nBEGIN;\n\nSELECT 1/count(*) FROM pg_class;\nCREATE TABLE never_kept (id int);\n\nROLLBACK;\n" if $with_verify;
}

sub sqitch_line { my ($name, $needs, $note) = @_; return "$name " . (@$needs ? '[' . join(' ', @$needs) . '] ' : '') . "2024-01-01T12:00:00Z Ada L. <ada\@example.org> # $note\n" }

# A rework changes a function; its older scripts lie under the first tag that has them.
$layouts{'sqitch'} = sub {
	my ($folder, @steps) = @_;
	my $plan = "%syntax-version=1.0.0\n%project=shop\n%uri=https://example.org/\n\n";
	my $body = sub { "CREATE OR REPLACE FUNCTION reworked() RETURNS int LANGUAGE sql AS 'SELECT $_[0]';\n" };
	my $instance = 0;
	for my $i (0 .. $#steps)
	{
		my $step = $steps[$i];
		my $name = slug($step);
		$plan .= sqitch_line($name, [ (map { slug($steps[$_]) } @{ $step->{needs} || [] }), $i ? '!never_deployed' : () ], "step $i; a note # with a mark");
		sqitch_scripts($folder, '', $name, $step, $i % 2);
		if ($i % 40 == 10)
		{
			my $file = $i + 40 < @steps ? "reworked\@v1.$instance" : 'reworked';
			my $down = $instance ? $body->($instance - 1) : "DROP FUNCTION reworked();\n";
			$plan .= sqitch_line('reworked', $instance ? [ 'reworked@v1.' . ($instance - 1) ] : [], 'again');
			# a tag without files of its own comes first
			$plan .= "\@early$instance 2024-01-01T12:00:00Z Ada L. <ada\@example.org> # tag\n\@v1.$instance 2024-01-01T12:00:00Z Ada L. <ada\@example.org>\n";
			sqitch_scripts($folder, '', $file, { up => $body->($instance), down => $down }, 1);
			$instance++;
		}
	}
	$folder->{files}{'sqitch.plan'} = $plan;
	$folder->{files}{'sqitch.conf'} = "[core]\n\tengine = pg\n[engine \"pg\"]\n\ttarget = db:pg:shop\n";
	$folder->{files}{'deploy/forgotten.sql'} = "CREATE TABLE forgotten (id int);\n";
};

# In folders that the configuration names; changes with slashes in their names; some without a way back.
$layouts{'sqitch top'} = sub {
	my ($folder, @steps) = @_;
	my $plan = "%syntax-version=1.0.0\n%project=shop\n";
	for my $i (0 .. $#steps)
	{
		my $name = ($i % 3 ? 'tables/' : '') . slug($steps[$i]);
		$plan .= sqitch_line($name, $i % 7 ? [] : ['other:thing'], '') . ($i % 50 ? '' : "\@r$i 2024-01-01T12:00:00Z Ada <ada\@example.org> # release\n\n# a comment\n");
		sqitch_scripts($folder, 'db/', $name, $steps[$i], 0);
		delete $folder->{files}{"db/revert/$name.sql"} if $i % 13 == 5;
	}
	$folder->{files}{'db/sqitch.plan'} = $plan;
	$folder->{files}{'sqitch.conf'} = "[core]\n\tengine = pg\n\ttop_dir = db\n";
	$folder->{reversible} = 0;
};

$layouts{'plain'} = sub {
	my ($folder, @steps) = @_;
	for my $i (0 .. $#steps)
	{
		$folder->{files}{ sprintf '%03d-%s.sql', $i + 1, $steps[$i]{name} } = ($i % 10 == 9 && !$steps[$i]{crlf} ? "\x{FEFF}" : '') . $steps[$i]{up};
		push @{ $folder->{scripts} }, $steps[$i]{up};
	}
	$folder->{files}{'drop_all.sql'} = "DROP SCHEMA public CASCADE;\n";
	$folder->{reversible} = 0;
};

# Files for several servers, as pop has them, and a revision in its own language.
$layouts{'plain servers'} = sub {
	my ($folder, @steps) = @_;
	for my $i (0 .. $#steps)
	{
		my $stem = stamp($i) . '_' . slug($steps[$i]) . ($i % 2 ? '.postgres' : '');
		$folder->{files}{"$stem.up.sql"} = $steps[$i]{up};
		$folder->{files}{"$stem.down.sql"} = $steps[$i]{down};
		if ($i % 2)
		{
			(my $other = $stem) =~ s/postgres$/mysql/;
			$folder->{files}{"$other.up.sql"} = $folder->{files}{"$other.down.sql"} = "ALTER TABLE `x` ENGINE = InnoDB;\n";
		}
		push @{ $folder->{scripts} }, $steps[$i]{up};
	}
};

# ---- histories: a tool's own table, with the first $n migrations of a folder in it ----

sub quoted { my ($text) = @_; $text =~ s/'/''/g; return "'$text'" }

# Flyway's checksum: of the lines, whatever ends them.
sub crc_of_lines
{
	my ($content) = @_;
	my $crc = crc32('');
	$crc = crc32($_, $crc) for split /\r\n|\r|\n/, $content;
	return unpack 'l', pack 'L', $crc;
}

my %histories = (
	'dbmate' => [ 'CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)', sub { "INSERT INTO schema_migrations VALUES ('$_[0]')" } ],
	'goose' => [ 'CREATE TABLE goose_db_version (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp NOT NULL DEFAULT now())',
		sub { "INSERT INTO goose_db_version (version_id, is_applied) VALUES ($_[0], true)" } ],
	'golang-migrate' => [ 'CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)',
		sub { "TRUNCATE schema_migrations; INSERT INTO schema_migrations VALUES ($_[0], false)" } ],
	'diesel' => [ 'CREATE TABLE __diesel_schema_migrations (version varchar(50) PRIMARY KEY, run_on timestamp NOT NULL DEFAULT now())',
		sub { "INSERT INTO __diesel_schema_migrations (version) VALUES ('$_[0]')" } ],
	'sqlx' => [ 'CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, execution_time bigint NOT NULL)',
		sub { "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES ($_[0], 'x', true, '\\x" . sha384_hex($_[2]) . "', 1)" } ],
	'prisma' => [ 'CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT clock_timestamp(), applied_steps_count int NOT NULL DEFAULT 0)',
		sub { "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES (gen_random_uuid(), '" . sha256_hex($_[2]) . "', now(), " . quoted($_[0]) . ")" } ],
	'flyway' => [ 'CREATE TABLE flyway_schema_history (installed_rank int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum int, installed_by varchar(100) NOT NULL DEFAULT CURRENT_USER, installed_on timestamp NOT NULL DEFAULT now(), execution_time int NOT NULL DEFAULT 1, success boolean NOT NULL DEFAULT true)',
		sub { 'INSERT INTO flyway_schema_history (version, description, type, script, checksum) VALUES ('
				. join(', ', quoted($_[0]), "''", $_[1] =~ /^B/ ? "'SQL_BASELINE'" : "'SQL'", quoted($_[1]), crc_of_lines($_[2])) . ')' } ],
	'sqitch' => [ 'CREATE SCHEMA sqitch; CREATE TABLE sqitch.changes (change_id text PRIMARY KEY, script_hash text UNIQUE, change text NOT NULL, project text NOT NULL, note text NOT NULL DEFAULT \'\', committed_at timestamptz NOT NULL DEFAULT clock_timestamp())',
		sub { "INSERT INTO sqitch.changes (change_id, change, project) VALUES (gen_random_uuid()::text, " . quoted($_[0]) . ", 'shop')" } ],
);

# SQL that makes the table; undef where the format is no tool's.
sub history_of
{
	my ($folder, $n) = @_;
	my $history = $histories{ $folder->{format} } or return;
	return join ";\n", $history->[0],
	  map { $history->[1]->($folder->{versions}[$_], $folder->{names}[$_], $folder->{files}{ $folder->{names}[$_] }) } 0 .. $n - 1;
}

sub folder_names { return sort keys %layouts }

# The folder of that layout, of $n steps; contents and scripts are bytes.
sub folder_of
{
	my ($layout, $n) = @_;
	my $folder = new_folder();
	my $seed = 0;
	$seed = $seed * 31 + ord for split //, $layout;
	$layouts{$layout}->($folder, history($n, $seed % 1000003 + 1));
	$_ = encode_utf8($_) for values %{ $folder->{files} }, @{ $folder->{scripts} };
	$folder->{layout} = $layout;
	$folder->{format} = (split / /, $layout)[0];
	return $folder;
}

1;
