using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Community.Messaging.People;
using Community.Messaging.Realtime;
using Community.Platform.Bus;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Communities;

/// <summary>A community as social published it.</summary>
internal sealed class KnownCommunity
{
    public required Guid Id { get; init; }

    public required long Version { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    /// <summary><c>public</c>, <c>private</c> or <c>paid</c>.</summary>
    public required string Visibility { get; init; }

    public bool IsDeleted { get; init; }

    /// <summary>Held back or removed by moderators: only its owners see it.</summary>
    public bool IsHidden { get; init; }
}

/// <summary>Applies social's events about communities and memberships; the newest version of each counts.</summary>
internal static class CommunityProjection
{
    public static void AddCommunityConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenCommunityCreated>();
        bus.AddConsumer<WhenCommunityUpdated>();
        bus.AddConsumer<WhenCommunityDeleted>();
        bus.AddConsumer<WhenCommunityMemberJoined>();
        bus.AddConsumer<WhenCommunityMemberLeft>();
        bus.AddConsumer<WhenCommunityMemberRoleChanged>();
    }

    /// <summary>Backfills social's communities and memberships from before these consumers had queues.</summary>
    public static WebApplicationBuilder AddCommunityBackfills(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<EndedMembershipFeed>();
        return builder
            .AddBackfill<MessagingDb, CommunitySnapshot>(
                "communities",
                "social",
                "/internal/communities",
                (db, community) => db.ApplySnapshotAsync(community)
            )
            .AddBackfill<MessagingDb, MembershipSnapshot>(
                "memberships",
                "social",
                "/internal/memberships",
                (db, membership) => db.ApplySnapshotAsync(membership)
            );
    }

    public static Task ApplySnapshotAsync(this MessagingDb db, CommunitySnapshot community) =>
        community.IsDeleted
            ? db.ApplyCommunityDeletedAsync(community.CommunityId, DateTimeOffset.UnixEpoch)
            : db.ApplyCommunityAsync(
                community.CommunityId,
                community.Version,
                community.Name,
                community.Kind,
                community.Visibility,
                community.IsHidden
            );

    public static Task<bool> ApplySnapshotAsync(this MessagingDb db, MembershipSnapshot membership) =>
        db.ApplyMembershipAsync(
            membership.CommunityId,
            membership.UserId,
            membership.Version,
            membership.IsMember,
            membership.Role ?? "member"
        );

    /// <summary>A deleted community stays deleted. Its other fields are those of its last change, whichever event came first.</summary>
    public static Task ApplyCommunityAsync(
        this MessagingDb db,
        Guid id,
        long version,
        string name,
        string kind,
        string visibility,
        bool isHidden
    ) =>
        db.Database.ExecuteSqlAsync(
            $"""
            WITH applied AS (
                INSERT INTO communities (id, version, name, kind, visibility, is_hidden) VALUES ({id}, {version}, {name}, {kind}, {visibility}, {isHidden})
                ON CONFLICT (id) DO UPDATE SET
                    version = excluded.version, name = excluded.name, kind = excluded.kind, visibility = excluded.visibility, is_hidden = excluded.is_hidden
                WHERE communities.version < excluded.version
                RETURNING id)
            UPDATE notifications SET place = {name} FROM applied WHERE target_type = 'community' AND target_id = applied.id AND place IS NULL
            """
        );

    /// <summary>
    /// A deletion is final: a late event does not bring the community back. The row of a community that is not known yet gets version 0.
    /// </summary>
    public static Task ApplyCommunityDeletedAsync(this MessagingDb db, Guid id, DateTimeOffset at) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO communities (id, version, name, kind, visibility, is_deleted, deleted_at) VALUES ({id}, 0, '', 'community', 'private', true, {at})
            ON CONFLICT (id) DO UPDATE SET is_deleted = true, deleted_at = greatest(communities.deleted_at, excluded.deleted_at)
            """
        );

    /// <summary>
    /// Applies a membership. True if this version is now the known one, also if an owner lookup brought it before the bus did. False if it
    /// is older, or the person is erased.
    /// </summary>
    public static async Task<bool> ApplyMembershipAsync(
        this MessagingDb db,
        Guid communityId,
        Guid userId,
        long version,
        bool isMember,
        string role
    ) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO memberships (community_id, user_id, version, is_member, role)
            SELECT {communityId}, {userId}, {version}, {isMember}, {role} WHERE NOT EXISTS (SELECT FROM people WHERE id = {userId} AND is_erased)
            ON CONFLICT (community_id, user_id) DO UPDATE SET version = excluded.version, is_member = excluded.is_member, role = excluded.role
            WHERE memberships.version <= excluded.version
            """
        ) > 0;
}

