namespace Community.Companion.Conversation;

/// <summary>
/// <c>Companion:DailyMessages</c> (1 to 10,000; 20: a person's messages a day, unless the plan has no limit), <c>:Session:Messages</c> (1 to 10,000; 50: what
/// a paid session adds), <c>:Session:PriceCredits</c> (1 to 100,000; 20), <c>:Session:AmountCents</c> (50 to 1,000,000; 200),
/// <c>:Session:Currency</c> (USD), <c>:LeaseSeconds</c> (1 to 600; 30: after which somebody else takes an answer over whose instance is gone), <c>:SweepMilliseconds</c> (50 to 60,000; 2,000:
/// how often it is looked for such answers).
/// </summary>
internal sealed record ConversationOptions(
    int DailyMessages, int SessionMessages, long SessionCredits, long SessionCents, string SessionCurrency, TimeSpan Lease, TimeSpan Sweep)
{
    /// <summary>How many messages a model is sent, the one that it is to answer among them.</summary>
    public const int ContextLength = 10;

    public static ConversationOptions Read(IConfiguration configuration)
    {
        return new(
            Number("DailyMessages", 20, 1, 10_000),
            Number("Session:Messages", 50, 1, 10_000),
            Number("Session:PriceCredits", 20, 1, 100_000),
            Number("Session:AmountCents", 200, 50, 1_000_000),
            configuration.GetValue("Companion:Session:Currency", "USD"),
            TimeSpan.FromSeconds(Number("LeaseSeconds", 30, 1, 600)),
            TimeSpan.FromMilliseconds(Number("SweepMilliseconds", 2_000, 50, 60_000)));

        int Number(string name, int otherwise, int least, int most) =>
            configuration.GetValue($"Companion:{name}", otherwise) is var value && value >= least && value <= most
                ? value
                : throw new InvalidOperationException($"Companion:{name} must be {least} to {most}.");
    }
}
