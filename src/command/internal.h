/*
 * internal.h
 *	  What the files of command/ share: one file a verb, the order of calls, rights and rows.
 */
#ifndef MIGRATE_COMMAND_INTERNAL_H
#define MIGRATE_COMMAND_INTERNAL_H

#include "file/file.h"
#include "graph/graph.h"
#include "parse/parse.h"
#include "run/run.h"
#include "server/export.h"
#include "store/store.h"

/* graph.c: a graph of the session's project, in the current memory context */
extern Graph *command_load_graph(BookkeepingMode mode);
extern char *command_resolve_id(const char *text);	/* one revision as the user wrote it; exact ids need no graph */

/* plan.c */
extern void command_return_plan(FunctionCallInfo fcinfo, const Graph *graph, const StepPlan *plan, int from_ordinal);

/* upgrade.c */
extern bool command_nothing_to_do(const char *target);	/* found out without a lock */

/* deploy.c */
extern char *command_deploy_call(FunctionCallInfo fcinfo, StepDirection direction, const char *target, int batch, int on_interrupted);

/* deploy_all.c */
extern int	command_jobs_argument(FunctionCallInfo fcinfo);

/* downgrade.c */
extern int	command_steps_argument(FunctionCallInfo fcinfo);

/* look.c: arrays of names */
extern Datum command_labels_datum(const Graph *graph, int position);
extern Datum command_ids_datum(const Graph *graph, RevisionList list);

/* text.c: what a user gives, checked */
extern void command_check_id(const char *revision_id);	/* form, and that it is free */
extern void command_check_label(const char *label);
extern void command_check_script(const char *what, const char *script);	/* no line in it reads as a section mark */
extern bool command_mentions(const char *script, const char *word);
extern char *command_trim_script(char *script); /* in place; NULL: NULL */
extern void command_check_message(const char *message);
extern void command_refuse_applied(const Revision *revision, const char *what);

/* revision.c */
extern char **command_resolve_ids(char **texts, int n);
extern char **command_parents_argument(FunctionCallInfo fcinfo, int n, int *nparents);
extern void command_follow_head(Bookkeeping *scope, Revision *revision);	/* sets its parents */
extern char *command_write_revision(Revision *revision);	/* a new one; fills in id, name, parents where missing */
extern char *command_name_after(const Revision *stored, const char *message);	/* its name once it has this message */
extern char *command_file_of(const Revision *revision);	/* its file's text */
extern void command_fill_file(MigrationFile *file, const Revision *revision);

/* export.c */
extern Revision *command_read_revision(const char *revision_id);
extern void command_return_file(FunctionCallInfo fcinfo, const char *name, const char *revision_id, const char *what);

/* stamp.c */
extern void command_write_stamps(const Graph *graph, const StepPlan *plan, const char *reason);

/* folder.c */
extern Folder *command_read_folder(char **names, char **contents, int n, const char *format);
extern void command_check_scripts(const Folder *folder);	/* an error where one holds what is no SQL */
extern void command_warn(const FolderErrors *warnings);

/* order.c */
extern void command_keep_applied_order(Bookkeeping *scope, Folder *folder, FolderErrors *late);

/* import.c */
typedef struct ImportedFile
{
	const char *name;
	const char *revision_id;
	const char *action;
} ImportedFile;

typedef struct Import
{
	int			n;
	ImportedFile *files;		/* of revisions */
	int			nrepeatables;
	ImportedFile *repeatables;	/* their revision_id is NULL */
} Import;

extern Import *command_import(char **names, char **contents, int n, const char *format);
extern void command_names_and_contents(FunctionCallInfo fcinfo, char ***names, char ***contents, int *n);

/* repeatable.c */
extern StoreRepeatable *command_read_repeatables(BookkeepingMode mode, int *n);
extern bool command_go_through_repeatables(Bookkeeping *scope, const Folder *folder, Import *import, bool writing);
extern void command_return_repeatables(FunctionCallInfo fcinfo, List *repeatables, int from_ordinal);
extern int	command_move(FunctionCallInfo fcinfo, const Graph *graph, const StepPlan *plan, int from_ordinal);
extern List *command_plan_repeatables(const Graph *graph, const StepPlan *plan);

#endif							/* MIGRATE_COMMAND_INTERNAL_H */
