using System.Text.Json;
using Community.Contracts.Social;
using Community.Platform.Data;
using Community.Platform.Http.Pagination;
using Community.Social.Data;
using Community.Social.Feed;
using Community.Social.PaidAccess;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Social.Membership;

/// <summary>
/// Applies a batch of commands to one community's memberships in the open transaction. One round trip takes the locks and reads the rows
/// that the commands are about, <see cref="Memberships"/> decides, and one round trip writes the changes. The locks are held until the
/// transaction ends, so that any number of writers, in any number of instances, run one after the other.
/// <para>
/// All code takes locks in one order: first those of users (<see cref="CircleLimit"/>, then the rows of <c>people</c>, each by ascending
/// key), then one community's row. A transaction with the lock of a community's row must not wait for a user's.
/// </para>
/// </summary>
internal sealed class MembershipStore(TimeProvider clock, MembershipOptions options, PaidAccessOptions access)
{
    // Only for a circle: users' circles are counted, and the count must not rise concurrently by another circle.
    private const string LockCircles =
        "SELECT pg_advisory_xact_lock(k) FROM unnest($2) AS k WHERE EXISTS (SELECT FROM communities WHERE id = $1 AND kind = 'circle')";

    // No user is erased between this and the commit.
    private const string LockPeople =
        "SELECT id FROM people WHERE id = ANY ($1) AND profile_version > 0 AND NOT is_guest ORDER BY id FOR SHARE";

    private const string LockCommunity = """
        SELECT json_build_object('id', id, 'name', name, 'kind', kind, 'visibility', visibility, 'price_cents', price_cents, 'currency', currency,
            'price_credits', price_credits, 'billing', billing, 'member_count', member_count, 'deleted_at', deleted_at, 'removed_at', removed_at,
            'held_at', held_at, 'seller_id', CASE visibility WHEN 'paid' THEN (
                SELECT m.user_id FROM community_members m WHERE m.community_id = communities.id AND m.is_member AND m.role = 'owner'
                ORDER BY m.joined_at, m.user_id LIMIT 1) END)
        FROM communities WHERE id = $1 FOR NO KEY UPDATE
        """;

    // A separate statement, so that it sees the rows that were committed while it waited for the locks.
    private const string Read = """
        SELECT json_build_object(
            'members', (SELECT coalesce(json_agg(m), '[]') FROM community_members m WHERE m.community_id = $1 AND m.user_id = ANY ($2)),
            'heirs', (SELECT coalesce(json_agg(h), '[]') FROM (
                SELECT * FROM community_members m WHERE m.community_id = $1 AND m.is_member
                    AND NOT EXISTS (SELECT FROM people b WHERE b.id = m.user_id AND b.is_bot)
                ORDER BY m.role DESC, m.joined_at, m.user_id LIMIT $4) h),
            'owners', (SELECT count(*) FROM community_members m WHERE m.community_id = $1 AND m.is_member AND m.role = 'owner'),
            'bans', (SELECT coalesce(json_agg(b), '[]') FROM community_bans b WHERE b.community_id = $1 AND b.user_id = ANY ($2)),
            'requests', (SELECT coalesce(json_agg(r), '[]') FROM community_requests r WHERE r.community_id = $1 AND r.user_id = ANY ($2)),
            'invited', (SELECT coalesce(json_agg(i.user_id), '[]') FROM open_invitations i WHERE i.community_id = $1 AND i.user_id = ANY ($2)),
            'links', (SELECT coalesce(json_agg(l), '[]') FROM (
                SELECT id, community_id, mode, created_by, created_at, expires_at, max_uses, uses FROM community_links
                WHERE community_id = $1 AND id = ANY ($5)) l),
            'circles', (SELECT coalesce(json_object_agg(n.user_id, n.circles), '{}') FROM (
                SELECT m.user_id, count(*) AS circles FROM community_members m
                JOIN communities c ON c.id = m.community_id AND c.kind = 'circle' AND c.deleted_at IS NULL
                WHERE m.user_id = ANY ($3) AND m.is_member GROUP BY m.user_id) n),
            'unlimited', (SELECT coalesce(json_agg(e.user_id), '[]') FROM entitlements e
                WHERE e.user_id = ANY ($3) AND 'unlimited_circles' = ANY (e.codes) AND (e.ends_at IS NULL OR e.ends_at > $6)),
            'orders', (SELECT coalesce(json_agg(o), '[]') FROM access_orders o WHERE o.community_id = $1 AND o.user_id = ANY ($2)),
            'grants', (SELECT coalesce(json_agg(g), '[]') FROM access_grants g WHERE g.community_id = $1 AND g.user_id = ANY ($2)))
        """;

