/*
 * compat.h
 *	  The newest release's names for what older servers call otherwise.  PG_VERSION_NUM is looked at here alone.
 */
#ifndef MIGRATE_SERVER_COMPAT_H
#define MIGRATE_SERVER_COMPAT_H

#include "catalog/objectaccess.h"
#include "catalog/pg_namespace.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "parser/parse_relation.h"
#include "postmaster/bgworker.h"
#include "storage/proc.h"
#include "storage/procarray.h"
#include "storage/sinvaladt.h"
#include "tcop/tcopprot.h"
#include "utils/acl.h"
#include "utils/guc.h"

#include "server/locally.h"

/* 15 named it so; 14 had one function for fixed and variable parameters */
#if PG_VERSION_NUM < 150000
#define pg_analyze_and_rewrite_fixedparams(tree, text, types, n, env) pg_analyze_and_rewrite(tree, text, types, n, env)
#endif

/* 15 lets its blocks grow */
#if PG_VERSION_NUM < 150000
#define GenerationContextCreate(parent, name, min, init, max) (GenerationContextCreate) (parent, name, SLAB_LARGE_BLOCK_SIZE / 8)
#endif

/* 17 added it: what a function that works with its owner's rights sets first */
#if PG_VERSION_NUM < 170000
static inline void
RestrictSearchPath(void)
{
	set_locally("search_path", "pg_catalog, pg_temp");
}
#endif

/* 18 says so before the function, where C11 and C23 have it */
#ifndef pg_noreturn
#define pg_noreturn pg_attribute_noreturn()
#endif

/* 18 dropped ExecutorRun's execute_once */
#if PG_VERSION_NUM >= 180000
#define executor_run_to_end(query) ExecutorRun(query, ForwardScanDirection, 0)
#else
#define executor_run_to_end(query) ExecutorRun(query, ForwardScanDirection, 0, true)
#endif

/* 18 dropped PortalRun's run_once */
#if PG_VERSION_NUM >= 180000
#define portal_run_to_end(portal, receiver) ((void) PortalRun(portal, FETCH_ALL, true, receiver, receiver, NULL))
#else
#define portal_run_to_end(portal, receiver) ((void) PortalRun(portal, FETCH_ALL, true, true, receiver, receiver, NULL))
#endif

/* 17 numbers backends by their PGPROC */
#if PG_VERSION_NUM >= 170000
#define virtual_transaction_pid(vxid) (ProcNumberGetProc((vxid).procNumber) ? ProcNumberGetProc((vxid).procNumber)->pid : 0)
#else
#define virtual_transaction_pid(vxid) (BackendIdGetProc((vxid).backendId) ? BackendIdGetProc((vxid).backendId)->pid : 0)
#endif

/* 16 renamed it */
#if PG_VERSION_NUM < 160000
#define pgstat_get_local_beentry_by_index(i) pgstat_fetch_stat_local_beentry(i)
#endif

/* 16 moved permissions from range table entries into RTEPermissionInfo */
#if PG_VERSION_NUM >= 160000
#define column_permissions(item) ((item)->p_perminfo)
#define check_permissions(pstate) ExecCheckPermissions((pstate)->p_rtable, list_make1((pstate)->p_rteperminfos ? linitial((pstate)->p_rteperminfos) : NULL), true)
#else
#define column_permissions(item) ((item)->p_rte)
#define check_permissions(pstate) ExecCheckRTPerms((pstate)->p_rtable, true)
#endif

/* 16 tells their number at once */
#if PG_VERSION_NUM >= 160000
#define guc_variables(n) get_guc_variables(n)
#else
#define guc_variables(n) (*(n) = GetNumConfigOptions(), get_guc_variables())
#endif

/* 16 made one of the functions that check an ACL */
#if PG_VERSION_NUM >= 160000
#define may_use_schema(oid) (object_aclcheck(NamespaceRelationId, oid, GetUserId(), ACL_USAGE) == ACLCHECK_OK)
#else
#define may_use_schema(oid) (pg_namespace_aclcheck(oid, GetUserId(), ACL_USAGE) == ACLCHECK_OK)
#endif

/* 16 renamed the role membership test that counts SET ROLE */
#if PG_VERSION_NUM >= 160000
#define member_can_set_role(member, role) member_can_set_role(member, role)
#else
#define member_can_set_role(member, role) is_member_of_role(member, role)
#endif

/* 17 lets background workers connect as a role without LOGIN */
#ifndef BGWORKER_BYPASS_ROLELOGINCHECK
#define BGWORKER_BYPASS_ROLELOGINCHECK 0
#endif

/* The primary key's index, or InvalidOid.  18 asks whether a deferrable one will do. */
static inline Oid
primary_key_index(Relation relation)
{
#if PG_VERSION_NUM >= 180000
	return RelationGetPrimaryKeyIndex(relation, true);
#else
	return RelationGetPrimaryKeyIndex(relation);
#endif
}

#endif							/* MIGRATE_SERVER_COMPAT_H */
