using Community.Companion.Conversation.Findings;
using Community.Companion.Data;
using Community.Companion.Offline;
using Community.Companion.People;
using Community.Companion.Safety;
using Community.Companion.Safety.Aftercare;
using Community.Companion.Safety.Places;
using Community.Platform.Data;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation;

/// <summary>
/// Changes a person's message, in one transaction, under the lock of their conversation. No answer is made anew. The companion reads its
/// memory from the messages, so the memory follows. A crisis in the new text gets the care of a posted one: the fixed answer, which is
/// not stored, and the turns after it. A crisis that the old text had too begins nothing anew, and no edit takes a count back.
/// </summary>
internal sealed class Editing(
    CompanionDb db,
    Actors actors,
    CrisisDetector detector,
    AftercareAnswers aftercare,
    HelpForRefused help,
    TimeProvider clock
)
{
    /// <summary>Changes the text.</summary>
    public async Task<EditedMessage> EditAsync(Guid caller, Guid id, string content)
    {
        var finding = detector.Detect(content);
        try
        {
            return await EditAsync(caller, id, content, finding);
        }
        catch (ProblemException refusal) when (finding is not null && refusal.Problem is ForbiddenProblem)
        {
            throw await help.WithAsync(refusal, finding, caller, content);
        }
    }

    private Task<EditedMessage> EditAsync(Guid caller, Guid id, string content, Finding? finding) =>
        db.InTransactionAsync(async () =>
        {
            var person = await actors.RequireAsync(caller);
            var state = await db.LockConversationAsync(caller);
            var (care, isTold) = finding is null ? (null, false) : Answer(person, state, content, finding, clock.GetUtcNow());
            var message = await FindAsync(caller, id, care);
            var (before, now) = (message.Content, clock.GetKeptNow());
            if (before != content)
            {
                message.Content = content;
                message.EditedAt = now;
            }

            if (finding is not null && !IsFound(finding, before))
            {
                await BeginAsync(state, finding, isTold, now);
            }
            else if (isTold && !state.MisreadTold)
            {
                await db.Database.ExecuteSqlAsync($"UPDATE companion_conversations SET misread_told = true WHERE user_id = {caller}");
            }

            await db.SaveChangesAsync();
            return new EditedMessage(MessageView.Of(message, []), care);
        });

    private async Task<CompanionMessage> FindAsync(Guid caller, Guid id, string? care)
    {
        var message =
            await db.Messages.SingleOrDefaultAsync(message =>
                message.Id == id && message.UserId == caller && message.Role == MessageRole.User
            ) ?? throw WithHelp(Problem.NotFound("There is no such message.", "no_such_message"), care).ToException();
        return await db.Messages.AnyAsync(answer => answer.AnswersId == id && answer.Status == MessageStatus.Generating)
            ? throw WithHelp(Busy(), care).ToException()
            : message;
    }

    private static ConflictProblem Busy() =>
        Problem.Conflict("This message is still being answered. Wait for the answer, then change the message.", "busy");

    /// <summary>A refusal, with the help lines if the new text needs them.</summary>
    private static ProblemResult WithHelp(ProblemResult refusal, string? care) => care is null ? refusal : refusal.With("help", care);

    private (string Care, bool IsTold) Answer(Person person, ConversationState state, string content, Finding found, DateTimeOffset now)
    {
        var language = found.IsArabic ? Languages.Arabic : Languages.ByLetters(content) ?? OfflineCompanion.LanguageOf(content);
        return aftercare.First(
            found,
            new(NamedCountry.In(content) ?? person.Country, language, KnownAge.Of(person, now) < Answered.Adult),
            state.MisreadTold
        );
    }

    /// <summary>Whether a text has this crisis, in this grade or a graver one.</summary>
    private bool IsFound(Finding found, string text) =>
        detector.Detect(text) is { } known && known.Kind == found.Kind && known.Severity >= found.Severity;

    /// <summary>The turns after the crisis begin. A crisis that goes on is counted once.</summary>
    private async Task BeginAsync(ConversationState state, Finding found, bool isTold, DateTimeOffset now)
    {
        var care = Care.Of(state, now);
        if (care.IsNew(found))
        {
            db.Record(found, now);
        }

        var next = care.After(found, now);
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE companion_conversations SET crisis_kind = {Ruling.NameOf(next.Kind!.Value)},
                crisis_severity = {next.Severity.ToString().ToLowerInvariant()}, crisis_at = {next.At},
                crisis_doubted = {next.IsDoubted},
                aftercare_left = {next.AftercareLeft}, quiet_left = {next.QuietLeft}, misread_told = {isTold}
            WHERE user_id = {state.UserId}
            """
        );
    }
}

/// <summary>The new text of a message.</summary>
/// <param name="Content">Plain text, 1 to 4,000 characters.</param>
internal sealed record NewText(
    [property: System.ComponentModel.DataAnnotations.StringLength(4_000, MinimumLength = 1), Platform.Http.Validation.MultiLine]
        string Content
) : IHasExample<NewText>
{
    public static NewText Example => new("I moved here two months ago and still know nobody.");
}

/// <summary>A changed message.</summary>
/// <param name="Message">The caller's message.</param>
/// <param name="Care">Plain text with help lines, if the new text sounds as if help was needed; else null.</param>
internal sealed record EditedMessage(MessageView Message, string? Care) : IHasExample<EditedMessage>
{
    public static EditedMessage Example =>
        new(
            new(
                Guid.Parse("0198c0de-0000-7000-8000-0000000000d1"),
                MessageRole.User,
                NewText.Example.Content,
                null,
                MessageStatus.Complete,
                null,
                "5f0c2a1e-1",
                new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
                new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero),
                []
            ),
            null
        );
}