    private const string WriteMembers = """
        INSERT INTO community_members (id, community_id, user_id, version, is_member, role, joined_at, left_at, leave_reason)
        SELECT id, community_id, user_id, version, is_member, role, joined_at, left_at, leave_reason
        FROM json_populate_recordset(NULL::community_members, $1::json)
        ON CONFLICT (id) DO UPDATE SET version = excluded.version, is_member = excluded.is_member, role = excluded.role,
            joined_at = excluded.joined_at, left_at = excluded.left_at, leave_reason = excluded.leave_reason
        """;

    private const string WriteCount = "UPDATE communities SET member_count = $2 WHERE id = $1";

    private const string WriteRequests = """
        INSERT INTO community_requests (id, community_id, user_id, version, status, created_at, answered_at, answered_by, counted_links)
        SELECT id, community_id, user_id, version, status, created_at, answered_at, answered_by, counted_links
        FROM json_populate_recordset(NULL::community_requests, $1::json)
        ON CONFLICT (id) DO UPDATE SET version = excluded.version, status = excluded.status, created_at = excluded.created_at,
            answered_at = excluded.answered_at, answered_by = excluded.answered_by, counted_links = excluded.counted_links
        """;

    private const string WriteBans = """
        INSERT INTO community_bans (id, community_id, user_id, banned_by, reason, created_at, until)
        SELECT id, community_id, user_id, banned_by, reason, created_at, until FROM json_populate_recordset(NULL::community_bans, $1::json)
        ON CONFLICT (community_id, user_id) DO UPDATE SET id = excluded.id, banned_by = excluded.banned_by, reason = excluded.reason,
            created_at = excluded.created_at, until = excluded.until
        """;

    private const string LiftBans = "DELETE FROM community_bans WHERE community_id = $1 AND user_id = ANY ($2)";

    private const string EndInvitations = "DELETE FROM community_invitations WHERE community_id = $1 AND user_id = ANY ($2)";

    private const string WithdrawInvitations =
        "UPDATE community_invitations SET withdrawn_at = $3 WHERE community_id = $1 AND user_id = ANY ($2) AND withdrawn_at IS NULL";

    private const string WriteLinks =
        "UPDATE community_links l SET uses = used.uses FROM unnest($1, $2) AS used (id, uses) WHERE l.id = used.id";

    private const string WriteOrders = """
        INSERT INTO access_orders (id, community_id, user_id, version, status, billing, description, amount_cents, currency, price_credits, follows,
            offered_at, expires_at, end_reason, paid_at, paid_amount, paid_currency, fulfilled_at, refund_requested_at, refunded_amount, refunded_at)
        SELECT id, community_id, user_id, version, status, billing, description, amount_cents, currency, price_credits, follows,
            offered_at, expires_at, end_reason, paid_at, paid_amount, paid_currency, fulfilled_at, refund_requested_at, refunded_amount, refunded_at
        FROM json_populate_recordset(NULL::access_orders, $1::json)
        ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, version = excluded.version, status = excluded.status,
            end_reason = excluded.end_reason, paid_at = excluded.paid_at, paid_amount = excluded.paid_amount, paid_currency = excluded.paid_currency,
            fulfilled_at = excluded.fulfilled_at, refund_requested_at = excluded.refund_requested_at,
            refunded_amount = excluded.refunded_amount, refunded_at = excluded.refunded_at
        """;

    private const string WriteGrants = """
        INSERT INTO access_grants (community_id, user_id, paid_until, renewal_offered_for)
        SELECT community_id, user_id, paid_until, renewal_offered_for FROM json_populate_recordset(NULL::access_grants, $1::json)
        ON CONFLICT (community_id, user_id) DO UPDATE SET paid_until = excluded.paid_until, renewal_offered_for = excluded.renewal_offered_for
        """;

