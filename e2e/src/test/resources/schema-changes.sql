-- What a source may do to its tables while they are captured. SchemaChangesIT runs each case in several ways: the change alone
-- and in one transaction with what stands before and after it, with Millrace running and stopped. Each must end with source and
-- warehouse equal.
--
-- Sections: setup; before: rows written in the old shape; change; after: rows written in the new shape, run twice, with {n} 100
-- and 200. {t} is the case's own prefix for names. "alone": Postgres takes the change in no transaction block.
-- "kept: NAME": a dropped table, whose rows stay in the warehouse. "from N": Postgres has it since its version N.

-- ==================================================== columns that come

-- case add a nullable column
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two'), (3, NULL);
-- before
INSERT INTO {t} VALUES (10, 'before');
UPDATE {t} SET a = 'before' WHERE id = 1;
-- change
ALTER TABLE {t} ADD COLUMN b text;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', 'b'), ({n} + 2, NULL, NULL);
UPDATE {t} SET b = 'after {n}' WHERE id = 2;

-- case add a column with a constant default
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two'), (3, NULL);
-- before
INSERT INTO {t} VALUES (10, 'before');
DELETE FROM {t} WHERE id = 3;
-- change
ALTER TABLE {t} ADD COLUMN price numeric(10,2) DEFAULT 5.00;
-- after
INSERT INTO {t} (id) VALUES ({n} + 1);
INSERT INTO {t} VALUES ({n} + 2, 'after', NULL);
UPDATE {t} SET a = 'after {n}' WHERE id = 1;

-- case add a column that is not null with a constant default
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
UPDATE {t} SET a = 'before' WHERE id = 1;
-- change
ALTER TABLE {t} ADD COLUMN b text NOT NULL DEFAULT 'it''s', ADD COLUMN c boolean NOT NULL DEFAULT true;
-- after
INSERT INTO {t} (id) VALUES ({n} + 1);
UPDATE {t} SET b = 'after {n}', c = false WHERE id = 2;

-- case add columns of many types with a constant default
-- setup
CREATE TYPE {t}_mood AS ENUM ('so so', 'well');
CREATE DOMAIN {t}_ratio AS double precision;
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
UPDATE {t} SET a = 'before' WHERE id = 1;
-- change
ALTER TABLE {t} ADD COLUMN c1 real NOT NULL DEFAULT 0.1, ADD COLUMN c2 double precision NOT NULL DEFAULT 100161.25419792999,
ADD COLUMN c3 real NOT NULL DEFAULT 'NaN', ADD COLUMN c4 double precision NOT NULL DEFAULT '-Infinity',
ADD COLUMN c5 double precision NOT NULL DEFAULT '-0', ADD COLUMN c6 double precision DEFAULT 2.5e-300,
ADD COLUMN c7 smallint NOT NULL DEFAULT -5, ADD COLUMN c8 bigint NOT NULL DEFAULT -9223372036854775808,
ADD COLUMN c9 numeric NOT NULL DEFAULT 12345678901234567890.000123,
ADD COLUMN c10 numeric(38,10) NOT NULL DEFAULT -0.0000000001, ADD COLUMN c11 char(5) NOT NULL DEFAULT 'ab',
ADD COLUMN c12 varchar(9) NOT NULL DEFAULT '', ADD COLUMN c13 text NOT NULL DEFAULT E'a\'b\\c\nd\te {} $ " ?',
ADD COLUMN c14 bytea NOT NULL DEFAULT '\x00ff5c27',
ADD COLUMN c15 uuid NOT NULL DEFAULT '01234567-89ab-cdef-0123-456789abcdef', ADD COLUMN c16 inet NOT NULL DEFAULT '::1/64',
ADD COLUMN c17 date NOT NULL DEFAULT '1969-12-31', ADD COLUMN c18 timestamp NOT NULL DEFAULT '1969-12-31 23:59:59.999999',
ADD COLUMN c19 timestamptz NOT NULL DEFAULT '2026-07-07 07:07:07.000007+07',
ADD COLUMN c20 jsonb NOT NULL DEFAULT '{"a": [1, null, "x"]}', ADD COLUMN c21 oid NOT NULL DEFAULT 4294967295,
ADD COLUMN c22 {t}_mood NOT NULL DEFAULT 'so so', ADD COLUMN c23 {t}_ratio NOT NULL DEFAULT 0.25,
ADD COLUMN c24 boolean NOT NULL DEFAULT false, ADD COLUMN c25 macaddr NOT NULL DEFAULT '08:00:2b:01:02:03';
-- after
INSERT INTO {t} (id) VALUES ({n} + 1);
UPDATE {t} SET a = 'after {n}' WHERE id = 2;

-- case add columns with a constant default to a table without a key
-- setup
CREATE TABLE {t} (id int, a text);
ALTER TABLE {t} REPLICA IDENTITY FULL;
INSERT INTO {t} VALUES (2, 'two'), (2, 'two'), (4, 'four'), (5, 'five'), (6, 'six');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
ALTER TABLE {t} ADD COLUMN r real NOT NULL DEFAULT 0.1, ADD COLUMN d double precision NOT NULL DEFAULT '-0',
ADD COLUMN x double precision NOT NULL DEFAULT 'NaN', ADD COLUMN n numeric NOT NULL DEFAULT 1.50;
-- after
INSERT INTO {t} (id) VALUES ({n} + 1);
UPDATE {t} SET a = 'after {n}' WHERE id = 2;
DELETE FROM {t} WHERE id = 3 + {n} / 100;

-- case add columns that show NULL as empty
-- setup
CREATE DOMAIN {t}_tags AS text[];
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} SELECT g, 'row ' || g FROM generate_series(1, 10) g;
-- before
INSERT INTO {t} VALUES (11, 'before');
-- change
ALTER TABLE {t} ADD COLUMN b text[], ADD COLUMN c {t}_tags, ADD COLUMN d int[][];
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', '{a,NULL}', '{}', '{{1}}'), ({n} + 2, NULL, '{}', NULL, NULL);
UPDATE {t} SET a = 'after {n}' WHERE id = 2;

-- case add columns that show NULL as empty to a table without a key
-- setup
CREATE DOMAIN {t}_tags AS text[];
CREATE TABLE {t} (id int, a text);
ALTER TABLE {t} REPLICA IDENTITY FULL;
INSERT INTO {t} SELECT g % 10, 'row ' || g % 10 FROM generate_series(1, 20) g;
-- before
INSERT INTO {t} VALUES (11, 'before');
-- change
ALTER TABLE {t} ADD COLUMN b text[], ADD COLUMN c {t}_tags, ADD COLUMN d int[][];
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', '{a,NULL}', '{}', '{{1}}'), ({n} + 2, NULL, '{}', NULL, NULL);
UPDATE {t} SET a = 'after {n}' WHERE id = 2 + {n} / 100;
DELETE FROM {t} WHERE id = 5 + {n} / 100;

-- case add a column whose default is dropped at once
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
ALTER TABLE {t} ADD COLUMN b bigint NOT NULL DEFAULT 7;
ALTER TABLE {t} ALTER COLUMN b DROP DEFAULT;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', 8);
UPDATE {t} SET a = 'after {n}' WHERE id = 1;

-- case add a column with now as default
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
ALTER TABLE {t} ADD COLUMN made timestamptz NOT NULL DEFAULT now();
-- after
INSERT INTO {t} (id) VALUES ({n} + 1);
UPDATE {t} SET a = 'after {n}' WHERE id = 1;

-- case add a column with a volatile default
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} SELECT g, 'row ' || g FROM generate_series(1, 40) g;
-- before
INSERT INTO {t} VALUES (50, 'before');
-- change
ALTER TABLE {t} ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
-- after
INSERT INTO {t} (id) VALUES ({n} + 1);
UPDATE {t} SET a = 'after {n}' WHERE id = 1;
DELETE FROM {t} WHERE id = {n} / 100 + 20;

