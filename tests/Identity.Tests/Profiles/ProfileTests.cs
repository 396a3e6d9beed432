using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;

namespace Community.Identity.Tests.Profiles;

public sealed class ProfileTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task AUserSeesTheirOwnAccount()
    {
        var person = await application.RegisterAsync(
            more: new
            {
                full_name = "Amal Haddad",
                age = 29,
                interests = new[] { "Hiking" },
            }
        );

        var me = await GetAsync(person, "/auth/me");

        me["id"]!.GetValue<Guid>().ShouldBe(person.Id);
        me["email"]!.GetValue<string>().ShouldBe(person.Email);
        me["full_name"]!.GetValue<string>().ShouldBe("Amal Haddad");
        me["interests"]!.AsArray().Select(i => i!.GetValue<string>()).ShouldBe(["hiking"]);
        me["last_login_at"].ShouldNotBeNull();
        (await GetAsync(person, "/users/me")).ToJsonString().ShouldBe(me.ToJsonString());
    }

    [Fact]
    public async Task ConcurrentCallersEachSeeTheirOwnAccount()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => application.PersonAsync()));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(async i => (Asked: people[i % 10], Me: await GetAsync(people[i % 10], "/auth/me")))
        );

        answers.ShouldAllBe(answer => answer.Me["id"]!.GetValue<Guid>() == answer.Asked.Id);
    }

    [Fact]
    public async Task APatchOfWhatIsNoPartOfTheProfileIsRefusedAndSaysHow()
    {
        var person = await application.PersonAsync();
        var answer = await person
            .Client.PatchAsJsonAsync(
                "/api/v1/users/me",
                new
                {
                    email = "new@example.org",
                    nickname = "A",
                    full_name = " Amal ",
                }
            )
            .ShouldBeAsync(HttpStatusCode.BadRequest);
        answer["errors"]!["email"]![0]!.GetValue<string>().ShouldContain("confirmed");
        answer["errors"]!["nickname"]![0]!.GetValue<string>().ShouldContain("full_name");
        (await GetAsync(person, "/auth/me"))["full_name"]?.GetValue<string>().ShouldNotBe("Amal");

        var changed = await person
            .Client.PatchAsJsonAsync("/api/v1/users/me", new { full_name = " Amal " })
            .ShouldBeAsync(HttpStatusCode.OK);
        changed["full_name"]!.GetValue<string>().ShouldBe("Amal");
    }

    [Fact]
    public async Task APatchChangesWhatItNamesAndAnnouncesTheProfile()
    {
        var person = await application.PersonAsync();
        var patched = await PatchAsync(
                person,
                """
                {"full_name":"Amal Haddad","bio":"I bake.\nAnd build.","location":"Marina","region":"Dubai","city":"Dubai","age":29,"gender":"female",
                 "interests":[" Baking ","ROBOTS","baking"],"identity_badge":"Calm Presence",
                 "linkedin_url":"https://www.linkedin.com/in/amal","github_url":"https://github.com/amal"}
                """
            )
            .ShouldBeAsync(HttpStatusCode.OK);

        patched["interests"]!.AsArray().Select(i => i!.GetValue<string>()).ShouldBe(["baking", "robots"]);
        patched["identity_badge"]!.GetValue<string>().ShouldBe("Calm Presence");
        (await GetAsync(person, "/auth/me")).ToJsonString().ShouldBe(patched.ToJsonString());
        var published = (await application.PublishedAsync<UserProfileUpdated>(person.Id)).ShouldHaveSingleItem();
        published.Version.ShouldBe(2);
        published.Profile.FullName.ShouldBe("Amal Haddad");
        published.Profile.Interests.ShouldBe(["baking", "robots"]);

        var cleared = await PatchAsync(person, """{"bio":null,"interests":null}""").ShouldBeAsync(HttpStatusCode.OK);
        cleared["bio"].ShouldBeNull();
        cleared["interests"]!.AsArray().Count.ShouldBe(0);
        cleared["full_name"]!.GetValue<string>().ShouldBe("Amal Haddad");
    }

    [Fact]
    public async Task APatchThatChangesNothingAnnouncesNothing()
    {
        var person = await application.PersonAsync();
        await PatchAsync(person, """{"city":"Dubai","interests":["tea"]}""").ShouldBeAsync(HttpStatusCode.OK);
        await PatchAsync(person, """{"city":"Dubai","interests":["TEA"]}""").ShouldBeAsync(HttpStatusCode.OK);
        await PatchAsync(person, "{}").ShouldBeAsync(HttpStatusCode.OK);

        (await application.PublishedAsync<UserProfileUpdated>(person.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task APatchGivesNoRoleOrVerification()
    {
        var person = await application.PersonAsync();
        var before = await GetAsync(person, "/auth/me");

        var refused = await PatchAsync(
                person,
                """
                {"id":"01890000-0000-7000-8000-000000000000","roles":["admin"],"role":"admin","email":"x@example.org","is_verified":true,
                 "email_verified_at":"2020-01-01T00:00:00Z","is_guest":true,"username":"admin","version":99,"referral_code":"AAAAAAAAAA"}
                """
            )
            .ShouldBeAsync(HttpStatusCode.BadRequest);

        refused["errors"]!.AsObject().Count.ShouldBe(10);
        (await GetAsync(person, "/auth/me")).ToJsonString().ShouldBe(before.ToJsonString());
    }

    [Theory]
    [InlineData("""{"age":12}""", "age")]
    [InlineData("""{"age":121}""", "age")]
    [InlineData("""{"age":"29"}""", "age")]
    [InlineData("""{"age":29.5}""", "age")]
    [InlineData("""{"identity_badge":"calm presence"}""", "identity_badge")]
    [InlineData("""{"identity_badge":"Emperor"}""", "identity_badge")]
    [InlineData("""{"linkedin_url":"http://linkedin.com/in/a"}""", "linkedin_url")]
    [InlineData("""{"linkedin_url":"https://linkedin.com/in/a\"><script>"}""", "linkedin_url")]
    [InlineData("""{"linkedin_url":"https://linkedin.com.evil.example/in/a"}""", "linkedin_url")]
    [InlineData("""{"github_url":"https://evil.example/github.com"}""", "github_url")]
    [InlineData("""{"github_url":"javascript:alert(1)"}""", "github_url")]
    [InlineData("""{"github_url":"https://github.com@evil.example/"}""", "github_url")]
    [InlineData("""{"full_name":""}""", "full_name")]
    [InlineData("""{"full_name":"a\nb"}""", "full_name")]
    [InlineData("""{"interests":"tea"}""", "interests")]
    [InlineData("""{"interests":["tea",""]}""", "interests[1]")]
    [InlineData("""{"interests":[null]}""", "interests[0]")]
    [InlineData("""{"interests":["\u200B"]}""", "interests[0]")]
    [InlineData("""{"interests":["tea","chess\u3164"]}""", "interests[1]")]
    [InlineData("""{"linkedin_url":"https://linkedin.com/in/\u202Ea"}""", "linkedin_url")]
    public async Task ABadValueIsRefusedAndNothingChanges(string body, string field)
    {
        var person = await application.PersonAsync();
        var before = await GetAsync(person, "/auth/me");

        var problem = await PatchAsync(person, $$"""{"city":"Elsewhere",{{body[1..]}}""").ShouldBeAsync(HttpStatusCode.BadRequest);

        problem["errors"]!.AsObject().Select(error => error.Key).ShouldContain(field);
        (await GetAsync(person, "/auth/me")).ToJsonString().ShouldBe(before.ToJsonString());
        (await application.PublishedAsync<UserProfileUpdated>(person.Id)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("full_name", 255)]
    [InlineData("bio", 2000)]
    [InlineData("location", 255)]
    [InlineData("region", 100)]
    [InlineData("city", 100)]
    [InlineData("gender", 50)]
    public async Task TextsHaveALimit(string field, int limit)
    {
        var person = await application.PersonAsync();
        await PatchAsync(person, $$"""{"{{field}}":"{{new string('x', limit)}}"}""").ShouldBeAsync(HttpStatusCode.OK);
        await PatchAsync(person, $$"""{"{{field}}":"{{new string('x', limit + 1)}}"}""").ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task InterestsHaveLimits()
    {
        var person = await application.PersonAsync();
        await PatchInterestsAsync(person, Enumerable.Range(0, 50).Select(i => $"{i:D50}")).ShouldBeAsync(HttpStatusCode.OK);
        await PatchInterestsAsync(person, Enumerable.Range(0, 51).Select(i => $"{i}")).ShouldBeAsync(HttpStatusCode.BadRequest);
        await PatchInterestsAsync(person, [new string('x', 51)]).ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task PatchesAtOnceLoseNothing()
    {
        var person = await application.PersonAsync();
        string[] bodies = ["""{"city":"A"}""", """{"region":"B"}""", """{"bio":"C"}""", """{"age":30}""", """{"gender":"D"}"""];

        var answers = await Task.WhenAll(bodies.Select(body => PatchAsync(person, body)));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        var me = await GetAsync(person, "/auth/me");
        (
            me["city"]!.GetValue<string>(),
            me["region"]!.GetValue<string>(),
            me["bio"]!.GetValue<string>(),
            me["age"]!.GetValue<int>(),
            me["gender"]!.GetValue<string>()
        ).ShouldBe(("A", "B", "C", 30, "D"));
        (await application.PublishedAsync<UserProfileUpdated>(person.Id)).Select(e => e.Version).ShouldBe([2, 3, 4, 5, 6]);
    }

    [Fact]
    public async Task OthersSeeThePublicProfileOnly()
    {
        var person = await application.PersonAsync(phone: "+971501112233");
        var other = await application.PersonAsync();

        var byId = await GetAsync(other, $"/users/{person.Id}");
        var byName = await GetAsync(other, $"/users/by-username/{person.Username.ToUpperInvariant()}");

        byId.ToJsonString().ShouldBe(byName.ToJsonString());
        byId["username"]!.GetValue<string>().ShouldBe(person.Username);
        foreach (var secret in (string[])["email", "phone", "last_login_at", "password_hash", "referral_code"])
        {
            byId.AsObject().ContainsKey(secret).ShouldBeFalse(secret);
        }

        byId.ToJsonString().ShouldNotContain("+971501112233");
    }

    [Fact]
    public async Task AnUnknownUserIsNotFound()
    {
        var person = await application.PersonAsync();
        await person.Client.GetAsync($"/api/v1/users/{Guid.CreateVersion7()}").ShouldBeAsync(HttpStatusCode.NotFound);
        await person.Client.GetAsync("/api/v1/users/by-username/nobody-of-this-name").ShouldBeAsync(HttpStatusCode.NotFound);
        await person.Client.GetAsync("/api/v1/users/by-username/%27%20OR%201=1").ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("GET", "/api/v1/auth/me")]
    [InlineData("GET", "/api/v1/users/me")]
    [InlineData("PATCH", "/api/v1/users/me")]
    [InlineData("PUT", "/api/v1/users/me/picture")]
    [InlineData("DELETE", "/api/v1/users/me/picture")]
    [InlineData("GET", "/api/v1/users/me/referral")]
    [InlineData("GET", "/api/v1/users/by-ids?ids=01890000-0000-7000-8000-000000000000")]
    public async Task StrangersAreNotLetIn(string method, string path)
    {
        using var stranger = application.Anonymous();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "PATCH")
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }
        else if (method is "PUT")
        {
            request.Content = new ByteArrayContent([]) { Headers = { ContentType = new("image/png") } };
        }

        await stranger.SendAsync(request).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task TheBadgesAreListedForAnonymousCallersToo()
    {
        using var stranger = application.Anonymous();
        var badges = await stranger.GetAsync("/api/v1/identity-badges").ShouldBeAsync(HttpStatusCode.OK);
        badges["items"]!.AsArray().Count.ShouldBe(10);
    }

    private static async Task<JsonNode> GetAsync(Person person, string path) =>
        await person.Client.GetAsync($"/api/v1{path}").ShouldBeAsync(HttpStatusCode.OK);

    private static Task<HttpResponseMessage> PatchAsync(Person person, string body) =>
        person.Client.PatchAsync("/api/v1/users/me", new StringContent(body, Encoding.UTF8, "application/json"));

    private static Task<HttpResponseMessage> PatchInterestsAsync(Person person, IEnumerable<string> interests) =>
        person.Client.PatchAsJsonAsync("/api/v1/users/me", new { interests });
}
