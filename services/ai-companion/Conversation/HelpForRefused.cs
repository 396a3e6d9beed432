using Community.Companion.Conversation.Findings;
using Community.Companion.Data;
using Community.Companion.Offline;
using Community.Companion.People;
using Community.Companion.Safety;
using Community.Companion.Safety.Places;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation;

/// <summary>Children, guests and strangers cannot use the companion, but they get help. Only the anonymous finding is stored.</summary>
internal sealed class HelpForRefused(CompanionDb db, TimeProvider clock)
{
    /// <summary>The refusal with the member <c>help</c>: the fixed answer to the finding. Call it after the transaction.</summary>
    public async Task<ProblemException> WithAsync(ProblemException refusal, Finding finding, Guid caller, string text)
    {
        db.ChangeTracker.Clear();
        var now = clock.GetUtcNow();
        db.Record(finding, now);
        await db.SaveChangesAsync();
        var person = await db.People.AsNoTracking().SingleOrDefaultAsync(person => person.Id == caller);
        var isYoung = person is not null && KnownAge.Of(person, now) < Answered.Adult;
        var answer = CrisisAnswer.For(finding, new(NamedCountry.In(text) ?? person?.Country, OfflineCompanion.LanguageOf(text), isYoung));
        return refusal.Problem.With("help", answer).ToException();
    }
}
