/*
 * grant.c
 *	  Privileges: a fact a grantee and object, for every kind.
 *
 * As pg_dump, a fact says what differs from the privileges that the object has when it is made (acldefault()): those of
 * its owner, and for some kinds of PUBLIC.  A grantee whose privileges are those has no fact.
 */
#include "postgres.h"

#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "schema/kinds/kinds.h"

static const struct
{
	AclMode		bit;
	const char *name;
}			privileges[] = {
	{ACL_SELECT, "SELECT"}, {ACL_INSERT, "INSERT"}, {ACL_UPDATE, "UPDATE"}, {ACL_DELETE, "DELETE"},
	{ACL_TRUNCATE, "TRUNCATE"}, {ACL_REFERENCES, "REFERENCES"}, {ACL_TRIGGER, "TRIGGER"}, {ACL_EXECUTE, "EXECUTE"},
	{ACL_USAGE, "USAGE"}, {ACL_CREATE, "CREATE"}, {ACL_CREATE_TEMP, "TEMPORARY"}, {ACL_CONNECT, "CONNECT"},
#ifdef ACL_MAINTAIN
	{ACL_MAINTAIN, "MAINTAIN"},
#endif
};

static ObjectType
object_type(char acl_type)
{
	switch (acl_type)
	{
		case 'c':
			return OBJECT_COLUMN;
		case 's':
			return OBJECT_SEQUENCE;
		case 'f':
			return OBJECT_FUNCTION;
		case 'l':
			return OBJECT_LANGUAGE;
		case 'n':
			return OBJECT_SCHEMA;
		case 'T':
			return OBJECT_TYPE;
		case 'F':
			return OBJECT_FDW;
		case 'S':
			return OBJECT_FOREIGN_SERVER;
		default:
			return OBJECT_TABLE;
	}
}

/* the names of the privileges in a mask: "SELECT, INSERT"; NULL: none */
static char *
print_privileges(AclMode mask)
{
	List	   *names = NIL;

	for (int i = 0; i < lengthof(privileges); i++)
		if (mask & privileges[i].bit)
			names = lappend(names, unconstify(char *, privileges[i].name));
	return join_list(names);
}

/* what a role has, and may grant, whoever granted it */
static void
sum_up(Acl *acl, Oid grantee, AclMode *has, AclMode *may_grant)
{
	*has = *may_grant = 0;
	for (int i = 0; acl != NULL && i < ACL_NUM(acl); i++)
	{
		AclItem    *item = &ACL_DAT(acl)[i];

		if (item->ai_grantee != grantee)
			continue;
		*has |= ACLITEM_GET_PRIVS(*item);
		*may_grant |= ACLITEM_GET_GOPTIONS(*item);
	}
}

static void
add_grant(SchemaSnapshot *snapshot, Fact *of, Acl *acl, Acl *defaults, Oid grantee, int position)
{
	AclMode		has,
				may_grant,
				has_first,
				may_grant_first;
	MemoryContext caller;
	Fact	   *fact;

	sum_up(acl, grantee, &has, &may_grant);
	sum_up(defaults, grantee, &has_first, &may_grant_first);
	if (has == has_first && may_grant == may_grant_first)
		return;
	fact = snapshot_add(snapshot, &kind_grant, of, NULL, NULL, NULL);
	fact->position = position;
	caller = MemoryContextSwitchTo(snapshot->context);
	fact->values[0] = print_privileges(has & ~may_grant);
	fact->values[1] = print_privileges(may_grant);
	fact->values[2] = print_privileges(has_first);
	fact->values[3] = pstrdup(grantee == ACL_ID_PUBLIC ? "PUBLIC" : quote_name(GetUserNameFromId(grantee, false)));
	MemoryContextSwitchTo(caller);
	snapshot_name(snapshot, fact);
}

/*
 * The facts of an object's privileges.  acl, at_first: NULL for those of acldefault().  owner: of the object, or of what a
 * column is of.
 */
