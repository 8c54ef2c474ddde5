# Kinds: schemas, extensions, collations and types.
package Random::Types;

use strict;
use warnings;

use Random::Choice qw(chance number pick some);
use Random::Model;
use Random::Value qw(new_type type_sql family literal_of condition_on call_of same_family comparable);
use Session qw(literal name);

*kind = \&Random::Model::kind;

# A schema to put something into; public, which is always there, is a reference to nothing.
sub some_schema
{
	my ($model) = @_;
	my $schema = chance(0.55) ? undef : pick($model->all('schema'));
	return $schema ? (schema => $model->ref_to($schema)) : ();
}

kind('schema', rank => 0, weight => 5,
	make => sub {
		my ($model) = @_;
		return $model->add('schema', name => $model->new_name);
	},
	sql => sub {
		my ($model, $schema) = @_;
		return 'CREATE SCHEMA ' . name($schema->{name});
	});

my %extensions = (citext => ['citext'], pg_trgm => undef, hstore => ['hstore'], btree_gist => undef, fuzzystrmatch => undef);

kind('extension', rank => 1, weight => 1,
	make => sub {
		my ($model) = @_;
		my %there = map { $_->{name} => 1 } $model->all('extension');
		my $name = pick(grep { !$there{$_} } 'citext', 'pg_trgm', 'fuzzystrmatch') or return;
		return $model->add('extension', name => $name, some_schema($model), $extensions{$name} ? (types => $extensions{$name}) : ());
	},
	sql => sub {
		my ($model, $extension) = @_;
		my $schema = $model->get($extension->{schema});
		return 'CREATE EXTENSION ' . name($extension->{name}) . ($schema ? ' SCHEMA ' . name($schema->{name}) : '');
	});

kind('collation', rank => 2, weight => 2,
	make => sub {
		my ($model) = @_;
		return $model->add('collation', name => $model->new_name, some_schema($model), definition => pick('FROM "C"', 'FROM "POSIX"', "(LOCALE = 'C.UTF-8')", '(PROVIDER = icu, LOCALE = \'de\')'));
	},
	sql => sub {
		my ($model, $collation) = @_;
		return 'CREATE COLLATION ' . $model->full($collation) . " $collation->{definition}";
	},
	changes => [ sub { $_[1]{definition} = pick('FROM "C"', "(LOCALE = 'C.UTF-8')", "(PROVIDER = icu, LOCALE = 'sv')") } ]);

# ---- enums ----

my @labels = ('new', 'old', 'open', 'shut', 'it\'s', 'two words', 'UP', "h\x{f6}her", 'a,b', '');

sub new_label
{
	my ($enum) = @_;
	my %taken = map { $_ => 1 } @{ $enum->{labels} };
	return pick(grep { !$taken{$_} } @labels, map { "l$_" } 1 .. 20);
}

