using System.Net;
using System.Net.Http.Json;
using Community.Contracts.Social;
using Community.Events.Tests.Publishing;
using Community.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Moderation;

/// <summary>A user whom moderators muted reads and attends, and writes nothing that others see.</summary>
[Collection(nameof(EventsTests))]
public sealed class MuteTests(EventsApplication events)
{
    /// <summary>A muted user can continue and end their own things: none of these shows a text or picture to others.</summary>
    private static readonly string[] Allowed =
    [
        "DELETE /api/v1/events/{id:guid}",
        "DELETE /api/v1/events/{id:guid}/attendees/{user_id:guid}",
        "DELETE /api/v1/events/{id:guid}/check-in/staff/{user_id:guid}",
        "DELETE /api/v1/events/{id:guid}/image",
        "DELETE /api/v1/events/{id:guid}/invitations/{user_id:guid}",
        "DELETE /api/v1/events/{id:guid}/photos/{photo_id:guid}",
        "DELETE /api/v1/events/{id:guid}/register",
        "POST /api/v1/events/{id:guid}/arrival",
        "POST /api/v1/events/{id:guid}/cancel",
        "POST /api/v1/events/{id:guid}/check-in",
        "POST /api/v1/events/{id:guid}/register",
        "POST /api/v1/events/{id:guid}/rsvp",
        "PUT /api/v1/events/{id:guid}/check-in/staff/{user_id:guid}",
    ];

    [Fact]
    public async Task EveryOtherWriteIsRefusedToTheMuted()
    {
        var muted = Guid.CreateVersion7();
        await MuteAsync(muted, TimeProvider.System.GetUtcNow().AddDays(1));
        using var http = events.Organizer(muted);
        var refused = 0;

        foreach (var call in Writes().Except(Allowed))
        {
            var (method, pattern) = (call.Split(' ')[0], call.Split(' ')[1]);
            using var answer = await http.SendAsync(new(new(method), pattern.Replace("{id:guid}", $"{Guid.CreateVersion7()}")));
            (await answer.ShouldBeAsync(HttpStatusCode.Forbidden)).GetProperty("reason").GetString().ShouldBe("muted", call);
            refused++;
        }

        refused.ShouldBe(7);
    }

    [Fact]
    public void EveryAllowedWriteIsOne() => Allowed.Except(Writes()).ShouldBeEmpty();

    [Fact]
    public async Task AMuteEndsByItselfOrIsLifted()
    {
        var (over, lifted) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await MuteAsync(over, TimeProvider.System.GetUtcNow().AddSeconds(-1));
        var sanction = await MuteAsync(lifted, until: null);
        var id = await events.WithDbAsync(db =>
            db.Mutes.Where(mute => mute.UserId == lifted).Select(mute => mute.SanctionId).SingleAsync()
        );
        id.ShouldBe(sanction);
        await events.PublishAsync(
            new SanctionLifted(
                Guid.CreateVersion7(),
                TimeProvider.System.GetUtcNow(),
                sanction,
                2,
                lifted,
                "mute",
                Guid.CreateVersion7(),
                Guid.CreateVersion7()
            )
        );
        await Poll.UntilAsync(() => events.WithDbAsync(db => db.Mutes.AnyAsync(mute => mute.UserId == lifted && mute.IsLifted)));

        await events.Organizer(over).CreateAsync();
        await events.Organizer(lifted).CreateAsync();
    }

    [Fact]
    public async Task AMutedOrganizerCanCancelWhatIsAnnounced()
    {
        var organizer = Guid.CreateVersion7();
        using var http = events.Organizer(organizer);
        var id = (await http.PublishedAsync()).Id();
        await MuteAsync(organizer, until: null);

        using var changed = await http.ChangeAsync(id, new() { ["name"] = "Insults" });
        await changed.ShouldBeAsync(HttpStatusCode.Forbidden);
        using var cancelled = await http.PostAsJsonAsync($"/api/v1/events/{id}/cancel", new { });
        await cancelled.ShouldBeAsync(HttpStatusCode.OK);
    }

    private IEnumerable<string> Writes() =>
        from endpoint in events.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        where !HttpMethods.IsGet(method)
        select $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}";

    private async Task<Guid> MuteAsync(Guid user, DateTimeOffset? until)
    {
        var sanction = Guid.CreateVersion7();
        await events.PublishAsync(
            new SanctionImposed(
                Guid.CreateVersion7(),
                TimeProvider.System.GetUtcNow(),
                sanction,
                1,
                user,
                "mute",
                until,
                "spam",
                Guid.CreateVersion7(),
                Guid.CreateVersion7()
            )
        );
        await Poll.UntilAsync(() => events.WithDbAsync(db => db.Mutes.AnyAsync(mute => mute.SanctionId == sanction)));
        return sanction;
    }
}
