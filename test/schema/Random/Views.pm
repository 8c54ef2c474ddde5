# Kinds: views, materialized views, rules.
#
# A view shows columns of one or two others, so it changes its shape with them.
package Random::Views;

use strict;
use warnings;

use Random::Choice qw(chance number pick some weighted);
use Random::Model;
use Random::Types;
use Random::Value qw(type_of said_of condition_of new_said comparable sql_column);
use Session qw(literal name);

*kind = \&Random::Model::kind;

sub sources
{
	my ($model, $not) = @_;
	return grep { !$not || !$model->reaches($_, $not) } $model->all('table', 'table', 'view', 'materialized view', 'foreign table');
}

# What gives one value a row.
sub functions
{
	my ($model) = @_;
	return $model->such(sub { $_[0]{scalar} }, 'function');
}

sub new_shown
{
	my ($model, $view, $source, $column, @functions) = @_;
	my $said = chance(0.75) ? { column => $model->ref_to($source, $column) } : new_said($model, $view, $column, @functions);
	$said->{column} = $model->ref_to($source, $column);
	return { id => $model->next_id, name => chance(0.7) ? name_like($view, $column) : $model->new_column_name(@{ $view->{columns} }), shows => $said };
}

sub name_like
{
	my ($view, $column) = @_;
	my %taken = map { $_->{name} => 1 } @{ $view->{columns} };
	my $name = $column->{name};
	for (my $n = 2; $taken{$name}; $n++)
	{
		$name = "$column->{name}_$n";
	}
	return $name;
}

sub make_view
{
	my ($model, $kind) = @_;
	my @sources = sources($model) or return;
	my $view = $model->add($kind, name => $model->new_name, Random::Types::some_schema($model), columns => [], sources => [], shape => weighted(plain => 10, distinct => 1, union => 1, cte => 1, group => 1, select => 1, order => 1));
	foreach my $source (pick(@sources), chance(0.25) ? pick(@sources) : ())
	{
		my @columns = $model->columns($source) or next;
		push @{ $view->{sources} }, $model->ref_to($source);
		push @{ $view->{columns} }, new_shown($model, $view, $source, $_, functions($model)) foreach pick(@columns), some(0.4, @columns);
	}
	$view->{when} = { %{ pick(@{ $view->{columns} })->{shows} } } if @{ $view->{columns} } && chance(0.3);
	return $view if @{ $view->{columns} };
	$model->remove($view);
	return;
}

sub alias_of
{
	my ($view, $said) = @_;
	my ($n) = grep { $view->{sources}[$_]{id} == $said->{column}{id} } 0 .. $#{ $view->{sources} };
	return 's' . ($n + 1);
}

# The query, in one of several shapes that show the same columns.
sub query_of
{
	my ($model, $view) = @_;
	my $sources = $view->{sources};
	my @shown = map { said_of($model, $_->{shows}, alias_of($view, $_->{shows})) } @{ $view->{columns} };
	my @named = map { "$shown[$_] AS " . name($view->{columns}[$_]{name}) } 0 .. $#shown;
	my $from = ' FROM ' . join ' CROSS JOIN ', map { $model->full($model->get($sources->[$_])) . ' s' . ($_ + 1) } 0 .. $#$sources;
	my $where = $view->{when} ? ' WHERE ' . condition_of($model, $view->{when}, alias_of($view, $view->{when})) : '';
	my $plain = 'SELECT ' . join(', ', @named) . "$from$where";
	my $comparable = !grep { !comparable($model, type_of($model, $_)) } @{ $view->{columns} };
	my $shape = $view->{shape};
	return 'SELECT DISTINCT ' . join(', ', @named) . "$from$where" if $shape eq 'distinct' && $comparable;
	return "$plain UNION ALL SELECT " . join(', ', @shown) . "$from$where" if $shape eq 'union';
	return "WITH q AS ($plain) SELECT * FROM q" if $shape eq 'cte';
	return 'SELECT ' . join(', ', @named) . ", count(*) AS n_of_rows$from$where GROUP BY " . join(', ', @shown) if $shape eq 'group' && $comparable;
	return "SELECT * FROM ($plain) q" if $shape eq 'select';
	return "$plain ORDER BY 1" if $shape eq 'order' && $comparable;
	return $plain;
}

