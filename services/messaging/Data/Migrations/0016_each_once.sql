-- An array without repeats, in the order of what came first: the people of a notification.
CREATE FUNCTION each_once(uuid[]) RETURNS uuid[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT coalesce(array_agg(id ORDER BY first), '{}') FROM (SELECT id, min(number) AS first FROM unnest($1) WITH ORDINALITY AS given (id, number) GROUP BY id) AS once $$;
