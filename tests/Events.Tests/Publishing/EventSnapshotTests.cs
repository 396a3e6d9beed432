using System.Net.Http.Headers;
using Community.Events.Publishing;
using Community.Testing;

namespace Community.Events.Tests.Publishing;

[Collection(nameof(EventsTests))]
public sealed class EventSnapshotTests(EventsApplication application)
{
    [Fact]
    public async Task TheFleetReadsWhatWasEverPublishedPageByPage()
    {
        var published = await application.EventAsync();
        var draft = await application.EventAsync(status: EventStatus.Draft);
        var cancelled = await application.EventAsync(status: EventStatus.Cancelled);
        await application.Http().GetAsync("/internal/events").ShouldAnswerAsync(401);
        await application.HttpAs(await application.PersonAsync(), "admin").GetAsync("/internal/events").ShouldAnswerAsync(401);
        var fleet = application.Http();
        fleet.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Fleet", FakeIdentity.FleetKey);

        var read = new Dictionary<Guid, bool>();
        string? after = "";
        while (after is not null)
        {
            var page = await fleet.GetAsync($"/internal/events{after}").ShouldAnswerAsync(200);
            foreach (var item in page["items"]!.AsArray())
            {
                read.Add(item!["community_event_id"]!.GetValue<Guid>(), item["is_cancelled"]!.GetValue<bool>());
            }

            after = page["next"]?.GetValue<string>() is { } next ? $"?after={next}" : null;
        }

        read[published.Id].ShouldBeFalse();
        read[cancelled.Id].ShouldBeTrue();
        read.ShouldNotContainKey(draft.Id);
    }
}
