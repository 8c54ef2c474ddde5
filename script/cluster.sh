# The cluster that tests and the demo run in: sourced after lib.sh by what run_in_copy runs.  $work is the temporary
# folder, PG_CONFIG a server of its own in there; programs find the cluster through PATH and PG*.
# shellcheck shell=bash

work=$MIGRATE_WORK
memory=$(memory_of "$work")
valgrind=${MIGRATE_VALGRIND:-}
logs=$work/logs
jobs=$(nproc)
bin=$("$PG_CONFIG" --bindir)
mkdir -p "$logs"
export PATH="$bin:$PATH" PGHOST="$work" PGPORT=5432 PGUSER=postgres PGDATABASE=postgres PG_CONFIG

trap stop_server EXIT
trap 'exit 130' INT TERM HUP

build()
{
	make -s -j"$jobs" PG_CONFIG="$PG_CONFIG" && make -s install PG_CONFIG="$PG_CONFIG"
}

start_server()
{
	initdb --pgdata="$work/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$logs/initdb"
	keep_in_memory "$work/data/base"
	cat >>"$work/data/postgresql.conf" <<-CONF
		listen_addresses = ''
		unix_socket_directories = '$work'
		max_connections = 120
		max_prepared_transactions = 10
		fsync = off
		log_line_prefix = '%m [%p] %q%d '
	CONF
	restart_server
}

# Databases lie in memory where there is room: making one is copying some three hundred files.
keep_in_memory()
{
	has_memory 4000000 || return 0
	mkdir "$memory"
	mv "$1" "$memory/"
	ln -s "$memory/${1##*/}" "$1"
}

restart_server()
{
	pg_ctl --pgdata="$work/data" stop --mode=immediate >/dev/null 2>&1 || true
	if [ -n "$valgrind" ]; then
		start_under_valgrind
	else
		pg_ctl --pgdata="$work/data" --log="$work/server.log" --wait start >"$logs/start"
	fi
}

start_under_valgrind()
{
	local tries=0
	mkdir -p "$work/valgrind"
	# The log's name holds the process: every backend writes its own.
	valgrind --leak-check=no --trace-children=yes --track-origins=yes --num-callers=40 --fullpath-after= \
		--suppressions="$("$PG_CONFIG" --sharedir)/valgrind.supp" --log-file="$work/valgrind/%p.log" \
		"$bin/postgres" -D "$work/data" >"$work/server.log" 2>&1 &
	until pg_isready -q; do
		tries=$((tries + 1))
		[ $tries -lt 120 ] || return 1
		sleep 1
	done
}

crashes() { grep -E 'TRAP: |PANIC: |was terminated by signal' "$1"; }

stop_server() { pg_ctl --pgdata="$work/data" stop --mode=fast --timeout=120 >/dev/null 2>&1 || true; }
