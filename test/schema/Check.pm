# The checks of a pair: takes one schema to the other and back by what migrate.diff() says, and looks at what came of it.
# README.md tells what is checked.  A pair is a hash: number, from, to, and the options that a file of pairs gives.
package Check;

use strict;
use warnings;
use Exporter 'import';
use File::Temp qw(tempdir);

use Session qw(literal name);

our @EXPORT_OK = qw(administer set_up tear_down check_pair drop_sides);

my $template = 'pairs_template';
my $server_dump = 'pg_dump --schema-only --encoding=UTF8';

# ---- what the pairs need of the server ----

sub administer
{
	return Session->new($ENV{PGDATABASE} // 'postgres');
}

# load_only: the SQL of pairs is loaded and nothing else.
sub set_up
{
	my ($load_only) = @_;
	my $admin = administer();
	$admin->must('CREATE ROLE ada; CREATE ROLE bob; CREATE ROLE "some one"');
	$admin->must("SET allow_in_place_tablespaces = on; CREATE TABLESPACE elsewhere LOCATION ''");
	$admin->must("CREATE DATABASE $template TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
	Session->new($template)->must('CREATE EXTENSION migrate') unless $load_only;
}

# Also before: what an earlier call that was killed has left is in the way.
sub tear_down
{
	my $admin = administer();
	$admin->must($_) foreach (
		map({ 'DROP DATABASE IF EXISTS ' . name($_) } split /\n/, $admin->must("SELECT datname FROM pg_database WHERE datname LIKE 'pairs\\_%'")),
		'DROP TABLESPACE IF EXISTS elsewhere', 'DROP ROLE IF EXISTS ada, bob, "some one"');
}

# ---- a side of a pair: a database with its session ----

sub new_side
{
	my ($pair, $which, $admin) = @_;
	my $database = "pairs_$pair->{number}_$which";

	# The other strategy writes all of it to the WAL: ten times the time.
	$admin->must("CREATE DATABASE $database TEMPLATE $template STRATEGY file_copy" . ($pair->{tablespace} ? " TABLESPACE $pair->{tablespace}" : ''));
	my $session = Session->new($database);
	my $error = Session::error_in($session->run(($pair->{both} // '') . "\n;\n" . $pair->{$which}));
	die "the SQL of \"$which\" does not load:\n$error" if defined $error;
	$session->must('RESET ALL; RESET SESSION AUTHORIZATION; SET client_min_messages = error; SET search_path = public');
	return { which => $which, database => $database, session => $session };
}

sub drop_sides
{
	my ($pair) = @_;
	administer()->must(join ';', map { "DROP DATABASE IF EXISTS pairs_$pair->{number}_$_ WITH (FORCE)" } 'from', 'to');
}

# What pg_dump prints of it, less what says nothing.
sub dump_of
{
	my ($pair, $side) = @_;
	my $dump = `$server_dump $side->{database} 2>&1`;

	die "pg_dump failed:\n$dump" if $?;
	utf8::decode($dump);
	$dump = join '', sort split /^(?=--\n-- Name: )/m, $dump if $pair->{entries};
	$dump =~ s/^(--|\\(un)?restrict |pg_dump: (warning|detail|hint): ).*\n//mg;
	$dump =~ s/\n\n+/\n/g;
	# One after another as they were given: no GRANT can put one before another.
	$dump =~ s/((?:^GRANT .*\n){2,})/join '', sort split m{^}m, $1/gme;
	$dump =~ s{^(CREATE TYPE (?:"[^"]*"|[^\n"])* AS \(\n)(.*?)(\n\);\n)}{$1 . any_order($2) . $3}gems if $pair->{columns};
	$dump =~ s{^(CREATE (?:\w+ )*TABLE (?:"[^"]*"|[^\n"])* \(\n)(.*?)(\n\).*?;\n)}{$1 . any_order($2) . $3}gems if $pair->{columns};
	$dump =~ s/((?:^ALTER TABLE ONLY .* ALTER COLUMN .*\n){2,})/join '', sort split m{^}m, $1/gme if $pair->{columns};
	# They stand in the order of the table's.
	$dump =~ s{^(CREATE STATISTICS .* ON )(.*)(?= FROM )}{$1 . join ', ', sort split /, /, $2}gme if $pair->{columns};
	return $dump;
}

sub any_order
{
	my ($lines) = @_;
	return join "\n", sort map { s/,$//r } split /\n/, $lines;
}

# Its tables with their columns, and its sequences: what rows are counted in.
sub inventory
{
	my ($side) = @_;
	return $side->{session}->value(<<'SQL');
SELECT coalesce(jsonb_object_agg(relation, what), '{}') FROM (
	SELECT format('%I.%I', n.nspname, c.relname) AS relation, jsonb_build_object('kind', c.relkind,
		'columns', (SELECT jsonb_object_agg(a.attname, concat_ws(' over ', format_type(a.atttypid, a.atttypmod),
				format_type(nullif(t.typbasetype, 0), t.typtypmod), format_type(nullif(e.typbasetype, 0), e.typtypmod)))
			FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type e ON e.oid = t.typelem
			WHERE t.typtype <> 'c' AND e.typtype IS DISTINCT FROM 'c' AND a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')) AS what
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384
	UNION ALL
	SELECT format('%I.%I', n.nspname, c.relname), jsonb_build_object('kind', c.relkind,
		'bounds', (SELECT format('%s AND %s', s.seqmin, s.seqmax) FROM pg_sequence s WHERE s.seqrelid = c.oid),
		'identity', EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i'))
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND c.oid >= 16384
) relations WHERE relation NOT LIKE 'migrate.%'
SQL
}

# The query that tells what must be kept of what both have: a line a table and sequence.
sub query_of_kept
{
	my ($here, $there) = @_;
	my @queries;

	foreach my $relation (sort keys %$here)
	{
		my ($a, $b) = ($here->{$relation}, $there->{$relation});
		next unless $b;
		if ($a->{kind} eq 'S')
		{
			next if $b->{kind} ne 'S' || $a->{identity} != $b->{identity};
			# One that stands where the other side's does not reach cannot stay there.
			push @queries, 'SELECT ' . literal("sequence $relation") . ", CASE WHEN last_value BETWEEN $b->{bounds} THEN format('%s %s', last_value, is_called) END, NULL::oid FROM $relation";
		}
		elsif ($a->{kind} eq $b->{kind})
		{
			# The rows of a partitioned table are its partitions'.
			my @columns = map { name($_) } grep { ($b->{columns}{$_} // '') eq $a->{columns}{$_} } sort keys %{ $a->{columns} // {} };
			my $row = 'ROW(' . join(', ', @columns) . ')::text';
			push @queries, 'SELECT ' . literal("table $relation")
			  . ($a->{kind} eq 'p' ? ', NULL' : ", format('%s rows: %s', count(*), string_agg($row, ' ' ORDER BY $row))")
			  . ', ' . literal($relation) . '::regclass::oid' . ($a->{kind} eq 'p' ? '' : " FROM ONLY $relation");
		}
	}
	return undef unless @queries;
	return 'SELECT jsonb_object_agg(what, jsonb_build_array(content, identity)) FROM (' . join(' UNION ALL ', @queries) . ') kept (what, content, identity)';
}

# ---- checks ----

# One direction of a pair and back; returns what failed.
sub walk
{
	my ($pair, $from, $to, @budget) = @_;
	my $session = $from->{session};
	my $kept = query_of_kept($from->{inventory}, $to->{inventory});
	my $way = { pair => $pair, side => $from, name => "$from->{which} -> $to->{which}", failures => [],
		kept => $kept, before => $kept && $session->value($kept) };

	my $changes = $session->value(diff_query($from->{snapshot}, $to->{snapshot}));
	my @up = grep { defined } map { $_->{upgrade} } @$changes;
	my @down = grep { defined } map { $_->{downgrade} } reverse @$changes;
	if (go($way, 'upgrade', \@up, $budget[0], $to))
	{
		my $left = $session->value(diff_query($session->must('SELECT migrate.snapshot()'), $to->{snapshot}));
		fail($way, 'the second diff', map { "$_->{action} $_->{kind} $_->{identity}: " . ($_->{upgrade} // 'nothing') } @$left) if @$left;
		go($way, 'downgrade', \@down, $budget[1], $from);
	}
	return @{ $way->{failures} };
}

sub fail
{
	my ($way, @lines) = @_;
	push @{ $way->{failures} }, "$way->{name}: " . join("\n", @lines);
}

# Runs the statements of an upgrade or downgrade and looks whether the goal is reached; false: they failed.
sub go
{
	my ($way, $name, $statements, $budget, $goal) = @_;
	my ($pair, $session) = ($way->{pair}, $way->{side}{session});
	my @script = ('by the ' . $name, map { "    $_;" } @$statements);
	my $n = grep { !is_guard($_) } @$statements;

	$pair->{scripts} .= join("\n", $way->{name}, @script) . "\n";
	if (defined $budget)
	{
		fail($way, "$n statements, budget $budget", @script) if $n > $budget;
	}
	elsif ($n > 1)
	{
		fail($way, "needless: $_", @script) foreach grep { !is_guard($_) } superfluous($session, $statements, $goal->{snapshot});
	}

	my $error = apply($session, $statements);
	if (defined $error)
	{
		fail($way, $error, @script);
		return 0;
	}
	my $difference = text_difference($goal->{dump}, dump_of($pair, $way->{side}));
	fail($way, 'pg_dump, wanted (-) and got (+):', $difference, @script) if $difference;
	push @{ $way->{ran} }, @$statements;
	if ($way->{kept})
	{
		fail($way, $_, @script) foreach lost($way->{before}, $session->value($way->{kept}), $way->{ran});
	}
	return 1;
}

# What changes nothing and does not count: it lets functions be made before what their bodies speak of.
sub is_guard
{
	return $_[0] =~ /^SET check_function_bodies/;
}

sub diff_query
{
	my ($source, $target) = @_;
	return "SELECT coalesce(jsonb_agg(to_jsonb(d) ORDER BY ordinal), '[]') FROM migrate.diff(" . literal($source) . ', ' . literal($target) . ') d';
}

# As the product runs scripts: through SPI, in one transaction.  Returns the error.
sub apply
{
	my ($session, $statements) = @_;
	return unless @$statements;
	return Session::error_in($session->run('DO ' . literal(join "\n", 'BEGIN', map({ 'EXECUTE ' . literal($_) . ';' } @$statements), 'END')));
}

# The statements without which the others lead to the goal all the same.
sub superfluous
{
	my ($session, $statements, $goal) = @_;
	my $array = 'ARRAY[' . join(', ', map { literal($_) } @$statements) . ']';

	# What is tried is undone by the error at its end; variables stay as they are.
	$session->must('DO ' . literal(<<SQL));
DECLARE
	statements text[] := $array;
	superfluous text[] := '{}';
BEGIN
	FOR out IN 1 .. cardinality(statements) LOOP
		BEGIN
			FOR i IN 1 .. cardinality(statements) LOOP
				IF i <> out THEN
					EXECUTE statements[i];
				END IF;
			END LOOP;
			IF NOT EXISTS (SELECT FROM migrate.diff(migrate.snapshot(), @{[ literal($goal) ]})) THEN
				superfluous := superfluous || statements[out];
			END IF;
			RAISE EXCEPTION 'undone';
		EXCEPTION WHEN OTHERS THEN
		END;
	END LOOP;
	PERFORM set_config('pairs.superfluous', array_to_json(superfluous)::text, false);
END
SQL
	return @{ $session->value("SELECT current_setting('pairs.superfluous')") };
}

# Does the script fill the rows of a table with new values of a sequence?
sub draws_from
{
	my ($what, $statements) = @_;
	my $sequence = $what =~ /^sequence (.*)/s ? literal($1) : return 0;
	return scalar grep { /^ALTER TABLE .* ADD COLUMN /s && index($_, "nextval($sequence") >= 0 } @$statements;
}

# What of rows and tables is not as it was.
sub lost
{
	my ($before, $after, $statements) = @_;
	my @lost;
	foreach my $what (sort grep { !draws_from($_, $statements) } keys %$before)
	{
		my ($content, $identity) = @{ $before->{$what} };
		my ($content_now, $identity_now) = @{ $after->{$what} };
		push @lost, "$what was dropped and made again" if defined $identity && $identity != $identity_now;
		push @lost, "$what held $content, now $content_now" if defined $content && $content ne $content_now;
	}
	return @lost;
}

sub text_difference
{
	my ($wanted, $got) = @_;
	return '' if $wanted eq $got;
	my $path = tempdir(CLEANUP => 1);
	foreach ([ wanted => $wanted ], [ got => $got ])
	{
		open my $file, '>:encoding(UTF-8)', "$path/$_->[0]" or die "$path: $!";
		print $file $_->[1];
	}
	my $difference = `diff -U1 $path/wanted $path/got | tail -n +3 | head -n 60`;
	utf8::decode($difference);
	return $difference;
}

sub check_refused
{
	my ($pair, @sides) = @_;
	my @failures;
	foreach ([ @sides ], [ reverse @sides ])
	{
		my ($from, $to) = @$_;
		my $error = Session::error_in($from->{session}->run(diff_query($from->{snapshot}, $to->{snapshot}))) // 'no error';
		push @failures, "$from->{which} -> $to->{which}: wanted an error with \"$pair->{refused}\", got: $error" if index($error, $pair->{refused}) < 0;
	}
	return @failures;
}

sub check_both_ways
{
	my ($pair, $from, $to) = @_;
	foreach my $side ($from, $to)
	{
		$side->{dump} = dump_of($pair, $side);
		$side->{inventory} = inventory($side);
	}
	my @budget = split / /, $pair->{budget} // '';
	return (walk($pair, $from, $to, @budget), walk($pair, $to, $from, reverse @budget));
}

# What failed; dies where the SQL of a side does not load.
sub check_pair
{
	my ($pair, $load_only) = @_;
	my $admin = administer();
	my ($from, $to) = map { new_side($pair, $_, $admin) } 'from', 'to';

	return if $load_only;
	$_->{snapshot} = $_->{session}->must('SELECT migrate.snapshot()') foreach $from, $to;
	return $pair->{refused} ? check_refused($pair, $from, $to) : check_both_ways($pair, $from, $to);
}

1;
