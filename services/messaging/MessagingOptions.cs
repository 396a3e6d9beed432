using Community.Messaging.Search;

namespace Community.Messaging;

/// <summary>
/// The section <c>Messaging</c>: <c>EditHours</c> (0 to 8,760; 24: how long an author may change a message), <c>EditHistoryDays</c> (0 to 3,650; 30: how
/// long moderators find what a deleted message said), <c>DeletedThreadDays</c> (0 to 3,650; 30), <c>NewConversationsPerDay</c> (1 to 100,000; 50),
/// <c>UnusedAttachmentHours</c> (1 to 8,760; 24), <c>SearchLanguages</c> (<c>simple,english</c>), <c>Writers</c> (1 to 64; one for each
/// processor: how many groups of messages an instance commits at once) and <c>MaxGroup</c> (1 to 4,096; 256: how many messages commit together; 1 is the plain way).
/// </summary>
internal sealed record MessagingOptions(
    TimeSpan EditTime, TimeSpan EditHistory, TimeSpan DeletedThreads, int NewConversationsPerDay, TimeSpan UnusedAttachments, SearchLanguages SearchLanguages,
    int Writers, int MaxGroup)
{
    public static MessagingOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Messaging");
        return new(
            TimeSpan.FromHours(Number("EditHours", 24, 0, 8_760)),
            TimeSpan.FromDays(Number("EditHistoryDays", 30, 0, 3_650)),
            TimeSpan.FromDays(Number("DeletedThreadDays", 30, 0, 3_650)),
            Number("NewConversationsPerDay", 50, 1, 100_000),
            TimeSpan.FromHours(Number("UnusedAttachmentHours", 24, 1, 8_760)),
            SearchLanguages.Parse(section.GetValue("SearchLanguages", SearchLanguages.Default)!),
            Number("Writers", Math.Min(Environment.ProcessorCount, 64), 1, 64),
            Number("MaxGroup", 256, 1, 4_096));

        int Number(string name, int otherwise, int least, int most) => section.GetValue(name, otherwise) is var value && value >= least && value <= most
            ? value
            : throw new InvalidOperationException($"Messaging:{name} must be {least} to {most}.");
    }
}