internal sealed class WhenCommunityCreated(MessagingDb db, IRealtimePublisher realtime) : IConsumer<CommunityCreated>
{
    public Task Consume(ConsumeContext<CommunityCreated> context)
    {
        var created = context.Message;
        db.AfterCommit(() => realtime.LogChanged(created.CommunityId, created.CreatedBy));
        return db.ApplyCommunityAsync(
            created.CommunityId,
            created.Version,
            created.Name,
            created.Kind,
            created.Visibility,
            created.IsHidden
        );
    }
}

internal sealed class WhenCommunityUpdated(MessagingDb db, IRealtimePublisher realtime) : IConsumer<CommunityUpdated>
{
    public Task Consume(ConsumeContext<CommunityUpdated> context)
    {
        var updated = context.Message;

        // A public community may have become a private one.
        db.AfterCommit(() => realtime.RightsChanged(null));
        db.AfterCommit(() => realtime.LogChanged(updated.CommunityId));
        if (!updated.IsHidden)
        {
            var view = new CommunityChangedView(updated.CommunityId, updated.Name, updated.Kind, updated.Visibility, IsDeleted: false);
            db.AfterCommit(() => realtime.ForMembers(updated.CommunityId, nameof(ICommunityClient.CommunityUpdated), view));
        }

        return db.ApplyCommunityAsync(
            updated.CommunityId,
            updated.Version,
            updated.Name,
            updated.Kind,
            updated.Visibility,
            updated.IsHidden
        );
    }
}

internal sealed class WhenCommunityDeleted(MessagingDb db, IRealtimePublisher realtime) : IConsumer<CommunityDeleted>
{
    public Task Consume(ConsumeContext<CommunityDeleted> context)
    {
        var id = context.Message.CommunityId;
        db.AfterCommit(() => realtime.RightsChanged(null));
        db.AfterCommit(() => realtime.LogChanged(id));
        var view = new CommunityChangedView(id, null, null, null, IsDeleted: true);
        db.AfterCommit(() => realtime.ForMembers(id, nameof(ICommunityClient.CommunityUpdated), view));
        return db.ApplyCommunityDeletedAsync(id, context.Message.OccurredAt.ToUniversalTime());
    }
}

internal sealed class WhenCommunityMemberJoined(MessagingDb db, PeopleNames people, IRealtimePublisher realtime)
    : IConsumer<CommunityMemberJoined>
{
    public async Task Consume(ConsumeContext<CommunityMemberJoined> context)
    {
        var joined = context.Message;
        if (await db.ApplyMembershipAsync(joined.CommunityId, joined.UserId, joined.Version, isMember: true, joined.Role))
        {
            var person = await people.FindIfPossibleAsync(joined.UserId);
            db.AfterCommit(() => realtime.MembershipChanged(joined.CommunityId, joined.UserId, isMember: true, person));
        }
    }
}

internal sealed class WhenCommunityMemberLeft(MessagingDb db, PeopleNames people, IRealtimePublisher realtime)
    : IConsumer<CommunityMemberLeft>
{
    public async Task Consume(ConsumeContext<CommunityMemberLeft> context)
    {
        var left = context.Message;
        if (await db.ApplyMembershipAsync(left.CommunityId, left.UserId, left.Version, isMember: false, "member"))
        {
            var person = await people.FindIfPossibleAsync(left.UserId);
            db.AfterCommit(() => realtime.MembershipChanged(left.CommunityId, left.UserId, isMember: false, person));
        }
    }
}

internal sealed class WhenCommunityMemberRoleChanged(MessagingDb db, Notifier notifier, IRealtimePublisher realtime)
    : IConsumer<CommunityMemberRoleChanged>
{
    public async Task Consume(ConsumeContext<CommunityMemberRoleChanged> context)
    {
        var changed = context.Message;
        db.AfterCommit(() => realtime.RightsChanged(changed.UserId));
        if (await db.ApplyMembershipAsync(changed.CommunityId, changed.UserId, changed.Version, isMember: true, changed.Role))
        {
            var view = new RoleChangedView(changed.CommunityId, changed.Role);
            db.AfterCommit(() => realtime.ForPerson(changed.UserId, nameof(ICommunityClient.RoleChanged), view));
            await notifier.NotifyAsync(changed);
        }
    }
}
