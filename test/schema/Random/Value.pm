# Types, and what can be said of values of them: literals, conditions, expressions.
#
# A type is a name that PostgreSQL has, or a reference to one of the model, maybe as an array.  What is said of a column
# depends on the family of its type as it is when SQL is printed, so it stays valid whatever the type becomes.  Every
# condition holds for every row, every family has at least three values: rows survive all changes.
package Random::Value;

use strict;
use warnings;
use Exporter 'import';

use Random::Choice qw(chance number pick);
use Session qw(literal name);

our @EXPORT_OK = qw(new_type type_sql family base_type literal_of row_value condition_on expression_on type_of said_of condition_of new_said comparable
  distinct gathered call_of sql_column same_family);

my %builtin = (
	number => [ 'integer', 'bigint', 'smallint', 'numeric', 'numeric(12,2)', 'double precision', 'real' ],
	text => [ 'text', 'text', 'character varying', 'character varying(40)', 'character varying(20)' ],
	char => ['character(8)'],
	boolean => ['boolean'],
	time => [ 'date', 'timestamp without time zone', 'timestamp with time zone', 'timestamp(3) without time zone' ],
	json => ['json'],
	jsonb => ['jsonb'],
	uuid => ['uuid'],
	bytea => ['bytea'],
	numbers => [ 'integer[]', 'bigint[]' ],
	texts => [ 'text[]', 'character varying(40)[]' ],
	inet => [ 'inet', 'cidr' ],
	interval => [ 'interval', 'interval day to second' ],
	range => ['int4range'],
	multirange => ['int4multirange'],
	bits => [ 'bit varying', 'bit varying(40)' ],
	point => ['point'],
	tsvector => ['tsvector'],
	clock => ['time without time zone'],
	money => ['money'],
	name => ['name'],
);
my %family_of = map { my $family = $_; map { $_ => $family } @{ $builtin{$family} } } keys %builtin;
my @frequent = (('number') x 8, ('text') x 6, ('time') x 3, 'boolean', 'boolean', sort keys %builtin);

my %values = (
	number => sub { $_[0] },
	text => sub { literal($_[0]) },
	char => sub { literal($_[0]) },
	boolean => sub { $_[0] % 2 ? 'true' : 'false' },
	time => sub { "'2020-01-0$_[0]'" },
	json => sub { "'{\"a\": $_[0]}'" },
	jsonb => sub { "'{\"a\": $_[0]}'" },
	uuid => sub { "'00000000-0000-0000-0000-00000000000$_[0]'" },
	bytea => sub { "'\\x0$_[0]'" },
	numbers => sub { "'{$_[0],2}'" },
	texts => sub { "'{$_[0],b}'" },
	inet => sub { "'10.0.0.$_[0]'" },
	interval => sub { "'$_[0] days'" },
	range => sub { "'[$_[0],10)'" },
	multirange => sub { "'{[$_[0],10)}'" },
	bits => sub { "'1$_[0]'" =~ tr/2-9/0/r },
	point => sub { "'($_[0],1)'" },
	tsvector => sub { "'w$_[0]'" },
	clock => sub { "'10:0$_[0]'" },
	money => sub { "'$_[0]'" },
	name => sub { "'n$_[0]'" },
);

# What a table's column may be of: mostly PostgreSQL's own types.
sub new_type
{
	my ($model) = @_;
	if (chance(0.3))
	{
		my @types = grep { $_->{kind} ne 'base type' || chance(0.5) } $model->all('enum', 'domain', 'composite type', 'range type');
		my @extensions = $model->such(sub { $_[0]{types} }, 'extension');
		return { extension => $model->ref_to($extensions[0]), name => $extensions[0]{types}[0] } if @extensions && chance(0.2);
		my $type = pick(@types);
		return { of => $model->ref_to($type), array => chance(0.1) } if $type;
	}
	return pick(@{ $builtin{ pick(@frequent) } });
}