# The first three are those that rows hold: they stay.
kind('enum', rank => 3, weight => 5,
	make => sub {
		my ($model) = @_;
		my $enum = $model->add('enum', name => $model->new_name, some_schema($model), labels => [ 'a', 'b', 'c' ]);
		push @{ $enum->{labels} }, new_label($enum) foreach 1 .. number(0, 3);
		$enum->{order} = [ @{ $enum->{labels} } ];
		return $enum;
	},
	sql => sub {
		my ($model, $enum) = @_;
		return 'CREATE TYPE ' . $model->full($enum) . ' AS ENUM (' . join(', ', map { literal($_) } @{ $enum->{order} }) . ')';
	},
	changes => [
		(sub {
			my ($model, $enum) = @_;
			push @{ $enum->{labels} }, my $label = new_label($enum);
			splice @{ $enum->{order} }, number(0, scalar @{ $enum->{order} }), 0, $label;
		}) x 2,
		sub {
			my ($model, $enum) = @_;
			my @free = @{ $enum->{labels} }[ 3 .. $#{ $enum->{labels} } ];
			my $gone = pick(@free) // return;
			$enum->{$_} = [ grep { $_ ne $gone } @{ $enum->{$_} } ] foreach 'labels', 'order';
		},
		sub {
			my ($model, $enum) = @_;
			push @{ $enum->{order} }, splice @{ $enum->{order} }, number(0, $#{ $enum->{order} }), 1;
		} ]);

# ---- domains ----

kind('domain', rank => 4, weight => 5,
	make => sub {
		my ($model) = @_;
		my $domain = $model->add('domain', name => $model->new_name, some_schema($model), type => domain_base($model), checks => []);
		add_check($model, $domain) foreach 1 .. number(0, 2);
		$domain->{default} = { literal => number(1, 3) } if chance(0.3);
		$domain->{notnull} = chance(0.15);
		return $domain;
	},
	sql => sub {
		my ($model, $domain) = @_;
		return join ' ', 'CREATE DOMAIN', $model->full($domain), 'AS', type_sql($model, $domain->{type}),
		  ($domain->{collation} && family($model, $domain->{type}) eq 'text' ? 'COLLATE ' . $model->full($model->get($domain->{collation})) : ()),
		  ($domain->{default} ? 'DEFAULT ' . literal_of($model, $domain->{type}, $domain->{default}{literal}) : ()), ($domain->{notnull} ? 'NOT NULL' : ()),
		  map { 'CONSTRAINT ' . name($_->{name}) . " CHECK (" . check_sql($model, $domain, $_) . ')' } @{ $domain->{checks} };
	},
	changes => [
		sub { $_[1]{default} = $_[1]{default} ? undef : { literal => number(1, 3) } },
		sub { $_[1]{notnull} = !$_[1]{notnull} },
		sub { add_check(@_) },
		sub { my $checks = $_[1]{checks}; splice @$checks, number(0, $#$checks), 1 if @$checks },
		sub { my $check = pick(@{ $_[1]{checks} }) or return; $check->{variant} = number(0, 20) },
		sub { $_[1]{type} = same_family($_[0], $_[1]{type}) } ]);

# PostgreSQL has no way to alter a column of a domain over a row.
sub domain_base
{
	my ($model) = @_;
	for (;;)
	{
		my $type = new_type($model);
		return $type unless family($model, $type) =~ /^(composite|array|range type)/;
	}
}

sub add_check
{
	my ($model, $domain) = @_;
	my $function = chance(0.2) && pick($model->such(sub { $_[0]{pure} && !$model->reaches($_[0], $domain) }, 'function'));
	push @{ $domain->{checks} }, { name => $model->new_column_name(@{ $domain->{checks} }), variant => number(0, 20), $function ? (call => $model->ref_to($function)) : () };
	return;
}

sub check_sql
{
	my ($model, $domain, $check) = @_;
	my $function = $model->get($check->{call});
	return 'num_nulls(' . call_of($model, $function, 'VALUE', $domain->{type}) . ') < 2' if $function;
	return condition_on($model, 'VALUE', $domain->{type}, $check->{variant});
}

# ---- composite and range types ----

sub new_attribute
{
	my ($model, $type) = @_;
	for (;;)
	{
		my $of = new_type($model);
		next if ref $of && $of->{of} && $model->reaches($model->get($of->{of}), $type);
		return { id => $model->next_id, name => $model->new_column_name(@{ $type->{columns} }), type => $of };
	}
}

# Attributes come and go at the end alone: ALTER TYPE cannot put one between others.
kind('composite type', rank => 5, weight => 4,
	make => sub {
		my ($model) = @_;
		my $type = $model->add('composite type', name => $model->new_name, some_schema($model), columns => []);
		push @{ $type->{columns} }, new_attribute($model, $type) foreach 1 .. number(1, 4);
		return $type;
	},
	sql => sub {
		my ($model, $type) = @_;
		return 'CREATE TYPE ' . $model->full($type) . ' AS (' . join(', ', map { name($_->{name}) . ' ' . type_sql($model, $_->{type}) } @{ $type->{columns} }) . ')';
	},
	changes => [
		sub { my ($model, $type) = @_; push @{ $type->{columns} }, new_attribute($model, $type) },
		sub { my ($model, $type) = @_; pop @{ $type->{columns} } if @{ $type->{columns} } > 1 },
		sub { my ($model, $type) = @_; my $attribute = pick(@{ $type->{columns} }); $attribute->{type} = same_family($model, $attribute->{type}) } ]);

kind('range type', rank => 6, weight => 2,
	make => sub {
		my ($model) = @_;
		return $model->add('range type', name => $model->new_name, multirange => $model->new_name, some_schema($model), subtype => pick('integer', 'text', 'date', 'numeric', 'timestamp without time zone', 'inet'));
	},
	sql => sub {
		my ($model, $type) = @_;
		return 'CREATE TYPE ' . $model->full($type) . " AS RANGE (SUBTYPE = $type->{subtype}, MULTIRANGE_TYPE_NAME = " . $model->full({ %$type, name => $type->{multirange} }) . ')';
	},
	changes => [ sub { $_[1]{subtype} = pick('bigint', 'date', 'numeric') } ]);

1;
