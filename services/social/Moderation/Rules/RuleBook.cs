using Community.Contracts.Social;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation.Rules;

internal static class RuleBook
{
    /// <summary>The one set of rules, as the aggregate that it is for others.</summary>
    private static readonly Guid RuleSetId = Guid.Parse("0198c0de-0000-7000-8000-72756c657300");

    /// <summary>In the order of their making.</summary>
    public static async Task<List<ModerationRule>> RulesInForceAsync(this SocialDb db) =>
        [.. (await db.ModerationRules.AsNoTracking().Where(rule => rule.IsEnabled).OrderBy(rule => rule.Id).ToListAsync()).Select(rule => rule.ToContract())];

    public static Task<long> RulesVersionAsync(this SocialDb db) =>
        db.Database.SqlQuery<long>($"""SELECT version AS "Value" FROM moderation_rule_set""").SingleAsync();

    /// <summary>Before rules are changed: whoever else changes any waits, so that each announcement has all rules of its version.</summary>
    public static async Task<long> LockRulesAsync(this SocialDb db) =>
        (await db.Database.SqlQuery<long>($"""UPDATE moderation_rule_set SET version = version + 1 RETURNING version AS "Value" """).ToListAsync()).Single();

    /// <summary>After the change was saved.</summary>
    public static async Task PublishRulesAsync(this SocialDb db, long version, DateTimeOffset now)
    {
        db.Publish(new ModerationRulesChanged(Guid.CreateVersion7(now), now, RuleSetId, version, await db.RulesInForceAsync()));
        await db.SaveChangesAsync();
    }
}
