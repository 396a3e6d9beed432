-- A message waits here from the transaction that posts it to the transaction that notifies of it.
ALTER TABLE untold_messages RENAME TO pending_messages;
ALTER INDEX untold_messages_pkey RENAME TO pending_messages_pkey;