# Where a source is named twice, its columns are those of the first.
my @changes = (
	sub {
		my ($model, $view) = @_;
		my $source = $model->get(pick(@{ $view->{sources} }));
		my $column = pick($model->columns($source)) or return;
		my $shown = new_shown($model, $view, $source, $column, functions($model));
		splice @{ $view->{columns} }, chance(0.6) ? scalar @{ $view->{columns} } : 0, 0, $shown;
	},
	sub { my ($model, $view) = @_; splice @{ $view->{columns} }, number(0, $#{ $view->{columns} }), 1 if @{ $view->{columns} } > 1; $model->settle },
	sub { my ($model, $view) = @_; $view->{when} = { %{ pick(@{ $view->{columns} })->{shows} } } },
	sub { delete $_[1]{when} },
	sub { $_[1]{shape} = pick('plain', 'distinct', 'union', 'cte', 'select', 'order') },
	sub {
		my ($model, $view) = @_;
		my $source = pick(sources($model, $view)) or return;
		my $column = pick($model->columns($source)) or return;
		push @{ $view->{sources} }, $model->ref_to($source) unless grep { $_->{id} == $source->{id} } @{ $view->{sources} };
		push @{ $view->{columns} }, new_shown($model, $view, $source, $column);
	},
	sub { my ($model, $view) = @_; pick(@{ $view->{columns} })->{name} = $model->new_column_name(@{ $view->{columns} }) });

# A source without a column to show is named all the same.
sub view_holds
{
	my ($model, $view) = @_;
	return @{ $view->{columns} } && @{ $view->{sources} };
}

kind('view', rank => 45, weight => 12, holds => \&view_holds,
	make => sub {
		my ($model) = @_;
		my $view = make_view($model, 'view') or return;
		$view->{options} = pick('security_barrier', 'security_invoker = true') if chance(0.15);
		return $view;
	},
	sql => sub {
		my ($model, $view) = @_;
		return 'CREATE VIEW ' . $model->full($view) . ($view->{options} ? " WITH ($view->{options})" : '') . ' AS ' . query_of($model, $view);
	},
	changes => [ @changes, sub { $_[1]{options} = pick(undef, 'security_barrier', 'security_invoker = true') } ]);

# PostgreSQL cannot fill one from another that is not filled.
sub is_empty
{
	my ($model, $view) = @_;
	return 1 if $view->{empty};
	return scalar $model->such(sub { $_[0]{empty} && $model->reaches($view, $_[0]) }, 'materialized view');
}

kind('materialized view', rank => 46, weight => 4, holds => \&view_holds,
	make => sub {
		my ($model) = @_;
		my $view = make_view($model, 'materialized view') or return;
		$view->{empty} = chance(0.5);
		return $view;
	},
	sql => sub {
		my ($model, $view) = @_;
		return 'CREATE MATERIALIZED VIEW ' . $model->full($view) . ($view->{options} ? " WITH ($view->{options})" : '') . ($view->{tablespace} ? " TABLESPACE $view->{tablespace}" : '') . ' AS ' . query_of($model, $view) . (is_empty($model, $view) ? ' WITH NO DATA' : '');
	},
	changes => [ @changes, sub { $_[1]{options} = pick(undef, 'fillfactor = 60') }, sub { $_[1]{tablespace} = pick(undef, 'elsewhere') } ]);

# ---- rules ----

sub rule_action
{
	my ($model, $rule) = @_;
	my $other = $model->get($rule->{other});
	return 'NOTIFY changed' if $rule->{notify};
	return 'NOTHING' unless $other;
	return 'DELETE FROM ' . $model->full($other) . ' WHERE false';
}

kind('rule', rank => 50, weight => 3,
	make => sub {
		my ($model) = @_;
		my $on = pick($model->all('table', 'view')) or return;
		my $other = chance(0.5) && pick($model->such(sub { !$model->reaches($_[0], $on) }, 'table'));
		return $model->add('rule', name => $model->new_name, on => $model->ref_to($on), event => pick('INSERT', 'UPDATE', 'DELETE'), way => pick('INSTEAD', 'ALSO'), $other && $other != $on ? (other => $model->ref_to($other)) : (), notify => chance(0.2), $on->{kind} eq 'table' && chance(0.2) ? (state => pick('DISABLE', 'ENABLE ALWAYS', 'ENABLE REPLICA')) : ());
	},
	sql => sub {
		my ($model, $rule) = @_;
		my $on = $model->full($model->get($rule->{on}));
		return ('CREATE RULE ' . name($rule->{name}) . " AS ON $rule->{event} TO $on DO $rule->{way} " . rule_action($model, $rule), ($rule->{state} ? "ALTER TABLE $on $rule->{state} RULE " . name($rule->{name}) : ()));
	},
	changes => [ sub { $_[1]{event} = pick('INSERT', 'UPDATE', 'DELETE') }, sub { $_[1]{way} = pick('INSTEAD', 'ALSO') }, sub { $_[1]{notify} = !$_[1]{notify} },
		sub { my ($model, $rule) = @_; $rule->{state} = pick('DISABLE', 'ENABLE ALWAYS', undef) if $model->get($rule->{on})->{kind} eq 'table' } ]);

1;
