using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Messaging.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Localization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

/// <summary>The caller's notifications.</summary>
internal static class NotificationEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var notifications = api.MapGroup("/notifications").WithTags("Notifications").RequireAuthorization(Policies.SignedIn);
        notifications.MapGet("/", ListAsync).WithName("notifications_list");
        notifications.MapGet("/unread-count", CountAsync);
        notifications.MapPatch("/read", ReadAsync);
        notifications.MapPreferences();
        api.MapChannelPreferences();
    }

    /// <summary>Lists the caller's notifications, the latest first.</summary>
    /// <remarks>
    /// Unread notifications of the same thing are one, with a count: "5 people answered you". Titles and texts are in the language of the
    /// caller's preferences, else in the
    /// one that <c>Accept-Language</c> prefers: English or Arabic.
    /// </remarks>
    /// <param name="page">The part to list.</param>
    /// <param name="unread">Whether to leave out notifications that were read.</param>
    private static async Task<Results<Ok<CursorPage<NotificationView>>, BadRequestProblem>> ListAsync(
        [AsParameters] CursorQuery page,
        ClaimsPrincipal caller,
        HttpRequest request,
        NotificationReader notifications,
        CancellationToken cancellationToken,
        [FromQuery] bool unread = false
    )
    {
        _ = page.TryGetPosition<NotificationPosition>(out var after);
        var found = await notifications.ListAsync(
            caller.UserId(),
            unread,
            after,
            page.Limit + 1,
            TextLanguage.Of(request) ?? TextLanguage.English,
            cancellationToken
        );
        return TypedResults.Ok(
            Cursor.Page(found.ConvertAll(view => view.View), page, view => new NotificationPosition(view.UpdatedAt, view.Id))
        );
    }

    /// <summary>Counts the caller's unread notifications.</summary>
    private static async Task<Ok<UnreadCount>> CountAsync(ClaimsPrincipal caller, MessagingDb db, CancellationToken cancellationToken) =>
        TypedResults.Ok(new UnreadCount(await db.CountUnreadAsync(caller.UserId(), cancellationToken)));

    /// <summary>Marks notifications as read: some of them, all, or all that happened up to a moment.</summary>
    /// <remarks>
    /// Notifications that are not the caller's, or were read before, are skipped. A later occurrence makes a new notification.
    /// </remarks>
    /// <param name="request">Exactly one of ids, all and up_to.</param>
    private static async Task<Results<Ok<UnreadCount>, BadRequestProblem>> ReadAsync(
        MarkNotificationsRead request,
        ClaimsPrincipal caller,
        MessagingDb db,
        ReadNotifications notifications,
        TimeProvider clock
    )
    {
        var (me, now) = (caller.UserId(), clock.GetUtcNow());
        Guid[]? ids = request.Ids is null ? null : [.. request.Ids];
        var upTo = request.UpTo?.ToUniversalTime() ?? DateTimeOffset.MaxValue;
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE notifications SET read_at = {now}
            WHERE user_id = {me} AND read_at IS NULL AND updated_at <= {upTo} AND ({ids}::uuid[] IS NULL OR id = ANY ({ids}))
            """
        );
        return TypedResults.Ok(await notifications.SendUnreadCountAsync(me));
    }
}

/// <summary>The number of unread notifications.</summary>
/// <param name="Count">How many notifications are not read.</param>
internal sealed record UnreadCount(long Count) : IHasExample<UnreadCount>
{
    public static UnreadCount Example => new(3);
}

/// <summary>The notifications to mark as read: exactly one of the three.</summary>
/// <param name="Ids">These, 1 to 100.</param>
/// <param name="All">All of them.</param>
/// <param name="UpTo">All that last happened up to this time.</param>
internal sealed record MarkNotificationsRead(
    [property: Length(1, 100)] IReadOnlyList<Guid>? Ids = null,
    bool All = false,
    DateTimeOffset? UpTo = null
) : IHasExample<MarkNotificationsRead>, IHasRules<MarkNotificationsRead>
{
    public static MarkNotificationsRead Example => new(Ids: [NotificationView.Example.Id]);

    public static RequestRules<MarkNotificationsRead> Rules { get; } =
        new RequestRules<MarkNotificationsRead>().Add(
            nameof(Ids),
            request =>
                (request.Ids is null ? 0 : 1) + (request.All ? 1 : 0) + (request.UpTo is null ? 0 : 1) == 1
                    ? null
                    : new(FaultCode.OnlyOne, "must be sent alone: send exactly one of ids, all and up_to"),
            nameof(All),
            nameof(UpTo)
        );
}
