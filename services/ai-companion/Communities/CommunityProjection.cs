using Community.Companion.Data;
using Community.Companion.Meaning;
using Community.Contracts.Social;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Communities;

/// <summary>
/// Applies social's events about communities and memberships. The newest version of each counts and a deletion is final, so that any order
/// and any number of deliveries end in the same rows.
/// </summary>
internal static class CommunityProjection
{
    public static async Task ApplySnapshotAsync(this CompanionDb db, CommunitySnapshot community)
    {
        if (community.IsDeleted)
        {
            await db.ApplyCommunityDeletedAsync(community.CommunityId);
            return;
        }

        await db.ApplyCommunityAsync(
            community.CommunityId,
            community.Version,
            new(
                community.Name,
                community.Kind,
                community.Visibility,
                community.Category,
                community.Region,
                community.Description,
                community.Tags,
                community.IsHidden
            )
        );
    }

    public static Task ApplySnapshotAsync(this CompanionDb db, MembershipSnapshot member) =>
        member.MembershipId is { } id
            ? db.ApplyMembershipAsync(
                new(id, member.Version, member.CommunityId, member.UserId, member.Role ?? "member", member.IsMember, member.JoinedAt)
            )
            : Task.CompletedTask;

    public static async Task ApplyCommunityAsync(this CompanionDb db, Guid id, long version, CommunityFields fields)
    {
        var applied = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO communities (id, version, name, kind, visibility, category, region, description, tags, is_hidden)
            VALUES ({id}, {version}, {fields.Name}, {fields.Kind}, {fields.Visibility}, {fields.Category}, {fields.Region}, {fields.Description},
                {fields.Tags.ToArray()}, {fields.IsHidden})
            ON CONFLICT (id) DO UPDATE SET
                version = excluded.version, name = excluded.name, kind = excluded.kind, visibility = excluded.visibility, category = excluded.category,
                region = excluded.region, description = excluded.description, tags = excluded.tags, is_hidden = excluded.is_hidden
            WHERE communities.version < excluded.version AND NOT communities.is_deleted
            """
        );
        if (applied > 0)
        {
            await db.SetMeaningAsync(fields.ToMeaning(id));
        }
    }

    /// <summary>A deletion is final. It ends all memberships, whether or not an event of each arrives.</summary>
    public static async Task ApplyCommunityDeletedAsync(this CompanionDb db, Guid id)
    {
        await db.Database.ExecuteSqlAsync(
            $$"""
            INSERT INTO communities (id, is_deleted) VALUES ({{id}}, true)
            ON CONFLICT (id) DO UPDATE SET
                is_deleted = true, version = 0, name = NULL, kind = NULL, visibility = NULL, category = NULL, region = NULL, description = NULL, tags = '{}',
                is_hidden = false
            """
        );
        await db.RemoveMeaningAsync(MeaningKind.Community, id);
    }

    /// <summary>
    /// Nothing is stored of an erased person. The newest version decides whether the person is a member and in which role. The time of
    /// joining is a facet of its own, because events of other changes do not have it.
    /// </summary>
    public static Task ApplyMembershipAsync(this CompanionDb db, Membership member) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO memberships (id, version, community_id, user_id, role, is_member, joined_at, joined_version)
            SELECT {member.Id}, {member.Version}, {member.CommunityId}, {member.UserId}, {member.Role}, {member.IsMember}, {member.JoinedAt?.ToUniversalTime()},
                {(member.JoinedAt is null ? 0 : member.Version)}
            WHERE NOT EXISTS (SELECT FROM people WHERE id = {member.UserId} AND is_erased FOR SHARE)
            ON CONFLICT (id) DO UPDATE SET
                version = greatest(memberships.version, excluded.version),
                is_member = CASE WHEN memberships.version < excluded.version THEN excluded.is_member ELSE memberships.is_member END,
                role = CASE WHEN memberships.version < excluded.version THEN excluded.role ELSE memberships.role END,
                joined_at = CASE WHEN memberships.joined_version < excluded.joined_version THEN excluded.joined_at ELSE memberships.joined_at END,
                joined_version = greatest(memberships.joined_version, excluded.joined_version)
            WHERE memberships.version < excluded.version OR memberships.joined_version < excluded.joined_version
            """
        );
}

/// <summary>A user in a community.</summary>
internal sealed record Membership(
    Guid Id,
    long Version,
    Guid CommunityId,
    Guid UserId,
    string Role,
    bool IsMember,
    DateTimeOffset? JoinedAt
);

/// <summary>The fields of a community.</summary>
internal sealed record CommunityFields(
    string Name,
    string Kind,
    string Visibility,
    string? Category,
    string? Region,
    string? Description,
    IReadOnlyList<string> Tags,
    bool IsHidden
)
{
    /// <summary>Only members find a private community; a paid one, with its name and description, is known to all.</summary>
    public MeaningItem ToMeaning(Guid id) =>
        new(
            MeaningKind.Community,
            id,
            Name,
            Description ?? string.Join(", ", new[] { Kind, Category, Region }.OfType<string>()),
            MeaningText.Of(Description, Category, Tags, Region, Kind)
        )
        {
            IsListed = !IsHidden,
            IsPublic = Visibility != "private",
        };
}
