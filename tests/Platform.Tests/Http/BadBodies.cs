using System.Net;
using System.Text;

namespace Community.Platform.Tests.Http;

[Collection(nameof(SampleApp))]
public sealed class BadBodies(SampleApp app)
{
    private const string People = "/api/v1/people";

    [Theory]
    [InlineData("""{"age":30}""", "full_name: is required")]
    [InlineData("""{}""", "full_name: is required|age: is required")]
    [InlineData("""{"full_name":null,"age":30}""", "full_name: must not be null")]
    [InlineData("""{"full_name":7,"age":30}""", "full_name: must be a string")]
    [InlineData("""{"full_name":"Ada","age":"30"}""", "age: must be a whole number from 13 to 120")]
    [InlineData("""{"full_name":"Ada","age":30.5}""", "age: must be a whole number from 13 to 120")]
    [InlineData("""{"full_name":"Ada","age":99999999999}""", "age: must be a whole number from 13 to 120")]
    [InlineData("""{"full_name":"Ada","age":30,"full_name":"Eve"}""", "full_name: must appear only once")]
    [InlineData("""{"full_name":"Ada","age":30,"address":{"city":"X","city":"Y"}}""", "address.city: must appear only once")]
    [InlineData("""{"full_name":"Ada","age":30,"address":{}}""", "address.city: is required")]
    [InlineData("""{"full_name":"Ada","age":30,"address":{"city":null}}""", "address.city: must not be null")]
    [InlineData("""{"full_name":"Ada","age":30,"address":"home"}""", "address: has the wrong type or form")]
    [InlineData("""{"full_name":"Ada","age":30,"mood":1}""", "mood: must be one of calm, very_glad")]
    [InlineData("""{"full_name":"Ada","age":30,"mood":"1"}""", "mood: must be one of calm, very_glad")]
    [InlineData("""{"full_name":"Ada","age":30,"mood":"angry"}""", "mood: must be one of calm, very_glad")]
    [InlineData("""{"full_name":"Ada","age":30,"interests":"chess"}""", "interests: must be a list")]
    [InlineData("""{"full_name":"Ada","age":30,"interests":["a",2]}""", "interests[1]: must be a string")]
    [InlineData("""{"full_name":"A\u0000da","age":30}""", "full_name: must not contain the NUL character")]
    [InlineData("""{"full_name":"Ada \ud800","age":30}""", "full_name: must be valid Unicode text (no lone surrogates)")]
    [InlineData(
        """{"full_name":"Ada","age":30,"interests":["a","\udc00"]}""",
        "interests[1]: must be valid Unicode text (no lone surrogates)"
    )]
    [InlineData("""{"full_name":"Ada","age":30,"labels":{"a\u0000":"x"}}""", "labels.a\uFFFD: must not contain the NUL character")]
    [InlineData("""{"full_name":"Ada","age":30,"labels":{"a":"\u0000"}}""", "labels.a: must not contain the NUL character")]
    [InlineData("""{"full_name":"Ada","age":30,"weight":1e400}""", "weight: must be a number")]
    [InlineData("""{"full_name":"Ada","age":30,"weight":"NaN"}""", "weight: must be a number")]
    [InlineData(
        """{"full_name":"Ada","age":30,"born_at":"2000-01-01T00:00:00"}""",
        "born_at: must be an RFC 3339 time with an offset, such as 2026-01-31T18:30:00Z"
    )]
    [InlineData(
        """{"full_name":"Ada","age":30,"born_at":"0001-01-01T00:00:00+14:00"}""",
        "born_at: must be an RFC 3339 time with an offset, such as 2026-01-31T18:30:00Z"
    )]
    [InlineData(
        """{"full_name":"Ada","age":30,"born_at":1234}""",
        "born_at: must be an RFC 3339 time with an offset, such as 2026-01-31T18:30:00Z"
    )]
    public async Task NameTheFieldAndWhatItShouldBe(string json, string errors)
    {
        var response = await app.Client.SendJsonAsync(HttpMethod.Post, People, json);

        string.Join('|', await response.ShouldBeInvalidAsync()).ShouldBe(errors);
    }

    [Theory]
    [InlineData("", "A JSON body is needed.")]
    [InlineData("null", "A JSON body is needed.")]
    [InlineData("""{"full_name":""", "The body is not valid JSON (line 1, byte 14).")]
    [InlineData("{\"full_name\":\"Ada\",\n\"age\":30,}", "The body is not valid JSON (line 2, byte 10).")]
    [InlineData("""{"full_name":"Ada","age":30} // me""", "The body is not valid JSON (line 1, byte 30).")]
    [InlineData("""{"full_name":"Ada","age":30}{}""", "The body is not valid JSON (line 1, byte 29).")]
    [InlineData("""{"full_name":"Ada","age":NaN}""", "The body is not valid JSON (line 1, byte 26).")]
    [InlineData("\"Ada\"", "The body has the wrong type or form.")]
    [InlineData("[]", "The body has the wrong type or form.")]
    public async Task SayWhereTheJsonBreaks(string json, string detail)
    {
        var response = await app.Client.SendJsonAsync(HttpMethod.Post, People, json);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        problem["detail"]!.GetValue<string>().ShouldBe(detail);
    }