sub type_sql
{
	my ($model, $type) = @_;
	return $type unless ref $type;
	my $schema = $type->{extension} && $model->get($model->get($type->{extension})->{schema});
	return ($schema ? name($schema->{name}) : 'public') . ".$type->{name}" if $type->{extension};
	return $model->full($model->get($type->{of})) . ($type->{array} ? '[]' : '');
}

# What a domain is over, at last.
sub base_type
{
	my ($model, $type) = @_;
	while (ref $type && $type->{of} && !$type->{array})
	{
		my $object = $model->get($type->{of});
		last if $object->{kind} ne 'domain';
		$type = $object->{type};
	}
	return $type;
}

sub family
{
	my ($model, $type) = @_;
	my $base = base_type($model, $type);
	return $family_of{$base} // die "no family of $base" unless ref $base;
	return 'text' if $base->{extension} && $base->{name} eq 'citext';
	return "$base->{name}" if $base->{extension};
	my $object = $model->get($base->{of});
	return "array $object->{id}" if $base->{array};
	return "$object->{kind} $object->{id}";
}

sub same_family
{
	my ($model, $type) = @_;
	my $family = family($model, $type);
	return $builtin{$family} ? pick(@{ $builtin{$family} }) : $type;
}

# A constant of a type, the same one for the same $n: 1 to 3.
sub literal_of
{
	my ($model, $type, $n) = @_;
	return plain_literal($model, $type, $n) . '::' . type_sql($model, $type);
}

sub plain_literal
{
	my ($model, $type, $n) = @_;
	my $base = base_type($model, $type);
	return $values{ family($model, $type) }->($n) unless ref $base && ref $base->{of};
	my $object = $model->get($base->{of});
	my $element = { of => $base->{of} };
	return $object->{kind} eq 'composite type' ? 'NULL' : 'ARRAY[' . literal_of($model, $element, $n) . ']' if $base->{array};
	return literal($object->{labels}[ $n - 1 ]) if $object->{kind} eq 'enum';
	return $object->{kind} eq 'range type' ? "'empty'" : 'NULL';
}

# The same as a row holds it.  PostgreSQL itself takes an attribute that goes out of a constant that an expression holds, so
# those are NULL.
sub row_value
{
	my ($model, $type, $n) = @_;
	my $base = base_type($model, $type);
	my $object = ref $base && $base->{of} && $model->get($base->{of});
	return literal_of($model, $type, $n) unless $object && $object->{kind} eq 'composite type';
	my $row = 'ROW(' . join(', ', map { row_value($model, $_->{type}, $n) } @{ $object->{columns} }) . ')::' . $model->full($object);
	return $base->{array} ? "ARRAY[$row]" : $row;
}

# ---- what holds for families ----

my %comparable = map { $_ => 1 } qw(number text char boolean time jsonb uuid bytea numbers texts inet interval range multirange bits tsvector clock money name);
my %distinct = map { $_ => 1 } qw(number text char time jsonb uuid bytea numbers texts inet interval range multirange clock money name);

# Has it an order, so that indexes and keys can be made of it?
sub comparable
{
	my ($model, $type) = @_;
	my $family = family($model, $type);
	return $comparable{$family} || $family =~ /^(enum|range type) /;
}

# Are its first three values three?
sub distinct
{
	my ($model, $type) = @_;
	my $family = family($model, $type);
	return $distinct{$family} || $family =~ /^enum /;
}

# The index methods other than btree that take it as it is.
sub gathered
{
	my ($model, $type) = @_;
	my $family = family($model, $type);
	return { number => [ 'hash', 'brin' ], text => [ 'hash', 'brin' ], time => [ 'hash', 'brin' ], uuid => [ 'hash', 'brin' ], jsonb => [ 'gin', 'hash' ], numbers => ['gin'],
		texts => ['gin'], range => [ 'gist', 'spgist', 'hash' ], multirange => ['gist'], point => [ 'gist', 'spgist' ], tsvector => [ 'gin', 'gist' ] }->{$family} // [];
}

# ---- expressions; $sql is how the column is called ----

