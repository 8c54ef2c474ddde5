/*
 * internal.h
 *	  What the files of schema/ share: facts, kinds, statements.
 */
#ifndef MIGRATE_SCHEMA_INTERNAL_H
#define MIGRATE_SCHEMA_INTERNAL_H

#include "catalog/objectaddress.h"
#include "lib/stringinfo.h"
#include "utils/acl.h"
#include "utils/hsearch.h"

#include "schema/schema.h"

typedef struct Fact Fact;
typedef struct Changes Changes;

/* ---- kinds: kinds/, one file each ---- */

/*
 * What to do when an attribute of a fact differs.  Without anything said the object is dropped and made again.
 *
 * Templates (template.c): {attribute} is its value as it stands, {'attribute'} the value as a literal; {name}, {schema},
 * {reference}, {object}, {identity} are the fact's own, quoted; {of.x} is x of what the fact is a part of, {old.x} of the
 * fact as it was.  What stands in [ ] is left out when a value in it is absent.
 */
typedef struct Attribute
{
	const char *name;			/* the column of the kind's query; values are text, names in them quoted */
	const char *alter;			/* the statement that gives it its new value */
	char	   *(*anew) (const Fact *from, const Fact *to);	/* of a clause: its text, where what the object held is lost by it, or NULL */
	const char *reset;			/* ... that takes it away where the new value is absent; NULL: alter does that */
	const char *add;			/* for lists ("a, b"): one statement for {added}, one for {removed} */
	const char *remove;
	bool		clause;			/* alter and reset are a clause of the kind's alter statement: one for all such attributes */
	bool		redefine;		/* the kind's redefine statement changes it, once for all such attributes */
	bool		after;			/* not part of create: altered once the object is there */
	bool		own;			/* an inherited object, or one that is made with the parent's, does not get it from that */
	bool		literal;		/* holds no names of objects: stays as it is when those change */
	bool		forgotten;		/* of what is rebuilt_with_column: PostgreSQL does so without it */
	bool		any_order;		/* a list whose order says nothing */
	bool		query;			/* as the server prints it, which another one does otherwise */
	bool		beside;			/* not compared: known to create only, or to the kind's own functions */
	bool		disturbs;		/* dependents other than those rebuilt_with_column are taken down while it changes */
	bool		of_type;		/* names the type that a table is of: left while that is made anew */
	char	   *(*remaining) (const Fact *from, const Fact *to);	/* for lists: what is left of it by other statements; NULL: all */
	bool		(*covered) (const Fact *from, const Fact *to);	/* has another statement this effect */
	void		(*change) (Changes *changes, const Fact *from, const Fact *to);	/* instead of alter; once a fact for equal functions */
} Attribute;

#define MAX_ATTRIBUTES 64

typedef enum NameSpace
{
	NAMES_OWN,					/* of its kind alone */
	NAMES_RELATION,				/* pg_class: tables, indexes, views, sequences, and types that go with them */
	NAMES_TYPE,
	NAMES_FUNCTION
} NameSpace;

