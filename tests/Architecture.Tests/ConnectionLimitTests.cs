namespace Community.Architecture.Tests;

/// <summary>
/// The page of operators has the limits of connections that the code sets, and no program opens connections that it does not name.
/// </summary>
public sealed class ConnectionLimitTests
{
    private const string Page = "docs/operations.md";
    private static readonly string[] Programs = ["gateway", "platform", "services", "one-process"];

    /// <summary>A file that sets a limit has to be in the theory below.</summary>
    private static readonly string[] Setters =
    [
        "ConnectTimeout = ",
        "new SocketsHttpHandler",
        "MaxPoolSize = ",
        "PrefetchCount = ",
        "new TcpClient",
    ];

    public static TheoryData<string, string, string> Limits { get; } =
        new()
        {
            { "headers 24 KiB in 10 s", "gateway/Limits/RequestLimits.cs", "MaxRequestHeadersTotalSize = 24 * 1024;" },
            { "headers 24 KiB in 10 s", "gateway/Limits/RequestLimits.cs", "RequestHeadersTimeout = TimeSpan.FromSeconds(10);" },
            { "1 s to connect, 30 s for an answer", "gateway/Proxying/ServiceClient.cs", "ConnectTimeout = TimeSpan.FromSeconds(1)," },
            {
                "30 s for an answer (`Gateway:RequestTimeoutSeconds`)",
                "gateway/Limits/RequestTimeout.cs",
                "RequestTimeoutSeconds { get; init; } = 30;"
            },
            { "a ping every 2 s", "gateway/Proxying/ServiceClient.cs", "KeepAlivePingDelay = TimeSpan.FromSeconds(2)," },
            { "| 32 (`Maximum Pool Size`)", "platform/Data/DatabaseExtensions.cs", "MaxPoolSize = 32;" },
            { "after 5 s of waiting 503", "platform/Data/DatabaseExtensions.cs", "tuned.Timeout = 5;" },
            { "messaging 3 more", "services/messaging/Realtime/Topics/RightsDatabase.cs", "Connections = 3;" },
            { "16 messages at once for each queue", "platform/Bus/BusOptions.cs", "Concurrency { get; set; } = 16;" },
            { "64 prefetched", "platform/Bus/BusExtensions.cs", "PrefetchCount = 4 * concurrency;" },
            { "1 s to connect, 5 s for an answer", "platform/Access/Fleet/FleetClients.cs", "ConnectTimeout = TimeSpan.FromSeconds(1)," },
            { "1 s to connect, 5 s for an answer", "platform/Access/Fleet/FleetClients.cs", "client.Timeout = TimeSpan.FromSeconds(5);" },
            { "each try of an owner's lookup 2 s", "platform/Access/Fleet/OwnerClient.cs", "AddTimeout(TimeSpan.FromSeconds(2))" },
            {
                "5 s to connect, 10 s for an attempt",
                "services/payments/Stripe/StripeFeature.cs",
                "ConnectTimeout = TimeSpan.FromSeconds(5),"
            },
            { "4 at once (`Deliveries:Parallel`)", "platform/Mail/DeliveryOptions.cs", "Parallel { get; init; } = 4;" },
            { "20 s (`Deliveries:AttemptSeconds`)", "platform/Mail/DeliveryOptions.cs", "AttemptSeconds { get; init; } = 20;" },
            { "30 s (`Storage:S3:TimeoutSeconds`)", "platform/Storage/StorageExtensions.cs", "TimeoutSeconds { get; init; } = 30;" },
            {
                "| messaging | push services | 5 s to connect, 10 s for an answer",
                "services/messaging/WebPush/WebPushFeature.cs",
                "ConnectTimeout = TimeSpan.FromSeconds(5),"
            },
            {
                "| messaging | push services | 5 s to connect, 10 s for an answer",
                "services/messaging/WebPush/WebPushFeature.cs",
                "client.Timeout = TimeSpan.FromSeconds(10)"
            },
            {
                "| messaging | receivers of webhooks | 5 s to connect, 10 s for an answer",
                "services/messaging/Webhooks/WebhooksFeature.cs",
                "ConnectTimeout = TimeSpan.FromSeconds(5),"
            },
            { "20 s (`Scanner:TimeoutSeconds`)", "services/messaging/Attachments/VirusScanner.cs", "TimeoutSeconds { get; init; } = 20;" },
            { "| gateway | Redis", "gateway/GatewayParts.cs", "ConfigurationOptions.Parse(redis)" },
            { "| messaging | Redis", "services/messaging/Realtime/Backplane/RedisCarrier.cs", "Heartbeat = TimeSpan.FromSeconds(5);" },
            {
                "| identity | a provider of logins | 5 s to connect, 8 s for its keys or a code",
                "services/identity/ExternalLogin/ProviderHttp.cs",
                "Timeout = TimeSpan.FromSeconds(8),"
            },
        };

    [Theory]
    [MemberData(nameof(Limits))]
    public void ThePageAndTheCodeHaveTheSameLimit(string words, string file, string code)
    {
        Repository.Read(Page).ShouldContain(words);
        Repository.Read(file).ShouldContain(code);
    }

    [Fact]
    public void EachProgramThatOpensConnectionsIsOnThePage() =>
        Programs
            .SelectMany(folder => Repository.Files(folder, ".cs"))
            .Where(file => Setters.Any(Repository.Read(file).Contains))
            .Except(Limits.Select(row => row.Data.Item2))
            .ShouldBeEmpty();
}