void
read_grants(SchemaSnapshot *snapshot, Fact *of, Acl *acl, Acl *at_first, Oid owner)
{
	Acl		   *usual = acldefault(object_type(of->kind->acl_type), owner),
			   *defaults = at_first == NULL ? usual : at_first;
	List	   *grantees = NIL;
	ListCell   *cell;

	if (acl == NULL)
		acl = usual;
	for (int i = 0; i < ACL_NUM(acl); i++)
		grantees = list_append_unique_oid(grantees, ACL_DAT(acl)[i].ai_grantee);
	for (int i = 0; i < ACL_NUM(defaults); i++)
		grantees = list_append_unique_oid(grantees, ACL_DAT(defaults)[i].ai_grantee);
	foreach(cell, grantees)
		add_grant(snapshot, of, acl, defaults, lfirst_oid(cell), foreach_current_index(cell) + 1);
}

/* A kind of default privileges says itself on what. */
static char *
print_object(const Fact *fact)
{
	if (fact->kind->grant_object != NULL)
		return template_fill(fact->kind->grant_object, fact, NULL, NULL);
	return template_fill(fact->of->kind->acl_type == 'c' ? "TABLE {of}" : "{grant_object}", fact->of, NULL, NULL);
}

/* "GRANT SELECT (name) ON TABLE t TO r": a column's privileges name it each. */
static char *
print_statement(const char *verb, const char *list, const Fact *fact, const char *end)
{
	const Fact *of = fact->of;
	bool		column = of != NULL && of->kind->acl_type == 'c';
	char	   *text;
	StringInfoData out;
	ListCell   *cell;

	initStringInfo(&out);
	foreach(cell, split_list(list))
		appendStringInfo(&out, "%s%s%s", out.len ? ", " : "", (char *) lfirst(cell),
						 column ? psprintf(" (%s)", quote_name(of->name)) : "");
	text = psprintf("%s %s ON %s %s %s%s", verb, out.data, print_object(fact),
					strncmp(verb, "REVOKE", 6) == 0 ? "FROM" : "TO", fact_value(fact, "grantee"), end);
	return fact->kind->alter != NULL ? template_fill(fact->kind->alter, fact, NULL, text) : text;
}

static char *
all_of(const char *a, const char *b)
{
	return a == NULL ? (b == NULL ? NULL : pstrdup(b)) : b == NULL ? pstrdup(a) : psprintf("%s, %s", a, b);
}

static void
grant_again(Changes *changes, const Fact *fact, const char *revoked, const char *privileges, const char *end)
{
	char	   *again = list_without(privileges, list_without(privileges, revoked));

	if (again != NULL)
		changes_add(changes, STATEMENT_ALTER, fact, print_statement("GRANT", again, fact, end));
}

/* REVOKE on a table takes the same away from all its columns: those that keep it get it again. */
static void
grant_columns_again(Changes *changes, const Fact *fact, const char *revoked)
{
	ListCell   *cell,
			   *part;

	foreach(cell, fact->of->parts)
	{
		const Fact *column = lfirst(cell);

		if (column->kind->acl_type != 'c')
			continue;
		foreach(part, column->parts)
		{
			const Fact *kept = lfirst(part);

			if (kept->kind != &kind_grant || kept->fate != FATE_KEPT || strcmp(fact_value(kept, "grantee"), fact_value(fact, "grantee")) != 0)
				continue;
			if (fact->fate == FATE_GONE)	/* of the source: what is left to grant is the target's */
				kept = kept->other;
			grant_again(changes, kept, revoked, fact_value(kept, "privileges"), "");
			grant_again(changes, kept, revoked, fact_value(kept, "grantable"), " WITH GRANT OPTION");
		}
	}
}

