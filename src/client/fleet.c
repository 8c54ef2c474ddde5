/*
 * fleet.c
 *	  Run a command on many databases at once, canaries first.
 *
 * Nothing is kept about a fleet: every database knows where it stands, so that the same command given again goes on.  Here are the
 * processes, one a database that is worked on, what they tell, and who may begin when.
 */
#include "postgres_fe.h"

#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fe_utils/cancel.h"

#include "client/fleet.h"

#define DEFAULT_JOBS 4
#define LOOK_AGAIN 200			/* ms: the live table's times go on, and no signal is missed for longer */
#define CONNECT_TIMEOUT "10"	/* seconds, where nothing else says it: a server that does not answer holds a job up */

FleetOptions fleet_options = {.jobs = DEFAULT_JOBS};

static bool stopping;			/* somebody pressed Ctrl-C */

/* ---- options ---- */

void
fleet_check_options(void)
{
	if (fleet_options.file == NULL && (fleet_options.resume || fleet_options.canaries > 0 || fleet_options.max_failures > 0))
		usage_error("options --canary, --max-failures and --resume are for a fleet: --fleet=FILE");
	if (fleet_options.file == NULL)
		return;
	if (settings.database || settings.host || settings.port || settings.user || settings.ask_password)
		usage_error("the lines of the fleet's file say where to connect: options -d, -h, -p, -U and -W have no place beside it");
	if (fleet_options.jobs < 1)
		usage_error("option --jobs needs a number of databases, 1 or more");
}

/* ---- signals ---- */

static void
request_stop(SIGNAL_ARGS)
{
	CancelRequested = true;
}

/* Starts no more, and cancels what runs: each process has its connection to cancel, or has none yet and ends.  Again at every Ctrl-C. */
static void
stop_running(Fleet *fleet)
{
	CancelRequested = false;
	stopping = true;
	for (int i = 0; i < fleet->n; i++)
	{
		if (fleet->targets[i].state == FLEET_RUNNING)
			kill(fleet->targets[i].pid, SIGINT);
	}
}

/* ---- what a process tells ---- */

static TextList
split_ids(const char *text)
{
	TextList	ids = {0};

	for (; text && *text != '\0'; text += strspn(text, " "))
	{
		size_t		length = strcspn(text, " ");

		text_list_append(&ids, pnstrdup(text, length));
		text += length;
	}
	return ids;
}

static void
read_begin(FleetTarget *target, const char *event)
{
	target->connected = true;
	target->database = json_find(event, "database");
	target->from = target->to = split_ids(json_find(event, "current"));
}

static void
read_end(FleetTarget *target, const char *event)
{
	target->to = split_ids(json_find(event, "current"));
}

/* "2 of 5, c9f0f895fb98 (index customers)" */
static void
read_start(FleetTarget *target, const char *event)
{
	char	   *ordinal = json_find(event, "ordinal");
	char	   *message = json_find(event, "message");

	if (message == NULL)
		return;
	target->at = psprintf("%s%s%s%s%s (%s)", ordinal ? ordinal : "", ordinal ? " of " : "", ordinal ? json_find(event, "of") : "",
						  ordinal ? ", " : "", json_find(event, "revision_id"), first_line(message));
}

static void
read_step(FleetTarget *target, const char *event)
{
	text_list_append(&target->steps, pstrdup(event));
	read_start(target, event);
	target->waits_for = NULL;
}

static void
read_waits(FleetTarget *target, const char *event)
{
	target->waits_for = json_find(event, "for");
}

static void
read_status(FleetTarget *target, const char *event)
{
	target->status = pstrdup(event);
}

/* The first one is the cause. */
static void
read_error(FleetTarget *target, const char *event)
{
	if (target->error == NULL)
		target->error = pstrdup(event);
}

static const struct
{
	const char *event;
	void		(*read) (FleetTarget *target, const char *event);
}			readers[] =
{
	{"begin", read_begin},
	{"end", read_end},
	{"start", read_start},
	{"step", read_step},
	{"waits", read_waits},
	{"status", read_status},
	{"error", read_error},
};

static void
read_line(FleetTarget *target, const char *line)
{
	char	   *event = strncmp(line, "{\"event\":", 9) == 0 ? json_find(line, "event") : NULL;

	if (event == NULL && *line != '\0')
		target->last_words = pstrdup(line);
	for (int i = 0; event && i < lengthof(readers); i++)
	{
		if (strcmp(event, readers[i].event) == 0)
			readers[i].read(target, line);
	}
}

