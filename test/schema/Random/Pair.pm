# A pair out of a seed: a random schema, and what random changes make of it.
package Random::Pair;

use strict;
use warnings;
use Exporter 'import';

use Random::Choice qw(begin chance number pick weighted);
use Random::Keys;
use Random::Model;
use Random::Others;
use Random::Programs;
use Random::Tables;
use Random::Types;
use Random::Value qw(family type_of base_type distinct);
use Random::Views;

our @EXPORT_OK = qw(models_of sides_of);

my %weights = map { $_ => $Random::Model::kinds{$_}{weight} } keys %Random::Model::kinds;

sub make_something
{
	my ($model) = @_;
	my $made = $Random::Model::kinds{ weighted(%weights) }{make}->($model);
	$model->settle;
	return $made;
}

# ---- changes ----

sub change_something
{
	my ($model) = @_;
	my $object = pick($model->such(sub { $Random::Model::kinds{ $_[0]{kind} }{changes} && @{ $Random::Model::kinds{ $_[0]{kind} }{changes} } })) or return;
	$object = pick($model->all('table')) // $object if chance(0.3);
	pick(@{ $Random::Model::kinds{ $object->{kind} }{changes} })->($model, $object);
	$model->settle;
	return;
}

sub remove_something
{
	my ($model) = @_;
	my $object = pick($model->all) or return;
	$model->remove($object);
	return;
}

sub rename_something
{
	my ($model) = @_;
	my $object = pick($model->such(sub { defined $_[0]{name} && $_[0]{kind} !~ /^(extension|operator)$/ })) or return;
	# A range's names change together: the types are never both there with one of the two.
	$object->{$_} = $model->new_name foreach grep { defined $object->{$_} } 'name', 'multirange';
	return;
}

sub move_something
{
	my ($model) = @_;
	my $object = pick($model->all('table', 'table', 'view', 'function', 'enum', 'domain', 'sequence', 'extension', 'composite type')) or return;
	my %place = Random::Types::some_schema($model);
	$place{schema} ? ($object->{schema} = $place{schema}) : delete $object->{schema};
	$model->settle;
	return;
}

# Another kind of thing under the name of one that goes.
sub replace_something
{
	my ($model) = @_;
	my $object = pick($model->all('table', 'view', 'materialized view', 'sequence', 'enum', 'domain', 'composite type', 'function')) or return;
	my ($name, $schema) = @$object{ 'name', 'schema' };
	$model->remove($object);
	my $kind = pick('table', 'view', 'materialized view', 'sequence', 'enum', 'domain', 'composite type');
	my $made = $Random::Model::kinds{$kind}{make}->($model) or return;
	$made->{name} = $name;
	$schema && $model->get($schema) ? ($made->{schema} = $schema) : delete $made->{schema};
	return;
}

my %edits = (
	change => [ 10, \&change_something ],
	make => [ 4, \&make_something ],
	remove => [ 3, \&remove_something ],
	rename => [ 0.7, \&rename_something ],
	move => [ 0.6, \&move_something ],
	replace => [ 0.5, \&replace_something ],
);

# ---- rows ----

# Could rows be in the way of a statement that is right?  What PostgreSQL cannot make of the rows that are there, nobody can.
sub is_risky
{
	my ($from, $to, $table, $other) = @_;
	my %before = map { $_->{name} => $_ } $from->columns($table);
	my %after = map { $_->{name} => $_ } $to->columns($other);
	my %keyed = (keyed_columns($from, $table), keyed_columns($to, $other));

	foreach my $name (keys %{ { %before, %after } })
	{
		my ($a, $b) = ($before{$name}, $after{$name});
		if ($a && $b)
		{
			return 1 if $a->{id} != $b->{id} && !can_become($from, $to, $a, $b);
			return 1 if !can_become($from, $to, $a, $b);
			next unless !$a->{generated} != !$b->{generated};
		}
		my ($model, $column) = $a ? ($from, $a) : ($to, $b);
		return 1 if $keyed{ $column->{id} } || $column->{locked};
		return 1 if grep { needs_value(@$_) } grep { $_->[1] } [ $from, $a ], [ $to, $b ];
	}
	return 0;
}

sub keyed_columns
{
	my ($model, $table) = @_;
	my @keys = $model->such(sub { $_[0]{table}{id} == $table->{id} && ($_[0]{unique} || ($_[0]{type} // '') =~ /KEY|UNIQUE|EXCLUDE/) }, 'constraint', 'index');
	return map { $_->{column} => 1 } map { Random::Model::references_in($_->{columns} // $_->{items}) } @keys;
}

# Of the same family the values are the same as text.
sub can_become
{
	my ($from, $to, $a, $b) = @_;
	my ($before, $after) = (family($from, type_of($from, $a)), family($to, type_of($to, $b)));
	return $before eq $after;
}

sub needs_value
{
	my ($model, $column) = @_;
	return 0 if $column->{identity} || $column->{generated};
	my $type = type_of($model, $column);
	return 1 if !$column->{default} && ($column->{notnull} || is_not_null($model, $type));
	return scalar $model->such(sub { ($_[0]{type} // '') eq 'PRIMARY KEY' && grep { $_->{column} == $column->{id} } @{ $_[0]{columns} } }, 'constraint');
}

sub is_not_null
{
	my ($model, $type) = @_;
	my $domain = ref $type && $type->{of} && $model->get($type->{of});
	return 0 unless $domain && $domain->{kind} eq 'domain';
	return $domain->{notnull} || is_not_null($model, $domain->{type});
}

# The bounds of a partition and of those that it is in: rows of other bounds are others.
sub bounds
{
	my ($model, $table) = @_;
	my @bounds;
	for (my $each = $table; $each; $each = $model->get($each->{parent}))
	{
		push @bounds, $each->{bound} // '';
	}
	return join ' ', @bounds;
}

# No rows in tables where they could be in the way.
sub settle_rows
{
	my ($from, $to) = @_;
	my %there = map { $to->full($_) => $_ } $to->all('table');
	foreach my $table ($from->all('table'))
	{
		my $other = $there{ $from->full($table) } or next;
		next unless is_risky($from, $to, $table, $other) || bounds($from, $table) ne bounds($to, $other);
		$_->{rows} = 0 foreach $table, $other;
	}
	# What is left must still refer to rows that are there.
	$_->settle foreach $from, $to;
	return;
}

# ---- the pair ----

# $size objects about; the same seed gives the same.
sub models_of
{
	my ($seed, $size) = @_;
	begin($seed);
	my $from = Random::Model->new;
	my $n = number(int($size / 3), $size);
	make_something($from) while $from->all < $n;
	my $to = $from->copy;
	$edits{ weighted(map { $_ => $edits{$_}[0] } keys %edits) }[1]->($to) foreach 1 .. number(1, chance(0.2) ? 15 : 5);
	settle_rows($from, $to);
	return ($from, $to);
}

# The SQL of both.
sub sides_of
{
	my ($from, $to) = @_;
	return (from => $from->sql, to => $to->sql);
}

1;
