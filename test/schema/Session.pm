# A connection to one database: a psql that is kept, so that what a pair needs costs no new process and no cold cache.
package Session;

use strict;
use warnings;
use Carp;
use Exporter 'import';
use IPC::Open3;
use JSON::PP;

our @EXPORT_OK = qw(literal name);

# Printed by psql after each text that it was given: the end of what that text printed.
my $end = '--- end of answer ---';

# Seconds after which a text that is not through is taken for one that hangs, or that psql waits for the end of.
my $patience = 300;

sub new
{
	my ($class, $database) = @_;
	my $self = bless {}, $class;
	# Two streams in one, so that an error stands where it happened.
	$self->{pid} = open3($self->{in}, $self->{out}, undef,
		'psql', '-XAtq', '-v', 'VERBOSITY=default', '--pset', 'pager=off', '-d', $database);
	binmode $_, ':encoding(UTF-8)' foreach $self->{in}, $self->{out};
	$self->{in}->autoflush;
	$self->run("SET client_encoding = 'UTF8'; SET client_min_messages = error; SET search_path = public");
	return $self;
}

# Runs SQL text, statement by statement; returns what it printed, errors among it.
sub run
{
	my ($self, $sql) = @_;
	my $answer = '';

	local $SIG{ALRM} = sub { croak "no answer after $patience seconds to:\n" . substr($sql, 0, 1000) };
	local $SIG{PIPE} = 'IGNORE';
	alarm $patience;
	print { $self->{in} } "$sql\n;\n\\echo $end\n";
	while (1)
	{
		my $line = readline $self->{out};
		croak "the connection was lost: $answer" unless defined $line;
		last if $line eq "$end\n";
		$answer .= $line;
	}
	alarm 0;
	return $answer;
}

# The first error in what run() returned, with its detail and context; undef: none.
sub error_in
{
	my ($answer) = @_;
	return $answer =~ /^((?:ERROR|FATAL|PANIC):  .*)/ms ? $1 : undef;
}

# Runs SQL text that must not fail.
sub must
{
	my ($self, $sql) = @_;
	my $answer = $self->run($sql);
	my $error = error_in($answer);
	die $error if defined $error;
	chomp $answer;
	return $answer;
}

# What a query returns that answers one JSON value.
sub value
{
	my ($self, $sql) = @_;
	return JSON::PP->new->allow_nonref->decode($self->must($sql));
}

sub DESTROY
{
	my ($self) = @_;
	local $?;
	close $self->{in};
	waitpid $self->{pid}, 0;
}

sub literal
{
	my ($text) = @_;
	$text =~ s/'/''/g;
	return "'$text'";
}

# A name as SQL.
sub name
{
	my ($text) = @_;
	$text =~ s/"/""/g;
	return "\"$text\"";
}

1;
