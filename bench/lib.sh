# Shared by the benchmarks; they begin with: set -eu; . "$(dirname "$0")/lib.sh"; run_apart "$@"
# shellcheck shell=bash disable=SC2034

. "$(dirname "${BASH_SOURCE[0]}")/../script/lib.sh"

# Runs the calling script in a copy of the tree with a copy of the server, as an unprivileged user, and leaves; returns
# in there, with a cluster running.  Arguments of the script that apply out here have been taken by take_out_here.
run_apart()
{
	if [ -z "${MIGRATE_WORK:-}" ]; then
		"$tree/script/setup"
		make_benchmark_work
		prepare_out_here
		run_in_copy "$(pg_config_of_server "$(server_of_release "$(this_release)")")" "bench/${0##*/}" "$@"
		exit
	fi
	. "$(dirname "${BASH_SOURCE[0]}")/../script/cluster.sh"
	cd "$tree"
	quietly build
	start_server
	cat >>"$work/data/postgresql.conf" <<-CONF
		max_locks_per_transaction = 8192
		max_wal_size = 8GB
		shared_buffers = 512MB
		autovacuum = off
	CONF
	restart_server
	describe_machine
}

# What only the caller can do for a script (install something); scripts that need it define it after sourcing this.
prepare_out_here() { :; }

# In memory where there is room: making files on a disk varies more from run to run than what is compared.
make_benchmark_work()
{
	local memory=/dev/shm
	if has_memory 6000000; then
		mkdir -p -m 1777 $memory/tmp
		make_work $memory ''
		trap "remove_work ''; rmdir $memory/tmp 2>/dev/null || true" EXIT
	else
		make_work '' ''
	fi
}

describe_machine()
{
	printf '%s; %s cores, %s GB; PostgreSQL %s; load when begun %s\n\n' \
		"$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
		"$(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)" \
		"$("$PG_CONFIG" --version | sed 's/^PostgreSQL //')" "$(cut -d ' ' -f 1 /proc/loadavg)"
}

sql() { psql -X -q -At -v ON_ERROR_STOP=1 "$@"; }

new_database()
{
	dropdb --if-exists --force "$1" 2>/dev/null
	createdb -T template0 "$1"
}

# milliseconds COMMAND...: prints how long it took; what it says is shown when it fails.
milliseconds()
{
	local start end
	start=$(date +%s%N)
	"$@" >"$logs/timed" 2>&1 || { tail -n 20 "$logs/timed" >&2; return 1; }
	end=$(date +%s%N)
	awk -v us=$(((end - start) / 1000)) 'BEGIN { printf "%.2f\n", us / 1000 }'
}

# median: of the numbers read, a line each.
median()
{
	sort -g | awk '{ v[NR] = $1 } END { if (NR) printf "%.2f\n", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# times_of: psql's \timing lines as numbers of milliseconds.
times_of() { sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p'; }

# measured DATABASE STATEMENT [AGAIN]: a line "ms ms MB": the statement in a new connection, again there, the backend's peak memory
measured()
{
	local peak="SELECT 'peak ' || (substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s+(\d+)')::int / 1024)"
	sql -d "$1" -c '\timing on' -c "$2" ${3:+-c "$2"} -c '\timing off' -c "$peak" >"$logs/measured" &&
		awk '/^Time:/ { ms[++n] = $2 } /^peak/ { mb = $2 } END { print ms[1], (n > 1 ? ms[2] : "-"), mb }' "$logs/measured"
}

# column N FILE: the median of a column of such lines
column() { cut -d ' ' -f "$1" "$2" | median; }

# files_sql N [SHAPE]: a query of names and contents, arrays of N migration files: a line; or, shape "branches", every tenth
# begins a branch of five that is merged again.
files_sql()
{
	cat <<-SQL
		SELECT array_agg(format('%s_r%s.sql', id, i) ORDER BY i) AS names,
			array_agg(format(E'-- r%s\n--\n-- Revision ID: %s\n-- Revises: %s\n-- Create Date: 2026-01-01 00:00:00+00\n\n-- migrate:upgrade\nCREATE TABLE t%s (id int PRIMARY KEY, a text);\n\n-- migrate:downgrade\nDROP TABLE t%s;\n',
				i, id, parents, i, i) ORDER BY i) AS contents
		FROM (SELECT i, lpad(to_hex(i), 12, '0') AS id, CASE
				WHEN i = 1 THEN ''
				WHEN '${2:-line}' = 'branches' AND i % 10 = 5 AND i > 5 THEN lpad(to_hex(i - 5), 12, '0')
				WHEN '${2:-line}' = 'branches' AND i % 10 = 9 AND i > 9 THEN lpad(to_hex(i - 1), 12, '0') || ', ' || lpad(to_hex(i - 5), 12, '0')
				ELSE lpad(to_hex(i - 1), 12, '0') END AS parents
			FROM generate_series(1, $1) i) f
	SQL
}

# revisions_sql N: a statement that writes N revisions of one table each.
revisions_sql()
{
	cat <<-SQL
		SELECT count(migrate.revision('r' || i, upgrade => format('CREATE TABLE t%s (id int PRIMARY KEY, a text)', i), downgrade => format('DROP TABLE t%s', i),
			revision_id => lpad(to_hex(i), 12, '0'))) FROM generate_series(1, $1) i;
	SQL
}
