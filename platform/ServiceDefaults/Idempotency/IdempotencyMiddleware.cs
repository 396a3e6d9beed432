using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Primitives;
using Npgsql;

namespace Community.ServiceDefaults.Idempotency;

/// <summary>
/// Honours <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header) on the endpoints that declare it: the same
/// caller's same key on the same route with the same body gets the first answer again, with another body 422, and
/// while the first is still running 409.
/// <para>
/// The key, the answer and everything that the handler writes through the request's DbContext commit in one
/// transaction, so that no crash can leave the effect without its answer. Answers that say "nothing happened" (every 4xx
/// but 402) are not kept: the caller may mend the request and use the key again.
/// </para>
/// <para>
/// An answer may hold what its caller alone may see (tokens): it is encrypted under a key derived from the
/// Idempotency-Key, of which the database has only a hash.
/// </para>
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next)
{
    private const string Header = "Idempotency-Key";
    private const int MaxKeyLength = 255;

    public Task InvokeAsync(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<IdempotentAttribute>() is null || !http.Request.Headers.TryGetValue(Header, out var keys)
            ? next(http)
            : OnceAsync(http, keys);

    private async Task OnceAsync(HttpContext http, StringValues keys)
    {
        if (keys is not [{ Length: > 0 and <= MaxKeyLength } key] || key.Any(character => character is < ' ' or > '~'))
        {
            await Problem.BadRequest($"{Header} must be one value of 1 to {MaxKeyLength} printable ASCII characters.", "invalid_idempotency_key").ExecuteAsync(http);
            return;
        }

        await OnceAsync(http, IdempotentRequest.For(http, key, await HashRequest(http.Request)));
    }

    private async Task OnceAsync(HttpContext http, IdempotentRequest request)
    {
        var db = http.RequestServices.GetService(typeof(ServiceDbContext)) as ServiceDbContext
            ?? throw new InvalidOperationException("An idempotent endpoint needs the service's database.");
        await using var transaction = await db.Database.BeginTransactionAsync(http.RequestAborted);
        if (!await TryLock(db, request))
        {
            http.Response.Headers.RetryAfter = "1";
            await Problem.Conflict($"A request with this {Header} is still being processed.", "idempotency_key_in_use").ExecuteAsync(http);
            return;
        }

        if (await Find(db, request) is { } first)
        {
            await (CryptographicOperations.FixedTimeEquals(first.RequestHash, request.Fingerprint)
                ? request.Open(first.Answer).Write(http.Response)
                : Problem.Unprocessable($"This {Header} was used before with a different request. Send a new key.", "idempotency_key_reused").ExecuteAsync(http));
            return;
        }

        await RunAndRemember(http, request, db, transaction);
    }

    private async Task RunAndRemember(HttpContext http, IdempotentRequest request, ServiceDbContext db, IDbContextTransaction transaction)
    {
        // The answer is held back until it is committed: a caller never sees an answer that a crash could still undo.
        var original = http.Response.Body;
        using var buffer = new MemoryStream();
        http.Response.Body = buffer;
        StoredAnswer answer;
        try
        {
            await next(http);
            await http.Response.BodyWriter.FlushAsync();
            answer = StoredAnswer.Of(http.Response, buffer.ToArray());
        }
        finally
        {
            http.Response.Body = original;
        }

        if (answer.IsWorthKeeping)
        {
            var sealedAnswer = request.Seal(answer);
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO idempotency_keys (id, request_hash, status, answer)
                VALUES ({request.Id}, {request.Fingerprint}, {(short)answer.Status}, {sealedAnswer})
                ON CONFLICT (id) DO UPDATE SET
                    request_hash = excluded.request_hash, status = excluded.status, answer = excluded.answer, created_at = now()
                """);
        }

        if (answer.Status < 500)
        {
            await transaction.CommitAsync();
        }

        // Not even nothing may be written after a 204.
        if (answer.Body.Length > 0)
        {
            await original.WriteAsync(answer.Body, http.RequestAborted);
        }
    }

    private static async Task<bool> TryLock(ServiceDbContext db, IdempotentRequest request)
    {
        var lockId = BitConverter.ToInt64(request.Id);
        return await db.Database.SqlQuery<bool>($"""SELECT pg_try_advisory_xact_lock({lockId}) AS "Value" """).SingleAsync();
    }

    private static async Task<(byte[] RequestHash, byte[] Answer)?> Find(ServiceDbContext db, IdempotentRequest request)
    {
        await using var command = new NpgsqlCommand(
            "SELECT request_hash, answer FROM idempotency_keys WHERE id = $1 AND created_at > now() - interval '24 hours'",
            (NpgsqlConnection)db.Database.GetDbConnection())
        {
            Parameters = { new() { Value = request.Id } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? (reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    /// <summary>Over the query and the body; that there is a caller, a method and a path to it is what the key's scope says.</summary>
    private static async Task<byte[]> HashRequest(HttpRequest request)
    {
        request.EnableBuffering();
        var body = await SHA256.HashDataAsync(request.Body, request.HttpContext.RequestAborted);
        request.Body.Position = 0;
        return SHA256.HashData([.. body, .. Encoding.UTF8.GetBytes(request.QueryString.Value ?? "")]);
    }
}

/// <summary>Who asks for what under which key: the row's id, and the secret that opens the row's answer.</summary>
internal sealed record IdempotentRequest(byte[] Id, byte[] Fingerprint, byte[] Secret)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static IdempotentRequest For(HttpContext http, string key, byte[] fingerprint)
    {
        var caller = http.User.FindFirstValue("sub") ?? "anonymous";
        var scope = $"{caller}\n{http.Request.Method} {http.Request.Path}\n{key}";
        return new IdempotentRequest(
            Derive(scope, "id"u8),
            fingerprint,
            Derive(scope, "answer"u8));
    }

    public byte[] Seal(StoredAnswer answer)
    {
        var plain = answer.Serialize();
        var result = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceSize));
        using var aes = new AesGcm(Secret, TagSize);
        aes.Encrypt(result.AsSpan(0, NonceSize), plain, result.AsSpan(NonceSize, plain.Length), result.AsSpan(NonceSize + plain.Length));
        return result;
    }

    public StoredAnswer Open(ReadOnlySpan<byte> stored)
    {
        var plain = new byte[stored.Length - NonceSize - TagSize];
        using var aes = new AesGcm(Secret, TagSize);
        aes.Decrypt(stored[..NonceSize], stored[NonceSize..^TagSize], stored[^TagSize..], plain);
        return StoredAnswer.Deserialize(plain);
    }

    private static byte[] Derive(string scope, ReadOnlySpan<byte> purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(scope), 32, info: purpose.ToArray());
}
