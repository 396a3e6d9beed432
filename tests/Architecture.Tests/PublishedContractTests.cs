using System.Text.Json.Nodes;
using Community.Platform.Http.Idempotency;
using Microsoft.AspNetCore.Routing;

namespace Community.Architecture.Tests;

/// <summary>openapi/v1.json equals the document that the gateway publishes, and changes only in ways that old clients bear.</summary>
public sealed class PublishedContractTests(Applications applications)
{
    private const string Accept = "COMMUNITY_ACCEPT_BREAKING";

    [Fact, Trait("Writes", "docs")]
    public async Task TheCommittedContractIsThePublishedOne()
    {
        var made = await PublishedContract.MakeAsync(applications);
        if (File.Exists(Repository.InRoot(PublishedContract.Path)) && Environment.GetEnvironmentVariable(Accept) != "1")
        {
            var breaking = ContractChanges.Breaking(PublishedContract.Committed(), JsonNode.Parse(made.ToJsonString())!.AsObject());
            breaking.ShouldBeEmpty(
                "Clients that were written for openapi/v1.json would break. Keep what they use, or, if it is meant, "
                    + "accept it by ./community docs --accept-breaking and say so in CHANGELOG.md."
            );
        }

        Generated.ShouldBe(PublishedContract.Path, PublishedContract.Write(made));
    }

    [Fact]
    public async Task EveryOperationIsNamedOnceAndDescribed()
    {
        var document = await PublishedContract.MakeAsync(applications);
        var operations = OperationsOf(document).ToList();
        operations.Count.ShouldBeGreaterThan(250);
        operations
            .Where(operation =>
                new[] { "operationId", "summary" }.Any(name => string.IsNullOrWhiteSpace((string?)operation.Operation[name]))
            )
            .ShouldBeEmpty();
        operations
            .GroupBy(operation => (string?)operation.Operation["operationId"], StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .ShouldBeEmpty();
        var tags = document["tags"]!.AsArray().Select(tag => (string?)tag!["name"]).ToHashSet(StringComparer.Ordinal);
        operations
            .Where(operation =>
                operation.Operation["tags"] is not JsonArray { Count: > 0 } own || !own.All(tag => tags.Contains((string?)tag))
            )
            .ShouldBeEmpty();
        operations
            .SelectMany(operation =>
                operation.Operation["responses"]!
                    .AsObject()
                    .Where(answer => string.IsNullOrWhiteSpace((string?)answer.Value!["description"]))
                    .Select(answer => $"{operation.Name} {answer.Key}")
            )
            .ShouldBeEmpty();
    }

    /// <summary>
    /// A reason is a word of an enum. Texts that people write, codes that other services add to, and a reason that is an object are listed.
    /// </summary>
    [Fact]
    public void EveryReasonIsAnEnumOrAListedText()
    {
        string[] texts =
        [
            "BanRequest",
            "BanView",
            "CancelEventRequest",
            "LostFactorRequest",
            "RefundRequest",
            "SuggestionView",
            "SuspendRequest",
            "WebhookCancellationData",
            "WebhookMemberData",
            "WebhookOrderData",
            "WebhookRegistrationData",
        ];
        var schemas = PublishedContract.Committed()["components"]!["schemas"]!.AsObject();
        var reasons = schemas.Where(schema => schema.Value!["properties"]?["reason"] is not null).ToList();
        reasons.Count.ShouldBeGreaterThan(15);
        reasons
            .Where(schema => !IsEnum(schemas, schema.Value!["properties"]!["reason"]!))
            .Select(schema => schema.Key)
            .Order(StringComparer.Ordinal)
            .ShouldBe(texts);
    }

    private static bool IsEnum(JsonObject schemas, JsonNode schema) =>
        schema["enum"] is not null
        || ((string?)schema["$ref"] is { } reference && schemas[reference.Split('/')[^1]]?["enum"] is not null)
        || ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices && choices.Any(choice => IsEnum(schemas, choice!)));

