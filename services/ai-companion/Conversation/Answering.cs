using System.Collections.Concurrent;
using System.Text;
using Community.Companion.Conversation.Findings;
using Community.Companion.Conversation.Model;
using Community.Companion.Data;
using Community.Companion.Offline;
using Community.Companion.Safety;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace Community.Companion.Conversation;

/// <summary>An answer to request from a model.</summary>
/// <param name="AnswerId">The answer's message id.</param>
/// <param name="UserId">The owner of the conversation.</param>
/// <param name="LeaseId">The lease by which this process may write the answer.</param>
/// <param name="UserMessageId">The message to answer.</param>
/// <param name="Country">The user's country, for help lines.</param>
/// <param name="Context">The messages for the model; the last one is the message to answer.</param>
internal sealed record AnswerTask(
    Guid AnswerId,
    Guid UserId,
    Guid LeaseId,
    Guid UserMessageId,
    string? Country,
    IReadOnlyList<CompanionMessage> Context
);

/// <summary>
/// Generates answers, whether or not a client still reads them. Text is stored as it comes. If none comes, the offline companion answers.
/// Text that the safety layer rejects is not shown. If the process of an answer is gone, another one takes the answer over after its lease
/// (<see cref="AbandonedAnswers"/>).
/// </summary>
internal sealed partial class Answering(
    IServiceScopeFactory scopes,
    CompanionModel model,
    CrisisDetector detector,
    OfflineCompanion offline,
    ConversationOptions options,
    TimeProvider clock,
    ILogger<Answering> logger
) : IHostedService, IDisposable
{
    /// <summary>The limit of an answer's length, however much a model says.</summary>
    private const int MaxLength = 4_000;

    private static readonly TimeSpan BetweenSaves = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<Guid, LiveAnswer> _running = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The answer, if it is generated in this process now.</summary>
    public LiveAnswer? Find(Guid answerId) => _running.GetValueOrDefault(answerId);

    public void Start(AnswerTask task)
    {
        var live = new LiveAnswer();
        _running[task.AnswerId] = live;
        live.Work = RunAsync(task, live);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Running answers are finished, if there is time; other instances take over the rest.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_running.Values.Select(live => live.Work)).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await _stopping.CancelAsync();
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(AnswerTask task, LiveAnswer live)
    {
        MessageView? final = null;
        try
        {
            // Cancelled when this process lost the answer: it was deleted, or taken over.
            using var lost = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            using var done = new CancellationTokenSource();
            var keeping = KeepAsync(task, live, lost, done.Token);
            try
            {
                var outcome = await GenerateAsync(task, live, lost.Token);
                await done.CancelAsync();
                await keeping;
                final = await FinishAsync(task, outcome);
            }
            finally
            {
                await done.CancelAsync();
                await keeping;
            }
        }
        catch (OperationCanceledException)
        {
            // The answer was lost, or the process stops.
        }
        catch (Exception failure)
        {
            Log.Left(logger, task.AnswerId, failure.GetBaseException().Message);
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(task.AnswerId, live));
            live.End(final);
        }
    }

    private async Task<Outcome> GenerateAsync(AnswerTask task, LiveAnswer live, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var isWhole = false;
        try
        {
            await foreach (var update in model.StreamAsync(task.Context.ToModel(), cancellationToken))
            {
                text.Append(update.Text);
                isWhole |= update.FinishReason is { } reason && reason != ChatFinishReason.Length;
                var soFar = Plain(text);
                if (detector.DetectHarmfulAnswer(soFar) is { } harm)
                {
                    return Instead(task, harm);
                }

                live.Release(Showable(soFar));
                if (text.Length >= MaxLength)
                {
                    isWhole = false;
                    break;
                }
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Model(logger, failure.GetBaseException().Message);
            isWhole = false;
        }

        var whole = Plain(text).Trim();
        return whole.Length == 0
            ? new(OfflineAnswer(task), Provider.Offline, MessageStatus.Complete, null)
            : new(whole, Provider.Of(model.Name), isWhole ? MessageStatus.Complete : MessageStatus.Cut, null);
    }

    /// <summary>The answer that is shown in place of a harmful one.</summary>
    private Outcome Instead(AnswerTask task, HarmfulAnswer harm) =>
        harm.Harm == AnswerHarm.Diagnosis
            ? new(OfflineAnswer(task), Provider.Offline, MessageStatus.Complete, harm)
            : new(
                CrisisAnswer.For(
                    new(CrisisKind.SelfHarm, Severity.High, harm.Rule, harm.RulesVersion),
                    new(task.Country, OfflineCompanion.LanguageOf(task.Context[^1].Content))
                ),
                Provider.Safety,
                MessageStatus.Complete,
                harm
            );

    private string OfflineAnswer(AnswerTask task) =>
        offline.Answer(
            new(task.Context[^1].Content, task.Context.RecentAnswers(), task.UserMessageId)
            {
                EarlierMessages = [.. task.Context.SkipLast(1).UserTexts()],
                IsAfterGuidance = task.Context.IsAfterGuidance(),
            }
        );

    /// <summary>
    /// All but the last words: harm is seldom in a single word, and the beginning of a harmful phrase must not be shown before the detector
    /// has read all of it.
    /// </summary>
    private static string Showable(string text)
    {
        const int heldBack = 8;
        var end = text.Length;
        for (var words = 0; words < heldBack && end > 0; words++)
        {
            end = text.LastIndexOf(' ', end - 1);
        }

        return end <= 0 ? "" : text[..end].TrimStart();
    }

    /// <summary>A model's answer is plain text: removes control characters and halves of surrogate pairs.</summary>
    private static string Plain(StringBuilder text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.ToString().EnumerateRunes())
        {
            if (rune != Rune.ReplacementChar && (!Rune.IsControl(rune) || rune.Value is '\n'))
            {
                plain.Append(rune.ToString());
            }
        }

        return plain.ToString();
    }

    /// <summary>Until the answer is done, stores the text so far and renews the lease.</summary>
    private async Task KeepAsync(AnswerTask task, LiveAnswer live, CancellationTokenSource lost, CancellationToken cancellationToken)
    {
        var (kept, renewed) = ("", clock.GetUtcNow());
        using var timer = new PeriodicTimer(BetweenSaves, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var (text, now) = (live.Text, clock.GetUtcNow());
                if (text.Length == kept.Length && now - renewed < options.Lease / 3)
                {
                    continue;
                }

                if (!await TrySaveAsync(task, text, now))
                {
                    await lost.CancelAsync();
                    return;
                }

                (kept, renewed) = (text, now);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The rest is written with the end.
        }
    }

    /// <summary>Stores the text so far.</summary>
    /// <returns>
    /// False: this process lost the answer. A database that is away for a moment is not asked again, because the next save is soon.
    /// </returns>
    private async Task<bool> TrySaveAsync(AnswerTask task, string text, DateTimeOffset now)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var kept = await scope
                .ServiceProvider.GetRequiredService<CompanionDb>()
                .Messages.Where(message => message.Id == task.AnswerId && message.LeaseId == task.LeaseId)
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(message => message.Content, text).SetProperty(message => message.LeasedUntil, now + options.Lease)
                );
            return kept > 0;
        }
        catch (Exception failure)
        {
            Log.Left(logger, task.AnswerId, failure.GetBaseException().Message);
            return true;
        }
    }

    private async Task<MessageView?> FinishAsync(AnswerTask task, Outcome outcome)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CompanionDb>();
        return await db.InTransactionAsync(async () =>
        {
            var ended = await db
                .Messages.Where(message => message.Id == task.AnswerId && message.LeaseId == task.LeaseId)
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(message => message.Content, outcome.Content)
                        .SetProperty(message => message.Provider, outcome.Provider)
                        .SetProperty(message => message.Status, outcome.Status)
                        .SetProperty(message => message.LeaseId, (Guid?)null)
                        .SetProperty(message => message.LeasedUntil, (DateTimeOffset?)null)
                );
            if (ended == 0)
            {
                return null;
            }

            if (outcome.Harm is not null)
            {
                db.Record(outcome.Harm, clock.GetUtcNow());
                await db.SaveChangesAsync();
            }

            return MessageView.Of(await db.Messages.AsNoTracking().SingleAsync(message => message.Id == task.AnswerId), []);
        });
    }

    private sealed record Outcome(string Content, string Provider, string Status, HarmfulAnswer? Harm);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The model did not answer to the end: {Reason}")]
        public static partial void Model(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Warning, "Answer {AnswerId} could not be stored at this moment: {Reason}")]
        public static partial void Left(ILogger logger, Guid answerId, string reason);
    }
}
