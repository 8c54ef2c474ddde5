/*
 * store.h
 *	  The door of store/: our tables at rest.
 *
 * Everything here runs inside a bookkeeping scope that the caller has begun; what is returned is palloc'd in the
 * scope's caller context, so that it outlives the scope.  "Project" and "scope" are the session's unless said.
 */
#ifndef MIGRATE_STORE_H
#define MIGRATE_STORE_H

#include "datatype/timestamp.h"

#include "graph/graph.h"
#include "server/bookkeeping.h"

#define CHECKSUM_LENGTH 32

/* A revision as a value: a row of revisions with what stands in the tables around it. */
typedef struct Revision
{
	char	   *revision_id;
	char	   *name;
	char	   *message;
	char	   *upgrade;
	char	   *downgrade;		/* NULL: cannot be taken back */
	char	   *verify;			/* or NULL */
	int			transactional;	/* -1 not said, 0, 1 */
	bool		variables;		/* its scripts have some */
	int			nparents;
	char	  **parents;
	int			ndepends_on;
	char	  **depends_on;
	int			nreplaces;
	char	  **replaces;
	int			nlabels;		/* branch labels */
	char	  **labels;
	char	   *file_name;		/* or NULL */
	char	   *file_content;	/* or NULL: file_print() gives it */
	char	   *created_at;		/* as in a file's header, or NULL: now */
	char	   *written_by;		/* read: the role; written: always the caller */
	char	   *repair_reason;	/* or NULL */
	uint8		checksum[CHECKSUM_LENGTH];
	bool		followed;		/* written: what is written with it follows it, so it is no head */
	bool		applied;
} Revision;

/* revision.c */
extern Revision *store_read_revision(Bookkeeping *scope, const char *revision_id, bool missing_ok);
extern bool store_has_revision(const char *revision_id);
extern void store_insert_revision(Bookkeeping *scope, Revision *revision);
extern void store_update_revision(Bookkeeping *scope, Revision *revision);
extern char *store_find_dependent(const char *revision_id, bool *follows);	/* or NULL */
extern void store_delete_revision(const char *revision_id);
extern void store_set_repair_reason(const char *revision_id, const char *reason);
extern void store_note_heads(void);		/* after writing several: is_head of all */
extern void store_note_child(char *const *parents, int nparents);	/* after writing one: its parents are no heads */
extern char *store_free_name(const char *slug, int *known);	/* with a suffix where it is taken */
extern char *store_new_id(void);

/* checksum.c */
extern void store_compute_checksum(Revision *revision); /* into its checksum */
extern void checksum_compute_text(const char *text, uint8 *checksum);	/* of a text that is no revision's */
extern void checksum_extend(uint8 *checksum, const char *text, size_t length);
extern Datum checksum_datum(const uint8 *checksum);
extern void checksum_read(Datum value, uint8 *checksum);
extern char *checksum_text(const uint8 *checksum);	/* its first 8 hex digits */

/* label.c */
extern bool store_has_label(const char *label);
extern char *store_label_owner(const char *label);	/* the revision that carries it, or NULL */
extern void store_put_label(LabelKind kind, const char *label, const char *revision_id);
extern void store_delete_labels(const char *revision_id, LabelKind kind);

/* heads.c: what the graph need not be loaded for */
typedef struct StoreHead
{
	char	   *revision_id;
	char	   *message;
	int64		ordinal;
	bool		applied;
} StoreHead;

extern StoreHead *store_read_heads(Bookkeeping *scope, int *nheads);
extern bool store_all_applied(char *const *revision_ids, int n);	/* and all known */
extern bool store_any_applied(void);	/* of any project and scope; needs no scope of bookkeeping */
extern bool store_any_applied_here(void);	/* of the session's project and scope */

/* applied.c */
typedef struct StoreApplied
{
	TimestampTz applied_at;
	char	   *applied_by;
	Interval   *duration;		/* NULL: no script ran */
} StoreApplied;

typedef struct AppliedTable AppliedTable;

extern bool store_read_applied(Bookkeeping *scope, const char *revision_id, StoreApplied *applied);
extern AppliedTable *store_read_all_applied(Bookkeeping *scope);
typedef struct StoreParents
{
	char		revision_id[65];
	int			nparents;
	char	  **parents;
} StoreParents;

typedef struct ParentsTable ParentsTable;

extern ParentsTable *store_read_applied_parents(Bookkeeping *scope);
extern const StoreParents *parents_table_find(const ParentsTable *table, const char *revision_id);	/* or NULL */
extern const StoreParents *parents_table_at(const ParentsTable *table, int i);	/* NULL behind the last one */
extern const StoreApplied *applied_table_find(const AppliedTable *table, const char *revision_id);	/* or NULL */

/* digest.c */
typedef struct StoreDigest
{
	char		revision_id[65];
	uint8		checksum[CHECKSUM_LENGTH];
	char	   *header;			/* message, transactional, replaces, branch labels: a line each, lists sorted */
} StoreDigest;

