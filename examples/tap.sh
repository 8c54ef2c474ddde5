# What the tests of this folder share: they print TAP.  $work is a folder of their own; remove_databases, if there is one,
# is called at the end.
# shellcheck shell=bash

work=$(mktemp -d)
chmod 755 "$work"
number=0
failures=0

remove_all()
{
	! declare -F remove_databases >/dev/null || remove_databases
	rm -rf "$work"
}
trap remove_all EXIT
trap 'exit 130' INT TERM HUP

# ok RC NAME [FILE]: a TAP line; FILE tells why it failed.
ok()
{
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		echo "ok $number - $2"
	else
		failures=$((failures + 1))
		echo "not ok $number - $2"
		[ -z "${3:-}" ] || head -n 80 "$3" | sed 's/^/# /'
	fi
}

# is GOT EXPECTED NAME
is()
{
	echo "got $1, expected $2" >"$work/difference"
	[ "$1" = "$2" ]
	ok $? "$3" "$work/difference"
}

# The whole test is skipped.
skip_all()
{
	printf '%s\n' "ok 1 - $1 # SKIP $2" '1..1'
	exit 0
}

# at_once N COMMAND...: N of them that start together, the number of each as its last argument; what each prints is in
# $work/out.NUMBER, and $work/errors has all that went wrong.
at_once()
{
	local n=$1 i pids=() rc=0
	shift
	rm -f "$work"/out.* "$work"/err.*
	for ((i = 1; i <= n; i++)); do
		"$@" "$i" >"$work/out.$i" 2>"$work/err.$i" &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		wait "$i" || rc=1
	done
	cat "$work"/err.* >"$work/errors"
	return $rc
}

# install_packages FOLDER: what its package.json names, by npm; $work/errors tells why not.
install_packages()
{
	local certificates=/etc/ssl/certs/ca-certificates.crt
	# npm trusts the certificates that it was built with: these are the machine's.
	[ ! -e $certificates ] || export NODE_EXTRA_CA_CERTS=$certificates
	(cd "$1" && npm install --no-audit --no-fund --no-package-lock --cache "$work/cache") >"$work/errors" 2>&1
}

finish()
{
	echo "1..$number"
	exit $((failures > 0))
}

# same A B NAME: two dumps in $work are equal, and not for being empty.
same()
{
	[ -s "$work/$1" ] && diff -u "$work/$1" "$work/$2" >"$work/difference"
	ok $? "$3" "$work/difference"
}
