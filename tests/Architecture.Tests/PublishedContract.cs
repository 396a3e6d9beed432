using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Gateway;
using Community.Gateway.Docs;

namespace Community.Architecture.Tests;

/// <summary>The API's description as the gateway publishes it and as openapi/v1.json stores it.</summary>
internal static class PublishedContract
{
    public const string Path = "openapi/v1.json";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // Lists whose order has no meaning.
    private static readonly string[] Sets = ["required", "enum", "type"];

    /// <summary>The gateway's merge of the documents of all services.</summary>
    public static async Task<JsonObject> MakeAsync(Applications applications)
    {
        var merge = new OpenApiMerge();
        foreach (var service in Routes.Table.Select(row => row.Service).Distinct(StringComparer.Ordinal))
        {
            var project = Repository.Services.Single(file => Repository.NameOf(file) == service);
            merge.Add(service, JsonNode.Parse(await applications[project].OpenApiAsync())!.AsObject());
        }

        return merge.Build([], Reasons.All.Select(reason => reason.Word).Distinct(StringComparer.Ordinal));
    }

    public static JsonObject Committed() => JsonNode.Parse(Repository.Read(Path))!.AsObject();

    /// <summary>The committed form of the document: members in the order of their names, so that each difference is a change.</summary>
    public static string Write(JsonObject document) => Ordered(document, "")!.ToJsonString(Indented) + "\n";

    private static JsonNode? Ordered(JsonNode? node, string name) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(member => member.Key, StringComparer.Ordinal)
                    .Select(member =>
                        KeyValuePair.Create(
                            member.Key,
                            name is "example" or "examples" ? member.Value?.DeepClone() : Ordered(member.Value, member.Key)
                        )
                    )
            ),
            JsonArray items when Sets.Contains(name) && items.All(item => item?.GetValueKind() is JsonValueKind.String) => new JsonArray([
                .. items.Select(item => item!.GetValue<string>()).Order(StringComparer.Ordinal).Select(item => (JsonNode)item),
            ]),
            JsonArray items when name == "parameters" => new JsonArray([
                .. items.OrderBy(item => $"{item!["in"]} {item["name"]}", StringComparer.Ordinal).Select(item => Ordered(item, "")),
            ]),
            JsonArray items => new JsonArray([.. items.Select(item => Ordered(item, ""))]),
            _ => node?.DeepClone(),
        };
}
