/*
 * client.h
 *	  What the files of pg_migrate share.
 *
 * pg_migrate knows SQL and the headers of migration files, nothing of what lies behind them: every rule of revisions is
 * the server's.  A command is a file (or one of a small family) with a Command value in it; main.c has them in a table.
 * Memory is never freed: a command is short.  What cannot go on ends the program, with the exit code that fits.
 */
#ifndef MIGRATE_CLIENT_H
#define MIGRATE_CLIENT_H

#include "fe_utils/simple_list.h"
#include "file/file.h"
#include "lib/stringinfo.h"
#include "libpq-fe.h"

#define PROGRAM_VERSION "1.0"
#define DEFAULT_SECONDS 60

typedef enum ExitCode
{
	EXIT_DONE = 0,
	EXIT_FAILED = 1,			/* and nothing changed */
	EXIT_USAGE = 2,
	EXIT_TODO = 3,
	EXIT_INTERRUPTED = 4		/* nothing is half done, the command can be given again */
} ExitCode;

/* option.c */
typedef enum OptionKind
{
	OPTION_FLAG,				/* value: bool */
	OPTION_TEXT,				/* value: char * */
	OPTION_LIST,				/* value: SimpleStringList */
	OPTION_NUMBER,				/* value: int, from 0 */
	OPTION_SECONDS				/* value: int; --name[=N], without N DEFAULT_SECONDS */
} OptionKind;

typedef struct Option
{
	char		letter;			/* or 0 */
	const char *name;
	const char *argument;		/* its name in the help, NULL for flags */
	OptionKind	kind;
	void	   *value;
	const char *help;
} Option;

typedef struct Command
{
	const char *name;
	const char *arguments;		/* as in the help: "[TARGET]" */
	int			min_arguments;
	int			max_arguments;
	const char *purpose;		/* a line, begins with a verb */
	const char *help;			/* a paragraph, or NULL */
	const Option *options;		/* ends with a nameless one; or NULL */
	ExitCode	(*run) (int argc, char **argv); /* arguments without options */
} Command;

extern const Option global_options[];
extern char **options_read(const Option *options, int argc, char **argv, bool stop_at_argument, int *consumed);
extern void options_print(const Option *options);
extern void options_print_names(const Option *options);	/* and those of every command */
extern char *options_form(const Option *option);	/* "--name=ARGUMENT" */
extern const Option *options_awaiting(const Option *options, const char *word);	/* whose argument the next word is; or NULL */

/* main.c */
typedef struct Settings
{
	char	   *directory;
	char	   *database;
	char	   *host;
	char	   *port;
	char	   *user;
	bool		no_password;
	bool		ask_password;
	char	   *project;
	char	   *scope;
	SimpleStringList parameters;
	SimpleStringList variables;
	int			wait;			/* seconds, -1: don't */
	bool		create_database;
	bool		json;
	bool		quiet;
	bool		yes;
	bool		help;
	bool		version;
} Settings;

typedef struct CommandEntry
{
	const char *title;			/* of the group that begins here, or NULL */
	const Command *command;
} CommandEntry;

extern const CommandEntry commands[];	/* ends with one without a command */
extern const char program_purpose[];
extern const char program_environment[];
extern const char program_exit_codes[];
extern Settings settings;
extern const char *progname;
extern const Command *command;	/* that runs */
extern const Command *command_named(const char *name);
extern void usage_error(const char *fmt,...) pg_attribute_printf(1, 2) __attribute__((noreturn));
extern void fail_hint(const char *hint, const char *fmt,...) pg_attribute_printf(2, 3) __attribute__((noreturn));
extern void fail_interrupted(const char *hint, const char *fmt,...) pg_attribute_printf(2, 3) __attribute__((noreturn));

