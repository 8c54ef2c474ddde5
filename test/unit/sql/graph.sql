-- Targets, plans, ranges, squashed revisions and pictures of graph/.
-- A graph is text, a revision a line (../graph_unit.c); applied names revisions that are applied with what they stand on.
\getenv libdir PG_LIBDIR
\set library :libdir '/graph_unit'
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS graph_unit CASCADE;
RESET client_min_messages;
CREATE SCHEMA graph_unit;
SET search_path = graph_unit;
CREATE FUNCTION plan(graph text, applied text, move text, target text) RETURNS text LANGUAGE c AS :'library', 'unit_graph_plan';
CREATE FUNCTION try(graph text, applied text, move text, target text) RETURNS text LANGUAGE c AS :'library', 'unit_graph_try';
CREATE FUNCTION look(graph text, applied text, what text) RETURNS text LANGUAGE c AS :'library', 'unit_graph_look';
CREATE FUNCTION random_graphs(seed int, graphs int) RETURNS int LANGUAGE c AS :'library', 'unit_graph_random';
CREATE FUNCTION measure(size int, shape int) RETURNS float8[] LANGUAGE c AS :'library', 'unit_graph_measure';

\set first 'aaaa1\nbbbb1 p=aaaa1\ncccc1 p=bbbb1 l=left\ndddd1 p=cccc1\neeee1 p=bbbb1 l=right\nffff1 p=eeee1\nhhhh1 l=other\niiii1 p=hhhh1 d=cccc1'
\set second 'aaaa1\nbbbb1 p=aaaa1\ncccc1 p=bbbb1\ndddd1 p=bbbb1\ngggg1 p=cccc1,dddd1\nkkkk1 p=gggg1'

-- Upgrades mean what they mean to Alembic.
SELECT target, applied, try(:'first', applied, 'upgrade', target)
FROM (VALUES
	(1, 'head', ''), (2, 'heads', ''), (3, 'left@head', ''), (4, 'left', ''), (5, 'right@head', 'cccc1'), (6, 'other@head', ''),
	(7, 'iiii1', ''), (8, '+1', ''), (9, '+1', 'bbbb1'), (10, '+1', 'aaaa1'), (11, 'left@+1', 'bbbb1'), (12, 'right@+2', 'bbbb1'),
	(13, 'left@+1', ''), (14, 'bbbb1+1', 'aaaa1'), (15, 'aaaa1+1', ''), (16, 'dddd1+1', ''), (17, 'dddd1-1', ''),
	(18, 'aaaa1', 'bbbb1'), (19, 'base', 'bbbb1'), (20, '+1', 'dddd1'), (21, '+1', 'dddd1 ffff1'), (22, 'aaaa', ''), (23, 'aaa', ''),
	(24, 'zzzz', ''), (25, 'left@base', 'dddd1'), (26, 'left@ffff1', ''), (27, 'left@heads', ''), (28, 'left@dddd', ''),
	(29, 'right@bbbb1+1', ''), (30, 'current', 'dddd1'), (31, 'base+2', ''), (32, '-1', 'dddd1'), (33, '+0', 'dddd1'),
	(34, 'aaaa1-1', ''), (35, 'aaaa1-2', ''), (36, '+99999999999999999999', 'cccc1')
) AS given (n, target, applied) ORDER BY n;

