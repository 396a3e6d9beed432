using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Gateway.Headers;
using Community.Gateway.Proxying;
using Community.Platform.Access.Authorization;
using Microsoft.Net.Http.Headers;

namespace Community.Gateway.Bootstrap;

/// <summary>A part of the answer: a service's answer to a GET of the same caller.</summary>
/// <param name="Name">The member of the answer.</param>
/// <param name="Service">The service that is asked.</param>
/// <param name="Path">The path without its query.</param>
/// <param name="Query">The query, or empty.</param>
/// <param name="Description">Its description in the OpenAPI document.</param>
internal sealed record Part(string Name, string Service, string Path, string Query, string Description);

/// <summary>
/// <c>GET /me/bootstrap</c>: all that a client shows first, in one request. The gateway asks the services at the same time, each with the
/// caller's own token, and puts their answers side by side. It is composed here because no service may call another in the path of a
/// request, and a service that kept a copy of all of it would answer with older values than the services themselves. A part whose service
/// does not answer is null and is named in <c>missing</c>: the others are of use without it.
/// </summary>
internal static class BootstrapEndpoint
{
    public const string Path = $"{Routes.Api}/me/bootstrap";

    /// <summary>A part that takes longer is missing; the client asks for it alone.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Headers of the request that the services see too.</summary>
    private static readonly string[] Passed = [HeaderNames.Authorization, HeaderNames.AcceptLanguage, HeaderNames.TraceParent];

    /// <summary>The parts; the first one decides whether there is an answer.</summary>
    public static readonly Part[] Parts =
    [
        new("me", "identity", $"{Routes.Api}/auth/me", "", "The caller's account."),
        new("communities", "social", $"{Routes.Api}/communities/mine", "?limit=100", "The caller's communities, the last joined first."),
        new("unread", "messaging", $"{Routes.Api}/messages/unread", "", "Unread messages."),
        new("conversations", "messaging", $"{Routes.Api}/direct", "?limit=20", "The last conversations."),
        new("notifications", "messaging", $"{Routes.Api}/notifications/unread-count", "", "How many notifications are unread."),
        new("events", "events", $"{Routes.Api}/events/mine", "?upcoming=true&limit=20", "The caller's next events."),
        new("wallet", "payments", $"{Routes.Api}/wallet", "", "The caller's credits."),
        new("subscription", "payments", $"{Routes.Api}/subscriptions/me", "", "The caller's plan."),
    ];

    public static void MapBootstrap(this WebApplication app) =>
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], AnswerAsync).RequireSignedIn();

    private static async Task AnswerAsync(HttpContext context, ServiceMap services, ServiceClient client)
    {
        var answers = await Task.WhenAll(Parts.Select(part => AskAsync(part, context, services, client)));
        try
        {
            // An account that was deleted or suspended gets that answer, not an empty one.
            if (answers[0] is { StatusCode: System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden } refused)
            {
                context.Response.StatusCode = (int)refused.StatusCode;
                context.Response.ContentType = refused.Content.Headers.ContentType?.ToString();
                await refused.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
                return;
            }

            context.Response.ContentType = "application/json; charset=utf-8";
            await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
            json.WriteStartObject();
            var missing = new List<string>();
            foreach (var (part, answer) in Parts.Zip(answers))
            {
                json.WritePropertyName(part.Name);
                if (answer is { IsSuccessStatusCode: true })
                {
                    json.WriteRawValue(await answer.Content.ReadAsByteArrayAsync(context.RequestAborted));
                }
                else
                {
                    json.WriteNullValue();
                    missing.Add(part.Name);
                }
            }

            json.WriteStartArray("missing");
            missing.ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteEndObject();
            await json.FlushAsync(context.RequestAborted);
        }
        finally
        {
            foreach (var answer in answers)
            {
                answer?.Dispose();
            }
        }
    }

    private static async Task<HttpResponseMessage?> AskAsync(Part part, HttpContext context, ServiceMap services, ServiceClient client)
    {
        if (!services.Contains(part.Service) || services[part.Service].Pick() is not { } instance)
        {
            return null;
        }

        using var inFlight = instance.Enter();
        try
        {
            return await client.GetAsync(instance, part.Path + part.Query, Limit, context.RequestAborted, Pass);
        }
        catch (Exception failed)
            when (failed is HttpRequestException or SocketException
                || (failed is OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
            )
        {
            return null;
        }

        void Pass(HttpRequestMessage request)
        {
            foreach (var name in Passed)
            {
                if (context.Request.Headers.TryGetValue(name, out var values))
                {
                    request.Headers.TryAddWithoutValidation(name, [.. values]);
                }
            }

            request.Headers.TryAddWithoutValidation(RequestId.Header, context.TraceIdentifier);
        }
    }

    /// <summary>The operation for the merged document, from the operations of its parts.</summary>
    /// <param name="paths">The paths of the services' documents.</param>
    /// <param name="schemas">Gets the schema of the answer.</param>
    public static void Describe(JsonObject paths, JsonObject schemas)
    {
        if (OperationOf(paths, Parts[0])?["responses"] is not JsonObject answers)
        {
            return;
        }

        var (members, example) = (new JsonObject(), new JsonObject());
        foreach (var part in Parts)
        {
            var answer = OperationOf(paths, part)?["responses"]?["200"]?["content"]?["application/json"];
            members[part.Name] = new JsonObject
            {
                ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, answer?["schema"]?.DeepClone() ?? new JsonObject()),
                ["description"] = $"{part.Description} As GET {part.Path}{part.Query} answers; null: it is in missing.",
            };
            example[part.Name] = answer?["example"]?.DeepClone();
        }

        members["missing"] = new JsonObject
        {
            ["type"] = "array",
            ["items"] = new JsonObject { ["type"] = "string" },
            ["description"] = "Parts whose service did not answer in time. Ask for them alone.",
        };
        example["missing"] = new JsonArray();
        schemas["BootstrapView"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "All that a client shows first.",
            ["required"] = new JsonArray([.. members.Select(member => (JsonNode)member.Key)]),
            ["properties"] = members,
        };

        var own = (JsonObject)answers.DeepClone();
        own.Remove("304");
        own["200"] = new JsonObject
        {
            ["description"] = "OK",
            ["content"] = new JsonObject
            {
                ["application/json"] = new JsonObject
                {
                    ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/BootstrapView" },
                    ["example"] = example,
                },
            },
        };
        paths[Path] = new JsonObject
        {
            ["get"] = new JsonObject
            {
                ["tags"] = new JsonArray("identity"),
                ["summary"] = "Reads all that a client shows first",
                ["description"] =
                    "The same answers as those of its parts, read at the same time. A part whose service does not answer within 3 seconds is null"
                    + " and is named in missing.",
                ["operationId"] = "me_bootstrap",
                ["responses"] = own,
                ["security"] = OperationOf(paths, Parts[0])?["security"]?.DeepClone(),
            },
        };
    }

    private static JsonNode? OperationOf(JsonObject paths, Part part) => paths[part.Path]?["get"];
}
