# Several processes that test pairs, and TAP of what they find, a pair at a time, in the order in which pairs get done.
package Workers;

use strict;
use warnings;
use Exporter 'import';
use Fcntl qw(:flock);

our @EXPORT_OK = qw(run_workers);

# A pipe with the numbers of all pairs, from which workers take one after another.
sub new_queue
{
	my ($n) = @_;
	pipe my $read, my $write or die "pipe: $!";
	syswrite $write, pack 'N*', 0 .. $n - 1;
	return $read;
}

# Tests what the queue holds until that is empty or the time is over; one report at a time reaches the output, whole.
sub work
{
	my ($queue, $test, $deadline) = @_;
	my $passed = 1;
	open my $lock, '<', $0 or die "$0: $!";

	while ((!defined $deadline || time < $deadline) && sysread $queue, my $number, 4)
	{
		my ($ok, $report) = $test->(unpack 'N', $number);
		$passed = 0 unless $ok;
		flock $lock, LOCK_EX;
		print $report;
		STDOUT->flush;
		flock $lock, LOCK_UN;
	}
	return $passed;
}

# Calls $test with 0 .. $n - 1 in $jobs processes, until $deadline where that is given; it returns whether the test passed
# and the report to print.  Returns whether all passed.
sub run_workers
{
	my ($jobs, $n, $test, $deadline) = @_;
	my $queue = new_queue($n);
	my (@workers, $passed);

	STDOUT->flush;
	foreach (1 .. $jobs)
	{
		my $pid = fork // die "fork: $!";
		exit !work($queue, $test, $deadline) if $pid == 0;
		push @workers, $pid;
	}
	$passed = 1;
	foreach (@workers)
	{
		waitpid $_, 0;
		$passed = 0 if $?;
	}
	return $passed;
}

1;