-- case add a serial column
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} SELECT g, 'row ' || g FROM generate_series(1, 40) g;
-- before
INSERT INTO {t} VALUES (50, 'before');
-- change
ALTER TABLE {t} ADD COLUMN number bigserial;
-- after
INSERT INTO {t} (id, a) VALUES ({n} + 1, 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 1;

-- case add a stored generated column
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO {t} SELECT g, g FROM generate_series(1, 40) g;
-- before
INSERT INTO {t} VALUES (50, 50);
-- change
ALTER TABLE {t} ADD COLUMN twice int GENERATED ALWAYS AS (n * 2) STORED;
-- after
INSERT INTO {t} (id, n) VALUES ({n} + 1, {n});
UPDATE {t} SET n = {n} WHERE id = 1;

-- case add a virtual generated column
-- from 18
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, n int NOT NULL, thrice int GENERATED ALWAYS AS (n * 3) VIRTUAL);
INSERT INTO {t} SELECT g, g FROM generate_series(1, 40) g;
-- before
INSERT INTO {t} VALUES (50, 50);
-- change
ALTER TABLE {t} ADD COLUMN twice int GENERATED ALWAYS AS (n * 2) VIRTUAL;
ALTER TABLE {t} ADD COLUMN half int GENERATED ALWAYS AS (n / 2) STORED;
-- after
INSERT INTO {t} (id, n) VALUES ({n} + 1, {n});
UPDATE {t} SET n = {n} WHERE id = 1;

-- case add five columns one by one
-- setup
CREATE TABLE {t} (id int PRIMARY KEY);
INSERT INTO {t} VALUES (1), (2);
-- before
INSERT INTO {t} VALUES (10);
-- change
ALTER TABLE {t} ADD COLUMN c1 int;
INSERT INTO {t} VALUES (11, 1);
ALTER TABLE {t} ADD COLUMN c2 text DEFAULT 'two';
INSERT INTO {t} VALUES (12, 2);
ALTER TABLE {t} ADD COLUMN c3 date;
INSERT INTO {t} VALUES (13, 3, 'x', '2026-01-01');
ALTER TABLE {t} ADD COLUMN c4 boolean NOT NULL DEFAULT false;
UPDATE {t} SET c1 = 4, c4 = true WHERE id = 1;
ALTER TABLE {t} ADD COLUMN c5 smallint DEFAULT 5;
-- after
INSERT INTO {t} VALUES ({n} + 1, 1, NULL, '2026-02-02', true, NULL);
UPDATE {t} SET c3 = '2026-03-03' WHERE id = 2;

-- ==================================================== columns that go

-- case drop a column
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text, b int NOT NULL, c text);
INSERT INTO {t} VALUES (1, 'one', 1, 'c1'), (2, 'two', 2, 'c2');
-- before
INSERT INTO {t} VALUES (10, 'before', 10, 'c10');
-- change
ALTER TABLE {t} DROP COLUMN b;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', 'c');
UPDATE {t} SET c = 'after {n}' WHERE id = 1;

-- case drop a column and add it again with another type
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a int NOT NULL, b text);
INSERT INTO {t} VALUES (1, 1, 'one'), (2, 2, 'two');
-- before
INSERT INTO {t} VALUES (10, 10, 'before');
-- change
ALTER TABLE {t} DROP COLUMN a;
ALTER TABLE {t} ADD COLUMN a text;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', 'a');
UPDATE {t} SET a = 'after {n}' WHERE id = 1;

-- case drop a column and add it again with the same type
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a int, b text);
INSERT INTO {t} VALUES (1, 1, 'one'), (2, 2, 'two');
-- before
INSERT INTO {t} VALUES (10, 10, 'before');
-- change
ALTER TABLE {t} DROP COLUMN a;
ALTER TABLE {t} ADD COLUMN a int;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', {n});
UPDATE {t} SET b = 'after {n}' WHERE id = 1;

-- case several changes in one statement
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a int NOT NULL, b text, c text);
INSERT INTO {t} VALUES (1, 1, 'one', 'x'), (2, 2, 'two', 'y');
-- before
INSERT INTO {t} VALUES (10, 10, 'before', 'z');
-- change
ALTER TABLE {t} DROP COLUMN c, ADD COLUMN d date DEFAULT '2026-07-07', ALTER COLUMN a TYPE bigint, ALTER COLUMN a DROP NOT NULL;
-- after
INSERT INTO {t} VALUES ({n} + 1, 9000000000, 'after', NULL);
UPDATE {t} SET a = NULL WHERE id = 1;

-- ==================================================== columns that change their name

-- case rename a column
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text, b int);
INSERT INTO {t} VALUES (1, 'one', 1), (2, 'two', 2);
-- before
INSERT INTO {t} VALUES (10, 'before', 10);
UPDATE {t} SET a = 'before' WHERE id = 1;
-- change
ALTER TABLE {t} RENAME COLUMN a TO title;
-- after
INSERT INTO {t} (id, title, b) VALUES ({n} + 1, 'after', {n});
UPDATE {t} SET b = {n} WHERE id = 2;

-- case rename a column and add one of the old name
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text, b int);
INSERT INTO {t} VALUES (1, 'one', 1), (2, 'two', 2);
-- before
INSERT INTO {t} VALUES (10, 'before', 10);
-- change
ALTER TABLE {t} RENAME COLUMN a TO former;
ALTER TABLE {t} ADD COLUMN a text DEFAULT 'new';
-- after
INSERT INTO {t} (id, former, a) VALUES ({n} + 1, 'f', 'after');
UPDATE {t} SET b = {n} WHERE id = 2;

-- case two columns swap their names
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text, b text);
INSERT INTO {t} VALUES (1, 'a1', 'b1'), (2, 'a2', 'b2');
-- before
INSERT INTO {t} VALUES (10, 'a10', 'b10');
-- change
ALTER TABLE {t} RENAME COLUMN a TO x;
ALTER TABLE {t} RENAME COLUMN b TO a;
ALTER TABLE {t} RENAME COLUMN x TO b;
-- after
INSERT INTO {t} (id, a, b) VALUES ({n} + 1, 'new a', 'new b');
UPDATE {t} SET a = 'after {n}' WHERE id = 2;

-- case rename a key column
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two'), (3, 'three');
-- before
INSERT INTO {t} VALUES (10, 'before');
DELETE FROM {t} WHERE id = 3;
-- change
ALTER TABLE {t} RENAME COLUMN id TO number;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after');
UPDATE {t} SET a = 'after {n}' WHERE number = 1;
DELETE FROM {t} WHERE number = 2;

-- case rename a column to an odd name
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text, "B" text);
INSERT INTO {t} VALUES (1, 'one', 'ONE'), (2, 'two', 'TWO');
-- before
INSERT INTO {t} VALUES (10, 'before', 'BEFORE');
-- change
ALTER TABLE {t} RENAME COLUMN a TO "the `a` of ""select"", \ übrig";
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', 'AFTER');
UPDATE {t} SET "B" = 'after {n}' WHERE id = 1;

-- case a column whose name differs from another's in case only
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
ALTER TABLE {t} ADD COLUMN "A" text;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', 'AFTER');

-- ==================================================== types

-- case integer to bigint
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v int NOT NULL, w smallint);
INSERT INTO {t} VALUES (1, 1, 1), (2, -2147483648, NULL), (3, 2147483647, 32767);
-- before
INSERT INTO {t} VALUES (10, 10, 10);
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE bigint, ALTER COLUMN w TYPE int;
-- after
INSERT INTO {t} VALUES ({n} + 1, 9223372036854775807, 40000);
UPDATE {t} SET w = 70000 WHERE id = 1;

-- case real to double
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v real);
INSERT INTO {t} VALUES (1, 0.1), (2, NULL), (3, 'NaN'), (4, '-Infinity'), (5, 1e30);
-- before
INSERT INTO {t} VALUES (10, 1.5);
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE double precision;
-- after
INSERT INTO {t} VALUES ({n} + 1, 1e300);
UPDATE {t} SET v = 0.1 WHERE id = 2;

-- case a longer varchar and text
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a varchar(5), b varchar(10) NOT NULL, c char(4));
INSERT INTO {t} VALUES (1, 'one', 'b', 'c'), (2, NULL, 'bb', 'cc');
-- before
INSERT INTO {t} VALUES (10, 'ten', 'b', 'c');
-- change
ALTER TABLE {t} ALTER COLUMN a TYPE varchar(50), ALTER COLUMN b TYPE text, ALTER COLUMN c TYPE text;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'longer than five', 'much longer than ten', 'ccccc ');
UPDATE {t} SET a = 'after {n}' WHERE id = 1;

-- case a shorter varchar
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'longer than five');
-- before
INSERT INTO {t} VALUES (10, 'longer, too');
-- change
ALTER TABLE {t} ALTER COLUMN a TYPE varchar(5) USING left(a, 5);
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after');

-- case numeric with more digits
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v numeric(6,2) NOT NULL);
INSERT INTO {t} VALUES (1, 1.50), (2, 9999.99), (3, -0.01);
-- before
INSERT INTO {t} VALUES (10, 10);
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE numeric(20,2);
-- after
INSERT INTO {t} VALUES ({n} + 1, 123456789012345678.91);
UPDATE {t} SET v = 77.70 WHERE id = 1;

