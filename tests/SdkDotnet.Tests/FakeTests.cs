using System.Text.Json;
using Community.Sdk;
using Community.Sdk.Models;
using Community.Sdk.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Community.SdkDotnet.Tests;

public sealed class FakeTests
{
    private readonly FakeServer _server = new();

    [Fact]
    public async Task ATestGivesTheAnswers()
    {
        var client = await SignedInAsync();
        _server.Answer(Operations.WalletGet, new WalletView { Balance = 7 });
        (await client.Wallet.GetAsync()).Balance.ShouldBe(7);
        _server.Answer(
            Operations.EventsRegister,
            _ =>
                throw new FakeRefusalException(
                    402,
                    "payment_required",
                    members: new Dictionary<string, JsonElement> { ["amount_cents"] = One() }
                )
        );
        var refused = await Should.ThrowAsync<PaymentRequiredException>(() => client.Events.RegisterAsync(Guid.CreateVersion7()));
        refused.AmountCents.ShouldBe(1);
    }

    [Fact]
    public async Task AnOperationWithoutAnAnswerSaysSo()
    {
        var client = await SignedInAsync();
        var refused = await Should.ThrowAsync<ServerErrorException>(() => client.Boosts.GetAsync(new() { MaxRetries = 0 }));
        refused.Message.ShouldContain("boosts.get");
    }

    [Fact]
    public async Task LostRequestsAreRepeatedAndCountedOnce()
    {
        var client = await SignedInAsync();
        var thread = await client.Threads.CreateAsync(Guid.CreateVersion7(), new() { Title = "Tea", Content = "Green?" });
        _server.FailNext(2);
        await client.Threads.PostAsync(thread.Id, new() { Content = "1" });
        (await client.Threads.Messages(thread.Id).CountAsync()).ShouldBe(1);
        _server.Requests.Count(request => request.Operation == Operations.ThreadsPost).ShouldBe(1);
    }

    [Fact]
    public async Task ARepeatWithTheSameKeyHasTheSameAnswer()
    {
        var client = await SignedInAsync();
        var count = 0;
        _server.Answer(Operations.EventsRegister, _ => new RegistrationView { TicketCode = $"{++count}" });
        var (id, options) = (Guid.CreateVersion7(), new CallOptions { IdempotencyKey = "one and the same" });
        (await client.Events.RegisterAsync(id, options)).TicketCode.ShouldBe("1");
        (await client.Events.RegisterAsync(id, options)).TicketCode.ShouldBe("1");
    }

    [Fact]
    public async Task TheLogIsFollowedByRequests()
    {
        var client = await SignedInAsync();
        var asked = 0;
        _server.Answer(
            Operations.SyncRead,
            request =>
                ++asked switch
                {
                    1 => new() { IsWhole = true, Token = "a" },
                    2 => new() { Token = "b" },
                    3 => throw new FakeRefusalException(503),
                    _ => new() { Token = $"c {request.Query["since"]}", People = [new AuthorView { Username = "noor" }] },
                }
        );
        var heard = await client.Sync.FollowAsync().Take(2).ToListAsync();
        heard.Select(changes => changes.Token).ShouldBe(["a", "c b"]);
    }

    [Fact]
    public async Task AProgramRegistersTheClient()
    {
        await using var services = new ServiceCollection()
            .AddCommunity(options =>
            {
                options.BaseUrl = new Uri("https://community.example");
            })
            .BuildServiceProvider();
        services.GetRequiredService<CommunityClient>().ShouldBeSameAs(services.GetRequiredService<CommunityClient>());
    }

    private static JsonElement One() => JsonSerializer.SerializeToElement(1);

    private async Task<CommunityClient> SignedInAsync()
    {
        var client = _server.Client();
        await client.Auth.RegisterAsync(new() { Username = "amal", Password = "three quiet green boats" });
        return client;
    }
}
