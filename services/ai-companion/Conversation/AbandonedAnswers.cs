using Community.Companion.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation;

/// <summary>
/// Takes over answers whose process is gone. If text had come, it is kept as it is; else the model is asked again, with the same context.
/// Several instances may find the same answers: one of them gets the lease.
/// </summary>
internal sealed class AbandonedAnswers(
    IServiceScopeFactory scopes,
    Answering answering,
    ConversationOptions options,
    TimeProvider clock,
    ILogger<AbandonedAnswers> logger
) : PeriodicWork(options.Sweep, clock, logger)
{
    private const int AtOnce = 20;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CompanionDb>();
        var now = Clock.GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE companion_messages SET status = 'cut', provider = 'openai:' || model, lease_id = NULL, leased_until = NULL
            WHERE status = 'generating' AND leased_until < {now} AND content <> ''
            """,
            cancellationToken
        );
        var lease = Guid.CreateVersion7(now);
        var taken = await db
            .Messages.FromSql(
                $"""
                UPDATE companion_messages SET lease_id = {lease}, leased_until = {now + options.Lease} WHERE id IN (
                    SELECT id FROM companion_messages WHERE status = 'generating' AND leased_until < {now} AND content = ''
                    ORDER BY leased_until LIMIT {AtOnce} FOR UPDATE SKIP LOCKED)
                RETURNING *
                """
            )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        foreach (var answer in taken)
        {
            await AnswerAsync(db, answer, lease, cancellationToken);
        }
    }

    private async Task AnswerAsync(CompanionDb db, CompanionMessage answer, Guid lease, CancellationToken cancellationToken)
    {
        var context = await db.SentContextAsync(answer, cancellationToken);
        if (context is [.., { } message] && message.Id == answer.AnswersId)
        {
            var country = await db
                .People.Where(person => person.Id == answer.UserId)
                .Select(person => person.Country)
                .SingleOrDefaultAsync(cancellationToken);
            answering.Start(new(answer.Id, answer.UserId, lease, message.Id, country, context));
            return;
        }

        // The message that it was to answer was deleted: no answer is needed.
        await db.Messages.Where(gone => gone.Id == answer.Id && gone.LeaseId == lease).ExecuteDeleteAsync(cancellationToken);
    }
}
