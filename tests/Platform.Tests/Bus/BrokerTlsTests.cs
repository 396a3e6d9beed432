using System.Net.Http.Json;
using System.Net.Security;
using System.Text.Json;
using Community.Platform.Bus;
using Community.Platform.Tests.Sample;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Community.Platform.Tests.Bus;

/// <summary>The broker over TLS (<c>amqps</c>): its certificate has to be of the right authority and for its host name.</summary>
public sealed class BrokerTlsTests(TestServers servers)
{
    [Fact]
    public async Task EventsTravelOverTlsWithTheRightAuthority()
    {
        using var authority = new TestAuthority();
        await using var broker = await TlsBroker.StartAsync(authority, "localhost");
        await using var service = await StartAsync(broker.Uri("localhost"), authority.AuthorityPath);
        await Poll.UntilAsync(async () => await HealthOfAsync(service) == "healthy");
        var sent = PublishingTests.Streams(aggregates: 3, versions: 2);

        await service.PublishAsync(sent);

        await Poll.UntilAsync(async () => (await service.EffectsAsync()).Count == sent.Count);
        await using var connection = await ConnectAsync(service);
        connection.Endpoint.Ssl.Enabled.ShouldBeTrue();
        (await service.Services.GetRequiredService<ErrorQueues>().ListAsync(TestContext.Current.CancellationToken)).ShouldNotBeEmpty();
    }

    /// <summary>Neither the outbox, nor a consumer, nor any other connection gets through.</summary>
    [Theory]
    [InlineData("the authority is another", "localhost")]
    [InlineData("the certificate is for another host", "127.0.0.1")]
    public async Task ABrokerIsRefusedIf(string reason, string host)
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        await using var broker = await TlsBroker.StartAsync(authority, "localhost");
        var trusted = (reason == "the authority is another" ? other : authority).AuthorityPath;
        await using var service = await StartAsync(broker.Uri(host), trusted);
        await service.PublishAsync(SampleService.Event());

        await Should.ThrowAsync<BrokerUnreachableException>(() => ConnectAsync(service));
        await Poll.UntilAsync(async () => await HealthOfAsync(service) == "degraded");
        // Longer than the time in which the outbox of the other test is empty.
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        (await service.OutboxCountAsync()).ShouldBe(1);
        (await service.EffectsAsync()).ShouldBeEmpty();
    }

    /// <summary>The client library takes any name for <c>amqps</c> unless it is told otherwise.</summary>
    [Fact]
    public async Task WithoutAnAuthorityOfItsOwnThoseOfTheMachineCount()
    {
        using var authority = new TestAuthority();
        await using var broker = await TlsBroker.StartAsync(authority, "localhost");
        await using var service = await StartAsync(broker.Uri("localhost"), authority: null);

        await Should.ThrowAsync<BrokerUnreachableException>(() => ConnectAsync(service));
        var accepts = service.Services.GetRequiredService<Broker>().NewFactory("test").Ssl.CertificateValidationCallback.ShouldNotBeNull();
        accepts(this, null, null, SslPolicyErrors.RemoteCertificateNameMismatch).ShouldBeFalse();
        accepts(this, null, null, SslPolicyErrors.None).ShouldBeTrue();
    }

    [Fact]
    public async Task AnAuthorityIsNoGoodWithoutTls() =>
        (await Should.ThrowAsync<InvalidOperationException>(() => StartAsync("amqp://127.0.0.1:1", "/etc/broker/ca.crt"))).Message.ShouldBe(
            "Bus:AuthorityPath is set: ConnectionStrings:rabbitmq must be an address of amqps://."
        );

    private async Task<SampleService> StartAsync(string uri, string? authority) =>
        await PublishingTests.StartConsumingAsync(
            await servers.CreateDatabaseAsync("bus"),
            uri,
            settings: authority is null ? [] : [new("Bus:AuthorityPath", authority)]
        );

    private static Task<IConnection> ConnectAsync(SampleService service) =>
        service.Services.GetRequiredService<Broker>().NewFactory("test").CreateConnectionAsync(TestContext.Current.CancellationToken);

    private static async Task<string?> HealthOfAsync(SampleService service)
    {
        using var answer = await service.Http.GetAsync("/health/ready");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("checks")
            .GetProperty("rabbitmq")
            .GetProperty("status")
            .GetString();
    }
}
