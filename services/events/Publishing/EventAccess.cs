using Community.Events.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Events.Publishing;

/// <summary>Who may know of an event, and who may change it. Every call that names an event asks here first.</summary>
internal static class EventAccess
{
    /// <summary>
    /// The event, if the caller may know that it exists: its organizer always; who is registered or may scan tickets,
    /// while it is published or cancelled; who is invited; and everybody, if it is public. People who block each other do not
    /// see each other's events.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="caller">Null: nobody who is signed in.</param>
    public static async Task<CommunityEvent?> FindVisibleAsync(this EventsDb db, Guid id, Guid? caller) =>
        await db.Events.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id) is { } found && await db.MaySeeAsync(found, caller) ? found : null;

    /// <summary>Whether the caller may know that the event exists.</summary>
    public static async Task<bool> MaySeeAsync(this EventsDb db, CommunityEvent communityEvent, Guid? caller) =>
        MaySee(EventOpenness.Of(communityEvent), caller, await db.RelationAsync(communityEvent, caller));

    /// <summary>The rule itself, which every reader of events goes by.</summary>
    public static bool MaySee(EventOpenness e, Guid? caller, CallerRelation relation) =>
        caller == e.OrganizerId
        || (!e.IsDraft && !e.IsRemoved
            && (relation.IsRegistered || relation.IsStaff
                || (!e.IsOrganizerHidden && !relation.IsBlocked && (e.IsPublic || relation.IsInvited))));

    /// <summary>
    /// What the caller is to <c>events e</c>, as columns in the order of <see cref="CallerRelation"/>. Who had a registration when the event was cancelled still sees that it was.
    /// </summary>
    /// <param name="me">The parameter with the caller's id.</param>
    public static string RelationColumns(string me) =>
        $"""
        EXISTS (SELECT FROM registrations r WHERE r.event_id = e.id AND r.user_id = {me}
            AND (r.status IN ('pending', 'confirmed', 'waitlisted', 'checked_in') OR e.status = 'cancelled')) AS is_registered,
        EXISTS (SELECT FROM check_in_staff staff WHERE staff.event_id = e.id AND staff.user_id = {me}) AS is_staff,
        EXISTS (SELECT FROM blocks b WHERE b.is_blocked
            AND ((b.blocker_id = {me} AND b.blocked_id = e.organizer_id) OR (b.blocker_id = e.organizer_id AND b.blocked_id = {me}))) AS is_blocked,
        EXISTS (SELECT FROM invitations i WHERE i.event_id = e.id AND i.to_user_id = {me}) AS is_invited
        """;

    private static readonly string Relation = $"SELECT {RelationColumns("@me")} FROM events e WHERE e.id = @id";

    private static async Task<CallerRelation> RelationAsync(this EventsDb db, CommunityEvent communityEvent, Guid? caller) =>
        caller is { } user && user != communityEvent.OrganizerId
            ? (await db.Database.SqlQueryRaw<CallerRelation>(
                Relation,
                new NpgsqlParameter("me", user), new NpgsqlParameter("id", communityEvent.Id)).ToListAsync()).SingleOrDefault() ?? CallerRelation.None
            : CallerRelation.None;

    /// <summary>
    /// The caller's own event, tracked for a change and locked until the transaction ends. Null with <c>Exists</c> true is
    /// another's that the caller sees (403); with false, one that the caller may not know of (404).
    /// </summary>
    public static async Task<(CommunityEvent? Own, bool Exists)> LockOwnAsync(this EventsDb db, Guid id, Guid caller)
    {
        var found = await db.Events.FromSql($"SELECT * FROM events WHERE id = {id} FOR NO KEY UPDATE").SingleOrDefaultAsync();
        return found is null ? (null, false)
            : found.OrganizerId == caller ? (found, true)
            : (null, await db.MaySeeAsync(found, caller));
    }

    /// <summary>Whether the caller runs the event or was named to scan its tickets.</summary>
    public static async Task<bool> MayScanAsync(this EventsDb db, CommunityEvent communityEvent, Guid caller) =>
        communityEvent.OrganizerId == caller || await db.Staff.AnyAsync(s => s.EventId == communityEvent.Id && s.UserId == caller);
}

/// <summary>What the caller is to an event.</summary>
/// <param name="IsRegistered">Has an active registration, or had one for an event that was cancelled.</param>
/// <param name="IsStaff">Was named to scan tickets.</param>
/// <param name="IsBlocked">Blocks the organizer, or is blocked.</param>
/// <param name="IsInvited">Was asked to come.</param>
internal sealed record CallerRelation(bool IsRegistered, bool IsStaff, bool IsBlocked, bool IsInvited)
{
    public static CallerRelation None { get; } = new(false, false, false, false);
}

/// <summary>What of an event decides who may know of it.</summary>
/// <param name="OrganizerId">Who runs it.</param>
/// <param name="IsDraft">Not published yet.</param>
/// <param name="IsPublic">Not only for the invited.</param>
/// <param name="IsOrganizerHidden">The organizer is suspended.</param>
/// <param name="IsRemoved">A moderator took it down.</param>
internal readonly record struct EventOpenness(Guid OrganizerId, bool IsDraft, bool IsPublic, bool IsOrganizerHidden, bool IsRemoved)
{
    public static EventOpenness Of(CommunityEvent e) => new(
        e.OrganizerId, e.Status == EventStatus.Draft, e.Visibility == EventVisibility.Public, e.OrganizerHidden, e.RemovedAt is not null);
}
