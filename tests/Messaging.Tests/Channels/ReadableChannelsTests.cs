using Community.Messaging.Channels;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Messaging.Tests.Channels;

/// <summary>The rule of who reads what is written twice, as code and as SQL: both must always say the same.</summary>
[Collection(nameof(MessagingTests))]
public sealed class ReadableChannelsTests(MessagingApplication app)
{
    [Fact]
    public async Task TheConditionIsTheRule()
    {
        var people = await app.PeopleAsync(12);
        await app.SuspendAsync(people[9]);
        await app.EraseAsync(people[10]);
        await app.ExecuteAsync($"UPDATE people SET is_suspended = true, suspended_until = now() - interval '1 hour' WHERE id = {people[11]}");
        await app.BlockAsync(people[1], people[2]);
        await app.BlockAsync(people[3], people[1]);
        await app.BlockAsync(people[0], people[1]);
        var channels = new List<Guid>();
        foreach (var visibility in new[] { "public", "private", "paid" })
        {
            var community = await app.CommunityAsync(visibility, people[0], people[1], people[2], people[3], people[4], people[9], people[10]);
            await app.BecomeAsync(community, people[3], "moderator");
            await app.LeaveAsync(community, people[4]);
            channels.Add(await app.ThreadAsync(community, people[1]));
            channels.Add(await app.ThreadAsync(community, people[5]));
            channels.Add(await app.ThreadAsync(community, people[1]));
            await app.ExecuteAsync($"UPDATE channels SET deleted_at = now() WHERE id = {channels[^1]}");
            channels.Add(await app.ThreadAsync(community, people[2]));
            await app.ExecuteAsync($"UPDATE channels SET is_held = true WHERE id = {channels[^1]}");
        }

        var gone = await app.CommunityAsync("public", people[0], people[1]);
        await app.ExecuteAsync($"UPDATE communities SET is_deleted = true WHERE id = {gone}");
        channels.Add(await app.ThreadAsync(gone, people[0]));
        channels.Add(await app.ThreadAsync(Guid.CreateVersion7(), people[0]));
        channels.Add((await app.WriteAsync(people[5], people[6], "hello")).Id("channel_id"));
        channels.Add((await app.WriteAsync(people[1], people[6], "hello")).Id("channel_id"));
        await app.BlockAsync(people[6], people[1]);
        var chat = await app.EventAsync(people[5], people[6], people[9]);
        channels.Add((await app.HttpAs(people[5]).SendAsync("POST", $"/events/{chat}/chat/messages", new { content = "hello" }).ShouldAnswerAsync(201)).Id("channel_id"));
        await app.ExecuteAsync($"INSERT INTO registrations (id, event_id, user_id, version, is_confirmed) VALUES (gen_random_uuid(), {chat}, {people[7]}, 1, false)");

        var (byRule, bySql) = (new List<(Guid, Guid)>(), new List<(Guid, Guid)>());
        foreach (var person in people.Append(Guid.CreateVersion7()))
        {
            foreach (var channel in channels)
            {
                if (await ByRuleAsync(channel, person))
                {
                    byRule.Add((channel, person));
                }
            }

            bySql.AddRange((await BySqlAsync(channels, person)).Select(channel => (channel, person)));
        }

        bySql.Order().ShouldBe(byRule.Order());
        byRule.Count.ShouldBeInRange(30, 120);
    }

    private Task<bool> ByRuleAsync(Guid channelId, Guid person) => app.WithDbAsync(async db =>
    {
        var channel = await db.Channels.AsNoTracking().SingleAsync(channel => channel.Id == channelId);
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        var now = TimeProvider.System.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Standings.Command(channelId, [person], [], now) } };
        await using var reader = await batch.ExecuteReaderAsync();
        return ChannelRights.Of(channel, (await Standings.ReadAsync(reader)).Single(), now).MayRead;
    });

    private async Task<List<Guid>> BySqlAsync(List<Guid> channels, Guid person)
    {
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT ch.id FROM channels ch WHERE ch.id = ANY ($3) AND {ReadableChannels.MayRead("ch", "$1", "$2")}", connection);
        command.Parameters.Add(new() { Value = person });
        command.Parameters.Add(new() { Value = TimeProvider.System.GetUtcNow() });
        command.Parameters.Add(new() { Value = channels.ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<Guid>();
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetGuid(0));
        }

        return found;
    }
}