-- So do downgrades; -n are the n applied last, through merges and with several heads too.
SELECT target, applied, try(:'first', applied, 'downgrade', target)
FROM (VALUES
	(1, '-1', 'dddd1'), (2, '-2', 'dddd1'), (3, '-1', 'dddd1 ffff1'), (4, '-1', 'ffff1 dddd1'), (5, 'left@-1', 'dddd1 ffff1'),
	(6, 'base', 'dddd1 ffff1'), (7, 'left@base', 'dddd1 ffff1'), (8, 'right@base', 'dddd1 ffff1'), (9, 'bbbb1', 'dddd1 ffff1'),
	(10, 'cccc1', 'dddd1 ffff1'), (11, 'left@bbbb1', 'dddd1 ffff1'), (12, 'base', 'iiii1 dddd1'), (13, 'bbbb1', 'dddd1 iiii1'),
	(14, 'other@base', 'dddd1 iiii1'), (15, '-9', 'dddd1'), (16, 'dddd1', 'cccc1'), (17, 'head', 'dddd1'), (18, 'cccc1', 'cccc1'),
	(19, '-1', ''), (20, 'base', ''), (21, 'dddd1-1', 'dddd1'), (22, 'aaaa1+1', 'dddd1'), (23, 'left@-9', 'dddd1'),
	(24, 'left@head', 'dddd1 ffff1'), (25, '-0', 'dddd1'), (26, '+1', 'dddd1'), (27, '1', 'dddd1'), (28, 'cccc1', 'iiii1'),
	(29, 'current', 'dddd1'), (30, 'left@-1', 'hhhh1')
) AS given (n, target, applied) ORDER BY n;

SELECT move, target, applied, try(:'second', applied, move, target)
FROM (VALUES
	(1, 'downgrade', '-1', 'gggg1'), (2, 'downgrade', 'cccc1', 'gggg1'), (3, 'downgrade', 'bbbb1', 'gggg1'),
	(4, 'downgrade', '-2', 'kkkk1'), (5, 'downgrade', 'base', 'kkkk1'), (6, 'upgrade', '+1', 'cccc1'), (7, 'upgrade', 'head', 'cccc1'),
	(8, 'upgrade', 'gggg1', 'dddd1'), (9, 'upgrade', '+1', 'bbbb1'), (10, 'upgrade', '+2', 'cccc1'), (11, 'downgrade', 'gggg1-1', 'kkkk1')
) AS given (n, move, target, applied) ORDER BY n;

-- Errors name the candidates and say what to type.
\set named '8f14e45fceea n=create_persons m=create persons\nc9f0f895fb98 p=8f14e45fceea n=add_completed l=api m=add completed\n8f14e45faaaa p=8f14e45fceea n=other m=other\n45c48cce2e2d p=8f14e45faaaa n=left m=left'
SELECT plan(:'named', '', 'upgrade', '8f1');
SELECT plan(:'named', '', 'upgrade', 'head');
SELECT plan(:'named', '', 'upgrade', '8f14e45fceea@head');
SELECT plan(:'named', '', 'upgrade', '8f14');
SELECT plan(:'named', '', 'upgrade', 'creat_persons');
SELECT plan(:'named', '', 'upgrade', 'apu@head');
SELECT plan(:'named', '', 'upgrade', 'api@45c48cce2e2d');
SELECT plan(:'named', '', 'upgrade', 'nothing like it');
SELECT plan(:'named', '', 'upgrade', '');
SELECT plan(:'named', '', 'upgrade', NULL);
SELECT plan(:'named', '', 'upgrade', '-1');
SELECT plan(:'named', '', 'upgrade', '8f14e45fceea+1');
SELECT plan(:'named', '', 'upgrade', 'api+1');
SELECT plan(:'named', 'c9f0f895fb98 45c48cce2e2d', 'upgrade', '+1');
SELECT plan(:'named', '', 'downgrade', NULL);
SELECT plan(:'named', '', 'downgrade', '1');
SELECT plan(:'named', 'c9f0f895fb98', 'downgrade', '-3');
SELECT plan(:'named', '', 'downgrade', '@last');
SELECT plan(:'named', '', 'downgrade', 'api');
SELECT plan(:'named', '', 'steps', '1');
SELECT plan(:'named', '', 'steps', '-2');
SELECT plan(:'named', 'c9f0f895fb98', 'downgrade', 'api@8f14e45faaaa-1');
SELECT plan(:'first', 'dddd1', 'downgrade', 'hhhh1@bbbb1');

-- Many heads do not fill the screen.
SELECT plan(string_agg('rev' || lpad(n::text, 3, '0'), E'\n' ORDER BY n), '', 'upgrade', 'head') FROM generate_series(1, 200) AS n;

