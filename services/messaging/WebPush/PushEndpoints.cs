using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Security.Cryptography;
using Community.Messaging.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.WebPush;

/// <summary>The caller's devices that take Web Push.</summary>
internal static class PushEndpoints
{
    private const int MostDevices = 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        var push = api.MapGroup("/notifications/push").WithTags("Notifications").RequireAuthorization(Policies.SignedIn);
        push.MapGet("/key", ShowKey);
        push.MapGet("/subscriptions", ListAsync);
        push.MapPut("/subscriptions", SubscribeAsync);
        push.MapDelete("/subscriptions", UnsubscribeAsync);
        push.MapDelete("/subscriptions/{id:guid}", RemoveAsync);
    }

    /// <summary>Shows the key that a browser subscribes to (<c>applicationServerKey</c>).</summary>
    private static Results<Ok<PushKey>, NotFoundProblem> ShowKey(IServiceProvider services) =>
        services.GetService<VapidKey>() is { } key ? TypedResults.Ok(new PushKey(key.PublicKey)) : NoPush();

    /// <summary>Adds a device of the caller, from the browser's <c>PushSubscription.toJSON()</c>.</summary>
    /// <remarks>
    /// The same device again is the same subscription, and belongs to the caller from now on. A user has at most 20 devices: a new one
    /// replaces the oldest. A device is removed when the session that added it ends, and 90 days after it was last added.
    /// </remarks>
    private static async Task<Results<NoContent, BadRequestProblem, NotFoundProblem>> SubscribeAsync(
        PushSubscription request,
        ClaimsPrincipal caller,
        MessagingDb db,
        IServiceProvider services,
        TimeProvider clock
    )
    {
        if (services.GetService<VapidKey>() is null)
        {
            return NoPush();
        }

        var (endpoint, key, auth) = (
            new Uri(request.Endpoint),
            PushKeys.Bytes(request.Keys.P256dh, PushKeys.PointBytes),
            PushKeys.Bytes(request.Keys.Auth, PushKeys.AuthBytes)
        );
        var (me, session, now) = (caller.UserId(), caller.SessionId(), clock.GetUtcNow());
        await db.InTransactionAsync(async () =>
        {
            await db.LockDevicesAsync(session);
            if (await db.HasEndedAsync(session))
            {
                throw Problem.Unauthorized("This session has ended. Log in again.").ToException();
            }

            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO push_subscriptions (id, user_id, session_id, endpoint, p256dh, auth, created_at)
                VALUES ({Guid.CreateVersion7(now)}, {me}, {session}, {endpoint.AbsoluteUri}, {key}, {auth}, {now})
                ON CONFLICT (endpoint) DO UPDATE SET user_id = excluded.user_id, session_id = excluded.session_id, p256dh = excluded.p256dh,
                    auth = excluded.auth, created_at = excluded.created_at
                """
            );
            await db.Database.ExecuteSqlAsync(
                $"""
                DELETE FROM push_subscriptions WHERE id IN (
                    SELECT id FROM push_subscriptions WHERE user_id = {me} ORDER BY created_at DESC, id DESC OFFSET {MostDevices})
                """
            );
        });
        return TypedResults.NoContent();
    }

    /// <summary>Lists the caller's devices that take Web Push, the latest first: at most 20.</summary>
    /// <remarks>A device's address and keys are not shown.</remarks>
    private static async Task<Ok<PushDeviceList>> ListAsync(ClaimsPrincipal caller, MessagingDb db, CancellationToken cancellationToken)
    {
        var (me, session) = (caller.UserId(), caller.SessionId());
        var devices = await db
            .Database.SqlQuery<DeviceRow>(
                $"""
                SELECT id, endpoint, created_at, session_id IS NOT DISTINCT FROM {session} AS is_current FROM push_subscriptions
                WHERE user_id = {me} ORDER BY created_at DESC, id DESC LIMIT {MostDevices}
                """
            )
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new PushDeviceList(devices.ConvertAll(device => device.View())));
    }

    /// <summary>Removes one of the caller's devices, such as a lost phone.</summary>
    /// <param name="id">The device's id.</param>
    private static async Task<Results<NoContent, NotFoundProblem>> RemoveAsync(Guid id, ClaimsPrincipal caller, MessagingDb db) =>
        await db.Database.ExecuteSqlAsync($"DELETE FROM push_subscriptions WHERE id = {id} AND user_id = {caller.UserId()}") == 1
            ? TypedResults.NoContent()
            : Problem.NotFound("You have no such device.");

    /// <summary>Removes a device of the caller's.</summary>
    private static async Task<Results<NoContent, BadRequestProblem>> UnsubscribeAsync(
        [Microsoft.AspNetCore.Mvc.FromBody] PushDevice request,
        ClaimsPrincipal caller,
        MessagingDb db
    )
    {
        await db.Database.ExecuteSqlAsync(
            $"DELETE FROM push_subscriptions WHERE user_id = {caller.UserId()} AND endpoint = {request.Endpoint}"
        );
        return TypedResults.NoContent();
    }

    private static NotFoundProblem NoPush() => Problem.NotFound("This server does not send Web Push.", "no_web_push");

    private sealed record DeviceRow(Guid Id, string Endpoint, DateTimeOffset CreatedAt, bool IsCurrent)
    {
        public PushDeviceView View() => new(Id, new Uri(Endpoint).Host, CreatedAt, IsCurrent);
    }
}

/// <summary>A device that takes Web Push.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Service">The host of its push service, which names the maker of its browser.</param>
/// <param name="CreatedAt">When it was last added.</param>
/// <param name="IsCurrent">Whether the caller's session added it.</param>
internal sealed record PushDeviceView(Guid Id, string Service, DateTimeOffset CreatedAt, bool IsCurrent) : IHasExample<PushDeviceView>
{
    public static PushDeviceView Example =>
        new(
            Guid.Parse("01938e7c-6b21-7d4f-8b55-3a7c9e2f8ba2"),
            "push.example.net",
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            IsCurrent: true
        );
}

/// <param name="Items">The devices.</param>
internal sealed record PushDeviceList(IReadOnlyList<PushDeviceView> Items) : IHasExample<PushDeviceList>
{
    public static PushDeviceList Example => new([PushDeviceView.Example]);
}

/// <summary>The server's public key.</summary>
/// <param name="PublicKey">A point of P-256, uncompressed, in base64url.</param>
internal sealed record PushKey(string PublicKey) : IHasExample<PushKey>
{
    public static PushKey Example => new("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
}

/// <summary>A device.</summary>
/// <param name="Endpoint">The address where its push service takes messages for it.</param>
/// <param name="Keys">The keys that messages are encrypted with.</param>
/// <param name="ExpirationTime">As browsers give it. It is not used: the push service reports a device that is gone.</param>
[IgnoresUnknownMembers]
internal sealed record PushSubscription(
    [property: StringLength(2_000, MinimumLength = 1)] string Endpoint,
    PushKeys Keys,
    double? ExpirationTime = null
) : IHasExample<PushSubscription>, IHasRules<PushSubscription>
{
    public static RequestRules<PushSubscription> Rules { get; } =
        new RequestRules<PushSubscription>().Add(
            nameof(Endpoint),
            (device, services) =>
                FaultOf(device.Endpoint, services.GetService(typeof(WebPushOptions)) is WebPushOptions { PrivateAddresses: true })
        );

    /// <summary>Why no messages can be sent to an endpoint; null: they can.</summary>
    /// <param name="endpoint">As the client gave it.</param>
    /// <param name="isPrivateAllowed">Addresses inside our own network are allowed, without https: for tests.</param>
    internal static Fault? FaultOf(string endpoint, bool isPrivateAllowed) =>
        !Uri.TryCreate(endpoint, UriKind.Absolute, out var address)
        || !string.IsNullOrEmpty(address.UserInfo)
        || (address.Scheme != Uri.UriSchemeHttps && !isPrivateAllowed)
            ? new(FaultCode.InvalidUrl, "must be an https address")
        : isPrivateAllowed || PublicInternet.MayBePublic(address) ? null
        : new(FaultCode.InvalidUrl, "must be an address of the public Internet");

    public static PushSubscription Example =>
        new(
            "https://push.example.net/v1/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
            new("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg")
        );
}

/// <summary>A device's keys.</summary>
/// <param name="P256dh">Its public key: 65 bytes in base64url.</param>
/// <param name="Auth">Its secret: 16 bytes in base64url.</param>
internal sealed record PushKeys(
    [property: System.Text.Json.Serialization.JsonPropertyName("p256dh"), StringLength(100, MinimumLength = 1)] string P256dh,
    [property: StringLength(100, MinimumLength = 1)] string Auth
) : IHasRules<PushKeys>
{
    public const int PointBytes = 65;
    public const int AuthBytes = 16;

    public static RequestRules<PushKeys> Rules { get; } =
        new RequestRules<PushKeys>()
            .Add(
                nameof(P256dh),
                keys =>
                    Bytes(keys.P256dh, PointBytes) is { } key && IsPoint(key)
                        ? null
                        : new(FaultCode.InvalidFormat, "must be a point of P-256, uncompressed, in base64url")
            )
            .Add(
                nameof(Auth),
                keys => Bytes(keys.Auth, AuthBytes) is null ? new(FaultCode.InvalidFormat, "must be 16 bytes in base64url") : null
            );

    /// <summary>The bytes of base64url; null if it is not base64url, or has another length.</summary>
    public static byte[]? Bytes(string text, int length) =>
        Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is var bytes && bytes.Length == length ? bytes : null;

    private static bool IsPoint(byte[] key)
    {
        try
        {
            PushEncryption.Encrypt([], key, new byte[AuthBytes]);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

/// <summary>A device to remove.</summary>
/// <param name="Endpoint">The device's endpoint.</param>
internal sealed record PushDevice([property: StringLength(2_000, MinimumLength = 1)] string Endpoint) : IHasExample<PushDevice>
{
    public static PushDevice Example => new(PushSubscription.Example.Endpoint);
}
