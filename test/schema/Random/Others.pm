# Kinds: text search, foreign servers, publications, conversions, languages, access methods; owners, rights and comments.
package Random::Others;

use strict;
use warnings;

use Random::Choice qw(chance number pick some weighted);
use Random::Model;
use Random::Programs;
use Random::Types;
use Random::Value qw(type_sql type_of condition_of new_said sql_column);
use Session qw(literal name);

*kind = \&Random::Model::kind;
*some_schema = \&Random::Types::some_schema;

my @roles = ('ada', 'bob', '"some one"');

# ---- text search ----

kind('text search dictionary', rank => 60, weight => 1,
	make => sub { my ($model) = @_; return $model->add('text search dictionary', name => $model->new_name, some_schema($model), options => pick('', ', STOPWORDS = english', ', ACCEPT = false')) },
	sql => sub { my ($model, $dictionary) = @_; return 'CREATE TEXT SEARCH DICTIONARY ' . $model->full($dictionary) . " (TEMPLATE = pg_catalog.simple$dictionary->{options})" },
	changes => [ sub { $_[1]{options} = pick('', ', STOPWORDS = english', ', ACCEPT = false') } ]);

kind('text search configuration', rank => 61, weight => 1,
	make => sub {
		my ($model) = @_;
		return $model->add('text search configuration', name => $model->new_name, some_schema($model), mappings => [ map { { token => $_, dictionary => $model->ref_to(dictionary($model)) } } some(0.5, 'word', 'asciiword', 'int', 'email') ]);
	},
	sql => sub {
		my ($model, $configuration) = @_;
		my $full = $model->full($configuration);
		return ("CREATE TEXT SEARCH CONFIGURATION $full (PARSER = pg_catalog.\"default\")", map { "ALTER TEXT SEARCH CONFIGURATION $full ADD MAPPING FOR $_->{token} WITH pg_catalog.simple, " . $model->full($model->get($_->{dictionary})) } @{ $configuration->{mappings} });
	},
	changes => [
		sub { my ($model, $configuration) = @_; push @{ $configuration->{mappings} }, { token => 'version', dictionary => $model->ref_to(dictionary($model)) } unless grep { $_->{token} eq 'version' } @{ $configuration->{mappings} } },
		sub { pop @{ $_[1]{mappings} } } ]);

sub dictionary
{
	my ($model) = @_;
	return pick($model->all('text search dictionary')) // $Random::Model::kinds{'text search dictionary'}{make}->($model);
}

# ---- foreign servers ----

kind('foreign data wrapper', rank => 12, weight => 1,
	make => sub { my ($model) = @_; return $model->add('foreign data wrapper', name => $model->new_name, options => pick('', " OPTIONS (a 'b')")) },
	sql => sub { my ($model, $wrapper) = @_; return 'CREATE FOREIGN DATA WRAPPER ' . name($wrapper->{name}) . $wrapper->{options} },
	changes => [ sub { $_[1]{options} = pick('', " OPTIONS (a 'c', d 'it''s')") } ]);

kind('server', rank => 13, weight => 2,
	make => sub {
		my ($model) = @_;
		my $wrapper = pick($model->all('foreign data wrapper')) // $Random::Model::kinds{'foreign data wrapper'}{make}->($model);
		return $model->add('server', name => $model->new_name, wrapper => $model->ref_to($wrapper), options => pick('', " OPTIONS (host 'x')"), version => pick('', " VERSION '1'"));
	},
	sql => sub { my ($model, $server) = @_; return 'CREATE SERVER ' . name($server->{name}) . "$server->{version} FOREIGN DATA WRAPPER " . name($model->get($server->{wrapper})->{name}) . $server->{options} },
	changes => [ sub { $_[1]{options} = pick('', " OPTIONS (host 'y')", " OPTIONS (port '1')") } ]);

# Without options: those hold passwords, so their values are in no snapshot, and nobody can write them.
kind('user mapping', rank => 14, weight => 1,
	make => sub {
		my ($model) = @_;
		my $server = pick($model->all('server')) or return;
		my $role = pick(@roles, 'PUBLIC');
		return if $model->such(sub { $_[0]{server}{id} == $server->{id} && $_[0]{role} eq $role }, 'user mapping');
		return $model->add('user mapping', server => $model->ref_to($server), role => $role);
	},
	sql => sub { my ($model, $mapping) = @_; return "CREATE USER MAPPING FOR $mapping->{role} SERVER " . name($model->get($mapping->{server})->{name}) });

# ---- publications ----