typedef struct DigestTable DigestTable;

extern DigestTable *store_read_digests(Bookkeeping *scope);
extern StoreDigest *digest_table_find(const DigestTable *table, const char *revision_id);	/* or NULL */

/* load.c */
extern Graph *store_load_graph(Bookkeeping *scope);	/* linked; in the scope's caller context */

/* scripts.c: texts of many revisions, a bounded number in memory */
typedef struct ScriptReader ScriptReader;
typedef struct StepScripts
{
	const char *revision_id;
	char	   *upgrade;
	char	   *downgrade;
	char	   *verify;
	int			transactional;
	bool		variables;
	char	   *written_by;
	uint8		checksum[CHECKSUM_LENGTH];
} StepScripts;

extern ScriptReader *script_reader_create(const char *const *revision_ids, int n);
extern StepScripts *script_reader_next(ScriptReader *reader);	/* opens scopes of its own; valid until the next call */
extern char *script_reader_file(ScriptReader *reader);
extern void script_reader_rewind(ScriptReader *reader);
extern void script_reader_free(ScriptReader *reader);

/* journal.c */
typedef struct JournalEntry
{
	const char *direction;		/* upgrade, downgrade, stamp, unstamp, repair, repeatable */
	const char *revision_id;
	uint8		checksum[CHECKSUM_LENGTH];
	TimestampTz started_at;
	int64		duration;		/* us; -1: no script ran */
	uint64		wal_lsn;
	const char *reason;			/* or NULL */
	const char *error;			/* NULL: none; else the step has failed, and nothing is applied by it */
} JournalEntry;

extern int64 store_next_run(void);
extern void store_append_journal(int64 run, const JournalEntry *entries, int n);	/* and applied_revisions by direction */
extern int	store_settle_replaced(void);	/* a squashed revision is applied <=> all that it replaces is; how many rows changed */

/* repeatable.c */
typedef struct StoreRepeatable
{
	char	   *name;			/* of the file */
	char	   *content;
	uint8		checksum[CHECKSUM_LENGTH];
	int64		ordinal;		/* of the text: a newer one has a higher */
	char	   *written_by;
	int64		applied_ordinal;	/* of the text that was run last here; 0: none */
} StoreRepeatable;

typedef enum StoreRepeatableState
{
	REPEATABLE_UNKNOWN,			/* there is no file of that name */
	REPEATABLE_NEWEST,
	REPEATABLE_OLDER,			/* it has had this text before */
	REPEATABLE_CHANGED
} StoreRepeatableState;

typedef struct StoreRepeatableText
{
	char	   *name;
	char	   *state;			/* applied, pending, or replaced by another text */
	char	  **since;			/* the heads that it came with */
	int			nsince;
	bool		has_run;
	StoreApplied run;			/* the last time that it did */
} StoreRepeatableText;

extern StoreRepeatable *store_read_due_repeatables(Bookkeeping *scope, char *const *up, int nup, char *const *down, int ndown, int *n);
extern StoreRepeatable *store_read_wanted_repeatables(Bookkeeping *scope, char *const *up, int nup, char *const *down, int ndown, int *n);
extern StoreRepeatable *store_read_applied_repeatables(Bookkeeping *scope, int *n);
extern StoreRepeatable *store_read_newest_repeatables(Bookkeeping *scope, int *n);
extern StoreRepeatableText *store_read_repeatable_history(Bookkeeping *scope, int *n);
extern bool store_repeatables_are_due(void);
extern bool store_any_repeatable_applied(void);
extern StoreRepeatableState store_compare_repeatable(const char *name, const uint8 *checksum, char ***since, int *nsince);
extern void store_add_repeatable(Bookkeeping *scope, const char *name, const char *content, const uint8 *checksum, char *const *since, int nsince);
extern void store_note_repeatable(Bookkeeping *scope, int64 run, const StoreRepeatable *repeatable);
extern void store_unnote_repeatable(const char *name);
extern void store_unnote_repeatables(void);
extern bool store_delete_repeatable(const char *name);

/* unfinished.c: the step that is on its way outside of a transaction */
typedef struct UnfinishedStep
{
	char	   *revision_id;
	StepDirection direction;
	int			nstatements;
	int			done;			/* so many of them, from the first one */
	uint8		done_checksum[CHECKSUM_LENGTH]; /* of the text of those, if there are any */
	int			number;			/* of the statement that has begun; 0: none */
	int			line;
	char	   *text;
	int			nobjects;
	Oid		   *objects;		/* what was there before it */
	TimestampTz started_at;
	char	   *started_by;
	int			pid;			/* of the session that deploys */
} UnfinishedStep;

