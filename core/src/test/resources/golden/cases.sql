-- What e2e's GoldenRecordsIT has the source do. "-- case NAME" begins a transaction whose block is golden/block/NAME.block;
-- what precedes the first case is there before the capture begins, so that a load brings it.

CREATE EXTENSION citext;
CREATE EXTENSION hstore;
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TYPE pair AS (number int, "The Text" text);
CREATE DOMAIN d_amount AS numeric(10,2);
CREATE TABLE types (
    id int PRIMARY KEY,
    c_bool bool, c_int2 int2, c_int4 int4, c_int8 int8, c_float4 float4, c_float8 float8,
    c_numeric_10_2 numeric(10,2), c_numeric numeric, c_numeric_neg numeric(5,-2), c_money money,
    c_text text, c_varchar varchar(20), c_bpchar char(5), c_citext citext, c_name name,
    c_bytea bytea, c_uuid uuid,
    c_date date, c_timestamp timestamp, c_timestamp3 timestamp(3), c_timestamptz timestamptz,
    c_time time, c_time3 time(3), c_timetz timetz, c_interval interval,
    c_json json, c_jsonb jsonb, c_mood mood, c_moods mood[],
    c_texts text[], c_ints int[], c_matrix int[][], c_numerics numeric(10,2)[], c_stamps timestamptz[],
    c_inet inet, c_cidr cidr, c_macaddr macaddr, c_hstore hstore, c_xml xml,
    c_int4range int4range, c_tstzrange tstzrange, c_multirange int4multirange,
    c_point point, c_bit bit, c_bits bit(8), c_varbit varbit, c_tsvector tsvector,
    c_oid oid, c_lsn pg_lsn, c_pair pair, c_amount d_amount);
CREATE TABLE defaults (
    id bigserial PRIMARY KEY, name text NOT NULL DEFAULT 'x', note text, price numeric(12,2) NOT NULL DEFAULT 1.50,
    at timestamptz NOT NULL DEFAULT '2026-01-01 00:00:00+00', day date NOT NULL DEFAULT '1970-01-01', flag bool NOT NULL DEFAULT true);
CREATE TABLE toast (id int PRIMARY KEY, n int, big text, bigb bytea, bigj jsonb);
ALTER TABLE toast ALTER big SET STORAGE EXTERNAL, ALTER bigb SET STORAGE EXTERNAL, ALTER bigj SET STORAGE EXTERNAL;
CREATE TABLE fullrow (id int PRIMARY KEY, n int, big text, note text);
ALTER TABLE fullrow REPLICA IDENTITY FULL, ALTER big SET STORAGE EXTERNAL;
CREATE TABLE composite (region text, id uuid, total numeric(14,4), PRIMARY KEY (region, id));
CREATE TABLE numbered (number numeric PRIMARY KEY, note text);
CREATE SCHEMA "Sales Dept";
CREATE TABLE "Sales Dept"."Order, Line" ("Id" int PRIMARY KEY, "Naïve Col" text, "select" int);
CREATE TABLE nokey (a int, b text);
ALTER TABLE nokey REPLICA IDENTITY FULL;
CREATE TABLE other (id int PRIMARY KEY, note text);
ALTER TABLE other DROP COLUMN note, ADD COLUMN added text NOT NULL DEFAULT 'before';

INSERT INTO types (id, c_bool, c_text, c_numeric, c_date, c_json) VALUES
    (1, true, 'text ''quoted'' "ü" ☕', 12.340, '2026-11-21', '{"a": [1, 2.50, null]}'),
    (2, NULL, NULL, 'NaN', 'infinity', NULL);
INSERT INTO toast VALUES (1, 1, repeat('text ', 800), decode(repeat('00ff', 2000), 'hex'), jsonb_build_object('k', repeat('j', 4000)));
INSERT INTO fullrow VALUES (1, 1, repeat('full ', 800), 'note');
INSERT INTO composite VALUES ('eu-1', '6f2b3c1e-93f1-4b0e-9b2c-0a1b2c3d4e5f', 1.5);
INSERT INTO numbered VALUES (1.0, 'one');
INSERT INTO "Sales Dept"."Order, Line" VALUES (1, 'ascii', 1);
INSERT INTO nokey VALUES (1, 'x'), (1, 'x'), (NULL, NULL);

-- case insert-of-every-type
INSERT INTO types VALUES (
    101, true, 32767, 2147483647, 9223372036854775807, 1.5, 2.25,
    12345678.90, 12345678901234567890.123456789, 12300, 1234.56::numeric::money,
    'text ''quoted'' "ü" ☕', 'varchar', 'ab', 'CiText', 'name',
    '\xdeadbeef00', '6f2b3c1e-93f1-4b0e-9b2c-0a1b2c3d4e5f',
    '2026-11-21', '2026-11-21 12:34:56.123456', '2026-11-21 12:34:56.123', '2026-11-21 12:34:56.123456+02',
    '12:34:56.123456', '12:34:56.123', '12:34:56.123456+02', '1 year 2 mons 3 days 04:05:06.789',
    '{"a": [1, 2.50, null]}', '{"n": 1.10, "b": {"c": true}}', 'happy', '{sad,happy}',
    '{a,"b,c",NULL,"d\"e"}', '{1,NULL,3}', '{{1,2},{3,4}}', '{1.50,NULL}', '{"2026-01-01 00:00:00+00"}',
    '192.168.0.1/24', '10.0.0.0/8', '08:00:2b:01:02:03', 'a=>1, b=>NULL', '<a>x</a>',
    '[1,5)', '["2026-01-01 00:00:00+00","2026-02-01 00:00:00+00")', '{[1,3),[5,7)}',
    '(1.5,-2.5)', '1', '10101010', '00101', '''a'' ''cat'' ''fat''',
    12345, '16/B374D848', '(7,"a ""b"", c")', 12.34);