-- case numeric with more decimals
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v numeric(10,2));
INSERT INTO {t} VALUES (1, 1.50), (2, NULL), (3, -0.01);
-- before
INSERT INTO {t} VALUES (10, 10);
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE numeric(14,5);
-- after
INSERT INTO {t} VALUES ({n} + 1, 1.23456);
UPDATE {t} SET v = 77.70001 WHERE id = 1;

-- case numeric with fewer digits
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v numeric(12,4));
INSERT INTO {t} VALUES (1, 1.5555), (2, 9.9999), (3, NULL);
-- before
INSERT INTO {t} VALUES (10, 10.0501);
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE numeric(6,1);
-- after
INSERT INTO {t} VALUES ({n} + 1, 12345.6);
UPDATE {t} SET v = 7 WHERE id = 3;

-- case numeric without precision
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v numeric(10,2));
INSERT INTO {t} VALUES (1, 1.50), (2, NULL), (3, 12345678.90);
-- before
INSERT INTO {t} VALUES (10, 10);
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE numeric;
-- after
INSERT INTO {t} VALUES ({n} + 1, 1.2345678901234567890);
UPDATE {t} SET v = 1e20 WHERE id = 1;

-- case integer to numeric
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v int);
INSERT INTO {t} VALUES (1, 1), (2, NULL), (3, -7);
-- before
INSERT INTO {t} VALUES (10, 10);
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE numeric(12,3);
-- after
INSERT INTO {t} VALUES ({n} + 1, 1.125);
UPDATE {t} SET v = 0.5 WHERE id = 1;

-- case bigint to integer
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v bigint NOT NULL);
INSERT INTO {t} VALUES (1, 1), (2, -5);
-- before
INSERT INTO {t} VALUES (10, 10);
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE int;
-- after
INSERT INTO {t} VALUES ({n} + 1, 2147483647);
UPDATE {t} SET v = -{n} WHERE id = 1;

-- case integer to text
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v int);
INSERT INTO {t} VALUES (1, 1), (2, NULL), (3, -7);
-- before
INSERT INTO {t} VALUES (10, 10);
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE text;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'not a number');
UPDATE {t} SET v = 'after {n}' WHERE id = 1;

-- case text to integer
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v text);
INSERT INTO {t} VALUES (1, '1'), (2, NULL), (3, '-7');
-- before
INSERT INTO {t} VALUES (10, '10');
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE int USING v::int + 1000;
-- after
INSERT INTO {t} VALUES ({n} + 1, {n});
UPDATE {t} SET v = {n} WHERE id = 1;

-- case integer to boolean
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v int NOT NULL DEFAULT 0);
INSERT INTO {t} VALUES (1, 1), (2, 0), (3, 5);
-- before
INSERT INTO {t} VALUES (10, 10);
-- change
ALTER TABLE {t} ALTER COLUMN v DROP DEFAULT;
ALTER TABLE {t} ALTER COLUMN v TYPE boolean USING v <> 0;
-- after
INSERT INTO {t} VALUES ({n} + 1, false);
UPDATE {t} SET v = false WHERE id = 1;

-- case timestamp to timestamptz
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v timestamp);
INSERT INTO {t} VALUES (1, '2026-07-01 12:00:00.123456'), (2, NULL);
-- before
INSERT INTO {t} VALUES (10, '2026-01-01 00:00:00');
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE timestamptz USING v AT TIME ZONE 'Europe/Berlin';
-- after
INSERT INTO {t} VALUES ({n} + 1, '2026-07-01 12:00:00+05');
UPDATE {t} SET v = '2026-02-02 02:02:02+00' WHERE id = 2;

-- case timestamptz to timestamp
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v timestamptz NOT NULL);
INSERT INTO {t} VALUES (1, '2026-07-01 12:00:00.123456+02'), (2, '2026-01-01 00:00:00+00');
-- before
INSERT INTO {t} VALUES (10, '2026-01-01 00:00:00+00');
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE timestamp USING v AT TIME ZONE 'Asia/Tokyo';
-- after
INSERT INTO {t} VALUES ({n} + 1, '2026-07-01 12:00:00');
UPDATE {t} SET v = '2026-02-02 02:02:02' WHERE id = 2;

-- case timestamp with fewer digits
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v timestamp);
INSERT INTO {t} VALUES (1, '2026-07-01 12:00:00.123456'), (2, NULL);
-- before
INSERT INTO {t} VALUES (10, '2026-01-01 00:00:00.999999');
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE timestamp(3);
-- after
INSERT INTO {t} VALUES ({n} + 1, '2026-07-01 12:00:00.987654');

-- case date to timestamp
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v date);
INSERT INTO {t} VALUES (1, '2026-07-01'), (2, NULL);
-- before
INSERT INTO {t} VALUES (10, '2026-01-01');
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE timestamp;
-- after
INSERT INTO {t} VALUES ({n} + 1, '2026-07-01 12:34:56.789');
UPDATE {t} SET v = '2026-02-02 02:02:02' WHERE id = 2;

-- case text to jsonb
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v text);
INSERT INTO {t} VALUES (1, '{"b": 1,   "a": [1, 2.50, null]}'), (2, NULL);
-- before
INSERT INTO {t} VALUES (10, '{"ten": 10}');
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE jsonb USING v::jsonb;
-- after
INSERT INTO {t} VALUES ({n} + 1, '{"after": {n}}');
UPDATE {t} SET v = v || '{"c": true}' WHERE id = 1;

-- case text to uuid
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v text);
INSERT INTO {t} VALUES (1, 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'), (2, NULL);
-- before
INSERT INTO {t} VALUES (10, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12');
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE uuid USING v::uuid;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a13');
UPDATE {t} SET v = NULL WHERE id = 1;

-- case text to an array
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v text);
INSERT INTO {t} VALUES (1, 'a,b'), (2, 'c');
-- before
INSERT INTO {t} VALUES (10, 'd,e,f');
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE text[] USING string_to_array(v, ',');
-- after
INSERT INTO {t} VALUES ({n} + 1, ARRAY['g', NULL, 'h i']);
UPDATE {t} SET v = ARRAY['j'] WHERE id = 1;

-- case an enum gets a value
-- setup
CREATE TYPE {t}_state AS ENUM ('new', 'done');
CREATE TABLE {t} (id int PRIMARY KEY, v {t}_state NOT NULL);
INSERT INTO {t} VALUES (1, 'new'), (2, 'done');
-- before
INSERT INTO {t} VALUES (10, 'new');
-- alone
-- change
ALTER TYPE {t}_state ADD VALUE 'half' BEFORE 'done';
-- after
INSERT INTO {t} VALUES ({n} + 1, 'half');
UPDATE {t} SET v = 'half' WHERE id = 1;

-- case a value of an enum is renamed
-- setup
CREATE TYPE {t}_state AS ENUM ('new', 'done');
CREATE TABLE {t} (id int PRIMARY KEY, v {t}_state NOT NULL);
INSERT INTO {t} VALUES (1, 'new'), (2, 'done');
-- before
INSERT INTO {t} VALUES (10, 'done');
-- change
ALTER TYPE {t}_state RENAME VALUE 'done' TO 'finished';
-- after
INSERT INTO {t} VALUES ({n} + 1, 'finished');

-- case text to an enum
-- setup
CREATE TYPE {t}_state AS ENUM ('new', 'done');
CREATE TABLE {t} (id int PRIMARY KEY, v text NOT NULL);
INSERT INTO {t} VALUES (1, 'new'), (2, 'done');
-- before
INSERT INTO {t} VALUES (10, 'new');
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE {t}_state USING v::{t}_state;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'done');
UPDATE {t} SET v = 'done' WHERE id = 1;

-- case text to bytea
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v text);
INSERT INTO {t} VALUES (1, 'ä'), (2, NULL);
-- before
INSERT INTO {t} VALUES (10, 'b');
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE bytea USING convert_to(v, 'UTF8');
-- after
INSERT INTO {t} VALUES ({n} + 1, '\x00ff10');
UPDATE {t} SET v = '\x' WHERE id = 2;

-- ==================================================== NULL and defaults

-- case set not null
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text, b int);
INSERT INTO {t} VALUES (1, 'one', 1), (2, 'two', 2);
-- before
INSERT INTO {t} VALUES (10, 'before', 10);
-- change
ALTER TABLE {t} ALTER COLUMN a SET NOT NULL, ALTER COLUMN b SET NOT NULL;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', {n});
UPDATE {t} SET a = 'after {n}' WHERE id = 1;

