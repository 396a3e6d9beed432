using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Community.Companion.Tests.People;

[Collection(nameof(CompanionTests))]
public sealed class SettingsTests(CompanionApplication companion)
{
    [Fact]
    public async Task WhatIsLeftOutStays()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        (await PutAsync(http, new { time_zone = "Asia/Dubai", country = "AE" })).ShouldBe(("Asia/Dubai", "AE", "old_enough"));
        (await PutAsync(http, new { country = "jordan" })).ShouldBe(("Asia/Dubai", "JO", "old_enough"));
        (await PutAsync(http, new { country = (string?)null })).ShouldBe(("Asia/Dubai", null, "old_enough"));
        Read(await http.GetFromJsonAsync<JsonElement>("/api/v1/companion/settings")).ShouldBe(("Asia/Dubai", null, "old_enough"));
    }

    [Fact]
    public async Task AnAgeOnceToldIsNotRaised()
    {
        using var http = companion.HttpAs(await companion.PersonAsync(age: null));
        Read(await http.GetFromJsonAsync<JsonElement>("/api/v1/companion/settings")).ShouldBe(("UTC", null, "unknown"));
        (await PutAsync(http, new { age = 40 })).ShouldBe(("UTC", null, "old_enough"));
        (await PutAsync(http, new { age = 12 })).ShouldBe(("UTC", null, "too_young"));

        using var raised = await http.PutAsJsonAsync("/api/v1/companion/settings", new { age = 13 });
        raised.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await raised.Content.ReadAsStringAsync()).ShouldContain("age_declared");
        Read(await http.GetFromJsonAsync<JsonElement>("/api/v1/companion/settings")).ShouldBe(("UTC", null, "too_young"));
    }

    [Theory]
    [InlineData("""{"time_zone":"Mars/Olympus"}""", "time_zone")]
    [InlineData("""{"time_zone":null}""", "time_zone")]
    [InlineData("""{"country":"Dubai"}""", "country")]
    [InlineData("""{"age":0}""", "age")]
    [InlineData("""{"age":121}""", "age")]
    [InlineData("""{"age":"old"}""", "age")]
    public async Task WhatCannotBeIsRefused(string body, string field)
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PutAsync(new Uri("/api/v1/companion/settings", UriKind.Relative), content);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task GuestsAndStrangersHaveNone()
    {
        var guest = Users.Registered(Users.Profile(), isGuest: true);
        await companion.AddAsync(guest);
        using var asGuest = companion.HttpAs(guest.UserId);
        using var refused = await asGuest.GetAsync(new Uri("/api/v1/companion/settings", UriKind.Relative));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("guest_account");

        using var asNobody = companion.HttpAs(Guid.CreateVersion7());
        (
            await (await asNobody.GetAsync(new Uri("/api/v1/companion/settings", UriKind.Relative))).Content.ReadAsStringAsync()
        ).ShouldContain("no_account");
        using var anonymous = companion.Http();
        (await anonymous.GetAsync(new Uri("/api/v1/companion/settings", UriKind.Relative))).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized
        );
    }

    [Fact]
    public async Task ANewlyRegisteredUserIsLoadedFromIdentity()
    {
        var id = Guid.CreateVersion7();
        companion.Identity.People.Add(new(id, 1, Users.Profile(), ["attendee"], false, false, null, false));
        using var http = companion.HttpAs(id);
        (await PutAsync(http, new { time_zone = "Africa/Cairo" })).ShouldBe(("Africa/Cairo", null, "old_enough"));
    }

    private static async Task<(string?, string?, string?)> PutAsync(HttpClient http, object change)
    {
        using var answer = await http.PutAsJsonAsync("/api/v1/companion/settings", change);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return Read(await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static (string?, string?, string?) Read(JsonElement settings) =>
        (
            settings.GetProperty("time_zone").GetString(),
            settings.GetProperty("country").GetString(),
            settings.GetProperty("age_status").GetString()
        );
}
