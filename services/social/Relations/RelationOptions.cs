namespace Community.Social.Relations;

/// <summary>
/// How much of everything: <c>Social:AskAgainDays</c> (1 to 365; 30: how long a request that was not accepted cannot be repeated),
/// <c>:MaxWithdrawals</c> (1 to 100; 3: how often a request can be withdrawn and made again within that time), <c>:MaxConnections</c> (1 to 100,000;
/// 5,000 for a person), <c>:MaxPendingRequests</c> (1 to 100,000; 500 for an asker), <c>:MaxRequestsPerDay</c> (1 to 100,000; 100 people asked in
/// 24 hours), <c>:MaxFollowing</c> (1 to 100,000; 7,500 for a follower) and <c>:MaxBlocks</c> (1 to 100,000; 5,000 for a blocker).
/// </summary>
internal sealed record RelationOptions(
    TimeSpan AskAgain, int MaxWithdrawals, int MaxConnections, int MaxPendingRequests, int MaxRequestsPerDay, int MaxFollowing, int MaxBlocks)
{
    public static RelationOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Social");
        return new(
            TimeSpan.FromDays(Number("AskAgainDays", 30, 365)),
            Number("MaxWithdrawals", 3, 100),
            Number("MaxConnections", 5_000, 100_000),
            Number("MaxPendingRequests", 500, 100_000),
            Number("MaxRequestsPerDay", 100, 100_000),
            Number("MaxFollowing", 7_500, 100_000),
            Number("MaxBlocks", 5_000, 100_000));

        int Number(string name, int otherwise, int most) => section.GetValue(name, otherwise) is var value && value >= 1 && value <= most
            ? value
            : throw new InvalidOperationException($"Social:{name} must be from 1 to {most}.");
    }
}
