# Kinds: functions, procedures and aggregates, and what calls them: operators, casts, triggers, policies.
package Random::Programs;

use strict;
use warnings;

use Random::Choice qw(chance number pick some weighted);
use Random::Model;
use Random::Types;
use Random::Value qw(new_type type_sql family literal_of type_of condition_of new_said sql_column same_family);
use Session qw(literal name);

*kind = \&Random::Model::kind;
*some_schema = \&Random::Types::some_schema;

# ---- functions ----

sub new_argument
{
	my ($model, @others) = @_;
	return { name => $model->new_column_name(@others), type => new_type($model), chance(0.1) ? (default => { literal => 1 }) : () };
}

# One that is immutable whatever becomes of it: what indexes, checks and generated columns may call.
sub pure_function
{
	my ($model) = @_;
	my @arguments;
	push @arguments, new_argument($model, @arguments) foreach 1 .. number(0, 2);
	delete $arguments[0]{default} if @arguments == 2;
	my $called = chance(0.25) && pick($model->such(sub { $_[0]{pure} }, 'function'));
	return (pure => 1, scalar => 1, volatility => 'IMMUTABLE', arguments => \@arguments, returns => new_type($model), body => pick('string', 'atomic', 'atomic', 'plpgsql'), n => number(1, 3), $called ? (call => $model->ref_to($called)) : ());
}

# What looks into tables or views: bound to them by its body, or by its text alone.
sub query_function
{
	my ($model) = @_;
	my $source = pick($model->all('table', 'view', 'materialized view')) or return pure_function($model);
	my $column = pick($model->columns($source)) or return pure_function($model);
	return (scalar => 1, volatility => 'STABLE', arguments => [], returns => 'bigint', body => pick('query', 'query', 'query string'), n => number(1, 3), source => $model->ref_to($source), shown => $model->ref_to($source, $column));
}

# Of the row type of a table, in its parameters or its result.
sub row_function
{
	my ($model) = @_;
	my $table = pick($model->all('table', 'view')) or return pure_function($model);
	my $type = { of => $model->ref_to($table) };
	return (scalar => 1, volatility => 'STABLE', arguments => [ { name => 'r', type => $type } ], returns => 'integer', body => pick('string', 'plpgsql'), n => number(1, 3)) if chance(0.5);
	return (volatility => 'STABLE', arguments => [], returns => $type, set => 'SETOF ', body => 'rows', n => 1, source => $model->ref_to($table));
}

sub table_function
{
	my ($model) = @_;
	my @columns;
	push @columns, new_argument($model, @columns) foreach 1 .. number(1, 3);
	return (volatility => 'VOLATILE', arguments => [], row => \@columns, body => 'table', n => number(1, 3));
}

sub make_function
{
	my ($model) = @_;
	my %function = { pure => \&pure_function, query => \&query_function, row => \&row_function, table => \&table_function,
		trigger => sub { (volatility => 'VOLATILE', arguments => [], returns => 'trigger', body => 'trigger', n => number(1, 3)) } }->{ weighted(pure => 6, query => 3, row => 2, table => 1, trigger => 3) }->($model);
	my $like = chance(0.1) && pick($model->such(sub { 1 }, 'function'));
	my $name = $like && @{ $like->{arguments} } != @{ $function{arguments} } ? $like->{name} : $model->new_name;
	return $model->add('function', name => $name, ($like && $name eq $like->{name} ? ($like->{schema} ? (schema => $model->ref_to($model->get($like->{schema}))) : ()) : some_schema($model)), %function,
		chance(0.2) ? (extra => extra()) : ());
}

sub extra
{
	return pick('STRICT', 'SECURITY DEFINER', 'COST 7', 'PARALLEL SAFE', 'LEAKPROOF', "SET work_mem = '8MB'", "SET search_path = public, pg_temp", 'STRICT PARALLEL RESTRICTED');
}

sub arguments_sql
{
	my ($model, $function, $plain) = @_;
	return join ', ', map { $plain ? type_sql($model, $_->{type}) : name($_->{name}) . ' ' . type_sql($model, $_->{type}) . ($_->{default} ? ' DEFAULT ' . literal_of($model, $_->{type}, $_->{default}{literal}) : '') } @{ $function->{arguments} };
}

