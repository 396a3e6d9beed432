namespace Community.Platform.Tests.Http;

[Collection(nameof(SampleApp))]
public sealed class InvalidFields(SampleApp app)
{
    [Theory]
    [InlineData("""{"full_name":"A","age":12}""", "full_name: must be 2 to 30 characters long|age: must be between 13 and 120")]
    [InlineData("""{"full_name":"","age":20}""", "full_name: must not be empty or have spaces at its ends|full_name: must be 2 to 30 characters long")]
    [InlineData("""{"full_name":"A\nb","age":20}""", "full_name: must be one line without control characters")]
    [InlineData("""{"full_name":"A\u202eb","age":20}""", "full_name: must close every mark of writing direction that it opens, and must not have U+202D or U+202E")]
    [InlineData("""{"full_name":"Admin\u200b","age":20}""", "full_name: must not have characters that are not seen (U+200B)")]
    [InlineData("""{"full_name":"Ada","age":20,"interests":["a","b "," "]}""", "interests[1]: must not be empty or have spaces at its ends|interests[2]: must not be empty or have spaces at its ends")]
    [InlineData("""{"full_name":"Ada","age":20,"interests":["a",null]}""", "interests[1]: must not be null")]
    [InlineData("""{"full_name":"Ada","age":20,"interests":["a","b","c","d","e"]}""", "interests: must have at most 4 characters or items")]
    [InlineData("""{"full_name":"Ada","age":20,"address":{"city":" ","country":"Germany"}}""", "address.city: must not be empty or have spaces at its ends|address.country: must be an ISO 3166-1 country code such as DE")]
    [InlineData("""{"full_name":"Ada","age":20,"website":"http://example.org"}""", "website: must be an https:// URL")]
    [InlineData("""{"full_name":"Ada","age":20,"website":"https://me:pw@example.org/"}""", "website: must be an https:// URL")]
    [InlineData("""{"full_name":"Ada","age":20,"website":"https://evilexample.org/"}""", "website: must be an https:// URL on example.org")]
    [InlineData("""{"full_name":"Ada","age":20,"website":"javascript:alert(1)"}""", "website: must be an https:// URL")]
    public async Task AreNamedByTheirPathAllAtOnce(string json, string errors)
    {
        var response = await app.Client.SendJsonAsync(HttpMethod.Post, "/api/v1/people", json);

        string.Join('|', await response.ShouldBeInvalidAsync()).ShouldBe(errors);
    }

    [Fact]
    public async Task MayBeARuleBetweenFields()
    {
        var response = await app.Client.SendJsonAsync(HttpMethod.Post, "/api/v1/people/spans", """{"from":"2026-01-02","to":"2026-01-01"}""");

        (await response.ShouldBeInvalidAsync()).ShouldBe(["to: must not be before from"]);
    }

    [Fact]
    public async Task AreNoneWhereAllIsRight()
    {
        var json = """
            {"full_name":"Ada","age":20,"mood":"very_glad","interests":["chess"],"address":{"city":"Bonn","country":"DE"},
            "website":"https://www.example.org/ada","born_at":"2006-01-01T00:00:00+01:00","weight":61.5,"labels":{"Some Key":"kept"}}
            """;

        await (await app.Client.SendJsonAsync(HttpMethod.Post, "/api/v1/people", json)).ShouldBeOkAsync(System.Net.HttpStatusCode.Created);
    }
}
