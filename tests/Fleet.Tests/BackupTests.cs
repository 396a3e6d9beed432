using System.Net;
using Community.Sdk;
using Community.Sdk.Models;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>A backup taken under load is a consistent state of the fleet, and a fleet restored from it works.</summary>
public sealed class BackupTests(SharedFleet fleet)
{
    private const int Seats = 12;
    private const int Price = 2500;

    // One red pixel.
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
    );

    [Fact]
    public async Task ARestoredFleetHasLostNoCentAndDoubledNoTicket()
    {
        Assert.SkipUnless(FullRun.IsOn, FullRun.Needed);
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var organizer = await fleet.OrganizerAsync();
        var eventId = await organizer.PublishAsync(Seats, priceCents: Price);
        var buyers = new List<Person>();
        for (var i = 0; i < 2 * Seats; i++)
        {
            buyers.Add(await fleet.RegisterAsync(isPatient: true));
        }

        var first = buyers[0];
        await BuyAsync(provider, first, eventId);
        var ticket = (await first.Client.Events.RegistrationAsync(eventId)).TicketCode;
        await ChangePictureAsync(organizer);

        var folder = Path.Combine(RunningFleet.NewDataFolder(), "backup");
        var known = Array.Empty<Guid>();
        var load = await Registrations.DuringAsync(
            fleet,
            async registrations =>
            {
                await provider.SendWebhooksAsync(copies: 2, longestDelayMs: 200, shuffle: true);
                var storm = new PaidSeatStorm(fleet, provider, eventId, Seats);
                var buying = Task.WhenAll(buyers.Skip(1).Select((buyer, i) => storm.BuyAsync(buyer, i)));
                await Poll.UntilAsync(async () => await storm.SoldAsync() > 1);
                await registrations.NextAsync();
                known = registrations.People;
                var backup = RunningFleet.RunAsync("backup", folder, "--data", fleet.Running.Data);
                while (!backup.IsCompleted)
                {
                    await ChangePictureAsync(organizer);
                }

                (await backup)[^1].ShouldContain("keep it as you keep them");
                await registrations.NextAsync();
                await buying;
            }
        );
        await load.NothingIsLostAsync();
        load.Refused.ShouldBe(0, "requests are served while a backup is taken");
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);

        var data = Path.Combine(RunningFleet.NewDataFolder(), "data");
        await RunningFleet.RunAsync("restore", folder, "--data", data);
        await using var running = await RunningFleet.StartAsync(data, [.. SharedFleet.Options, "--rate-limit", "off"]);
        await IsWholeAsync(SharedFleet.On(running), eventId, known, organizer, buyers, ticket);
        await running.TerminateAsync();
        running.DeleteData();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task IsWholeAsync(
        SharedFleet restored,
        Guid eventId,
        Guid[] known,
        Person organizer,
        List<Person> buyers,
        string? ticket
    )
    {
        await restored.HealthyAsync();

        // Social knows exactly the people that identity knows.
        await restored.QuietAsync();
        var users = await restored.QueryAsync<Guid[]>("identity", "SELECT array_agg(id) FROM users");
        known.Except(users).ShouldBeEmpty("whoever was acknowledged before the backup is in it");
        (await restored.QueryAsync<Guid[]>("social", "SELECT array_agg(id) FROM people WHERE profile_version > 0"))
            .Except(users)
            .ShouldBeEmpty();

        // The picture that identity refers to is in the backup.
        var client = (await restored.LogInAsync(organizer.Username)).Client;
        var address = (await client.Me.GetAsync()).PictureUrl.ShouldNotBeNull();
        (await restored.Running.Gateway.GetByteArrayAsync(new Uri(address, UriKind.RelativeOrAbsolute))).ShouldNotBeEmpty();

        // The webhooks of pages that were paid after the backup went to the former fleet.
        await restored.CheckNowAsync();
        await using var provider = await PaymentProvider.OfAsync(restored);
        await restored.EveryCentIsAccountedForAsync(provider, eventId);
        var again = new List<Person>();
        foreach (var buyer in buyers)
        {
            again.Add(await restored.LogInAsync(buyer.Username, isPatient: true));
        }

        (await again[0].Client.Events.RegistrationAsync(eventId)).TicketCode.ShouldBe(ticket);
        var storm = new PaidSeatStorm(restored, provider, eventId, Seats);
        await Task.WhenAll(again.Select((buyer, i) => storm.BuyAsync(buyer, i)));
        (await storm.SoldAsync()).ShouldBe(Seats);
        (
            await restored.QueryAsync<long>(
                "events",
                "SELECT count(DISTINCT ticket_code) FROM registrations WHERE event_id = $1 AND status = 'confirmed'",
                eventId
            )
        ).ShouldBe(Seats);
        await restored.EveryCentIsAccountedForAsync(provider, eventId);
    }

    private static async Task BuyAsync(PaymentProvider provider, Person buyer, Guid eventId)
    {
        var checkout = await buyer.CheckOutAsync(await buyer.HoldAsync(eventId));
        (await provider.PayAsync(checkout.Page)).ShouldBe(HttpStatusCode.SeeOther);
        await buyer.UntilRegistrationIsAsync(eventId, "confirmed");
    }

    private static Task<UserView> ChangePictureAsync(Person person) =>
        person.Client.Me.SetPictureAsync(new UploadContent(Picture, "image/png"));
}