typedef struct FactKind
{
	const char *name;			/* as people call it: "table" */
	Oid			catalog;		/* whose rows its facts are; InvalidOid: none that pg_depend knows */
	/*
	 * Reads all facts of the kind.  $1: oids of the schemas (oid[]), $2: all of the database's (boolean).  Columns by name,
	 * all others are attributes: oid, subid (objsubid), class (where it isn't the kind's catalog), of_class, of_oid, of_subid
	 * (what it is a part of: rows whose is not a fact are passed over), schema, name, arguments (text), owner (oid), acl
	 * (aclitem[]), acl_owner (oid, where what has privileges has no owner of its own), acl_at_first (aclitem[], where it isn't
	 * acldefault()), position (int, among what has the same "of"), needs (oid[]) of needs_class, beside pg_depend.
	 */
	const char *query;
	bool		(*is_here) (void);	/* can there be any in this database; NULL: in every one */
	char		relkind;		/* of the relations without which there is none; 0: there may be all the same */
	bool		costly;			/* most of its query's time goes into what the server prints: workers may share it */
	void		(*read) (SchemaSnapshot *snapshot);	/* instead, where there are too many of it for a query */
	const Attribute *attributes;	/* ends with a NULL name, below MAX_ATTRIBUTES */
	const char *reference;		/* how SQL refers to it; NULL: {schema}.{name}, or {name} */
	const char *identity;		/* unique among its kind; NULL: {of.identity}.{name}, or the reference */
	const char *object;			/* as in COMMENT ON, ALTER ... OWNER TO: "TABLE {reference}"; NULL: cannot be */
	const char *grant_object;	/* as in GRANT ... ON, where it differs */
	char		acl_type;		/* of acldefault(): 'r', 's', 'f', 'T', ...; 0: has no privileges of its own */
	const char *create;			/* {children}: definitions of the facts that are folded in */
	const char *separator;		/* ... between them */
	const char *part;			/* its own definition, where its creation can be folded into that of what it is a part of */
	const char *alter;			/* {children}: the clauses of the attributes that change; redefine says them too */
	char	   *(*guard) (const Fact *from, const Fact *to, char *sql);	/* the former, so that it runs whatever the object holds */
	const char *redefine;		/* CREATE OR REPLACE */
	const char *drop;			/* NULL: goes with what it is a part of */
	const char *drop_alone;		/* ... that leaves what tables below inherit of it (ONLY) */
	const char *rename;			/* {old.x}: as it was; NULL: cannot */
	const char *move;			/* ... to another schema */
	const char *stub;			/* a first form that needs nothing, to break a circle; redefine makes it whole */
	const char *hollow;			/* makes a stub of it, to break a circle of what goes */
	const char *untype;			/* keeps its values as text, for a type that is made anew (retype.c); empty: it goes with the type */
	const char *aside;			/* of a type: takes the name {aside} and leaves its own to what replaces it, until all is retyped */
	const char *drop_aside;
	char	   *(*outdated) (const Fact *from, const Fact *to);	/* ... what values the new one cannot hold: "are 'x'"; NULL: none */
	const char *loses;			/* what data goes with it, for people: "the rows of {identity}" */
	char	   *(*remedy) (const Fact *fact);	/* SQL that makes up for that at the end of a script, or NULL */
	NameSpace	names;
	bool		rebuilt_with_column;	/* PostgreSQL itself rebuilds it when the type of a column it needs changes */
	bool		(*parts_with_type) (const Fact *fact, const Fact *column);	/* ... but not then */
	bool		implied;		/* comes and goes with what it is a part of: no statements to make or drop it */
	bool		permanent;		/* is there as long as what it is a part of, or always: only its parts come and go */
	bool		inherits;		/* statements on a parent's reach it */
	bool		merges_alike;	/* two that are alike in one statement become one */
	bool		part_last;		/* its part stands behind those of other kinds */
	const struct FactKind *named_by;	/* bears the name of the fact of this kind that it needs */
	bool		keeps_needs;	/* altered, it needs what it needed before */
	bool		late_needs;		/* its automatic needs are made by an attribute that is altered after it is created */
	bool		binds;			/* what it is a part of goes with what it needs (partitions) */
	bool		inseparable;	/* cannot be made again without what it is a part of */
	bool		holds_rows;		/* is never dropped and made again */
	bool		characteristic; /* objects that have it otherwise are two, not one with another name (guess.c) */
	bool		last;			/* made after all else, dropped before: what others' statements are not to meet */
	bool		retypes;		/* what is of this type is retyped when it is made anew */
	bool		(*must_replace) (const Fact *from, const Fact *to);	/* where attributes alone don't tell */
	bool		(*recomputes) (const Fact *from, const Fact *to);	/* made again, it has its values again */
	List	   *(*disturbs_too) (const Fact *fact);	/* what else is taken down while it is altered: Facts that do not need it */
	bool		(*comes_with) (const Fact *fact);	/* is made and dropped by another fact's statements (inherited) */
	bool		(*cannot_part) (const Fact *fact);	/* is inseparable where this says so */
	bool		(*remakes_whole) (const Fact *fact, int server);	/* comes or goes only by making again what it is a part of */
	bool		(*brought) (const Changes *changes, const Fact *fact);	/* another's statement makes it as it shall be */
	bool		(*stands_alone) (const Fact *fact);	/* cannot be folded here */
	bool		(*comes_before) (const Fact *fact, const Fact *part);	/* binds: is a part of either whole made before */
	void		(*created) (Changes *changes, const Fact *fact);	/* further statements once it is made, or another that makes it */
	void		(*dropped) (Changes *changes, const Fact *fact);	/* instead of drop */
} FactKind;

