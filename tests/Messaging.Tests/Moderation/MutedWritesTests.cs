using System.Net;
using Community.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Community.Messaging.Tests.Moderation;

/// <summary>
/// A user whom moderators muted reads, and writes nothing that others see. Each write of the service stands in exactly one of the two
/// lists: a new one must say which of the two it is.
/// </summary>
[Collection(nameof(MessagingTests))]
public sealed class MutedWritesTests(MessagingApplication app)
{
    private static readonly object NoBody = new();

    private static readonly Dictionary<string, object> Refused = new(StringComparer.Ordinal)
    {
        ["POST /attachments"] = NoBody,
        ["PATCH /attachments/{id}"] = new { alt = "A text." },
        ["POST /attachments/uploads"] = NoBody,
        ["PATCH /attachments/uploads/{id}"] = NoBody,
        ["POST /communities/{id}/threads"] = new { title = "New" },
        ["POST /direct/{user_id}/messages"] = new { content = "hello" },
        ["POST /events/{id}/chat/messages"] = new { content = "hello" },
        ["PATCH /messages/{id}"] = new { content = "changed" },
        ["PUT /messages/{id}/reactions/{emoji}"] = NoBody,
        ["PATCH /threads/{id}"] = new { title = "Other" },
        ["POST /threads/{id}/messages"] = new { content = "hello" },
    };

    /// <summary>Calls that change the user's own view, take something back, or keep order without a text.</summary>
    private static readonly string[] Allowed =
    [
        "DELETE /attachments/uploads/{id}",
        "DELETE /messages/{id}",
        "DELETE /messages/{id}/reactions/{emoji}",
        "DELETE /notifications/push/subscriptions",
        "DELETE /notifications/push/subscriptions/{id}",
        "DELETE /threads/{id}",
        "DELETE /threads/{id}/lock",
        "DELETE /threads/{id}/pin",
        "DELETE /webhooks/{id}",
        "OPTIONS /attachments/uploads",
        "OPTIONS /attachments/uploads/{id}",
        "PATCH /notifications/read",
        "PATCH /webhooks/{id}",
        "POST /messages/{id}/unread",
        "POST /webhooks",
        "POST /webhooks/{id}/deliveries/{delivery_id}/redeliver",
        "POST /webhooks/{id}/ping",
        "POST /webhooks/{id}/rotate-secret",
        "PUT /channels/{id}/preferences",
        "PUT /channels/{id}/read",
        "PUT /notifications/preferences",
        "PUT /notifications/push/subscriptions",
        "PUT /threads/{id}/lock",
        "PUT /threads/{id}/pin",
    ];

    [Fact]
    public void EachWriteIsRefusedOrAllowed() =>
        Writes().Order(StringComparer.Ordinal).ShouldBe(Refused.Keys.Concat(Allowed).Order(StringComparer.Ordinal));

    [Fact]
    public async Task EachRefusedWriteIsRefusedToTheMutedWithTheirOwnThreads()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("public", me, other);
        var thread = await app.ThreadAsync(community, me);
        var message = (await app.SayAsync(thread, me, "hello")).Id();
        var happening = await app.EventAsync(me, me, other);
        await app.MuteAsync(me);

        foreach (var (call, body) in Refused)
        {
            var (method, pattern) = (call.Split(' ')[0], call.Split(' ')[1]);
            var id =
                pattern.StartsWith("/communities", StringComparison.Ordinal) ? community
                : pattern.StartsWith("/messages", StringComparison.Ordinal) ? message
                : pattern.StartsWith("/events", StringComparison.Ordinal) ? happening
                : thread;
            var path = pattern.Replace("{id}", $"{id}").Replace("{user_id}", $"{other}").Replace("{emoji}", "👍");
            using var answer =
                pattern == "/attachments" ? await app.HttpAs(me).PostAsync("/api/v1/attachments?name=a.txt", new StringContent("hello"))
                : pattern == "/attachments/uploads/{id}"
                    ? await app.HttpAs(me)
                        .PatchAsync(
                            $"/api/v1{path}",
                            new StringContent("hello", new System.Net.Http.Headers.MediaTypeHeaderValue("application/offset+octet-stream"))
                        )
                : await app.HttpAs(me).SendAsync(method, path, body == NoBody ? null : body);
            var problem = await answer.ShouldBeAsync(HttpStatusCode.Forbidden);
            problem.GetProperty("reason").GetString().ShouldBe("muted", call);
        }
    }

    private IEnumerable<string> Writes() =>
        from endpoint in app.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let pattern = endpoint.RoutePattern.RawText!.TrimEnd('/').Replace(":guid", "")
        where pattern.StartsWith("/api/v1/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        where !HttpMethods.IsGet(method)
        select $"{method} {pattern["/api/v1".Length..]}";
}
