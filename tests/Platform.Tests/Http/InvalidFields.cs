using System.Text.Json;
using Community.Platform.Http.Json;

namespace Community.Platform.Tests.Http;

[Collection(nameof(SampleApp))]
public sealed class InvalidFields(SampleApp app)
{
    [Theory]
    [InlineData("""{"full_name":"A","age":12}""", "full_name: must be 2 to 30 characters long|age: must be between 13 and 120")]
    [InlineData("""{"full_name":"","age":20}""", "full_name: must not be empty|full_name: must be 2 to 30 characters long")]
    [InlineData("""{"full_name":"A\nb","age":20}""", "full_name: must be one line without control characters")]
    [InlineData(
        """{"full_name":"A\u202eb","age":20}""",
        "full_name: must close every mark of writing direction that it opens, and must not have U+202D or U+202E"
    )]
    [InlineData("""{"full_name":"Admin\u200b","age":20}""", "full_name: must not have invisible characters (U+200B)")]
    [InlineData("""{"full_name":"Ada","age":20,"interests":["a","b "," "]}""", "interests[2]: must not be empty")]
    [InlineData("""{"full_name":"Ada","age":20,"interests":["a",null]}""", "interests[1]: must not be null")]
    [InlineData("""{"full_name":"Ada","age":20,"interests":["a","b","c","d","e"]}""", "interests: must have at most 4 items")]
    [InlineData(
        """{"full_name":"Ada","age":20,"address":{"city":" ","country":"Atlantis"}}""",
        "address.city: must not be empty|address.country: must be a country such as DE, DEU or Germany"
    )]
    [InlineData("""{"full_name":"Ada","age":20,"website":"http://example.org"}""", "website: must be an https:// URL")]
    [InlineData(
        """{"full_name":"Ada","age":20,"website":"https://me:pw@example.org/"}""",
        "website: must be an https:// URL without a user name or password"
    )]
    [InlineData("""{"full_name":"Ada","age":20,"website":"https://example.org:444/"}""", "website: must be an https:// URL on example.org")]
    [InlineData("""{"full_name":"Ada","age":20,"website":"https://evilexample.org/"}""", "website: must be an https:// URL on example.org")]
    [InlineData("""{"full_name":"Ada","age":20,"website":"javascript:alert(1)"}""", "website: must be an https:// URL")]
    [InlineData("""{"full_name":"Ada","age":20,"website":"https://example.org/\"><script>"}""", "website: must be an https:// URL")]
    [InlineData("""{"full_name":"Ada","age":20,"role":"admin"}""", "role: must be one of guest, host")]
    [InlineData(
        """{"age":12,"mood":"glum","interests":["a",2],"address":{"city":" "},"website":"http://example.org","born_at":"then"}""",
        "mood: must be one of calm, very_glad|interests[1]: must be a string|born_at: must be an RFC 3339 time with an offset, such as 2026-01-31T18:30:00Z|full_name: is required|age: must be between 13 and 120|address.city: must not be empty|website: must be an https:// URL"
    )]
    [InlineData(
        """{"full_name":"A","age":"12","address":{"country":"Atlantis"}}""",
        "age: must be a whole number from 13 to 120|address.city: is required|full_name: must be 2 to 30 characters long|address.country: must be a country such as DE, DEU or Germany"
    )]
    public async Task AreNamedByTheirPathAllAtOnce(string json, string errors)
    {
        var response = await app.Client.SendJsonAsync(HttpMethod.Post, "/api/v1/people", json);

        string.Join('|', await response.ShouldBeInvalidAsync()).ShouldBe(errors);
    }

    [Theory]
    [InlineData("""{"full_name":"A","age":121}""", "full_name too_short 2 30|age too_large 13 120")]
    [InlineData("""{"full_name":null,"age":"12"}""", "full_name required|age not_a_number 13 120")]
    [InlineData("""{"full_name":"Ada","age":20,"mood":"glum","weight":"a"}""", "mood not_an_option|weight not_a_number")]
    [InlineData("""{"full_name":"Ada","age":20,"age":21,"born_at":"then"}""", "age duplicate|born_at invalid_time")]
    [InlineData("""{"full_name":"Ada","age":20,"interests":["a","b","c","d",""]}""", "interests too_many 4|interests[4] blank")]
    [InlineData("""{"full_name":"\u0000","age":20,"interests":{}}""", "full_name forbidden_characters|interests wrong_type")]
    public async Task HaveACodeWithItsNumbers(string json, string faults)
    {
        var response = await app.Client.SendJsonAsync(HttpMethod.Post, "/api/v1/people", json);

        string.Join('|', await response.FaultsAsync()).ShouldBe(faults);
    }

    [Theory]
    [InlineData("""{"id":"1","names":[]}""", "id read_only|names unknown_field")]
    [InlineData("""{"full_name":null}""", "full_name required")]
    public async Task OfAChangeHaveACode(string json, string faults)
    {
        var response = await app.Client.SendJsonAsync(HttpMethod.Patch, $"/api/v1/people/{PersonView.Example.Id}", json);

        string.Join('|', await response.FaultsAsync()).ShouldBe(faults);
    }

    [Fact]
    public async Task OfAQueryHaveACode() =>
        (await (await app.Client.GetAsync("/api/v1/people?mood=glum&seen_after=then&q=too-long")).FaultsAsync()).ShouldBe([
            "mood not_an_option",
            "seen_after invalid_time",
            "q too_long 5",
        ]);

    [Fact]
    public async Task OfTheQueryAndTheBodyAreToldTogether()
    {
        var response = await app.Client.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/people/spans?note=too-long",
            """{"from":"2026-01-02","to":"2026-01-01"}"""
        );