/* From plain and grantable privileges to others.  fact: names object and grantee. */
void
change_privileges(Changes *changes, const Fact *fact, const char *plain, const char *grantable, const char *new_plain, const char *new_grantable)
{
	char	   *before = all_of(plain, grantable),
			   *after = all_of(new_plain, new_grantable),
			   *revoked = list_without(before, after),
			   *option_revoked = list_without(list_without(grantable, new_grantable), revoked),
			   *granted = list_without(new_plain, before),
			   *option_granted = list_without(new_grantable, grantable);

	if (revoked != NULL)
	{
		changes_add(changes, STATEMENT_ALTER, fact, print_statement("REVOKE", revoked, fact, ""));
		if (fact->of != NULL && fact->of->kind->acl_type == 'r')
			grant_columns_again(changes, fact, revoked);
	}
	if (option_revoked != NULL)
		changes_add(changes, STATEMENT_ALTER, fact, print_statement("REVOKE GRANT OPTION FOR", option_revoked, fact, ""));
	if (granted != NULL)
		changes_add(changes, STATEMENT_ALTER, fact, print_statement("GRANT", granted, fact, ""));
	if (option_granted != NULL)
		changes_add(changes, STATEMENT_ALTER, fact, print_statement("GRANT", option_granted, fact, " WITH GRANT OPTION"));
}

void
change_grant(Changes *changes, const Fact *from, const Fact *to)
{
	change_privileges(changes, to, fact_value(from, "privileges"), fact_value(from, "grantable"),
					  fact_value(to, "privileges"), fact_value(to, "grantable"));
}

/* To what an object, or a role by default, has at first. */
void
grant_anew(Changes *changes, const Fact *fact)
{
	const char *plain = fact_value(fact, "at_first"),
			   *grantable = NULL;

	if (fact->kind == &kind_grant && fact_is_made(fact->of) && !fact->of->kind->permanent)
		default_privileges_add(changes, fact->of, fact_value(fact, "grantee"), &plain, &grantable);
	change_privileges(changes, fact, plain, grantable, fact_value(fact, "privileges"), fact_value(fact, "grantable"));
}

/* ---- what ALTER OWNER makes of privileges ---- */

/* The privilege list that an owner of such an object has at first; NULL: none, as for a column. */
static char *
print_owner_first(const Fact *object)
{
	Acl		   *usual = acldefault(object_type(object->kind->acl_type), BOOTSTRAP_SUPERUSERID);
	AclMode		has,
				may_grant;

	sum_up(usual, BOOTSTRAP_SUPERUSERID, &has, &may_grant);
	return print_privileges(has);
}

static Fact *
grant_to(const Fact *object, const char *grantee)
{
	ListCell   *cell;

	foreach(cell, object->parts)
	{
		Fact	   *grant = lfirst(cell);

		if (grant->kind == &kind_grant && strcmp(fact_value(grant, "grantee"), grantee) == 0)
			return grant;
	}
	return NULL;
}

static void
set_value(Renaming *renaming, Fact *grant, const char *attribute, char *value)
{
	rename_overwrite(renaming, &grant->values[attribute_number(&kind_grant, attribute)], value);
}

/* Let a grant say these privileges, which are not those at first. */
static void
set_privileges(Renaming *renaming, Fact *grant, const char *privileges, char *grantable, char *at_first)
{
	set_value(renaming, grant, "privileges", list_without(privileges, grantable));
	set_value(renaming, grant, "grantable", grantable);
	set_value(renaming, grant, "at_first", at_first);
}

static char *
union_of(const char *a, const char *b)
{
	return all_of(a, list_without(b, a));
}

/* What two roles have becomes what the second has; owns: said of the one who owned the object, NULL: what an owner has at first. */
static void
merge_grants(Renaming *renaming, const Fact *object, Fact *owns, Fact *gets, char *owner)
{
	char	   *at_first = owns != NULL ? unconstify(char *, fact_value(owns, "at_first")) : print_owner_first(object);

	if (owns == NULL)
	{
		set_privileges(renaming, gets, union_of(at_first, all_of(fact_value(gets, "privileges"), fact_value(gets, "grantable"))),
					   unconstify(char *, fact_value(gets, "grantable")), at_first);
		return;
	}
	set_value(renaming, owns, "grantee", owner);
	if (gets == NULL)
		return;
	set_privileges(renaming, owns,
				   union_of(all_of(fact_value(owns, "privileges"), fact_value(owns, "grantable")), all_of(fact_value(gets, "privileges"), fact_value(gets, "grantable"))),
				   union_of(fact_value(owns, "grantable"), fact_value(gets, "grantable")), at_first);
	/* nothing is left to be said of it */
	set_value(renaming, gets, "grantee", "");
	set_privileges(renaming, gets, NULL, NULL, NULL);
}

