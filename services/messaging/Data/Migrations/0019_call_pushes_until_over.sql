-- The row of a device that was rung stays until the device knows that it need not ring any longer (Calls/).
-- How long such a device rings by itself; null: not rung yet.
ALTER TABLE call_pushes ADD COLUMN rings_until timestamptz;
