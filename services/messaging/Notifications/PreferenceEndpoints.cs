using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Realtime;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

/// <summary>The caller's notification preferences.</summary>
internal static class PreferenceEndpoints
{
    public static void MapPreferences(this IEndpointRouteBuilder notifications)
    {
        notifications.MapGet("/preferences", ShowAsync);
        notifications.MapPut("/preferences", ChangeAsync);
    }

    public static void MapChannelPreferences(this IEndpointRouteBuilder api)
    {
        var channels = api.MapGroup("/channels/{id:guid}/preferences").WithTags("Notifications").RequireAuthorization(Policies.SignedIn);
        channels.MapGet("/", ShowChannelAsync).WithName("channel_preferences_show");
        channels.MapPut("/", ChangeChannelAsync).WithName("channel_preferences_change");
    }

    /// <summary>Shows the caller's notification preferences.</summary>
    private static async Task<Ok<Preferences>> ShowAsync(ClaimsPrincipal caller, MessagingDb db, CancellationToken cancellationToken) =>
        TypedResults.Ok(await ReadAsync(db, caller.UserId(), cancellationToken));

    /// <summary>Changes the caller's notification preferences. Kinds that are not named stay as they are.</summary>
    /// <remarks>A kind that is off in the app is off for push and mail too. Mails are gathered: <c>digest</c> says how often.</remarks>
    private static async Task<Results<Ok<Preferences>, BadRequestProblem>> ChangeAsync(
        Preferences request,
        ClaimsPrincipal caller,
        MessagingDb db,
        IRealtimePublisher realtime,
        TimeProvider clock
    )
    {
        var (me, now) = (caller.UserId(), clock.GetUtcNow());
        string[] kinds = [.. request.Kinds.Keys];
        bool[] inApp = [.. request.Kinds.Values.Select(ways => ways.InApp)];
        bool[] push = [.. request.Kinds.Values.Select(ways => ways.Push)];
        bool[] mail = [.. request.Kinds.Values.Select(ways => ways.Mail)];
        await db.InTransactionAsync(async () =>
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO notification_preferences (user_id, kind, in_app, push, mail)
                SELECT {me}, * FROM unnest({kinds}, {inApp}, {push}, {mail})
                ON CONFLICT (user_id, kind) DO UPDATE SET in_app = excluded.in_app, push = excluded.push, mail = excluded.mail
                """
            );
            await (
                request.Digest == "none"
                    ? db.Database.ExecuteSqlAsync($"DELETE FROM digests WHERE user_id = {me}")
                    : db.Database.ExecuteSqlAsync(
                        $"""
                        INSERT INTO digests (user_id, every, next_at, since) VALUES ({me}, {request.Digest}, {DigestTimes.NextAfter(
                            request.Digest,
                            now
                        )}, {now})
                        ON CONFLICT (user_id) DO UPDATE SET every = excluded.every, next_at = excluded.next_at WHERE digests.every <> excluded.every
                        """
                    )
            );
            await (
                request.Language is null
                    ? db.Database.ExecuteSqlAsync($"DELETE FROM notification_languages WHERE user_id = {me}")
                    : db.Database.ExecuteSqlAsync(
                        $"""
                        INSERT INTO notification_languages (user_id, language) VALUES ({me}, {request.Language})
                        ON CONFLICT (user_id) DO UPDATE SET language = excluded.language
                        """
                    )
            );
            await SetQuietHoursAsync(db, me, request.QuietHours, now);
            db.AfterCommit(() => realtime.LogChanged(me));
        });
        return TypedResults.Ok(await ReadAsync(db, me, CancellationToken.None));
    }

    private static async Task SetQuietHoursAsync(MessagingDb db, Guid me, QuietHours? quiet, DateTimeOffset now)
    {
        await (
            quiet is null
                ? db.Database.ExecuteSqlAsync($"DELETE FROM quiet_hours WHERE user_id = {me}")
                : db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO quiet_hours (user_id, starts_at, ends_at, time_zone) VALUES ({me}, {quiet.From}, {quiet.To}, {quiet.TimeZone})
                    ON CONFLICT (user_id) DO UPDATE SET starts_at = excluded.starts_at, ends_at = excluded.ends_at, time_zone = excluded.time_zone
                    """
                )
        );
        // Pushes that waited for the end of the former hours are due again.
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE push_deliveries SET available_at = {now} WHERE attempts = 0 AND available_at > {now}
                AND subscription_id IN (SELECT id FROM push_subscriptions WHERE user_id = {me})
            """
        );
    }

    /// <summary>Shows the caller's notification preference for a channel.</summary>
    /// <param name="id">The channel's id: a thread's, a conversation's or an event chat's.</param>
    private static async Task<Results<Ok<ChannelPreference>, NotFoundProblem>> ShowChannelAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        MessagingDb db
    )
    {
        var found = await channels.RequireAsync(id, caller.UserId(), "channel");
        return TypedResults.Ok(await ReadAsync(db, found.Channel, caller.UserId()));
    }

    /// <summary>
    /// Changes the caller's notification preference for a channel: everything, mentions and answers only, or nothing; or nothing for a
    /// while.
    /// </summary>
    /// <param name="id">The channel's id.</param>
    private static async Task<Results<Ok<ChannelPreference>, BadRequestProblem, NotFoundProblem>> ChangeChannelAsync(
        Guid id,
        ChannelPreference request,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        MessagingDb db,
        IRealtimePublisher realtime
    )
    {
        var found = await channels.RequireAsync(id, caller.UserId(), "channel");
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO channel_preferences (user_id, channel_id, level, muted_until) VALUES ({caller.UserId()}, {id}, {request.Level}, {request.MutedUntil?.ToUniversalTime()})
            ON CONFLICT (user_id, channel_id) DO UPDATE SET level = excluded.level, muted_until = excluded.muted_until
            """
        );
        realtime.LogChanged(caller.UserId());
        return TypedResults.Ok(await ReadAsync(db, found.Channel, caller.UserId()));
    }

    /// <summary>The default for conversations is everything; for all other channels it is mentions and answers.</summary>
    private static async Task<ChannelPreference> ReadAsync(MessagingDb db, Channel channel, Guid me) =>
        await db
            .Database.SqlQuery<ChannelPreference>(
                $"""
                SELECT level, muted_until FROM channel_preferences WHERE user_id = {me} AND channel_id = {channel.Id}
                """
            )
            .SingleOrDefaultAsync()
        ?? new ChannelPreference(channel.Kind == ChannelKind.Direct ? "all" : "mentions", null);

    private static async Task<Preferences> ReadAsync(MessagingDb db, Guid me, CancellationToken cancellationToken)
    {
        var changed = await db
            .Database.SqlQuery<KindRow>(
                $"""
                SELECT kind, in_app, push, mail FROM notification_preferences WHERE user_id = {me}
                """
            )
            .ToDictionaryAsync(row => row.Kind, row => new Ways(row.InApp, row.Push, row.Mail), StringComparer.Ordinal, cancellationToken);
        var digest = await db
            .Database.SqlQuery<string>($"""SELECT every AS "Value" FROM digests WHERE user_id = {me}""")
            .SingleOrDefaultAsync(cancellationToken);
        var language = await db
            .Database.SqlQuery<string>($"""SELECT language AS "Value" FROM notification_languages WHERE user_id = {me}""")
            .SingleOrDefaultAsync(cancellationToken);
        return new(
            NotificationKind.All.ToDictionary(
                kind => kind,
                kind => changed.GetValueOrDefault(kind) ?? Ways.Default,
                StringComparer.Ordinal
            ),
            digest ?? "none",
            language,
            await QuietHours.OfAsync(db, me, cancellationToken)
        );
    }

    private sealed record KindRow(string Kind, bool InApp, bool Push, bool Mail);
}