kind('publication', rank => 91, weight => 2,
	make => sub {
		my ($model) = @_;
		my @tables = some(0.3, $model->such(sub { !$_[0]{unlogged} }, 'table'));
		my @schemas = some(0.2, $model->all('schema'));
		return $model->add('publication', name => $model->new_name, tables => [ map { published($model, $_) } @tables ], schemas => [ map { { schema => $model->ref_to($_) } } @schemas ], all => !@tables && !@schemas && chance(0.3), options => pick('', " WITH (publish = 'insert')"));
	},
	sql => sub {
		my ($model, $publication) = @_;
		my @targets = map { 'TABLE ' . $model->full($model->get($_->{table})) . ($_->{when} && !@{ $publication->{schemas} } ? ' WHERE (' . condition_of($model, $_->{when}) . ')' : '') } grep { !$model->get($_->{table})->{unlogged} } @{ $publication->{tables} };
		push @targets, map { 'TABLES IN SCHEMA ' . name($model->get($_->{schema})->{name}) } @{ $publication->{schemas} };
		return 'CREATE PUBLICATION ' . name($publication->{name}) . ($publication->{all} ? ' FOR ALL TABLES' : @targets ? ' FOR ' . join ', ', @targets : '') . $publication->{options};
	},
	changes => [
		sub { $_[1]{options} = pick('', " WITH (publish = 'insert')", ' WITH (publish_via_partition_root = true)') },
		sub {
			my ($model, $publication) = @_;
			my $table = pick($model->all('table')) or return;
			push @{ $publication->{tables} }, published($model, $table) unless $publication->{all} || grep { $_->{table}{id} == $table->{id} } @{ $publication->{tables} };
		},
		sub { pop @{ $_[1]{tables} } } ]);

# Of published rows PostgreSQL wants to know by simple conditions alone.
sub published
{
	my ($model, $table) = @_;
	my $column = chance(0.3) && pick(grep { !ref $_->{type} && !$_->{generated} } $model->columns($table));
	return { table => $model->ref_to($table), $column && !$table->{partition} ? (when => { column => $model->ref_to($table, $column), variant => 0 }) : () };
}

# ---- what is rare ----

kind('conversion', rank => 62, weight => 0.7,
	make => sub { my ($model) = @_; return $model->add('conversion', name => $model->new_name, some_schema($model)) },
	sql => sub { my ($model, $conversion) = @_; return 'CREATE CONVERSION ' . $model->full($conversion) . " FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8" });

kind('language', rank => 11, weight => 0.5,
	make => sub { my ($model) = @_; return $model->add('language', name => $model->new_name) },
	sql => sub { my ($model, $language) = @_; return 'CREATE TRUSTED LANGUAGE ' . name($language->{name}) . ' HANDLER plpgsql_call_handler' });

kind('access method', rank => 11, weight => 0.5,
	make => sub { my ($model) = @_; return $model->add('access method', name => $model->new_name) },
	sql => sub { my ($model, $method) = @_; return 'CREATE ACCESS METHOD ' . name($method->{name}) . ' TYPE TABLE HANDLER heap_tableam_handler' });

# ---- what anything can have: comments, owners, rights ----

