namespace Community.Platform.Data.Idempotency;

/// <summary>A key of 32 bytes that is in no database. Stored answers with a secret are sealed under it.</summary>
public sealed record AnswerKey(byte[] Bytes);
