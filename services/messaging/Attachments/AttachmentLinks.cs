using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Storage.Images;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Attachments;

/// <summary>Links to attachments that need no access token, for pictures, sound and film in a page.</summary>
internal static class AttachmentLinks
{
    public static void MapAttachmentLinks(this IEndpointRouteBuilder api)
    {
        var attachments = api.MapGroup("/attachments").WithTags("Attachments");
        attachments
            .MapGet("/links", ListAsync)
            .WithName("attachment_links_list")
            .NotStored("links that open files without a token")
            .RequireSignedIn();
        attachments.MapGet("/{id:guid}/content", GetAsync).WithName("attachment_content_get").AllowAnonymous();
    }

    /// <summary>Gives links to up to 100 attachments that the caller may load.</summary>
    /// <remarks>
    /// A link needs no access token, so it can be the <c>src</c> of an element. It is valid for 5 to 10 minutes, for one attachment. Ask
    /// again before it ends. Attachments that the caller may not load are left out.
    /// </remarks>
    private static async Task<Results<Ok<AttachmentLinkList>, BadRequestProblem>> ListAsync(
        [AsParameters] AttachmentLinksQuery query,
        ClaimsPrincipal caller,
        MessagingDb db,
        MessageReader messages,
        ChannelAccess channels,
        LinkKeyRing keys,
        CancellationToken cancellationToken
    )
    {
        var (me, ids) = (caller.UserId(), query.Ids.Distinct().ToArray());
        var rows = await db
            .Database.SqlQuery<Row>($"SELECT id, user_id, message_id FROM attachments WHERE id = ANY ({ids})")
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        var readable = await ReadableAsync(
            [.. rows.Values.Select(row => row.MessageId).OfType<Guid>()],
            me,
            messages,
            channels,
            cancellationToken
        );
        return TypedResults.Ok(
            new AttachmentLinkList([
                .. ids.Where(id =>
                        rows.TryGetValue(id, out var row) && (row.MessageId is { } message ? readable.Contains(message) : row.UserId == me)
                    )
                    .Select(id => AttachmentLink.Of(id, keys.Sign(id))),
            ])
        );
    }

    /// <summary>Serves a file by a link of <c>GET /attachments/links</c>.</summary>
    /// <remarks>A part of the file can be asked for (<c>Range</c>: 206, or 416).</remarks>
    /// <param name="id">The attachment's id.</param>
    /// <param name="token">The token in the link.</param>
    /// <param name="w">
    /// The width in pixels: 64, 256 or 1024. A picture is then a WebP of at most this width; other files stay as they are.
    /// </param>
    private static async Task<Results<FileStreamHttpResult, BadRequestProblem, NotFoundProblem>> GetAsync(
        Guid id,
        [StringLength(200)] string? token,
        [Range(PictureWidth.Small, PictureWidth.Large), AllowedValues(null, PictureWidth.Small, PictureWidth.Medium, PictureWidth.Large)]
            int? w,
        HttpResponse response,
        MessagingDb db,
        LinkKeyRing keys,
        ImageStore store,
        CancellationToken cancellationToken
    )
    {
        // A message without files any more: it, its thread or its community was deleted or removed after the link was made.
        var found = keys.IsValid(id, token)
            ? await db
                .Database.SqlQuery<Stored>(
                    $"""
                    SELECT a.object_key, a.name FROM attachments a LEFT JOIN messages m ON m.id = a.message_id
                        LEFT JOIN channels ch ON ch.id = m.channel_id LEFT JOIN communities c ON c.id = ch.community_id
                    WHERE a.id = {id} AND m.deleted_at IS NULL AND m.removed_at IS NULL AND ch.deleted_at IS NULL AND c.is_deleted IS NOT TRUE
                    """
                )
                .ToListAsync(cancellationToken)
            : [];
        return found is [var file]
            ? await AttachmentEndpoints.ServeAsync(file.ObjectKey, file.Name, w, response, store)
            : throw ChannelAccess.NoSuch("attachment");
    }

    private static async Task<HashSet<Guid>> ReadableAsync(
        Guid[] messageIds,
        Guid viewer,
        MessageReader messages,
        ChannelAccess channels,
        CancellationToken cancellationToken
    )
    {
        var seen = (await messages.ByIdsAsync([.. messageIds.Distinct()], viewer, cancellationToken)).Where(message => !message.IsDeleted);
        var readable = new HashSet<Guid>();
        foreach (var channel in seen.GroupBy(message => message.ChannelId))
        {
            if (await channels.FindAsync(channel.Key, viewer) is not null)
            {
                readable.UnionWith(channel.Select(message => message.Id));
            }
        }

        return readable;
    }

    private sealed record Row(Guid Id, Guid UserId, Guid? MessageId);

    private sealed record Stored(string ObjectKey, string Name);
}

/// <summary>The attachments to link to.</summary>
/// <param name="Ids">Their ids, 1 to 100: <c>ids=…&amp;ids=…</c>.</param>
internal sealed record AttachmentLinksQuery([property: FromQuery(Name = "ids"), Length(1, 100)] Guid[] Ids);

/// <summary>Links to attachments.</summary>
/// <param name="Items">In the order of the ids.</param>
internal sealed record AttachmentLinkList(IReadOnlyList<AttachmentLink> Items) : IHasExample<AttachmentLinkList>
{
    public static AttachmentLinkList Example => new([AttachmentLink.Example]);
}

/// <summary>A link to an attachment.</summary>
/// <param name="Id">The attachment's id.</param>
/// <param name="Url">The link, relative to the gateway. Of a picture, <c>&amp;w=256</c> gives a width.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record AttachmentLink(Guid Id, string Url, DateTimeOffset ExpiresAt) : IHasExample<AttachmentLink>
{
    public static AttachmentLink Example =>
        Of(
            AttachmentView.Example.Id,
            ("1796123400.0198c0de00007000800000000000000b.q83vEjRWeJA", new DateTimeOffset(2026, 12, 1, 10, 10, 0, TimeSpan.Zero))
        );

    public static AttachmentLink Of(Guid id, (string Token, DateTimeOffset ExpiresAt) signed) =>
        new(id, $"/api/v1/attachments/{id}/content?token={signed.Token}", signed.ExpiresAt);
}
