using System.Net;
using System.Text.Json.Nodes;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>The log of a person through the gateway, with entries of four services.</summary>
public sealed class SyncTests(SharedFleet fleet)
{
    [Fact]
    public async Task AClientReadsEverythingOnceAndThenOnlyChanges()
    {
        var (organizer, reader) = (await fleet.OrganizerAsync(), await fleet.RegisterAsync());
        var community = await organizer.FoundAsync(
            new
            {
                kind = "group",
                name = "Weavers",
                visibility = "public",
            }
        );
        var thread = await organizer.IdOfAsync($"/api/v1/communities/{community}/threads", new { title = "Looms", content = "Which one?" });
        using (var joined = await reader.PostAsync($"/api/v1/communities/{community}/join", new { }))
        {
            joined.IsSuccessStatusCode.ShouldBeTrue();
        }

        await organizer.IdOfAsync($"/api/v1/threads/{thread}/messages", new { content = "The small one" });
        await Poll.UntilAsync(async () =>
        {
            using var answer = await reader.PostAsync($"/api/v1/threads/{thread}/messages", new { content = "Or the old one" });
            return answer.StatusCode == HttpStatusCode.Created;
        });

        var state = await reader.Client.GetAsync("/api/v1/sync", HttpStatusCode.OK);
        state["is_whole"]!.GetValue<bool>().ShouldBeTrue();
        Of(state, "channels", thread)!["title"]!.GetValue<string>().ShouldBe("Looms");

        // Communities, connections and registrations come over the bus, while a request waits for it.
        var log = new Log(state);
        var eventId = await organizer.PublishAsync();
        using (var registered = await reader.PostAsync($"/api/v1/events/{eventId}/register", new { }))
        {
            registered.IsSuccessStatusCode.ShouldBeTrue();
        }

        using (var asked = await organizer.PostAsync("/api/v1/connections", new { user_id = reader.Id }))
        {
            await asked.ShouldBeAsync(HttpStatusCode.Created);
        }

        await organizer.IdOfAsync($"/api/v1/threads/{thread}/messages", new { content = "Both" });
        await Poll.UntilAsync(async () =>
        {
            log.Apply(await reader.Client.GetAsync($"/api/v1/sync?wait=5&since={log.Token}", HttpStatusCode.OK));
            return log.Has("communities", community)
                && log.Entries("registrations").Any(entry => entry["event"]!["id"]!.GetValue<Guid>() == eventId)
                && log.Entries("connections").Any(entry => entry["status"]!.GetValue<string>() == "incoming")
                && log.Entries("channels").Any(entry => entry["unread"]!.GetValue<long>() == 1);
        });
        log.IsOnlyChanges.ShouldBeTrue();
    }

    private static JsonNode? Of(JsonNode state, string kind, Guid id) =>
        state[kind]!.AsArray().SingleOrDefault(entry => entry!["id"]!.GetValue<Guid>() == id);

    /// <summary>A client's copy of the log.</summary>
    private sealed class Log(JsonNode whole)
    {
        private readonly Dictionary<(string Kind, Guid Id), JsonNode> _entries = [];

        public string Token { get; private set; } = whole["token"]!.GetValue<string>();

        public bool IsOnlyChanges { get; private set; } = true;

        public void Apply(JsonNode changes)
        {
            IsOnlyChanges &= !changes["is_whole"]!.GetValue<bool>();
            Token = changes["token"]!.GetValue<string>();
            foreach (var kind in (string[])["channels", "communities", "connections", "registrations"])
            {
                foreach (var entry in changes[kind]!.AsArray())
                {
                    _entries[(kind, entry!["id"]!.GetValue<Guid>())] = entry;
                }
            }
        }

        public bool Has(string kind, Guid id) =>
            _entries.ContainsKey((kind, id)) || whole[kind]!.AsArray().Any(entry => entry!["id"]!.GetValue<Guid>() == id);

        public IEnumerable<JsonNode> Entries(string kind) => _entries.Where(pair => pair.Key.Kind == kind).Select(pair => pair.Value);
    }
}
