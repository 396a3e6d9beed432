using Community.Events.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Events.Publishing;

/// <summary>
/// The authorization rules of events: which callers may know of an event, and which may change it. Every call that names an event checks
/// them first.
/// </summary>
internal static class EventAccess
{
    /// <summary>
    /// The event, if the caller may know that it exists. Its organizer may always. Registered users and staff may while it is published or
    /// cancelled. Invited users may. All users may if it is public. Users with a block between them do not see each other's events.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="caller">Null: not signed in.</param>
    public static async Task<CommunityEvent?> FindVisibleAsync(this EventsDb db, Guid id, Guid? caller) =>
        await db.Events.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id) is { } found && await db.MaySeeAsync(found, caller)
            ? found
            : null;

    /// <summary>Whether the caller may know that the event exists.</summary>
    public static async Task<bool> MaySeeAsync(this EventsDb db, CommunityEvent communityEvent, Guid? caller) =>
        MaySee(EventOpenness.Of(communityEvent), caller, await db.RelationAsync(communityEvent, caller));

    /// <summary>The rule itself; every reader of events uses it.</summary>
    public static bool MaySee(EventOpenness e, Guid? caller, CallerRelation relation) =>
        caller == e.OrganizerId
        || (
            !e.IsDraft
            && !e.IsRemoved
            && (
                relation.IsRegistered
                || relation.IsStaff
                || (!e.IsOrganizerHidden && !relation.IsBlocked && (e.IsPublic || relation.IsInvited))
            )
        );

    /// <summary>
    /// The caller's relation to <c>events e</c>, as columns in the order of <see cref="CallerRelation"/>. A user whose registration ended
    /// because the event was cancelled can still see the cancelled event; a registration that had ended before gives no right.
    /// </summary>
    /// <param name="me">The parameter with the caller's id.</param>
    public static string RelationColumns(string me) =>
        $"""
            EXISTS (SELECT FROM registrations r WHERE r.event_id = e.id AND r.user_id = {me}
                AND (r.status IN ('pending', 'confirmed', 'waitlisted', 'checked_in') OR r.end_reason = 'event_cancelled')) AS is_registered,
            EXISTS (SELECT FROM check_in_staff staff WHERE staff.event_id = e.id AND staff.user_id = {me}) AS is_staff,
            EXISTS (SELECT FROM blocks b WHERE b.is_blocked
                AND ((b.blocker_id = {me} AND b.blocked_id = e.organizer_id) OR (b.blocker_id = e.organizer_id AND b.blocked_id = {me}))) AS is_blocked,
            EXISTS (SELECT FROM invitations i WHERE i.event_id = e.id AND i.to_user_id = {me}) AS is_invited
            """;

    private static readonly string Relation = $"SELECT {RelationColumns("@me")} FROM events e WHERE e.id = @id";

    private static async Task<CallerRelation> RelationAsync(this EventsDb db, CommunityEvent communityEvent, Guid? caller) =>
        caller is { } user && user != communityEvent.OrganizerId
            ? (
                await db
                    .Database.SqlQueryRaw<CallerRelation>(
                        Relation,
                        new NpgsqlParameter("me", user),
                        new NpgsqlParameter("id", communityEvent.Id)
                    )
                    .ToListAsync()
            ).SingleOrDefault() ?? CallerRelation.None
            : CallerRelation.None;

    /// <summary>
    /// The caller's own event, tracked for a change and locked until the transaction ends. Null with <c>Exists</c> true: the event of
    /// another organizer that the caller may see (403). Null with false: an event that the caller may not know of (404).
    /// </summary>
    public static async Task<(CommunityEvent? Own, bool Exists)> LockOwnAsync(this EventsDb db, Guid id, Guid caller)
    {
        // Another organizer's event is not locked: buyers of its seats would wait for strangers.
        var own = await db
            .Events.FromSql($"SELECT * FROM events WHERE id = {id} AND organizer_id = {caller} FOR NO KEY UPDATE")
            .SingleOrDefaultAsync();
        if (own is not null)
        {
            return (own, true);
        }

        var other = await db.Events.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id);
        return (null, other is not null && await db.MaySeeAsync(other, caller));
    }

    /// <summary>Whether the caller is the event's organizer or one of its staff.</summary>
    public static async Task<bool> MayScanAsync(this EventsDb db, CommunityEvent communityEvent, Guid caller) =>
        communityEvent.OrganizerId == caller || await db.Staff.AnyAsync(s => s.EventId == communityEvent.Id && s.UserId == caller);
}

/// <summary>The caller's relation to an event.</summary>
/// <param name="IsRegistered">Has an active registration, or had one for an event that was cancelled.</param>
/// <param name="IsStaff">May scan its tickets.</param>
/// <param name="IsBlocked">Blocks the organizer, or is blocked.</param>
/// <param name="IsInvited">Was invited.</param>
internal sealed record CallerRelation(bool IsRegistered, bool IsStaff, bool IsBlocked, bool IsInvited)
{
    public static CallerRelation None { get; } = new(false, false, false, false);
}

/// <summary>The properties of an event that decide which callers may know of it.</summary>
/// <param name="OrganizerId">The organizer.</param>
/// <param name="IsDraft">Not published yet.</param>
/// <param name="IsPublic">Not only for the invited.</param>
/// <param name="IsOrganizerHidden">The organizer is suspended.</param>
/// <param name="IsRemoved">A moderator took it down.</param>
internal readonly record struct EventOpenness(Guid OrganizerId, bool IsDraft, bool IsPublic, bool IsOrganizerHidden, bool IsRemoved)
{
    public static EventOpenness Of(CommunityEvent e) =>
        new(
            e.OrganizerId,
            e.Status == EventStatus.Draft,
            e.Visibility == EventVisibility.Public,
            e.OrganizerHidden,
            e.RemovedAt is not null
        );
}
