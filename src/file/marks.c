/*
 * marks.c
 *	  Comments by which other tools divide a file into its parts.
 */
#include "postgres.h"

#include "file/internal.h"

/*
 * Does some script with a number hold a line that begins "--" and then the mark, in whatever case?  For "auto": so goose's
 * and dbmate's folders are told from plain SQL.
 */
bool
folder_has_mark(const FolderFile *files, int nfiles, const char *mark)
{
	for (int i = 0; i < nfiles; i++)
	{
		LineReader	lines;
		Span		text;
		char		first = folder_base_name(files[i].name)[0];

		if (!file_is_sql(files[i].name) || first < '0' || first > '9')
			continue;
		lines_open(&lines, files[i].content);
		while (lines_next(&lines))
		{
			if (span_match_comment(lines.line, &text) && span_take(&text, mark))
				return true;
		}
	}
	return false;
}