        (await response.ShouldBeInvalidAsync())
            .Order()
            .ShouldBe(["note: must be at most 5 characters long", "to: must not be before from"]);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1899-12-31T23:59:59Z")]
    [InlineData("2200-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    public async Task AreTimesOutsideTheRange(string time)
    {
        var body = await app.Client.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/people",
            $$"""{"full_name":"Ada","age":20,"born_at":"{{time}}"}"""
        );
        (await body.ShouldBeInvalidAsync()).ShouldBe(["born_at: must be between the years 1900 and 2199"]);

        var query = await app.Client.GetAsync("/api/v1/people?seen_after=" + time);
        (await query.ShouldBeInvalidAsync()).ShouldHaveSingleItem().ShouldStartWith("seen_after: must be");

        var date = await app.Client.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/people/spans",
            $$"""{"from":"2026-01-01","to":"{{time[..10]}}"}"""
        );
        (await date.ShouldBeInvalidAsync()).ShouldBe(["to: must be between the years 1900 and 2199"]);
    }

    [Theory]
    [InlineData("2,5")]
    [InlineData("1,000.5")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("%202.5")]
    public async Task AreNumbersOfAQueryThatJsonWouldNotTake(string number)
    {
        (await (await app.Client.GetAsync("/internal/troubles/near?lat=" + number)).ShouldBeInvalidAsync()).ShouldBe([
            "lat: must be a number",
        ]);
    }

    [Theory]
    [InlineData("2.5", "2.5")]
    [InlineData("-0.25e1", "-2.5")]
    [InlineData("7", "7")]
    public async Task AreNotNumbersAsJsonWritesThem(string number, string echoed)
    {
        (await app.Client.GetStringAsync("/internal/troubles/near?lat=" + number)).ShouldBe(echoed);
    }

    [Theory]
    [InlineData("calm,very_glad")]
    [InlineData("calm, calm")]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("")]
    public async Task AreEnumsInAnyOtherForm(string mood)
    {
        var response = await app.Client.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/people",
            $$"""{"full_name":"Ada","age":20,"mood":"{{mood}}"}"""
        );

        (await response.ShouldBeInvalidAsync()).ShouldBe(["mood: must be one of calm, very_glad"]);
    }

    [Fact]
    public async Task AreNotBlanksAroundAName()
    {
        var person = await app.Client.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/people",
            """{"full_name":" \tAda \u00a0","age":20,"interests":[" chess "],"address":{"city":"Bonn ","country":"DE "}}"""
        );

        (await person.ShouldBeOkAsync(System.Net.HttpStatusCode.Created))["full_name"]!.GetValue<string>().ShouldBe("Ada");
    }

    [Theory]
    [InlineData("DE", "DE")]
    [InlineData(" de ", "DE")]
    [InlineData("DEU", "DE")]
    [InlineData("Deutschland", "DE")]
    [InlineData("uk", "GB")]
    [InlineData("الإمارات العربية المتحدة", "AE")]
    public void AreNotCountriesByAnotherNameThanTheirCode(string written, string code)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ServiceJson.ConfigureForClients(options);

        JsonSerializer.Deserialize<Address>($$"""{"city":" Bonn","country":"{{written}}"}""", options).ShouldBe(new Address("Bonn", code));
    }

    [Fact]
    public async Task AreToldOfUpToABound()
    {
        var many = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"m{i}\":1"));
        var response = await app.Client.SendJsonAsync(
            HttpMethod.Patch,
            "/api/v1/people/0198c0de-0000-7000-8000-000000000001",
            $"{{{many}}}"
        );

        (await response.ShouldBeInvalidAsync()).Length.ShouldBe(50);
    }

    [Fact]
    public async Task MayBeARuleBetweenFields()
    {
        var response = await app.Client.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/people/spans",
            """{"from":"2026-01-02","to":"2026-01-01"}"""
        );

        (await response.ShouldBeInvalidAsync()).ShouldBe(["to: must not be before from"]);
    }

    [Theory]
    [InlineData(
        "?note=too-long",
        """{"from":"2026-01-02","to":"2026-01-01","days":"x"}""",
        "note: must be at most 5 characters long|days: must be a whole number from -2147483648 to 2147483647|to: must not be before from"
    )]
    [InlineData(
        "?note=too-long",
        """{"from":"then","to":"2026-01-01","days":5}""",
        "note: must be at most 5 characters long|from: must be a date such as 2026-01-31"
    )]
    [InlineData("", """{"to":"2026-01-01","days":5}""", "from: is required")]
    public async Task MayBeARuleBetweenTheFieldsThatCanBeRead(string query, string body, string errors)
    {
        var response = await app.Client.SendJsonAsync(HttpMethod.Post, "/api/v1/people/spans" + query, body);

        string.Join('|', await response.ShouldBeInvalidAsync()).ShouldBe(errors);
    }

    [Theory]
    [InlineData("", "id: is required|least: is required|most: is required")]
    [InlineData(
        "?id=7&least=2,5&most=x&at=now",
        "id: must be a UUID|least: must be a number|most: must be a number|at: must be an RFC 3339 time with an offset, such as 2026-01-31T18:30:00Z"
    )]
    [InlineData("?id=7&least=9&most=3", "id: must be a UUID|most: must not be less than least")]
    [InlineData("?id=7&least=500&most=3", "id: must be a UUID|least: must be between 0 and 100")]
    [InlineData("?id=0198c0de-0000-7000-8000-000000000001&least=9&most=3", "most: must not be less than least")]
    public async Task OfAQueryAreToldAllAtOnce(string query, string errors)
    {
        string.Join('|', await (await app.Client.GetAsync("/internal/troubles/between" + query)).ShouldBeInvalidAsync()).ShouldBe(errors);
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
