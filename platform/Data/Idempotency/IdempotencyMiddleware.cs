using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Json;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Community.Platform.Data.Idempotency;

/// <summary>
/// Honours <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header) on the endpoints that declare it: the same
/// caller's same key on the same route with the same body gets the first answer again, with another body 422, and
/// while the first is still running 409.
/// <list type="number">
/// <item>The key is reserved (<see cref="IdempotencyKeys"/>), in a short transaction of its own.</item>
/// <item>The handler runs. No connection is held for it: it may wait for a group commit, for Stripe, or to hash a password.</item>
/// <item>Its writes through the request's DbContext stay uncommitted (<see cref="ServiceDbContext.CommitWithAnswer"/>), and commit together
/// with the answer: no crash can leave the effect without its answer.</item>
/// <item>If nothing is uncommitted at its end, the effect has committed separately, or there is none. The answer is then stored alone. A
/// crash between the two leaves an effect without an answer: the repeat runs, and the handler recognises the effect.</item>
/// </list>
/// <para>
/// Answers that say "nothing happened" (every 4xx but 402) are not stored: the caller may correct the request and use the key again. A
/// caller gets an answer only after it is stored.
/// </para>
/// <para>
/// An answer may have private data of its caller, so it is encrypted under a key derived from the Idempotency-Key, of which the database
/// has only a hash. A client may choose a key that can be guessed: an answer with a secret (<see cref="SecretAttribute"/>) is sealed under
/// a key of the fleet's configuration, too. Answers with tokens of sessions, and answers to callers without a token, are never stored
/// (<see cref="IdempotencyExtensions.IdempotentByEffect"/>).
/// </para>
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next)
{
    private static readonly TimeSpan UntilAnotherInstance = TimeSpan.FromSeconds(5);

    public Task InvokeAsync(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<IdempotentAttribute>() is not { } idempotent
        || !http.Request.Headers.TryGetValue(IdempotencyHeader.Name, out var keys)
            ? next(http)
            : OnceAsync(http, keys, idempotent);

    private async Task OnceAsync(HttpContext http, StringValues keys, IdempotentAttribute idempotent)
    {
        if (
            keys is not [{ Length: >= IdempotencyHeader.MinLength and <= IdempotencyHeader.MaxLength } key]
            || key.Any(character => character is < ' ' or > '~')
        )
        {
            await Problem
                .BadRequest(
                    $"{IdempotencyHeader.Name} must be one value of {IdempotencyHeader.MinLength} to {IdempotencyHeader.MaxLength} printable ASCII characters, such as a random UUID.",
                    "invalid_idempotency_key"
                )
                .ExecuteAsync(http);
            return;
        }

        var caller = http.User.FindFirstValue("sub");
        http.SetIdempotencyKeyId(IdempotentRequest.EffectId(http, caller, key));
        if (!idempotent.StoresAnswer || caller is null)
        {
            await next(http);
            return;
        }

        var fingerprint = await HashRequestAsync(http.Request, idempotent.RequestHeaders);
        var answerKey = HasSecret(http.GetEndpoint()!) ? http.RequestServices.GetRequiredService<AnswerKey>() : null;
        await OnceAsync(http, IdempotentRequest.For(http, caller, key, fingerprint, answerKey));
    }

    private static bool HasSecret(Endpoint endpoint) =>
        endpoint
            .Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
            .Any(answer => answer.Type is { } type && SecretMembers.AreIn(type));

    private async Task OnceAsync(HttpContext http, IdempotentRequest request)
    {
        var keys = http.RequestServices.GetRequiredService<IdempotencyKeys>();
        var (found, lease) = await keys.ReserveAsync(request.Id, request.Fingerprint);
        switch (found)
        {
            case { State: KeyState.InProgress }:
                await InUseAsync(http);
                return;
            case { State: KeyState.Answered }:
                await RepeatAsync(http, request, found);
                return;
            default:
                await RunAndRememberAsync(http, request, keys, lease!);
                return;
        }
    }

    private static Task RepeatAsync(HttpContext http, IdempotentRequest request, KeyReservation found) =>
        !CryptographicOperations.FixedTimeEquals(found.RequestHash, request.Fingerprint)
            ? Problem
                .Unprocessable(
                    $"This {IdempotencyHeader.Name} was used before with a different request. Send a new key.",
                    "idempotency_key_reused"
                )
                .ExecuteAsync(http)
        : request.Open(found.Answer) is { } answer ? answer.WriteAsync(http.Response)
        : found.IsRecent
            ? Problem
                .ServiceUnavailable(
                    UntilAnotherInstance,
                    "The service is being upgraded, and another instance has the answer. Repeat the request with the same key."
                )
                .ExecuteAsync(http)
        : Problem
            .Conflict(
                $"The request with this {IdempotencyHeader.Name} has succeeded, and its answer cannot be read any more. See what it made, and send a new key.",
                "idempotency_answer_unreadable"
            )
            .ExecuteAsync(http);

    private async Task RunAndRememberAsync(HttpContext http, IdempotentRequest request, IdempotencyKeys keys, KeyLease lease)
    {
        var db = http.RequestServices.GetRequiredService<ServiceDbContext>();
        StoredAnswer answer;
        try
        {
            answer = await RunAsync(http, db);
            if (!await RememberAsync(db, request, answer, keys, lease))
            {
                http.Response.Clear();
                await InUseAsync(http);
                return;
            }
        }
        catch (Exception)
        {
            await UndoAsync(db);
            await keys.TryReleaseAsync(lease);
            throw;
        }

        // Not even an empty body may be written after a 204.
        if (answer.Body.Length > 0)
        {
            await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
        }
    }

    /// <summary>Runs the handler and buffers its answer, so that a caller never gets an answer that a crash could still undo.</summary>
    private async Task<StoredAnswer> RunAsync(HttpContext http, ServiceDbContext db)
    {
        var original = http.Response.Body;
        using var buffer = new MemoryStream();
        http.Response.Body = buffer;
        db.CommitWithAnswer();
        try
        {
            using (var watched = db.WatchRequest())
            {
                await next(http);
                await http.Response.BodyWriter.FlushAsync();
                watched?.Check();
            }

            return StoredAnswer.Of(http.Response, buffer.ToArray(), http.GetEndpoint()?.Metadata.GetMetadata<IdempotentAttribute>());
        }
        finally
        {
            http.Response.Body = original;
        }
    }

    /// <summary>Commits the open transaction, with the answer if it is stored, or stores the answer alone.</summary>
    /// <returns>False: another request has taken the key over, and nothing was committed.</returns>
    private static async Task<bool> RememberAsync(
        ServiceDbContext db,
        IdempotentRequest request,
        StoredAnswer answer,
        IdempotencyKeys keys,
        KeyLease lease
    )
    {
        if (answer.Status >= 500)
        {
            await UndoAsync(db);
            await keys.ReleaseAsync(lease);
            return true;
        }

        if (db.Database.CurrentTransaction is not { } transaction)
        {
            await (answer.IsWorthKeeping ? keys.AnswerAsync(lease, answer.Status, request.Seal(answer)) : keys.ReleaseAsync(lease));
            return true;
        }

        var isHeld = answer.IsWorthKeeping
            ? await IdempotencyKeys.AnswerAsync(db, lease, answer.Status, request.Seal(answer))
            : await IdempotencyKeys.ReleaseAsync(db, lease);
        if (isHeld)
        {
            await transaction.CommitAsync();
        }
        else
        {
            await UndoAsync(db);
        }

        keys.Forget(lease);
        return isHeld;
    }

    private static async Task UndoAsync(ServiceDbContext db)
    {
        if (db.Database.CurrentTransaction is { } transaction)
        {
            await transaction.DisposeAsync();
        }
    }

    private static Task InUseAsync(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "1";
        return Problem
            .Conflict(
                $"A request with this {IdempotencyHeader.Name} is still being processed. Repeat it in a second.",
                "idempotency_key_in_use"
            )
            .ExecuteAsync(http);
    }

    // A file goes where the service counts the files on their way, instead of a temporary file that is in no budget.
    private static async Task BufferAsync(HttpRequest request)
    {
        var http = request.HttpContext;
        if (
            http.GetEndpoint()?.Metadata.GetMetadata<UploadLimit>() is { } limit
            && http.RequestServices.GetService<IBodySpool>() is { } spool
        )
        {
            var file = await spool.SpoolAsync(request.Body, UploadLimit.MultipartOverhead + limit.MaxBytes, http.RequestAborted);
            http.Response.RegisterForDisposeAsync(file);
            request.Body = file;
        }
        else
        {
            request.EnableBuffering();
        }
    }

    /// <summary>
    /// A hash of the query, the body and the headers that the endpoint names. Caller, method and path are part of the key's scope.
    /// </summary>
    private static async Task<byte[]> HashRequestAsync(HttpRequest request, IReadOnlyList<string> headers)
    {
        await BufferAsync(request);
        var body = await SHA256.HashDataAsync(request.Body, request.HttpContext.RequestAborted);
        request.Body.Position = 0;
        // A header has no line break in its value, and an endpoint names the same headers for all its requests.
        var named = string.Concat(headers.Select(name => $"\n{name}: {request.Headers[name]}"));
        return SHA256.HashData([.. body, .. Encoding.UTF8.GetBytes((request.QueryString.Value ?? "") + named)]);
    }
}

/// <summary>A request with its key: the row's id, and the secret that decrypts the row's answer.</summary>
/// <param name="Id">The row's id.</param>
/// <param name="Fingerprint">The hash of the request.</param>
/// <param name="Secret">Seals the answer.</param>
/// <param name="FormerSecret">The secret under which an instance of an earlier version sealed it; null: the same.</param>
internal sealed record IdempotentRequest(byte[] Id, byte[] Fingerprint, byte[] Secret, byte[]? FormerSecret)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>The request, and the secrets of its answer.</summary>
    /// <param name="http">The request.</param>
    /// <param name="caller">The signed-in caller.</param>
    /// <param name="key">The Idempotency-Key.</param>
    /// <param name="fingerprint">The hash of the request.</param>
    /// <param name="answerKey">If its answer has a secret: the key that is not in the database.</param>
    public static IdempotentRequest For(HttpContext http, string caller, string key, byte[] fingerprint, AnswerKey? answerKey)
    {
        var (scope, id) = (ScopeOf(http, caller, key), Derive(ScopeOf(http, caller, key), "id"u8));
        var own = Derive(scope, "answer"u8);
        return answerKey is null ? new(id, fingerprint, own, null) : new(id, fingerprint, Derive(scope, "answer"u8, answerKey.Bytes), own);
    }

    /// <summary>The id by which an effect is recognised.</summary>
    /// <param name="http">The request.</param>
    /// <param name="caller">Null: the caller is not signed in.</param>
    /// <param name="key">The Idempotency-Key.</param>
    public static Guid EffectId(HttpContext http, string? caller, string key) =>
        new(Derive(ScopeOf(http, caller ?? "anonymous", key), "effect"u8).AsSpan(0, 16));

    public byte[] Seal(StoredAnswer answer) => SealText(answer.Serialize());

    /// <summary>Seals an answer in the form in which it is stored.</summary>
    public byte[] SealText(ReadOnlySpan<byte> plain)
    {
        var result = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceSize));
        using var aes = new AesGcm(Secret, TagSize);
        aes.Encrypt(result.AsSpan(0, NonceSize), plain, result.AsSpan(NonceSize, plain.Length), result.AsSpan(NonceSize + plain.Length));
        return result;
    }

    /// <summary>The stored answer; null: it was sealed under another key of the fleet, or stored by a version with another form.</summary>
    public StoredAnswer? Open(ReadOnlySpan<byte> stored) =>
        Open(stored, Secret) ?? (FormerSecret is null ? null : Open(stored, FormerSecret));

    private static StoredAnswer? Open(ReadOnlySpan<byte> stored, byte[] secret)
    {
        if (stored.Length <= NonceSize + TagSize)
        {
            return null;
        }

        var plain = new byte[stored.Length - NonceSize - TagSize];
        using var aes = new AesGcm(secret, TagSize);
        try
        {
            aes.Decrypt(stored[..NonceSize], stored[NonceSize..^TagSize], stored[^TagSize..], plain);
            return StoredAnswer.Deserialize(plain);
        }
        catch (Exception failure) when (failure is AuthenticationTagMismatchException or JsonException)
        {
            return null;
        }
    }

    private static string ScopeOf(HttpContext http, string caller, string key) =>
        $"{caller}\n{http.Request.Method} {http.Request.Path}\n{key}";

    private static byte[] Derive(string scope, ReadOnlySpan<byte> purpose, byte[]? salt = null) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(scope), 32, salt, purpose.ToArray());
}

/// <summary>Registers idempotency keys.</summary>
public static class IdempotencyServices
{
    internal static IServiceCollection AddIdempotencyKeys(this IServiceCollection services) =>
        services.AddSingleton<IdempotencyKeys>().AddHostedService(provider => provider.GetRequiredService<IdempotencyKeys>());

    /// <summary>Must come after authentication, because a key belongs to its caller.</summary>
    public static IApplicationBuilder UseIdempotencyKeys(this IApplicationBuilder app) => app.UseMiddleware<IdempotencyMiddleware>();
}
