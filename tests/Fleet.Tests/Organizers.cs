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
        await person.Client.Me.BecomeOrganizerAsync();
        var mail = await ReceivedMail.WaitForAsync(
            Path.Combine(fleet.Running.Data, "mail"),
            mail => mail.To == $"{person.Username}@example.org" && Proof().IsMatch(mail.Text)
        );
        await person.Client.Auth.VerifyEmailAsync(new() { Token = Proof().Match(mail.Text).Groups["token"].Value });
        return await fleet.LogInAsync(person.Username);
    }

    /// <summary>An event in a week; free unless it has a price.</summary>
    public static async Task<Guid> PublishAsync(
        this Person organizer,
        int? seats = null,
        string visibility = "public",
        int priceCents = 0,
        int? priceCredits = null
    )
    {
        var starts = TimeProvider.System.GetUtcNow().AddDays(7);
        var published = await organizer.Client.Events.CreateAsync(
            new()
            {
                Name = "Last seats",
                EventType = "meetup",
                StartDatetime = starts.ToString("O"),
                EndDatetime = starts.AddHours(2).ToString("O"),
                TimeZone = "Asia/Dubai",
                MaxAttendees = seats,
                Visibility = visibility,
                PriceCents = priceCents,
                PriceCredits = priceCredits,
                Currency = "USD",
                IsPublished = true,
            }
        );
        return published.Id;
    }

    [GeneratedRegex("verify-email#token=(?<token>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Proof();
}
