/*
 * observer.c
 *	  Who is told what happens in a run.
 */
#include "postgres.h"

#include "run/internal.h"

#define MAX_OBSERVERS 16

static const RunObserver *observers[MAX_OBSERVERS];
static int	nobservers = 0;
static bool silence = false;

void
run_add_observer(const RunObserver *observer)
{
	if (nobservers == MAX_OBSERVERS)
		elog(ERROR, "too many observers of the runner");
	observers[nobservers++] = observer;
}

#define TELL(event, ...) \
	for (int i = 0; i < nobservers && !silence; i++) \
		if (observers[i]->event != NULL) \
			observers[i]->event(__VA_ARGS__)

void
observers_silence(bool silent)
{
	silence = silent;
}

void
observers_before_plan(const Graph *graph, const StepPlan *plan)
{
	TELL(before_plan, graph, plan);
}

void
observers_before_part(void)
{
	TELL(before_part);
}

void
observers_before_step(const RunningStep *step)
{
	TELL(before_step, step);
}

void
observers_before_statement(const RunningStep *step, const ScriptStatement *statement)
{
	TELL(before_statement, step, statement);
}

void
observers_after_statement(const RunningStep *step, const ScriptStatement *statement)
{
	TELL(after_statement, step, statement);
}

void
observers_after_step(const RunningStep *step)
{
	TELL(after_step, step);
}

void
observers_after_part(void)
{
	TELL(after_part);
}

void
observers_after_plan(void)
{
	TELL(after_plan);
}
