using Community.Companion.Conversation.Findings;
using Community.Companion.Conversation.Guide;
using Community.Companion.Conversation.Model;
using Community.Companion.Data;
using Community.Companion.Offline;
using Community.Companion.People;
using Community.Companion.Safety;
using Community.Companion.Safety.Aftercare;
using Community.Companion.Safety.Cases;
using Community.Companion.Safety.Places;
using Community.Companion.Safety.Refusals;
using Community.Companion.Streaks;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation;

/// <summary>The result of a message.</summary>
/// <param name="UserMessageId">The message.</param>
/// <param name="AnswerId">Its answer, which may still be generated.</param>
/// <param name="Notice">The notice that was posted with it, if one was due.</param>
/// <param name="ToGenerate">The request to the model, to be sent after the commit; null: none, or another process sends it.</param>
internal sealed record Posted(Guid UserMessageId, Guid AnswerId, CompanionMessage? Notice, AnswerTask? ToGenerate);

/// <summary>
/// Stores a person's message, in one transaction, before a model is asked: the message, the placeholder of its answer (or the answer
/// itself, if no model is asked), and the counts. All messages of one person pass the lock of their conversation one by one. So the same
/// <c>client_id</c> is asked once, nothing is counted twice, and one answer is generated at a time.
/// </summary>
internal sealed class Posting(
    CompanionDb db,
    Actors actors,
    CompanionModel model,
    OfflineCompanion offline,
    AftercareAnswers aftercare,
    ConversationOptions options,
    TimeProvider clock
)
{
    /// <summary>How old a note of a check-in may be.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(30);

    /// <summary>Messages of the longest care: a country that was named before it may be another one than the present.</summary>
    private const int MostOfCare = 12;

    /// <summary>A reply of so few letters tells no language: "ok", "la".</summary>
    private const int ShortReply = 4;

    /// <summary>Null: the day's messages are used up.</summary>
    /// <param name="caller">The author.</param>
    /// <param name="said">The message.</param>
    /// <param name="finding">The finding of the safety layer: then the message is answered in any case, and not counted.</param>
    /// <param name="guidance">The platform's answer, if the message is a request that it answers: then no model is asked.</param>
    /// <param name="isUnlimited">Whether the plan has no limit.</param>
    public Task<Posted?> PostAsync(Guid caller, SaidByUser said, Finding? finding, Guidance? guidance, bool isUnlimited) =>
        db.InTransactionAsync(async () =>
        {
            var person = await actors.RequireAsync(caller);
            var state = await db.LockConversationAsync(caller);
            var now = clock.GetKeptNow();
            if (
                await db
                    .Messages.AsNoTracking()
                    .SingleOrDefaultAsync(message => message.UserId == caller && message.ClientId == said.ClientId) is
                { } before
            )
            {
                return await RepeatedAsync(before, said);
            }

            RequireAge(person, now);
            var care = Care.Of(state, now);
            var isCare = finding is not null || care.Answers(MeaningOf(care, said));
            if (!isCare && await db.Messages.AnyAsync(message => message.UserId == caller && message.Status == MessageStatus.Generating))
            {
                throw Problem
                    .Conflict("Your last message is still being answered. Wait for the answer, then send the next one.", "busy")
                    .ToException();
            }

            if (!isCare && !await db.TakeOneAsync(person, isUnlimited, options, now))
            {
                return null;
            }

            return await KeepAsync(person, state, said, finding, guidance, care, now);
        });

    /// <summary>The meaning of a message as a reply to a crisis; without one it has none.</summary>
    private string MeaningOf(Care care, SaidByUser said) => care.Kind is null ? AftercareAnswers.Other : aftercare.Hear(said.Content);

    private async Task<Posted> RepeatedAsync(CompanionMessage before, SaidByUser said)
    {
        // The text of an edited message is another one than the one that was sent.
        if (before.EditedAt is null && before.Content != said.Content)
        {
            throw Problem
                .Conflict("This client_id belongs to another message of yours. Send a new client_id.", "client_id_taken")
                .ToException();
        }

        var answer =
            await db.Messages.Where(message => message.AnswersId == before.Id).Select(message => (Guid?)message.Id).SingleOrDefaultAsync()
            ?? throw Problem
                .Conflict("The answer to this message was deleted. Send a new message with a new client_id.", "answer_deleted")
                .ToException();
        return new(before.Id, answer, null, null);
    }

    private static void RequireAge(Person person, DateTimeOffset now)
    {
        switch (KnownAge.Of(person, now))
        {
            case null:
                throw Problem
                    .Forbidden("The companion needs to know your age first. Send it once with PUT /companion/settings.", "age_required")
                    .ToException();
            case < KnownAge.Least:
                throw Problem.Forbidden($"The companion is for people aged {KnownAge.Least} and older.", "too_young").ToException();
        }
    }

    /// <summary>The newest note of a check-in in the last weeks, which the offline companion may be asked about.</summary>
    private async Task<PastNote?> NoteAsync(Person person, DateTimeOffset now)
    {
        var since = now - Recent;
        return await db
            .CheckIns.AsNoTracking()
            .Where(checkIn => checkIn.UserId == person.Id && checkIn.Note != null && checkIn.CreatedAt > since)
            .OrderByDescending(checkIn => checkIn.Id)
            .Select(checkIn => new PastNote(checkIn.Day, checkIn.Note!))
            .FirstOrDefaultAsync();
    }

    private async Task<Posted> KeepAsync(
        Person person,
        ConversationState state,
        SaidByUser said,
        Finding? finding,
        Guidance? guidance,
        Care care,
        DateTimeOffset now
    )
    {
        var seq = state.LastSeq;
        var language = OfflineCompanion.LanguageOf(said.Content);
        var heard = MeaningOf(care, said);
        var isReply = care.Answers(heard);

        finding = finding is not null && care.IsReply(finding, heard) ? null : finding;
        var request = HarmfulRequests.Delivered.KindOf(said.Content);
        finding = HarmfulRequests.IsAnswerTo(request, finding) ? null : finding;
        var isRefused = finding is null && request is not null;
        CompanionMessage? notice = null;
        if (state.DisclosedAt is null || now - state.DisclosedAt >= Disclosure.Every)
        {
            notice = New(MessageRole.Notice, Disclosure.In(language));
        }

        // Read before the new message is stored: that one comes last.
        var context = await db.ContextAsync(
            person.Id,
            model.IsOn && finding is null && guidance is null && !isReply && !isRefused
                ? ConversationOptions.ContextLength - 1
                : ConversationOptions.LongMemory
        );
        var note = model.IsOn ? null : await NoteAsync(person, now);
        var message = New(MessageRole.User, said.Content, said.ClientId);
        context.Add(message);
        var to = new Answered(
            CountryInTexts() ?? person.Country,
            finding?.IsArabic == true || IsArabizi() ? Languages.Arabic : CareLanguage() ?? Languages.ByLetters(said.Content) ?? language,
            KnownAge.Of(person, now) < Answered.Adult
        );

        // A request to the platform, or for another subject, is answered in the care too, with the lines under it; not after an overdose.
        var @case = care.Kind is null ? null : CrisisCases.Delivered.OfAnswers(context.RecentAnswers(), said.Content);
        finding = @case?.IsOfAnother == true && finding is { IsLearned: true, Case: null } && care.IsAftercare ? Own(finding) : finding;
        var passes =
            @case?.IsOverdose != true && (heard == AftercareAnswers.Distract || (guidance is not null && heard == AftercareAnswers.Other));
        care = passes && finding is null && heard == AftercareAnswers.Distract ? care.Eased() : care;
        var (told, offered) = (state.MisreadTold, state.LinesOffered);
        var answer =
            finding is not null ? Crisis(finding)
            : isRefused && heard == AftercareAnswers.Other ? Refusal()
            : isReply && !passes ? Aftercare()
            : isRefused ? Refusal()
            : guidance is not null ? Platform(guidance)
            : model.IsOn ? ToBeGenerated()
            : Offline();

        db.Messages.AddRange(notice is null ? [message, answer] : [notice, message, answer]);
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE companion_conversations SET last_seq = {seq}, disclosed_at = {(notice is null ? state.DisclosedAt : now)},
                crisis_kind = {(care.Kind is { } kind ? Ruling.NameOf(kind) : null)}, crisis_severity = {(
                care.Kind is null ? null : care.Severity.ToString().ToLowerInvariant()
            )},
                crisis_at = {care.At}, crisis_doubted = {care.IsDoubted}, aftercare_left = {care.AftercareLeft},
                quiet_left = {care.QuietLeft}, misread_told = {told}, lines_offered = {offered}
            WHERE user_id = {person.Id}
            """
        );
        if (answer.Status == MessageStatus.Generating)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO companion_prompts (version, content) VALUES ({SystemPrompt.Version}, {SystemPrompt.Text}) ON CONFLICT DO NOTHING
                """
            );
        }

        await db.SaveChangesAsync();
        await db.MarkActiveAsync(person, now);
        return new(
            message.Id,
            answer.Id,
            notice,
            answer.LeaseId is { } lease ? new(answer.Id, person.Id, lease, message.Id, person.Country, context) : null
        );

        // A crisis, and each answer near one, has the language of the text. A reply of one word is too short for the other ways to tell it.
        bool IsArabizi() =>
            (finding is not null || isReply || care.Kind is not null)
            && (
                CrisisDetector.IsArabizi(said.Content)
                || finding?.Rule.StartsWith("arabizi.", StringComparison.Ordinal) == true
                || (isReply && (IsSpelled() || GoesOnInArabic() || aftercare.IsArabizi(said.Content)))
            );

        // The country that the message, or one before it in the crisis, names.
        string? CountryInTexts() =>
            (care.Kind is null ? [said.Content] : context.UserTexts().Reverse().Take(MostOfCare))
                .Select(NamedCountry.In)
                .FirstOrDefault(code => code is not null);

        // A finding of the weights counts where the words of the reply name the writer.
        Finding? Own(Finding found) => CrisisCases.Delivered.IsOwn(said.Content) ? found : null;

        // 6 and 9 are letters of it too.
        bool IsSpelled() => said.Content.Replace('6', '7').Replace('9', '7').Split(' ').Any(Arabizi.IsSpelled);

        // "ok" and the like belong to the language of the last answer.
        bool GoesOnInArabic() =>
            (said.Content.Length <= ShortReply || Languages.MayBeArabizi(said.Content))
            && context.RecentAnswers() is [.., var last]
            && Languages.Of(last) == Languages.Arabic;

        // A crisis that was answered in a further language goes on in it, as long as the person does not change to Arabic or plain English.
        string? CareLanguage() =>
            care.Kind is null || Languages.Of(said.Content) == Languages.Arabic || Languages.IsPlainEnglish(said.Content)
                ? null
                : context.RecentAnswers().TakeLast(1).Select(CrisisAnswer.LanguageOfAnswer).SingleOrDefault();

        // The fixed answer.
        CompanionMessage Crisis(Finding found)
        {
            var (recent, text) = (context.RecentAnswers(), CrisisAnswer.For(found, to));
            if (
                ((!care.IsNew(found) || @case?.IsOverdose == true) && aftercare.IsStep(said.Content))
                || recent.Exists(before => before.StartsWith(text, StringComparison.Ordinal))
            )
            {
                text = aftercare.Continued(said.Content, found.Kind, to, recent);
            }
            else
            {
                (text, told) = aftercare.First(found, to, told);
            }

            // A crisis that goes on is counted once.
            if (care.IsNew(found))
            {
                db.Record(found, now);
            }

            care = care.After(found, now);
            return Reply(Provider.Safety, text);
        }

        CompanionMessage Aftercare()
        {
            var (text, meaning) = aftercare.Answer(said.Content, care.Kind!.Value, care.Severity, to, context.RecentAnswers());
            if (meaning == Heard.NotMeant && !care.IsDoubted)
            {
                db.RecordNotMeant(care.Kind.Value, care.Severity, now);
            }

            // An immediate crisis is not doubted before the person is safe.
            if (meaning is Heard.Safe or Heard.StillUrgent && !told)
            {
                (text, told) = ($"{text}\n\n{aftercare.Misread(to)}", true);
            }

            care = care.After(meaning);
            return Reply(Provider.Safety, text);
        }

        // No model is asked for help with a weapon.
        CompanionMessage Refusal()
        {
            var isArabic = OfflineCompanion.LanguageIn(said.Content, [.. context.SkipLast(1).UserTexts()]) == Languages.Arabic;
            var (ways, recent) = (
                HarmfulRequests.Refusals(request!, to with { Language = isArabic ? Languages.Arabic : Languages.English }),
                context.RecentAnswers()
            );
            return Reply(
                Provider.Safety,
                WithLines(
                    ways.FirstOrDefault(way => !recent.Exists(before => before.StartsWith(way, StringComparison.Ordinal))) ?? ways[^1]
                )
            );
        }

        CompanionMessage Platform(Guidance found) => Reply(Provider.Platform, WithLines(found.Text), found.Cards);

        CompanionMessage Offline() =>
            Reply(
                Provider.Offline,
                WithLines(
                    offline.Answer(
                        new(said.Content, context.RecentAnswers(), message.Id)
                        {
                            EarlierMessages = heard == AftercareAnswers.Distract ? [] : [.. context.Take(context.Count - 1).UserTexts()],
                            Note = note,
                            IsAfterGuidance = context.IsAfterGuidance(),
                            Now = new(LocalDay.TimeOf(person, now), IsOwn: person.TimeZone is not null),
                        }
                    )
                )
            );

        // The help lines in a quiet line, after a crisis, or once where the language is not known.
        string WithLines(string text)
        {
            var isUnknown = !offered && (Languages.Of(said.Content) == Languages.Other || UnknownLanguage.Is(said.Content));
            var isNear = care.IsQuiet || care.IsAftercare || (care.IsDoubted && IsHeavy());
            if (isNear || isUnknown)
            {
                text += $"\n\n{aftercare.Quiet(care.Kind ?? CrisisKind.SelfHarm, to)}";
            }

            (offered, care) = (offered || isUnknown, isNear ? care.Next() : care);
            return text;
        }

        // After "I was joking" a sad text brings the lines back.
        bool IsHeavy() => aftercare.IsSad(said.Content) || offline.HeavyFeelingIn(said.Content, []) is not null;

        CompanionMessage New(string role, string content, string? clientId = null) =>
            new()
            {
                Id = Guid.CreateVersion7(now),
                UserId = person.Id,
                Seq = ++seq,
                Role = role,
                Content = content,
                ClientId = clientId,
                CreatedAt = now,
            };

        CompanionMessage Reply(string provider, string content, IReadOnlyList<string>? cards = null) =>
            new()
            {
                Id = Guid.CreateVersion7(now),
                UserId = person.Id,
                Seq = ++seq,
                Role = MessageRole.Assistant,
                Content = content,
                CreatedAt = now,
                AnswersId = message.Id,
                Provider = provider,
                Cards = cards is { Count: > 0 } ? [.. cards] : null,
            };

        CompanionMessage ToBeGenerated() =>
            new()
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