-- What is exact wins before any other reading: here ids look like offsets, a name like an id, a label like a prefix.
\set exact '2024\n2024-01 p=2024 n=aaaa\n2024-01-15 p=2024-01 t=v-1\naaaab p=2024-01-15 l=2024-\n1 p=aaaab'
SELECT target, try(:'exact', '', 'revision', target)
FROM unnest('{2024,2024-01,2024-1,2024-01-15,2024-01-1,aaaa,aaaab,v-1,v-1-1,2024-,1,1-1,2024-01-15+1,head,base,heads}'::text[]) WITH ORDINALITY AS t (target, n)
ORDER BY n;
SELECT try(:'exact', '1', 'downgrade', '1'), try(:'exact', '2024-01', 'revision', '+1'), try(:'exact', '2024-01', 'revision', 'current');

-- '@last' takes back what the last run applied, and what stands on it.
SELECT plan(E'a1 a=1/1\nb1 p=a1 a=3/2\nc1 p=b1 a=4/2\nd1 a=2/1\ne1 d=c1 a=5/1', NULL, 'downgrade', '@last');

-- Steps go by when they were applied; where that and the edges conflict, the edges win, by way of what is pending too.
SELECT n, try(E'a1 a=9\nb1 p=a1 a=1\nc1 p=b1 a=2\nd1 a=5', NULL, 'steps', n::text) FROM generate_series(0, 5) AS n;
SELECT plan(E'a1 a=9\nb1 p=a1\nc1 p=b1 a=2', NULL, 'steps', '2'), plan(E'a1 a=9\nb1 p=a1\nc1 p=b1 a=2', NULL, 'take back', 'b1');

-- A revision that came late and lies below what is applied is missing like any other.
SELECT plan(E'a1 a=1\nb1 p=a1\nc1 p=b1 a=2\nd1 p=c1', NULL, 'upgrade', 'head'), look(E'a1 a=1\nb1 p=a1\nc1 p=b1 a=2', NULL, 'current');

-- Stamping marks what target stands on and unmarks what follows it; other branches stay.
SELECT target, applied, try(:'first', applied, 'stamp', target)
FROM (VALUES
	(1, 'cccc1', ''), (2, 'aaaa1', 'dddd1 ffff1'), (3, 'cccc1', 'dddd1 ffff1'), (4, 'base', 'dddd1 iiii1'), (5, 'heads', 'cccc1'),
	(6, 'head', ''), (7, 'left@head', 'ffff1'), (8, 'left@base', 'dddd1 hhhh1'), (9, 'bbbb1', 'iiii1'), (10, 'iiii1', 'dddd1')
) AS given (n, target, applied) ORDER BY n;

-- Ranges as Alembic's history: both ends included, newest first.
SELECT range, applied, try(:'first', applied, 'range', range)
FROM (VALUES
	(1, NULL, ''), (2, 'bbbb1:dddd1', ''), (3, ':cccc1', ''), (4, 'eeee1:', ''), (5, 'eeee1:ffff1', ''), (6, 'left', ''),
	(7, 'current:left@head', 'bbbb1'), (8, '-2:current', 'dddd1'), (9, 'bbbb1:+2', ''), (10, 'cccc1:+9', ''), (11, '-9:dddd1', ''),
	(12, 'dddd1:bbbb1', ''), (13, 'base:heads', ''), (14, 'hhhh1:iiii1', ''), (15, 'a:b:c', ''), (16, 'zzzz:', ''), (17, '-1:+1', 'aaaa1'),
	(18, 'current:+1', 'dddd1 ffff1'), (19, 'heads', ''), (20, ':head', ''), (21, 'base', '')
) AS given (n, range, applied) ORDER BY n;

-- The plan of an offline script, whatever is applied: [what is applied where it begins] and the steps.
SELECT range, try(:'first', 'dddd1', 'script', range)
FROM (VALUES
	(1, NULL), (2, 'left@head'), (3, 'bbbb1:dddd1'), (4, 'dddd1:bbbb1'), (5, 'dddd1:'), (6, 'iiii1:base'), (7, 'bbbb1:bbbb1'),
	(8, 'cccc1:ffff1'), (9, 'heads:bbbb1'), (10, 'current:iiii1'), (11, 'dddd1:+1'), (12, ':heads'), (13, 'aaaa1:head')
) AS given (n, range) ORDER BY n;