-- case drop not null
-- setup
CREATE TYPE {t}_mood AS ENUM ('good', 'bad');
CREATE TABLE {t} (id int PRIMARY KEY, a text NOT NULL, b int NOT NULL, c timestamptz NOT NULL DEFAULT '2026-01-01 00:00:00+00', d {t}_mood NOT NULL DEFAULT 'good');
INSERT INTO {t} VALUES (1, 'one', 1), (2, 'two', 2);
-- before
INSERT INTO {t} VALUES (10, 'before', 10);
-- change
ALTER TABLE {t} ALTER COLUMN a DROP NOT NULL, ALTER COLUMN b DROP NOT NULL, ALTER COLUMN c DROP NOT NULL, ALTER COLUMN d DROP NOT NULL;
-- after
INSERT INTO {t} VALUES ({n} + 1, NULL, NULL, NULL, NULL);
UPDATE {t} SET a = NULL WHERE id = 1;

-- case set and drop a default
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text DEFAULT 'old', b int);
INSERT INTO {t} VALUES (1, 'one', 1), (2, NULL, NULL);
-- before
INSERT INTO {t} (id) VALUES (10);
-- change
ALTER TABLE {t} ALTER COLUMN a DROP DEFAULT, ALTER COLUMN b SET DEFAULT 42;
-- after
INSERT INTO {t} (id) VALUES ({n} + 1);
UPDATE {t} SET a = 'after {n}' WHERE id = 1;

-- case drop the expression of a generated column
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, n int NOT NULL, twice int GENERATED ALWAYS AS (n * 2) STORED);
INSERT INTO {t} (id, n) VALUES (1, 1), (2, 2);
-- before
INSERT INTO {t} (id, n) VALUES (10, 10);
-- change
ALTER TABLE {t} ALTER COLUMN twice DROP EXPRESSION;
-- after
INSERT INTO {t} VALUES ({n} + 1, {n}, -1);
UPDATE {t} SET n = {n} WHERE id = 1;

-- case change the expression of a generated column
-- from 17
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, n int NOT NULL, twice int GENERATED ALWAYS AS (n * 2) STORED);
INSERT INTO {t} (id, n) VALUES (1, 1), (2, 2);
-- before
INSERT INTO {t} (id, n) VALUES (10, 10);
-- change
ALTER TABLE {t} ALTER COLUMN twice SET EXPRESSION AS (n * 3);
-- after
INSERT INTO {t} (id, n) VALUES ({n} + 1, {n});
UPDATE {t} SET n = {n} WHERE id = 1;

-- ==================================================== keys and replica identity

-- case a wider key
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two'), (3, 'three');
-- before
INSERT INTO {t} VALUES (10, 'before');
DELETE FROM {t} WHERE id = 3;
-- change
ALTER TABLE {t} ALTER COLUMN id TYPE bigint;
-- after
INSERT INTO {t} VALUES ({n} + 9000000000, 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 1;
DELETE FROM {t} WHERE id = 2;

-- case a key of another type
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two'), (3, 'three');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
ALTER TABLE {t} ALTER COLUMN id TYPE text USING 'k' || id;
-- after
INSERT INTO {t} VALUES ('after {n}', 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 'k1';
DELETE FROM {t} WHERE id = 'k2';

-- case a number as the key becomes a uuid
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two'), (3, 'three');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
ALTER TABLE {t} ALTER COLUMN id TYPE uuid USING lpad(id::text, 32, '0')::uuid;
-- after
INSERT INTO {t} VALUES (lpad((1000 + {n})::text, 32, 'a')::uuid, 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = lpad('1', 32, '0')::uuid;
DELETE FROM {t} WHERE id = lpad('2', 32, '0')::uuid;

-- case a uuid becomes a number
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, v uuid NOT NULL);
INSERT INTO {t} VALUES (1, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), (2, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12');
-- before
INSERT INTO {t} VALUES (10, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12');
-- change
ALTER TABLE {t} ALTER COLUMN v TYPE int USING ascii(right(v::text, 1));
-- after
INSERT INTO {t} VALUES ({n} + 1, {n});
UPDATE {t} SET v = 0 WHERE id = 1;

-- case the key moves to another column
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, code text NOT NULL UNIQUE, a text);
INSERT INTO {t} VALUES (1, 'c1', 'one'), (2, 'c2', 'two'), (3, 'c3', 'three');
-- before
INSERT INTO {t} VALUES (10, 'c10', 'before');
UPDATE {t} SET a = 'before' WHERE id = 1;
-- change
ALTER TABLE {t} DROP CONSTRAINT {t}_pkey, ADD PRIMARY KEY (code);
-- after
INSERT INTO {t} VALUES (1, 'c{n}', 'a second 1');
UPDATE {t} SET id = 77 WHERE code = 'c2';
DELETE FROM {t} WHERE code = 'c3';

-- case the key gets a second column
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, region text NOT NULL, a text);
INSERT INTO {t} VALUES (1, 'eu', 'one'), (2, 'eu', 'two'), (3, 'us', 'three');
-- before
INSERT INTO {t} VALUES (10, 'eu', 'before');
-- change
ALTER TABLE {t} DROP CONSTRAINT {t}_pkey, ADD PRIMARY KEY (region, id);
-- after
INSERT INTO {t} VALUES (1, 'r{n}', 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 1 AND region = 'eu';
DELETE FROM {t} WHERE id = 2;

-- case the key loses a column
-- setup
CREATE TABLE {t} (region text, id int, a text, PRIMARY KEY (region, id));
INSERT INTO {t} VALUES ('eu', 1, 'one'), ('eu', 2, 'two'), ('us', 3, 'three');
-- before
INSERT INTO {t} VALUES ('eu', 10, 'before');
-- change
ALTER TABLE {t} DROP COLUMN region;
ALTER TABLE {t} ADD PRIMARY KEY (id);
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 1;
DELETE FROM {t} WHERE id = 2;

-- case a table gets a key
-- setup
CREATE TABLE {t} (id int NOT NULL, a text);
ALTER TABLE {t} REPLICA IDENTITY FULL;
INSERT INTO {t} VALUES (1, 'one'), (2, 'two'), (3, 'three');
-- before
INSERT INTO {t} VALUES (10, 'before');
UPDATE {t} SET a = 'before' WHERE id = 1;
-- change
ALTER TABLE {t} ADD PRIMARY KEY (id);
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 2;
DELETE FROM {t} WHERE id = 3;

-- case a table loses its key
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two'), (3, 'three');
-- before
INSERT INTO {t} VALUES (10, 'before');
UPDATE {t} SET a = 'before' WHERE id = 1;
-- change
ALTER TABLE {t} REPLICA IDENTITY FULL;
ALTER TABLE {t} DROP CONSTRAINT {t}_pkey;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after'), ({n} + 1, 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 2;
DELETE FROM {t} WHERE id = 3;

-- case replica identity full
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text, b text);
INSERT INTO {t} VALUES (1, 'one', 'b'), (2, 'two', 'b'), (3, 'three', 'b');
-- before
UPDATE {t} SET a = 'before' WHERE id = 1;
-- change
ALTER TABLE {t} REPLICA IDENTITY FULL;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', NULL);
UPDATE {t} SET a = 'after {n}' WHERE id = 2;
UPDATE {t} SET id = {n} + 50 WHERE id = {n} + 1;
DELETE FROM {t} WHERE id = 3;

-- case replica identity full and default again
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text, b text);
ALTER TABLE {t} REPLICA IDENTITY FULL;
INSERT INTO {t} VALUES (1, 'one', 'b'), (2, 'two', 'b'), (3, 'three', 'b');
-- before
UPDATE {t} SET a = 'before' WHERE id = 1;
-- change
ALTER TABLE {t} REPLICA IDENTITY DEFAULT;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', NULL);
UPDATE {t} SET a = 'after {n}' WHERE id = 2;
DELETE FROM {t} WHERE id = 3;

-- case replica identity by an index
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, code text NOT NULL, a text);
CREATE UNIQUE INDEX {t}_code ON {t} (code);
INSERT INTO {t} VALUES (1, 'c1', 'one'), (2, 'c2', 'two'), (3, 'c3', 'three');
-- before
UPDATE {t} SET a = 'before' WHERE id = 1;
-- change
ALTER TABLE {t} REPLICA IDENTITY USING INDEX {t}_code;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'd{n}', 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 2;
UPDATE {t} SET code = 'e{n}' WHERE code = 'd{n}';
DELETE FROM {t} WHERE id = 3;

-- case replica identity nothing
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
ALTER TABLE {t} REPLICA IDENTITY NOTHING;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after');

-- ==================================================== tables that change their name

