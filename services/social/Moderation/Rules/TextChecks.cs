using Community.Contracts.Identity;
using Community.Platform.Data;
using Community.Social.Communities;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation.Rules;

/// <summary>
/// Checks texts of users by the active rules, and opens a case if one matches. Threads and messages are checked by messaging before they
/// are shown.
/// </summary>
internal sealed class TextChecks(TimeProvider clock) : ICommunityTextCheck
{
    /// <inheritdoc/>
    public async Task<bool> MustBeHeldAsync(SocialDb db, CommunityGroup community)
    {
        var rules = await db.RulesInForceAsync();
        var now = clock.GetUtcNow();
        var text = string.Join(
            '\n',
            (string?[])[community.Name, community.Description, community.Rules, community.Category, community.Interest, .. community.Tags]
        );
        var before = await db
            .Communities.AsNoTracking()
            .Where(other =>
                other.CreatedBy == community.CreatedBy
                && other.Id != community.Id
                && other.CreatedAt > community.CreatedAt - RuleRules.LongestRate
                && other.CreatedAt <= community.CreatedAt
            )
            .Select(other => other.CreatedAt)
            .ToListAsync();
        // The rate counts the founding of communities; later changes of a community do not count again.
        var context = new RuleContext(ApiNames.Community, community.CreatedAt, await AuthorSinceAsync(db, community.CreatedBy), before);
        if (new RuleSet(rules).Evaluate(text, context) is not { } verdict)
        {
            return false;
        }

        await FileAsync(
            db,
            verdict,
            new(
                ApiNames.Community,
                community.Id,
                verdict.Rule.Reason,
                AuthorId: community.CreatedBy,
                CommunityId: community.Id,
                Copy: ContentCopies.Of(community)
            ),
            now
        );
        return verdict.IsHeld;
    }

    /// <summary>Checks a user's profile.</summary>
    public Task CheckProfileAsync(SocialDb db, Guid userId, UserProfile profile, DateTimeOffset at) =>
        CheckAsync(
            db,
            ApiNames.User,
            userId,
            userId,
            string.Join('\n', profile.Username, profile.FullName, profile.Bio),
            at,
            ContentCopies.Of(userId, profile)
        );

    /// <summary>Checks a text of an event: its name, or a message to its attendees.</summary>
    public Task CheckEventAsync(SocialDb db, Guid eventId, Guid organizerId, string text, DateTimeOffset at) =>
        CheckAsync(db, ApiNames.Of(ReportedContent.Event), eventId, organizerId, text, at);

    /// <summary>Checks a text that is already visible, so that it can only be reported.</summary>
    /// <param name="contentType">One of <see cref="ReportedContent"/>.</param>
    /// <param name="at">When it was written.</param>
    /// <param name="copy">The copy for the moderators; null: the content's owner keeps one.</param>
    private async Task CheckAsync(
        SocialDb db,
        string contentType,
        Guid contentId,
        Guid authorId,
        string text,
        DateTimeOffset at,
        ContentCopy? copy = null
    )
    {
        var rules = await db.RulesInForceAsync();
        if (rules.Count > 0 && new RuleSet(rules).Evaluate(text, new(contentType, at, await AuthorSinceAsync(db, authorId))) is { } verdict)
        {
            await FileAsync(
                db,
                verdict with
                {
                    IsHeld = false,
                },
                new(contentType, contentId, verdict.Rule.Reason, AuthorId: authorId, Copy: copy),
                clock.GetUtcNow()
            );
        }
    }

    private static Task<FiledReport> FileAsync(SocialDb db, Verdict verdict, NewReport report, DateTimeOffset now) =>
        db.FileAsync(report with { RuleId = verdict.Rule.Id, RuleName = verdict.Rule.Name, IsHeld = verdict.IsHeld }, now.AsKept());

    private static Task<DateTimeOffset?> AuthorSinceAsync(SocialDb db, Guid author) =>
        db.People.Where(person => person.Id == author).Select(person => person.CreatedAt).SingleOrDefaultAsync();
}
