/*
 * cmd_import.c
 *	  pg_migrate import: another tool's folder into the database.
 */
#include "postgres_fe.h"

#include "client/client.h"

static char *format = "auto";

static const Option import_options[] = {
	{0, "format", "FORMAT", OPTION_TEXT, &format, "whose folder it is (else found out)"},
	{0}
};

static ExitCode
run_import(int argc, char **argv)
{
	LocalFolder *folder = folder_open_foreign(argv[0], format);

	report_files(push_folder(connect_database(), folder), "Nothing to do: the database has all of it.");
	return EXIT_DONE;
}

const Command command_import = {
	"import", "FOLDER", 1, 1, "store another tool's folder in the database, as it is",
	"FORMAT is dbmate, diesel, flyway, golang-migrate, goose, plain, prisma, sqitch or sqlx. Nothing is applied: upgrade does it.",
	import_options, run_import
};