sub value_of
{
	my ($model, $function) = @_;
	my $called = $model->get($function->{call});
	return Random::Value::call_of($model, $called, undef, undef) if $called && family($model, $called->{returns}) eq family($model, $function->{returns});
	return literal_of($model, $function->{returns}, $function->{n});
}

sub body_of
{
	my ($model, $function) = @_;
	my $body = $function->{body};
	my $source = $model->get($function->{source});
	return 'LANGUAGE plpgsql AS ' . literal("BEGIN\n  RETURN NEW; -- $function->{n}\nEND") if $body eq 'trigger';
	return 'LANGUAGE plpgsql AS ' . literal("BEGIN\n  -- $function->{n}\nEND") if $body eq 'event trigger' || $body eq 'procedure';
	return 'LANGUAGE sql AS ' . literal('SELECT ' . join ', ', map { literal_of($model, $_->{type}, $function->{n}) } @{ $function->{row} }) if $body eq 'table';
	return 'LANGUAGE sql AS ' . literal('SELECT * FROM ' . $model->full($source)) if $body eq 'rows';
	if ($source)
	{
		my $query = 'SELECT count(' . sql_column($model->column($function->{shown})) . ") + $function->{n} FROM " . $model->full($source);
		return $body eq 'query' ? "LANGUAGE sql BEGIN ATOMIC $query; END" : 'LANGUAGE sql AS ' . literal($query);
	}
	my $value = value_of($model, $function);
	return "LANGUAGE sql RETURN $value" if $body eq 'atomic';
	return $body eq 'string' ? 'LANGUAGE sql AS ' . literal("SELECT $value") : 'LANGUAGE plpgsql AS ' . literal("BEGIN RETURN $value; END");
}