    private const string EndGrants = "DELETE FROM access_grants WHERE community_id = $1 AND user_id = ANY ($2)";

    private const string ForgetActivities = "DELETE FROM activities WHERE source_id = ANY ($1)";

    private const string RecordActivities = """
        INSERT INTO activities (id, actor_id, kind, occurred_at, community_id, source_id)
        SELECT a.id, a.actor_id, $2, $3, $1, a.source_id FROM unnest($4, $5, $6) AS a (id, actor_id, source_id)
        ON CONFLICT (source_id, actor_id, kind) DO NOTHING
        """;

    private static readonly JsonSerializerOptions Columns = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>
    /// Ends all memberships of a deleted community, in its transaction. No event is published for each: the deletion says
    /// it.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="communityId">The community, which the transaction has locked.</param>
    /// <param name="at">When it was deleted.</param>
    public static Task EndAllAsync(SocialDb db, Guid communityId, DateTimeOffset at) =>
        db.Database.ExecuteSqlAsync(
            $"""
            UPDATE community_members SET is_member = false, left_at = {at}, leave_reason = 'deleted', version = version + 1
            WHERE community_id = {communityId} AND is_member
            """
        );

    /// <summary>Ends all paid times of a deleted community, in its transaction.</summary>
    public static Task EndGrantsAsync(SocialDb db, Guid communityId) =>
        db.AccessGrants.Where(grant => grant.CommunityId == communityId).ExecuteDeleteAsync();

    /// <summary>Makes the founder of a new community its first member and owner; the caller saves.</summary>
    public static void AddFounder(SocialDb db, Guid communityId, Guid founderId, DateTimeOffset joinedAt, DateTimeOffset now)
    {
        var founder = new CommunityMember
        {
            Id = Guid.CreateVersion7(now),
            CommunityId = communityId,
            UserId = founderId,
            Version = 1,
            IsMember = true,
            Role = MemberRole.Owner,
            JoinedAt = joinedAt,
        };
        db.Members.Add(founder);
        db.Publish(
            new CommunityMemberJoined(Guid.CreateVersion7(now), now, founder.Id, founder.Version, communityId, founderId, founder.Role)
        );
    }

    private readonly MembershipRules _rules = new(options.FreeCircles, access.Offer);

    /// <summary>
    /// The commands' results in their order; <see cref="MembershipOutcome.NotFound"/> for all if there is no such community.
    /// </summary>
    public async Task<IReadOnlyList<MembershipResult>> ApplyAsync(
        SocialDb db,
        Guid communityId,
        params IReadOnlyList<MembershipCommand> commands
    )
    {
        var open = db.Database.CurrentTransaction ?? throw new InvalidOperationException("Memberships must be changed in a transaction.");
        var transaction = (NpgsqlTransaction)open.GetDbTransaction();
        // Ended memberships are read by their timestamps.
        db.CommitWithin(StampedFeed.CommitLimit);
        var now = clock.GetKeptNow();
        if (await ReadAsync(transaction, communityId, commands, now) is not { } state)
        {
            return [.. commands.Select(_ => new MembershipResult(MembershipOutcome.NotFound))];
        }

        var results = commands.Select(command => Memberships.Apply(state, command, now)).ToArray();
        await WriteAsync(db, transaction, state, now);
        return results;
    }

