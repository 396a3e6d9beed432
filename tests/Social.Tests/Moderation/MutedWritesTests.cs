using System.Net;
using System.Text;
using System.Text.Json;
using Community.Platform.Access.Authorization;
using Community.Social.Tests.Communities;
using Community.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Community.Social.Tests.Moderation;

/// <summary>
/// A user whom moderators muted reads, and writes nothing that others see. Each write of the service stands in exactly one of the two
/// lists: a new one must say which of the two it is.
/// </summary>
[Collection(nameof(SocialTests))]
public sealed class MutedWritesTests(SocialApplication app)
{
    private static readonly object NoBody = new();

    private static readonly Dictionary<string, object> Refused = new(StringComparer.Ordinal)
    {
        ["POST /communities"] = CommunityCalls.Draft(),
        ["PATCH /communities/{id}"] = new { name = "Louder" },
        ["DELETE /communities/{id}"] = NoBody,
        ["POST /communities/{id}/access/renew"] = NoBody,
        ["POST /communities/{id}/bans"] = new { user_id = "{user_id}" },
        ["DELETE /communities/{id}/bans/{user_id}"] = NoBody,
        ["POST /communities/{id}/invitations"] = new { user_ids = new[] { "{user_id}" } },
        ["DELETE /communities/{id}/invitations/{user_id}"] = NoBody,
        ["POST /communities/{id}/join"] = new { },
        ["POST /communities/{id}/links"] = new { },
        ["DELETE /communities/{id}/links/{link_id}"] = NoBody,
        ["DELETE /communities/{id}/members/{user_id}"] = NoBody,
        ["PATCH /communities/{id}/members/{user_id}"] = new { role = "moderator" },
        ["PUT /communities/{id}/picture"] = NoBody,
        ["DELETE /communities/{id}/picture"] = NoBody,
        ["POST /communities/{id}/reports/{case_id}/resolve"] = new { decision = "dismiss", note = "Nothing is wrong with it." },
        ["POST /communities/{id}/requests/{request_id}/accept"] = NoBody,
        ["POST /communities/{id}/requests/{request_id}/decline"] = NoBody,
        ["POST /communities/join-links/{code}"] = NoBody,
        ["POST /connections"] = new { user_id = "{user_id}" },
        ["POST /connections/{id}/accept"] = NoBody,
        ["POST /reports"] = new
        {
            content_type = "user",
            content_id = "{user_id}",
            reason = "spam",
        },
        ["PUT /users/{id}/follow"] = NoBody,
    };

    /// <summary>Calls that end or reduce something, protect the user, or are the user's way to be heard.</summary>
    private static readonly string[] Allowed =
    [
        "DELETE /blocks/{user_id}",
        "DELETE /communities/{id}/requests/{request_id}",
        "DELETE /connections/{id}",
        "DELETE /discover/suggestions/{user_id}",
        "DELETE /users/{id}/follow",
        "POST /communities/{id}/invitations/decline",
        "POST /communities/{id}/leave",
        "POST /communities/rules/preview",
        "POST /connections/{id}/decline",
        "POST /moderation/decisions/{id}/appeal",
        "PUT /blocks/{user_id}",
    ];

    [Fact]
    public void EachWriteIsRefusedOrAllowed() =>
        Writes().Order(StringComparer.Ordinal).ShouldBe(Refused.Keys.Concat(Allowed).Order(StringComparer.Ordinal));

    [Fact]
    public async Task EachRefusedWriteIsRefusedToTheMutedOwnerOfACommunity()
    {
        var people = await app.PeopleAsync(2);
        var (me, other) = (people[0], people[1]);
        var community = await app.FoundIdAsync(me);
        await app.JoinAsync(community, other);
        var connection = await Relations.RelationCalls.AskedAsync(app.HttpAs(other), me);
        await app.ExecuteAsync($"UPDATE people SET muted_until = now() + interval '1 day' WHERE id = {me}");

        foreach (var (call, body) in Refused)
        {
            var (method, pattern) = (call.Split(' ')[0], call.Split(' ')[1]);
            var path = Filled(
                pattern.StartsWith("/communities", StringComparison.Ordinal) ? community
                    : pattern.StartsWith("/connections", StringComparison.Ordinal) ? connection
                    : other,
                pattern
            );
            using var request = new HttpRequestMessage(new(method), "/api/v1" + path);
            if (pattern.EndsWith("/picture", StringComparison.Ordinal) && method == "PUT")
            {
                request.Content = new ByteArrayContent(CommunityPictureTests.Jpeg) { Headers = { ContentType = new("image/jpeg") } };
            }
            else if (body != NoBody)
            {
                request.Content = new StringContent(Filled(community, JsonSerializer.Serialize(body)), Encoding.UTF8, "application/json");
            }

            using var answer = await app.HttpAs(me).SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{call}: {text}");
            text.ShouldContain("\"reason\":\"muted\"", Case.Sensitive, call);
        }

        string Filled(Guid id, string text) =>
            text.Replace("{id}", $"{id}")
                .Replace("{user_id}", $"{other}")
                .Replace("{link_id}", $"{Guid.CreateVersion7()}")
                .Replace("{case_id}", $"{Guid.CreateVersion7()}")
                .Replace("{request_id}", $"{Guid.CreateVersion7()}")
                .Replace("{code}", "abcdefghijklmnop");
    }

    /// <summary>Moderators' calls need a role that a muted user does not have: their table is another.</summary>
    private IEnumerable<string> Writes() =>
        from endpoint in app.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let pattern = endpoint.RoutePattern.RawText!.TrimEnd('/').Replace(":guid", "")
        where pattern.StartsWith("/api/v1/", StringComparison.Ordinal)
        where endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().All(data => data.Policy is null or Policies.SignedIn)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        where !HttpMethods.IsGet(method)
        select $"{method} {pattern["/api/v1".Length..]}";
}
