using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Community.Identity.Tests.Login;

/// <summary>Actions that a stolen session must not do need a proof of identity within ten minutes.</summary>
public sealed class ReauthenticationTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    public static TheoryData<string, string> Dangerous =>
        new()
        {
            { "DELETE", "/api/v1/users/me" },
            { "POST", "/api/v1/users/me/email" },
            { "POST", "/api/v1/users/me/phone" },
            { "POST", "/api/v1/users/me/second-factor" },
            { "POST", "/api/v1/users/me/second-factor/recovery-codes" },
            { "DELETE", "/api/v1/users/me/second-factor" },
            { "POST", "/api/v1/users/me/passkeys/options" },
        };

    [Theory]
    [MemberData(nameof(Dangerous))]
    public async Task AnOldProofIsNotEnough(string method, string path)
    {
        var person = await application.PersonAsync(password: Person.DefaultPassword);
        application.Clock.Advance(TimeSpan.FromMinutes(10.1));
        var refused = await SendAsync(person.Client, method, path).ShouldBeAsync(HttpStatusCode.Forbidden);
        refused["reason"]!.GetValue<string>().ShouldBe("reauthentication_required");
    }

    [Theory]
    [InlineData("POST", "/api/v1/users/{id}/suspend")]
    [InlineData("DELETE", "/api/v1/users/{id}/suspend")]
    [InlineData("POST", "/api/v1/auth/signing-keys/rotate")]
    public async Task AnOldProofIsNotEnoughForAnAdministrator(string method, string path)
    {
        var (admin, other) = (await application.PersonAsync(roles: ["attendee", "admin"]), await application.PersonAsync());
        application.Clock.Advance(TimeSpan.FromMinutes(10.1));
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            path.Replace("{id}", other.Id.ToString(), StringComparison.Ordinal)
        )
        {
            Content = JsonContent.Create(new { reason = "spam" }),
        };
        var refused = await admin.Client.SendAsync(request).ShouldBeAsync(HttpStatusCode.Forbidden);
        refused["reason"]!.GetValue<string>().ShouldBe("reauthentication_required");
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/users/me", HttpStatusCode.NoContent)]
    [InlineData("POST", "/api/v1/users/me/email", HttpStatusCode.Accepted)]
    public async Task TheLoginIsNoProofForErasureAndAddressesOfAnAccountWithAPassword(string method, string path, HttpStatusCode done)
    {
        var person = await application.PersonAsync(password: Person.DefaultPassword);
        var refused = await SendAsync(person.Client, method, path).ShouldBeAsync(HttpStatusCode.Forbidden);
        refused["reason"]!.GetValue<string>().ShouldBe("reauthentication_required");

        application.Clock.Advance(TimeSpan.FromSeconds(1));
        var renewed = await person
            .Client.PostAsJsonAsync("/api/v1/auth/reauthenticate", new { password = Person.DefaultPassword })
            .ShouldBeAsync(HttpStatusCode.OK);
        using var client = With(renewed);
        (await SendAsync(client, method, path)).StatusCode.ShouldBe(done);
    }

    [Fact]
    public async Task RolesAreGivenOnlyWithARecentProof()
    {
        var admin = await application.PersonAsync(roles: ["admin", "attendee"]);
        var person = await application.PersonAsync();
        var path = $"/api/v1/users/{person.Id}/roles";
        await admin.Client.PutAsJsonAsync(path, new { roles = new[] { "attendee" } }).ShouldBeAsync(HttpStatusCode.OK);
        application.Clock.Advance(TimeSpan.FromMinutes(10.1));
        var refused = await admin.Client.PutAsJsonAsync(path, new { roles = new[] { "attendee" } }).ShouldBeAsync(HttpStatusCode.Forbidden);
        refused["reason"]!.GetValue<string>().ShouldBe("reauthentication_required");
    }

    [Fact]
    public async Task ARefreshIsNoProof()
    {
        var person = await application.PersonAsync(password: Person.DefaultPassword);
        application.Clock.Advance(TimeSpan.FromMinutes(10.1));
        using var anonymous = application.Anonymous();
        var refreshed = await anonymous
            .PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = person.RefreshToken })
            .ShouldBeAsync(HttpStatusCode.OK);
        using var client = With(refreshed);
        await SendAsync(client, "DELETE", "/api/v1/users/me").ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task ThePasswordRenewsTheProofForTenMinutesAndOverRefreshes()
    {
        var person = await application.PersonAsync(password: Person.DefaultPassword);
        application.Clock.Advance(TimeSpan.FromMinutes(10.1));
        var renewed = await person
            .Client.PostAsJsonAsync("/api/v1/auth/reauthenticate", new { password = Person.DefaultPassword })
            .ShouldBeAsync(HttpStatusCode.OK);
        using var client = With(renewed);
        await SendAsync(client, "POST", "/api/v1/users/me/second-factor").ShouldBeAsync(HttpStatusCode.OK);

        using var anonymous = application.Anonymous();
        var refreshed = await anonymous
            .PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = person.RefreshToken })
            .ShouldBeAsync(HttpStatusCode.OK);
        using var later = With(refreshed);
        await SendAsync(later, "POST", "/api/v1/users/me/second-factor").ShouldBeAsync(HttpStatusCode.OK);
        application.Clock.Advance(TimeSpan.FromMinutes(10.1));
        await SendAsync(later, "POST", "/api/v1/users/me/second-factor").ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task AWrongPasswordRenewsNothingAndIsLimited()
    {
        using var stopped = application.Clock.Stop();
        var person = await application.PersonAsync(password: Person.DefaultPassword);
        HttpStatusCode last = default;
        for (var i = 0; i < 7 && last != HttpStatusCode.TooManyRequests; i++)
        {
            using var answer = await person.Client.PostAsJsonAsync("/api/v1/auth/reauthenticate", new { password = "a wrong password" });
            last = answer.StatusCode;
            last.ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.TooManyRequests);
        }

        last.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"password":"a","code":"123456"}""")]
    public async Task ExactlyOneProofIsSent(string body)
    {
        var person = await application.PersonAsync(password: Person.DefaultPassword);
        var refused = await person
            .Client.PostAsJsonAsync("/api/v1/auth/reauthenticate", JsonNode.Parse(body))
            .ShouldBeAsync(HttpStatusCode.BadRequest);
        refused["errors"]!["password"].ShouldNotBeNull();
    }

    private HttpClient With(JsonNode tokens)
    {
        var client = application.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens["access_token"]!.GetValue<string>());
        return client;
    }

    private Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path)
    {
        object? body =
            path.EndsWith("email", StringComparison.Ordinal) ? new { email = $"{application.NewName()}@example.org" }
            : path.EndsWith("phone", StringComparison.Ordinal) ? new { phone = "+971501234567" }
            : null;
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        return client.SendAsync(request);
    }
}