-- case rename a table
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
ALTER TABLE {t} RENAME TO {t}_new;
-- after
INSERT INTO {t}_new VALUES ({n} + 1, 'after');
UPDATE {t}_new SET a = 'after {n}' WHERE id = 1;
DELETE FROM {t}_new WHERE id = 2;

-- case two tables swap their names
-- setup
CREATE TABLE {t}_blue (id int PRIMARY KEY, a text);
CREATE TABLE {t}_green (id int PRIMARY KEY, a text, b int);
INSERT INTO {t}_blue VALUES (1, 'blue'), (2, 'blue');
INSERT INTO {t}_green VALUES (1, 'green', 1), (3, 'green', 3);
-- before
INSERT INTO {t}_blue VALUES (10, 'before');
-- change
ALTER TABLE {t}_blue RENAME TO {t}_x;
ALTER TABLE {t}_green RENAME TO {t}_blue;
ALTER TABLE {t}_x RENAME TO {t}_green;
-- after
INSERT INTO {t}_blue VALUES ({n} + 1, 'after', {n});
UPDATE {t}_green SET a = 'after {n}' WHERE id = 1;

-- case rename a table and make a new one of its name
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
ALTER TABLE {t} RENAME TO {t}_old;
CREATE TABLE {t} (id bigint PRIMARY KEY, made date NOT NULL);
INSERT INTO {t} VALUES (1, '2026-01-01');
-- after
INSERT INTO {t} VALUES ({n} + 1, '2026-02-02');
UPDATE {t}_old SET a = 'after {n}' WHERE id = 1;

-- case rename a schema
-- setup
CREATE SCHEMA {t};
CREATE TABLE {t}.things (id int PRIMARY KEY, a text);
INSERT INTO {t}.things VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t}.things VALUES (10, 'before');
-- change
ALTER SCHEMA {t} RENAME TO {t}_new;
-- after
INSERT INTO {t}_new.things VALUES ({n} + 1, 'after');
UPDATE {t}_new.things SET a = 'after {n}' WHERE id = 1;

-- case move a table to another schema
-- setup
CREATE SCHEMA {t};
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
ALTER TABLE {t} SET SCHEMA {t};
-- after
INSERT INTO {t}.{t} VALUES ({n} + 1, 'after');
UPDATE {t}.{t} SET a = 'after {n}' WHERE id = 1;

-- ==================================================== tables that come and go

-- case create a table
-- setup
CREATE TABLE {t} (id int PRIMARY KEY);
-- before
INSERT INTO {t} VALUES (10);
-- change
CREATE TABLE {t}_next (id int PRIMARY KEY, of int REFERENCES {t}, a text NOT NULL DEFAULT 'new');
INSERT INTO {t}_next VALUES (1, 10);
-- after
INSERT INTO {t}_next VALUES ({n} + 1, 10, 'after');
UPDATE {t}_next SET a = 'after {n}' WHERE id = 1;

-- case create a table and leave it empty
-- setup
CREATE TABLE {t} (id int PRIMARY KEY);
-- before
INSERT INTO {t} VALUES (10);
-- change
CREATE TABLE {t}_next (id int PRIMARY KEY, a text NOT NULL, "B" numeric(5,1));
-- after
INSERT INTO {t} VALUES ({n});

-- case create a table from a query and give it a key
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
CREATE TABLE {t}_copy AS SELECT * FROM {t};
ALTER TABLE {t}_copy ADD PRIMARY KEY (id);
-- after
INSERT INTO {t}_copy VALUES ({n} + 1, 'after');
UPDATE {t}_copy SET a = 'after {n}' WHERE id = 1;
DELETE FROM {t}_copy WHERE id = 2;

-- case create a table in a new schema
-- setup
CREATE TABLE {t} (id int PRIMARY KEY);
-- before
INSERT INTO {t} VALUES (10);
-- change
CREATE SCHEMA {t};
CREATE TABLE {t}."Things & more" ("the id" int PRIMARY KEY, a text);
INSERT INTO {t}."Things & more" VALUES (1, 'one');
-- after
INSERT INTO {t}."Things & more" VALUES ({n} + 1, 'after');

-- case drop a table
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
CREATE TABLE {t}_stays (id int PRIMARY KEY);
-- before
INSERT INTO {t} VALUES (10, 'before');
-- kept: {t}
-- change
DROP TABLE {t};
-- after
INSERT INTO {t}_stays VALUES ({n});

-- case drop a table and create it again with another shape
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text, b int NOT NULL);
INSERT INTO {t} VALUES (1, 'one', 1), (2, 'two', 2);
-- before
INSERT INTO {t} VALUES (10, 'before', 10);
-- change
DROP TABLE {t};
CREATE TABLE {t} (code text PRIMARY KEY, b text, made date);
INSERT INTO {t} VALUES ('one', 'new', '2026-01-01');
-- after
INSERT INTO {t} VALUES ('after {n}', NULL, NULL);
UPDATE {t} SET b = 'after {n}' WHERE code = 'one';

-- case drop a table and create it again with the same shape
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
DROP TABLE {t};
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (2, 'new');
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 2;

-- case drop a table and create it again, empty
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
DROP TABLE {t};
CREATE TABLE {t} (id int PRIMARY KEY, a text);
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after');

-- case unlogged and logged again
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
ALTER TABLE {t} SET UNLOGGED;
INSERT INTO {t} VALUES (11, 'not in the WAL');
ALTER TABLE {t} SET LOGGED;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 1;

-- ==================================================== partitions