    [Fact]
    public async Task AreRefusedWhereAMissingOneIsFine()
    {
        (await (await app.Client.PostAsync("/internal/troubles/raw", null)).Content.ReadAsStringAsync()).ShouldBe("nobody");
        await (await app.Client.SendJsonAsync(HttpMethod.Post, "/internal/troubles/raw", "{")).ShouldBeProblemAsync(
            HttpStatusCode.BadRequest
        );
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("""{"full_name":"Ada","age":30,"unknown":""" + "[", "]}")]
    public async Task OfAMegabyteOfNestingAreRefusedAtTheLimit(string open, string close)
    {
        var body = new StringBuilder();
        while (body.Length < 1_000_000)
        {
            body.Append(body.Length == 0 || open.Length < 6 ? open : "[");
        }

        var response = await app.Client.SendJsonAsync(HttpMethod.Post, People, body.Append(close).ToString());

        (await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest))["detail"]!.GetValue<string>().Length.ShouldBeLessThan(200);
    }

    [Fact]
    public async Task OfInvalidUtf8AreRefused()
    {
        byte[] body = [.. "{\"full_name\":\"A"u8, 0xC3, 0x28, .. "\",\"age\":30}"u8];
        using var content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } };

        var response = await app.Client.PostAsync(People, content);

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task OfAnotherContentTypeAreRefused(string type)
    {
        var response = await app.Client.PostAsync(People, new StringContent("""{"full_name":"Ada","age":30}""", Encoding.UTF8, type));

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType);
        problem["detail"]!.GetValue<string>().ShouldContain("application/json");
    }

    [Fact]
    public async Task OfAnotherTypeOfFileNameTheTypesThatAreTaken()
    {
        using var content = new ByteArrayContent("<svg/>"u8.ToArray()) { Headers = { { "Content-Type", "image/svg+xml" } } };

        var response = await app.Client.PutAsync($"/internal/troubles/pictures/{Guid.CreateVersion7()}", content);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType);
        problem["detail"]!.GetValue<string>().ShouldBe("The body's Content-Type must be multipart/form-data or image/png or image/webp.");
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("utf-16")]
    [InlineData("no-such-charset")]
    public async Task InAnotherEncodingAreRefused(string charset)
    {
        using var content = new ByteArrayContent("""{"full_name":"Ada","age":30}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");

        var problem = await (await app.Client.PostAsync(People, content)).ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType);
        problem["detail"]!.GetValue<string>().ShouldContain("UTF-8");
    }

    [Theory]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/merge-patch+json")]
    public async Task InUtf8AreTaken(string type)
    {
        using var content = new ByteArrayContent("""{"full_name":"Ada","age":30}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        await (await app.Client.PostAsync(People, content)).ShouldBeOkAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task WithoutAContentTypeAreRefused()
    {
        var response = await app.Client.PostAsync(People, new ByteArrayContent("{}"u8.ToArray()));

        await response.ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OverTheLimitAreRefused(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, People)
        {
            Content = new StringContent(
                $$"""{"full_name":"{{new string('a', SampleApp.BodyLimit)}}","age":30}""",
                Encoding.UTF8,
                "application/json"
            ),
        };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = !chunked;

        var response = await app.Client.SendAsync(request);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        problem["detail"]!.GetValue<string>().ShouldBe($"The body may be at most {SampleApp.BodyLimit} bytes long.");
    }

    [Fact]
    public async Task CutShortAreRefused()
    {
        var answer = await app.RawAsync(
            Encoding.ASCII.GetBytes(
                $"POST {People} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            )
        );

        answer.ShouldStartWith("HTTP/1.1 400");
        answer.ShouldContain("application/problem+json");
    }

    [Fact]
    public async Task MayHoldUnknownMembers()
    {
        var response = await app.Client.SendJsonAsync(
            HttpMethod.Post,
            People,
            """{"full_name":"Zoë 👩‍👩‍👧","age":30,"unknown":{"a":[1]}}"""
        );

        var person = await response.ShouldBeOkAsync(HttpStatusCode.Created);
        person["full_name"]!.GetValue<string>().ShouldBe("Zoë 👩‍👩‍👧");
    }
}
