# A pair that fails as before, with less in it.
package Random::Shrink;

use strict;
use warnings;
use Exporter 'import';
use Storable qw(dclone);

our @EXPORT_OK = qw(shrink);

# What a failure is about, without the names that are in it.
sub gist
{
	my ($failure) = @_;
	my ($line) = split /\n/, $failure;
	$line = join ' ', $line, ($failure =~ /^([-+][^\n]*)/m ? $1 : ()) if $line =~ /pg_dump, wanted/;
	return $line =~ s/"(?:[^"]|"")*"|'[^']*'|\w+\.\w+|\d+|\b[a-z_]+\d*\b(?=[.( ])//gr;
}

# Without some objects.
sub without
{
	my ($ids, @models) = @_;
	my @copies = map { $_->copy } @models;
	foreach my $model (@copies)
	{
		delete @{ $model->{objects} }{@$ids};
		$model->settle;
	}
	return @copies;
}

# With some objects as they were before.
sub unchanged
{
	my ($ids, @models) = @_;
	my @copies = map { $_->copy } @models;
	foreach my $id (grep { $copies[0]{objects}{$_} } @$ids)
	{
		$copies[1]{objects}{$id} = dclone($copies[0]{objects}{$id});
	}
	$_->settle foreach @copies;
	return @copies;
}

# Without a column of it that both sides have.
sub without_column
{
	my ($id, $column, @models) = @_;
	my @copies = map { $_->copy } @models;
	foreach my $model (@copies)
	{
		my $object = $model->{objects}{$id} or next;
		my @left = grep { $_->{id} != $column } @{ $object->{columns} };
		return unless @left;
		$object->{columns} = \@left;
		$model->settle;
	}
	return @copies;
}

# Ways to make less of it: first large steps, then small ones.
sub ways
{
	my (@models) = @_;
	my %objects = map { $_->{id} => $_ } map { $_->all } @models;
	my @ids = sort { $b <=> $a } keys %objects;
	my @ways;

	for (my $n = @ids; $n >= 1; $n = int($n / 2))
	{
		my @left = @ids;
		while (my @some = splice @left, 0, $n)
		{
			push @ways, sub { unchanged(\@some, @_) }, sub { without(\@some, @_) };
		}
	}
	foreach my $object (grep { ref $_->{columns} && $_->{kind} =~ /table|view|composite/ } map { $objects{$_} } @ids)
	{
		push @ways, map { my $column = $_->{id}; sub { without_column($object->{id}, $column, @_) } } @{ $object->{columns} };
	}
	return @ways;
}

sub text_of
{
	return join "\n", map { $_->sql } @_;
}

# $failures_of tells what fails of two models, $failures is what failed of these; returns models.
sub shrink
{
	my ($failures_of, $failures, @models) = @_;
	my $wanted = gist($failures->[0]);
	my ($text, $before) = (text_of(@models), '');

	while ($text ne $before)
	{
		$before = $text;
		foreach my $way (ways(@models))
		{
			my @less = $way->(@models) or next;
			my $shorter = text_of(@less);
			next if $shorter eq $text;
			my ($first) = $failures_of->(@less);
			next unless defined $first && gist($first) eq $wanted;
			@models = @less;
			$text = $shorter;
		}
	}
	return @models;
}

1;