extern bool store_read_unfinished(Bookkeeping *scope, UnfinishedStep *step);	/* false: there is none */
extern bool store_has_unfinished(void);	/* needs no scope of bookkeeping */
extern bool store_is_unfinished(const char *revision_id);	/* in whatever scope */
extern void store_begin_unfinished(Oid user, const char *revision_id, StepDirection direction, int nstatements);
extern void store_begin_statement(int number, int line, const char *text, const Oid *objects, int nobjects);
extern void store_end_statements(int done, const uint8 *done_checksum);
extern void store_take_back_statement(void);
extern void store_forget_untouched(void);
extern void store_end_unfinished(void);

/* backfill.c */
typedef struct StoreBackfill
{
	const char *relation;		/* with its schema, quoted */
	const char *set_clause;
	const char *where_clause;
	Datum		last_key;		/* text[]; 0: nothing has been looked at */
	int64		seen;			/* rows */
	int64		changed;
} StoreBackfill;

extern void store_read_backfill(Bookkeeping *scope, StoreBackfill *backfill);	/* how far it has come; last_key 0: it is new */
extern void store_write_backfill(Bookkeeping *scope, const StoreBackfill *backfill);
extern void store_end_backfill(const StoreBackfill *backfill);

/* deployment.c: what workers deploy, a row a scope */
#define KEPT_DEPLOYMENTS 100

extern char **store_schemas_like(Bookkeeping *scope, const char *pattern, int *n);
extern int64 store_next_deployment(void);
extern void store_begin_deployment(Bookkeeping *scope, int64 deployment, StepDirection direction, const char *target, char *const *scopes, int n, bool detached);
extern void store_begin_deployed_scope(int64 deployment);
extern int	store_end_deployed_scope(int64 deployment, const ErrorData *error, double *seconds);	/* error NULL: none */
extern void store_leave_out_scopes(int64 deployment);

/* A call that was handed to a worker, as far as it has come. */
typedef struct StoreDetached
{
	StepDirection direction;
	char	   *project;
	char	   *scope;
	char	   *state;
	int64		first_run;
	char	   *sqlstate;		/* of its error, or NULL, as the others */
	char	   *message;
	char	   *detail;
	char	   *hint;
	char	   *context;
} StoreDetached;

typedef struct StoreDetachedStep
{
	char	   *direction;
	char	   *revision_id;
	char	   *message;
	double		seconds;
} StoreDetachedStep;

typedef struct StoreDeployedScope
{
	char	   *scope;
	bool		failed;
	int			steps;
	double		seconds;
	char	   *message;		/* of its error, or NULL */
} StoreDeployedScope;

extern int64 store_last_detached(void); /* 0: none */
extern bool store_read_detached(Bookkeeping *scope, int64 deployment, StoreDetached *detached);
extern StoreDetachedStep *store_read_detached_steps(Bookkeeping *scope, const StoreDetached *detached, int64 *journal_id, int *n);
extern StoreDeployedScope *store_read_ended_scopes(Bookkeeping *scope, int64 deployment, int *n, int *of);

/* setting.c */
extern char *store_setting(Bookkeeping *scope, const char *name);	/* or NULL */
extern void store_put_setting(Bookkeeping *scope, const char *name, const char *value);	/* NULL takes it away */
typedef void (*SettingCallback) (const char *name, const char *value, const char *written_by, void *argument);
extern void store_for_settings(const char *const *names, int n, SettingCallback callback, void *argument);	/* those of these names
																 * that are set; opens a scope of its own */

/* facts.c: the schema as the revisions left it, an object with its parts a row; what the values mean is schema/'s */
extern bool store_facts_noted(void);	/* or about to be, by another transaction; needs no scope */
extern bool store_all_facts_noted(void);	/* of every scope; as above */
extern bool store_begin_facts(const char *scope, Datum header); /* false: they are there already */
extern bool store_mark_facts(Datum header); /* false: it is said already */
extern void store_unmark_facts(void);
extern char **store_scopes(Bookkeeping *scope, int *n); /* schemas */
extern char **store_scopes_without_facts(Bookkeeping *scope, int *n);
extern void store_put_facts(Datum *scopes, Datum *identities, Datum *facts, int n);
extern void store_delete_other_facts(Datum *identities, int n);
extern void store_delete_facts(void);
extern bool store_read_facts(Bookkeeping *scope, Datum *header, Datum **facts, int *n); /* false: there are none */

/* protect.c */
extern bool store_installation_is_noted(void);
extern void store_note_installation(void);	/* before the first write in this installation */

/* access.c */
extern void store_grant_access(const char *role, const char *access);
extern void store_revoke_access(const char *role);

/* the session's project and scope as text datums */
extern Datum project_datum(void);
extern Datum scope_datum(void);

/* snapshot.c: false under READ COMMITTED */
extern bool store_plan_is_stale(void);	/* somebody moved, or changed what would run, unseen by our snapshot */
extern bool store_applied_is_stale(void);	/* somebody moved in the project, in whatever scope */

#endif							/* MIGRATE_STORE_H */
