# Kinds: tables of all sorts, and sequences.
#
# A partition's columns are its parent's; a child has those that it inherits and its own; a typed table those of its type.
package Random::Tables;

use strict;
use warnings;
use Exporter 'import';

use Random::Choice qw(chance number pick some weighted);
use Random::Model;
use Random::Types;
use Random::Value qw(new_type type_sql family literal_of row_value type_of said_of new_said same_family base_type sql_column);
use Session qw(literal name);

our @EXPORT_OK = qw(relatives is_leaf);

*kind = \&Random::Model::kind;
*some_schema = \&Random::Types::some_schema;

# ---- who is whose child ----

sub columns_of_table
{
	my ($model, $table) = @_;
	return $model->columns($model->get($table->{parent})) if $table->{parent};
	return @{ $model->get($table->{of_type})->{columns} } if $table->{of_type};
	return ((map { $model->columns($model->get($_)) } @{ $table->{inherits} // [] }), @{ $table->{columns} });
}

sub parents
{
	my ($model, $table) = @_;
	return grep { defined } map { $model->get($_) } $table->{parent} // (), @{ $table->{inherits} // [] };
}

# It, all below it and all above it.
sub relatives
{
	my ($model, $table) = @_;
	my %found = ($table->{id} => $table);
	my $before;
	do
	{
		$before = keys %found;
		foreach my $each ($model->all('table'))
		{
			my @parents = parents($model, $each);
			next unless $found{ $each->{id} } || grep { $found{ $_->{id} } } @parents;
			$found{ $_->{id} } = $_ foreach $each, @parents;
		}
	} while ($before != keys %found);
	return map { $found{$_} } sort { $a <=> $b } keys %found;
}

sub is_leaf
{
	my ($table) = @_;
	return !$table->{partition};
}

# ---- columns ----

sub new_column
{
	my ($model, $table, %fixed) = @_;
	my @others = map { $model->columns($_) } relatives($model, $table);
	my $column = { id => $model->next_id, name => $model->new_column_name(@others), type => new_type($model), %fixed };

	dress_column($model, $table, $column);
	return $column;
}

# A default, or another thing that a column may have.
sub dress_column
{
	my ($model, $table, $column) = @_;
	my $what = weighted(nothing => 6, default => 3, notnull => 2, identity => 0.6, generated => 0.8, sequence => 0.5, function => 0.7, storage => 0.4, statistics => 0.3, options => 0.2, collation => 0.4);
	$what = 'notnull' if $what =~ /default|sequence|function/ && ($column->{generated} || $column->{identity});
	my %dress = (
		default => sub { $column->{default} = { literal => number(1, 3) } },
		notnull => sub { $column->{notnull} = 1 },
		identity => sub { add_identity($model, $table, $column) },
		generated => sub { add_generated($model, $table, $column) },
		sequence => sub { my $sequence = pick($model->all('sequence')); $column->{default} = { owner => $model->ref_to($sequence) } if $sequence && family($model, $column->{type}) eq 'number' },
		function => sub {
			my $function = pick($model->such(sub { $_[0]{pure} && !$model->reaches($_[0], $table) }, 'function')) or return;
			$column->{default} = { call => $model->ref_to($function) };
		},
		storage => sub { $column->{storage} = pick('PLAIN', 'EXTERNAL', 'MAIN'); $column->{compression} = pick('pglz', undef) },
		statistics => sub { $column->{statistics} = number(0, 500) },
		options => sub { $column->{options} = 'n_distinct = ' . number(1, 9) },
		collation => sub { my $collation = pick($model->all('collation')); $column->{collation} = $model->ref_to($collation) if $collation });
	$dress{$what}->() if $dress{$what};
	return;
}

sub add_identity
{
	my ($model, $table, $column) = @_;
	return if $table->{parent} || $column->{default} || $column->{locked} || grep({ @{ $_->{inherits} // [] } || $_->{partition} } relatives($model, $table)) || $column->{generated};
	$column->{type} = pick('integer', 'bigint', 'smallint');
	$column->{notnull} = 1;
	$column->{identity} = { always => pick('ALWAYS', 'BY DEFAULT'), start => number(1, 9), increment => number(1, 3) };
	return;
}

sub add_generated
{
	my ($model, $table, $column) = @_;
	return if $column->{default} || $column->{identity} || $column->{locked};
	my $base = pick(grep { !$_->{generated} && $_->{id} != $column->{id} } @{ $table->{columns} }) or return;
	$column->{generated} = new_said($model, $table, $base, $model->such(sub { $_[0]{pure} }, 'function'));
	return;
}

sub default_sql
{
	my ($model, $column) = @_;
	my $default = $column->{default} or return;
	my $type = $column->{type};
	my $function = $model->get($default->{call});
	my $sequence = $model->get($default->{owner});
	return 'DEFAULT nextval(' . literal($model->full($sequence)) . '::regclass)' if $sequence && family($model, $type) eq 'number';
	return 'DEFAULT ' . Random::Value::call_of($model, $function, undef, undef)
	  if $function && family($model, $function->{returns}) eq family($model, $type) && $type !~ /\(|smallint|real|cidr/;
	return 'DEFAULT ' . literal_of($model, $type, $default->{literal} // 1);
}

sub column_sql
{
	my ($model, $column) = @_;
	my $type = type_of($model, $column);
	my $identity = $column->{identity};
	return join ' ', name($column->{name}), type_sql($model, $type),
	  ($column->{collation} && family($model, $type) eq 'text' ? 'COLLATE ' . $model->full($model->get($column->{collation})) : ()),
	  ($column->{generated} ? 'GENERATED ALWAYS AS (' . said_of($model, $column->{generated}) . ') STORED' : ()),
	  ($identity ? "GENERATED $identity->{always} AS IDENTITY (START $identity->{start} INCREMENT $identity->{increment})" : ()),
	  default_sql($model, $column), ($column->{notnull} ? 'NOT NULL' : ());
}

# What CREATE TABLE has no room for.
sub attributes_sql
{
	my ($model, $table, $column) = @_;
	my $alter = 'ALTER TABLE ' . $model->full($table) . ' ALTER COLUMN ' . name($column->{name});
	my $toasted = family($model, type_of($model, $column)) =~ /^(text|jsonb?|bytea|texts)$/;
	return (
		($column->{storage} && $toasted ? "$alter SET STORAGE $column->{storage}" : ()),
		($column->{compression} && $toasted ? "$alter SET COMPRESSION $column->{compression}" : ()),
		(defined $column->{statistics} ? "$alter SET STATISTICS $column->{statistics}" : ()), ($column->{options} ? "$alter SET ($column->{options})" : ()));
}

# ---- partitions ----

# Bounds are numbered: what a partition holds follows from its number.
my %bounds = (
	integer => { list => sub { $_[0] }, range => sub { [ $_[0] * 10, $_[0] * 10 + 10 ] }, value => sub { $_[0] * 10 + $_[1] } },
	text => { list => sub { "'$_[0]'" }, range => sub { [ map { "'$_'" } chr(97 + $_[0]), chr(98 + $_[0]) ] }, value => sub { "'" . chr(97 + $_[0]) . "$_[1]'" } },
	date => { list => sub { "'20$_[0]1-01-01'" }, range => sub { [ "'20$_[0]1-01-01'", "'20$_[0]2-01-01'" ] }, value => sub { "'20$_[0]1-01-0$_[1]'" } },
);

sub bound_sql
{
	my ($model, $table) = @_;
	my $partition = $model->get($table->{parent})->{partition};
	my $bounds = $bounds{ $model->column($partition->{key})->{type} };
	my $n = $table->{bound};
	return 'DEFAULT' if $n eq 'default';
	return "FOR VALUES WITH (MODULUS 4, REMAINDER $n)" if $partition->{strategy} eq 'HASH';
	return 'FOR VALUES IN (' . $bounds->{list}->($n) . ')' if $partition->{strategy} eq 'LIST';
	return sprintf 'FOR VALUES FROM (%s) TO (%s)', @{ $bounds->{range}->($n) };
}

sub new_bound
{
	my ($model, $parent) = @_;
	my %taken = map { $_->{bound} => 1 } $model->such(sub { $_[0]{parent} && $_[0]{parent}{id} == $parent->{id} }, 'table');
	my $hash = $parent->{partition}{strategy} eq 'HASH';
	return pick(grep { !$taken{$_} } $hash ? (0 .. 3) : (1 .. 5, 'default'));
}

# What rows of a partition have in its parents' keys.
sub keys_of_rows
{
	my ($model, $table, $n) = @_;
	my $parent = $model->get($table->{parent}) or return ();
	my $partition = $parent->{partition};
	my $bounds = $bounds{ $model->column($partition->{key})->{type} };
	return (keys_of_rows($model, $parent, $n), $partition->{key}{column} => $partition->{strategy} eq 'LIST' ? $bounds->{list}->($table->{bound}) : $bounds->{value}->($table->{bound}, $n));
}

# Can it have rows that surely fit?
sub takes_rows
{
	my ($model, $table) = @_;
	return 0 if $table->{partition};
	for (my $each = $table; $each->{parent}; $each = $model->get($each->{parent}))
	{
		return 0 if $each->{bound} eq 'default' || $model->get($each->{parent})->{partition}{strategy} eq 'HASH';
	}
	return 1;
}

sub rows_sql
{
	my ($model, $table) = @_;
	return unless $table->{rows} && takes_rows($model, $table);
	my @columns = grep { !$_->{generated} } columns_of_table($model, $table);
	my @rows = map {
		my $n = $_;
		my %keys = keys_of_rows($model, $table, $n);
		'(' . join(', ', map { $keys{ $_->{id} } // row_value($model, $_->{type}, $n) } @columns) . ')';
	} 1 .. $table->{rows};
	return unless @columns;
	return 'INSERT INTO ' . $model->full($table) . ' (' . join(', ', map { name($_->{name}) } @columns) . ') OVERRIDING SYSTEM VALUE VALUES ' . join ', ', @rows;
}

sub make_partitions
{
	my ($model, $parent, $depth) = @_;
	foreach (1 .. number(0, 3))
	{
		my $bound = new_bound($model, $parent) // return;
		my $table = $model->add('table', name => $model->new_name, some_schema($model), columns => [], parent => $model->ref_to($parent), bound => $bound, rows => chance(0.3) ? 1 : 0);
		next unless $depth < 3 && chance(0.25);
		make_partitioned($model, $table, $parent);
		make_partitions($model, $table, $depth + 1) if $table->{partition};
	}
	return;
}

# Makes a table that has columns a partitioned one, by another key than those above it.
sub make_partitioned
{
	my ($model, $table, $root) = @_;
	my %taken;
	for (my $above = $model->get($table->{parent}); $above; $above = $model->get($above->{parent}))
	{
		$taken{ $above->{partition}{key}{column} } = 1;
	}
	my $key = pick(grep { !$taken{ $_->{id} } && $_->{locked} } columns_of_table($model, $table)) or return;
	$table->{partition} = { strategy => pick('LIST', 'RANGE', 'HASH'), key => $model->ref_to($table, $key), variety => chance(0.1) ? 1 : 0 };
	return;
}

# ---- making tables ----

sub plain_table
{
	my ($model) = @_;
	my $table = $model->add('table', name => $model->new_name, some_schema($model), columns => [], rows => chance(0.6) ? number(1, 3) : 0);
	push @{ $table->{columns} }, new_column($model, $table) foreach 1 .. number(1, 6);
	return $table;
}

sub partitioned_table
{
	my ($model) = @_;
	my $table = $model->add('table', name => $model->new_name, some_schema($model), columns => []);
	push @{ $table->{columns} }, new_column($model, $table, type => pick('integer', 'text', 'date'), locked => 1) foreach 1 .. number(1, 3);
	delete @$_{ 'generated', 'identity', 'collation' } foreach @{ $table->{columns} };
	push @{ $table->{columns} }, new_column($model, $table) foreach 1 .. number(0, 3);
	make_partitioned($model, $table, $table);
	make_partitions($model, $table, 1) if $table->{partition};
	return $table;
}

sub child_table
{
	my ($model) = @_;
	my @parents = some(0.3, $model->such(sub { is_heir($_[0]) && !grep { $_->{identity} } columns_of_table($model, $_[0]) }, 'table'));
	splice @parents, 2 if @parents > 2;
	my %names;
	return plain_table($model) if !@parents || grep { $names{ $_->{name} }++ } map { columns_of_table($model, $_) } @parents;
	my $table = $model->add('table', name => $model->new_name, some_schema($model), columns => [], inherits => [ map { $model->ref_to($_) } @parents ], parents_then => scalar @parents, rows => chance(0.3) ? number(1, 3) : 0);
	push @{ $table->{columns} }, new_column($model, $table) foreach 1 .. number(0, 2);
	return $table;
}

# Can tables inherit from it?
sub is_heir
{
	my ($table) = @_;
	return !$table->{parent} && !$table->{partition} && !$table->{of_type};
}

sub typed_table
{
	my ($model) = @_;
	my $type = pick($model->all('composite type')) or return plain_table($model);
	return $model->add('table', name => $model->new_name, some_schema($model), columns => [], of_type => $model->ref_to($type), rows => chance(0.3) ? 1 : 0);
}

sub make_table
{
	my ($model) = @_;
	my $table = { plain => \&plain_table, partitioned => \&partitioned_table, child => \&child_table, typed => \&typed_table }->{ weighted(plain => 10, partitioned => 3, child => 2, typed => 1) }->($model);
	dress_table($model, $table) if chance(0.3);
	return $table;
}

sub dress_table
{
	my ($model, $table) = @_;
	my $what = pick('unlogged', 'security', 'force', 'options', 'replica', 'tablespace', 'access');
	my $value = { unlogged => 1, security => 1, force => 1, options => pick('fillfactor = 70', 'fillfactor = 50, autovacuum_enabled = off', 'toast.autovacuum_enabled = off, parallel_workers = 2'), replica => pick('FULL', 'NOTHING'), tablespace => 'elsewhere' }->{$what};
	$table->{$what} = $table->{$what} ? undef : $value;
	return;
}

sub create_table_sql
{
	my ($model, $table) = @_;
	my $parent = $model->get($table->{parent});
	my $type = $model->get($table->{of_type});
	my @inherits = map { $model->full($model->get($_)) } @{ $table->{inherits} // [] };
	my $partition = $table->{partition};
	my $key = $partition && sql_column($model->column($partition->{key}));
	return join ' ', 'CREATE', ($table->{unlogged} && !$partition ? 'UNLOGGED' : ()), 'TABLE', $model->full($table),
	  ($parent ? 'PARTITION OF ' . $model->full($parent) . ' ' . bound_sql($model, $table)
		: $type ? 'OF ' . $model->full($type)
		: '(' . join(', ', map { column_sql($model, $_) } @{ $table->{columns} }) . ')'),
	  (@inherits ? 'INHERITS (' . join(', ', @inherits) . ')' : ()), ($partition ? "PARTITION BY $partition->{strategy} ($key)" : ()),
	  ($table->{options} && !$partition ? "WITH ($table->{options})" : ()), ($table->{tablespace} ? "TABLESPACE $table->{tablespace}" : ());
}

sub table_sql
{
	my ($model, $table) = @_;
	my $full = $model->full($table);
	return (
		create_table_sql($model, $table), ($table->{parent} ? () : map { attributes_sql($model, $table, $_) } @{ $table->{columns} }),
		($table->{security} ? "ALTER TABLE $full ENABLE ROW LEVEL SECURITY" : ()), ($table->{force} ? "ALTER TABLE $full FORCE ROW LEVEL SECURITY" : ()),
		($table->{replica} ? "ALTER TABLE $full REPLICA IDENTITY $table->{replica}" : ()), rows_sql($model, $table));
}

# ---- changes ----

# The table, or the one above it, that has columns of its own to change.
sub changed_column
{
	my ($table) = @_;
	return pick(grep { !$_->{locked} } @{ $table->{columns} });
}

sub change_of_column
{
	my ($change) = @_;
	return sub {
		my ($model, $table) = @_;
		my $column = changed_column($table) or return;
		$change->($model, $table, $column);
	};
}

sub drop_column
{
	my ($model, $table, $column) = @_;
	return if @{ $table->{columns} } < 2;
	@{ $table->{columns} } = grep { $_ != $column } @{ $table->{columns} };
	$model->settle;
	return;
}

# As far as anybody can tell, the old one goes and a new one comes.
sub rename_column
{
	my ($model, $table, $column) = @_;
	$column->{name} = $model->new_column_name(map { $model->columns($_) } relatives($model, $table));
	return;
}

sub retype_column
{
	my ($model, $table, $column) = @_;
	return if $column->{identity} || $column->{generated};
	my $type = chance(0.75) ? same_family($model, $column->{type}) : new_type($model);
	return if ref $type && $type->{of} && $model->reaches($model->get($type->{of}), $table);
	$column->{type} = $type;
	return;
}

sub undress_column
{
	my ($model, $table, $column) = @_;
	my $what = pick(grep { $column->{$_} } qw(default identity generated storage compression statistics options collation notnull)) or return;
	delete $column->{$what};
	return;
}

sub detach
{
	my ($model, $table) = @_;
	my $parent = $model->get($table->{parent}) or return;
	return if $table->{partition};
	$table->{columns} = [ map { detached_column($model, $table, $_) } columns_of_table($model, $parent) ];
	delete @$table{ 'parent', 'bound' };
	return;
}

# A column of the parent as the partition's own: what it is generated from is the partition's too.
sub detached_column
{
	my ($model, $table, $column) = @_;
	my $own = Storable::dclone($column);
	$own->{generated}{column}{id} = $table->{id} if $own->{generated};
	return $own;
}

# Another partition, or a table that is one already elsewhere.
sub attach
{
	my ($model, $parent) = @_;
	return unless $parent->{partition};
	my $bound = new_bound($model, $parent) // return;
	$model->add('table', name => $model->new_name, some_schema($model), columns => [], parent => $model->ref_to($parent), bound => $bound);
	return;
}

sub rebound
{
	my ($model, $table) = @_;
	my $parent = $model->get($table->{parent}) or return;
	my $bound = new_bound($model, $parent) // return;
	return if $bound eq 'default';
	$table->{bound} = $bound;
	return;
}

# PostgreSQL knows whether a column was the table's own before it was inherited: a child goes with its parents.
sub table_holds
{
	my ($model, $table) = @_;
	return !$table->{parents_then} || $table->{parents_then} == @{ $table->{inherits} };
}

kind('table', rank => 20, weight => 26, columns => \&columns_of_table, holds => \&table_holds, make => \&make_table, sql => \&table_sql,
	changes => [
		(sub { my ($model, $table) = @_; push @{ $table->{columns} }, new_column($model, $table) unless $table->{parent} || $table->{of_type} }) x 3,
		(change_of_column(\&drop_column)) x 2,
		change_of_column(\&rename_column),
		(change_of_column(\&retype_column)) x 3,
		(change_of_column(\&dress_column)) x 2,
		(change_of_column(\&undress_column)) x 2,
		\&detach, \&attach, \&rebound,
		(\&dress_table) x 2 ]);

# ---- foreign tables ----

kind('foreign table', rank => 21, weight => 2,
	make => sub {
		my ($model) = @_;
		my $server = pick($model->all('server')) or return;
		my $table = $model->add('foreign table', name => $model->new_name, some_schema($model), columns => [], server => $model->ref_to($server), options => chance(0.5) ? "a 'b'" : undef);
		push @{ $table->{columns} }, new_column($model, $table) foreach 1 .. number(1, 3);
		delete @$_{ 'identity', 'generated' } foreach @{ $table->{columns} };
		return $table;
	},
	sql => sub {
		my ($model, $table) = @_;
		my $server = $model->get($table->{server});
		return 'CREATE FOREIGN TABLE ' . $model->full($table) . ' (' . join(', ', map { column_sql($model, $_) } @{ $table->{columns} }) . ') SERVER ' . name($server->{name}) . ($table->{options} ? " OPTIONS ($table->{options})" : '');
	},
	changes => [
		sub { my ($model, $table) = @_; push @{ $table->{columns} }, my $column = new_column($model, $table); delete @$column{ 'identity', 'generated' } },
		change_of_column(\&drop_column), change_of_column(\&retype_column), change_of_column(\&rename_column),
		sub { $_[1]{options} = pick(undef, "a 'c'", "d 'e'") } ]);

# ---- sequences ----

sub sequence_parameters
{
	my ($maximum, $increment) = (number(100, 1000), pick(1, 1, 2, -1));
	return { type => pick('integer', 'bigint', 'smallint'), increment => $increment, maximum => $maximum, start => number(1, 90), cache => number(1, 3), cycle => chance(0.2), called => chance(0.3) };
}

kind('sequence', rank => 10, weight => 4,
	make => sub {
		my ($model) = @_;
		return $model->add('sequence', name => $model->new_name, some_schema($model), %{ sequence_parameters() });
	},
	sql => sub {
		my ($model, $sequence) = @_;
		my $full = $model->full($sequence);
		return ("CREATE SEQUENCE $full AS $sequence->{type} INCREMENT $sequence->{increment} MINVALUE 1 MAXVALUE $sequence->{maximum} START $sequence->{start} CACHE $sequence->{cache}" . ($sequence->{cycle} ? ' CYCLE' : ''),
			($sequence->{called} ? 'SELECT nextval(' . literal($full) . ')' : ()));
	},
	changes => [
		sub { my $new = sequence_parameters(); my $what = pick('type', 'increment', 'maximum', 'cache', 'cycle', 'start'); $_[1]{$what} = $new->{$what} } ]);

kind('ownership', rank => 30, weight => 2,
	make => sub {
		my ($model) = @_;
		my $sequence = pick($model->such(sub { my ($sequence) = @_; !$model->such(sub { $_[0]{sequence}{id} == $sequence->{id} }, 'ownership') }, 'sequence')) or return;
		my $table = pick($model->such(sub { ($_[0]{schema} ? $_[0]{schema}{id} : 0) == ($sequence->{schema} ? $sequence->{schema}{id} : 0) && @{ $_[0]{columns} } && !$_[0]{parent} }, 'table')) or return;
		my $column = pick(@{ $table->{columns} });
		return $model->add('ownership', sequence => $model->ref_to($sequence), column => $model->ref_to($table, $column));
	},
	sql => sub {
		my ($model, $ownership) = @_;
		my $table = $model->get($ownership->{column});
		return 'ALTER SEQUENCE ' . $model->full($model->get($ownership->{sequence})) . ' OWNED BY ' . $model->full($table) . '.' . name($model->column($ownership->{column})->{name});
	},
	holds => sub {
		my ($model, $ownership) = @_;
		my ($sequence, $table) = map { $model->get($ownership->{$_}) } 'sequence', 'column';
		return ($sequence->{schema} ? $sequence->{schema}{id} : 0) == ($table->{schema} ? $table->{schema}{id} : 0);
	});

1;
