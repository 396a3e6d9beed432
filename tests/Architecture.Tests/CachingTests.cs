using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Community.Platform.Http.Caching;
using Microsoft.AspNetCore.Routing;

namespace Community.Architecture.Tests;

/// <summary>Every GET of the API has an ETag, or a written reason why no cache stores its answer.</summary>
public sealed partial class CachingTests(Applications applications)
{
    /// <summary>Answers that are not JSON, and their identification.</summary>
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/users/{id}/picture"] = "a stored object has an ETag, and its address a version",
        ["GET /api/v1/communities/{id}/picture"] = "a stored object has an ETag, and its address a version",
        ["GET /api/v1/events/{id}/image"] = "a stored object has an ETag, and its address a version",
        ["GET /api/v1/events/{id}/photos/{photo_id}"] = "a stored object has an ETag, and its address a version",
        ["GET /api/v1/attachments/{id}"] = "a stored object has an ETag",
        ["GET /api/v1/attachments/{id}/content"] = "a stored object has an ETag",
        ["GET /api/v1/events/{id}/calendar.ics"] = "calendar programs ask again by themselves; it is short and says no-cache",
    };

    [Fact]
    public async Task EveryGetHasAnETagOrAReason()
    {
        var reasons = applications
            .Endpoints.SelectMany(pair =>
                from method in pair.Endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
                where method == "GET"
                let reason = pair.Endpoint.Metadata.GetMetadata<NotStoredAttribute>()?.Reason
                where reason is not null
                select (Name: $"GET /{Constraint().Replace(pair.Endpoint.RoutePattern.RawText!, "}").Trim('/')}", reason)
            )
            .ToDictionary(pair => pair.Name, pair => pair.reason, StringComparer.Ordinal);
        reasons.Values.ShouldAllBe(reason => reason.Length >= 10);

        var (tagged, bare) = (0, new List<string>());
        foreach (var project in Repository.Services)
        {
            foreach (var (path, operations) in JsonNode.Parse(await applications[project].OpenApiAsync())!["paths"]!.AsObject())
            {
                if (operations!["get"] is not { } get)
                {
                    continue;
                }

                var (name, isTagged) = ($"GET {path}", get["responses"]?["304"] is not null);
                tagged += isTagged ? 1 : 0;
                if (isTagged ? reasons.ContainsKey(name) || Own.ContainsKey(name) : !reasons.ContainsKey(name) && !Own.ContainsKey(name))
                {
                    bare.Add(name);
                }
            }
        }

        tagged.ShouldBeGreaterThan(60, "the descriptions were read");
        bare.ShouldBeEmpty("let the answer be JSON, say NotStored(reason) at the endpoint, or add a line to Own");
    }

    [GeneratedRegex(@":[^}]+\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Constraint();
}
