using Community.Contracts.Social;
using Community.Messaging.Data;
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
