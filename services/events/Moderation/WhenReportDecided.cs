using Community.Contracts.Social;
using MassTransit;

namespace Community.Events.Moderation;

/// <summary>Keeps the evidence of a decided case for appeals, and then lets it be deleted.</summary>
internal sealed class WhenReportDecided(EvidenceStore evidence) : IConsumer<ReportDecided>
{
    public Task Consume(ConsumeContext<ReportDecided> context)
    {
        var decided = context.Message;
        return evidence.ApplyCaseAsync(decided.ContentType, decided.ContentId, decided.Version, decided.OccurredAt);
    }
}