extern const FactKind *const schema_kinds[];	/* kinds/kinds.c: in the order in which a reader would make them */
extern const int schema_nkinds;
extern const FactKind *kind_by_name(const char *name);	/* NULL: none */
extern int	kind_position(const FactKind *kind);
extern int	kind_nattributes(const FactKind *kind);
extern int	attribute_number(const FactKind *kind, const char *name);	/* -1: none */

/* the rules that hold for every kind */
extern const FactKind kind_owner, kind_grant, kind_comment, kind_security_label;

/* ---- facts ---- */

typedef struct FactNeed
{
	Fact	   *fact;
	bool		automatic;		/* goes when that goes (pg_depend: auto, internal) */
} FactNeed;

typedef enum FactFate
{
	FATE_KEPT,
	FATE_ALTERED,				/* in place */
	FATE_REPLACED,				/* dropped and made again */
	FATE_GONE,					/* source only */
	FATE_NEW					/* target only */
} FactFate;

typedef struct Statement Statement;

struct Fact
{
	const FactKind *kind;
	Fact	   *of;				/* what it is a part of, or NULL */
	char	   *schema;			/* not quoted */
	char	   *name;
	char	   *arguments;
	char	   *identity;
	char	  **values;			/* by attribute; NULL: absent */
	int			position;
	int			kind_position;
	int			place;			/* among those of its kind, once sorted */
	ObjectAddress address;		/* in the installation where it was read */
	List	   *needs;			/* FactNeed; what it is a part of is not among them */
	char	   *ignored_owner;	/* whom it belongs to, where a filter took that fact out: no difference, but who may run what depends on it */

	/* while two snapshots are compared (compare.c, order.c) */
	Fact	   *other;			/* the same in the other snapshot */
	FactFate	fate;
	bool		unlike;			/* of the source: no renaming makes it the other, it would have to be made again all the same */
	bool		guessed;		/* of the source: the other has another name, and may be another object (guess.c) */
	const char *taken;			/* of the source: what something that it needs was called, where that means another object to the other */
	List	   *needed_by;		/* Fact that need it or are a part of it */
	List	   *parts;			/* the latter */
	List	   *statements;		/* that make it what the target wants */
	Statement  *destroyer;		/* of the source: the statement with which it goes, or leaves its name to what replaces it */
	Statement  *hollowed;		/* of the source: the statement after which what it needs may go before it */
	Statement  *burial;			/* ... and then the one with which it goes */
	const char *aside;			/* the name that it has in between, quoted */
	Fact	   *made_with;		/* of the target: that of the parent table, or the partition, whose statement makes it */
	char	   *creation;		/* of the target: its creation where the kind's template does not say it */
	bool		retyped;		/* of the source: its type is made anew, so what disturbs is altered */
	bool		untyped;		/* ... and given another meanwhile */
	bool		alone;			/* its statements, or a column's on its storage, say ONLY: {reach} */
	bool		visited;
};

struct SchemaSnapshot
{
	MemoryContext context;		/* all of it lives there */
	int			server;			/* PG_VERSION_NUM */
	char	   *installation;	/* whose object ids those are */
	char	   *role;			/* who read it, and would run statements there: makes what has no other owner */
	List	   *facts;			/* by kind and identity once finished */
	struct identities_hash *by_identity;	/* fact.c: made when it is asked for; NULL: not yet */
	int			nindexed;		/* how many facts are in there, from the list's first on */
	struct addresses_hash *by_address;
};

/* json.c, emit.c */
#define SNAPSHOT_FORMAT 1

extern bool json_member(JsonbContainer *object, const char *key, JsonbValue *value);
extern char *json_member_text(JsonbContainer *object, const char *key);
extern int64 json_number(const JsonbValue *value);

/* prune.c */
extern void prune_equal(JsonbContainer *facts[2], bool same_installation, bool *wanted[2]);