/// <summary>A user's notification preferences.</summary>
/// <param name="Kinds">By kind.</param>
/// <param name="Digest">How often a mail gathers unread notifications: <c>none</c>, <c>day</c> or <c>week</c>.</param>
/// <param name="Language">
/// The language of notifications, pushes and mails: <c>en</c> or <c>ar</c>; null: that of the request if there is one, else English.
/// </param>
/// <param name="QuietHours">When pushes and digests wait; null: never.</param>
internal sealed record Preferences(
    IReadOnlyDictionary<string, Ways> Kinds,
    [property: AllowedValues("none", "day", "week")] string Digest = "none",
    [property: AllowedValues("en", "ar", null)] string? Language = null,
    QuietHours? QuietHours = null
) : IHasExample<Preferences>, IHasRules<Preferences>
{
    public static RequestRules<Preferences> Rules { get; } =
        new RequestRules<Preferences>()
            .Add(
                nameof(Kinds),
                request =>
                    request.Kinds.Keys.All(kind => NotificationKind.All.Contains(kind, StringComparer.Ordinal))
                        ? null
                        : new(FaultCode.NotAnOption, $"must have only these keys: {string.Join(", ", NotificationKind.All)}")
            )
            .Add(
                nameof(QuietHours),
                request =>
                    request.QuietHours is { } quiet && !quiet.LeaveEnough()
                        ? new(FaultCode.TooLong, "must leave at least an hour of the day")
                        : null
            );

    public static Preferences Example =>
        new(
            new Dictionary<string, Ways>(StringComparer.Ordinal) { [NotificationKind.Mention] = new(true, true, true) },
            "day",
            "en",
            QuietHours.Example
        );
}

/// <summary>How a user is notified of a kind.</summary>
/// <param name="InApp">In the list, and at once on connected clients. If false, the user is not notified in any way.</param>
/// <param name="Push">By Web Push, to the devices that subscribed.</param>
/// <param name="Mail">In the digest.</param>
internal sealed record Ways(bool InApp, bool Push, bool Mail)
{
    public static Ways Default { get; } = new(InApp: true, Push: true, Mail: true);
}

/// <summary>A user's notification preference for a channel.</summary>
/// <param name="Level"><c>all</c>: every message; <c>mentions</c>: mentions and answers; <c>none</c>: nothing.</param>
/// <param name="MutedUntil">No notifications until then, whatever the level.</param>
internal sealed record ChannelPreference(
    [property: AllowedValues("all", "mentions", "none")] string Level,
    DateTimeOffset? MutedUntil = null
) : IHasExample<ChannelPreference>
{
    public static ChannelPreference Example => new("mentions");
}