/* Reads what there is; false: the process has closed its output. */
static bool
read_output(FleetTarget *target)
{
	char		buffer[8192];
	ssize_t		n = read(target->output, buffer, sizeof(buffer));
	char	   *end;

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n <= 0)
		return false;
	appendBinaryStringInfo(&target->unread, buffer, n);
	while ((end = memchr(target->unread.data, '\n', target->unread.len)) != NULL)
	{
		int			length = end - target->unread.data + 1;

		*end = '\0';
		read_line(target, target->unread.data);
		memmove(target->unread.data, target->unread.data + length, target->unread.len - length + 1);
		target->unread.len -= length;
	}
	return true;
}

/* ---- processes ---- */

static void
fail_target(FleetTarget *target, const char *message)
{
	StringInfoData event;

	if (target->error == NULL)
	{
		initStringInfo(&event);
		appendStringInfoString(&event, "{\"event\": \"error\", \"message\": ");
		json_append_string(&event, message);
		appendStringInfoChar(&event, '}');
		target->error = event.data;
	}
	target->state = FLEET_FAILED;
}

static void
close_outputs(const Fleet *fleet)
{
	for (int i = 0; i < fleet->n; i++)
	{
		if (fleet->targets[i].state == FLEET_RUNNING)
			close(fleet->targets[i].output);
	}
}

static void
start_target(const Fleet *fleet, FleetTarget *target, FleetWork work, const char *argument)
{
	int			ends[2];

	fflush(stdout);
	fflush(stderr);
	if (pipe(ends) != 0)
	{
		fail_target(target, psprintf("could not start a process: %m"));
		fleet_show_end(fleet, target);
		return;
	}
	if ((target->pid = fork()) < 0)
	{
		fail_target(target, psprintf("could not start a process: %m"));
		fleet_show_end(fleet, target);
		close(ends[0]);
		close(ends[1]);
		return;
	}
	if (target->pid == 0)
	{
		close_outputs(fleet);
		close(ends[0]);
		target_work(target, ends[1], work, argument);
	}
	close(ends[1]);
	target->output = ends[0];
	target->connected = false;
	target->status = NULL;
	target->state = FLEET_RUNNING;
	initStringInfo(&target->unread);
	gettimeofday(&target->began_at, NULL);
	fleet_show_begin(target);
}

/* What has become of a database whose process ended so. */
static void
judge(FleetTarget *target, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_DONE)
	{
		bool		todo = target->status && strcmp(json_find(target->status, "todo"), "true") == 0;

		target->state = target->steps.length > 0 ? FLEET_DONE : todo ? FLEET_TODO : FLEET_NOTHING_TO_DO;
	}
	else if (stopping && !target->connected && target->error == NULL)
		target->state = FLEET_NOT_STARTED;
	else
	{
		fail_target(target, target->last_words ? target->last_words : WIFSIGNALED(status) ?
					psprintf("its process was ended by signal %d", WTERMSIG(status)) : "its process ended without a word");
		if (stopping && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_INTERRUPTED)
			target->state = FLEET_INTERRUPTED;
	}
}

static void
end_target(const Fleet *fleet, FleetTarget *target)
{
	int			status = 0;

	close(target->output);
	if (target->unread.len > 0)
		read_line(target, target->unread.data);
	while (waitpid(target->pid, &status, 0) < 0 && errno == EINTR)
		;
	target->seconds += seconds_since(&target->began_at);
	judge(target, status);
	fleet_show_end(fleet, target);
}

/* Waits until a process tells something, or for a moment. */
static void
wait_for_output(Fleet *fleet)
{
	struct pollfd *polled = pg_malloc(fleet->n * sizeof(struct pollfd));
	FleetTarget **targets = pg_malloc(fleet->n * sizeof(FleetTarget *));
	int			n = 0;

	for (int i = 0; i < fleet->n; i++)
	{
		if (fleet->targets[i].state != FLEET_RUNNING)
			continue;
		targets[n] = &fleet->targets[i];
		polled[n++] = (struct pollfd) {.fd = fleet->targets[i].output, .events = POLLIN};
	}
	if (poll(polled, n, LOOK_AGAIN) > 0)
	{
		for (int i = 0; i < n; i++)
		{
			if (polled[i].revents != 0 && !read_output(targets[i]))
				end_target(fleet, targets[i]);
		}
	}
	pg_free(polled);
	pg_free(targets);
}

/* ---- who may begin ---- */

int
fleet_count(const Fleet *fleet, FleetState state)
{
	int			n = 0;

	for (int i = 0; i < fleet->n; i++)
		n += fleet->targets[i].state == state;
	return n;
}

static bool
may_begin(const Fleet *fleet)
{
	return !stopping && fleet_count(fleet, FLEET_RUNNING) < fleet_options.jobs &&
		(fleet_options.max_failures == 0 || fleet_count(fleet, FLEET_FAILED) < fleet_options.max_failures);
}

