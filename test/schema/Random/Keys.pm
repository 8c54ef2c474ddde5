# Kinds: constraints, indexes and statistics of tables.
package Random::Keys;

use strict;
use warnings;

use Random::Choice qw(chance number pick some weighted);
use Random::Model;
use Random::Tables qw(relatives);
use Random::Types;
use Random::Value qw(type_sql family type_of said_of condition_of new_said comparable distinct gathered sql_column);
use Session qw(name);

*kind = \&Random::Model::kind;

sub table_of
{
	my ($model, $object) = @_;
	return $model->get($object->{table});
}

sub column_names
{
	my ($model, @references) = @_;
	return join ', ', map { sql_column($model->column($_)) } @references;
}

sub key_columns
{
	my ($model, $table) = @_;
	my @keys;
	for (my $each = $table; $each; $each = $model->get($each->{parent}))
	{
		push @keys, $each->{partition}{key}{column} if $each->{partition};
	}
	return @keys;
}

# ---- constraints ----

# Columns for a key: all that a partitioned table is parted by are among them.
sub columns_for_key
{
	my ($model, $table) = @_;
	my %needed = map { $_ => 1 } $table->{partition} ? map({ key_columns($model, $_) } relatives($model, $table)) : ();
	my @columns = grep { distinct($model, type_of($model, $_)) } $model->columns($table);
	my @free = some(0.4, grep { !$needed{ $_->{id} } } @columns);
	splice @free, 2 if @free > 2;
	@free = pick(@columns) if !@free && @columns && !%needed;
	return map { $model->ref_to($table, $_) } grep({ $needed{ $_->{id} } } @columns), grep { !$needed{ $_->{id} } } @free;
}

sub make_key
{
	my ($model, $table, $type) = @_;
	my @columns = columns_for_key($model, $table) or return;
	return { type => $type, columns => \@columns, chance(0.15) ? (deferrable => pick('DEFERRABLE', 'DEFERRABLE INITIALLY DEFERRED')) : (), $type eq 'UNIQUE' && chance(0.2) ? (distinct => 'NULLS NOT DISTINCT') : (),
		chance(0.1) ? (include => [ map { $model->ref_to($table, $_) } pick($model->columns($table)) ]) : () };
}

sub make_check
{
	my ($model, $table) = @_;
	my $column = pick($model->columns($table)) or return;
	return { type => 'CHECK', check_on => new_said($model, $table, $column, $model->such(sub { $_[0]{pure} }, 'function')), chance(0.15) ? (valid => 'NOT VALID') : (), chance(0.1) && !$table->{partition} ? (inherit => 'NO INHERIT') : () };
}

