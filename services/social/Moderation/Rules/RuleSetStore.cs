using Community.Contracts.Social;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation.Rules;

internal static class RuleSetStore
{
    /// <summary>The id of the one set of rules as an aggregate.</summary>
    private static readonly Guid RuleSetId = Guid.Parse("0198c0de-0000-7000-8000-72756c657300");

    /// <summary>In the order in which they were made.</summary>
    public static async Task<List<ModerationRule>> RulesInForceAsync(this SocialDb db) =>
        [
            .. (await db.ModerationRules.AsNoTracking().Where(rule => rule.IsEnabled).OrderBy(rule => rule.Id).ToListAsync()).Select(rule =>
                rule.ToContract()
            ),
        ];

    public static Task<long> RulesVersionAsync(this SocialDb db) =>
        db.Database.SqlQuery<long>($"""SELECT version AS "Value" FROM moderation_rule_set""").SingleAsync();

    /// <summary>
    /// Must be called before rules are changed. Concurrent changes wait, so that each integration event has all rules of its version.
    /// </summary>
    public static async Task<long> LockRulesAsync(this SocialDb db) =>
        (
            await db
                .Database.SqlQuery<long>($"""UPDATE moderation_rule_set SET version = version + 1 RETURNING version AS "Value" """)
                .ToListAsync()
        ).Single();

    /// <summary>Must be called after the change was saved.</summary>
    public static async Task PublishRulesAsync(this SocialDb db, long version, DateTimeOffset now)
    {
        db.Publish(new ModerationRulesChanged(Guid.CreateVersion7(now), now, RuleSetId, version, await db.RulesInForceAsync()));
        await db.SaveChangesAsync();
    }
}
