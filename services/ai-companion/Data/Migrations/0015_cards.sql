-- The things that an answer points to (Conversation/Guide/Card.cs), as references: KIND:ID, or help:LANGUAGE:FEATURE.
ALTER TABLE companion_messages ADD COLUMN cards text[];
CREATE INDEX companion_messages_cards ON companion_messages USING gin (cards) WHERE cards IS NOT NULL;
