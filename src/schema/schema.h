/*
 * schema.h
 *	  The door of schema/: catalogs -> facts -> difference -> ordered DDL.
 *
 * The grain is the fact: whatever can be named, granted or altered by itself.  Facts are read in bulk, a query a kind;
 * the differ compares their attributes and knows no kind; statements say what they make, need and destroy, so that one
 * topological sort orders them.  Knows no store.
 */
#ifndef MIGRATE_SCHEMA_H
#define MIGRATE_SCHEMA_H

#include "nodes/pg_list.h"
#include "utils/jsonb.h"

typedef struct SchemaSnapshot SchemaSnapshot;

/* What of a database is looked at; all NULL or false: all of the user's. */
typedef struct SchemaFilter
{
	char	  **schemas;		/* names; NULL: all */
	int			nschemas;
	char	  **without;		/* names of schemas that are left out */
	int			nwithout;
	char	  **ignore;			/* "kind:<kind>", "owner:<role>", "facet:owners|grants|comments", else a LIKE pattern of identities */
	int			nignore;
	bool		keep;			/* what the source has more is left alone (drops => false) */
} SchemaFilter;

/* One statement of a difference and what takes it back; either may be NULL, not both. */
typedef struct SchemaChange
{
	const char *kind;
	const char *identity;
	const char *action;			/* "create", "alter", "drop", "rename" */
	char	   *upgrade;
	char	   *downgrade;
	char	   *upgrade_loss;	/* what data the statement takes away, or what has to be filled in; NULL: none */
	char	   *downgrade_loss;
	char	   *upgrade_remedy;	/* a statement for the end of a script that makes up for the loss, as far as rows tell; NULL: none */
	char	   *downgrade_remedy;
	char	   *upgrade_guess;	/* what the statement takes for likely; NULL: nothing */
	char	   *downgrade_guess;
} SchemaChange;

typedef struct SchemaDiff
{
	int			n;
	SchemaChange *changes;		/* upgrades in ascending, downgrades in descending order */
} SchemaDiff;

extern SchemaSnapshot *schema_read(const SchemaFilter *filter);
extern SchemaSnapshot *schema_empty(void);	/* what a new database holds */
extern Jsonb *schema_to_jsonb(const SchemaSnapshot *snapshot);
extern SchemaSnapshot *schema_from_jsonb(Jsonb *json);
extern void schema_from_two_jsonb(Jsonb *source, Jsonb *target, SchemaSnapshot *snapshots[2]);	/* to be compared */

/* emit.c, json.c: the same in parts, each an object that is no part of another, for snapshots of any size */
extern Jsonb *schema_header(const SchemaSnapshot *snapshot);
/* An object with its parts. */
typedef struct SchemaObject
{
	const char *schema;			/* that it lies in, or is; NULL: none */
	bool		is_schema;
	const char *identity;
	Jsonb	   *facts;
} SchemaObject;

extern void schema_visit_objects(const SchemaSnapshot *snapshot, void (*visit) (const SchemaObject *object, void *argument), void *argument);
extern SchemaSnapshot *schema_from_objects(Jsonb *header, Jsonb **objects, int n);

extern void schema_filter(SchemaSnapshot *snapshot, const SchemaFilter *filter);
extern void schema_warn_of_missing(const SchemaFilter *filter, const SchemaSnapshot *other);
extern bytea *schema_fingerprint(const SchemaSnapshot *snapshot);
extern SchemaDiff *schema_diff(SchemaSnapshot *source, SchemaSnapshot *target);
extern char *schema_note(const SchemaChange *change);
extern SchemaFilter *schema_parse_filter(const char *schemas, const char *ignore);	/* from lists; NULL: all, none */

/* A table that is in the source and in the target: how SQL refers to it in each. */
typedef struct AlteredTable
{
	char	   *before;
	char	   *after;
} AlteredTable;

/* A column that is NOT NULL in the target, and that nothing fills. */
typedef struct ColumnToFill
{
	AlteredTable table;
	char	   *before;			/* its name in the source, quoted; NULL: it is new */
	char	   *after;
} ColumnToFill;

/* merge.c */
extern SchemaSnapshot *schema_rebase(const SchemaSnapshot *stored, const SchemaSnapshot *before, const SchemaSnapshot *after);
extern SchemaSnapshot *schema_union(const SchemaSnapshot *source, const SchemaSnapshot *target);
extern SchemaSnapshot *schema_restore(const SchemaSnapshot *now, const SchemaSnapshot *before, const SchemaSnapshot *without, List *addresses);
extern void schema_pass_over(SchemaSnapshot *snapshot, List *addresses, const SchemaSnapshot *unless);
extern void schema_pass_over_remarks(SchemaSnapshot *snapshot, List *names, List *schemas, const SchemaSnapshot *unless);
extern const char *schema_holding_rows(const SchemaSnapshot *before, const SchemaSnapshot *without);
extern void schema_leave_out(SchemaSnapshot *snapshot, const SchemaSnapshot *other);
extern void schema_set_role(SchemaSnapshot *snapshot, const char *role);
extern void schema_take_role(SchemaSnapshot *snapshot, const SchemaSnapshot *like);
extern List *schema_altered_tables(const SchemaSnapshot *source, const SchemaSnapshot *target);
extern List *schema_columns_to_fill(const SchemaSnapshot *target);
extern List *schema_altered_owners(const SchemaSnapshot *source, const SchemaSnapshot *target);

#endif							/* MIGRATE_SCHEMA_H */
