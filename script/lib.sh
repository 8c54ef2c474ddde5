# Shared by the scripts of this folder; they begin with: set -eu; . "$(dirname "$0")/lib.sh"
# shellcheck shell=bash disable=SC2034

tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${MIGRATE_CACHE:-/var/cache/migrate}
export LC_ALL=C.UTF-8

say() { printf '%s\n' "$*" >&2; }
die() { say "${0##*/}: $*"; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }

# Prints the lines that begin the calling script: its manual.
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; }

# A server refuses to run as root, so root becomes the user that Debian's packages make for it, if they did.
unprivileged=$(id -un postgres 2>/dev/null || echo nobody)

as_user()
{
	if is_root; then
		setpriv --reuid="$unprivileged" --regid="$(id -g "$unprivileged")" --init-groups "$@"
	else
		"$@"
	fi
}

# Runs a command whose output is of interest only when it fails.
quietly()
{
	local log rc=0
	log=$(mktemp)
	"$@" >"$log" 2>&1 || rc=$?
	[ $rc = 0 ] || tail -n 40 "$log" >&2
	rm -f "$log"
	return $rc
}

# ---- Debian's releases and their servers ----

this_release() { (. /etc/os-release && printf '%s\n' "${VERSION_CODENAME:-unknown}"); }

release_of_server()
{
	case $1 in
		15) echo bookworm ;;
		17) echo trixie ;;
		18) echo forky ;;
		*) die "no Debian release known for server $1: 15, 17 or 18" ;;
	esac
}

server_of_release()
{
	case $1 in
		bookworm) echo 15 ;;
		trixie) echo 17 ;;
		forky) echo 18 ;;
		*) die "no server known for Debian release \"$1\": set PG_CONFIG" ;;
	esac
}

# That of the recipes in doc/.
server_of_recipes=17

# The package archive that this machine's apt uses, Debian's own where it names none.
mirror()
{
	local uri
	# shellcheck disable=SC2016
	uri=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
		awk -v release="$(this_release)" '$1 == release { print $2; exit }')
	printf '%s\n' "${uri:-http://deb.debian.org/debian}"
}

# What building and testing on one server takes.
packages_for_server()
{
	echo "build-essential clang libipc-run-perl python3-alembic python3-psycopg python3-psycopg2 python3-flask-sqlalchemy python3-flask-migrate python3-django pgbouncer"
	[ -n "${PG_CONFIG:-}" ] || echo "postgresql-$1 postgresql-server-dev-$1 postgresql-$1-pgtap"
}

packages_for_debootstrap="debootstrap debian-archive-keyring"

packages_for_checked="bison flex pkg-config libicu-dev libssl-dev liblz4-dev libreadline-dev libxml2-dev zlib1g-dev valgrind dpkg-dev"

# inside ROOT COMMAND...: runs it in the Debian of that root folder, whose own server it finds.
inside()
{
	local root=$1
	shift
	env -u PG_CONFIG HOME=/ PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" "$@"
}

# ---- The server's files ----

pg_config_of_server()
{
	local path=${PG_CONFIG:-/usr/lib/postgresql/$1/bin/pg_config}
	command -v "$path" || die "no pg_config at $path: run script/setup"
}

# Copies the server of pg_config $1 below folder $2 and prints the copy's pg_config.  A server finds its files relative to
# its programs, so the copy works where it lies: tests install into it, and the machine's own server stays as it was.
copy_server()
{
	local config=$1 root=$2 bin lib pkglib share include
	bin=$("$config" --bindir) lib=$("$config" --libdir) pkglib=$("$config" --pkglibdir)
	share=$("$config" --sharedir) include=$("$config" --includedir)
	case $pkglib in "$lib"/*) copy_folder "$lib" "$root" ;; *) copy_folder "$pkglib" "$root" ;; esac
	copy_folder "$bin" "$root"
	copy_folder "$share" "$root"
	mkdir -p "$(dirname "$root$include")"
	ln -s "$include" "$root$include"
	printf '%s\n' "$root$bin/pg_config"
}

copy_folder()
{
	mkdir -p "$2$1"
	tar -C "$1" --exclude=./bitcode -cf - . | tar -C "$2$1" -xf -
}

# Copies the files that git knows or would know; all files where there is no git: then the tree is such a copy itself.
copy_tree()
{
	mkdir -p "$1"
	if [ -e "$tree/.git" ]; then
		git -C "$tree" -c safe.directory='*' ls-files -z --cached --others --exclude-standard --deduplicate |
			tar -C "$tree" --null --ignore-failed-read -T - -cf - 2>/dev/null | tar -C "$1" -xf -
	else
		tar -C "$tree" -cf - . | tar -C "$1" -xf -
	fi
}

# ---- The temporary folder ----

# Makes $work, below root folder $1, and removes it with all that runs in it when the script ends; $2: keep it.
make_work()
{
	work=$(mktemp -d "$1/tmp/migrate.XXXXXX")
	# shellcheck disable=SC2064
	trap "remove_work '$2'" EXIT
	trap 'exit 130' INT TERM HUP
}

# has_memory KILOBYTES: is there so much room for files in memory
has_memory() { [ -w /dev/shm ] && [ "$(df -k --output=avail /dev/shm 2>/dev/null | tail -n 1)" -gt "$1" ]; }

# Where a cluster of this work folder may keep its databases: script/cluster.sh
memory_of() { echo "/dev/shm/${1##*/}"; }

remove_work()
{
	local all=("$work" "$(memory_of "$work")")
	stop_servers "$work"
	if [ -n "$1" ]; then
		say "kept: $work"
	else
		rm -rf "${all[@]}" 2>/dev/null || { sleep 1; rm -rf "${all[@]}"; }
	fi
}

# Stops every server that was started from a data folder below $1.
stop_servers()
{
	local file pid
	find "$1" -name postmaster.pid 2>/dev/null | while read -r file; do
		read -r pid <"$file" || continue
		kill -QUIT "$pid" 2>/dev/null || true
	done
}

# run_in_copy PG_CONFIG SCRIPT ARGUMENT...: runs a script of a copy of this tree, with a copy of the server to install into,
# as an unprivileged user and with nothing of the caller's environment that could lead it elsewhere.
run_in_copy()
{
	local config=$1 script=$2
	shift 2
	copy_tree "$work/tree"
	config=$(copy_server "$config" "$work/server")
	mkdir -p "$work/home"
	chmod 711 "$work"
	! is_root || chown -R "$unprivileged:" "$work"
	as_user env -i PATH="$PATH" LC_ALL="$LC_ALL" TERM="${TERM:-dumb}" HOME="$work/home" TMPDIR="$work/home" \
		USER="$(as_user id -un)" PG_CONFIG="$config" MIGRATE_WORK="$work" MIGRATE_VALGRIND="${MIGRATE_VALGRIND:-}" \
		MIGRATE_PAIRS="${MIGRATE_PAIRS:-1/1}" ${SEED:+SEED="$SEED"} ${KILLS:+KILLS="$KILLS"} \
		bash "$work/tree/$script" "$@"
}
