using Community.Sdk;
using Npgsql;

namespace Community.Bench.Fleet;

/// <summary>A member with events of their own.</summary>
internal sealed class Organizer
{
    private readonly CommunityClient _client;

    private Organizer(CommunityClient client) => _client = client;

    /// <summary>Makes the first member an organizer with the right to sell: the address is set as verified, without its mail.</summary>
    public static async Task<Organizer> OfAsync(Members members, RunningFleet fleet)
    {
        var member = members.All[0];
        await using (var identity = NpgsqlDataSource.Create(fleet.ConnectionString("identity")))
        await using (var verify = identity.CreateCommand("UPDATE users SET email_verified_at = now() WHERE id = $1"))
        {
            verify.Parameters.Add(new() { Value = member.Id });
            await verify.ExecuteNonQueryAsync();
        }

        await member.Client.Me.BecomeOrganizerAsync();
        return new(member.Client);
    }

    /// <summary>Publishes an event in a week, with this many seats (null: no limit) and this price in cents (0: free).</summary>
    public async Task<Guid> PublishAsync(int? seats, int priceCents = 0)
    {
        var starts = TimeProvider.System.GetUtcNow().AddDays(7);
        var published = await _client.Events.CreateAsync(
            new()
            {
                Name = "Storm",
                EventType = "meetup",
                StartDatetime = starts.ToString("O"),
                EndDatetime = starts.AddHours(2).ToString("O"),
                TimeZone = "Asia/Dubai",
                MaxAttendees = seats,
                PriceCents = priceCents,
                Currency = "USD",
                IsPublished = true,
            }
        );
        return published.Id;
    }
}
