-- A table of orders with 12 columns, and what writes to it. @TABLE@ is its name with its schema, @NAME@ the last part of it.
CREATE SCHEMA IF NOT EXISTS millrace_bench;

CREATE @UNLOGGED@ TABLE IF NOT EXISTS @TABLE@ (
  id bigint PRIMARY KEY,
  customer_id int NOT NULL,
  sku text NOT NULL,
  quantity int NOT NULL,
  unit_price numeric(10, 2) NOT NULL,
  total numeric(12, 2) NOT NULL,
  currency char(3) NOT NULL,
  status text NOT NULL,
  note text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  flags int NOT NULL
);

-- Transactions of one row each, with consecutive ids. The values depend on the id alone; every fourth row has no note.
CREATE OR REPLACE PROCEDURE millrace_bench.@NAME@_insert(first bigint, amount bigint) LANGUAGE plpgsql AS $insert$
DECLARE
  i bigint := first;
  price numeric(10, 2);
BEGIN
  WHILE i < first + amount LOOP
    price := i * 37 % 20000 / 100.0;
    INSERT INTO @TABLE@ VALUES (i, (i * 7919 % 100000)::int, 'SKU-' || lpad((i * 31 % 5000)::text, 5, '0'),
      1 + (i % 9)::int, price, price * (1 + i % 9), 'EUR', 'NEW',
      CASE WHEN i % 4 > 0 THEN 'order ' || md5(i::text) END, now(), now(), (i % 1024)::int);
    COMMIT;
    i := i + 1;
  END LOOP;
END $insert$;

-- First `base` inserts, then `operations` on these rows: 60 % updates, 30 % inserts, 10 % deletes. One row a transaction.
CREATE OR REPLACE PROCEDURE millrace_bench.@NAME@_mix(first bigint, base bigint, operations bigint, seed float8)
LANGUAGE plpgsql AS $mix$
DECLARE
  alive bigint[];
  n int := base;
  next_id bigint := first + base;
  choice float8;
  k int;
BEGIN
  PERFORM setseed(seed);
  CALL millrace_bench.@NAME@_insert(first, base);
  SELECT array_agg(i) INTO alive FROM generate_series(first, first + base - 1) AS i;
  FOR operation IN 1 .. operations LOOP
    choice := random();
    k := 1 + floor(random() * n)::int;
    IF choice < 0.6 THEN
      UPDATE @TABLE@ SET quantity = 1 + (quantity + 3) % 9, total = unit_price * (1 + (quantity + 3) % 9),
        status = CASE status WHEN 'NEW' THEN 'PAID' WHEN 'PAID' THEN 'SHIPPED' ELSE 'DELIVERED' END,
        updated_at = now(), flags = flags + 1
      WHERE id = alive[k];
      COMMIT;
    ELSIF choice < 0.9 OR n < 2 THEN
      CALL millrace_bench.@NAME@_insert(next_id, 1);
      n := n + 1;
      alive[n] := next_id;
      next_id := next_id + 1;
    ELSE
      DELETE FROM @TABLE@ WHERE id = alive[k];
      alive[k] := alive[n];
      n := n - 1;
      COMMIT;
    END IF;
  END LOOP;
END $mix$;