static FleetTarget *
next_waiting(Fleet *fleet, bool canaries_only)
{
	for (int i = 0; i < fleet->n; i++)
	{
		if (fleet->targets[i].state == FLEET_WAITING && (fleet->targets[i].canary || !canaries_only))
			return &fleet->targets[i];
	}
	return NULL;
}

/* Works on all that wait, or on the canaries among them, side by side, until no process is left. */
static void
run_waiting(Fleet *fleet, FleetWork work, const char *argument, bool canaries_only)
{
	FleetTarget *next;

	for (;;)
	{
		while (may_begin(fleet) && (next = next_waiting(fleet, canaries_only)) != NULL)
			start_target(fleet, next, work, argument);
		if (fleet_count(fleet, FLEET_RUNNING) == 0)
			break;
		fleet_show_live(fleet);
		wait_for_output(fleet);
		if (CancelRequested)
			stop_running(fleet);
	}
	fleet_erase_live();
}

static void
prepare(void)
{
	pqsignal(SIGTERM, request_stop);
	pqsignal(SIGHUP, request_stop);
	/* not where the user says it: as an option it would go before a file of services */
	setenv("PGCONNECT_TIMEOUT", CONNECT_TIMEOUT, 0);
}

/* ---- deploy ---- */

/* Those that are there already pass for canaries: only as many as are missing go first. */
static void
choose_canaries(Fleet *fleet)
{
	int			missing = fleet_options.canaries - fleet_count(fleet, FLEET_NOTHING_TO_DO);

	for (int i = 0; i < fleet->n && missing > 0; i++)
	{
		if (fleet->targets[i].state == FLEET_WAITING)
		{
			fleet->targets[i].canary = true;
			missing--;
		}
	}
}

/* Looks where each database stands; those that have something to do wait again. */
static void
look_first(Fleet *fleet, FleetWork look, const char *argument)
{
	run_waiting(fleet, look, argument, false);
	for (int i = 0; i < fleet->n; i++)
	{
		if (fleet->targets[i].state == FLEET_TODO)
			fleet->targets[i].state = FLEET_WAITING;
	}
}

static bool
canaries_are_well(const Fleet *fleet)
{
	for (int i = 0; i < fleet->n; i++)
	{
		const FleetTarget *target = &fleet->targets[i];

		if (target->canary && target->state != FLEET_DONE && target->state != FLEET_NOTHING_TO_DO)
			return false;
	}
	return true;
}

static void
give_up_waiting(Fleet *fleet)
{
	for (int i = 0; i < fleet->n; i++)
	{
		if (fleet->targets[i].state == FLEET_WAITING)
			fleet->targets[i].state = FLEET_NOT_STARTED;
	}
}

static bool
any_step_is_done(const Fleet *fleet)
{
	for (int i = 0; i < fleet->n; i++)
	{
		if (fleet->targets[i].steps.length > 0)
			return true;
	}
	return false;
}

/* As after one database: something stays, and the same command goes on from there. */
static ExitCode
exit_code_of(const Fleet *fleet)
{
	if (fleet_count(fleet, FLEET_DONE) + fleet_count(fleet, FLEET_NOTHING_TO_DO) == fleet->n)
		return EXIT_DONE;
	return stopping || any_step_is_done(fleet) ? EXIT_INTERRUPTED : EXIT_FAILED;
}

/* Deploys to every database of the fleet; look tells of what there is to do. */
ExitCode
fleet_deploy(FleetWork look, FleetWork deploy, const char *argument)
{
	static const char *const words[FLEET_STATES] = {"waiting", "running", "deployed", "already there", "pending", "failed", "interrupted", "not started"};
	Fleet	   *fleet = fleet_read(fleet_options.file);

	fleet->words = words;
	prepare();
	if (fleet_options.resume)
		look_first(fleet, look, argument);
	choose_canaries(fleet);
	run_waiting(fleet, deploy, argument, true);
	if (canaries_are_well(fleet))
		run_waiting(fleet, deploy, argument, false);
	give_up_waiting(fleet);
	fleet_report(fleet);
	return exit_code_of(fleet);
}

/* ---- status ---- */

/* Shows where every database of the fleet stands. */
ExitCode
fleet_status(FleetWork look, bool exit_code)
{
	static const char *const words[FLEET_STATES] = {"waiting", "looking", "done", "up to date", "something to do", "failed", "interrupted", "not looked at"};
	Fleet	   *fleet = fleet_read(fleet_options.file);

	fleet->words = words;
	fleet->only_looks = true;
	prepare();
	run_waiting(fleet, look, NULL, false);
	give_up_waiting(fleet);
	fleet_report(fleet);
	if (stopping)
		return EXIT_INTERRUPTED;
	if (fleet_count(fleet, FLEET_FAILED) > 0)
		return EXIT_FAILED;
	return exit_code && fleet_count(fleet, FLEET_TODO) > 0 ? EXIT_TODO : EXIT_DONE;
}
