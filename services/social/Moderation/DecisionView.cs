using Community.Platform.Http.OpenApi;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>A decision on record, as moderators read it.</summary>
/// <param name="Seq">1, 2, 3… over all decisions, without gaps.</param>
/// <param name="Id">The decision's id.</param>
/// <param name="Decision">dismiss, remove, warn, mute or suspend; lift, grant_appeal or deny_appeal.</param>
/// <param name="CaseId">The case.</param>
/// <param name="ContentType">user, community, thread, message, event or photo.</param>
/// <param name="ContentId">The content of the case.</param>
/// <param name="PersonId">The user concerned, as far as known at the time.</param>
/// <param name="Person">The same user, as far as known here.</param>
/// <param name="RemovesContent">Whether the content was removed by it.</param>
/// <param name="Until">When the sanction ends by itself.</param>
/// <param name="Reason">The most frequent reason of the reports.</param>
/// <param name="Note">The moderator's note; null if it was erased with the user.</param>
/// <param name="DecidedBy">The moderator.</param>
/// <param name="Moderator">The same moderator, as far as known here.</param>
/// <param name="AboutId">The decision that this one lifts, or against which the appeal was made.</param>
/// <param name="CreatedAt">When it was made, in whole microseconds.</param>
/// <param name="Hash">SHA-256 over the hash before and this decision's line, in lower-case hex.</param>
internal sealed record DecisionView(
    long Seq,
    Guid Id,
    string Decision,
    Guid CaseId,
    string ContentType,
    Guid ContentId,
    Guid? PersonId,
    PersonSummary? Person,
    bool RemovesContent,
    DateTimeOffset? Until,
    [property: WordOf<ReportReason>] string Reason,
    string? Note,
    Guid DecidedBy,
    PersonSummary? Moderator,
    Guid? AboutId,
    DateTimeOffset CreatedAt,
    string Hash
) : IHasExample<DecisionView>
{
    public static DecisionView Example =>
        new(
            17,
            Guid.Parse("0198c0de-0000-7000-8000-0000000000f1"),
            "mute",
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"),
            "message",
            Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"),
            Guid.Parse("0198c0de-0000-7000-8000-000000000002"),
            PersonSummary.Example,
            true,
            new DateTimeOffset(2026, 11, 28, 8, 30, 0, TimeSpan.Zero),
            "spam",
            "Third advertisement this week.",
            Guid.Parse("0198c0de-0000-7000-8000-000000000003"),
            new(Guid.Parse("0198c0de-0000-7000-8000-000000000003"), "omar", "Omar Nasser", null, null, IsBot: false),
            null,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            "6a1f0d3c2b5e4f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8"
        );

    public static DecisionView Of(ModerationDecision d, string? note, PersonSummary? person, PersonSummary? moderator) =>
        new(
            d.Seq,
            d.Id,
            d.Kind,
            d.CaseId,
            d.ContentType,
            d.ContentId,
            d.PersonId,
            person,
            d.RemovesContent,
            d.Until,
            d.Reason,
            note,
            d.DecidedBy,
            moderator,
            d.AboutId,
            d.At,
            Convert.ToHexStringLower(d.Hash)
        );
}

internal static class DecisionViews
{
    /// <summary>Decisions with their notes and names, in the given order.</summary>
    public static IQueryable<DecisionView> ToViews(this IQueryable<ModerationDecision> decisions, SocialDb db) =>
        decisions
            .AsNoTracking()
            .Select(decision =>
                DecisionView.Of(
                    decision,
                    db.ModerationNotes.Where(note => note.DecisionId == decision.Id).Select(note => note.Note).FirstOrDefault(),
                    db.People.Where(person => person.Id == decision.PersonId && person.ProfileVersion > 0)
                        .Select(PersonSummary.OfPerson)
                        .FirstOrDefault(),
                    db.People.Where(person => person.Id == decision.DecidedBy && person.ProfileVersion > 0)
                        .Select(PersonSummary.OfPerson)
                        .FirstOrDefault()
                )
            );

    /// <summary>A decision that was just stored.</summary>
    public static Task<DecisionView> ToViewAsync(this SocialDb db, ModerationDecision decision) =>
        db.ModerationDecisions.Where(stored => stored.Id == decision.Id).ToViews(db).SingleAsync();
}