/*
 * The privileges of an object, and the statements that they take, are those which ALTER OWNER leaves: what the old owner has becomes
 * the new one's, beside what that has already (aclnewowner()).
 */
static void
follow_owner(Renaming *renaming, const Fact *object)
{
	char	   *before = object_owner(fact_whole(object))->values[0],
			   *after = object_owner(fact_whole(object->other))->values[0];
	Fact	   *owns = grant_to(object, before),
			   *gets = grant_to(object, after);
	ListCell   *cell;

	if (owns == NULL && gets == NULL)
		return;
	merge_grants(renaming, object, owns, gets, after);
	foreach(cell, object->parts)
	{
		Fact	   *grant = lfirst(cell);

		if (grant->kind == &kind_grant && grant->other != NULL)
			grant->other = grant->other->other = NULL;
	}
	foreach(cell, object->parts)
	{
		Fact	   *grant = lfirst(cell);

		if (grant->kind != &kind_grant)
			continue;
		grant->other = grant_to(object->other, fact_value(grant, "grantee"));
		if (grant->other != NULL)
			grant->other->other = grant;
	}
}

static bool
changes_owner(const Fact *object)
{
	const Fact *before = object->other == NULL ? NULL : object_owner(fact_whole(object)),
			   *after = object->other == NULL ? NULL : object_owner(fact_whole(object->other));

	return before != NULL && after != NULL && strcmp(before->values[0], after->values[0]) != 0;
}

/* Once facts are matched, before they are compared; rename_end() puts back what they said. */
void
grants_follow_owners(Renaming *renaming, SchemaSnapshot *source)
{
	ListCell   *cell;

	foreach(cell, source->facts)
	{
		const Fact *object = lfirst(cell);

		if (object->kind->acl_type != '\0' && changes_owner(object))
			follow_owner(renaming, object);
	}
}

void
revoke_to_first(Changes *changes, const Fact *fact)
{
	const char *plain = fact_value(fact, "privileges"),
			   *grantable = fact_value(fact, "grantable");

	change_privileges(changes, fact, plain, grantable, fact_value(fact, "at_first"), NULL);
}

/* ---- servers that know different privileges ---- */

#define NEWEST_PRIVILEGE "MAINTAIN"	/* 17 */

static void
forget_privilege(Fact *fact, const char *attribute)
{
	int			i = attribute_number(fact->kind, attribute);

	if (i >= 0 && fact->values[i] != NULL)
		fact->values[i] = list_without(fact->values[i], NEWEST_PRIVILEGE);
}

/* Is nothing said that differs from what there is at first? */
static bool
forget_newest(Fact *fact, void *argument)
{
	if (attribute_number(fact->kind, "at_first") < 0)
		return false;
	forget_privilege(fact, "privileges");
	forget_privilege(fact, "grantable");
	forget_privilege(fact, "at_first");
	forget_privilege(fact, "usual");
	return fact_value(fact, "grantable") == NULL && same_text(fact_value(fact, "privileges"), fact_value(fact, "at_first"));
}

/* What one of two servers does not know is no difference between them, and could not be granted or revoked there. */
void
grants_compare_known(SchemaSnapshot *a, SchemaSnapshot *b)
{
	if ((a->server >= 170000) != (b->server >= 170000))
		snapshot_remove(a->server > b->server ? a : b, forget_newest, NULL);
}

const FactKind kind_grant = {
	.name = "grant",
	.attributes = (const Attribute[]) {
		{"privileges", .change = change_grant},
		{"grantable", .change = change_grant},
		{"at_first", .beside = true},
		{"grantee", .beside = true},
		{NULL}
	},
	.reference = "{of}",
	.identity = "{of.kind} {of.identity} {grantee}",
	.created = grant_anew,
	.dropped = revoke_to_first,
};