extern const Command command_init;
extern const Command command_revision;
extern const Command command_migrate;
extern const Command command_upgrade;
extern const Command command_downgrade;
extern const Command command_deploy;
extern const Command command_revert;
extern const Command command_wait;
extern const Command command_backfill;
extern const Command command_redo;
extern const Command command_stamp;
extern const Command command_switch;
extern const Command command_watch;
extern const Command command_current;
extern const Command command_scopes;
extern const Command command_history;
extern const Command command_heads;
extern const Command command_branches;
extern const Command command_show;
extern const Command command_status;
extern const Command command_graph;
extern const Command command_edit;
extern const Command command_merge;
extern const Command command_rebase;
extern const Command command_remove;
extern const Command command_repair;
extern const Command command_squash;
extern const Command command_tag;
extern const Command command_push;
extern const Command command_import;
extern const Command command_export;
extern const Command command_pull;
extern const Command command_script;
extern const Command command_diff;
extern const Command command_snapshot;
extern const Command command_dump;
extern const Command command_completion;
extern const Command command_manual;

/* connect.c */
extern PGconn *connect_database(void);	/* one that has the extension */
extern PGconn *connect_any_database(void);	/* init's */
extern PGconn *connect_other_database(const char *string);	/* one that has the extension, by its URI or connection string */
extern bool connect_names_database(const char *text);
extern const char *connect_uri(const char *url);	/* as libpq wants it; NULL: it is none of PostgreSQL's */
extern void connect_set_parameter(PGconn *conn, const char *name, const char *value);

extern const char *connect_project(void);	/* NULL: the database's own */
extern PGconn *connect_beside(void);	/* another one to the same database; NULL: it cannot be had */

/* waiting.c */
extern char *waiting_for(PGconn *conn); /* for people; NULL: nothing */

/* query.c */
extern PGresult *query(PGconn *conn, const char *sql, int nparams, const char *const *params);
extern PGresult *query1(PGconn *conn, const char *sql, const char *param);
extern void query_receive_notice(void *arg, const PGresult *notice);
extern void notice_show(const char *severity, const char *message, const char *detail, const char *hint);
extern const char *value_of(const PGresult *res, int row, const char *column);	/* NULL for SQL's NULL */

/* list.c */
extern bool text_list_has(const TextList *list, const char *text);
extern char *array_literal(int n, const char *const *items);
extern char **array_items(const char *literal, int *n);
extern char *array_of_texts(TextList texts);	/* NULL: there are none */
extern char *array_of_option(const SimpleStringList *list);	/* NULL: the option was not given */

/* folder.c */
#define FOLDER_MAX_DEPTH 32		/* of subfolders: symbolic links may go in circles */

typedef struct LocalFile
{
	char	   *name;			/* below the folder of files: what the server calls it */
	char	   *path;			/* as a user here would type it */
	char	   *content;
	bool		is_revision;	/* header has been read: */
	MigrationFile header;
	FileError	error;			/* why not */
	bool		seen;			/* for whoever goes through the files */
} LocalFile;

typedef struct LocalFolder
{
	char	   *path;			/* of migrations/ */
	char	   *files_path;		/* of versions/ in it, or path itself */
	char	   *file_template;	/* or NULL */
	char	   *format;			/* "auto" */
	char	   *project;		/* or NULL */
	bool		is_foreign;		/* another tool's */
	int			nfiles;
	LocalFile  *files;			/* in the order of their names; without the repeatable ones */
	int			nrepeatables;
	LocalFile  *repeatables;	/* plain SQL below repeatable/; only name, path and content */
	int			nrevisions;
	LocalFile **by_id;			/* those with a header of ours */
	int			nreplacing;
	LocalFile **replacing;		/* those that replace others */
} LocalFolder;

