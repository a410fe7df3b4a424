-- What happens to keys, and what rows take along. KeysIT plays each case twice: with the changes behind the rows of setup, and with
-- a load of the table that begins at the same moment. Each must end with source and warehouse equal.
--
-- {t} is the name of the case's table. Values of "big" are stored out of line (EXTERNAL, 4,800 characters): an update that does
-- not touch them does not send them.

-- ==================================================== an untouched large value belongs to its row

-- case two rows swap their keys
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v int, big text);
ALTER TABLE {t} ALTER big SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT i, i, repeat(md5(i::text), 150) FROM generate_series(1, 4) i;
-- change
BEGIN;
UPDATE {t} SET id = -1 WHERE id = 1;
UPDATE {t} SET id = 1 WHERE id = 2;
UPDATE {t} SET id = 2 WHERE id = -1;
COMMIT;
UPDATE {t} SET v = 100 WHERE id = 2;
UPDATE {t} SET id = -1 WHERE id = 3;
UPDATE {t} SET id = 3 WHERE id = 4;
UPDATE {t} SET id = 4 WHERE id = -1;
UPDATE {t} SET v = 200 WHERE id = 3;

-- case rows swap their keys again and again
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v int, big text);
ALTER TABLE {t} ALTER big SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT i, i, repeat(md5(i::text), 150) FROM generate_series(1, 20) i;
-- change
DO $$
BEGIN
  FOR n IN 1..60 LOOP
    UPDATE {t} SET id = -1 WHERE id = 1 + n % 20;
    UPDATE {t} SET id = 1 + n % 20, v = v + n WHERE id = 1 + (n * 7) % 20;
    UPDATE {t} SET v = v + 1 WHERE id = 1 + n % 20;
    UPDATE {t} SET id = 1 + (n * 7) % 20 WHERE id = -1;
    COMMIT;
  END LOOP;
END $$;

-- case chains of keys
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v int, big text);
ALTER TABLE {t} ALTER big SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT i, i, repeat(md5(i::text), 150) FROM generate_series(1, 9) i;
-- change
UPDATE {t} SET id = 50 WHERE id = 5;
UPDATE {t} SET id = 51 WHERE id = 50;
UPDATE {t} SET id = 50 WHERE id = 6;
BEGIN;
UPDATE {t} SET id = 60 WHERE id = 1;
UPDATE {t} SET v = -1 WHERE id = 60;
UPDATE {t} SET id = 61 WHERE id = 60;
UPDATE {t} SET id = 62, v = -2 WHERE id = 61;
UPDATE {t} SET id = 60 WHERE id = 2;
UPDATE {t} SET id = 1 WHERE id = 62;
COMMIT;

-- case a key that was deleted is taken by another row
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v int, big text);
ALTER TABLE {t} ALTER big SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT i, i, repeat(md5(i::text), 150) FROM generate_series(1, 12) i;
-- change
UPDATE {t} SET id = 70 WHERE id = 7;
DELETE FROM {t} WHERE id = 70;
UPDATE {t} SET id = 70 WHERE id = 8;
BEGIN;
DELETE FROM {t} WHERE id = 1;
UPDATE {t} SET id = 1 WHERE id = 2;
INSERT INTO {t} VALUES (2, 22, repeat('new', 1600));
UPDATE {t} SET id = 80 WHERE id = 2;
INSERT INTO {t} VALUES (2, 23, repeat('newer', 960));
UPDATE {t} SET v = 24 WHERE id = 80;
COMMIT;
BEGIN;
DELETE FROM {t} WHERE id = 3;
INSERT INTO {t} VALUES (3, 33, repeat('again', 960));
UPDATE {t} SET id = 90 WHERE id = 3;
UPDATE {t} SET id = 3 WHERE id = 4;
COMMIT;

-- case a value that was changed before the row moves
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v int, big text, more text);
ALTER TABLE {t} ALTER big SET STORAGE EXTERNAL, ALTER more SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT i, i, repeat(md5(i::text), 150), repeat(md5((-i)::text), 150) FROM generate_series(1, 8) i;
-- change
BEGIN;
UPDATE {t} SET big = repeat('changed', 700) WHERE id = 1;
UPDATE {t} SET id = 10 WHERE id = 1;
UPDATE {t} SET more = repeat('later', 900) WHERE id = 10;
UPDATE {t} SET id = 1 WHERE id = 2;
COMMIT;
UPDATE {t} SET big = repeat('by itself', 600) WHERE id = 3;
UPDATE {t} SET id = 30 WHERE id = 3;
UPDATE {t} SET id = 3, more = repeat('with it', 700) WHERE id = 4;
UPDATE {t} SET big = NULL WHERE id = 5;
UPDATE {t} SET id = 50 WHERE id = 5;
UPDATE {t} SET id = 5 WHERE id = 6;

-- case values of other types move
-- setup
CREATE TABLE {t} (a int, b text, v int, j jsonb, l text[], x bytea, PRIMARY KEY (a, b));
ALTER TABLE {t} ALTER j SET STORAGE EXTERNAL, ALTER l SET STORAGE EXTERNAL, ALTER x SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT i, 'k' || i, i, jsonb_build_object('t', repeat(md5(i::text), 150)),
    ARRAY[repeat(md5('l' || i), 80), NULL, repeat(md5('m' || i), 80)], decode(repeat(md5('x' || i), 150), 'hex')
    FROM generate_series(1, 6) i;
