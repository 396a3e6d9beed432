using Community.Contracts.Companion;
using Community.Platform.Data;
using Community.Social.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Discovery;

/// <summary>Stores the companion's analyses of profiles; the newest version of a user counts, and an erased user has none.</summary>
internal sealed class WhenProfileAnalysed(SocialDb db) : IConsumer<ProfileAnalysed>
{
    public Task Consume(ConsumeContext<ProfileAnalysed> context)
    {
        var analysed = context.Message;
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO profile_analyses (user_id, version, skills, traits)
            SELECT {analysed.UserId}, {analysed.Version}, {Keys(analysed.Skills)}, {Keys(analysed.Traits)}
            WHERE NOT EXISTS (SELECT FROM people WHERE id = {analysed.UserId} AND is_erased FOR SHARE)
            ON CONFLICT (user_id) DO UPDATE SET version = excluded.version, skills = excluded.skills, traits = excluded.traits
            WHERE profile_analyses.version < excluded.version
            """
        );
    }

    private static string[] Keys(IEnumerable<string> words) => [.. words.Select(SearchKey.Folded).Distinct(StringComparer.Ordinal)];
}
