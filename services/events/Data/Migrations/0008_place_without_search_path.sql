-- ll_to_earth names the functions that it calls without their schema, so autovacuum and pg_restore, which work with an empty search path, could not use an
-- index over it. The body of this one is parsed when it is made, and needs no search path. The number is the radius of the earth in metres, as earth() has it.
CREATE FUNCTION event_place(latitude double precision, longitude double precision) RETURNS earth LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN cube(cube(cube(
        6378168::double precision * cos(radians(latitude)) * cos(radians(longitude))),
        6378168::double precision * cos(radians(latitude)) * sin(radians(longitude))),
        6378168::double precision * sin(radians(latitude)))::earth;

DROP INDEX events_listed_place;
CREATE INDEX events_listed_place ON events USING gist (event_place(latitude, longitude))
    WHERE status = 'published' AND visibility = 'public' AND NOT organizer_hidden AND removed_at IS NULL AND latitude IS NOT NULL;
