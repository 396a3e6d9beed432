using Community.Contracts.Social;
using Community.Social.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>The owner of reported content names its author; of several answers the one to the newest report counts.</summary>
internal sealed class WhenContentDescribed(SocialDb db) : IConsumer<ContentDescribed>
{
    public Task Consume(ConsumeContext<ContentDescribed> context)
    {
        var described = context.Message;
        return db.Database.ExecuteSqlAsync(
            $"""
            UPDATE moderation_cases SET
                described_version = {described.Version},
                author_id = coalesce({described.AuthorId}, author_id),
                community_id = coalesce({described.CommunityId}, community_id)
            WHERE id = {described.ReportId} AND content_type = {described.ContentType} AND content_id = {described.ContentId}
                AND described_version < {described.Version}
            """
        );
    }
}
