using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Messaging.Data;
using Community.Messaging.WebPush;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Webhooks;

/// <summary>The endpoints of organizers, and those of administrators for the whole fleet.</summary>
internal static class WebhookEndpoints
{
    public static void Map(RouteGroupBuilder webhooks)
    {
        webhooks.MapGet("/", ListAsync).WithName("webhooks_list").RequireOrganizer();
        webhooks.MapPost("/", CreateAsync).WithName("webhook_create").RequireOrganizer().RequireRecentSignIn().Idempotent();
        webhooks.MapGet("/{id:guid}", ReadAsync).WithName("webhook_read").RequireOrganizer();
        webhooks.MapPatch("/{id:guid}", ChangeAsync).WithName("webhook_change").RequireOrganizer().RequireRecentSignIn();
        webhooks.MapDelete("/{id:guid}", DeleteAsync).WithName("webhook_delete").RequireOrganizer();
        webhooks
            .MapPost("/{id:guid}/rotate-secret", RotateAsync)
            .WithName("webhook_rotate_secret")
            .RequireOrganizer()
            .RequireRecentSignIn()
            .Idempotent();
    }

    /// <summary>The endpoints that a caller may see: their own, and to administrators all of the whole fleet's.</summary>
    public static IQueryable<WebhookEndpoint> EndpointsOf(this MessagingDb db, ClaimsPrincipal caller)
    {
        var (me, isAdmin) = (caller.UserId(), caller.IsAdmin());
        return db.WebhookEndpoints.Where(endpoint =>
            endpoint.DeletedAt == null && (endpoint.IsFleetWide ? isAdmin : endpoint.UserId == me)
        );
    }

    public static NotFoundProblem NoSuchWebhook() => Problem.NotFound("You have no such webhook.", "no_such_webhook");