extern SchemaSnapshot *snapshot_create(void);	/* in the current memory context */
extern Fact *snapshot_add(SchemaSnapshot *snapshot, const FactKind *kind, Fact *of, const char *schema, const char *name, const char *arguments);
extern void snapshot_name(SchemaSnapshot *snapshot, Fact *fact);	/* once its parts and values are there: its identity */
extern Fact *snapshot_find(const SchemaSnapshot *snapshot, const FactKind *kind, const char *identity);
extern Fact *snapshot_at(const SchemaSnapshot *snapshot, Oid class, Oid object, int32 sub);
extern void snapshot_sort(SchemaSnapshot *snapshot);
extern void snapshot_remove(SchemaSnapshot *snapshot, bool (*unwanted) (Fact *fact, void *argument), void *argument);
extern void fact_need(Fact *fact, Fact *needed, bool automatic);
extern char *fact_full_name(const Fact *fact);	/* kind and identity, palloc'd */
extern const char *fact_value(const Fact *fact, const char *attribute);	/* NULL where absent */
extern bool fact_same_value(const Fact *a, const Fact *b, int attribute);
extern bool fact_needs(const Fact *fact, const Fact *needed);
extern bool is_namesake(const Fact *a, const Fact *b);
extern bool fact_calls_namesake(const Fact *fact, const Fact *function);
extern Fact *fact_whole(const Fact *fact);	/* what it is, at last, a part of; itself where that is nothing */
extern Fact *fact_part(const Fact *whole, const FactKind *kind);	/* its first part of a kind, or NULL; once needed_by is noted */
extern Fact *fact_needed(const Fact *fact, const FactKind *kind);	/* the first of a kind that it needs, or NULL */
extern Fact *fact_bond(const Fact *whole);	/* its part that binds it to a parent, or NULL; there is one at most */
extern bool fact_is_made(const Fact *fact);	/* by a statement of the plan */
extern bool fact_goes(const Fact *fact);	/* of the source: the plan takes it away, be it to make it again */
extern Statement *fact_creation(const Fact *fact);	/* the statement that creates it, if its statements begin so; or NULL */

/* template.c */
extern char *template_fill(const char *template, const Fact *fact, const Fact *old, const char *children);

/* list.c */
extern List *split_list(const char *list);	/* "a, 'b, c', d(e, f)" -> its items */
extern char *join_list(List *items);
extern bool list_has(List *items, const char *item);
extern bool list_same_items(const char *list, const char *other);
extern char *list_without(const char *list, const char *other);	/* items of list that are not in other; NULL: none */
extern char *list_behind(const char *list, const char *other);
extern char *list_keys_without(const char *list, const char *other);

/* reread.c: what the server prints and reads otherwise */
extern char *reread_same(char *sql);
extern bool reread_is_same(char *a, char *b);
extern const char *reread_list_end(const char *p);

/* shrink.c */
extern char *shrink_lists(const Fact *reader, char *text);
extern bool shrinks_to(const Fact *reader, char *text, char *new_text);

/* word.c: texts, and names in the text of SQL */
extern bool same_text(const char *a, const char *b);
extern const char *quote_name(const char *name);
extern char *quote_qualified_name(const char *schema, const char *name);
extern bool is_word(char c);
extern size_t read_name(const char *p, char *word);
extern bool read_word(const char **text, char *word);

/* type.c: types by their names alone */
extern bool type_assigns(const char *from, const char *to); /* by PostgreSQL's own assignment casts */
extern bool type_converts_default(const char *from, const char *to);	/* ... and those beyond its families of types */
extern bool type_casts(const char *from, const char *to);	/* ... by its own casts, when told to */
extern char *type_wraps(const char *from, const char *to, const char *value);
extern bool type_compares(const char *a, const char *b);	/* can a foreign key lie between them */
extern bool type_narrows(const char *from, const char *to); /* are there values that do not fit */

/* ---- statements ---- */

typedef enum StatementAction
{
	STATEMENT_DROP,
	STATEMENT_RENAME,
	STATEMENT_CREATE,
	STATEMENT_ALTER
} StatementAction;

struct Statement
{
	StatementAction action;
	Fact	   *fact;			/* of the target, of the source for a drop; NULL: a setting */
	char	   *sql;
	char	   *loss;			/* what data it takes away, or NULL */
	char	   *remedy;			/* SQL that makes up for that, or for what it does not know of rows, at the end; or NULL */
	char	   *guess;			/* what is not known, but taken for likely, or NULL */
	const char *old_name;		/* of a renaming: what the fact was called */
	bool		halfway;		/* ... and it gets a name in between */
	bool		stub;			/* the first form of two */
	bool		inherits;		/* INHERIT: the parts have to be there */
	bool		for_columns;	/* is about what columns bring: a TOAST table; nothing else waits for it */
	bool		takes_over;		/* INHERIT from above or below a parent that is left: then what both have stays inherited */
	bool		disinherits;	/* NO INHERIT: then the parts can go */
	bool		logs;			/* SET LOGGED or UNLOGGED: foreign keys between tables put it in an order */
	/* edges.c, order.c, fold.c */
	List	   *after;			/* StatementEdge: what has to come before it */
	List	   *before;			/* Statements that wait for it */
	int			waits_for;		/* how many of them are still to come */
	int			rank;			/* where it would stand if nothing were needed */
	int			place;
	Statement  *folded_into;
	List	   *parts;			/* Statements whose creation has been folded into this one's */
};

