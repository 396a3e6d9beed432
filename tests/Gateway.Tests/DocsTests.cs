using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Community.Gateway.Tests;

/// <summary>The single description of all services, and the page that shows it.</summary>
public sealed partial class DocsTests : IAsyncLifetime
{
    private const string IdentityDocument = """
        {"openapi":"3.1.1","info":{"title":"identity","version":"v1"},"servers":[{"url":"http://10.0.0.1:5001"}],
         "security":[{"Bearer":[]}],
         "paths":{
           "/api/v1/users/me":{"get":{"operationId":"Get","tags":["Users"],"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Page"}}}}}}},
           "/api/v1/auth/login":{"post":{"security":[],"responses":{"200":{"$ref":"#/components/responses/Problem"}}}},
           "/.well-known/jwks.json":{"get":{}},
           "/internal/revoked-sessions":{"get":{}}},
         "components":{"schemas":{"Item":{"type":"string"},"Page":{"type":"array","items":{"$ref":"#/components/schemas/Item"}},"Same":{"type":"boolean"}},
           "responses":{"Problem":{"description":"it"}},
           "securitySchemes":{"Bearer":{"type":"http","scheme":"bearer"},"Fleet":{"type":"apiKey"}}}}
        """;

    private const string EventsDocument = """
        {"openapi":"3.1.1","info":{"title":"events","version":"v1"},
         "paths":{"/api/v1/events":{"get":{"operationId":"Get","security":[{"jwt":[]}],
           "responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Page"}}}}}}}},
         "components":{"schemas":{"Item":{"type":"integer"},"Page":{"type":"array","items":{"$ref":"#/components/schemas/Item"}},"Same":{"type":"boolean"}}}}
        """;

    private readonly FakeIdentity _keys = new();
    private Backend _identity = null!;
    private Backend _events = null!;
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _identity = await Backend.StartAsync(
            "identity",
            app =>
            {
                _keys.Map(app);
                app.MapGet("/openapi/v1.json", () => Results.Text(IdentityDocument, "application/json"));
            }
        );
        _events = await Backend.StartAsync(
            "events",
            app => app.MapGet("/openapi/v1.json", () => Results.Text(EventsDocument, "application/json"))
        );
        _gateway = await GatewayHost.StartAsync([_identity, _events]);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _identity.DisposeAsync();
        await _events.DisposeAsync();
    }

    private async Task<JsonElement> DocumentAsync() =>
        JsonDocument.Parse(await _gateway.Http.GetStringAsync("/openapi/v1.json")).RootElement;

    [Fact]
    public async Task OneDocumentDescribesAllServices()
    {
        var document = await DocumentAsync();
        document
            .GetProperty("paths")
            .EnumerateObject()
            .Select(path => path.Name)
            .ShouldBe(["/api/v1/users/me", "/api/v1/auth/login", "/.well-known/jwks.json", "/api/v1/events"], ignoreOrder: true);
        document.GetProperty("servers")[0].GetProperty("url").GetString().ShouldBe("/");
        document
            .GetProperty("tags")
            .EnumerateArray()
            .Select(tag => tag.GetProperty("name").GetString())
            .ShouldBe(["identity", "events"], ignoreOrder: true);
        var me = document.GetProperty("paths").GetProperty("/api/v1/users/me").GetProperty("get");
        me.GetProperty("tags")[0].GetString().ShouldBe("identity");
        me.GetProperty("security")[0].TryGetProperty("bearer", out _).ShouldBeTrue();
        document
            .GetProperty("paths")
            .GetProperty("/api/v1/auth/login")
            .GetProperty("post")
            .GetProperty("security")
            .GetArrayLength()
            .ShouldBe(0);
        document
            .GetProperty("components")
            .GetProperty("securitySchemes")
            .EnumerateObject()
            .Select(scheme => scheme.Name)
            .ShouldBe(["bearer"]);
    }

    [Fact]
    public async Task NamesThatMeanDifferentThingsAreToldApartWithWhateverRefersToThem()
    {
        var document = await DocumentAsync();
        var schemas = document.GetProperty("components").GetProperty("schemas");
        schemas.EnumerateObject().Count().ShouldBe(5);
        schemas.GetProperty("Same").GetProperty("type").GetString().ShouldBe("boolean");
        ItemTypeOf(document, "/api/v1/users/me").ShouldBe("string");
        ItemTypeOf(document, "/api/v1/events").ShouldBe("integer");
        var ids = document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject())
            .Where(operation => operation.Value.TryGetProperty("operationId", out _))
            .Select(operation => operation.Value.GetProperty("operationId").GetString())
            .ToArray();
        ids.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task AServiceThatIsDownStaysDescribed()
    {
        await DocumentAsync();
        await _events.DisposeAsync();
        (await DocumentAsync()).GetProperty("paths").TryGetProperty("/api/v1/events", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task AServiceThatWasNeverThereIsNamedAsMissing()
    {
        await _events.DisposeAsync();
        await using var gateway = await GatewayHost.StartAsync([_identity, _events]);
        var document = JsonDocument.Parse(await gateway.Http.GetStringAsync("/openapi/v1.json")).RootElement;
        document.GetProperty("info").GetProperty("description").GetString()!.ShouldContain("events");
        document.GetProperty("paths").TryGetProperty("/api/v1/users/me", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task ThePageWorksOfflineUnderItsPolicy()
    {
        var page = await _gateway.Http.GetAsync("/docs/index.html");
        page.EnsureSuccessStatusCode();
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldNotContain("http");
        policy.ShouldNotContain("unsafe-eval");
        var html = await page.Content.ReadAsStringAsync();
        var links = Links().Matches(html).Select(match => match.Groups["link"].Value).ToArray();
        links.Length.ShouldBeGreaterThan(3);
        links.ShouldNotContain(link => link.Contains("//", StringComparison.Ordinal));
        foreach (var link in links)
        {
            (await _gateway.Http.GetAsync($"/docs/{link}")).IsSuccessStatusCode.ShouldBeTrue(link);
        }
        InlineScripts().Matches(html).ShouldBeEmpty("the policy forbids inline scripts");
        (await _gateway.Http.GetStringAsync("/docs/index.js")).ShouldContain("/openapi/v1.json");
    }

    private static string? ItemTypeOf(JsonElement document, string path)
    {
        var schema = document
            .GetProperty("paths")
            .GetProperty(path)
            .GetProperty("get")
            .GetProperty("responses")
            .GetProperty("200")
            .GetProperty("content")
            .GetProperty("application/json")
            .GetProperty("schema");
        var items = Resolve(document, schema).GetProperty("items");
        return Resolve(document, items).GetProperty("type").GetString();
    }

    private static JsonElement Resolve(JsonElement document, JsonElement reference) =>
        reference.GetProperty("$ref").GetString()!.Split('/')[1..].Aggregate(document, (node, name) => node.GetProperty(name));

    [GeneratedRegex("(?:src|href)=\"(?<link>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();

    [GeneratedRegex("<script[^>]*>\\s*[^<\\s]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InlineScripts();
}