    /// <summary>Lists the caller's webhooks, the newest first. Administrators also see those for the whole fleet.</summary>
    private static async Task<Results<Ok<CursorPage<WebhookView>>, BadRequestProblem>> ListAsync(
        [AsParameters] CursorQuery page,
        ClaimsPrincipal caller,
        MessagingDb db,
        CancellationToken cancellationToken
    )
    {
        var endpoints = db.EndpointsOf(caller).AsNoTracking();
        if (page.TryGetPosition<WebhookPosition>(out var after))
        {
            endpoints = endpoints.Where(e => e.CreatedAt < after.CreatedAt || (e.CreatedAt == after.CreatedAt && e.Id < after.Id));
        }

        var found = await endpoints
            .OrderByDescending(e => e.CreatedAt)
            .ThenByDescending(e => e.Id)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Cursor.Page(found.ConvertAll(WebhookView.Of), page, view => new WebhookPosition(view.CreatedAt, view.Id)));
    }

    /// <summary>Adds a webhook: an address that is called when something happens.</summary>
    /// <remarks>
    /// It gets events about the caller's things: their events with the registrations, the communities that they own, and orders of their
    /// sales. With scope <c>fleet</c> an administrator's gets the events of all. The secret is shown only here; it signs every
    /// delivery. A person has at most 10 webhooks. It needs a login or a new proof within ten minutes, and the caller is told by mail.
    /// </remarks>
    /// <param name="request">The webhook.</param>
    private static async Task<
        Results<Created<NewWebhook>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > CreateAsync(
        WebhookRequest request,
        ClaimsPrincipal caller,
        MessagingDb db,
        IServiceProvider services,
        WebhookInterest interest,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (services.GetService<WebhookSignature>() is not { } signature)
        {
            return Problem.NotFound("This platform sends no webhooks.", "no_webhooks");
        }

        if (request.Scope == WebhookScope.Fleet && !caller.IsAdmin())
        {
            return Problem.Forbidden("Only an administrator can receive the events of the whole fleet.", "admins_only");
        }

        await interest.AnnounceAsync(request.EventTypes ?? [], cancellationToken);
        return await db.InTransactionAsync<
            Results<Created<NewWebhook>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
        >(async () =>
        {
            var (me, now) = (caller.UserId(), clock.GetKeptNow());
            await db.LockWebhooksAsync(caller);
            if (await db.EndpointsOf(caller).CountAsync(e => e.UserId == me) >= WebhookEndpoint.MostOfOwner)
            {
                return Problem.Conflict("You have 10 webhooks. Delete one that you no longer use.", "too_many_webhooks");
            }

            var id = Guid.CreateVersion7(now);
            var (secret, isSealed) = signature.NewSecret(id);
            var endpoint = request.ToEndpoint(id, me, isSealed, now);
            db.WebhookEndpoints.Add(endpoint);
            db.NoteSetting(endpoint, me, isSecret: false, now);
            db.RecordAct(StaffActs.WebhookCreated, endpoint, me, now);
            await db.SaveChangesAsync();
            return TypedResults.Created($"/api/v1/webhooks/{id}", new NewWebhook(secret, WebhookView.Of(endpoint)));
        });
    }

    /// <summary>Reads a webhook.</summary>
    /// <param name="id">The webhook's id.</param>
    private static async Task<Results<Ok<WebhookView>, NotFoundProblem>> ReadAsync(
        Guid id,
        ClaimsPrincipal caller,
        MessagingDb db,
        CancellationToken cancellationToken
    ) =>
        await db.EndpointsOf(caller).AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is { } endpoint
            ? TypedResults.Ok(WebhookView.Of(endpoint))
            : NoSuchWebhook();

    /// <summary>Changes a webhook, or switches it off and on.</summary>
    /// <remarks>
    /// Deliveries that wait while it is off are sent when it is on again, if that is within three days. It needs a login or a new proof
    /// within ten minutes; of a new address the owner and the caller are told by mail.
    /// </remarks>
    /// <param name="id">The webhook's id.</param>
    /// <param name="changes">The changes.</param>
    private static async Task<Results<Ok<WebhookView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> ChangeAsync(
        Guid id,
        WebhookChanges changes,
        ClaimsPrincipal caller,
        MessagingDb db,
        WebhookInterest interest,
        WebhookSignal signal,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (await db.EndpointsOf(caller).AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is not { } present)
        {
            return NoSuchWebhook();
        }

        // Also those of a change that another request makes meanwhile: the types that it had are announced already.
        await interest.AnnounceAsync(changes.EventTypes.Or(present.EventTypes), cancellationToken);
        return await db.InTransactionAsync<Results<Ok<WebhookView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>>(async () =>
        {
            await db.LockWebhooksAsync(caller);
            if (await FindAsync(db, caller, id) is not { } endpoint)
            {
                return NoSuchWebhook();
            }

            var (now, former) = (clock.GetKeptNow(), endpoint.Url);
            changes.ApplyTo(endpoint, now);
            if (endpoint.Url != former)
            {
                db.NoteSetting(endpoint, caller.UserId(), isSecret: false, now);
            }

            db.RecordAct(StaffActs.WebhookChanged, endpoint, caller.UserId(), now);
            db.AfterCommit(signal.Wake);
            await db.SaveChangesAsync();
            return TypedResults.Ok(WebhookView.Of(endpoint));
        });
    }

    /// <summary>Deletes a webhook with its log. Deliveries that wait are not sent.</summary>
    /// <param name="id">The webhook's id.</param>
    private static Task<Results<NoContent, NotFoundProblem>> DeleteAsync(
        Guid id,
        ClaimsPrincipal caller,
        MessagingDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<NoContent, NotFoundProblem>>(async () =>
        {
            if (await FindAsync(db, caller, id) is not { } endpoint)
            {
                return NoSuchWebhook();
            }

            var now = clock.GetKeptNow();
            endpoint.Delete(now);
            db.RecordAct(StaffActs.WebhookDeleted, endpoint, caller.UserId(), now);
            await db.SaveChangesAsync();
            return TypedResults.NoContent();
        });

    /// <summary>Exchanges a webhook's secret.</summary>
    /// <remarks>
    /// The new one is shown only here. For 24 hours the former one signs, too, so that the receiver can change at any time. It needs a
    /// login or a new proof within ten minutes; the owner and the caller are told by mail.
    /// </remarks>
    /// <param name="id">The webhook's id.</param>
    private static Task<Results<Ok<NewWebhook>, ForbiddenProblem, NotFoundProblem>> RotateAsync(
        Guid id,
        ClaimsPrincipal caller,
        MessagingDb db,
        IServiceProvider services,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Ok<NewWebhook>, ForbiddenProblem, NotFoundProblem>>(async () =>
        {
            await db.LockWebhooksAsync(caller);
            if (services.GetService<WebhookSignature>() is not { } signature || await FindAsync(db, caller, id) is not { } endpoint)
            {
                return NoSuchWebhook();
            }

            var now = clock.GetKeptNow();
            var (secret, isSealed) = signature.NewSecret(id);
            // One that cannot be read signs nothing, and would fail each delivery.
            (endpoint.FormerSecret, endpoint.FormerUntil) = signature.IsReadable(id, endpoint.Secret)
                ? (endpoint.Secret, now + WebhookEndpoint.FormerSecretLife)
                : ((byte[]?)null, (DateTimeOffset?)null);
            (endpoint.Secret, endpoint.UpdatedAt) = (isSealed, now);
            db.NoteSetting(endpoint, caller.UserId(), isSecret: true, now);
            db.RecordAct(StaffActs.WebhookSecretRotated, endpoint, caller.UserId(), now);
            await db.SaveChangesAsync();
            return TypedResults.Ok(new NewWebhook(secret, WebhookView.Of(endpoint)));
        });

    /// <summary>The endpoint, locked.</summary>
    private static async Task<WebhookEndpoint?> FindAsync(MessagingDb db, ClaimsPrincipal caller, Guid id)
    {
        // Another user's endpoint is not locked.
        if (!await db.EndpointsOf(caller).AnyAsync(endpoint => endpoint.Id == id))
        {
            return null;
        }

        await db.Database.ExecuteSqlAsync($"SELECT FROM webhook_endpoints WHERE id = {id} FOR UPDATE");
        return await db.EndpointsOf(caller).SingleOrDefaultAsync(endpoint => endpoint.Id == id);
    }

    private sealed record WebhookPosition(DateTimeOffset CreatedAt, Guid Id);
}

/// <summary>The events that a webhook gets.</summary>
internal enum WebhookScope
{
    /// <summary>Events about its owner's things.</summary>
    Own,

    /// <summary>All: for administrators.</summary>
    Fleet,
}

/// <summary>A new webhook.</summary>
/// <param name="Url">An https address of the public Internet, without user name and fragment.</param>
/// <param name="Description">For the owner; null: none.</param>
/// <param name="EventTypes">The types to send, such as <c>registration.confirmed</c>; none: all, also those that are added later.</param>
/// <param name="Scope">own, or fleet for administrators.</param>
internal sealed record WebhookRequest(
    [property: StringLength(WebhookRequest.UrlLength, MinimumLength = 1)] string Url,
    [property: StringLength(200), SingleLine] string? Description = null,
    [property: MaxLength(50), WebhookTypeName] IReadOnlyList<string>? EventTypes = null,
    WebhookScope Scope = WebhookScope.Own
) : IHasExample<WebhookRequest>, IHasRules<WebhookRequest>
{
    public const int UrlLength = 2_000;

    public static WebhookRequest Example =>
        new("https://tickets.example.com/community", "Tickets of the shop", [WebhookCatalogue.RegistrationConfirmed]);

    public static RequestRules<WebhookRequest> Rules { get; } =
        new RequestRules<WebhookRequest>().Add(nameof(Url), (request, services) => FaultOf(request.Url, IsLoopbackAllowed(services)));

    public WebhookEndpoint ToEndpoint(Guid id, Guid userId, byte[] secret, DateTimeOffset now) =>
        new()
        {
            Id = id,
            UserId = userId,
            IsFleetWide = Scope == WebhookScope.Fleet,
            Url = new Uri(Url).AbsoluteUri,
            Description = Description,
            EventTypes = TypesOf(EventTypes ?? []),
            Secret = secret,
            CreatedAt = now,
            UpdatedAt = now,
        };

    internal static string[] TypesOf(IReadOnlyList<string> types) =>
        [.. types.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    internal static bool IsLoopbackAllowed(IServiceProvider services) =>
        services.GetService(typeof(WebhookOptions)) is WebhookOptions { Loopback: true };

    private static readonly Fault NotHttps = new(FaultCode.InvalidUrl, "must be an https address without user name and fragment");

    /// <summary>Why an address cannot be called; null: it can. The addresses of its name are checked at every call.</summary>
    internal static Fault? FaultOf(string url, bool isLoopbackAllowed) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var address)
        || !string.IsNullOrEmpty(address.UserInfo)
        || !string.IsNullOrEmpty(address.Fragment)
        || address.Scheme is not ("https" or "http")
            ? NotHttps
        : isLoopbackAllowed && address.IsLoopback ? null
        : address.Scheme != Uri.UriSchemeHttps ? NotHttps
        : PublicInternet.MayBePublic(address) ? null
        : new(FaultCode.InvalidUrl, "must be an address of the public Internet");
}

/// <summary>The changes of a webhook.</summary>
/// <param name="Url">An https address of the public Internet, without user name and fragment.</param>
/// <param name="Description">For the owner; null: none.</param>
/// <param name="EventTypes">The types to send; none: all.</param>
/// <param name="IsEnabled">Whether it is called.</param>
internal sealed record WebhookChanges(
    [StringLength(WebhookRequest.UrlLength, MinimumLength = 1)] Optional<string> Url,
    [StringLength(200), SingleLine] Optional<string?> Description,
    [MaxLength(50), WebhookTypeName] Optional<IReadOnlyList<string>> EventTypes,
    Optional<bool> IsEnabled
) : IHasExample<WebhookChanges>, IHasRules<WebhookChanges>
{
    public static WebhookChanges Example => new(default, default, new([WebhookCatalogue.OrderPaid]), true);

    public static RequestRules<WebhookChanges> Rules { get; } =
        new RequestRules<WebhookChanges>().Add(
            nameof(Url),
            (changes, services) =>
                changes.Url.IsSet ? WebhookRequest.FaultOf(changes.Url.Value, WebhookRequest.IsLoopbackAllowed(services)) : null
        );

    /// <summary>Switched on, or at another address, it begins anew: earlier failures do not switch it off again.</summary>
    public void ApplyTo(WebhookEndpoint endpoint, DateTimeOffset now)
    {
        if (Url.IsSet && new Uri(Url.Value).AbsoluteUri is var url && url != endpoint.Url)
        {
            (endpoint.Url, endpoint.FailingSince) = (url, null);
        }

        endpoint.Description = Description.Or(endpoint.Description);
        endpoint.EventTypes = EventTypes.IsSet ? WebhookRequest.TypesOf(EventTypes.Value) : endpoint.EventTypes;
        if (IsEnabled.IsSet && IsEnabled.Value != endpoint.IsEnabled)
        {
            (endpoint.IsEnabled, endpoint.DisabledReason, endpoint.FailingSince) = (IsEnabled.Value, null, null);
        }

        endpoint.UpdatedAt = now;
    }
}

/// <summary>A type of event that there is.</summary>
internal sealed class WebhookTypeNameAttribute : TextRuleAttribute
{
    public override Fault? FaultOf(string text) => Fault.UnlessOneOf(WebhookCatalogue.Names, text);
}

/// <summary>A webhook.</summary>
/// <param name="Id">The webhook's id.</param>
/// <param name="OwnerId">The user who made it.</param>
/// <param name="Url">The address that is called.</param>
/// <param name="Description">For the owner.</param>
/// <param name="EventTypes">The types that are sent; none: all.</param>
/// <param name="Scope">own or fleet.</param>
/// <param name="IsEnabled">Whether it is called.</param>
/// <param name="DisabledReason">
/// failing: it failed for five days, so it was switched off. taken_back: its address or secret was set shortly before the account was taken
/// back from a stranger. Null: the platform did not switch it off.
/// </param>
/// <param name="FailingSince">The first failed attempt since the last successful one; null: it works, or was not tried.</param>
/// <param name="FormerSecretUntil">Until when the former secret signs, too; null: there is none.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
internal sealed record WebhookView(
    Guid Id,
    Guid OwnerId,
    string Url,
    string? Description,
    IReadOnlyList<string> EventTypes,
    WebhookScope Scope,
    bool IsEnabled,
    string? DisabledReason,
    DateTimeOffset? FailingSince,
    DateTimeOffset? FormerSecretUntil,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
) : IHasExample<WebhookView>
{
    public static WebhookView Example =>
        Of(
            WebhookRequest.Example.ToEndpoint(
                Guid.Parse("0198c0de-0000-7000-8000-0000000000e1"),
                Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"),
                [],
                new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero)
            )
        );

    public static WebhookView Of(WebhookEndpoint endpoint) =>
        new(
            endpoint.Id,
            endpoint.UserId,
            endpoint.Url,
            endpoint.Description,
            endpoint.EventTypes,
            endpoint.IsFleetWide ? WebhookScope.Fleet : WebhookScope.Own,
            endpoint.IsEnabled,
            endpoint.DisabledReason,
            endpoint.FailingSince,
            endpoint.FormerUntil,
            endpoint.CreatedAt,
            endpoint.UpdatedAt
        );
}

/// <summary>A webhook with its secret.</summary>
/// <param name="Secret">Signs the deliveries; shown only once.</param>
/// <param name="Webhook">The webhook as lists show it.</param>
internal sealed record NewWebhook([property: Secret] string Secret, WebhookView Webhook) : IHasExample<NewWebhook>
{
    public static NewWebhook Example => new("whsec_8Jx2…", WebhookView.Example);
}
