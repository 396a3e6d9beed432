using Community.Sdk.Models;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>The log of a person through the gateway, with entries of four services.</summary>
public sealed class SyncTests(SharedFleet fleet)
{
    [Fact]
    public async Task AClientReadsEverythingOnceAndThenOnlyChanges()
    {
        var (organizer, reader) = (await fleet.OrganizerAsync(), await fleet.RegisterAsync());
        var community = await organizer.FoundAsync("Weavers", VisibilityChoice.Public);
        var thread = (await organizer.Client.Threads.CreateAsync(community, new() { Title = "Looms", Content = "Which one?" })).Id;
        await reader.Client.Communities.JoinAsync(community);
        await organizer.Client.Threads.PostAsync(thread, new() { Content = "The small one" });
        await Poll.ForAsync(async () => await reader.Client.Threads.PostAsync(thread, new() { Content = "Or the old one" }));

        var state = await reader.Client.Sync.ReadAsync();
        state.IsWhole.ShouldBeTrue();
        state.Channels.Single(channel => channel.Id == thread).Title.ShouldBe("Looms");

        // Communities, connections and registrations come over the bus, while a request waits for it.
        var eventId = await organizer.PublishAsync();
        await reader.Client.Events.RegisterAsync(eventId);
        await organizer.Client.Connections.RequestAsync(new() { UserId = reader.Id });
        await organizer.Client.Threads.PostAsync(thread, new() { Content = "Both" });
        var log = new List<SyncView>();
        using var limit = new CancellationTokenSource(Poll.Patience);
        await foreach (var changes in reader.Client.Sync.FollowAsync(new() { Since = state.Token }, limit.Token))
        {
            changes.IsWhole.ShouldBeFalse();
            log.Add(changes);
            if (
                log.Prepend(state).SelectMany(one => one.Communities).Any(one => one.Id == community)
                && log.SelectMany(one => one.Registrations).Any(one => one.Event.Id == eventId)
                && log.SelectMany(one => one.Connections).Any(one => one.Status == "incoming")
                && log.SelectMany(one => one.Channels).LastOrDefault(one => one.Id == thread)?.Unread == 1
            )
            {
                break;
            }
        }
    }
}
