using Community.Sdk;
using Community.Sdk.Models;

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
        var client = person.Client;
        var community = await person.FoundAsync("Weavers", VisibilityChoice.Private);
        var thread = await client.Threads.CreateAsync(community, new() { Title = "Looms", Content = "Which one?" });
        var message = await client.Threads.PostAsync(thread.Id, new() { Content = "The small one" });
        var file = new UploadContent(Gif, "image/gif");
        var attachment = await client.Attachments.UploadAsync(file);
        return new(community, thread.Id, message.Id, attachment.Id, await client.BeginUploadAsync(file));
    }

    /// <summary>Founds a group.</summary>
    public static async Task<Guid> FoundAsync(this Person founder, string name, VisibilityChoice visibility)
    {
        var draft = new CommunityDraft
        {
            Kind = KindChoice.Group,
            Name = name,
            Visibility = visibility,
        };
        return (await founder.Client.Communities.CreateAsync(draft)).Id;
    }

    /// <summary>Gives an upload in parts up before the first part.</summary>
    private static async Task<Guid> BeginUploadAsync(this CommunityClient client, UploadContent file)
    {
        using var end = new CancellationTokenSource();
        var begun = Guid.Empty;
        var options = new PartsOptions
        {
            OnBegun = id =>
            {
                begun = id;
                end.Cancel();
            },
        };
        await Should.ThrowAsync<OperationCanceledException>(() =>
            client.Attachments.UploadInPartsAsync(file, options: options, cancellationToken: end.Token)
        );
        return begun;
    }
}
