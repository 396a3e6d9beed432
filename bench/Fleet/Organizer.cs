using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace Community.Bench.Fleet;

/// <summary>A member with events of their own.</summary>
internal sealed class Organizer
{
    private readonly HttpClient _gateway;
    private readonly string _token;

    private Organizer(HttpClient gateway, string token) => (_gateway, _token) = (gateway, token);

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

        using var become = new HttpRequestMessage(HttpMethod.Post, "/api/v1/users/me/organizer");
        become.Headers.Authorization = new AuthenticationHeaderValue("Bearer", member.AccessToken);
        using var answer = await members.Http.SendAsync(become);
        answer.EnsureSuccessStatusCode();
        // The role is in the next token.
        await members.RefreshAsync(member);
        return new(members.Http, member.AccessToken);
    }

    /// <summary>Publishes an event in a week, with this many seats (null: no limit) and this price in cents (0: free).</summary>
    public async Task<Guid> PublishAsync(int? seats, long priceCents = 0)
    {
        var starts = TimeProvider.System.GetUtcNow().AddDays(7);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/events")
        {
            Content = JsonContent.Create(
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["name"] = "Storm",
                    ["event_type"] = "meetup",
                    ["start_datetime"] = starts,
                    ["end_datetime"] = starts.AddHours(2),
                    ["time_zone"] = "Asia/Dubai",
                    ["max_attendees"] = seats,
                    ["price_cents"] = priceCents,
                    ["currency"] = "USD",
                    ["is_published"] = true,
                }
            ),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using var answer = await _gateway.SendAsync(request);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid()
            : throw new BenchException($"POST /events: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
