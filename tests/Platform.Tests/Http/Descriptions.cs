using System.Net;
using System.Text.Json.Nodes;
using Community.Testing;

namespace Community.Platform.Tests.Http;

[Collection(nameof(SampleApp))]
public sealed class Descriptions(SampleApp app)
{
    [Fact]
    public async Task KeepTheRules() => OpenApiRules.Check(await app.Client.GetStringAsync("/openapi/v1.json")).ShouldBeEmpty();

    [Fact]
    public async Task BreakTheRulesWhereAnythingIsTakenAway()
    {
        string[] paths =
        [
            "summary",
            "operationId",
            "tags",
            "requestBody.content.application/json.example",
            "responses.201",
            "responses.400",
            "responses.413",
            "responses.201.content.application/json.example",
            "responses.409.content.application/problem+json.example",
            "responses.503",
            "responses.201.description",
        ];
        foreach (var path in paths)
        {
            var document = await DocumentAsync();
            JsonNode node = document["paths"]!["/api/v1/people"]!["post"]!;
            var steps = path.Split('.');
            foreach (var step in steps[..^1])
            {
                node = node[step]!;
            }

            node.AsObject().Remove(steps[^1]).ShouldBeTrue(path);
            OpenApiRules.Check(document.ToJsonString()).ShouldHaveSingleItem(path).ShouldStartWith("POST /api/v1/people: ");
        }
    }

    [Fact]
    public async Task TakeTheirWordsFromTheComments()
    {
        var create = (await DocumentAsync())["paths"]!["/api/v1/people"]!["post"]!;

        create["summary"]!.GetValue<string>().ShouldBe("Adds a person");
        create["description"]!.GetValue<string>().ShouldBe("The name need not be unique.");
        create["operationId"]!.GetValue<string>().ShouldBe("sample_create");
        create["responses"]!
            .AsObject()
            .Select(r => r.Key)
            .ShouldBe(["201", "400", "409", "413", "415", "429", "500", "503"], ignoreOrder: true);
    }

    [Fact]
    public async Task AskForATokenOnlyWhereOneIsNeeded()
    {
        var paths = (await DocumentAsync())["paths"]!;

        paths["/api/v1/guarded"]!["get"]!["security"]![0]!["bearer"].ShouldNotBeNull();
        paths["/api/v1/guarded"]!["get"]!["responses"]!["401"].ShouldNotBeNull();
        paths["/api/v1/people"]!["get"]!["security"].ShouldBeNull();
        paths["/api/v1/people"]!["get"]!["responses"]!["401"].ShouldBeNull();
    }

    [Fact]
    public async Task ShowTypesAsTheyAreOnTheWire()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;
        var create = schemas["CreatePerson"]!["properties"]!;
        var change = schemas["ChangePerson"]!;

        create["full_name"]!
            .ToJsonString()
            .ShouldBe("""{"maxLength":30,"minLength":2,"type":"string","description":"The name to show."}""");
        create["interests"]!["items"]!["type"]!.GetValue<string>().ShouldBe("string");
        create["labels"]!["additionalProperties"]!["type"]!.GetValue<string>().ShouldBe("string");
        create["born_at"]!["format"]!.GetValue<string>().ShouldBe("date-time");
        create["weight"]!["type"]!.ToJsonString().ShouldBe("""["null","number"]""");
        schemas["CreatePerson"]!["required"]!.ToJsonString().ShouldBe("""["full_name","age"]""");
        schemas["Mood"]!["enum"]!.ToJsonString().ShouldBe("""["calm","very_glad"]""");
        schemas["Mood"]!["type"]!.GetValue<string>().ShouldBe("string");
        change["required"].ShouldBeNull();
        change["properties"]!["age"]!["type"]!.GetValue<string>().ShouldBe("integer");
        change["properties"]!["bio"]!["type"]!.ToJsonString().ShouldBe("""["null","string"]""");
        schemas["QueryTime"].ShouldBeNull();
    }

    [Fact]
    public async Task LeaveOutWhatIsTheFleetsOwn()
    {
        var paths = (await DocumentAsync())["paths"]!.AsObject();

        paths.ShouldNotContain(path => path.Key.StartsWith("/internal", StringComparison.Ordinal));
        (await app.Client.GetAsync("/internal/troubles/pay")).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
    }

    private async Task<JsonObject> DocumentAsync() => JsonNode.Parse(await app.Client.GetStringAsync("/openapi/v1.json"))!.AsObject();
}