-- case insert-of-nulls
INSERT INTO types (id) VALUES (102);

-- case insert-of-infinities
INSERT INTO types (id, c_bool, c_int2, c_int4, c_int8, c_float4, c_float8, c_numeric_10_2, c_numeric, c_text, c_bpchar, c_bytea, c_date,
        c_timestamp, c_timestamp3, c_timestamptz, c_time, c_jsonb, c_texts, c_ints, c_int4range, c_tstzrange, c_point)
    VALUES (103, false, -32768, -2147483648, -9223372036854775808, 'NaN', 'Infinity', -0.01, 'NaN', '', '', '', 'infinity',
        'infinity', 'infinity', 'infinity', '24:00:00', 'null', '{}', '{NULL,NULL}', 'empty', '(,infinity)', '(Infinity,NaN)');

-- case insert-of-minus-infinities
INSERT INTO types (id, c_float4, c_float8, c_numeric, c_date, c_timestamp, c_timestamptz, c_stamps)
    VALUES (104, '-Infinity', '-Infinity', 'Infinity', '-infinity', '-infinity', '-infinity', '{infinity,"2026-01-01 00:00:00+00"}');

-- case insert-of-dates-before-christ
INSERT INTO types (id, c_float4, c_float8, c_numeric, c_date, c_timestamp, c_timestamptz, c_interval)
    VALUES (105, 1e-45, 5e-324, '-Infinity', '0044-03-15 BC', '0044-03-15 12:00:00 BC', '0044-03-15 12:00:00+00 BC',
        '-1 years -2 mons +3 days -04:05:06.789');

-- case insert-of-largest-values
INSERT INTO types (id, c_float8, c_numeric, c_numeric_neg, c_money, c_date, c_timestamp, c_timestamptz, c_interval, c_oid)
    VALUES (106, 1.7976931348623157e308, 0.00000000000000000001, 9999900, '92233720368547758.07', '5874897-12-31',
        '294276-12-31 23:59:59.999999', '294276-12-31 23:59:59.999999+00', '178000000 years', 4294967295);

-- case insert-of-earliest-dates
INSERT INTO types (id, c_date, c_timestamp, c_timestamptz)
    VALUES (107, '4713-01-01 BC', '4713-01-01 00:00:00 BC', '4713-01-01 00:00:00+00 BC');

-- case insert-of-defaults
INSERT INTO defaults DEFAULT VALUES;

-- case insert-without-key
INSERT INTO nokey VALUES (3, 'y'), (3, 'y');

-- case insert-into-two-tables
INSERT INTO other VALUES (1, 'first');
INSERT INTO nokey VALUES (4, NULL);
INSERT INTO other VALUES (2, 'second');

-- case update-without-toast
UPDATE toast SET n = 2 WHERE id = 1;

-- case update-of-one-toast-value
UPDATE toast SET n = 3, big = 'short' WHERE id = 1;

-- case update-of-a-key
UPDATE toast SET id = 2 WHERE id = 1;

-- case update-of-a-key-written-otherwise
UPDATE numbered SET number = 1.00 WHERE number = 1;

-- case update-with-full-identity
UPDATE fullrow SET n = 2 WHERE id = 1;

-- case update-without-key
UPDATE nokey SET b = 'z' WHERE a = 4;

-- case update-with-composite-key
UPDATE composite SET total = 9 WHERE region = 'eu-1';

-- case update-of-quoted-names
UPDATE "Sales Dept"."Order, Line" SET "Naïve Col" = 'naïve', "select" = 2 WHERE "Id" = 1;

-- case delete-with-default-identity
DELETE FROM toast WHERE id = 2;

-- case delete-with-made-up-zeros
DELETE FROM defaults;

-- case delete-with-full-identity
DELETE FROM fullrow WHERE id = 1;

-- case delete-without-key
DELETE FROM nokey WHERE a = 4;

-- case truncate
TRUNCATE nokey;

-- case truncate-of-two-tables
TRUNCATE toast, composite;

-- case message-barrier
SELECT pg_logical_emit_message(true, 'millrace.barrier', 'content ☕');

-- case message-empty
SELECT pg_logical_emit_message(true, 'millrace.barrier', '');

-- case message-outside-of-a-transaction
SELECT pg_logical_emit_message(false, 'millrace.barrier', 'not transactional');
