/*
 * directory.h
 *	  A folder on the server's disk, read whole.
 */
#ifndef MIGRATE_SERVER_DIRECTORY_H
#define MIGRATE_SERVER_DIRECTORY_H

typedef bool (*FileNameTest) (const char *name);

extern void directory_read(const char *path, FileNameTest wanted, char ***names, char ***contents, int *n);

#endif							/* MIGRATE_SERVER_DIRECTORY_H */