extern LocalFolder *folder_open(bool missing_ok);	/* with its files; once, then the same */
extern LocalFolder *folder_open_foreign(char *path, char *format);	/* another tool's */
extern LocalFolder *folder_find(bool missing_ok);	/* its config alone */
extern void folder_read_file(LocalFile *file);	/* again, from the disk */
extern LocalFile *folder_add_file(LocalFolder *folder, const char *path, char *content);	/* one that is to be written */
extern LocalFile *folder_find_revision(const LocalFolder *folder, const char *text);	/* id, 4 characters of it, path, slug */
extern LocalFile *folder_file_of(const LocalFolder *folder, const char *revision_id);	/* exact */
extern bool folder_is_ours(const LocalFolder *folder);	/* all files have our header */
extern void folder_refuse_foreign(const LocalFolder *folder);
extern char *folder_new_path(const LocalFolder *folder, const char *name);
extern bool folder_path_is_safe(const char *name);
extern bool folder_name_is_safe(const char *name);
extern bool folder_has_files(const char *path);

/* disk.c */
extern char *read_file(const char *path, size_t *length);
extern char *read_stream(FILE *file, const char *path, size_t *length);
extern char *read_text(const char *path);	/* UTF-8; "-": standard input */
extern const char *input_name(const char *path);
extern char *trim_text(char *text);
extern char *next_line(char **rest);
extern void check_text(const char *path, const char *content, size_t length);
extern void write_file(const char *path, const char *content, size_t length, bool replace);
extern void make_folder(const char *path);
extern bool path_exists(const char *path);
extern bool edit_file(const char *path);	/* true: it has changed */

/* local.c: the graph that the files' headers make */
extern LocalFile **local_heads(const LocalFolder *folder, int *n);
extern LocalFile **local_newest_first(const LocalFolder *folder);
extern bool local_is_replaced(const LocalFolder *folder, const char *revision_id);
extern bool local_same_content(const char *a, const char *b);
extern char *local_name_heads(LocalFile **heads, int n);

/* draft.c: a new revision, as the files know it */
typedef struct Draft
{
	char	   *message;
	char	   *revision_id;	/* NULL: random */
	SimpleStringList parents;	/* as they were named; none: the head */
	SimpleStringList depends_on;
	SimpleStringList branch_labels;
	bool		not_transactional;
} Draft;

extern void draft_check_message(const char *message);
extern TextList draft_parents(const LocalFolder *folder, const SimpleStringList *named);
extern TextList draft_depends_on(const LocalFolder *folder, const SimpleStringList *named);
extern MigrationFile draft_header(const LocalFolder *folder, const Draft *draft);

extern char *draft_text(const MigrationFile *header);	/* its file's; the end of the program where that would not read back */

/* derive.c: downgrades that the server derives */
extern bool derive_into_file(LocalFolder *folder, LocalFile *file);	/* false: there is nothing to derive */
extern void derive_new_file(LocalFolder *folder, LocalFile *file, const char *script_path, char *script);
extern void derive_show(void);

/* alembic.c: what an Alembic project prints of its revisions */
typedef struct AlembicGap
{
	const char *section;		/* "upgrade" or "downgrade" */
	char	   *reason;			/* why it is not all of what Python does; NULL: it is */
	char	   *place;			/* where that stands: path:line */
} AlembicGap;

typedef struct AlembicRevision
{
	MigrationFile file;
	AlembicGap	upgrade;
	AlembicGap	downgrade;
} AlembicRevision;

extern AlembicRevision *alembic_read(const char *project, const char *command_line, int *n);

/* cmd_alembic.c */
typedef struct AlembicImport
{
	LocalFolder *folder;		/* with the files that are to be written */
	AlembicRevision *revisions;
	int			n;
	const char **actions;		/* of each revision's file; NULL: it is as it should be */
} AlembicImport;

extern AlembicImport *alembic_import(const char *project, const char *command_line, bool force);
extern void alembic_write(const AlembicImport *import);
extern void alembic_report(const AlembicImport *import);

