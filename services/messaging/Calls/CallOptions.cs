namespace Community.Messaging.Calls;

/// <summary>
/// The section <c>Calls</c>: <c>MostParticipants</c> (2 to 32; 8), <c>RingSeconds</c> (5 to 300; 45), <c>RejoinSeconds</c> (1 to 300; 15: how long
/// somebody whose connection is gone still belongs to the call), <c>StartsPerMinute</c> (1 to 1,000; 6) and <c>SignalsPerSecond</c> (1 to 10,000; 50)
/// of one person, <c>HistoryDays</c> (0 to 3,650; 90), <c>StunUrls</c> and <c>TurnUrls</c> (separated by commas; none), <c>TurnSecret</c> (coturn's
/// <c>static-auth-secret</c>), <c>TurnCredentialMinutes</c> (1 to 1,440; 60).
/// </summary>
internal sealed record CallOptions(
    int MostParticipants, TimeSpan RingTime, TimeSpan RejoinTime, int StartsPerMinute, int SignalsPerSecond, TimeSpan History,
    IReadOnlyList<string> StunUrls, IReadOnlyList<string> TurnUrls, string TurnSecret, TimeSpan TurnCredentialTime)
{
    public static CallOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Calls");
        var (turn, secret) = (Urls("TurnUrls", "turn:", "turns:"), section["TurnSecret"] ?? "");
        return turn.Length > 0 && secret.Length == 0
            ? throw new InvalidOperationException("Calls:TurnUrls is of no use without Calls:TurnSecret.")
            : new(
                Number("MostParticipants", 8, 2, 32),
                TimeSpan.FromSeconds(Number("RingSeconds", 45, 5, 300)),
                TimeSpan.FromSeconds(Number("RejoinSeconds", 15, 1, 300)),
                Number("StartsPerMinute", 6, 1, 1_000),
                Number("SignalsPerSecond", 50, 1, 10_000),
                TimeSpan.FromDays(Number("HistoryDays", 90, 0, 3_650)),
                Urls("StunUrls", "stun:", "stuns:"), turn, secret,
                TimeSpan.FromMinutes(Number("TurnCredentialMinutes", 60, 1, 1_440)));

        int Number(string name, int otherwise, int least, int most) => section.GetValue(name, otherwise) is var value && value >= least && value <= most
            ? value
            : throw new InvalidOperationException($"Calls:{name} must be {least} to {most}.");

        string[] Urls(string name, params string[] schemes)
        {
            var urls = (section[name] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return urls.All(url => schemes.Any(scheme => url.StartsWith(scheme, StringComparison.Ordinal) && url.Length > scheme.Length))
                ? urls
                : throw new InvalidOperationException($"Calls:{name} must be addresses that begin with {string.Join(" or ", schemes)}.");
        }
    }
}
