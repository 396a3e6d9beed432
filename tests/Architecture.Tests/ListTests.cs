using System.Text.Json.Nodes;
using Community.Platform.Http.Pagination;

namespace Community.Architecture.Tests;

/// <summary>No list grows without bound: each has pages, a limit with a maximum, and a cursor, or it states here why it is short.</summary>
public sealed class ListTests(Applications applications)
{
    /// <summary>Lists without a cursor, and the constant that bounds them.</summary>
    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/companion/check-ins/moods"] = "one for each of the days asked for",
        ["GET /api/v1/companion/badges"] = "the badges that there are are in the code",
        ["GET /api/v1/companion/safety/counts"] = "24 months; sources, kinds and severities are in the code",
        ["GET /api/v1/auth/sessions"] = "the 100 last used",
        ["GET /api/v1/notifications/push/subscriptions"] = "at most 20 devices",
        ["GET /api/v1/auth/sign-ins"] = "SignInEndpoints.MaxShown",
        ["GET /api/v1/identity-badges"] = "are in the code",
        ["GET /api/v1/users/me/api-tokens"] = "ApiTokenStore.MaxTokens",
        ["GET /api/v1/bots"] = "BotStore.MostOfOwner",
        ["GET /api/v1/bots/{id}/tokens"] = "ApiTokenStore.MaxTokens",
        ["GET /api/v1/auth/providers"] = "are in the configuration",
        ["GET /api/v1/users/me/external-logins"] = "one of each provider in the configuration",
        ["GET /api/v1/users/me/passkeys"] = "PasskeyCeremonies.MaxPasskeys",
        ["GET /api/v1/messages/{id}/edits"] = "a message has at most 100 versions",
        ["GET /api/v1/attachments/links"] = "one for each of the ids asked for, at most 100",
        ["GET /api/v1/users/by-ids"] = "one for each of the ids asked for, at most 100",
        ["GET /api/v1/wallet/packs"] = "are in the configuration",
        ["GET /api/v1/boosts"] = "the offers are in the code",
        ["GET /api/v1/subscriptions/plans"] = "are in the configuration",
        ["GET /api/v1/discover/suggestions"] = "new ones each day, the best of them: at most limit",
    };

    /// <summary>The position of the next page: an opaque cursor, or the number of a message in its channel.</summary>
    private static readonly string[] Positions = ["cursor", "before_seq", "after_seq"];

    [Fact]
    public async Task EveryListIsPagedOrShort()
    {
        var lists = await ListsAsync();
        lists.Count.ShouldBeGreaterThan(40, "the descriptions were read");
        lists
            .Where(list => !list.IsPaged && !Short.ContainsKey(list.Name))
            .Select(list => list.Name)
            .ShouldBeEmpty("add cursor and limit, or a line to Short");
        Short
            .Keys.Except(lists.Where(list => !list.IsPaged).Select(list => list.Name))
            .ShouldBeEmpty("these lines of Short name no list that needs them");
    }

    private async Task<IReadOnlyList<(string Name, bool IsPaged)>> ListsAsync()
    {
        var lists = new List<(string, bool)>();
        foreach (var project in Repository.Services)
        {
            var document = JsonNode.Parse(await applications[project].OpenApiAsync())!;
            foreach (var (path, operations) in document["paths"]!.AsObject())
            {
                if (operations!["get"] is { } get && AnswerOf(get) is { } answer && IsList(document, answer))
                {
                    lists.Add(($"GET {path}", IsPaged(document, get)));
                }
            }
        }

        return lists;
    }

    private static JsonNode? AnswerOf(JsonNode operation) => operation["responses"]?["200"]?["content"]?["application/json"]?["schema"];

    private static bool IsList(JsonNode document, JsonNode schema) =>
        Resolved(document, schema) is var answer
        && (IsArray(answer) || (answer["properties"]?["items"] is { } items && IsArray(Resolved(document, items))));

    private static bool IsArray(JsonNode schema) =>
        schema["type"] is JsonArray types
            ? types.Any(type => type!.GetValue<string>() == "array")
            : schema["type"]?.GetValue<string>() == "array";

    private static bool IsPaged(JsonNode document, JsonNode operation)
    {
        var parameters = (operation["parameters"]?.AsArray() ?? [])
            .Select(parameter => Resolved(document, parameter!))
            .Where(parameter => parameter["in"]!.GetValue<string>() == "query")
            .ToDictionary(parameter => parameter["name"]!.GetValue<string>(), StringComparer.Ordinal);
        return Positions.Any(parameters.ContainsKey)
            && parameters.TryGetValue("limit", out var limit)
            && Resolved(document, limit["schema"]!)["maximum"] is { } most
            && most.GetValue<int>() <= PageQuery.MaxLimit;
    }

    private static JsonNode Resolved(JsonNode document, JsonNode node)
    {
        while (node["$ref"]?.GetValue<string>() is { } reference)
        {
            node = reference.Split('/').Skip(1).Aggregate(document, (at, part) => at[part]!);
        }

        return node;
    }
}