/* push.c: folder -> database, within commands */
extern void push_params(const LocalFolder *folder, const char *params[3]);
extern PGresult *push_folder(PGconn *conn, const LocalFolder *folder);	/* without hooks; in the caller's transaction */
extern PGresult *push_begin(PGconn *conn, const LocalFolder *folder);	/* in a transaction, which the caller ends */
extern PGresult *push_begin_revisions(PGconn *conn, const LocalFolder *folder);	/* without hooks */
extern PGresult *push_and_undo(PGconn *conn, const LocalFolder *folder);
extern char *pull_revision(PGconn *conn, LocalFolder *folder, const char *revision_id);	/* path, or NULL */
extern void commit_with_file(PGconn *conn, const char *path, const char *before);	/* before: the file's content; NULL: it is new */

/* hooks.c */
extern bool hooks_exist(const LocalFolder *folder);
extern void hooks_push(PGconn *conn, const LocalFolder *folder);
extern char *hooks_file(const LocalFolder *folder, const char *name);	/* NULL: there is none */

/* cmd_move.c */
extern PGresult *move_with_files(PGconn *conn, const LocalFolder *folder, const char *function);
extern PGresult *move_with_folder(PGconn *conn, const LocalFolder *folder, const char *function);	/* its hooks too */
extern void move_check_count(PGconn *conn, const char *command, const char *target);

/* progress.c */
extern PGresult *move_attempt(PGconn *conn, const char *sql, int nparams, const char *const *params);
extern PGresult *move_query(PGconn *conn, const char *sql, int nparams, const char *const *params);
extern bool move_read_notice(const PGresult *notice);
extern int	move_revisions_done(void);
extern bool move_is_interrupted(PGconn *conn);	/* error.c */
extern int	move_revisions_undone(void);	/* after an error */
extern bool move_has_begun(void);
extern ExitCode move_report(const PGresult *res, const char *nothing_to_do);
extern ExitCode move_report_steps(const char *nothing_to_do);
extern void move_will_commit(void);
extern bool move_commits(void);
extern char *move_failed_step(void);
extern void move_end_line(const char *end, int colour);
extern void move_json_steps(const TextList *events);
extern double seconds_since(const struct timeval *then);

/* cmd_deploy.c */
extern void deploy_database(PGconn *conn, const char *target);	/* NULL: the heads of the files */

/* cmd_backfill.c */
extern bool backfill_read_event(const char *event);	/* false: it is not this command's */
extern bool backfill_is_half_way(void);
extern void backfill_end_line(void);
extern void backfill_show_what_stays(void);

/* target.c: one database of a fleet */
extern bool target_is_one(void);
extern bool target_is_watched(void);
extern void target_pass_on(const char *event);
extern void target_tell_waits(const char *what);
extern void target_tell_error(const char *message, const char *hint);
extern void target_tell_end(PGconn *conn);

/* scopes.c: many schemas in one call */
extern void scopes_begin(void); /* from here on each has a line, not its steps */
extern bool scopes_have_begun(void);
extern void scopes_read_event(const char *event);
extern ExitCode scopes_report(void);

/* cmd_wait.c: params are target, scopes, workers, batch, on_interrupted */
extern void wait_detach(PGconn *conn, const char *procedure, const char *const *params);	/* deploy or revert */

/* detected.c: what the server finds while it compares */
extern void change_show(const char *action, const char *object);
extern void detected_begin(void);
extern bool detected_read_notice(const PGresult *notice);
extern bool detected_has_warning(const char *part);
extern void detected_show(void);
extern void detected_json(void);
extern void warnings_json(void);

/* ddl.c: differences as SQL text */
extern char *ddl_remark(const char *note);
extern char *ddl_script(const PGresult *changes);
extern char *ddl_of_schema(PGconn *conn, const char *schemas, const char *ignore);

/* source.c: a schema that somebody names */
typedef enum SourceKind
{
	SOURCE_HERE,				/* ".": the connected database as it is */
	SOURCE_REVISIONS,			/* "revisions": as its revisions left it */
	SOURCE_EMPTY,				/* "empty": a new database */
	SOURCE_DATABASE,			/* a URI or connection string */
	SOURCE_SNAPSHOT,			/* a file of JSON, as migrate.snapshot() prints it */
	SOURCE_MODEL				/* a file of SQL */
} SourceKind;