-- case a partitioned table grows
-- setup
CREATE TABLE {t} (id int, day date, a text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE {t}_1 PARTITION OF {t} FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
INSERT INTO {t} VALUES (1, '2026-01-05', 'one'), (2, '2026-01-06', 'two');
-- before
INSERT INTO {t} VALUES (10, '2026-01-07', 'before');
-- change
CREATE TABLE {t}_2 PARTITION OF {t} FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
-- after
INSERT INTO {t} VALUES ({n} + 1, '2026-02-05', 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 2;
UPDATE {t} SET day = '2026-02-20' WHERE id = 1;

-- case attach a filled partition
-- setup
CREATE TABLE {t} (id int, day date, a text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE {t}_1 PARTITION OF {t} FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE {t}_2 (id int NOT NULL, day date NOT NULL, a text, PRIMARY KEY (id, day));
INSERT INTO {t} VALUES (1, '2026-01-05', 'one'), (2, '2026-01-06', 'two');
INSERT INTO {t}_2 VALUES (21, '2026-02-05', 'february'), (22, '2026-02-06', 'february');
-- before
INSERT INTO {t}_2 VALUES (23, '2026-02-07', 'before');
-- change
ALTER TABLE {t} ATTACH PARTITION {t}_2 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
-- after
INSERT INTO {t} VALUES ({n} + 1, '2026-02-08', 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 21;

-- case detach a filled partition
-- setup
CREATE TABLE {t} (id int, day date, a text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE {t}_1 PARTITION OF {t} FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE {t}_2 PARTITION OF {t} FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
INSERT INTO {t} VALUES (1, '2026-01-05', 'one'), (2, '2026-02-06', 'two');
-- before
INSERT INTO {t} VALUES (10, '2026-02-07', 'before');
-- change
ALTER TABLE {t} DETACH PARTITION {t}_2;
-- after
INSERT INTO {t} VALUES ({n} + 1, '2026-01-08', 'after');
INSERT INTO {t}_2 VALUES ({n} + 1, '2026-02-08', 'after');

-- case drop a filled partition
-- setup
CREATE TABLE {t} (id int, day date, a text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE {t}_1 PARTITION OF {t} FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE {t}_2 PARTITION OF {t} FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
INSERT INTO {t} VALUES (1, '2026-01-05', 'one'), (2, '2026-02-06', 'two');
-- before
INSERT INTO {t} VALUES (10, '2026-02-07', 'before');
-- change
DROP TABLE {t}_2;
-- after
INSERT INTO {t} VALUES ({n} + 1, '2026-01-08', 'after');

-- case truncate a partition
-- setup
CREATE TABLE {t} (id int, day date, a text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE {t}_1 PARTITION OF {t} FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE {t}_2 PARTITION OF {t} FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
INSERT INTO {t} VALUES (1, '2026-01-05', 'one'), (2, '2026-02-06', 'two');
-- before
INSERT INTO {t} VALUES (10, '2026-02-07', 'before');
-- change
TRUNCATE {t}_2;
-- after
INSERT INTO {t} VALUES ({n} + 1, '2026-02-08', 'after');

-- case a partitioned table gets a column
-- setup
CREATE TABLE {t} (id int, day date, a text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE {t}_1 PARTITION OF {t} FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE {t}_2 PARTITION OF {t} FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
INSERT INTO {t} VALUES (1, '2026-01-05', 'one'), (2, '2026-02-06', 'two');
-- before
INSERT INTO {t} VALUES (10, '2026-02-07', 'before');
-- change
ALTER TABLE {t} ADD COLUMN b int NOT NULL DEFAULT 3;
-- after
INSERT INTO {t} VALUES ({n} + 1, '2026-01-08', 'after', {n});
UPDATE {t} SET a = 'after {n}' WHERE id = 2;

-- ==================================================== truncates

-- case truncate
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} SELECT g, 'row ' || g FROM generate_series(1, 200) g;
-- before
UPDATE {t} SET a = 'before' WHERE id < 100;
-- change
TRUNCATE {t};
-- after
INSERT INTO {t} VALUES ({n} / 100, 'after'), ({n} + 1, 'after');

-- case truncate cascade
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
CREATE TABLE {t}_child (id int PRIMARY KEY, of int REFERENCES {t});
INSERT INTO {t} SELECT g, 'row ' || g FROM generate_series(1, 50) g;
INSERT INTO {t}_child SELECT g, g FROM generate_series(1, 50) g;
-- before
UPDATE {t} SET a = 'before' WHERE id < 20;
-- change
TRUNCATE {t} RESTART IDENTITY CASCADE;
-- after
INSERT INTO {t} VALUES ({n} / 100, 'after');
INSERT INTO {t}_child VALUES ({n} / 100, {n} / 100);

-- case truncate twice with rows between
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} SELECT g, 'row ' || g FROM generate_series(1, 50) g;
-- before
DELETE FROM {t} WHERE id < 10;
-- change
TRUNCATE {t};
INSERT INTO {t} SELECT g, 'between ' || g FROM generate_series(1, 60) g;
TRUNCATE {t};
INSERT INTO {t} VALUES (7, 'last');
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after');

-- ==================================================== what changes nothing

-- case indexes, constraints, comments, storage
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text, n int);
INSERT INTO {t} VALUES (1, 'one', 1), (2, 'two', 2);
-- before
INSERT INTO {t} VALUES (10, 'before', 10);
-- change
CREATE INDEX ON {t} (a);
ALTER TABLE {t} ADD CHECK (n > 0), ADD UNIQUE (n);
COMMENT ON COLUMN {t}.a IS 'a comment';
ALTER TABLE {t} ALTER COLUMN a SET STORAGE EXTERNAL, ALTER COLUMN a SET STATISTICS 200;
ALTER TABLE {t} SET (fillfactor = 70);
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', {n});
UPDATE {t} SET a = 'after {n}' WHERE id = 1;

-- case a rewrite that changes nothing
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} SELECT g, 'row ' || g FROM generate_series(1, 50) g;
-- before
DELETE FROM {t} WHERE id < 10;
-- alone
-- change
VACUUM FULL {t};
CLUSTER {t} USING {t}_pkey;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 20;

-- ==================================================== rows and transactions, without a change of shape

-- case keys that change
-- setup
CREATE TABLE {t} (a int, b text, c text, PRIMARY KEY (b, a));
INSERT INTO {t} VALUES (1, 'x', 'one'), (2, 'x', 'two'), (3, 'y', 'three');
-- before
UPDATE {t} SET a = a + 10;
-- change
UPDATE {t} SET b = 'z', c = 'moved' WHERE a = 12;
DELETE FROM {t} WHERE a = 13;
INSERT INTO {t} VALUES (13, 'y', 'again');
UPDATE {t} SET a = 14 WHERE a = 13;
INSERT INTO {t} VALUES (13, 'y', 'once more');
-- after
INSERT INTO {t} VALUES ({n}, 'x', 'after');
UPDATE {t} SET a = {n} + 1 WHERE a = {n};

-- case savepoints that are rolled back
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
DO $$ BEGIN
  UPDATE {t} SET a = 'kept' WHERE id = 1;
  BEGIN
    UPDATE {t} SET a = 'rolled back' WHERE id = 1;
    INSERT INTO {t} VALUES (11, 'rolled back');
    RAISE EXCEPTION 'back';
  EXCEPTION WHEN raise_exception THEN NULL;
  END;
  INSERT INTO {t} VALUES (12, 'kept');
END $$;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after');

-- case values that are stored out of line and not touched
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, big text, big_array text[], n int);
ALTER TABLE {t} ALTER COLUMN big SET STORAGE EXTERNAL, ALTER COLUMN big_array SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT g, repeat('big ' || g, 4000), ARRAY[repeat('x', 5000), NULL, 'y'], g FROM generate_series(1, 5) g;
-- before
UPDATE {t} SET n = -n WHERE id < 3;
-- change
UPDATE {t} SET n = n * 2;
UPDATE {t} SET id = 20 WHERE id = 2;
-- after
INSERT INTO {t} VALUES ({n}, repeat('later', 3000), NULL, 0);
UPDATE {t} SET n = {n};
UPDATE {t} SET id = {n} + 1 WHERE id = {n};

-- case values that read like what stands for an untouched one
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, touched int, a text, b varchar(60), j jsonb, n numeric(76,20), bytes bytea, words text[], ints int[], filler text) WITH (toast_tuple_target = 128);
ALTER TABLE {t} ALTER a SET STORAGE EXTERNAL, ALTER b SET STORAGE EXTERNAL, ALTER j SET STORAGE EXTERNAL, ALTER n SET STORAGE EXTERNAL, ALTER bytes SET STORAGE EXTERNAL, ALTER words SET STORAGE EXTERNAL, ALTER ints SET STORAGE EXTERNAL, ALTER filler SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT g, 0, 'a text that is long enough to lie out of line, ' || g, 'another one, for nothing short does, ' || g, jsonb_build_object('of', 'forty and some characters in the JSON', 'n', g), g + 12345678901234567890123456789012345678901234567890.5, decode(repeat('00ff', 30), 'hex'), ARRAY['some words', 'and some more words', 'row ' || g], ARRAY[1, 2, 3, 4, 5, 6, 7, g], repeat('filler', 700) FROM generate_series(1, 9) g;
INSERT INTO {t} VALUES (10, 0, '__debezium_unavailable_value', '__debezium_unavailable_value', '{"__debezium_unavailable_value": "__debezium_unavailable_value"}', NULL, '__debezium_unavailable_value', '{__debezium_unavailable_value}', '{95,95,100,101,98,101,122,105,117,109,95,117,110,97,118,97,105,108,97,98,108,101,95,118,97,108,117,101}', repeat('filler', 700));
-- before
UPDATE {t} SET touched = 1;
UPDATE {t} SET a = '__debezium_unavailable_value' WHERE id = 1;
UPDATE {t} SET b = '__debezium_unavailable_value', a = a WHERE id = 2;
UPDATE {t} SET j = '{"__debezium_unavailable_value": "__debezium_unavailable_value"}' WHERE id = 3;
UPDATE {t} SET bytes = '__debezium_unavailable_value' WHERE id = 4;
UPDATE {t} SET bytes = 'untouched\000value' WHERE id = 5;
UPDATE {t} SET words = '{__debezium_unavailable_value}' WHERE id = 6;
UPDATE {t} SET ints = '{95,95,100,101,98,101,122,105,117,109,95,117,110,97,118,97,105,108,97,98,108,101,95,118,97,108,117,101}' WHERE id = 7;
-- change
ALTER TABLE {t} ADD COLUMN added text DEFAULT '__debezium_unavailable_value';
-- after
INSERT INTO {t} SELECT {n}, touched, a, b, j, n, bytes, words, ints, filler FROM {t} WHERE id = 10;
UPDATE {t} SET touched = {n};
UPDATE {t} SET filler = '__debezium_unavailable_value' WHERE id = 8;
UPDATE {t} SET added = 'untouched\u0000value' WHERE id = 9;

-- case keys that lie out of line
-- setup
CREATE TABLE {t} (k text PRIMARY KEY, n int, big text);
ALTER TABLE {t} ALTER k SET STORAGE EXTERNAL, ALTER big SET STORAGE EXTERNAL;
INSERT INTO {t} SELECT repeat('key ' || g, 450), g, repeat('big ' || g, 900) FROM generate_series(1, 5) g;
-- before
UPDATE {t} SET n = -n;
-- change
UPDATE {t} SET k = k || '*' WHERE n = -2;
DELETE FROM {t} WHERE n = -3;
-- after
INSERT INTO {t} VALUES ({n} || repeat(' key', 500), 0, 'small');
UPDATE {t} SET n = {n};

-- case a table without a key, with duplicates
-- setup
CREATE TABLE {t} (a int, b text);
ALTER TABLE {t} REPLICA IDENTITY FULL;
INSERT INTO {t} VALUES (1, 'twice'), (1, 'twice'), (2, NULL), (NULL, NULL);
-- before
INSERT INTO {t} VALUES (1, 'twice');
-- change
DELETE FROM {t} WHERE ctid = (SELECT min(ctid) FROM {t} WHERE b = 'twice');
UPDATE {t} SET a = 3 WHERE a = 2;
-- after
INSERT INTO {t} SELECT {n}, 'many' FROM generate_series(1, 50);
UPDATE {t} SET b = 'changed {n}' WHERE a IS NULL;

-- case a table without a key that only grows
-- setup
CREATE TABLE {t} (a int, b text);
INSERT INTO {t} VALUES (1, 'twice'), (1, 'twice'), (2, NULL);
-- before
INSERT INTO {t} VALUES (1, 'twice');
-- change
ALTER TABLE {t} ADD COLUMN c int DEFAULT 4;
-- after
INSERT INTO {t} SELECT {n}, 'many' FROM generate_series(1, 50);

-- case the widest table
-- setup
DO $$ BEGIN EXECUTE 'CREATE TABLE {t} (id int PRIMARY KEY, ' || (SELECT string_agg('c' || g || ' smallint', ', ') FROM generate_series(1, 1599) g) || ')'; END $$;
INSERT INTO {t} (id, c1, c1599) VALUES (1, 1, 1599);
-- before
UPDATE {t} SET c800 = 800;
-- change
INSERT INTO {t} (id, c2) VALUES (2, 2);
-- after
INSERT INTO {t} (id, c3) VALUES ({n}, 3);

-- case a row of ten megabytes
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, big text, n int);
INSERT INTO {t} VALUES (1, repeat('0123456789', 1000000), 1);
-- before
UPDATE {t} SET n = 2 WHERE id = 1;
-- change
INSERT INTO {t} VALUES (2, repeat('abcdefghij', 1000000), 1);
-- after
UPDATE {t} SET n = {n};

-- ==================================================== partitions and heirs in the corners

-- case rename a table and attach it to a new one of its name
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t} VALUES (10, 'before');
-- change
ALTER TABLE {t} RENAME TO {t}_1;
CREATE TABLE {t} (id int PRIMARY KEY, a text) PARTITION BY RANGE (id);
ALTER TABLE {t} ATTACH PARTITION {t}_1 FOR VALUES FROM (0) TO (1000);
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after');
UPDATE {t} SET a = 'after {n}' WHERE id = 1;