# As COMMENT ON calls it; nothing of what cannot be called so.
sub object_of
{
	my ($model, $object) = @_;
	my $kind = $object->{kind};
	my $on = $model->get($object->{on} // $object->{table});
	return 'TYPE ' . $model->full($object) if $kind =~ /^(enum|composite type|range type)$/;
	return uc($kind) . ' ' . $model->full($object) . '(' . Random::Programs::arguments_sql($model, $object, 1) . ')' if $kind =~ /^(function|procedure)$/;
	return uc($kind) . ' ' . name($object->{name}) . ' ON ' . $model->full($on) if $kind =~ /^(constraint|trigger|policy|rule)$/;
	return 'INDEX ' . $model->full({ %$object, schema => $on->{schema} }) if $kind eq 'index';
	return 'OPERATOR CLASS ' . $model->full($object) . ' USING btree' if $kind eq 'operator class';
	return undef if $kind =~ /^(aggregate|operator|cast|ownership|user mapping|comment|grant|owner|default privilege|materialized view column)$/;
	return uc($kind) . ' ' . $model->full($object);
}

kind('comment', rank => 95, weight => 8,
	make => sub {
		my ($model) = @_;
		my $on = pick($model->such(sub { object_of($model, $_[0]) && $_[0]{kind} ne 'comment' })) or return;
		my $column = $on->{kind} =~ /^(table|view|composite type|materialized view)$/ && chance(0.4) ? pick($model->columns($on)) : undef;
		return if $model->such(sub { $_[0]{of}{id} == $on->{id} && ($_[0]{of}{column} // 0) == ($column ? $column->{id} : 0) }, 'comment');
		return $model->add('comment', of => $model->ref_to($on, $column), text => pick('a note', "it's\ntwo lines", "\x{fc}ber", 'back\\slash'));
	},
	sql => sub {
		my ($model, $comment) = @_;
		my $on = $model->get($comment->{of});
		my $column = $comment->{of}{column} && $model->column($comment->{of});
		return 'COMMENT ON ' . ($column ? 'COLUMN ' . $model->full($on) . '.' . name($column->{name}) : object_of($model, $on)) . ' IS ' . literal($comment->{text});
	},
	changes => [ sub { $_[1]{text} .= '!' } ]);

my %rights = (table => [ 'SELECT', 'INSERT', 'UPDATE, DELETE', 'ALL' ], view => ['SELECT'], 'materialized view' => ['SELECT'], sequence => [ 'USAGE', 'SELECT' ], function => ['EXECUTE'], schema => [ 'USAGE', 'CREATE', 'ALL' ], enum => ['USAGE'], domain => ['USAGE'], 'composite type' => ['USAGE'], server => ['USAGE'], 'foreign data wrapper' => ['USAGE'], procedure => ['EXECUTE'], 'foreign table' => ['SELECT']);

sub right_object
{
	my ($model, $on) = @_;
	my $object = object_of($model, $on);
	return $object =~ s/^(MATERIALIZED VIEW|VIEW|FOREIGN TABLE) /TABLE /r =~ s/^SERVER /FOREIGN SERVER /r;
}

kind('grant', rank => 97, weight => 8,
	make => sub {
		my ($model) = @_;
		my $on = pick($model->all(sort keys %rights)) or return;
		my $role = pick(@roles);
		my $column = $on->{kind} eq 'table' && chance(0.2) ? pick($model->columns($on)) : undef;
		return if $model->such(sub { $_[0]{on}{id} == $on->{id} && $_[0]{role} eq $role }, 'grant');
		return $model->add('grant', on => $model->ref_to($on, $column), role => $role, right => $column ? 'SELECT' : pick(@{ $rights{ $on->{kind} } }), grantable => chance(0.2));
	},
	sql => sub {
		my ($model, $grant) = @_;
		my $on = $model->get($grant->{on});
		my $column = $grant->{on}{column} && $model->column($grant->{on});
		# An owner may do all that he may.
		return if $model->such(sub { $_[0]{on}{id} == $on->{id} && $_[0]{role} eq $grant->{role} }, 'owner');
		return "GRANT $grant->{right}" . ($column ? ' (' . sql_column($column) . ')' : '') . ' ON ' . right_object($model, $on) . " TO $grant->{role}" . ($grant->{grantable} ? ' WITH GRANT OPTION' : '');
	},
	changes => [ sub { $_[1]{grantable} = !$_[1]{grantable} }, sub { my ($model, $grant) = @_; $grant->{right} = pick(@{ $rights{ $model->get($grant->{on})->{kind} } }) unless $grant->{on}{column} } ]);

kind('owner', rank => 96, weight => 5,
	make => sub {
		my ($model) = @_;
		my $on = pick($model->all('table', 'view', 'materialized view', 'sequence', 'function', 'schema', 'enum', 'domain', 'composite type', 'range type', 'server', 'statistics', 'collation', 'procedure', 'foreign table', 'text search dictionary', 'text search configuration')) or return;
		return if $model->such(sub { $_[0]{on}{id} == $on->{id} }, 'owner') || $model->such(sub { $_[0]{sequence}{id} == $on->{id} || $_[0]{column}{id} == $on->{id} }, 'ownership');
		return $model->add('owner', on => $model->ref_to($on), role => pick(@roles));
	},
	holds => sub {
		my ($model, $owner) = @_;
		return !$model->such(sub { $_[0]{sequence}{id} == $owner->{on}{id} || $_[0]{column}{id} == $owner->{on}{id} }, 'ownership');
	},
	sql => sub {
		my ($model, $owner) = @_;
		return 'ALTER ' . object_of($model, $model->get($owner->{on})) . " OWNER TO $owner->{role}";
	},
	changes => [ sub { $_[1]{role} = pick(@roles) } ]);

# Those of the whole database are in force while the rest is made, so the rest is made before.
kind('default privilege', rank => 98, weight => 1,
	make => sub {
		my ($model) = @_;
		my $schema = pick($model->all('schema'), undef);
		return $model->add('default privilege', $schema ? (schema => $model->ref_to($schema)) : (), right => pick('SELECT ON TABLES', 'USAGE ON SEQUENCES', 'EXECUTE ON FUNCTIONS', 'USAGE ON TYPES'), role => pick('ada', 'bob'), owner_role => pick('', 'FOR ROLE ada'));
	},
	sql => sub {
		my ($model, $privilege) = @_;
		my $schema = $model->get($privilege->{schema});
		return join ' ', 'ALTER DEFAULT PRIVILEGES', $privilege->{owner_role}, ($schema ? 'IN SCHEMA ' . name($schema->{name}) : ()), "GRANT $privilege->{right} TO $privilege->{role}";
	});

1;