-- change
BEGIN;
UPDATE {t} SET a = -1 WHERE a = 1;
UPDATE {t} SET a = 1, b = 'k1' WHERE a = 2;
UPDATE {t} SET a = 2, b = 'k2' WHERE a = -1;
COMMIT;
UPDATE {t} SET b = 'kx' WHERE a = 3;
UPDATE {t} SET a = 3, b = 'k3' WHERE a = 4;
UPDATE {t} SET v = 0 WHERE a = 3;

-- case many rows move at once
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v int, big text);
ALTER TABLE {t} ALTER big SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT i, i, repeat(md5(i::text), 150) FROM generate_series(1, 400) i;
-- change
UPDATE {t} SET id = id + 1000;
UPDATE {t} SET v = v + 1 WHERE id % 3 = 0;
UPDATE {t} SET id = id - 600 WHERE id % 2 = 0;

-- ==================================================== keys that are equal and written otherwise

-- case zeros of numeric keys
-- setup
CREATE TABLE {t} (k numeric PRIMARY KEY, v int, big text);
ALTER TABLE {t} ALTER big SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT i::numeric, i, repeat(md5(i::text), 150) FROM generate_series(0, 9) i;
INSERT INTO {t} VALUES (10.50, 10, 'ten'), (100, 100, 'hundred');
-- change
UPDATE {t} SET k = 1.00 WHERE k = 1;
UPDATE {t} SET k = 0.000 WHERE k = 0;
UPDATE {t} SET k = 10.5, v = 11 WHERE k = 10.50;
UPDATE {t} SET v = 20 WHERE k = 1;
UPDATE {t} SET v = 21, k = 1.0000 WHERE k = 1;
UPDATE {t} SET k = 2.00 WHERE k = 2;
DELETE FROM {t} WHERE k = 2;
DELETE FROM {t} WHERE k = 3;
INSERT INTO {t} VALUES (3.0, 33, 'other');
BEGIN;
UPDATE {t} SET k = 44.0 WHERE k = 4;
UPDATE {t} SET k = 4.00 WHERE k = 5;
UPDATE {t} SET k = 5.0 WHERE k = 44;
COMMIT;

-- case signs of zero in floats
-- setup
CREATE TABLE {t} (k float8, l real, v int, big text, PRIMARY KEY (k, l));
ALTER TABLE {t} ALTER big SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT i, i, i, repeat(md5(i::text), 150) FROM generate_series(0, 5) i;
INSERT INTO {t} VALUES ('NaN', 'NaN', 7, repeat('NaN', 1600)), ('Infinity', '-Infinity', 8, 'inf');
-- change
UPDATE {t} SET k = '-0' WHERE k = 0;
UPDATE {t} SET v = 10 WHERE k = 0;
UPDATE {t} SET l = '-0', v = 11 WHERE k = 0;
UPDATE {t} SET k = 0 WHERE k = 0;
UPDATE {t} SET v = 12 WHERE k = 'NaN';
UPDATE {t} SET l = 'NaN' WHERE k = 'NaN';
UPDATE {t} SET k = '-0', l = 9 WHERE k = 1;
DELETE FROM {t} WHERE k = 2;
INSERT INTO {t} VALUES (2, '-0', 22, 'again');
UPDATE {t} SET l = 0 WHERE k = 2;

-- case the only key is a float
-- setup
CREATE TABLE {t} (k real PRIMARY KEY, v int);
INSERT INTO {t} VALUES (0, 1), (1, 2), ('NaN', 3);
-- change
UPDATE {t} SET k = '-0' WHERE k = 0;
DELETE FROM {t} WHERE k = 'NaN';
INSERT INTO {t} VALUES ('NaN', 4);

-- case a domain over numeric, and an array and a composite type of it
-- setup
CREATE DOMAIN {t}_d AS numeric;
CREATE TYPE {t}_c AS (n numeric, f float8);
CREATE TABLE {t} (k {t}_d, l numeric[], m {t}_c, v int, PRIMARY KEY (k, l, m));
INSERT INTO {t} VALUES (1, '{1,0}', '(1,0)', 1), (2, '{2}', '(2,2)', 2);
-- change
UPDATE {t} SET k = 1.0 WHERE v = 1;
UPDATE {t} SET l = '{1.00,0.0}' WHERE v = 1;
UPDATE {t} SET m = '(1.000,-0)' WHERE v = 1;
UPDATE {t} SET k = 2.0, l = '{2.0}', m = '(2.0,2)', v = 3 WHERE k = 2;
DELETE FROM {t} WHERE k = 2 AND m = '(2,2)'::{t}_c;
INSERT INTO {t} VALUES (2.00, '{2.00}', '(2.00,2)', 4);

