using Community.Sdk.Models;

namespace Community.SdkDotnet.Tests;

public sealed class ListTests
{
    private static readonly Guid Id = Guid.CreateVersion7();

    [Fact]
    public async Task ACursorLeadsThroughThePages()
    {
        using var network = new Script(
            Script.Json("""{"items":[{"name":"a"},{"name":"b"}],"next_cursor":"c 1","page":1,"pages":9}"""),
            Script.Json("""{"items":[{"name":"c"}],"next_cursor":null,"page":1,"pages":9}""")
        );
        var names = await network.Client().Events.Upcoming(new() { Limit = 2 }).Select(one => one.Name).ToListAsync();
        names.ShouldBe(["a", "b", "c"]);
        network
            .Sent.Select(sent => sent.PathAndQuery)
            .ShouldBe(["/api/v1/events/upcoming?limit=2", "/api/v1/events/upcoming?limit=2&cursor=c%201"]);
    }

    [Fact]
    public async Task PageNumbersDo()
    {
        using var network = new Script(
            Script.Json("""{"items":[{}],"page":1,"pages":2}"""),
            Script.Json("""{"items":[{}],"page":2,"pages":2}""")
        );
        (await network.Client().Events.Upcoming().PagesAsync().CountAsync()).ShouldBe(2);
        network.Sent[1].PathAndQuery.ShouldBe("/api/v1/events/upcoming?page=2");
    }

    [Fact]
    public async Task MessagesComeTheNewestFirst()
    {
        using var network = new Script(
            Script.Json("""{"items":[{"seq":3},{"seq":4}],"last_seq":4,"next_cursor":"3"}"""),
            Script.Json("""{"items":[{"seq":1},{"seq":2}],"last_seq":4,"next_cursor":null}""")
        );
        (await network.Client().Threads.Messages(Id).Select(one => one.Seq).ToListAsync()).ShouldBe([4, 3, 2, 1]);
        network.Sent[1].PathAndQuery.ShouldEndWith("?before_seq=3");
    }

    [Fact]
    public async Task OrTheOldestAfterANumber()
    {
        using var network = new Script(
            Script.Json("""{"items":[{"seq":3},{"seq":4}],"last_seq":5,"next_cursor":"4"}"""),
            Script.Json("""{"items":[{"seq":5}],"last_seq":5,"next_cursor":null}""")
        );
        (await network.Client().Threads.Messages(Id, new() { AfterSeq = 2 }).Select(one => one.Seq).ToListAsync()).ShouldBe([3, 4, 5]);
        network.Sent[1].PathAndQuery.ShouldEndWith("?after_seq=4");
    }

    [Fact]
    public async Task APageIsReadWhenItIsAskedFor()
    {
        using var network = new Script(Script.Json("""{"items":[{"name":"a"}],"next_cursor":"more","page":1,"pages":2}"""));
        var list = network.Client().Events.Upcoming();
        network.Sent.ShouldBeEmpty();
        (await list.FirstAsync()).Name.ShouldBe("a");
        (await list.FirstPageAsync()).Items.Count.ShouldBe(1);
        network.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AQueryHasListsTimesAndWords()
    {
        using var network = new Script(Script.Json("""{"items":[],"page":1,"pages":0}"""));
        await network
            .Client()
            .Events.List(
                new()
                {
                    Interest = ["tea", "chess & go"],
                    StartAfter = new DateTimeOffset(2026, 12, 3, 17, 0, 0, TimeSpan.FromHours(2)),
                    Price = EventsListPrice.Free,
                }
            )
            .FirstPageAsync();
        var query = network.Sent[0].PathAndQuery;
        query.ShouldContain("interest=tea&interest=chess%20%26%20go");
        query.ShouldContain("start_after=2026-12-03T15%3A00%3A00Z");
        query.ShouldContain("price=free");
    }
}