-- What there is to read.
SELECT what, look(:'first', 'cccc1', what) FROM unnest('{heads,current,branch points,pending,sorted,edges}'::text[]) WITH ORDINALITY AS t (what, n) ORDER BY n;
SELECT look('', '', 'heads'), plan('', '', 'upgrade', 'head'), plan('', '', 'downgrade', 'base'), plan('', '', 'stamp', 'heads'), look('', '', 'text');

-- Of those that could come next the one that was added first does.
SELECT look(E'm p=b,a\nw\na\nb\nz p=w', '', 'sorted');

-- Linking refuses what is no graph.
SELECT plan(E'a\nb p=a,x', '', 'upgrade', 'head');
SELECT plan(E'a\nb d=y', '', 'upgrade', 'head');
SELECT plan(E'a p=b\nb p=a', '', 'upgrade', 'head');
SELECT plan(E'root\nc p=b\nb p=root d=a\na p=c\nd p=c', '', 'upgrade', 'head');
SELECT plan(E'a p=a', '', 'upgrade', 'head');
SELECT plan('r000 p=r049' || string_agg(format(E'\nr%s p=r%s', lpad(n::text, 3, '0'), lpad((n - 1)::text, 3, '0')), '' ORDER BY n), '', 'upgrade', 'head')
FROM generate_series(1, 49) AS n;
SELECT plan(E'a\na', '', 'upgrade', 'head');
SELECT plan(E'a n=same\nb p=a n=same', '', 'upgrade', 'head');
SELECT plan(E'a l=same\nb p=a t=same', '', 'upgrade', 'head');
SELECT plan(E'a s=b\nb\nc s=b', '', 'upgrade', 'head');
SELECT plan(E'a s=b\nb s=a', '', 'upgrade', 'head');
-- Said twice is said once.
SELECT look(E'a l=x,x\nb p=a,a d=a,a', '', 'edges');

-- A squashed revision S (of b and c) is in force when none or all of its originals are applied, hidden while some are.
\set squashed 'aaaa\nbbbb p=aaaa n=bname\ncccc p=bbbb l=lab m=last original\nSSSS p=aaaa s=bbbb,cccc t=tag m=squashed\ndddd p=cccc\neeee p=SSSS\nffff d=bbbb'
SELECT applied, look(:'squashed', applied, 'edges') FROM unnest('{=,=aaaa,=aaaa bbbb,=aaaa bbbb cccc,=aaaa SSSS bbbb cccc,=aaaa SSSS,=aaaa cccc,=aaaa bbbb ffff}'::text[]) WITH ORDINALITY AS t (applied, n) ORDER BY n;
SELECT applied, target, try(:'squashed', applied, 'upgrade', target)
FROM (VALUES
	(1, '=', 'heads'), (2, '=aaaa bbbb', 'heads'), (3, '=aaaa bbbb cccc', 'heads'), (4, '=', 'lab'), (5, '=aaaa bbbb', 'lab'),
	(6, '=aaaa bbbb', 'tag'), (7, '=', 'tag'), (8, '=aaaa bbbb', 'eeee'), (9, '=', 'dddd'), (10, '=', 'bname'), (11, '=', 'bbbb'),
	(12, '=aaaa bbbb', 'SSSS'), (13, '=aaaa bbbb', 'bname'), (14, '=', 'lab@head'), (15, '=aaaa bbbb', 'tag@head')
) AS given (n, applied, target) ORDER BY n;
SELECT plan(:'squashed', '', 'upgrade', 'cccc');
SELECT plan(:'squashed', '=aaaa bbbb', 'upgrade', 'SSSS');
SELECT plan(:'squashed', '=aaaa bbbb', 'revision', 'SSSS'), plan(:'squashed', '', 'revision', 'bbbb');
SELECT plan(:'squashed', '=aaaa SSSS dddd eeee', 'downgrade', 'aaaa'), plan(:'squashed', '=aaaa bbbb ffff', 'downgrade', 'aaaa');
-- Two originals that nothing else stands on: both stand in, and a label of what they stand in for means neither.
SELECT look(E'aa\nbb\nSS s=aa,bb l=lab\ncc p=SS', '=aa', 'edges'), plan(E'aa\nbb\nSS s=aa,bb l=lab\ncc p=SS', '=aa', 'upgrade', 'cc');
SELECT plan(E'aa\nbb\nSS s=aa,bb l=lab\ncc p=SS', '=aa', 'upgrade', 'lab');
-- Originals that are gone from the folder: edges to them lead to what replaces them.
SELECT look(E'aaaa\nSSSS p=aaaa s=bbbb,cccc\ndddd p=cccc', '', 'edges'), plan(E'aaaa\nSSSS p=aaaa s=bbbb,cccc\ndddd p=cccc', '', 'upgrade', 'head');
SELECT plan(E'aaaa\nSSSS p=aaaa s=bbbb,cccc m=squashed\ndddd p=cccc', '', 'upgrade', 'cccc');
-- Squashed twice, and half of the inner one applied: neither is in force.
\set twice 'aaaa\nbbbb p=aaaa\nSSSS s=aaaa,bbbb\ncccc p=bbbb\nTTTT s=SSSS,cccc\ndddd p=TTTT'
SELECT applied, look(:'twice', applied, 'edges') FROM unnest('{=,=aaaa,=aaaa bbbb,=aaaa bbbb SSSS cccc,=cccc}'::text[]) WITH ORDINALITY AS t (applied, n) ORDER BY n;
-- What stands on a part of the inner one leaves its other parts needed.
SELECT applied, look(E'aaaa\nbbbb p=aaaa\nSSSS s=aaaa,bbbb\ncccc p=aaaa\nTTTT s=SSSS,cccc\ndddd p=TTTT', applied, 'edges')
FROM unnest('{=aaaa,=aaaa cccc,=aaaa bbbb}'::text[]) WITH ORDINALITY AS t (applied, n) ORDER BY n;
SELECT look(E'aaaa\nbbbb p=aaaa\nSSSS s=aaaa,bbbb\ncccc p=SSSS\nTTTT s=SSSS,cccc\ndddd p=TTTT', '=aaaa', 'edges');