-- case attach a table without rows, detach it with some and attach it again
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text) PARTITION BY RANGE (id);
CREATE TABLE {t}_1 PARTITION OF {t} FOR VALUES FROM (0) TO (100);
CREATE TABLE {t}_2 (id int PRIMARY KEY, a text);
INSERT INTO {t} VALUES (1, 'one'), (2, 'two');
-- before
INSERT INTO {t}_2 VALUES (110, 'gone at once');
DELETE FROM {t}_2;
-- change
ALTER TABLE {t} ATTACH PARTITION {t}_2 FOR VALUES FROM (100) TO (1000);
INSERT INTO {t} VALUES (111, 'through the whole');
ALTER TABLE {t} DETACH PARTITION {t}_2;
INSERT INTO {t}_2 VALUES (112, 'by itself');
ALTER TABLE {t} ATTACH PARTITION {t}_2 FOR VALUES FROM (100) TO (1000);
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after');
UPDATE {t} SET a = 'after {n}' WHERE id IN (1, 112);

-- case partitions have keys that the whole has not
-- setup
CREATE TABLE {t} (id int, r text, v text) PARTITION BY LIST (r);
CREATE TABLE {t}_a PARTITION OF {t} (PRIMARY KEY (id)) FOR VALUES IN ('a');
CREATE TABLE {t}_b PARTITION OF {t} (PRIMARY KEY (id)) FOR VALUES IN ('b');
INSERT INTO {t} VALUES (1, 'a', 'one'), (2, 'a', 'two'), (3, 'a', 'three'), (1, 'b', 'of another partition');
-- before
INSERT INTO {t} VALUES (10, 'a', 'before');
UPDATE {t} SET r = 'b' WHERE id = 2;
DELETE FROM {t} WHERE id = 3;
-- change
UPDATE {t} SET v = 'changed' WHERE id = 1 AND r = 'a';
-- after
INSERT INTO {t} VALUES ({n} + 1, 'a', 'after');
UPDATE {t} SET r = CASE r WHEN 'a' THEN 'b' ELSE 'a' END WHERE id = 2;

-- case a parent of tables that inherit is changed
-- setup
CREATE TABLE {t} (id int PRIMARY KEY, a text);
CREATE TABLE {t}_b (b text, PRIMARY KEY (id)) INHERITS ({t});
CREATE TABLE {t}_c (c text, PRIMARY KEY (id)) INHERITS ({t});
CREATE TABLE {t}_d (d text) INHERITS ({t}_b, {t}_c);
ALTER TABLE {t}_d REPLICA IDENTITY FULL;
INSERT INTO {t} VALUES (1, 'parent'), (2, 'parent');
INSERT INTO {t}_b VALUES (1, 'b', 'b'), (3, 'b', 'b');
INSERT INTO {t}_c VALUES (1, 'c', 'c');
INSERT INTO {t}_d VALUES (1, 'd', 'd', 'd', 'd'), (4, 'd', 'd', 'd', 'd');
-- before
INSERT INTO {t}_d VALUES (10, 'before', 'd', 'd', 'd');
UPDATE {t} SET a = 'all ' || a WHERE id = 1;
-- change
ALTER TABLE {t} RENAME COLUMN a TO aa;
ALTER TABLE {t} RENAME COLUMN aa TO foo;
ALTER TABLE {t} RENAME COLUMN foo TO aa;
ALTER TABLE {t} ADD COLUMN a text;
ALTER TABLE {t} ADD COLUMN x int DEFAULT 7;
-- after
INSERT INTO {t} VALUES ({n} + 1, 'after', 'a', {n});
INSERT INTO {t}_d (id, aa, a, d) VALUES ({n} + 1, 'after', 'a', 'd');
UPDATE {t} SET x = x + 1 WHERE id = 1;
DELETE FROM ONLY {t} WHERE id = 2;

-- case a table without a key is made and left empty
-- change
CREATE TABLE {t} (id serial, val int, tags text[], e interval, x json);

-- case a table without columns gets one
-- setup
CREATE TABLE {t} ();
INSERT INTO {t} DEFAULT VALUES;
-- before
INSERT INTO {t} DEFAULT VALUES;
-- change
ALTER TABLE {t} ADD COLUMN a int DEFAULT 3;
-- after
INSERT INTO {t} VALUES ({n});

-- case a table loses its last column
-- setup
CREATE TABLE {t} (a int);
INSERT INTO {t} VALUES (1), (2);
-- before
INSERT INTO {t} VALUES (10);
-- change
ALTER TABLE {t} DROP COLUMN a;
-- after
INSERT INTO {t} DEFAULT VALUES;

-- case heirs get columns of names that were renamed before
-- setup
CREATE TABLE {t} (k text, a int);
CREATE TABLE {t}_c (c text) INHERITS ({t});
CREATE TABLE {t}_e (e smallint) INHERITS ({t}_c);
CREATE TABLE {t}_f (f float8) INHERITS ({t}_e);
INSERT INTO {t} VALUES ('parent', 1), ('parent', NULL);
INSERT INTO {t}_e VALUES ('e', 2, 'c', 3);
INSERT INTO {t}_f VALUES ('f', 4, 'c', 5, 0.5), ('f', NULL, 'c', NULL, 1.5);
-- before
INSERT INTO {t}_f (k, f) VALUES ('before', 2.5);
-- change
ALTER TABLE {t}_f RENAME COLUMN f TO ff;
ALTER TABLE {t}_e RENAME COLUMN e TO ee;
ALTER TABLE {t}_c RENAME COLUMN c TO cc;
ALTER TABLE {t} RENAME COLUMN a TO aa;
ALTER TABLE {t} RENAME COLUMN aa TO foo;
ALTER TABLE {t} RENAME COLUMN foo TO aa;
ALTER TABLE {t}_f ADD COLUMN f int;
ALTER TABLE {t}_e ADD COLUMN e int;
ALTER TABLE {t} ADD COLUMN a text;
-- after
INSERT INTO {t} VALUES ('after', {n}, 'a');
INSERT INTO {t}_f (k, aa, a, e, f) VALUES ('after', {n}, 'a', 1, 2);
-- ==================================================== composite types that change