# True of all values and of NULL.
sub condition_on
{
	my ($model, $sql, $type, $variant) = @_;
	my $family = family($model, $type);
	my @conditions = $family eq 'number' ? ("$sql > 0", "$sql < 10000", "$sql <> 77", "($sql + 1) >= 1", "$sql IN (1, 2, 3) OR $sql > 0", "$sql BETWEEN 0 AND 10000")
	  : $family eq 'text' ? ("$sql <> ''", "length($sql) < 100", "lower($sql) <> 'none'", "$sql ~ '.'", "$sql NOT LIKE 'x''%'")
	  : $family eq 'time' ? map({ "$sql $_\::" . type_sql($model, base_type($model, $type)) } "> '1900-01-01'", "<> '1990-01-01'", ">= '1910-01-01'")
	  : $family eq 'boolean' ? ("$sql IS NOT NULL OR true", "$sql OR NOT $sql")
	  : $family =~ /^enum / ? ("$sql >= " . literal_of($model, $type, 1) . " OR true", "num_nulls($sql) < 2")
	  : ("num_nulls($sql) < 2", "num_nonnulls($sql) >= 0");
	return $conditions[ $variant % @conditions ];
}

# A value of its own out of a column's, immutable.
sub expression_on
{
	my ($model, $sql, $type, $variant) = @_;
	my $family = family($model, $type);
	my @expressions = $family eq 'number' ? ("$sql + 1", "abs($sql)", "$sql * 2", "CASE WHEN $sql > 5 THEN $sql ELSE $sql + 1 END")
	  : $family eq 'text' ? ("lower($sql)", "$sql || 'x'", "COALESCE($sql, 'y'::text)", "upper(($sql)::text)")
	  : ("num_nulls($sql)");
	return $expressions[ $variant % @expressions ];
}

sub type_of_expression
{
	my ($model, $type) = @_;
	my $family = family($model, $type);
	return $family eq 'text' ? 'text' : $family eq 'number' ? 'numeric' : 'integer';
}

# The call of a function of the model with a column's value, or with constants where its parameters are of other types now.
sub call_of
{
	my ($model, $function, $sql, $type) = @_;
	my $family = defined $sql ? family($model, $type) : '';
	return $model->full($function) . '('
	  . join(', ', map { $family eq family($model, $_->{type}) ? "$sql\::" . type_sql($model, $_->{type}) : literal_of($model, $_->{type}, 1) } @{ $function->{arguments} })
	  . ')';
}

# Of a column, which may be computed from another.
sub type_of
{
	my ($model, $column) = @_;
	my $from = $column->{generated} // $column->{shows};
	return $column->{type} unless $from;
	return $model->get($from->{call})->{returns} if $from->{call};
	my $type = type_of($model, $model->column($from->{column}));
	return defined $from->{variant} ? type_of_expression($model, $type) : $type;
}

# What is said of a column: itself, an expression on it, or a function's value: {column, variant, call}.
sub said_of
{
	my ($model, $said, $alias) = @_;
	my $column = $model->column($said->{column});
	my ($sql, $type) = (sql_column($column, $alias), type_of($model, $column));
	return call_of($model, $model->get($said->{call}), $sql, $type) if $said->{call};
	return defined $said->{variant} ? expression_on($model, $sql, $type, $said->{variant}) : $sql;
}

# A condition on it, which holds.
sub condition_of
{
	my ($model, $said, $alias) = @_;
	my $column = $model->column($said->{column});
	return 'num_nulls(' . said_of($model, $said, $alias) . ') < 2' if $said->{call};
	return condition_on($model, sql_column($column, $alias), type_of($model, $column), $said->{variant} // 0);
}

# Something to say of a column of $object, by a function if $functions has one.
sub new_said
{
	my ($model, $object, $column, @functions) = @_;
	my $function = chance(0.25) && pick(grep { !$model->reaches($_, $object) } @functions);
	return { column => $model->ref_to($object, $column), $function ? (call => $model->ref_to($function)) : (variant => number(0, 11)) };
}

# How a column is called, in front of it what it is a column of.
sub sql_column
{
	my ($column, $alias) = @_;
	return (defined $alias ? "$alias." : '') . name($column->{name});
}

1;