    /// <summary>A client's generator makes "anything" of a member without a type. JsonElement is meant to be that.</summary>
    [Fact]
    public async Task EveryMemberOfASchemaHasAType()
    {
        var document = await PublishedContract.MakeAsync(applications);
        var members =
            from schema in document["components"]!["schemas"]!.AsObject()
            from member in schema.Value!["properties"]?.AsObject().ToArray() ?? []
            where IsUntyped(member.Value!.AsObject())
            select $"{schema.Key}.{member.Key}";
        members.ShouldBeEmpty();

        static bool IsUntyped(JsonObject schema) =>
            schema["type"] is { } type
                ? type.ToJsonString().Contains("\"array\"", StringComparison.Ordinal) && schema["items"] is null
                : !schema.ContainsKey("$ref") && !schema.ContainsKey("oneOf");
    }

    [Fact]
    public async Task EveryReasonIsAnEnumValueOfTheProblem()
    {
        var document = await PublishedContract.MakeAsync(applications);
        document["components"]!["schemas"]!["Problem"]!["properties"]!["reason"]!["enum"]!
            .AsArray()
            .Select(word => (string)word!)
            .ShouldBe(Reasons.All.Select(reason => reason.Word).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EveryPostThatTakesAnIdempotencyKeySaysSo()
    {
        var document = await PublishedContract.MakeAsync(applications);
        var described = OperationsOf(document)
            .Where(operation =>
                operation.Operation["parameters"] is JsonArray parameters
                && parameters.Any(parameter => (string?)parameter!["in"] == "header" && (string?)parameter["name"] == "Idempotency-Key")
            )
            .Select(operation => operation.Name);
        var taking = applications
            .Endpoints.Where(pair => pair.Endpoint.Metadata.GetMetadata<IdempotentAttribute>() is not null)
            .Where(pair => !pair.Endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("internal", StringComparison.Ordinal))
            .SelectMany(
                pair => pair.Endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods,
                (pair, method) => $"{method} {PathOf(pair.Endpoint)}"
            )
            .ToList();
        taking.Count.ShouldBeGreaterThan(30);
        described.Order(StringComparer.Ordinal).ShouldBe(taking.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    /// <summary>Each kind of change alone, to prove that the comparison sees it.</summary>
    [Theory]
    [InlineData("delete paths /things post", "POST /things: the operation is missing")]
    [InlineData("set paths /things post operationId \"other\"", "POST /things: the operationId was things_make and is other")]
    [InlineData("set paths /things post security [{\"bearer\":[]}]", "POST /things: a token is required now")]
    [InlineData("delete paths /things post parameters 0", "POST /things: the parameter page in query is missing")]
    [InlineData("set paths /things post parameters 0 required true", "POST /things: the parameter page in query is required now")]
    [InlineData("set paths /things post parameters 0 schema maximum 5", "POST /things: the parameter page in query: maximum is 5 now")]
    [InlineData("set paths /things post parameters 0 schema minimum 2", "POST /things: the parameter page in query: minimum is 2 now")]
    [InlineData(
        "set paths /things post parameters 0 schema type \"string\"",
        "POST /things: the parameter page in query: the type was integer and is string"
    )]
    [InlineData("delete paths /things post requestBody", "POST /things: it takes no body any more")]
    [InlineData("set paths /things post requestBody required true", "POST /things: the body is required now")]
    [InlineData("set components schemas NewThing required [\"name\",\"size\"]", "POST /things: the body: size is required now")]
    [InlineData("delete components schemas NewThing properties size", "POST /things: the body: size is missing")]
    [InlineData(
        "set components schemas NewThing properties size enum [\"large\"]",
        "POST /things: the body.size: small is not taken any more"
    )]
    [InlineData("set components schemas NewThing properties name pattern \"^a\"", "POST /things: the body.name: the pattern is ^a now")]
    [InlineData("set components schemas NewThing properties name maxLength 5", "POST /things: the body.name: maxLength is 5 now")]
    [InlineData(
        "set components schemas NewThing properties name type \"string\"",
        "POST /things: the body.name: the type was string|null and is string"
    )]
    [InlineData("delete components schemas Thing properties id", "POST /things: the answer 201: id is missing")]
    [InlineData("set components schemas Thing required []", "POST /things: the answer 201: id may be absent now")]
    [InlineData(
        "set components schemas Thing properties id type [\"string\",\"null\"]",
        "POST /things: the answer 201.id: the type was string and is string|null"
    )]
    [InlineData(
        "set components schemas Thing properties id format \"date\"",
        "POST /things: the answer 201.id: the format was uuid and is date"
    )]
    [InlineData(
        "set components schemas Part properties number type \"string\"",
        "POST /things: the answer 201.parts[].number: the type was integer and is string"
    )]
    [InlineData("delete components schemas Problem properties title", "POST /things: the answer 409: title is missing")]
    [InlineData("delete paths /things post responses 201", "POST /things: the answer 201 is missing")]
    public void AChangeThatBreaksClientsIsSeen(string change, string seen) =>
        ContractChanges.Breaking(Example(), Changed(change)).ShouldBe([seen]);

    [Theory]
    [InlineData("set paths /things get {\"operationId\":\"things_list\",\"responses\":{}}")]
    [InlineData("set paths /things post summary \"Other words\"")]
    [InlineData("set paths /things post parameters 0 schema maximum 500")]
    [InlineData("delete paths /things post parameters 0 schema maximum")]
    [InlineData("set components schemas NewThing properties colour {\"type\":\"string\"}")]
    [InlineData("set components schemas NewThing properties size enum [\"small\",\"large\",\"huge\"]")]
    [InlineData("set components schemas NewThing required []")]
    [InlineData("set components schemas Thing properties colour {\"type\":\"string\"}")]
    [InlineData("set components schemas Thing required [\"id\",\"parts\"]")]
    [InlineData("delete paths /things post responses 409")]
    [InlineData("set paths /things post responses 410 {\"description\":\"Gone.\"}")]
    public void AnAdditionIsNoBreach(string change) => ContractChanges.Breaking(Example(), Changed(change)).ShouldBeEmpty();

    private static IEnumerable<(string Name, JsonObject Operation)> OperationsOf(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select ($"{method.Key.ToUpperInvariant()} {path.Key.TrimEnd('/')}", method.Value!.AsObject());

    private static string PathOf(RouteEndpoint endpoint) =>
        "/"
        + string.Join(
            '/',
            endpoint.RoutePattern.PathSegments.Select(segment =>
                string.Concat(
                    segment.Parts.Select(part =>
                        part switch
                        {
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                            _ => "",
                        }
                    )
                )
            )
        );

    private static JsonObject Changed(string change)
    {
        var words = change.Split(' ');
        var isSet = words[0] == "set";
        var document = Example();
        JsonNode at = document;
        var last = words.Length - (isSet ? 2 : 1);
        // The value may have blanks itself: it begins where JSON does.
        if (isSet)
        {
            last = Array.FindIndex(words, word => word[0] is '"' or '[' or '{' || word is "true" or "5" or "2" or "500") - 1;
        }

        foreach (var step in words[1..last])
        {
            at = at is JsonArray items ? items[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!;
        }

        if (isSet)
        {
            at[words[last]] = JsonNode.Parse(string.Join(' ', words[(last + 1)..]));
        }
        else if (at is JsonArray items)
        {
            items.RemoveAt(int.Parse(words[last], System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            at.AsObject().Remove(words[last]).ShouldBeTrue(change);
        }

        return document;
    }

    private static JsonObject Example() =>
        JsonNode
            .Parse(
                """
                {
                  "paths": { "/things": { "post": {
                    "operationId": "things_make", "summary": "Makes a thing",
                    "parameters": [{ "name": "page", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 100 } }],
                    "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/NewThing" } } } },
                    "responses": {
                      "201": { "description": "Made.", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } },
                      "409": { "description": "There is one.", "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } }
                    }
                  } } },
                  "components": { "schemas": {
                    "NewThing": { "type": "object", "required": ["name"], "properties": {
                      "name": { "type": ["string", "null"], "maxLength": 20 }, "size": { "type": "string", "enum": ["small", "large"] } } },
                    "Thing": { "type": "object", "required": ["id"], "properties": {
                      "id": { "type": "string", "format": "uuid" },
                      "parts": { "type": "array", "items": { "$ref": "#/components/schemas/Part" } } } },
                    "Problem": { "type": "object", "required": ["title"], "properties": { "title": { "type": "string" } } },
                    "Part": { "type": "object", "properties": { "number": { "type": "integer" }, "whole": { "$ref": "#/components/schemas/Thing" } } }
                  } }
                }
                """
            )!
            .AsObject();
}
