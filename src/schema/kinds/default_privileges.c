/*
 * default_privileges.c
 *	  Default privileges: a fact a role, schema, type of objects and grantee, as privileges are a fact a grantee (grant.c).
 *
 * Those for a schema add to those for all schemas, which replace what PostgreSQL itself gives (acldefault()).  They come
 * after all else: what a script makes is not to be granted by them.
 */
#include "postgres.h"

#include "nodes/value.h"

#include "schema/kinds/kinds.h"

#define DEFAULT_PRIVILEGES \
	"SELECT 'pg_namespace'::regclass::oid AS of_class, d.defaclnamespace AS of_oid, quote_ident(r.rolname) AS role," \
	"  CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS objects," \
	"  coalesce(quote_ident(g.rolname), 'PUBLIC') AS grantee," \
	"  string_agg(p.privilege, ', ' ORDER BY p.privilege) FILTER (WHERE p.has AND NOT p.may_grant) AS privileges," \
	"  string_agg(p.privilege, ', ' ORDER BY p.privilege) FILTER (WHERE p.may_grant) AS grantable," \
	"  string_agg(p.privilege, ', ' ORDER BY p.privilege) FILTER (WHERE p.usual AND d.defaclnamespace = 0) AS at_first," \
	"  string_agg(p.privilege, ', ' ORDER BY p.privilege) FILTER (WHERE p.usual) AS usual" \
	" FROM pg_default_acl d JOIN pg_roles r ON r.oid = d.defaclrole," \
	"  LATERAL (SELECT a.grantee, a.privilege_type AS privilege, bool_or(NOT a.usual) AS has, bool_or(a.is_grantable) AS may_grant, bool_or(a.usual) AS usual" \
	"    FROM (SELECT e.*, false AS usual FROM aclexplode(d.defaclacl) e" \
	"      UNION ALL SELECT e.*, true FROM aclexplode(acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole)) e) a" \
	"    GROUP BY a.grantee, a.privilege_type) p" \
	"  LEFT JOIN pg_roles g ON g.oid = p.grantee"

#define THAT_DIFFER \
	" GROUP BY d.oid, d.defaclnamespace, d.defaclobjtype, r.rolname, p.grantee, g.rolname" \
	" HAVING bool_or(p.may_grant OR CASE d.defaclnamespace WHEN 0 THEN p.has <> p.usual ELSE p.has END)"

/* The facts of what is given to objects that the role makes which runs the statements, and stays. */
List *
default_privileges_in_force(const SchemaSnapshot *source)
{
	List	   *facts = NIL;
	ListCell   *cell;

	foreach(cell, source->facts)
	{
		Fact	   *fact = lfirst(cell);

		if ((fact->kind == &kind_default_privilege || fact->kind == &kind_schema_default_privilege) &&
			(fact->fate == FATE_KEPT || fact->fate == FATE_ALTERED) && strcmp(fact_value(fact, "role"), source->role) == 0)
			facts = lappend(facts, fact);
	}
	return facts;
}

static const char *
objects_of(const Fact *object)
{
	switch (object->kind->acl_type)
	{
		case 'r':
			return "TABLES";
		case 's':
			return "SEQUENCES";
		case 'f':
			return "FUNCTIONS";
		case 'T':
			return "TYPES";
		case 'n':
			return "SCHEMAS";
		default:
			return "";
	}
}

static bool
reaches(const Fact *privilege, const Fact *object)
{
	const Fact *whole = object;

	if (strcmp(fact_value(privilege, "objects"), objects_of(object)) != 0)
		return false;
	while (whole->schema == NULL && whole->of != NULL)
		whole = whole->of;
	return privilege->of == NULL || (whole->schema != NULL && strcmp(whole->schema, privilege->of->name) == 0);
}

static bool
has_grant(const Fact *object, const char *grantee)
{
	ListCell   *cell;

	foreach(cell, object->parts)
	{
		const Fact *part = lfirst(cell);

		if (part->kind == &kind_grant && strcmp(fact_value(part, "grantee"), grantee) == 0)
			return true;
	}
	return false;
}

/* Who has what is given to a role: what its maker has is the owner's, once it gets another. */
static const char *
receiver(Changes *changes, const Fact *object, const Fact *privilege)
{
	const char *grantee = fact_value(privilege, "grantee");
	const Fact *owner = fact_part(object, &kind_owner);

	return owner != NULL && strcmp(grantee, changes->source->role) == 0 ? owner->values[0] : grantee;
}

