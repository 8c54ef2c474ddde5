/*
 * cmd_watch.c
 *	  pg_migrate watch: while a revision or a repeatable file is being written, each save brings the database to it.
 *
 * Each time in a process of its own: what goes wrong ends that one, after it has said so, and not the watch; and nothing is
 * kept in memory but the sum of what was seen.
 */
#include "postgres_fe.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fe_utils/cancel.h"

#include "client/client.h"

#define PAUSE 80000				/* us between two looks at the folder */

static bool once;

static const Option options[] = {
	{0, "once", NULL, OPTION_FLAG, &once, "bring the database to the files as they are now, and end"},
	{0}
};

static volatile sig_atomic_t stopped = false;

static void
stop(SIGNAL_ARGS)
{
	stopped = true;
}

/* ---- has something changed? ---- */

/* FNV-1a: no file's change may go unseen because another's makes up for it. */
static uint64
mix(uint64 hash, const void *bytes, size_t length)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ byte[i]) * UINT64CONST(1099511628211);
	return hash;
}

/* A number for the SQL files below a folder: another one when one of them is saved, comes or goes. */
static uint64
sum_of_folder(const char *path, int depth)
{
	DIR		   *dir = opendir(path);
	struct dirent *entry;
	uint64		sum = 0;

	if (dir == NULL)
		return 0;
	while ((entry = readdir(dir)) != NULL)
	{
		char		below[MAXPGPATH];
		struct stat st;
		uint64		hash = UINT64CONST(14695981039346656037);

		if (entry->d_name[0] == '.')
			continue;
		if (snprintf(below, sizeof(below), "%s/%s", path, entry->d_name) >= (int) sizeof(below) || stat(below, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
		{
			sum += depth < FOLDER_MAX_DEPTH ? sum_of_folder(below, depth + 1) : 0;
			continue;
		}
		if (!file_is_sql(entry->d_name))
			continue;
		hash = mix(hash, below, strlen(below));
		hash = mix(hash, &st.st_mtim, sizeof(st.st_mtim));
		hash = mix(hash, &st.st_size, sizeof(st.st_size));
		sum += mix(hash, &st.st_ino, sizeof(st.st_ino));
	}
	closedir(dir);
	return sum;
}

/* ---- one time ---- */

/* Those applied last, down to the first one whose file says something else than the database: how many that are. */
static int
count_to_take_back(PGconn *conn, const LocalFolder *folder)
{
	const char **ids = palloc((folder->nrevisions + 1) * sizeof(char *));
	const char **contents = palloc((folder->nrevisions + 1) * sizeof(char *));
	const char *params[2];
	PGresult   *res;

	for (int i = 0; i < folder->nrevisions; i++)
	{
		ids[i] = folder->by_id[i]->header.revision_id;
		contents[i] = folder->by_id[i]->content;
	}
	params[0] = array_literal(folder->nrevisions, ids);
	params[1] = array_literal(folder->nrevisions, contents);
	res = query(conn, "WITH here AS (SELECT a.revision_id, a.journal_id FROM migrate.applied_revisions a"
				" WHERE a.project OPERATOR(pg_catalog.=) migrate.project() AND a.scope OPERATOR(pg_catalog.=) migrate.scope())"
				" SELECT pg_catalog.count(*) FROM here WHERE journal_id OPERATOR(pg_catalog.>=) (SELECT pg_catalog.min(h.journal_id)"
				" FROM here h JOIN migrate.export_files() f ON f.revision_id OPERATOR(pg_catalog.=) h.revision_id"
				" JOIN ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[])) l (id, content)"
				" ON l.id OPERATOR(pg_catalog.=) h.revision_id WHERE l.content OPERATOR(pg_catalog.<>) f.content)", 2, params);
	return atoi(PQgetvalue(res, 0, 0));
}

/* All in one transaction: after an error the database is as it was. */
static ExitCode
bring_to_files(void)
{
	LocalFolder *folder = folder_open(false);
	PGconn	   *conn = connect_database();
	PGresult   *res;
	int			n;

	PQclear(query(conn, "BEGIN", 0, NULL));
	hooks_push(conn, folder);
	n = count_to_take_back(conn, folder);
	if (n > 0)
	{
		const char *count = psprintf("%d", n);

		PQclear(move_query(conn, "SELECT ordinal, direction, revision_id, message FROM migrate.downgrade($1::int)", 1, &count));
	}
	res = move_with_files(conn, folder, "upgrade_files");
	PQclear(query(conn, "COMMIT", 0, NULL));
	return move_report(res, "Nothing to do: the database is what the files say.");
}

static void
tell_time(void)
{
	time_t		now = time(NULL);
	char		text[32];

	strftime(text, sizeof(text), "%H:%M:%S", localtime(&now));
	say("-- %s\n", text);
}

static void
bring_in_process(void)
{
	pid_t		pid;

	tell_time();
	fflush(stdout);
	fflush(stderr);
	if ((pid = fork()) < 0)
		fail_hint(NULL, "could not start a process: %m");
	if (pid == 0)
	{
		setup_cancel_handler(NULL);
		exit(bring_to_files());
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* ---- again and again ---- */

static uint64
sum_of_files(const LocalFolder *folder)
{
	static const char *const beside[] = {"repeatable", "hooks"};
	uint64		sum = sum_of_folder(folder->files_path, 0);
	char		path[MAXPGPATH];

	for (int i = 0; folder->files_path != folder->path && i < lengthof(beside); i++)
	{
		snprintf(path, sizeof(path), "%s/%s", folder->path, beside[i]);
		sum += sum_of_folder(path, 0);
	}
	return sum;
}

static ExitCode
run(int argc, char **argv)
{
	LocalFolder *folder = folder_find(false);
	uint64		done;

	if (once)
		return bring_to_files();
	say("Watching %s, until Ctrl-C.\n", folder->path);
	pqsignal(SIGINT, stop);
	done = sum_of_files(folder);
	bring_in_process();
	while (!stopped)
	{
		uint64		seen = sum_of_files(folder);

		pg_usleep(PAUSE);
		/* an editor may still be at it */
		if (seen == done || sum_of_files(folder) != seen)
			continue;
		done = seen;
		bring_in_process();
	}
	return EXIT_DONE;
}

const Command command_watch = {
	"watch", "", 0, 0, "bring a development database to the files at every save",
	"A revision whose file is saved is taken back and applied again, with those that were applied after it; new ones and\n"
	"repeatable files are run. Each time in one transaction: an error is shown at its line, and nothing has changed. What a\n"
	"revision has done to rows goes with it.", options, run
};