sub make_foreign_key
{
	my ($model, $table) = @_;
	my $key = pick($model->such(sub { my ($key) = @_; $key->{type} =~ /PRIMARY|UNIQUE/ && !$key->{deferrable} && $key->{columns} && @{ $key->{columns} } == 1 && !table_of($model, $key)->{parent} }, 'constraint')) or return;
	my $family = family($model, type_of($model, $model->column($key->{columns}[0])));
	my $column = pick(grep { family($model, type_of($model, $_)) eq $family && !$_->{generated} && !$_->{locked} } $model->columns($table)) or return;
	my $rows = table_of($model, $key)->{rows} // 0;
	return if ($table->{rows} // 0) > $rows || ($table->{partition} || $table->{parent}) && !$rows;
	return { type => 'FOREIGN KEY', columns => [ $model->ref_to($table, $column) ], references => $model->ref_to($key),
		action => pick('', '', 'ON DELETE CASCADE', 'ON DELETE SET NULL', 'ON UPDATE CASCADE ON DELETE RESTRICT'), chance(0.2) ? (deferrable => pick('DEFERRABLE', 'DEFERRABLE INITIALLY DEFERRED')) : (), chance(0.1) && !$table->{partition} ? (valid => 'NOT VALID') : () };
}

sub make_exclusion
{
	my ($model, $table) = @_;
	return if $table->{partition};
	my $column = pick(grep { distinct($model, type_of($model, $_)) } $model->columns($table)) or return;
	return { type => 'EXCLUDE', columns => [ $model->ref_to($table, $column) ] };
}

sub make_constraint
{
	my ($model) = @_;
	my $table = pick($model->all('table')) or return;
	my $make = { primary => sub { make_key(@_, 'PRIMARY KEY') }, unique => sub { make_key(@_, 'UNIQUE') }, check => \&make_check, foreign => \&make_foreign_key, exclusion => \&make_exclusion }
	  ->{ weighted(primary => 5, unique => 3, check => 5, foreign => 4, exclusion => 0.5) };
	my $what = $make->($model, $table) or return;
	return $model->add('constraint', name => $model->new_name, table => $model->ref_to($table), %$what);
}

# Types, and what stands above and below, may have changed.
sub constraint_holds
{
	my ($model, $constraint) = @_;
	my $table = table_of($model, $constraint);
	my @types = map { type_of($model, $model->column($_)) } @{ $constraint->{columns} // [] };
	return 1 if $constraint->{type} eq 'CHECK';
	return 0 if grep { !distinct($model, $_) } @types;
	return foreign_key_holds($model, $constraint, $table, $types[0]) if $constraint->{type} eq 'FOREIGN KEY';
	return 0 if $constraint->{type} eq 'EXCLUDE' && $table->{partition};
	return 0 if $constraint->{type} eq 'PRIMARY KEY' && has_primary_key_before($model, $table, $constraint);
	my %has = map { $_->{column} => 1 } @{ $constraint->{columns} };
	return !grep { !$has{$_} } $table->{partition} ? map({ key_columns($model, $_) } relatives($model, $table)) : ();
}

sub has_primary_key_before
{
	my ($model, $table, $constraint) = @_;
	my %related = map { $_->{id} => 1 } $table->{partition} || $table->{parent} ? relatives($model, $table) : $table;
	return scalar $model->such(sub { $_[0]{type} eq 'PRIMARY KEY' && $_[0]{id} < $constraint->{id} && $related{ $_[0]{table}{id} } }, 'constraint');
}

sub foreign_key_holds
{
	my ($model, $constraint, $table, $type) = @_;
	my $key = $model->get($constraint->{references});
	my $referenced = table_of($model, $key);
	my $column = $model->column($constraint->{columns}[0]);
	return 0 if @{ $key->{columns} } != 1 || $key->{deferrable} || $column->{generated};
	return 0 if family($model, $type) ne family($model, type_of($model, $model->column($key->{columns}[0])));
	return 0 if !$referenced->{unlogged} && $table->{unlogged} || $referenced->{unlogged} && !$table->{unlogged};
	return ($table->{rows} // 0) <= ($referenced->{rows} // 0);
}

sub constraint_sql
{
	my ($model, $constraint) = @_;
	my $columns = column_names($model, @{ $constraint->{columns} // [] });
	my $key = $model->get($constraint->{references});
	return join ' ', 'ALTER TABLE', $model->full(table_of($model, $constraint)), 'ADD CONSTRAINT', name($constraint->{name}),
	  ($constraint->{type} eq 'CHECK' ? ('CHECK (' . condition_of($model, $constraint->{check_on}) . ')')
		: $constraint->{type} eq 'EXCLUDE' ? ("EXCLUDE USING btree ($columns WITH =)")
		: ($constraint->{type}, $constraint->{distinct} // (), "($columns)")),
	  ($constraint->{include} ? 'INCLUDE (' . column_names($model, @{ $constraint->{include} }) . ')' : ()),
	  ($key ? ('REFERENCES', $model->full(table_of($model, $key)), '(' . column_names($model, @{ $key->{columns} }) . ')', $constraint->{action}) : ()),
	  map { $constraint->{$_} // () } 'deferrable', 'inherit', 'valid';
}

kind('constraint', rank => 40, weight => 14, make => \&make_constraint, holds => \&constraint_holds, sql => \&constraint_sql,
	changes => [
		sub { $_[1]{check_on}{variant} = number(0, 11) if $_[1]{check_on} && !$_[1]{check_on}{call} },
		sub { $_[1]{valid} = $_[1]{valid} ? undef : 'NOT VALID' if $_[1]{type} eq 'CHECK' },
		sub { $_[1]{action} = pick('', 'ON DELETE CASCADE', 'ON DELETE SET DEFAULT') if $_[1]{type} eq 'FOREIGN KEY' },
		sub { $_[1]{deferrable} = pick(undef, 'DEFERRABLE', 'DEFERRABLE INITIALLY DEFERRED') if $_[1]{type} =~ /FOREIGN/ },
		sub { my ($model, $constraint) = @_; $constraint->{columns} = [ columns_for_key($model, table_of($model, $constraint)) ] if $constraint->{type} =~ /PRIMARY|UNIQUE/ },
		sub { $_[1]{name} = $_[0]->new_name } ]);

# ---- indexes ----

sub make_index
{
	my ($model) = @_;
	my $table = pick($model->all('table', 'table', 'materialized view')) or return;
	my @columns = $model->columns($table) or return;
	my $unique = chance(0.2);
	my @pure = $model->such(sub { $_[0]{pure} }, 'function');
	my @items = $unique ? map({ { column => $_ } } columns_for_key($model, $table))
	  : map { { %{ chance(0.7) ? { column => $model->ref_to($table, pick(@columns)) } : new_said($model, $table, pick(@columns), @pure) }, order => pick('', '', '', 'DESC', 'DESC NULLS LAST') } } 1 .. number(1, 2);
	return unless @items;
	return $model->add('index', name => $model->new_name, table => $model->ref_to($table), items => \@items, unique => $unique, $unique && chance(0.2) ? (distinct => 'NULLS NOT DISTINCT') : (), method => number(0, 9),
		chance(0.15) ? (when => new_said($model, $table, pick(@columns), @pure)) : (), chance(0.15) ? (include => [ $model->ref_to($table, pick(@columns)) ]) : (), chance(0.1) ? (options => 'fillfactor = 60') : (),
		chance(0.05) ? (tablespace => 'elsewhere') : (), chance(0.1) ? (cluster => 1) : (), $unique && chance(0.2) ? (replica => 1) : (), chance(0.1) ? (statistics => number(1, 100)) : ());
}

# An item as it is possible with the type of now.
sub item_sql
{
	my ($model, $index, $item, $plain) = @_;
	my $column = $model->column($item->{column});
	my $type = $item->{call} ? $model->get($item->{call})->{returns} : type_of($model, $column);
	my $said = said_of($model, $item);
	return '(num_nulls(' . sql_column($column) . '))' unless $plain || comparable($model, $type);
	return ($item->{call} || defined $item->{variant} ? "($said)" : $said) . ($plain || !$item->{order} ? '' : " $item->{order}");
}

sub index_sql
{
	my ($model, $index) = @_;
	my $table = table_of($model, $index);
	my $full = $model->full($table);
	my $method = index_method($model, $index);
	my $plain = $method ne 'btree';
	my $name = name($index->{name});
	my $schema = $model->get($table->{schema});
	my $qualified = ($schema ? name($schema->{name}) . '.' : '') . $name;
	my $create = join ' ', 'CREATE', ($index->{unique} ? 'UNIQUE' : ()), 'INDEX', $name, 'ON', $full, "USING $method", '(' . join(', ', map { $index->{unique} ? sql_column($model->column($_->{column})) : item_sql($model, $index, $_, $plain) } @{ $index->{items} }) . ')',
	  ($index->{include} && !$plain ? 'INCLUDE (' . column_names($model, @{ $index->{include} }) . ')' : ()), $index->{distinct} // (),
	  ($index->{options} && !$plain && !$table->{partition} ? "WITH ($index->{options})" : ()), ($index->{tablespace} ? "TABLESPACE $index->{tablespace}" : ()), ($index->{when} ? 'WHERE ' . condition_of($model, $index->{when}) : ());
	my $expression = !$plain && item_sql($model, $index, $index->{items}[0], 0) =~ /^\(/;
	return ($create,
		($index->{cluster} && !$plain && !$index->{when} && !$table->{partition} && is_first($model, $index, 'cluster') ? "ALTER TABLE $full CLUSTER ON $name" : ()),
		($index->{replica} && is_identity($model, $index, $table) ? "ALTER TABLE $full REPLICA IDENTITY USING INDEX $name" : ()),
		($index->{statistics} && $expression && !$index->{unique} ? "ALTER INDEX $qualified ALTER COLUMN 1 SET STATISTICS $index->{statistics}" : ()));
}

# Of those of its table that want to be it.
sub is_first
{
	my ($model, $index, $what) = @_;
	return !$model->such(sub { $_[0]{$what} && $_[0]{id} < $index->{id} && $_[0]{table}{id} == $index->{table}{id} }, 'index');
}

sub is_identity
{
	my ($model, $index, $table) = @_;
	return $table->{kind} eq 'table' && !$table->{replica} && !$index->{when} && is_first($model, $index, 'replica') && !grep { !$model->column($_->{column})->{notnull} } @{ $index->{items} };
}

sub index_method
{
	my ($model, $index) = @_;
	my $item = $index->{items}[0];
	return 'btree' if $index->{unique} || @{ $index->{items} } > 1 || $item->{call} || defined $item->{variant};
	return ('btree', 'btree', 'btree', @{ gathered($model, type_of($model, $model->column($item->{column}))) })[ $index->{method} ] // 'btree';
}

sub index_holds
{
	my ($model, $index) = @_;
	my $table = table_of($model, $index);
	my %has = map { $_->{column}{column} => 1 } @{ $index->{items} };
	return 1 unless $index->{unique};
	return 0 if grep { !distinct($model, type_of($model, $model->column($_->{column}))) } @{ $index->{items} };
	return 0 if $index->{when} && $table->{kind} ne 'table';
	return !grep { !$has{$_} } $table->{partition} ? map({ key_columns($model, $_) } relatives($model, $table)) : ();
}

kind('index', rank => 41, weight => 12, make => \&make_index, holds => \&index_holds, sql => \&index_sql,
	changes => [
		sub { $_[1]{method} = number(0, 9) },
		sub { $_[1]{items}[0]{order} = pick('', 'DESC') },
		sub { $_[1]{options} = $_[1]{options} ? undef : 'fillfactor = 80' },
		sub { $_[1]{cluster} = !$_[1]{cluster} },
		sub { $_[1]{tablespace} = $_[1]{tablespace} ? undef : 'elsewhere' },
		sub { $_[1]{statistics} = number(1, 100) },
		sub { delete $_[1]{when} },
		sub { my ($model, $index) = @_; push @{ $index->{include} }, $model->ref_to(table_of($model, $index), pick($model->columns(table_of($model, $index)))) } ]);

# ---- statistics ----

kind('statistics', rank => 42, weight => 2,
	make => sub {
		my ($model) = @_;
		my $table = pick($model->such(sub { 1 < grep { comparable($model, type_of($model, $_)) } $model->columns($_[0]) }, 'table')) or return;
		my @columns = grep { comparable($model, type_of($model, $_)) } $model->columns($table);
		return $model->add('statistics', name => $model->new_name, Random::Types::some_schema($model), table => $model->ref_to($table), columns => [ map { $model->ref_to($table, $_) } @columns[ 0, 1 ] ], kinds => pick('', '(ndistinct)', '(dependencies, mcv)'), chance(0.2) ? (target => number(1, 100)) : ());
	},
	holds => sub {
		my ($model, $statistics) = @_;
		return @{ $statistics->{columns} } > 1 && !grep { !comparable($model, type_of($model, $model->column($_))) } @{ $statistics->{columns} };
	},
	sql => sub {
		my ($model, $statistics) = @_;
		my $full = $model->full($statistics);
		return ("CREATE STATISTICS $full $statistics->{kinds} ON " . column_names($model, @{ $statistics->{columns} }) . ' FROM ' . $model->full(table_of($model, $statistics)),
			(defined $statistics->{target} ? "ALTER STATISTICS $full SET STATISTICS $statistics->{target}" : ()));
	},
	changes => [ sub { $_[1]{kinds} = pick('', '(mcv)') }, sub { $_[1]{target} = pick(undef, 7) } ]);

1;