static const char *
both(const char *a, const char *b)
{
	const char *more = list_without(b, a);

	return a == NULL || more == NULL ? (a == NULL ? more : a) : psprintf("%s, %s", a, more);
}

/*
 * What a role has on an object that has just been made, from what PostgreSQL itself gives: those of default privileges for
 * all schemas are there instead, those for one schema beside.
 */
void
default_privileges_add(Changes *changes, const Fact *object, const char *grantee, const char **plain, const char **grantable)
{
	ListCell   *cell;

	foreach(cell, changes->default_privileges)
	{
		const Fact *privilege = lfirst(cell);

		if (!reaches(privilege, object) || strcmp(receiver(changes, object, privilege), grantee) != 0)
			continue;
		*plain = both(privilege->of == NULL ? NULL : *plain, fact_value(privilege, "privileges"));
		*grantable = both(privilege->of == NULL ? NULL : *grantable, fact_value(privilege, "grantable"));
	}
}

static Fact *
make_grant(const Fact *object, const char *grantee)
{
	Fact	   *grant = palloc0(sizeof(Fact));

	grant->kind = &kind_grant;
	grant->of = unconstify(Fact *, object);
	grant->values = palloc0(sizeof(char *) * 4);
	grant->values[attribute_number(&kind_grant, "grantee")] = pstrdup(grantee);
	grant->identity = template_fill(kind_grant.identity, grant, NULL, NULL);
	grant->fate = FATE_NEW;
	return grant;
}

/* Does an object come to belong to a role?  What that was given is one with what an owner has, but for the right to give it on. */
static bool
becomes_owner(const Changes *changes, const Fact *object, const char *role)
{
	const Fact *owner = fact_part(object, &kind_owner);

	return owner != NULL && strcmp(owner->values[0], role) == 0 && strcmp(owner_at_first(changes, owner), role) != 0;
}

/* No grant says that a role has on an object anything but what PostgreSQL itself gives: what else it got is taken back. */
void
default_privileges_take_back(Changes *changes, const Fact *object)
{
	List	   *done = NIL;
	ListCell   *cell;

	foreach(cell, changes->default_privileges)
	{
		const Fact *privilege = lfirst(cell);
		const char *grantee = receiver(changes, object, privilege),
				   *usual = fact_value(privilege, "usual"),
				   *plain = usual,
				   *grantable = NULL;

		if (!reaches(privilege, object) || has_grant(object, grantee) ||
			list_member(done, makeString(unconstify(char *, grantee))))
			continue;
		default_privileges_add(changes, object, grantee, &plain, &grantable);
		if (grantable == NULL && becomes_owner(changes, object, fact_value(privilege, "grantee")))
			continue;
		change_privileges(changes, make_grant(object, grantee), plain, grantable, usual, NULL);
		done = lappend(done, makeString(unconstify(char *, grantee)));
	}
}

static const Attribute attributes[] = {
	{.name = "role", .beside = true},
	{.name = "objects", .beside = true},
	{.name = "grantee", .beside = true},
	{.name = "privileges", .change = change_grant},
	{.name = "grantable", .change = change_grant},
	{.name = "at_first", .beside = true},
	{.name = "usual", .beside = true},
	{NULL}
};

const FactKind kind_default_privilege = {
	.name = "default privilege",
	.query =
	"SELECT p.role, p.objects, p.grantee, p.privileges, p.grantable, p.at_first, p.usual FROM (" DEFAULT_PRIVILEGES " WHERE $2 AND d.defaclnamespace = 0" THAT_DIFFER ") p",
	.attributes = attributes,
	.identity = "{role} {objects} {grantee}",
	.grant_object = "{objects}",
	.alter = "ALTER DEFAULT PRIVILEGES FOR ROLE {role} {children}",
	.last = true,
	.created = grant_anew,
	.dropped = revoke_to_first,
};

const FactKind kind_schema_default_privilege = {
	.name = "schema default privilege",
	.query = DEFAULT_PRIVILEGES " WHERE d.defaclnamespace = ANY ($1)" THAT_DIFFER,
	.attributes = attributes,
	.identity = "{of.identity} {role} {objects} {grantee}",
	.grant_object = "{objects}",
	.alter = "ALTER DEFAULT PRIVILEGES FOR ROLE {role} IN SCHEMA {of} {children}",
	.last = true,
	.created = grant_anew,
	.dropped = revoke_to_first,
};
