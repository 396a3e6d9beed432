using System.Net;
using Community.Testing;

namespace Community.Social.Tests.Communities;

/// <summary>The owners who may sell memberships of a community.</summary>
[Collection(nameof(SocialTests))]
public sealed class SellingTests(SocialApplication app)
{
    [Fact]
    public async Task WithoutAVerifiedAddressNoCommunityBecomesPaid()
    {
        var owner = await UnverifiedAsync();
        var http = app.HttpAs(owner);
        await (await http.TryFoundAsync(CommunityCalls.Paid)).ShouldBeAsync(HttpStatusCode.Forbidden, "verification_required");

        var id = (await http.FoundAsync()).Id();
        await (await http.ChangeAsync(id, CommunityCalls.Paid)).ShouldBeAsync(HttpStatusCode.Forbidden, "verification_required");
        (await http.GetJsonAsync($"/communities/{id}")).Text("visibility").ShouldBe("public");

        Verify(owner);
        await (await http.ChangeAsync(id, CommunityCalls.Paid)).ShouldBeAsync(HttpStatusCode.OK);
        await http.FoundAsync(CommunityCalls.Paid);
    }

    [Fact]
    public async Task ACommunityThatWasPaidBeforeTheRuleKeepsItsPriceAndItsOtherFieldsMayChange()
    {
        var owner = await app.PersonAsync();
        var http = app.HttpAs(owner);
        var id = (await http.FoundAsync(CommunityCalls.Paid)).Id();
        app.Identity.Accounts[owner] = app.Identity.Accounts[owner] with { IsVerified = false };

        await (await http.ChangeAsync(id, ("name", "Sunset runners"))).ShouldBeAsync(HttpStatusCode.OK);
        await (await http.ChangeAsync(id, ("price_cents", 2500))).ShouldBeAsync(HttpStatusCode.Forbidden, "verification_required");
        await (await http.ChangeAsync(id, ("visibility", "public"))).ShouldBeAsync(HttpStatusCode.OK);
    }

    private async Task<Guid> UnverifiedAsync()
    {
        var person = await app.PersonAsync();
        app.Identity.Accounts[person] = app.Identity.Accounts[person] with { IsVerified = false };
        return person;
    }

    private void Verify(Guid person) => app.Identity.Accounts[person] = app.Identity.Accounts[person] with { IsVerified = true };
}