typedef struct StatementEdge
{
	Statement  *statement;
	Fact	   *cause;			/* the fact for whose sake */
	bool		soft;			/* the order is nicer so */
} StatementEdge;

typedef struct Ordering
{
	SchemaSnapshot *source;
	SchemaSnapshot *target;
	List	   *statements;
	List	   *circle;			/* statements that wait for each other, where none need not */
	List	   *given_up;		/* pairs of statements whose soft order closed a circle */
	List	   *functions_gone; /* facts of the source that a statement destroys */
	List	   *outer_grants;	/* facts of the target, on schemas and what else lies in none, that have statements */
} Ordering;

/* What a kind's own functions add statements to. */
struct Changes
{
	const SchemaSnapshot *source;
	const SchemaSnapshot *target;
	bool		back;			/* they are to run in the target, once that has become what it is */
	List	   *statements;
	List	   *default_privileges; /* facts of the source: what those in force give to what is made (kinds/default_privileges.c) */
};

extern Statement *changes_add(Changes *changes, StatementAction action, const Fact *fact, char *sql);
extern void change_inherits(Changes *changes, const Fact *from, const Fact *to);
extern void change_grant(Changes *changes, const Fact *from, const Fact *to);	/* kinds/grant.c */
extern void change_privileges(Changes *changes, const Fact *fact, const char *plain, const char *grantable, const char *new_plain, const char *new_grantable);
extern void grant_anew(Changes *changes, const Fact *fact);
extern void revoke_to_first(Changes *changes, const Fact *fact);
extern List *default_privileges_in_force(const SchemaSnapshot *source);	/* kinds/default_privileges.c */
extern void default_privileges_add(Changes *changes, const Fact *object, const char *grantee, const char **plain, const char **grantable);
extern void default_privileges_take_back(Changes *changes, const Fact *object);
extern bool is_rebuilt_with_column(const Fact *fact);	/* kinds/column.c */
extern void partition_indexes_note(const Changes *changes);	/* kinds/partition_index.c */
extern char *sequence_remedy(const Fact *gone);
extern void sequence_begins(Changes *changes, const Fact *sequence);
extern bool sequence_begins_anew(const Fact *from, const Fact *to);
extern char *sequence_guard(const Fact *from, const Fact *to, char *sql);
extern const Fact *sequence_table(const Fact *sequence);	/* kinds/sequence.c */
extern const Fact *object_owner(const Fact *object);
extern const char *owner_at_first(const Changes *changes, const Fact *owner);
extern void distribution_leave_open(SchemaSnapshot *source, const SchemaSnapshot *target);	/* kinds/distribution.c */
extern void change_options(Changes *changes, const Fact *from, const Fact *to, const char *attribute, const char *prefix);

/* retype.c: types that are made anew while columns are of them */
extern char *name_in_between(const SchemaSnapshot *source, const SchemaSnapshot *target, const char *schema, const char *left);
extern bool retype_takes_along(const Fact *dependent, const Fact *type);
extern bool retype_spares(const Fact *dependent, const Fact *type);
extern bool retype_is_renewed(const Fact *fact);
extern bool retype_leaves(const Fact *table, const Fact *type);
extern const Fact *type_of_table(const Fact *table);
extern bool retype_can_set_aside(const Fact *type);
extern bool retype_sets_aside(const Fact *type);
extern void retype_set_aside(Changes *changes, Fact *type);
extern char *retype_loss(const Fact *from);
extern char *retype_by_attributes(const SchemaSnapshot *source, const Fact *from, const char *old_type, const char *new_type);
extern bool retype_holds_inside(const Fact *type);
extern bool type_is_stored(const Fact *type);

/* Names that change. */
/* of a schema, while its objects are looked for */
typedef struct RenamedSchema
{
	const char *name;
	const char *new_name;
} RenamedSchema;

