using System.Net;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Authorization;
using Community.Platform.Access.Fleet;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Community.Platform.Tests.Authentication;

public sealed class FleetCredentialTests : IAsyncLifetime
{
    private readonly Issuer _issuer = new(TimeProvider.System);
    private GuardedService _service = null!;

    public async ValueTask InitializeAsync() => _service = await StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task TheRightKeyOpensTheInternalEndpoints() =>
        (await _service.GetAsync("/internal", $"Fleet {GuardedService.FleetKey}")).Body.ShouldBe("False");

    [Theory]
    [InlineData("")]
    [InlineData("Fleet")]
    [InlineData("Fleet ")]
    [InlineData("Fleet KEYx")]
    [InlineData("Fleet xKEY")]
    [InlineData("Fleet  KEY")]
    [InlineData("Fleet KEY KEY")]
    [InlineData("Fleet SHORT")]
    [InlineData("Fleet UPPER")]
    [InlineData("Bearer KEY")]
    [InlineData("Basic KEY")]
    [InlineData("KEY")]
    [InlineData("Fleet KEY|Fleet KEY")]
    public async Task AnyOtherCredentialIsRefused(string headers)
    {
        var spelled = headers
            .Replace("KEY", GuardedService.FleetKey, StringComparison.Ordinal)
            .Replace("SHORT", GuardedService.FleetKey[..^1], StringComparison.Ordinal)
            .Replace("UPPER", GuardedService.FleetKey.ToUpperInvariant(), StringComparison.Ordinal);

        var reply = await _service.GetAsync("/internal", spelled.Split('|', StringSplitOptions.RemoveEmptyEntries));

        reply.ShouldBeProblem(HttpStatusCode.Unauthorized);
        reply.Challenge.ShouldBe("Fleet");
    }

    [Fact]
    public async Task AnAdministratorIsNotTheFleet() =>
        (await _service.GetAsync("/internal", $"Bearer {_issuer.Token(roles: Roles.Admin)}")).ShouldBeProblem(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task TheFleetIsNoUser() =>
        (await _service.GetAsync("/me", $"Fleet {GuardedService.FleetKey}")).ShouldBeProblem(HttpStatusCode.Unauthorized);

    [Theory]
    [InlineData("")]
    [InlineData("one-character-less-than-needed-")]
    [InlineData("long enough but with spaces in the middle")]
    [InlineData("long-enough-but-with-a-line-break\r\nX-Header:1")]
    public async Task AServiceWithoutAProperKeyDoesNotStart(string key)
    {
        var refusal = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(key));
        refusal.Message.ShouldContain("Fleet:Key");
        if (key.Length > 0)
        {
            refusal.Message.ShouldNotContain(key);
        }
    }

    [Fact]
    public async Task AFleetClientKnowsTheAddressAndSendsTheCredential()
    {
        await using var caller = await GuardedService.StartAsync(
            _service.Http.BaseAddress!.ToString(),
            _ => { },
            configure: builder => builder.Services.AddFleetClient("identity")
        );
        using var client = caller.Services.GetRequiredService<IHttpClientFactory>().CreateClient("identity");
        (await client.GetStringAsync(new Uri("/internal", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldBe("False");
    }

    [Fact]
    public async Task AClientOfAServiceWithoutAnAddressSaysWhichSettingIsMissing()
    {
        await using var caller = await StartAsync(configure: builder => builder.Services.AddFleetClient("payments"));
        Should
            .Throw<InvalidOperationException>(() => caller.Services.GetRequiredService<IHttpClientFactory>().CreateClient("payments"))
            .Message.ShouldContain("services:payments:http:0");
    }

    private Task<GuardedService> StartAsync(string key = GuardedService.FleetKey, Action<WebApplicationBuilder>? configure = null) =>
        GuardedService.StartAsync(
            "http://127.0.0.1:1",
            Map,
            key,
            builder =>
            {
                builder
                    .Services.AddSingleton<ISigningKeys>(new KeysAtHand(_issuer.PublicKey))
                    .AddSingleton<IRevokedSessions>(new SessionsAtHand());
                configure?.Invoke(builder);
            }
        );

    private static void Map(WebApplication app)
    {
        app.MapGet("/internal", (HttpContext context) => context.User.IsSignedIn().ToString()).RequireFleet();
        app.MapGet("/me", () => "me").RequireSignedIn();
    }
}