    private async Task<Memberships?> ReadAsync(
        NpgsqlTransaction transaction,
        Guid communityId,
        IReadOnlyList<MembershipCommand> commands,
        DateTimeOffset now
    )
    {
        Guid[] people =
        [
            .. commands.Select(command => command.UserId).Concat(commands.Select(command => command.Actor).OfType<Guid>()).Distinct(),
        ];
        Guid[] entering = [.. commands.Where(command => command.MayAdmit).Select(command => command.UserId).Distinct()];
        Guid[] named = [.. entering.Concat(commands.OfType<Ban>().Select(ban => ban.UserId)).Distinct()];
        Guid[] links = [.. commands.OfType<JoinByLink>().Select(link => link.LinkId).Distinct()];
        // Each of the next owners may be erased in the same batch.
        var erased = commands.OfType<ForgetPerson>().Count();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                Command(LockCircles, communityId, CircleLimit.KeysOf(entering)),
                Command(LockPeople, named),
                Command(LockCommunity, communityId),
                Command(Read, communityId, people, entering, erased == 0 ? 0 : erased + 1, links, now),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        var present = new List<Guid>();
        while (await reader.ReadAsync())
        {
            present.Add(reader.GetGuid(0));
        }

        await reader.NextResultAsync();
        if (!await reader.ReadAsync())
        {
            return null;
        }

        var community = JsonSerializer.Deserialize<CommunityFacts>(reader.GetString(0), Columns)!;
        await reader.NextResultAsync();
        await reader.ReadAsync();
        var rows = JsonSerializer.Deserialize<MembershipRows>(reader.GetString(0), Columns)!;
        return new Memberships(community, rows with { Present = present }, _rules);
    }

    private static async Task WriteAsync(SocialDb db, NpgsqlTransaction transaction, Memberships state, DateTimeOffset now)
    {
        var id = state.Community.Id;
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        if (state.ChangedMembers.Count > 0)
        {
            Add(Command(WriteMembers, Json(state.ChangedMembers)));
            Add(Command(WriteCount, id, state.MemberCount));
            AddActivities(batch, state, now);
        }

        AddIf(state.ChangedRequests.Count, () => Command(WriteRequests, Json(state.ChangedRequests)));
        AddIf(state.ChangedBans.Count, () => Command(WriteBans, Json(state.ChangedBans)));
        AddIf(state.LiftedBans.Count, () => Command(LiftBans, id, state.LiftedBans.ToArray()));
        AddIf(state.EndedInvitations.Count, () => Command(EndInvitations, id, state.EndedInvitations.ToArray()));
        AddIf(state.WithdrawnInvitations.Count, () => Command(WithdrawInvitations, id, state.WithdrawnInvitations.ToArray(), now));
        AddIf(
            state.UsedLinks.Count,
            () =>
                Command(WriteLinks, state.UsedLinks.Select(link => link.Id).ToArray(), state.UsedLinks.Select(link => link.Uses).ToArray())
        );
        // Orders that are no longer open come first: a user has one open order at a time.
        AddIf(
            state.Access.Changed.Count,
            () => Command(WriteOrders, Json(state.Access.Changed.OrderBy(order => order.Status == AccessOrderStatus.Open)))
        );
        AddIf(state.ChangedGrants.Count, () => Command(WriteGrants, Json(state.ChangedGrants)));
        AddIf(state.EndedGrants.Count, () => Command(EndGrants, id, state.EndedGrants.ToArray()));
        if (state.Announced.ToArray() is { Length: > 0 } announced)
        {
            Add(db.Publishing(announced));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync();
        }

        void Add(NpgsqlBatchCommand command) => batch.BatchCommands.Add(command);

        void AddIf(int count, Func<NpgsqlBatchCommand> command)
        {
            if (count > 0)
            {
                Add(command());
            }
        }
    }

    /// <summary>Records the activity of joining, if the user has not left again.</summary>
    private static void AddActivities(NpgsqlBatch batch, Memberships state, DateTimeOffset now)
    {
        if (state.Left.Count > 0)
        {
            batch.BatchCommands.Add(Command(ForgetActivities, state.Left.ToArray()));
        }

        CommunityMember[] joined = [.. state.ChangedMembers.Where(member => member.IsMember && member.JoinedAt == now)];
        if (joined.Length > 0)
        {
            batch.BatchCommands.Add(
                Command(
                    RecordActivities,
                    state.Community.Id,
                    ActivityKind.Joined,
                    now,
                    Array.ConvertAll(joined, _ => Guid.CreateVersion7(now)),
                    Array.ConvertAll(joined, member => member.UserId),
                    Array.ConvertAll(joined, member => member.Id)
                )
            );
        }
    }

    private static string Json<T>(IEnumerable<T> rows) => JsonSerializer.Serialize(rows, Columns);
}