-- case intervals, times, json and ranges
-- setup
CREATE TABLE {t} (k interval, l timetz, m jsonb, n numrange, v int, PRIMARY KEY (k, l, m, n));
INSERT INTO {t} VALUES ('1 day', '12:00+01', '{"a":1}', '[1,2)', 1), ('30 days', '12:00+02', '[0]', '[0,1)', 2);
-- change
UPDATE {t} SET k = '24:00' WHERE v = 1;
UPDATE {t} SET m = '{"a":1.0}' WHERE v = 1;
UPDATE {t} SET n = '[1.0,2.00)' WHERE v = 1;
UPDATE {t} SET l = '13:00+02' WHERE v = 1;
UPDATE {t} SET k = '1 mon' WHERE v = 2;
DELETE FROM {t} WHERE k = '30 days';
INSERT INTO {t} VALUES ('720:00', '12:00+02', '[0.0]', '[0.0,1)', 3);

-- case blanks at the end of characters
-- setup
CREATE TABLE {t} (k char(6), l bpchar, v int, big text, PRIMARY KEY (k, l));
ALTER TABLE {t} ALTER big SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT 'k' || i, 'l' || i, i, repeat(md5(i::text), 150) FROM generate_series(1, 4) i;
-- change
UPDATE {t} SET l = 'l1  ' WHERE v = 1;
UPDATE {t} SET k = 'k2   ', v = 20 WHERE k = 'k2';
DELETE FROM {t} WHERE l = 'l3 ';
INSERT INTO {t} VALUES ('k3', 'l3   ', 33, 'again');
UPDATE {t} SET v = 34 WHERE l = 'l3';

-- case texts that a collation holds equal
-- setup
CREATE COLLATION {t}_ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE {t} (k text COLLATE {t}_ci PRIMARY KEY, v int, big text);
ALTER TABLE {t} ALTER big SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT 'Key ' || i, i, repeat(md5(i::text), 150) FROM generate_series(1, 6) i;
-- change
UPDATE {t} SET k = 'KEY 1' WHERE k = 'key 1';
UPDATE {t} SET v = 10 WHERE k = 'key 1';
DELETE FROM {t} WHERE k = 'key 2';
INSERT INTO {t} VALUES ('key 2', 22, 'again');
BEGIN;
UPDATE {t} SET k = 'x' WHERE k = 'key 3';
UPDATE {t} SET k = 'KEY 3' WHERE k = 'key 4';
UPDATE {t} SET k = 'KEY 4' WHERE k = 'X';
COMMIT;

-- case a longer char is filled up
-- setup
CREATE TABLE {t} (k char(4) PRIMARY KEY, v int);
INSERT INTO {t} VALUES ('a', 1), ('b', 2);
-- change
ALTER TABLE {t} ALTER k TYPE char(8);
UPDATE {t} SET v = 3 WHERE k = 'a';

-- ==================================================== keys that two rows may have within a transaction

-- case keys move up by one
-- setup
CREATE TABLE {t} (id int PRIMARY KEY DEFERRABLE, v text);
ALTER TABLE {t} REPLICA IDENTITY FULL;
INSERT INTO {t} SELECT i, 'row ' || i FROM generate_series(1, 50) i;
-- change
UPDATE {t} SET id = id + 1;
UPDATE {t} SET v = v || '!' WHERE id % 5 = 0;

-- case keys are mirrored
-- setup
CREATE TABLE {t} (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, v text, big text);
ALTER TABLE {t} ALTER big SET STORAGE EXTERNAL;
ALTER TABLE {t} REPLICA IDENTITY FULL;
INSERT INTO {t} SELECT i, 'row ' || i, repeat(md5(i::text), 150) FROM generate_series(1, 202) i;
-- change
UPDATE {t} SET id = 203 - id;
UPDATE {t} SET v = 'touched' WHERE id = 1;

-- case the second of a key comes before the first goes
-- setup
CREATE TABLE {t} (a int, b int, v text, PRIMARY KEY (a, b) DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE {t} REPLICA IDENTITY FULL;
INSERT INTO {t} SELECT i, i, 'first' FROM generate_series(1, 10) i;
-- change
BEGIN;
INSERT INTO {t} VALUES (1, 1, 'second'), (2, 2, 'first');
DELETE FROM {t} WHERE a = 1 AND v = 'first';
DELETE FROM {t} WHERE ctid = (SELECT min(ctid) FROM {t} WHERE a = 2);
COMMIT;
BEGIN;
UPDATE {t} SET a = 4, b = 4, v = 'from 3' WHERE a = 3;
DELETE FROM {t} WHERE a = 4 AND v = 'first';
UPDATE {t} SET v = 'again' WHERE a = 4;
COMMIT;

-- case texts without a case
-- setup
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE {t} (k citext PRIMARY KEY, v int, big text);
ALTER TABLE {t} ALTER big SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT 'Key ' || i, i, repeat(md5(i::text), 150) FROM generate_series(1, 4) i;
-- change
UPDATE {t} SET k = 'KEY 1' WHERE k = 'key 1';
UPDATE {t} SET v = 10 WHERE k = 'key 1';
DELETE FROM {t} WHERE k = 'key 2';
INSERT INTO {t} VALUES ('key 2', 22, 'again');
