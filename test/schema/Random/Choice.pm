# What is left to chance: all of it follows from the seed.
package Random::Choice;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT_OK = qw(begin chance number pick some weighted);

sub begin
{
	my ($seed) = @_;
	srand $seed;
	return;
}

sub chance
{
	my ($probability) = @_;
	return rand() < $probability;
}

# From $low to $high, both among them.
sub number
{
	my ($low, $high) = @_;
	return $low + int rand($high - $low + 1);
}

# One of a list; nothing of an empty one.
sub pick
{
	return @_ ? $_[ int rand @_ ] : undef;
}

# Each of a list with the same probability.
sub some
{
	my ($probability, @list) = @_;
	return grep { chance($probability) } @list;
}

# A key of a hash of weights.
sub weighted
{
	my (%weights) = @_;
	my $total = 0;
	my @keys = sort keys %weights;

	$total += $weights{$_} foreach @keys;
	my $left = rand $total;
	foreach my $key (@keys)
	{
		$left -= $weights{$key};
		return $key if $left < 0;
	}
	return $keys[-1];
}

1;
