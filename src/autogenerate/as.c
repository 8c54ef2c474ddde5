/*
 * as.c
 *	  Transactions of a model's background workers, with the rights of a role that the caller is or may become.
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"

#include "autogenerate/internal.h"

/* Begin a transaction with the rights of that role, in which SET ROLE is refused. */
void
model_begin_as(Oid user)
{
	StartTransactionCommand();
	SetUserIdAndSecContext(user, SECURITY_LOCAL_USERID_CHANGE);
}

void
model_commit_as(void)
{
	SetUserIdAndSecContext(GetSessionUserId(), 0);
	CommitTransactionCommand();
}