typedef struct Source
{
	SourceKind	kind;
	const char *word;			/* as it was written */
	const char *name;			/* for people */
	char	   *text;			/* of a file */
	PGconn	   *conn;			/* of another database, once there is one */
} Source;

extern Source source_named(const char *word);
extern bool source_is_here(const Source *source);
extern void source_connect(Source *source);
extern void source_name_here(Source *source, PGconn *here);
extern char *source_snapshot(const Source *source, PGconn *here, const char *schemas, const char *ignore);

/* cmd_migrate.c */
typedef struct Migration
{
	Draft		draft;
	SimpleStringList schemas;
	SimpleStringList ignore;
	bool		no_drops;
	bool		no_prove;
	char	   *model;			/* SQL text; NULL: what was changed in the database */
	const char *model_name;
	const char *revision_id;	/* set: what was written; NULL: there was nothing to write */
	const char *path;
} Migration;

extern void migration_write(PGconn *conn, Migration *migration);
extern void migration_show(PGconn *conn, const Migration *migration);
extern void migration_json(const Migration *migration);

/* cmd_files.c */
extern void report_begin(void);
extern void report_file(const char *action, const char *revision_id, const char *name, int colour);
extern int	report_import(const PGresult *res);
extern void report_end(void);
extern const char *report_action(const LocalFile *file, const char *content, bool replace);

/* cmd_script.c */
extern ExitCode script_print(const char *range);

/* error.c */
extern void error_in_text(const char *path, const char *content, bool is_all);
extern void error_show(PGconn *conn, const PGresult *res);
extern void error_exit(PGconn *conn, const PGresult *res) __attribute__((noreturn));

/* hint.c */
extern char *hint_for_terminal(const char *hint);

/* json.c */
extern void json_begin_object(const char *key);
extern void json_end_object(void);
extern void json_begin_array(const char *key);
extern void json_end_array(void);
extern void json_text(const char *key, const char *value);	/* NULL: null */
extern void json_number(const char *key, const char *value);
extern void json_count(const char *key, int value);
extern void json_bool(const char *key, bool value);
extern void json_texts(const char *key, const TextList *list);
extern void json_rows(const char *key, const PGresult *res);
extern void json_row(const PGresult *res, int row);
extern void json_print(void);
extern void json_append_string(StringInfo out, const char *text);
extern char *json_find(const char *object, const char *key);	/* in a flat object; NULL: none */

/* output.c */
enum
{
	COLOUR_NONE,
	COLOUR_RED,
	COLOUR_GREEN,
	COLOUR_YELLOW,
	COLOUR_BOLD
};
extern void output_init(void);
extern bool output_is_terminal(void);
extern const char *colour_on(FILE *stream, int colour);
extern const char *colour_off(FILE *stream, int colour);
extern void say(const char *fmt,...) pg_attribute_printf(1, 2); /* for people: on terminals, not with -q or --json */
extern void tell(const char *fmt,...) pg_attribute_printf(1, 2);	/* facts: not with --json */
extern void tell_coloured(int colour, const char *fmt,...) pg_attribute_printf(2, 3);
#define REDRAW_SECONDS 0.1		/* what is drawn in place is not drawn more often */
extern void terminal_size(FILE *stream, int *rows, int *columns);
extern void put_cut(FILE *stream, const char *text, int room);
extern void append_bar(StringInfo out, int width, int filled);
extern int	text_width(const char *text);
extern char *format_duration(double ms);
extern char *shorten_time(const char *timestamp);	/* for people */
extern void text_put(const char *key, const char *text, const char *path);
extern void text_put_alone(const char *key, const char *text, const char *path);
extern bool confirm(const char *question);
extern char *first_line(const char *message);
extern char *one_line(const char *text);

#endif							/* MIGRATE_CLIENT_H */
