using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Companion.Tests.Meaning;
using Community.Companion.Tests.People;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.Profiles;

[Collection(nameof(CompanionTests))]
public sealed class ProfileTests(CompanionApplication companion)
{
    private static readonly object Whole = new
    {
        skills = new[] { "first aid", "table tennis", "First Aid" },
        certifications = new[]
        {
            new
            {
                name = "Lifeguard",
                issuer = "Red Crescent",
                issued_on = "2025-03-01",
                expires_on = "2027-03-01",
                url = "https://example.org/c/1",
            },
        },
        awards = new[]
        {
            new
            {
                title = "Volunteer of the year",
                issuer = "City",
                awarded_on = "2025-12-05",
            },
        },
        projects = new[]
        {
            new
            {
                name = "Repair cafe",
                description = "A table and tools.",
                url = (string?)null,
                started_on = "2024-09-01",
                ended_on = (string?)null,
            },
        },
    };

    [Fact]
    public async Task WhatWasSaidIsShownToItsOwnerAndToOthers()
    {
        var (owner, other) = (await companion.PersonAsync(), await companion.PersonAsync());
        using var http = companion.HttpAs(owner);
        (await OwnAsync(owner)).GetProperty("skills").GetArrayLength().ShouldBe(0);

        var answer = await http.PutAsJsonAsync("/api/v1/profiles/me", Whole);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var own = await OwnAsync(owner);
        own.GetProperty("skills").EnumerateArray().Select(skill => skill.GetString()).ShouldBe(["first aid", "table tennis"]);
        own.GetProperty("certifications")[0].GetProperty("issued_on").GetString().ShouldBe("2025-03-01");
        own.GetProperty("awards")[0].GetProperty("title").GetString().ShouldBe("Volunteer of the year");
        own.GetProperty("projects")[0].GetProperty("ended_on").ValueKind.ShouldBe(JsonValueKind.Null);
        own.GetProperty("analysis").ValueKind.ShouldBe(JsonValueKind.Null);
        using var others = companion.HttpAs(other);
        var seen = await others.GetFromJsonAsync<JsonElement>($"/api/v1/profiles/{owner}");
        seen.GetProperty("skills").GetArrayLength().ShouldBe(2);
        seen.TryGetProperty("analysis", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task EachListIsReplacedByItself()
    {
        var owner = await companion.PersonAsync();
        using var http = companion.HttpAs(owner);
        (await http.PutAsJsonAsync("/api/v1/profiles/me", Whole)).EnsureSuccessStatusCode();

        (await http.PutAsJsonAsync("/api/v1/profiles/me/skills", new { skills = new[] { "chess" } })).EnsureSuccessStatusCode();
        (await http.PutAsJsonAsync("/api/v1/profiles/me/awards", new { awards = Array.Empty<object>() })).EnsureSuccessStatusCode();
        (
            await http.PutAsJsonAsync("/api/v1/profiles/me/certifications", new { certifications = new[] { new { name = "Pilot" } } })
        ).EnsureSuccessStatusCode();
        (
            await http.PutAsJsonAsync("/api/v1/profiles/me/projects", new { projects = new[] { new { name = "Kite" } } })
        ).EnsureSuccessStatusCode();

        var own = await OwnAsync(owner);
        own.GetProperty("skills")[0].GetString().ShouldBe("chess");
        own.GetProperty("awards").GetArrayLength().ShouldBe(0);
        own.GetProperty("certifications")[0].GetProperty("name").GetString().ShouldBe("Pilot");
        own.GetProperty("projects")[0].GetProperty("name").GetString().ShouldBe("Kite");
    }

    [Fact]
    public async Task ChangesAtOnceLeaveAllOfThem()
    {
        var owner = await companion.PersonAsync();
        using var http = companion.HttpAs(owner);

        var answers = await Task.WhenAll(
            http.PutAsJsonAsync("/api/v1/profiles/me/skills", new { skills = new[] { "chess" } }),
            http.PutAsJsonAsync("/api/v1/profiles/me/awards", new { awards = new[] { new { title = "Cup" } } }),
            http.PutAsJsonAsync("/api/v1/profiles/me/projects", new { projects = new[] { new { name = "Kite" } } }),
            http.PutAsJsonAsync("/api/v1/profiles/me/certifications", new { certifications = new[] { new { name = "Pilot" } } })
        );

        answers.ShouldAllBe(answer => answer.IsSuccessStatusCode);
        var own = await OwnAsync(owner);
        new[] { "skills", "awards", "projects", "certifications" }.ShouldAllBe(list => own.GetProperty(list).GetArrayLength() == 1);
    }

    [Fact]
    public async Task APersonIsFoundByTheirSkills()
    {
        var (owner, other) = (await companion.PersonAsync(), await companion.PersonAsync());
        using var http = companion.HttpAs(owner);

        (
            await http.PutAsJsonAsync("/api/v1/profiles/me/skills", new { skills = new[] { "glass blowing", "stained glass windows" } })
        ).EnsureSuccessStatusCode();

        await companion.UntilFoundAsync(other, "glassblower for windows", owner);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"skills":[""]}""")]
    [InlineData("""{"skills":[null]}""")]
    [InlineData("""{"skills":["a\nb"]}""")]
    [InlineData("""{"skills":["012345678901234567890123456789012345678901234567890123456789x"]}""")]
    [InlineData("""{"skills":"chess"}""")]
    public async Task SkillsThatCannotBeAre400(string body)
    {
        var owner = await companion.PersonAsync();

        (await PutAsync(owner, "skills", body)).ShouldBe(HttpStatusCode.BadRequest);

        (await OwnAsync(owner)).GetProperty("updated_at").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("certifications", """{"certifications":[{"name":"x","issued_on":"2025-03-02","expires_on":"2025-03-01"}]}""")]
    [InlineData("certifications", """{"certifications":[{"name":"x","url":"http://example.org"}]}""")]
    [InlineData("certifications", """{"certifications":[{"issuer":"x"}]}""")]
    [InlineData("awards", """{"awards":[{"title":" "}]}""")]
    [InlineData("projects", """{"projects":[{"name":"x","started_on":"2025-03-02","ended_on":"2025-03-01"}]}""")]
    [InlineData("projects", """{"projects":[{"name":"x","started_on":"2025-02-30"}]}""")]
    public async Task ListsThatCannotBeAre400(string list, string body) =>
        (await PutAsync(await companion.PersonAsync(), list, body)).ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task ThereAreLimits()
    {
        var owner = await companion.PersonAsync();
        (await PutAsync(owner, "skills", JsonSerializer.Serialize(new { skills = Enumerable.Range(0, 51).Select(i => $"s{i}") }))).ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await PutAsync(owner, "skills", JsonSerializer.Serialize(new { skills = Enumerable.Range(0, 50).Select(i => $"s{i}") }))).ShouldBe(
            HttpStatusCode.OK
        );
        (
            await PutAsync(
                owner,
                "awards",
                JsonSerializer.Serialize(new { awards = Enumerable.Range(0, 31).Select(i => new { title = $"a{i}" }) })
            )
        ).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AUserWhoIsNotVisibleHasNoProfile()
    {
        var (owner, blocker, suspended, erased) = (
            await companion.PersonAsync(),
            await companion.PersonAsync(),
            await companion.PersonAsync(),
            await companion.PersonAsync()
        );
        var guest = Users.Registered(Users.Profile(), isGuest: true);
        await companion.AddAsync(guest);
        await companion.PublishAsync(Found.Blocked(blocker, owner, Guid.CreateVersion7()), Users.Suspended(suspended, 2));
        await companion.EraseAsync(erased);
        using var http = companion.HttpAs(owner);

        foreach (var id in new[] { blocker, suspended, erased, guest.UserId, Guid.CreateVersion7() })
        {
            await Poll.UntilAsync(async () => (await http.GetAsync($"/api/v1/profiles/{id}")).StatusCode == HttpStatusCode.NotFound);
            (await http.GetStringAsync404Async($"/api/v1/profiles/{id}")).ShouldContain("There is no such person.");
        }

        using var blocking = companion.HttpAs(blocker);
        (await blocking.GetAsync($"/api/v1/profiles/{owner}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task GuestsHaveNoneAndAnAnonymousCallIs401()
    {
        var guest = Users.Registered(Users.Profile(), isGuest: true);
        await companion.AddAsync(guest);

        (await PutAsync(guest.UserId, "skills", """{"skills":["chess"]}""")).ShouldBe(HttpStatusCode.Forbidden);
        (await companion.Http().GetAsync("/api/v1/profiles/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AnErasureLeavesNothingOfIt()
    {
        var owner = await companion.PersonAsync();
        using var http = companion.HttpAs(owner);
        (await http.PutAsJsonAsync("/api/v1/profiles/me", Whole)).EnsureSuccessStatusCode();
        (await http.PostAsJsonAsync("/api/v1/profiles/me/analyze", new { consent = true })).EnsureSuccessStatusCode();

        await companion.EraseAsync(owner);

        (
            await companion.WithDbAsync(db =>
                db.Database.SqlQuery<int>(
                        $"""
                        SELECT (SELECT count(*) FROM profiles WHERE user_id = {owner})::int
                            + (SELECT count(*) FROM profile_analyses WHERE user_id = {owner})::int AS "Value"
                        """
                    )
                    .SingleAsync()
            )
        ).ShouldBe(0);
        (
            await companion.WithDbAsync(db =>
                db.Database.SqlQuery<string>($"""SELECT title || text AS "Value" FROM meaning_items WHERE id = {owner}""").SingleAsync()
            )
        ).ShouldBeEmpty();
    }

    private async Task<HttpStatusCode> PutAsync(Guid person, string list, string body)
    {
        using var http = companion.HttpAs(person);
        using var content = new StringContent(body, null, "application/json");
        return (await http.PutAsync($"/api/v1/profiles/me/{list}", content)).StatusCode;
    }

    private async Task<JsonElement> OwnAsync(Guid person)
    {
        using var http = companion.HttpAs(person);
        return await http.GetFromJsonAsync<JsonElement>("/api/v1/profiles/me");
    }
}

internal static class AnswerExtensions
{
    public static async Task<string> GetStringAsync404Async(this HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        return await answer.Content.ReadAsStringAsync();
    }
}
