using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Http;

/// <summary>The parts of an endpoint that are made at the start, and those that are made with its first request.</summary>
public sealed class LazyRoutesTests
{
    private readonly ConcurrentBag<Type> _contracts = [];

    [Fact]
    public async Task AnEndpointIsMadeWithItsFirstRequest()
    {
        await using var app = Create();
        app.MapPost("/things", (Thing thing) => thing.Name);
        app.MapPut("/things", (Thing thing) => thing.Name);
        app.MapPost("/others", (Other other) => other.Name);
        await app.StartAsync(TestContext.Current.CancellationToken);
        _contracts.ShouldNotContain(typeof(Thing));

        using var client = new HttpClient { BaseAddress = new(app.Urls.First()) };
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(number => client.PostAsJsonAsync("/things", new Thing($"{number}"), TestContext.Current.CancellationToken))
        );
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        _contracts.ShouldContain(typeof(Thing));
        _contracts.ShouldNotContain(typeof(Other));
        (await client.PutAsJsonAsync("/things", new Thing("a"), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        (await client.GetAsync("/things", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task AHandlerThatCannotBeBoundIsNoticedBeforeItsFirstRequest()
    {
        await using var app = Create();
        app.MapPost("/two-bodies", (Thing thing, Other other) => thing.Name + other.Name);
        // A service reads its endpoints while it starts (AuthorizationDeclared).
        var refusal = Should.Throw<InvalidOperationException>(() =>
            ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).ToList()
        );
        refusal.Message.ShouldContain("Failure to infer");
    }

    private WebApplication Create()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.ConfigureHttpJsonOptions(options =>
            options.SerializerOptions.TypeInfoResolver = new DefaultJsonTypeInfoResolver
            {
                Modifiers = { contract => _contracts.Add(contract.Type) },
            }
        );
        return builder.Build();
    }

    internal sealed record Thing(string Name);

    internal sealed record Other(string Name);
}
