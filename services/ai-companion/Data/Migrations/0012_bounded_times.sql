-- A suspension that ends after the year 2199 has no end: identity took any time before ServiceDefaults' ClientTimes, and the year 10000
-- (9999-12-31T23:59:59.9999999Z rounded up to microseconds) cannot be read.
UPDATE people SET suspended_until = NULL WHERE suspended_until >= '2200-01-01 00:00:00Z';
