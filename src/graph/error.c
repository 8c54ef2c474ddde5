/*
 * error.c
 *	  Errors that more than one file raises, and how revisions are listed in them.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "graph/internal.h"

static void
append_revision(StringInfo out, const char *revision_id, const char *message)
{
	appendStringInfo(out, "\"%s\"", revision_id);
	if (message != NULL && message[0] != '\0')
		appendStringInfo(out, " (%.*s)", (int) strcspn(message, "\r\n"), message);
}

/* '"a" (create persons), "b" and 5 more' */
static char *
list_ids(int length, const char *const *ids, const char *const *messages)
{
	StringInfoData out;
	int			listed = Min(length, MAX_LISTED);

	initStringInfo(&out);
	for (int i = 0; i < listed; i++)
	{
		if (i > 0)
			appendStringInfoString(&out, i == length - 1 ? " and " : ", ");
		append_revision(&out, ids[i], messages != NULL ? messages[i] : NULL);
	}
	if (listed < length)
		appendStringInfo(&out, " and %d more", length - listed);
	return out.data;
}

static const char **
strings_of(const Graph *graph, RevisionList list, bool messages)
{
	const char **strings = palloc(Max(list.length, 1) * sizeof(char *));

	for (int i = 0; i < list.length; i++)
	{
		const GraphRevision *revision = &graph->revisions[list.positions[i]];

		strings[i] = messages ? revision->message : revision->revision_id;
	}
	return strings;
}

/*
 * The revisions as an error names them, palloc'd.
 */
char *
list_revisions(const Graph *graph, RevisionList list)
{
	return list_ids(list.length, strings_of(graph, list, false), strings_of(graph, list, true));
}

/* "migrate.merge('...', '{a,b}')", or without the arguments where they would fill the screen */
static char *
merge_call(int nheads, const char *const *ids)
{
	StringInfoData out;

	if (nheads > MAX_LISTED)
		return "migrate.merge()";
	initStringInfo(&out);
	appendStringInfoString(&out, "migrate.merge('...', '{");
	for (int i = 0; i < nheads; i++)
		appendStringInfo(&out, "%s%s", i > 0 ? "," : "", ids[i]);
	appendStringInfoString(&out, "}')");
	return out.data;
}

/*
 * There are several heads where one is needed.  messages may be NULL, branch too (else the heads are those of a branch).
 */
void
graph_error_several_heads(int nheads, const char *const *ids, const char *const *messages, const char *branch)
{
	ereport(ERROR,
			errcode(ERRCODE_AMBIGUOUS_PARAMETER),
			branch == NULL ? errmsg("there are %d heads", nheads)
			: errmsg("there are %d heads on branch \"%s\"", nheads, branch),
			errdetail("Heads are %s.", list_ids(nheads, ids, messages)),
			errhint("Upgrade to one of them, to \"%s%sheads\", or join them with %s.",
					branch != NULL ? branch : "", branch != NULL ? "@" : "", merge_call(nheads, ids)));
}

void
error_several_heads(const Graph *graph, RevisionList heads, const char *branch)
{
	graph_error_several_heads(heads.length, strings_of(graph, heads, false), strings_of(graph, heads, true), branch);
}