typedef struct NewNames
{
	HTAB	   *known;			/* rename_names() */
	const Fact *reader;			/* whose texts are compared, or NULL */
	bool		is_query;		/* ... as a view's query, whose columns may have other names */
	const char *guess;			/* what may have another name, and with it what is called by it ("persons_pkey"); or NULL */
	const char *new_guess;
} NewNames;

/* rename.c, guess.c */
typedef struct Renaming Renaming;
extern HTAB *rename_names(const SchemaSnapshot *source);
extern bool rename_is_possible(const Fact *from, const Fact *to);
extern bool rename_is_new_name(const NewNames *names, const char *before, const char *after);
extern bool rename_same_text(const NewNames *names, const char *before, const char *after);
extern bool rename_match(SchemaSnapshot *source, SchemaSnapshot *target);
extern Fact *rename_find_part(const Fact *fact);
extern Fact *rename_find_called(const Fact *fact, const SchemaSnapshot *target);
extern bool rename_stands_alike(const Fact *from, const Fact *to);
extern bool rename_match_view_columns(SchemaSnapshot *source);
extern List *rename_schemas(const SchemaSnapshot *source);	/* RenamedSchema */
extern char *rename_identity(List *schemas, const char *identity);
extern bool rename_moves(const Fact *from);
extern Renaming *rename_begin(SchemaSnapshot *source);
extern void rename_overwrite(Renaming *renaming, char **place, char *value);
extern void rename_write(Renaming *renaming, Changes *changes);
extern void rename_end(Renaming *renaming);
extern bool guess_renames(SchemaSnapshot *source, SchemaSnapshot *target);

/* compare.c, write.c, order.c, fold.c: from two snapshots to ordered statements */
extern Renaming *compare_snapshots(SchemaSnapshot *source, SchemaSnapshot *target);
extern bool compare_attribute(const Fact *from, const Fact *to, int attribute); /* does it differ, as far as that is compared */
extern bool compare_differs(const Fact *from, const Fact *to);
extern List *write_statements(SchemaSnapshot *source, SchemaSnapshot *target, bool back, Renaming *renaming);
extern List *order_statements(SchemaSnapshot *source, SchemaSnapshot *target, List *statements);
extern List *fold_statements(List *statements);

/* edges.c, gone.c, bodies.c: what waits for what */
extern void edges_add(Ordering *ordering);
extern StatementEdge *order_wait(Statement *later, Statement *earlier, Fact *cause);
extern void order_wait_softly(Ordering *ordering, Statement *later, Statement *earlier, Fact *cause);
extern void order_put_off(Ordering *ordering, Statement *renaming);
extern void gone_add_edges(Ordering *ordering);
extern void bodies_add_edges(Ordering *ordering);
extern List *bodies_guard(Ordering *ordering, List *sorted);

/* inherit.c */
extern Fact *fact_inherited_from(const Fact *fact);
extern Fact *fact_brought_by(const Fact *fact);
extern List *table_ancestors(const Fact *table);
extern bool fact_reaches_children(const Fact *fact);
extern bool fact_goes_with_children(const Fact *fact);
extern bool is_inherited_here_alone(const Fact *fact);
extern const Fact *column_above(const Fact *column);
extern void choose_reaches(const SchemaSnapshot *target);
extern bool gets_default_from_above(const Fact *column);
extern bool is_left_by_parent(const Fact *fact);
extern List *parts_below(const Fact *part);
extern bool is_kept_below(const Fact *fact);
extern bool is_overwritten(const Fact *to);
extern bool is_attribute_overwritten(const Fact *to, int attribute);
extern bool is_made_by_parent(const Fact *fact);
extern bool is_dropped_by_parent(const Fact *fact);
extern bool is_altered_by_parent(const Fact *from, const Fact *to, int attribute);

/* read.c, depend.c, kinds/grant.c */
extern void read_dependencies(SchemaSnapshot *snapshot);
extern uint64 steady_mark(void);	/* steady.c */
extern bool steady_is_lost(uint64 mark, Datum schemas);
extern bool steady_hold_tables(uint64 mark, Datum schemas);
extern void read_grants(SchemaSnapshot *snapshot, Fact *of, Acl *acl, Acl *at_first, Oid owner);
extern void grants_compare_known(SchemaSnapshot *a, SchemaSnapshot *b);
extern void grants_follow_owners(Renaming *renaming, SchemaSnapshot *source);

#endif							/* MIGRATE_SCHEMA_INTERNAL_H */