kind('function', rank => 15, weight => 12, make => \&make_function,
	sql => sub {
		my ($model, $function) = @_;
		my $returns = $function->{row} ? 'TABLE (' . join(', ', map { name($_->{name}) . ' ' . type_sql($model, $_->{type}) } @{ $function->{row} }) . ')' : ($function->{set} // '') . type_sql($model, $function->{returns});
		return join ' ', 'CREATE FUNCTION', $model->full($function) . '(' . arguments_sql($model, $function) . ')', 'RETURNS', $returns, $function->{volatility}, $function->{extra} // (), body_of($model, $function);
	},
	changes => [
		(sub { $_[1]{n} = $_[1]{n} % 3 + 1 }) x 2,
		sub { $_[1]{extra} = $_[1]{extra} ? undef : extra() },
		sub { $_[1]{body} = pick('string', 'atomic', 'plpgsql') if $_[1]{pure} },
		sub { my ($model, $function) = @_; $function->{returns} = same_family($model, $function->{returns}) if $function->{pure} },
		sub { my ($model, $function) = @_; my $argument = pick(@{ $function->{arguments} }) or return; $argument->{name} = $model->new_column_name(@{ $function->{arguments} }) },
		sub { my ($model, $function) = @_; my $argument = pick(@{ $function->{arguments} }) or return; $argument->{type} = same_family($model, $argument->{type}) },
		sub { my ($model, $function) = @_; push @{ $function->{arguments} }, { name => $model->new_column_name(@{ $function->{arguments} }), type => 'integer', default => { literal => 1 } } if $function->{pure} && !operators_on($model, $function) } ]);

# What calls it by its parameters: these stay as many as they are.
sub operators_on
{
	my ($model, $function) = @_;
	return $model->such(sub { my ($object) = @_; $object->{function} && $object->{function}{id} == $function->{id} }, 'operator', 'cast', 'aggregate');
}

kind('procedure', rank => 16, weight => 2,
	make => sub {
		my ($model) = @_;
		return $model->add('procedure', name => $model->new_name, some_schema($model), arguments => [ map { new_argument($model) } 1 .. number(0, 1) ], body => 'procedure', n => 1);
	},
	sql => sub {
		my ($model, $procedure) = @_;
		return 'CREATE PROCEDURE ' . $model->full($procedure) . '(' . arguments_sql($model, $procedure) . ') ' . body_of($model, $procedure);
	},
	changes => [ sub { $_[1]{n}++ } ]);

kind('aggregate', rank => 17, weight => 2,
	make => sub {
		my ($model) = @_;
		my $type = same_family($model, pick('integer', 'text'));
		my $function = $model->add('function', name => $model->new_name, some_schema($model), pure => 1, scalar => 1, volatility => 'IMMUTABLE', arguments => [ { name => 'a', type => $type }, { name => 'b', type => $type } ], returns => $type, body => 'atomic', n => 1);
		return $model->add('aggregate', name => $model->new_name, some_schema($model), function => $model->ref_to($function), initial => number(0, 2));
	},
	holds => sub {
		my ($model, $aggregate) = @_;
		my $function = $model->get($aggregate->{function});
		return @{ $function->{arguments} } == 2 && 1 == keys %{ { map { type_sql($model, $_) => 1 } $function->{returns}, map { $_->{type} } @{ $function->{arguments} } } };
	},
	sql => sub {
		my ($model, $aggregate) = @_;
		my $function = $model->get($aggregate->{function});
		my $type = type_sql($model, $function->{returns});
		return 'CREATE AGGREGATE ' . $model->full($aggregate) . "($type) (SFUNC = " . $model->full($function) . ", STYPE = $type" . ($aggregate->{initial} ? ", INITCOND = '$aggregate->{initial}'" : '') . ')';
	},
	changes => [ sub { $_[1]{initial} = number(0, 3) } ]);

# ---- operators, their classes, casts ----

kind('operator', rank => 18, weight => 2,
	make => sub {
		my ($model) = @_;
		my $function = pick($model->such(sub { $_[0]{pure} && @{ $_[0]{arguments} } >= 1 && !grep { $_->{default} } @{ $_[0]{arguments} } }, 'function')) or return;
		my %taken = map { $_->{name} => 1 } $model->all('operator');
		my $name = pick(grep { !$taken{$_} } '===', '<#>', '@@@', '~~>', '##', '<->>', '|&|', '+++') or return;
		return $model->add('operator', name => $name, some_schema($model), function => $model->ref_to($function));
	},
	sql => sub {
		my ($model, $operator) = @_;
		my $function = $model->get($operator->{function});
		my @types = map { type_sql($model, $_->{type}) } @{ $function->{arguments} };
		my $schema = $model->get($operator->{schema});
		return 'CREATE OPERATOR ' . ($schema ? name($schema->{name}) . '.' : '') . "$operator->{name} (FUNCTION = " . $model->full($function) . (@types > 1 ? ", LEFTARG = $types[0]" : '') . ", RIGHTARG = $types[-1])";
	},
	changes => []);

kind('operator class', rank => 18, weight => 1,
	make => sub {
		my ($model) = @_;
		return $model->add('operator class', name => $model->new_name, some_schema($model), type => pick([ 'integer', 'btint4cmp' ], [ 'bigint', 'btint8cmp' ], [ 'text', 'bttextcmp' ]), n => number(1, 5));
	},
	sql => sub {
		my ($model, $class) = @_;
		my ($type, $function) = @{ $class->{type} };
		my @operators = ('<', '<=', '=', '>=', '>')[ 0 .. $class->{n} - 1 ];
		return 'CREATE OPERATOR CLASS ' . $model->full($class) . " FOR TYPE $type USING btree AS " . join ', ', map({ 'OPERATOR ' . ($_ + 1) . " $operators[$_]" } 0 .. $#operators), "FUNCTION 1 $function($type, $type)";
	},
	changes => [ sub { $_[1]{n} = number(1, 5) } ]);

kind('cast', rank => 18, weight => 2,
	make => sub {
		my ($model) = @_;
		my $type = pick($model->all('enum', 'composite type')) or return;
		return if $model->such(sub { $_[0]{from}{of}{id} == $type->{id} }, 'cast');
		my $from = { of => $model->ref_to($type) };
		my $function = chance(0.5) && $model->add('function', name => $model->new_name, some_schema($model), pure => 1, scalar => 1, volatility => 'IMMUTABLE', arguments => [ { name => 'a', type => $from } ], returns => 'integer', body => pick('atomic', 'string'), n => 1);
		return $model->add('cast', from => $from, to => 'integer', $function ? (function => $model->ref_to($function)) : (), context => pick('', ' AS ASSIGNMENT'));
	},
	holds => sub {
		my ($model, $cast) = @_;
		my $function = $model->get($cast->{function}) or return 1;
		return $function->{returns} eq 'integer';
	},
	sql => sub {
		my ($model, $cast) = @_;
		my $function = $model->get($cast->{function});
		return 'CREATE CAST (' . type_sql($model, $cast->{from}) . " AS $cast->{to}) " . ($function ? 'WITH FUNCTION ' . $model->full($function) . '(' . arguments_sql($model, $function, 1) . ')' : 'WITH INOUT') . $cast->{context};
	},
	changes => [ sub { $_[1]{context} = pick('', ' AS ASSIGNMENT') } ]);

# ---- triggers ----

sub trigger_function
{
	my ($model) = @_;
	return pick($model->such(sub { !ref $_[0]{returns} && ($_[0]{returns} // '') eq 'trigger' }, 'function'))
	  // $model->add('function', name => $model->new_name, some_schema($model), volatility => 'VOLATILE', arguments => [], returns => 'trigger', body => 'trigger', n => 1);
}

sub make_trigger
{
	my ($model) = @_;
	my $on = pick($model->all('table', 'table', 'view')) or return;
	my %trigger = (name => $model->new_name, on => $model->ref_to($on), function => $model->ref_to(trigger_function($model)), event => pick('INSERT', 'UPDATE', 'DELETE', 'INSERT OR UPDATE'), level => 'ROW');
	my $column = pick($model->columns($on));
	if ($on->{kind} eq 'view')
	{
		return $model->add('trigger', %trigger, timing => 'INSTEAD OF');
	}
	$trigger{timing} = pick('BEFORE', 'AFTER');
	$trigger{of_column} = $model->ref_to($on, $column) if $column && $trigger{event} =~ /UPDATE$/ && chance(0.4);
	$trigger{when} = { column => $model->ref_to($on, $column), variant => number(0, 9) } if $column && !$column->{generated} && chance(0.3);
	$trigger{constraint} = 1 if $trigger{timing} eq 'AFTER' && chance(0.2);
	$trigger{level} = 'STATEMENT' if !$trigger{when} && !$trigger{constraint} && chance(0.3);
	$trigger{transition} = 1 if $trigger{timing} eq 'AFTER' && $trigger{level} eq 'STATEMENT' && $trigger{event} eq 'UPDATE' && !$trigger{of_column} && chance(0.5);
	$trigger{state} = pick('DISABLE', 'ENABLE ALWAYS', 'ENABLE REPLICA') if chance(0.15);
	$trigger{argument} = pick(@{ [ 'x', "it''s" ] }) if chance(0.2);
	return $model->add('trigger', %trigger);
}

kind('trigger', rank => 51, weight => 6, make => \&make_trigger,
	sql => sub {
		my ($model, $trigger) = @_;
		my $on = $model->full($model->get($trigger->{on}));
		my $function = $model->get($trigger->{function});
		my $alias = $trigger->{event} eq 'DELETE' ? 'OLD' : 'NEW';
		return (join(' ', 'CREATE', ($trigger->{constraint} ? 'CONSTRAINT' : ()), 'TRIGGER', name($trigger->{name}), $trigger->{timing}, $trigger->{event}, ($trigger->{of_column} ? 'OF ' . sql_column($model->column($trigger->{of_column})) : ()), "ON $on",
				($trigger->{constraint} && $trigger->{argument} ? 'DEFERRABLE' : ()), ($trigger->{transition} ? 'REFERENCING OLD TABLE AS o NEW TABLE AS n' : ()), "FOR EACH $trigger->{level}",
				($trigger->{when} ? 'WHEN (' . condition_of($model, $trigger->{when}, $alias) . ')' : ()), 'EXECUTE FUNCTION', $model->full($function) . '(' . ($trigger->{argument} ? "'$trigger->{argument}'" : '') . ')'),
			($trigger->{state} && $trigger->{timing} ne 'INSTEAD OF' ? "ALTER TABLE $on $trigger->{state} TRIGGER " . name($trigger->{name}) : ()));
	},
	changes => [
		sub { $_[1]{event} = pick('INSERT', 'UPDATE', 'DELETE') unless $_[1]{of_column} || $_[1]{transition} },
		sub { $_[1]{state} = pick('DISABLE', 'ENABLE ALWAYS', undef) },
		sub { $_[1]{argument} = pick('y', 'z', undef) },
		sub { $_[1]{when}{variant} = number(0, 9) if $_[1]{when} },
		sub { delete $_[1]{when} },
		sub { my ($model, $trigger) = @_; $trigger->{function} = $model->ref_to(trigger_function($model)) } ]);

kind('event trigger', rank => 90, weight => 1,
	make => sub {
		my ($model) = @_;
		my $function = $model->add('function', name => $model->new_name, some_schema($model), volatility => 'VOLATILE', arguments => [], returns => 'event_trigger', body => 'event trigger', n => 1);
		return $model->add('event trigger', name => $model->new_name, function => $model->ref_to($function), event => pick('ddl_command_start', 'ddl_command_end', 'sql_drop'), chance(0.3) ? (tags => "'CREATE TABLE', 'DROP TABLE'") : (), chance(0.3) ? (state => pick('DISABLE', 'ENABLE ALWAYS')) : ());
	},
	sql => sub {
		my ($model, $trigger) = @_;
		my $name = name($trigger->{name});
		return ("CREATE EVENT TRIGGER $name ON $trigger->{event} " . ($trigger->{tags} ? "WHEN TAG IN ($trigger->{tags}) " : '') . 'EXECUTE FUNCTION ' . $model->full($model->get($trigger->{function})) . '()', ($trigger->{state} ? "ALTER EVENT TRIGGER $name $trigger->{state}" : ()));
	},
	changes => [ sub { $_[1]{event} = pick('ddl_command_start', 'ddl_command_end', 'sql_drop') }, sub { $_[1]{state} = pick(undef, 'DISABLE') }, sub { $_[1]{tags} = $_[1]{tags} ? undef : "'CREATE VIEW'" } ]);

# ---- policies ----

kind('policy', rank => 52, weight => 3,
	make => sub {
		my ($model) = @_;
		my $table = pick($model->all('table')) or return;
		my $column = pick($model->columns($table)) or return;
		return $model->add('policy', name => $model->new_name, on => $model->ref_to($table), command => pick('ALL', 'SELECT', 'INSERT', 'UPDATE', 'DELETE'), kind_of => pick('PERMISSIVE', 'RESTRICTIVE'), role => pick('PUBLIC', 'ada', 'bob', '"some one", ada'), condition => new_said($model, $table, $column, $model->such(sub { $_[0]{scalar} }, 'function')));
	},
	sql => sub {
		my ($model, $policy) = @_;
		my $condition = condition_of($model, $policy->{condition});
		return 'CREATE POLICY ' . name($policy->{name}) . ' ON ' . $model->full($model->get($policy->{on})) . " AS $policy->{kind_of} FOR $policy->{command} TO $policy->{role} "
		  . ($policy->{command} ne 'INSERT' ? "USING ($condition)" : '') . ($policy->{command} =~ /^(INSERT|UPDATE|ALL)$/ ? " WITH CHECK ($condition)" : '');
	},
	changes => [ sub { $_[1]{command} = pick('ALL', 'SELECT', 'INSERT') }, sub { $_[1]{role} = pick('PUBLIC', 'ada', 'bob') }, sub { $_[1]{condition}{variant} = number(0, 9) unless $_[1]{condition}{call} }, sub { $_[1]{kind_of} = pick('PERMISSIVE', 'RESTRICTIVE') } ]);

1;
