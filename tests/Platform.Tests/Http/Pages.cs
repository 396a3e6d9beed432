using System.Text.Json.Nodes;
using Community.Platform.Http.Pagination;

namespace Community.Platform.Tests.Http;

[Collection(nameof(SampleApp))]
public sealed class Pages(SampleApp app)
{
    private const string People = "/api/v1/people";

    [Theory]
    [InlineData("", 1, 3)]
    [InlineData("?page=3&limit=20", 3, 3)]
    [InlineData("?limit=100", 1, 1)]
    [InlineData("?page=2147483647&limit=100", 2147483647, 1)]
    public async Task SayWhichTheyAreAndHowManyThereAre(string query, int page, int pages)
    {
        var answer = await (await app.Client.GetAsync(People + query)).ShouldBeOkAsync();

        answer["total"]!.GetValue<int>().ShouldBe(41);
        answer["page"]!.GetValue<int>().ShouldBe(page);
        answer["pages"]!.GetValue<int>().ShouldBe(pages);
        answer["items"].ShouldBeOfType<JsonArray>().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("?page=0", "page: must be at least 1")]
    [InlineData("?page=-1&limit=0", "page: must be at least 1|limit: must be between 1 and 100")]
    [InlineData("?limit=101", "limit: must be between 1 and 100")]
    [InlineData("?page=two", "page: must be a whole number of at least 1")]
    [InlineData("?page=99999999999", "page: must be a whole number of at least 1")]
    [InlineData("?limit=many", "limit: must be a whole number from 1 to 100")]
    [InlineData("?page=", "page: must be a whole number of at least 1")]
    [InlineData("?mood=VeryGlad", "mood: must be one of calm, very_glad")]
    [InlineData("?mood=1", "mood: must be one of calm, very_glad")]
    [InlineData("?seen_after=2026-01-01", "seen_after: must be an RFC 3339 time with an offset, such as 2026-01-31T18:30:00Z")]
    [InlineData("?q=longer", "q: must be at most 5 characters long")]
    public async Task RefuseWhatIsOutOfRange(string query, string errors)
    {
        var response = await app.Client.GetAsync(People + query);

        string.Join('|', await response.ShouldBeInvalidAsync()).ShouldBe(errors);
    }

    [Fact]
    public async Task TakeChoicesAndTimesAsJsonWritesThem()
    {
        var answer = await (await app.Client.GetAsync(People + "?mood=very_glad&seen_after=2026-01-01T02:00:00%2B02:00")).ShouldBeOkAsync();

        answer["items"]![0]!["bio"]!.GetValue<string>().ShouldBe("VeryGlad 2026-01-01T00:00:00.0000000+00:00");
    }

    [Fact]
    public async Task OfATimelineFollowEachOtherByCursor()
    {
        var first = await (await app.Client.GetAsync(People + "/timeline?limit=2")).ShouldBeOkAsync();
        var second = await (await app.Client.GetAsync($"{People}/timeline?limit=2&cursor={first["next_cursor"]}")).ShouldBeOkAsync();

        Years(first).ShouldBe(["1971-01-01T00:00:00Z", "1972-01-01T00:00:00Z"]);
        Years(second).ShouldBe(["1973-01-01T00:00:00Z", "1974-01-01T00:00:00Z"]);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    [InlineData("not base64!")]
    [InlineData("")]
    public async Task RefuseACursorThatIsNotOurs(string cursor)
    {
        var response = await app.Client.GetAsync($"{People}/timeline?cursor={Uri.EscapeDataString(cursor)}");

        (await response.ShouldBeInvalidAsync()).ShouldBe(["cursor: must be the next_cursor of an earlier answer to the same call"]);
    }

    [Fact]
    public void RefuseACursorWithAnyCharacterChanged()
    {
        var cursor = Cursor.Encode(new Position(DateTimeOffset.UnixEpoch, Guid.Empty));
        Cursor.TryDecode<Position>(cursor, out _).ShouldBeTrue();

        for (var i = 0; i < cursor.Length - 1; i++)
        {
            var altered = cursor.Remove(i, 1).Insert(i, cursor[i] == 'A' ? "B" : "A");
            Cursor.TryDecode<Position>(altered, out _).ShouldBeFalse(altered);
        }
    }

    [Fact]
    public void EndWithoutACursor()
    {
        Cursor.Page([1, 2], new(Limit: 2), i => i).NextCursor.ShouldBeNull();
        Cursor.Page([1, 2, 3], new(Limit: 2), i => i).Items.ShouldBe([1, 2]);
    }

    private static string[] Years(JsonNode page) => [.. page["items"]!.AsArray().Select(item => item!["seen_at"]!.GetValue<string>())];
}
