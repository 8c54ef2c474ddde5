-- complete() answers true the first time, NULL for whom there is nothing to complete.
SELECT complete('Ada');
SELECT complete('Ada');
SELECT complete('Nobody');
SELECT * FROM persons ORDER BY id;
