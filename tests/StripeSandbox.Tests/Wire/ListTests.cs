using System.Net;
using Community.StripeSandbox.Tests.Harness;

namespace Community.StripeSandbox.Tests.Wire;

/// <summary>Lists in a separate sandbox, so that they contain only the objects of the test.</summary>
public sealed class ListTests(OwnSandbox sandbox) : IClassFixture<OwnSandbox>, IAsyncLifetime
{
    private readonly SandboxProcess _api = sandbox.Process;

    public ValueTask InitializeAsync() => sandbox.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task PagesGoBothWaysWithoutGaps()
    {
        List<string> ids = [];
        for (var i = 0; i < 7; i++)
        {
            ids.Insert(0, (await _api.PostAsync("/v1/customers", ("email", i % 2 == 0 ? "even@b.test" : "odd@b.test"))).Ok().Id);
        }

        var first = (await _api.GetAsync("/v1/customers?limit=3")).Ok();
        Ids(first).ShouldBe(ids[..3]);
        first["has_more"]!.GetValue<bool>().ShouldBeTrue();
        first["url"]!.GetValue<string>().ShouldBe("/v1/customers");
        first["object"]!.GetValue<string>().ShouldBe("list");
        Ids((await _api.GetAsync($"/v1/customers?limit=3&starting_after={ids[2]}")).Ok()).ShouldBe(ids[3..6]);
        var last = (await _api.GetAsync($"/v1/customers?limit=3&starting_after={ids[5]}")).Ok();
        Ids(last).ShouldBe(ids[6..]);
        last["has_more"]!.GetValue<bool>().ShouldBeFalse();
        var before = (await _api.GetAsync($"/v1/customers?limit=3&ending_before={ids[6]}")).Ok();
        Ids(before).ShouldBe(ids[3..6]);
        before["has_more"]!.GetValue<bool>().ShouldBeTrue();
        Ids((await _api.GetAsync($"/v1/customers?ending_before={ids[2]}")).Ok()).ShouldBe(ids[..2]);
        Ids((await _api.GetAsync($"/v1/customers?email=odd@b.test&limit=1&starting_after={ids[1]}")).Ok()).ShouldBe([ids[3]]);
    }

    [Fact]
    public async Task CreatedBoundsAreHeld()
    {
        var customer = (await _api.PostAsync("/v1/customers", ("email", "a@b.test"))).Ok();
        var at = customer["created"]!.GetValue<long>();
        foreach (
            var (bound, found) in new[]
            {
                ($"[gte]={at}", true),
                ($"[gt]={at}", false),
                ($"[lte]={at}", true),
                ($"[lt]={at}", false),
                ($"={at}", true),
                ($"={at - 1}", false),
            }
        )
        {
            (await _api.GetAsync($"/v1/customers?created{bound}")).Ok().Data.Count.ShouldBe(found ? 1 : 0, bound);
        }
    }

    [Theory]
    [InlineData("limit=0", "parameter_invalid_integer", "limit")]
    [InlineData("limit=101", "parameter_invalid_integer", "limit")]
    [InlineData("limit=x", "parameter_invalid_integer", "limit")]
    [InlineData("starting_after=cus_none", "resource_missing", "starting_after")]
    [InlineData("starting_after=a&ending_before=b", null, null)]
    public async Task ImpossiblePagesAreRefused(string query, string? code, string? param) =>
        (await _api.GetAsync("/v1/customers?" + query)).ShouldFail(HttpStatusCode.BadRequest, "invalid_request_error", code, param);

    private static IEnumerable<string> Ids(Answer page) => page.Data.Select(one => (string)one["id"]!);
}
