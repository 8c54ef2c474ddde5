/*
 * diff.c
 *	  Two snapshots -> the statements that lead from one to the other, beside those that lead back.
 *
 * The way back is planned on its own, by the same rules, and laid beside the way there: where a statement and the one that
 * takes it back stand in the same order, they share a row.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "schema/internal.h"

static const char *const action_names[] = {
	[STATEMENT_DROP] = "drop",
	[STATEMENT_RENAME] = "rename",
	[STATEMENT_CREATE] = "create",
	[STATEMENT_ALTER] = "alter",
};

static const StatementAction opposite[] = {
	[STATEMENT_DROP] = STATEMENT_CREATE,
	[STATEMENT_RENAME] = STATEMENT_RENAME,
	[STATEMENT_CREATE] = STATEMENT_DROP,
	[STATEMENT_ALTER] = STATEMENT_ALTER,
};

/* A statement as the row that it becomes: facts are compared anew for the way back. */
static SchemaChange *
plan(SchemaSnapshot *source, SchemaSnapshot *target, bool back, int *n)
{
	Renaming   *renaming = compare_snapshots(source, target);
	List	   *statements;
	SchemaChange *changes;
	ListCell   *cell;

	statements = fold_statements(order_statements(source, target, write_statements(source, target, back, renaming)));
	rename_end(renaming);
	*n = list_length(statements);
	changes = palloc0(Max(*n, 1) * sizeof(SchemaChange));
	foreach(cell, statements)
	{
		Statement  *statement = lfirst(cell);
		SchemaChange *change = &changes[foreach_current_index(cell)];

		change->kind = statement->fact ? statement->fact->kind->name : "setting";
		change->identity = statement->fact ? statement->fact->identity : "check_function_bodies";
		if (back && statement->action == STATEMENT_RENAME)
			change->identity = statement->fact->other->identity;
		change->action = action_names[statement->action];
		change->upgrade = reread_same(statement->fact == NULL ? statement->sql : shrink_lists(statement->fact, statement->sql));
		change->upgrade_loss = statement->loss;
		change->upgrade_remedy = statement->remedy;
		change->upgrade_guess = statement->guess;
	}
	return changes;
}

static const char *
opposite_of(const char *action)
{
	for (int i = 0; i < lengthof(action_names); i++)
		if (strcmp(action_names[i], action) == 0)
			return action_names[opposite[i]];
	return action;
}

static bool
take_each_other_back(const SchemaChange *there, const SchemaChange *back)
{
	return strcmp(there->kind, back->kind) == 0 && strcmp(there->identity, back->identity) == 0 &&
		strcmp(there->action, opposite_of(back->action)) == 0;
}


/* For each statement there, the one that takes it back, or -1; each is taken once. */
static int *
pair(const SchemaChange *there, int n, const SchemaChange *back, int m)
{
	int		   *partner = palloc(Max(n, 1) * sizeof(int));
	bool	   *taken = palloc0(Max(m, 1) * sizeof(bool));
	int			from = 0;

	for (int i = 0; i < n; i++)
	{
		partner[i] = -1;
		for (int k = 0; k < m; k++)
		{
			int			j = (from + k) % m;

			if (taken[j] || !take_each_other_back(&there[i], &back[j]))
				continue;
			partner[i] = j;
			taken[j] = true;
			from = j + 1;
			break;
		}
	}
	pfree(taken);
	return partner;
}

/* Keep only the longest run of pairs that stand in the same order on both sides (patience sorting). */
static void
keep_increasing(int *partner, int n)
{
	int		   *tails = palloc(Max(n, 1) * sizeof(int)),
			   *before = palloc(Max(n, 1) * sizeof(int)),
				length = 0;
	bool	   *kept = palloc0(Max(n, 1) * sizeof(bool));

	for (int i = 0; i < n; i++)
	{
		int			low = 0,
					high = length;

		if (partner[i] < 0)
			continue;
		while (low < high)
		{
			int			middle = (low + high) / 2;

			if (partner[tails[middle]] < partner[i])
				low = middle + 1;
			else
				high = middle;
		}
		before[i] = low > 0 ? tails[low - 1] : -1;
		tails[low] = i;
		length = Max(length, low + 1);
	}
	for (int i = length > 0 ? tails[length - 1] : -1; i >= 0; i = before[i])
		kept[i] = true;
	for (int i = 0; i < n; i++)
		if (!kept[i])
			partner[i] = -1;
	pfree(tails);
	pfree(before);
	pfree(kept);
}

static void
reverse(SchemaChange *changes, int n)
{
	for (int i = 0; i < n / 2; i++)
	{
		SchemaChange change = changes[i];

		changes[i] = changes[n - 1 - i];
		changes[n - 1 - i] = change;
	}
}

static void
add_back(SchemaDiff *diff, const SchemaChange *back)
{
	SchemaChange *change = &diff->changes[diff->n++];

	*change = *back;
	change->action = opposite_of(back->action);
	change->downgrade = back->upgrade;
	change->downgrade_loss = back->upgrade_loss;
	change->downgrade_remedy = back->upgrade_remedy;
	change->downgrade_guess = back->upgrade_guess;
	change->upgrade = change->upgrade_loss = change->upgrade_remedy = change->upgrade_guess = NULL;
}

/*
 * The rows that lead from source to target and back, palloc'd in the current context; identities are the snapshots'.
 * Statements there would be run by the role that read the source, statements back by that of the target.
 */
SchemaDiff *
schema_diff(SchemaSnapshot *source, SchemaSnapshot *target)
{
	SchemaDiff *diff = palloc0(sizeof(SchemaDiff));
	int			n,
				m,
				next = 0;
	SchemaChange *there,
			   *back;
	int		   *partner;

	distribution_leave_open(source, target);
	there = plan(source, target, false, &n);
	back = plan(target, source, true, &m);
	reverse(back, m);
	partner = pair(there, n, back, m);
	keep_increasing(partner, n);
	diff->changes = palloc0(Max(n + m, 1) * sizeof(SchemaChange));
	for (int i = 0; i < n; i++)
	{
		if (partner[i] >= 0)
			while (next < partner[i])
				add_back(diff, &back[next++]);
		diff->changes[diff->n] = there[i];
		if (partner[i] >= 0)
		{
			diff->changes[diff->n].downgrade = back[next].upgrade;
			diff->changes[diff->n].downgrade_guess = back[next].upgrade_guess;
			diff->changes[diff->n].downgrade_remedy = back[next].upgrade_remedy;
			diff->changes[diff->n].downgrade_loss = back[next++].upgrade_loss;
		}
		diff->n++;
	}
	while (next < m)
		add_back(diff, &back[next++]);
	return diff;
}

/* What people should know about a row: what is guessed, or what data either way takes away; NULL: nothing. */
char *
schema_note(const SchemaChange *change)
{
	const char *guess = change->upgrade_guess != NULL ? change->upgrade_guess : change->downgrade_guess;

	if (guess != NULL)
		return psprintf("guessed: %s", guess);
	if (change->upgrade_loss != NULL && change->downgrade_loss != NULL)
		return psprintf("upgrade loses %s, downgrade loses %s", change->upgrade_loss, change->downgrade_loss);
	if (change->upgrade_loss != NULL)
		return psprintf("upgrade loses %s", change->upgrade_loss);
	return change->downgrade_loss == NULL ? NULL : psprintf("downgrade loses %s", change->downgrade_loss);
}
