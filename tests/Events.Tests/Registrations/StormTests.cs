using System.Net;
using System.Net.Http.Headers;
using Community.Events.Registrations;
using Community.Events.SeatLedger;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Events.Tests.Registrations;

/// <summary>Many people at the same moment, over several writers, as with several instances.</summary>
[Collection(nameof(EventsTests))]
public sealed class StormTests(EventsApplication app)
{
    [Theory]
    [InlineData(0)]
    [InlineData(2500)]
    public async Task HundredsOnTheLastSeatsGetExactlyThose(long price)
    {
        var id = await app.AddEventAsync(capacity: 20, priceCents: price);
        var instances = Instances(3);
        var people = Enumerable.Range(0, 300).Select(_ => Guid.CreateVersion7()).ToArray();

        // Each person registers twice, through different instances.
        var results = await Task.WhenAll(
            people.Concat(people).Select((user, index) => instances[index % 3].RunAsync(id, new Register(user)))
        );

        results.Count(result => result.Outcome == SeatOutcome.Done).ShouldBe(300);
        results.Count(result => result.Outcome == SeatOutcome.Repeated).ShouldBe(300);
        var seats = await app.SeatsAsync(id);
        (seats.Held + seats.Confirmed).ShouldBe(20);
        seats.Waitlisted.ShouldBe(280);
        results
            .Where(result => result.Outcome == SeatOutcome.Done)
            .Select(result => result.WaitlistPosition)
            .OfType<int>()
            .Order()
            .ShouldBe(Enumerable.Range(1, 280));
        await CheckAsync(id);
    }

    [Fact]
    public async Task AKeyForEachRequestOfAStormLosesNoSeat()
    {
        var id = await app.AddEventAsync(capacity: 192);
        using var http = app.Http();
        var people = Enumerable
            .Range(0, 192)
            .Select(_ => (Token: app.TokenOf(Guid.CreateVersion7()), Key: Guid.CreateVersion7().ToString()))
            .ToArray();

        var first = await Task.WhenAll(people.Select(RegisterAsync));
        first
            .GroupBy(answer => answer.Status)
            .ToDictionary(same => same.Key, same => same.Count())
            .ShouldBe(new Dictionary<HttpStatusCode, int> { [HttpStatusCode.OK] = 192 });
        (await app.SeatsAsync(id)).Confirmed.ShouldBe(192);

        var again = await Task.WhenAll(people.Select(RegisterAsync));
        again.Select(answer => answer.Body).ShouldBe(first.Select(answer => answer.Body));
        again.ShouldAllBe(answer => answer.IsReplayed);

        // Seats commit before the answers. A person who repeats the request after a crash between the two is registered, with the same
        // ticket.
        await app.WithDbAsync(Crash.BetweenEffectAndAnswerAsync);
        var afterCrash = await Task.WhenAll(people.Select(RegisterAsync));
        afterCrash.Select(answer => answer.Body).ShouldBe(first.Select(answer => answer.Body));
        afterCrash.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK && !answer.IsReplayed);
        (await app.SeatsAsync(id)).Confirmed.ShouldBe(192);

        async Task<(HttpStatusCode Status, string Body, bool IsReplayed)> RegisterAsync((string Token, string Key) person)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/events/{id}/register");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.Token);
            request.Headers.Add("Idempotency-Key", person.Key);
            using var answer = await http.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Contains("Idempotent-Replayed"));
        }
    }

    [Fact]
    public async Task ComingsAndGoingsAndAChangingCapacityNeverOversell()
    {
        var id = await app.AddEventAsync(capacity: 10);
        var instances = Instances(2);
        var people = Enumerable.Range(0, 40).Select(_ => Guid.CreateVersion7()).ToArray();
        var random = new Random(17);
        var commands = Enumerable
            .Range(0, 1500)
            .Select(
                SeatCommand (i) =>
                    random.Next(10) switch
                    {
                        < 5 => new Register(people[random.Next(people.Length)]),
                        < 9 => new CancelRegistration(people[random.Next(people.Length)]),
                        _ => new ChangeCapacity(random.Next(1, 20)),
                    }
            )
            .ToArray();

        await Parallel.ForEachAsync(
            commands.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = 50 },
            async (command, _) => await instances[command.Index % 2].RunAsync(id, command.Item)
        );

        await CheckAsync(id);
    }

    [Fact]
    public async Task ADatabaseThatRefusesABatchFailsEachCallAndChangesNothing()
    {
        var id = await app.AddEventAsync(capacity: 10);
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE event_seats SET ledger_seq = -1 WHERE event_id = {id}"));
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"INSERT INTO seat_ledger SELECT event_id, 0, kind, capacity, held, confirmed, at, hash FROM seat_ledger WHERE event_id = {id}"
            )
        );
        var writer = Instances(1)[0];

        var refused = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async _ =>
                {
                    try
                    {
                        await writer.RunAsync(id, new Register(Guid.CreateVersion7()));
                        return false;
                    }
                    catch (Exception)
                    {
                        return true;
                    }
                })
        );

        refused.ShouldAllBe(isRefused => isRefused);
        (await app.WithDbAsync(db => db.Registrations.CountAsync(r => r.EventId == id))).ShouldBe(0);
        // And the writer continues with the next requests.
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE event_seats SET ledger_seq = 1 WHERE event_id = {id}"));
        (await writer.RunAsync(id, new Register(Guid.CreateVersion7()))).Outcome.ShouldBe(SeatOutcome.Done);
    }

    private SeatBatcher[] Instances(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => new SeatBatcher(
                    app.Service<IServiceScopeFactory>(),
                    app.Service<SeatStore>(),
                    app.Service<RegistrationOptions>()
                )),
        ];

    private async Task CheckAsync(Guid id)
    {
        var seats = await app.SeatsAsync(id);
        var rows = await app.WithDbAsync(db => db.Registrations.AsNoTracking().Where(r => r.EventId == id).ToListAsync());
        seats.Held.ShouldBe(rows.Count(r => r.Status == RegistrationStatus.Pending));
        seats.Confirmed.ShouldBe(rows.Count(r => r.Status == RegistrationStatus.Confirmed));
        seats.Waitlisted.ShouldBe(rows.Count(r => r.Status == RegistrationStatus.Waitlisted));
        (seats.Held + seats.Confirmed).ShouldBeLessThanOrEqualTo(seats.Capacity!.Value);
        if (seats.Waitlisted > 0)
        {
            seats.Remaining.ShouldBe(0);
        }

        var ledger = await app.WithDbAsync(db =>
            db.SeatLedger.AsNoTracking().Where(e => e.EventId == id).OrderBy(e => e.Seq).ToListAsync()
        );
        SeatChain.FirstFault(ledger).ShouldBeNull();
        ledger[^1].ShouldSatisfyAllConditions(last => last.Held.ShouldBe(seats.Held), last => last.Confirmed.ShouldBe(seats.Confirmed));
    }
}
