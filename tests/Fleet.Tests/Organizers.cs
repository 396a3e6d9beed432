using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>Organizers and their events.</summary>
internal static partial class Organizers
{
    /// <summary>A new organizer with a token for this role and a verified address, and so the right to sell tickets.</summary>
    public static async Task<Person> OrganizerAsync(this SharedFleet fleet)
    {
        var person = await fleet.RegisterAsync();
        using (var become = await person.Client.PostAsync(new Uri("/api/v1/users/me/organizer", UriKind.Relative), content: null))
        {
            await become.ShouldBeAsync(HttpStatusCode.OK);
        }

        var mail = await ReceivedMail.WaitForAsync(
            Path.Combine(fleet.Running.Data, "mail"),
            mail => mail.To == $"{person.Username}@example.org" && Proof().IsMatch(mail.Text)
        );
        using (
            var verify = await person.Client.PostAsJsonAsync(
                "/api/v1/auth/verify-email",
                new { token = Proof().Match(mail.Text).Groups["token"].Value }
            )
        )
        {
            await verify.ShouldBeAsync(HttpStatusCode.NoContent);
        }

        person.Client.Dispose();
        return await fleet.LogInAsync(person.Username);
    }

    /// <summary>An event in a week; free unless it has a price.</summary>
    public static async Task<Guid> PublishAsync(
        this Person organizer,
        int? seats = null,
        string visibility = "public",
        long priceCents = 0,
        long? priceCredits = null
    )
    {
        var starts = TimeProvider.System.GetUtcNow().AddDays(7);
        using var answer = await organizer.Client.PostAsJsonAsync(
            "/api/v1/events",
            new
            {
                name = "Last seats",
                event_type = "meetup",
                start_datetime = starts,
                end_datetime = starts.AddHours(2),
                time_zone = "Asia/Dubai",
                max_attendees = seats,
                visibility,
                price_cents = priceCents,
                price_credits = priceCredits,
                currency = "USD",
                is_published = true,
            }
        );
        return (await answer.ShouldBeAsync(HttpStatusCode.Created))["id"]!.GetValue<Guid>();
    }

    /// <summary>Registers and returns the ticket's code.</summary>
    public static async Task<string> RegisterForAsync(this Person person, Guid eventId)
    {
        using var answer = await person.Client.PostAsync(new Uri($"/api/v1/events/{eventId}/register", UriKind.Relative), content: null);
        return (await answer.ShouldBeAsync(HttpStatusCode.OK))["ticket_code"]!.GetValue<string>();
    }

    [GeneratedRegex("verify-email#token=(?<token>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Proof();
}
