using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Community.Identity.Tests.Profiles;

/// <summary>Many profiles at once, and profiles that are public on the web.</summary>
public sealed class PublicProfileTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task ManyProfilesComeInTheOrderOfTheirIds()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => application.PersonAsync()));
        var ids = people.Select(person => person.Id).Append(Guid.CreateVersion7()).Append(people[0].Id).ToArray();
        var found = await ManyAsync(people[0], ids);
        found.Select(one => one!["id"]!.GetValue<Guid>()).ShouldBe(people.Select(person => person.Id));
        found[1]!.AsObject().ContainsKey("email").ShouldBeFalse();
        found[1]!["username"]!.GetValue<string>().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task NoneAndMoreThanAHundredAreRefused()
    {
        var me = await application.PersonAsync();
        foreach (var count in new[] { 0, 101 })
        {
            var query = string.Join('&', Enumerable.Range(0, count).Select(_ => $"ids={Guid.CreateVersion7()}"));
            (await me.Client.GetAsync($"/api/v1/users/by-ids?{query}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        using var anonymous = application.Anonymous();
        (await anonymous.GetAsync($"/api/v1/users/by-ids?ids={me.Id}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AProfileIsReadWithoutATokenOnlyIfItsUserAllowsIt()
    {
        var me = await application.RegisterAsync(more: new { full_name = "Amal Haddad", age = 29 });
        using var anonymous = application.Anonymous();
        var name = (await me.Client.GetFromJsonAsync<JsonObject>("/api/v1/auth/me"))!["username"]!.GetValue<string>();
        string[] paths = [$"/api/v1/users/{me.Id}", $"/api/v1/users/by-username/{name}"];
        foreach (var path in paths)
        {
            (await anonymous.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        var changed = await me.Client.PatchAsJsonAsync("/api/v1/users/me", new { is_on_web = true });
        (await changed.Content.ReadFromJsonAsync<JsonObject>())!["is_on_web"]!.GetValue<bool>().ShouldBeTrue();
        foreach (var path in paths)
        {
            var shown = (await anonymous.GetFromJsonAsync<JsonObject>(path))!;
            shown["full_name"]!.GetValue<string>().ShouldBe("Amal Haddad");
            (shown["age"], shown["gender"], shown.ContainsKey("email")).ShouldBe((null, null, false));
        }

        await me.Client.PatchAsJsonAsync("/api/v1/users/me", new { is_on_web = false });
        (await anonymous.GetAsync(paths[0])).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<JsonArray> ManyAsync(Person person, Guid[] ids)
    {
        var answer = await person.Client.GetAsync($"/api/v1/users/by-ids?{string.Join('&', ids.Select(id => $"ids={id}"))}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!["items"]!.AsArray();
    }
}