-- Pictures.
\pset format unaligned
\pset tuples_only on
SELECT look(E'6512bd43d9ca m=add phone\n45c48cce2e2d p=6512bd43d9ca m=left\nd3d9446802a4 p=6512bd43d9ca m=right\n3c59dc048e88 p=45c48cce2e2d,d3d9446802a4 m=merge left and right', '45c48cce2e2d', 'text');
SELECT look(:'first', 'cccc1 hhhh1', 'text');
SELECT look(E'a1 m=first\nb1 p=a1\nc1 p=a1\nd1 p=a1 m=a message\\nof two lines\ne1 p=b1,c1,d1 m=octopus\nf1 p=b1\ng1 p=e1,f1\nh1 p=c1 t=v1 m=grüße\ni1\nj1 p=h1,g1', 'b1', 'text');
\set awkward 'a-1 m=say "hello" \\\\ <b>#1;</b> `x`\\nline two\nb.1 p=a-1 d=c_1 l=lab\nc_1'
SELECT look(:'awkward', 'a-1', 'dot');
SELECT look(:'awkward', 'a-1', 'mermaid');
\pset format aligned
\pset tuples_only off

-- Random graphs against a naive reference: the same steps in an order that can run; a failure prints its seed.
SELECT random_graphs(1, 5000) > 2000 AS with_squashed;
SELECT random_graphs((random() * 1000000000)::int, 5000) > 2000 AS with_squashed;

-- 100,000 revisions, in a line and with branches, merges and dependencies: linked and planned in bounded time and memory.
-- Generous limits, for machines under load; bench/ measures.
SELECT shape, measured[1] < 1000 AS link, measured[2] < 500 AS upgrade, measured[3] < 500 AS downgrade, measured[4] < 600 AS memory
FROM generate_series(0, 1) AS shape, LATERAL (SELECT measure(100000, shape) AS measured) AS m ORDER BY shape;

SET client_min_messages = warning;
DROP SCHEMA graph_unit CASCADE;
