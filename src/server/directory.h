/*
 * directory.h
 *	  A folder on the server's disk, read whole.
 */
#ifndef MIGRATE_SERVER_DIRECTORY_H
#define MIGRATE_SERVER_DIRECTORY_H

extern void directory_read(const char *path, char ***names, char ***contents, int *n);

#endif							/* MIGRATE_SERVER_DIRECTORY_H */
