# A schema as objects in memory: hashes with an id, a kind, and what that kind has.
#
# Whatever an object names of another is a reference: to the object, or to a column of it.  So what needs what is found by
# looking for references, whatever the kind: objects are printed after those that they name, and where one goes, what
# names it goes too or does without.  A copy of a model that is changed keeps the ids: who is who is known.
package Random::Model;

use strict;
use warnings;
use Scalar::Util qw(blessed);
use Storable qw(dclone);

use Random::Choice qw(chance number pick);
use Session qw(name);

# Kinds by name: make (new object, or nothing where there is no ground for one), sql (its statements), changes (ways to
# alter it), rank (where it stands among what need not wait), weight (how often one is made).
our %kinds;

# What an object can do without: when what these name goes, only they go.
my %optional = map { $_ => 1 } qw(default owner where call check using when canonical collation of_type owned_by stored_in row_type variant_of subtype_diff);

sub kind
{
	my ($name, %kind) = @_;
	$kinds{$name} = { name => $name, %kind };
	return;
}

sub new
{
	my ($class) = @_;
	return bless { objects => {}, next => 1, names => {} }, $class;
}

sub copy
{
	my ($self) = @_;
	return dclone($self);
}

sub next_id
{
	my ($self) = @_;
	return $self->{next}++;
}

sub add
{
	my ($self, $kind, %object) = @_;
	my $id = $self->next_id;
	return $self->{objects}{$id} = { %object, id => $id, kind => $kind };
}

sub ref_to
{
	my ($self, $object, $column) = @_;
	return bless { id => $object->{id}, $column ? (column => $column->{id}) : () }, 'Random::Reference';
}

sub get
{
	my ($self, $reference) = @_;
	return defined $reference ? $self->{objects}{ $reference->{id} } : undef;
}

# Those of some kinds, or all.
sub all
{
	my ($self, @kinds) = @_;
	my %wanted = map { $_ => 1 } @kinds;
	return grep { !@kinds || $wanted{ $_->{kind} } } map { $self->{objects}{$_} } sort { $a <=> $b } keys %{ $self->{objects} };
}

# Those of some kinds for which the test is true.
sub such
{
	my ($self, $test, @kinds) = @_;
	return grep { $test->($_) } $self->all(@kinds);
}

# ---- columns of what has any ----

