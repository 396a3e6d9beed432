using Community.Companion.Conversation.Findings;
using Community.Companion.Conversation.Model;
using Community.Companion.Data;
using Community.Companion.Offline;
using Community.Companion.People;
using Community.Companion.Safety;
using Community.Companion.Streaks;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation;

/// <summary>What came of a message.</summary>
/// <param name="UserMessageId">The message.</param>
/// <param name="AnswerId">Its answer, which may still be generated.</param>
/// <param name="Notice">Said with it, where it was time.</param>
/// <param name="ToGenerate">What is to be asked of the model, once this is committed; null: nothing, or somebody else does.</param>
internal sealed record Posted(Guid UserMessageId, Guid AnswerId, CompanionMessage? Notice, AnswerTask? ToGenerate);

/// <summary>
/// Keeps what a person says, in one transaction, before anybody is asked for an answer: the message, the answer's place (or the answer itself, where no
/// model is asked), and what is counted. All messages of one person pass the lock of their conversation one by one: so the same
/// <c>client_id</c> asks once, nothing is counted twice, and one answer is generated at a time.
/// </summary>
internal sealed class Posting(
    CompanionDb db, Actors actors, CompanionModel model, OfflineCompanion offline, ConversationOptions options, TimeProvider clock)
{
    /// <summary>Null: the day's messages are used up.</summary>
    /// <param name="caller">Who says it.</param>
    /// <param name="said">What is said.</param>
    /// <param name="finding">What the safety layer read in it: then it is answered in any case, and not counted.</param>
    /// <param name="isUnlimited">Whether the plan has no limit.</param>
    public Task<Posted?> PostAsync(Guid caller, SaidByUser said, Finding? finding, bool isUnlimited) => db.InTransactionAsync(async () =>
    {
        var person = await actors.RequireAsync(caller);
        var state = await LockAsync(caller);
        var now = clock.GetKeptNow();
        if (await db.Messages.AsNoTracking().SingleOrDefaultAsync(message => message.UserId == caller && message.ClientId == said.ClientId) is { } before)
        {
            return await RepeatedAsync(before, said);
        }

        RequireAge(person, now);
        if (finding is null && await db.Messages.AnyAsync(message => message.UserId == caller && message.Status == MessageStatus.Generating))
        {
            throw Problem.Conflict("Your last message is still being answered. Wait for the answer, then send the next one.", "busy").ToException();
        }

        if (finding is null && !await db.TakeOneAsync(person, isUnlimited, options, now))
        {
            return null;
        }

        return await KeepAsync(person, state, said, finding, now);
    });

    private async Task<ConversationState> LockAsync(Guid userId) => (await db.Database.SqlQuery<ConversationState>($"""
        INSERT INTO companion_conversations (user_id) VALUES ({userId}) ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id
        RETURNING user_id AS "UserId", last_seq AS "LastSeq", disclosed_at AS "DisclosedAt"
        """).ToListAsync()).Single();

    private async Task<Posted> RepeatedAsync(CompanionMessage before, SaidByUser said)
    {
        if (before.Content != said.Content)
        {
            throw Problem.Conflict("This client_id belongs to another message of yours. Send a new client_id.", "client_id_taken").ToException();
        }

        var answer = await db.Messages.Where(message => message.AnswersId == before.Id).Select(message => (Guid?)message.Id).SingleOrDefaultAsync()
            ?? throw Problem.Conflict("The answer to this message was deleted. Send a new message with a new client_id.", "answer_deleted").ToException();
        return new(before.Id, answer, null, null);
    }

    private static void RequireAge(Person person, DateTimeOffset now)
    {
        switch (KnownAge.Of(person, now))
        {
            case null:
                throw Problem.Forbidden("The companion needs to know your age first. Send it once with PUT /companion/settings.", "age_required").ToException();
            case < KnownAge.Least:
                throw Problem.Forbidden($"The companion is for people aged {KnownAge.Least} and older.", "too_young").ToException();
        }
    }

    private async Task<Posted> KeepAsync(Person person, ConversationState state, SaidByUser said, Finding? finding, DateTimeOffset now)
    {
        var seq = state.LastSeq;
        var language = OfflineCompanion.LanguageOf(said.Content);
        CompanionMessage? notice = null;
        if (state.DisclosedAt is null || now - state.DisclosedAt >= Disclosure.Every)
        {
            notice = New(MessageRole.Notice, Disclosure.In(language));
        }

        // Before the new message has its place: it comes last.
        var context = await db.ContextAsync(person.Id, ConversationOptions.ContextLength - 1);
        var message = New(MessageRole.User, said.Content, said.ClientId);
        context.Add(message);
        var answer = finding is not null ? Answered(Provider.Safety, CrisisAnswer.For(finding, person.Country, language))
            : model.IsOn ? ToBeGenerated()
            : Answered(Provider.Offline, offline.Answer(new(said.Content, context.RecentAnswers(), message.Id)));
        if (finding is not null)
        {
            db.Record(finding, now);
        }

        db.Messages.AddRange(notice is null ? [message, answer] : [notice, message, answer]);
        await db.Database.ExecuteSqlAsync($"""
            UPDATE companion_conversations SET last_seq = {seq}, disclosed_at = {(notice is null ? state.DisclosedAt : now)} WHERE user_id = {person.Id}
            """);
        if (answer.Status == MessageStatus.Generating)
        {
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO companion_prompts (version, content) VALUES ({SystemPrompt.Version}, {SystemPrompt.Text}) ON CONFLICT DO NOTHING
                """);
        }

        await db.SaveChangesAsync();
        await db.MarkActiveAsync(person, now);
        return new(message.Id, answer.Id, notice, answer.LeaseId is { } lease ? new(answer.Id, person.Id, lease, message.Id, person.Country, context) : null);

        CompanionMessage New(string role, string content, string? clientId = null) => new()
        {
            Id = Guid.CreateVersion7(now),
            UserId = person.Id,
            Seq = ++seq,
            Role = role,
            Content = content,
            ClientId = clientId,
            CreatedAt = now,
        };

        CompanionMessage Answered(string provider, string content) => new()
        {
            Id = Guid.CreateVersion7(now),
            UserId = person.Id,
            Seq = ++seq,
            Role = MessageRole.Assistant,
            Content = content,
            CreatedAt = now,
            AnswersId = message.Id,
            Provider = provider,
        };

        CompanionMessage ToBeGenerated() => new()
        {
            Id = Guid.CreateVersion7(now),
            UserId = person.Id,
            Seq = ++seq,
            Role = MessageRole.Assistant,
            Content = "",
            Status = MessageStatus.Generating,
            CreatedAt = now,
            AnswersId = message.Id,
            LeaseId = Guid.CreateVersion7(now),
            LeasedUntil = now + options.Lease,
            Model = model.Name,
            PromptVersion = SystemPrompt.Version,
            ContextIds = [.. context.Select(part => part.Id)],
        };
    }
}