-- case add an attribute to the composite type of columns
-- setup
CREATE TYPE {t}_addr AS (street text, number int);
CREATE TABLE {t} (id int PRIMARY KEY, home {t}_addr, past {t}_addr[]);
INSERT INTO {t} VALUES (1, '(a,1)', '{"(b,2)","(c,3)"}'), (2, NULL, NULL), (3, '(,)', '{}'), (4, '("x, y",4)', NULL);
-- before
INSERT INTO {t} VALUES (10, '(before,10)', '{"(before,1)"}');
-- change
ALTER TYPE {t}_addr ADD ATTRIBUTE zip text;
-- after
INSERT INTO {t} VALUES ({n} + 1, '(after,1,z)', '{"(after,1,z)"}');
UPDATE {t} SET home = ROW('updated', {n}, 'y') WHERE id = 1;

-- case rename an attribute of the composite type of columns
-- setup
CREATE TYPE {t}_addr AS (street text, number int);
CREATE TABLE {t} (id int PRIMARY KEY, home {t}_addr, past {t}_addr[]);
INSERT INTO {t} VALUES (1, '(a,1)', '{"(b,2)","(c,3)"}'), (2, NULL, NULL), (3, '(b,3)', '{}');
-- before
INSERT INTO {t} VALUES (10, '(before,10)', '{"(before,1)"}');
-- change
ALTER TYPE {t}_addr RENAME ATTRIBUTE number TO house;
-- after
INSERT INTO {t} VALUES ({n} + 1, '(after,1)', '{"(after,1)"}');
UPDATE {t} SET home = ROW('updated', {n}) WHERE id = 1;

-- case drop an attribute of the composite type of columns
-- setup
CREATE TYPE {t}_addr AS (street text, number int, zip text);
CREATE TABLE {t} (id int PRIMARY KEY, home {t}_addr, past {t}_addr[]);
INSERT INTO {t} VALUES (1, '(a,1,z)', '{"(b,2,y)","(c,3,x)"}'), (2, NULL, NULL), (3, '(b,3,w)', '{}');
-- before
INSERT INTO {t} VALUES (10, '(before,10,b)', '{"(before,1,b)"}');
-- change
ALTER TYPE {t}_addr DROP ATTRIBUTE number;
-- after
INSERT INTO {t} VALUES ({n} + 1, '(after,z)', '{"(after,z)"}');
UPDATE {t} SET home = ROW('updated', '{n}') WHERE id = 1;

-- case drop an attribute of a composite type and add one of its name
-- setup
CREATE TYPE {t}_addr AS (street text, zip text);
CREATE TABLE {t} (id int PRIMARY KEY, home {t}_addr);
INSERT INTO {t} VALUES (1, '(a,z)'), (2, NULL), (3, '(b,w)');
-- before
INSERT INTO {t} VALUES (10, '(before,b)');
-- change
ALTER TYPE {t}_addr DROP ATTRIBUTE zip, ADD ATTRIBUTE zip text;
-- after
INSERT INTO {t} VALUES ({n} + 1, '(after,z)');
UPDATE {t} SET home = ROW('updated', '{n}') WHERE id = 1;

-- case composite types inside composite types, domains and arrays change
-- setup
CREATE TYPE {t}_in AS (x int, y int);
CREATE TYPE {t}_out AS (name text, inside {t}_in, list {t}_in[]);
CREATE DOMAIN {t}_dom AS {t}_out;
CREATE TABLE {t} (id int PRIMARY KEY, d {t}_dom, o {t}_out[]);
INSERT INTO {t} VALUES (1, ROW('a', ROW(1, 2), ARRAY[ROW(3, 4)::{t}_in]), NULL), (2, NULL, '{}'), (3, ROW('b', NULL, NULL), ARRAY[ROW('c', ROW(5, 6), NULL)::{t}_out]);
-- before
INSERT INTO {t} VALUES (10, ROW('before', ROW(7, 8), NULL), NULL);
-- change
ALTER TYPE {t}_in ADD ATTRIBUTE z int;
ALTER TYPE {t}_in RENAME ATTRIBUTE y TO why;
ALTER TYPE {t}_out DROP ATTRIBUTE list;
-- after
INSERT INTO {t} VALUES ({n} + 1, ROW('after', ROW(1, 2, 3)), ARRAY[ROW('after', ROW(4, 5, 6))::{t}_out]);
UPDATE {t} SET d = ROW('updated', ROW({n}, 0, 1)) WHERE id = 1;

-- case a table whose row type is the type of columns changes
-- setup
CREATE TABLE {t}_base (k int PRIMARY KEY, a int, b text);
INSERT INTO {t}_base VALUES (1, 1, 'base');
CREATE TABLE {t} (id int PRIMARY KEY, r {t}_base, rs {t}_base[]);
INSERT INTO {t} VALUES (1, ROW(1, 2, 'one'), ARRAY[ROW(3, 4, 'two')::{t}_base]), (2, NULL, NULL), (3, ROW(5, NULL, 'x'), '{}');
-- before
INSERT INTO {t} VALUES (10, ROW(7, 8, 'before'), NULL);
-- change
ALTER TABLE {t}_base ADD COLUMN c int;
ALTER TABLE {t}_base RENAME COLUMN b TO bb;
ALTER TABLE {t}_base DROP COLUMN a;
-- after
INSERT INTO {t} VALUES ({n} + 1, ROW(1, 'after', 9), ARRAY[ROW(2, 'after', 8)::{t}_base]);
INSERT INTO {t}_base VALUES ({n} + 1, 'after', 7);
UPDATE {t} SET r = ROW({n}, 'updated', 1) WHERE id = 1;

-- case the composite type of a column changes in a table without a key
-- setup
CREATE TYPE {t}_addr AS (street text, number int);
CREATE TABLE {t} (n int, home {t}_addr);
ALTER TABLE {t} REPLICA IDENTITY FULL;
INSERT INTO {t} VALUES (1, '(a,1)'), (1, '(a,1)'), (2, NULL), (3, '(b,3)');
-- before
INSERT INTO {t} VALUES (10, '(before,10)');
-- change
ALTER TYPE {t}_addr ADD ATTRIBUTE zip text;
ALTER TYPE {t}_addr RENAME ATTRIBUTE street TO way;
-- after
INSERT INTO {t} VALUES ({n} + 1, '(after,1,z)');
UPDATE {t} SET home = ROW('updated', {n}, 'y') WHERE n = 3;
DELETE FROM {t} WHERE n = {n} / 100;

-- ==================================================== tables that have a past when they are first seen

-- case a new table whose composite and enum types change at once
-- setup
CREATE TYPE {t}_addr AS (street text, number int);
CREATE TYPE {t}_mood AS ENUM ('sad', 'ok');
CREATE TABLE {t} (id int PRIMARY KEY);
-- before
INSERT INTO {t} VALUES (1);
-- change
CREATE TABLE {t}_homes (id int PRIMARY KEY, home {t}_addr, mood {t}_mood);
INSERT INTO {t}_homes VALUES (1, '(a,1)', 'ok'), (2, NULL, 'sad');
ALTER TYPE {t}_addr DROP ATTRIBUTE number, ADD ATTRIBUTE zip text;
ALTER TYPE {t}_mood RENAME VALUE 'ok' TO 'fine';
-- after
INSERT INTO {t} VALUES ({n} + 1);
INSERT INTO {t}_homes VALUES ({n} + 1, '(after,z)', 'fine');

-- case a new partitioned table that is rewritten and loses a partition at once
-- setup
CREATE TABLE {t} (id int PRIMARY KEY);
-- before
INSERT INTO {t} VALUES (1);
-- change
CREATE TABLE {t}_days (day date NOT NULL, a int) PARTITION BY RANGE (day);
CREATE TABLE {t}_days_1 PARTITION OF {t}_days FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE {t}_days_2 PARTITION OF {t}_days FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
INSERT INTO {t}_days VALUES ('2026-01-05', 1), ('2026-02-05', 2), ('2026-02-06', 3);
ALTER TABLE {t}_days ADD COLUMN n int GENERATED ALWAYS AS IDENTITY;
INSERT INTO {t}_days (day, a) VALUES ('2026-01-06', 4), ('2026-02-07', 5);
ALTER TABLE {t}_days DETACH PARTITION {t}_days_1;
DROP TABLE {t}_days_1;
-- after
INSERT INTO {t} VALUES ({n} + 1);
INSERT INTO {t}_days (day, a) VALUES ('2026-02-10', {n});