sub columns
{
	my ($self, $object) = @_;
	my $kind = $kinds{ $object->{kind} };
	return $kind->{columns} ? $kind->{columns}->($self, $object) : @{ $object->{columns} // [] };
}

sub column
{
	my ($self, $reference) = @_;
	my $object = $self->get($reference) or return undef;
	my ($column) = grep { $_->{id} == ($reference->{column} // 0) } $self->columns($object);
	return $column;
}

# ---- who names whom ----

sub is_reference
{
	return blessed $_[0] && $_[0]->isa('Random::Reference');
}

sub references_in
{
	my ($value) = @_;
	return $value if is_reference($value);
	return map { references_in($_) } @$value if ref $value eq 'ARRAY';
	return map { references_in($value->{$_}) } sort keys %$value if ref $value eq 'HASH';
	return;
}

sub needs
{
	my ($self, $object) = @_;
	my %seen;
	return grep { defined && $_ != $object && !$seen{ $_->{id} }++ } map { $self->get($_) } references_in($object);
}

# Would naming $needed by $object close a circle?
sub reaches
{
	my ($self, $from, $object, $seen) = @_;
	$seen //= {};
	return 1 if $from == $object;
	return 0 if $seen->{ $from->{id} }++;
	foreach my $needed ($self->needs($from))
	{
		return 1 if $self->reaches($needed, $object, $seen);
	}
	return 0;
}

# Takes out of a value what names what is gone; false: there is nothing left of it.
sub prune
{
	my ($self, $value) = @_;
	if (is_reference($value))
	{
		return defined($value->{column} ? $self->column($value) : $self->get($value));
	}
	if (ref $value eq 'ARRAY')
	{
		my @left = grep { $self->prune($_) } @$value;
		return 1 if @left == @$value;
		@$value = @left;
		$self->{pruned}++;
		return scalar @left;
	}
	if (ref $value eq 'HASH')
	{
		foreach my $key (sort keys %$value)
		{
			next if $self->prune($value->{$key});
			return 0 unless $optional{$key};
			delete $value->{$key};
			$self->{pruned}++;
		}
	}
	return 1;
}

# Takes out what names what is gone, until nothing does.
sub prune_all
{
	my ($self) = @_;
	do
	{
		$self->{pruned} = 0;
		foreach my $object ($self->all)
		{
			next if $self->prune($object);
			delete $self->{objects}{ $object->{id} };
			$self->{pruned}++;
		}
	} while ($self->{pruned});
	return;
}

# Takes out what can no longer be, after something went or changed.
sub settle
{
	my ($self) = @_;
	my @refuted;
	do
	{
		$self->prune_all;
		@refuted = $self->such(sub { my $holds = $kinds{ $_[0]{kind} }{holds}; $holds && !$holds->($self, $_[0]) });
		delete $self->{objects}{ $_->{id} } foreach @refuted;
	} while (@refuted);
	return;
}

sub remove
{
	my ($self, $object) = @_;
	delete $self->{objects}{ $object->{id} };
	$self->settle;
	return;
}

# ---- names ----

my @words = qw(persons orders items users accounts events notes tags links parts places rates teams jobs logs keys files);
my @reserved = qw(order select table user group desc analyse all check default end offset);
my @decorations = (
	sub { "$_[0] $_[1]" },
	sub { ucfirst "$_[0]$_[1]" },
	sub { "$_[0].$_[1]" },
	sub { "$_[0]\"$_[1]" },
	sub { "$_[0]'$_[1]" },
	sub { "$_[0]\\$_[1]" },
	sub { "$_[0]\n$_[1]" },
	sub { "gr\x{f6}\x{df}e_$_[0]_$_[1]" },
	sub { "\x{540d}$_[1]$_[0]" },
	sub { pick(@reserved) . ($_[1] % 3 ? '' : $_[1]) },
	sub { "$_[0](int),$_[1]" },
	sub { "$_[0]_" . ('very_' x 10) . "long_$_[1]" },
	sub { "$_[0]-$_[1]" },
	sub { "$_[0]\$$_[1]" },
);

# A name of nothing else in the model.
sub new_name
{
	my ($self) = @_;
	for (;;)
	{
		my ($word, $n) = (pick(@words), number(1, 99));
		my $name = chance(0.1) ? pick(@decorations)->($word, $n) : chance(0.3) ? $word : "$word$n";
		return $name unless length $name > 58 || $self->{names}{$name}++;
	}
}

my @column_words = qw(id name title age size at price city note code kind rank owner state body label parent total);

# A name of no other of these columns.
sub new_column_name
{
	my ($self, @columns) = @_;
	my %taken = map { $_->{name} => 1 } @columns;
	for (;;)
	{
		my $word = pick(@column_words);
		my $name = chance(0.06) ? pick(@decorations)->($word, number(1, 99)) : chance(0.5) ? $word : $word . number(1, 9);
		return $name unless length $name > 58 || $taken{$name};
	}
}

# ---- SQL ----

# As SQL calls it.
sub full
{
	my ($self, $object) = @_;
	my $schema = $self->get($object->{schema});
	return ($schema ? name($schema->{name}) . '.' : '') . name($object->{name});
}

sub sql
{
	my ($self) = @_;
	my (%done, @statements);

	my $visit;
	$visit = sub {
		my ($object) = @_;
		return if $done{ $object->{id} }++;
		$visit->($_) foreach sort { $a->{id} <=> $b->{id} } $self->needs($object);
		push @statements, grep { defined && length } $kinds{ $object->{kind} }{sql}->($self, $object);
	};
	my %rank = map { $_->{id} => $kinds{ $_->{kind} }{rank} // 50 } $self->all;
	$visit->($_) foreach sort { $rank{ $a->{id} } <=> $rank{ $b->{id} } || $a->{id} <=> $b->{id} } $self->all;
	return join '', map { "$_;\n" } 'SET check_function_bodies = off', @statements;
}

1;
