using Community.Contracts.Social;
using MassTransit;

namespace Community.Events.Moderation;

/// <summary>The evidence of a case that was decided is kept for appeals, and then goes.</summary>
internal sealed class WhenReportDecided(EvidenceStore evidence) : IConsumer<ReportDecided>
{
    public Task Consume(ConsumeContext<ReportDecided> context)
    {
        var decided = context.Message;
        return evidence.ApplyCaseAsync(decided.ContentType, decided.ContentId, decided.Version, decided.OccurredAt);
    }
}
