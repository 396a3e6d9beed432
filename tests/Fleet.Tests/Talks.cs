using System.Net;
using System.Net.Http.Headers;

namespace Community.Fleet.Tests;

/// <summary>A private community with a thread, a message in it, a file that is not sent yet, and an upload that has no bytes yet.</summary>
internal sealed record Talk(Guid Community, Guid Thread, Guid Message, Guid Attachment, Guid Upload);

/// <summary>A person who writes messages.</summary>
internal static class Talks
{
    // The smallest possible picture.
    private static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    public static async Task<Talk> TalkAsync(this Person person)
    {
        var community = await person.FoundAsync(
            new
            {
                kind = "group",
                name = "Weavers",
                visibility = "private",
            }
        );
        var thread = await person.IdOfAsync($"/api/v1/communities/{community}/threads", new { title = "Looms", content = "Which one?" });
        var message = await person.IdOfAsync($"/api/v1/threads/{thread}/messages", new { content = "The small one" });
        using var file = new ByteArrayContent(Gif);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/gif");
        using var uploaded = await person.Client.PostAsync(new Uri("/api/v1/attachments", UriKind.Relative), file);
        using var begin = new HttpRequestMessage(HttpMethod.Post, "/api/v1/attachments/uploads");
        begin.Headers.Add("Tus-Resumable", "1.0.0");
        begin.Headers.Add("Upload-Length", "100");
        using var begun = await person.Client.SendAsync(begin);
        return new(community, thread, message, await IdAsync(uploaded), await IdAsync(begun));

        static async Task<Guid> IdAsync(HttpResponseMessage created) =>
            (await created.ShouldBeAsync(HttpStatusCode.Created))["id"]!.GetValue<Guid>();
    }

    /// <summary>Founds a community.</summary>
    public static Task<Guid> FoundAsync(this Person founder, object community) => founder.IdOfAsync("/api/v1/communities", community);

    /// <summary>Creates an object and returns its id.</summary>
    public static async Task<Guid> IdOfAsync(this Person person, string path, object body)
    {
        using var created = await person.PostAsync(path, body);
        return (await created.ShouldBeAsync(HttpStatusCode.Created))["id"]!.GetValue<Guid>();
    }
}
