INSERT INTO unfit_columns (id, exact, free, day, wall, zoned, days, price) VALUES
    (10, 1e60, 1, '2024-01-01', '2024-01-01', '2024-01-01Z', '{}', 1), (11, 1, 'NaN', '2024-01-01', '2024-01-01', '2024-01-01Z', '{}', 1),
    (12, 1, -1e45, '2024-01-01', '2024-01-01', '2024-01-01Z', '{}', 1), (13, 1, 1e-50, '2024-01-01', '2024-01-01', '2024-01-01Z', '{}', 1),
    (14, 1, 1, 'infinity', '2024-01-01', '2024-01-01Z', '{}', 1), (15, 1, 1, '0044-03-15 BC', '2024-01-01', '2024-01-01Z', '{}', 1),
    (16, 1, 1, '2024-01-01', '-infinity', '2024-01-01Z', '{}', 1), (17, 1, 1, '2024-01-01', '2300-01-01', '2024-01-01Z', '{}', 1),
    (18, 1, 1, '2024-01-01', '2024-01-01', '9999-12-31 23:59:59Z', '{}', 1),
    (19, 1, 1, '2024-01-01', '2024-01-01', '2024-01-01Z', '{2024-01-01,infinity}', 1);
UPDATE unfit_columns SET day = '5874897-12-31' WHERE id = 1;
INSERT INTO unfit_documents VALUES (1, '[1,2]', '[1, 2]'), (2, '"x"', '"x"'), (3, 'null', 'null'), (4, '{}', '{"a":1,"a":2}'),
    (5, '123456789012345678901234567890.50', '1e400'), (6, '{"a": null, "b": {}, "c.d": 1}', NULL), (7, '{"z": 1, "a": [true]}', ' {"z" : 1.0} ');
INSERT INTO unfit_dates VALUES ('infinity', 10), ('-infinity', 11), ('0044-03-15 BC', 12), ('9999-12-31', 13), ('5874897-12-31', 14);
UPDATE unfit_dates SET v = 20 WHERE day IN ('9999-12-31', '2024-02-29');
UPDATE unfit_dates SET day = '1899-12-31' WHERE day = '1900-01-01';
DELETE FROM unfit_dates WHERE day IN ('-infinity', '2299-12-31');
INSERT INTO unfit_moments VALUES (3, 'infinity', 'infinity', 10), (3, '-infinity', '0001-01-01 BC', 11), (4, '9999-12-31 23:59:59.999999Z', '294276-12-31', 12);
UPDATE unfit_moments SET v = v + 100 WHERE id IN (1, 3);
DELETE FROM unfit_moments WHERE id = 4;
INSERT INTO unfit_numbers VALUES ('NaN', 10), ('Infinity', 11), (1e50, 12), (1e-50, 13), (1e-51, 14), (123456789012345678901234567890123456789.50, 15);
UPDATE unfit_numbers SET v = v + 100 WHERE n IN (1.5, 'NaN', 1e50);
DELETE FROM unfit_numbers WHERE n IN (0, 1e-51);
INSERT INTO unfit_log VALUES ('infinity', 1e50), ('infinity', 1e50), ('-infinity', 'NaN');
DELETE FROM unfit_log WHERE day = '-infinity';
