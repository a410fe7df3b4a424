-- Rows whose values ClickHouse's types hold, then rows of which each holds one that they do not.
CREATE TABLE unfit_columns (id int PRIMARY KEY, exact numeric(77,10) NOT NULL, free numeric NOT NULL, small numeric(10,2),
    day date NOT NULL, wall timestamp NOT NULL, zoned timestamptz NOT NULL, days date[] NOT NULL, price money NOT NULL);
INSERT INTO unfit_columns SELECT g, g, g / 8.0, g, '2024-01-01', '2024-01-01', '2024-01-01Z', '{2024-01-01}', g FROM generate_series(1, 3) g;
CREATE TABLE unfit_documents (id int PRIMARY KEY, j jsonb NOT NULL, t json);
CREATE TABLE unfit_dates (day date PRIMARY KEY, v int);
INSERT INTO unfit_dates VALUES ('2024-02-29', 1), ('1900-01-01', 2), ('2299-12-31', 3);
CREATE TABLE unfit_moments (id int, "at" timestamptz, wall timestamp, v int, PRIMARY KEY (id, "at", wall));
INSERT INTO unfit_moments VALUES (1, '2024-02-29 10:00:00.5Z', '2024-02-29 10:00:00', 1), (2, '1900-01-01Z', '2024-02-29 10:00:00.123456', 2);
CREATE TABLE unfit_numbers (n numeric PRIMARY KEY, v int);
INSERT INTO unfit_numbers VALUES (1.50, 1), (100, 2), (0, 3), (-0.00001, 4);
CREATE TABLE unfit_log (day date, n numeric);
ALTER TABLE unfit_log REPLICA IDENTITY FULL;
INSERT INTO unfit_log VALUES ('2024-01-01', 1);
