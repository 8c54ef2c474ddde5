/*
 * sqitch.h
 *	  What sqitch.c and sqitch_plan.c share: a plan, read line by line.
 */
#ifndef MIGRATE_FILE_FORMATS_SQITCH_H
#define MIGRATE_FILE_FORMATS_SQITCH_H

#include "file/internal.h"

typedef struct SqitchTag
{
	char	   *name;			/* without its "@" */
	int			change;			/* position of the change that it follows; -1: none */
} SqitchTag;

typedef struct SqitchChange
{
	char	   *name;
	char	   *note;			/* "" where it has none */
	char	   *revision_id;
	int			line;			/* in the plan */
	int			instance;		/* from 1: how often the plan has had the name up to here */
	int			next_instance;	/* position of the change that reworks it; -1: none */
	TextList	requires;		/* as written */
	TextList	conflicts;
} SqitchChange;

typedef struct SqitchPlan
{
	const char *file_name;
	char	   *project;		/* or NULL */
	int			nchanges;
	SqitchChange *changes;
	int			ntags;
	SqitchTag  *tags;
	struct HTAB *last_instances;	/* name -> position of the last change of that name */
} SqitchPlan;

extern SqitchPlan *sqitch_read_plan(Folder *folder, const FolderFile *source);
extern int	sqitch_find_change(const SqitchPlan *plan, const char *text, int before);

#endif							/* MIGRATE_FILE_FORMATS_SQITCH_H */
