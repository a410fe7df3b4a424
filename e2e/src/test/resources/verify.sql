CREATE TYPE verify_mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE verify_address AS (street text, number int);
CREATE TABLE verify_many (
    id bigint PRIMARY KEY, yes bool, small smallint, whole int, amount numeric(10,2), free numeric, words text,
    few varchar(40), padded char(8), ref uuid, day date, "at" timestamp, zoned timestamptz, clock time, rough real,
    fine double precision, raw bytea, mood verify_mood, bits bit(5), ip inet, mac macaddr);
INSERT INTO verify_many
SELECT g, CASE g % 3 WHEN 0 THEN NULL ELSE g % 3 = 1 END, g, -g, g / 7.0,
    CASE g % 500 WHEN 0 THEN 'NaN' WHEN 1 THEN 1e50 WHEN 2 THEN NULL ELSE g / 11.0 END,
    E'it''s "quoted" \\ back, ünïcødé 🦊 ' || g || E'\n\t|~', 'v' || g, 'c' || g % 9, md5(g::text)::uuid,
    CASE g % 1000 WHEN 3 THEN 'infinity' WHEN 4 THEN '0044-03-15 BC' ELSE '1950-01-01'::date + g END,
    '2020-01-01'::timestamp + g * interval '1.5 second',
    CASE g % 1000 WHEN 7 THEN '3000-01-01 00:00:00+05' WHEN 8 THEN '-infinity'
        ELSE '2020-01-01 00:00:00+00'::timestamptz + g * interval '0.000123 second' END,
    '12:00:00'::time + g * interval '1 second', CASE g % 777 WHEN 0 THEN 'NaN' ELSE g / 3.0 END,
    CASE g % 777 WHEN 1 THEN '-Infinity' WHEN 2 THEN -0.0 ELSE 1e300 / g END, decode(md5(g::text), 'hex'),
    (ARRAY['sad', 'ok', 'happy'])[1 + g % 3]::verify_mood, B'10101', '10.0.0.1', '08:00:2b:01:02:03'
FROM generate_series(1, 3000) g;

CREATE TABLE verify_rich (
    k int, u uuid, j jsonb, plain json, ints int[], texts text[], span interval, home verify_address, price money,
    PRIMARY KEY (k, u));
INSERT INTO verify_rich
SELECT g / 10, md5(g::text)::uuid,
    CASE g % 50 WHEN 0 THEN '[1,2]' WHEN 1 THEN '{"a":null,"b":{}}'
        ELSE jsonb_build_object('id', g, 'p', g / 4.0, 't', ARRAY['x', 'y'], 'o', jsonb_build_object('z', true)) END,
    '{"b":1.50,"a":"q"}', CASE g % 40 WHEN 0 THEN NULL ELSE ARRAY[g, NULL, g + 1] END, ARRAY['a,b', 'q"t', NULL],
    g * interval '1 hour', ROW('s' || g, g)::verify_address, '$1,234.50'
FROM generate_series(1, 500) g;

CREATE TABLE verify_texts (name text COLLATE "en-x-icu" PRIMARY KEY, v int);
INSERT INTO verify_texts SELECT CASE g % 2 WHEN 0 THEN 'Key ' ELSE 'kéy-''' END || g, g FROM generate_series(1, 1000) g;

CREATE TABLE verify_log ("at" timestamptz, message text, tags text[]);
ALTER TABLE verify_log REPLICA IDENTITY FULL;
INSERT INTO verify_log SELECT '2024-01-01'::timestamptz, 'm' || g / 3, ARRAY['t' || g % 2] FROM generate_series(1, 300) g;
