using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Social.Tests.Membership;
using Community.Testing;

namespace Community.Social.Tests.Communities;

/// <summary>The house rules of a community: Markdown and safe HTML, shown wherever a user may join.</summary>
[Collection(nameof(SocialTests))]
public sealed class HouseRulesTests(SocialApplication app)
{
    private const string Written = "- Be **kind**\n- <script>alert(1)</script>\n- [no](javascript:alert(1))";

    [Fact]
    public async Task TheyAreShownAsWrittenAndAsSafeHtmlInAllViews()
    {
        var (owner, other) = (await app.PersonAsync(), await app.PersonAsync());
        var name = $"Ruled {Guid.CreateVersion7():N}";
        var founded = await app.HttpAs(owner).FoundAsync(("name", name), ("rules", Written));

        founded.Text("rules").ShouldBe(Written);
        var html = founded.Text("rules_html").ShouldNotBeNull();
        html.ShouldContain("<li>Be <strong>kind</strong></li>");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("javascript:");
        var shown = await app.HttpAs(other).GetJsonAsync($"/communities/{founded.Id()}");
        (shown.Text("rules"), shown.Text("rules_html")).ShouldBe((Written, html));
        var listed = (await app.HttpAs(other).GetJsonAsync($"/communities?q={name}")).GetProperty("items")[0];
        (listed.Text("rules"), listed.Text("rules_html")).ShouldBe((Written, html));
    }

    [Fact]
    public async Task OnlyOwnersChangeThemAndNullTakesThemAway()
    {
        var (owner, member) = (await app.PersonAsync(), await app.PersonAsync());
        var id = await app.FoundIdAsync(owner, ("rules", "Old."));
        await app.JoinAsync(id, member, "moderator");

        using (var refused = await app.HttpAs(member).ChangeAsync(id, ("rules", "Mine.")))
        {
            await refused.ShouldBeAsync(HttpStatusCode.Forbidden);
        }

        using (var refused = await app.HttpAs(owner).ChangeAsync(id, ("rules", new string('x', 5_001))))
        {
            await refused.ShouldBeAsync(HttpStatusCode.BadRequest);
        }

        using (var refused = await app.HttpAs(owner).ChangeAsync(id, ("rules_html", "<p>Old.</p>")))
        {
            await refused.ShouldBeAsync(HttpStatusCode.BadRequest);
        }

        using (var other = await app.HttpAs(owner).ChangeAsync(id, ("name", "Renamed")))
        {
            (await other.ShouldBeAsync(HttpStatusCode.OK)).Text("rules").ShouldBe("Old.");
        }

        using (var changed = await app.HttpAs(owner).ChangeAsync(id, ("rules", "New.\nSecond.")))
        {
            (await changed.ShouldBeAsync(HttpStatusCode.OK)).Text("rules_html").ShouldBe("<p>New.<br />\nSecond.</p>");
        }

        using var cleared = await app.HttpAs(owner).ChangeAsync(id, ("rules", null));
        var view = await cleared.ShouldBeAsync(HttpStatusCode.OK);
        (view.Text("rules"), view.Text("rules_html")).ShouldBe((null, null));
    }

    [Fact]
    public async Task LinksAndInvitationsShowThemToUsersWhoAreNotYetMembers()
    {
        var (owner, other) = (await app.PersonAsync(), await app.PersonAsync());
        var id = await app.FoundIdAsync(owner, ("visibility", "private"), ("rules", "Wait for the last."));
        var code = await app.LinkAsync(owner, id, new { });

        var linked = await app.AskAsync(HttpStatusCode.OK, other, HttpMethod.Get, $"join-links/{code}");

        linked.GetProperty("community").Text("rules_html").ShouldBe("<p>Wait for the last.</p>");
        await app.AskAsync(HttpStatusCode.NoContent, owner, HttpMethod.Post, $"{id}/invitations", new { user_ids = new[] { other } });
        var invited = await app.AskAsync(HttpStatusCode.OK, other, HttpMethod.Get, "invitations/mine");
        invited.GetProperty("items")[0].GetProperty("community").Text("rules_html").ShouldBe("<p>Wait for the last.</p>");
    }

    [Fact]
    public async Task APreviewIsWhatWillBeShown()
    {
        using var anonymous = await app.Http().PostAsJsonAsync("/api/v1/communities/rules/preview", new { rules = Written });
        anonymous.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var http = app.HttpAs(await app.PersonAsync());
        var founded = await http.FoundAsync(("rules", Written));

        using var answer = await http.PostAsJsonAsync("/api/v1/communities/rules/preview", new { rules = Written });

        (await answer.ShouldBeAsync(HttpStatusCode.OK)).Text("rules_html").ShouldBe(founded.Text("rules_html"));
        using var tooLong = await http.PostAsJsonAsync("/api/v1/communities/rules/preview", new { rules = new string('x', 5_001) });
        tooLong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task TheirOwnersTakeThemAlongInTheirExport()
    {
        var owner = await app.PersonAsync();
        await app.FoundIdAsync(owner, ("rules", "Be kind."));

        var export = await app.HttpAsFleet().GetFromJsonAsync<JsonObject>($"/internal/people/{owner}/export");

        export!["communities_founded"]![0]!["rules"]!.GetValue<string>().ShouldBe("Be kind.");
    }
}
