using System.Collections.Concurrent;
using Community.Sdk;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>
/// A light load of registrations, and the record of the acknowledged ones (201 seen). A registration without acknowledgement must have been
/// refused correctly: 502, 503 or 504 with a problem, or a refused or broken connection. Every request ends.
/// </summary>
internal sealed class Registrations(SharedFleet fleet)
{
    private readonly ConcurrentDictionary<Guid, string> _acknowledged = new();
    private readonly ConcurrentBag<string> _faults = [];
    private int _refused;
    private long _unheard;

    public int Acknowledged => _acknowledged.Count;

    public int Refused => _refused;

    /// <summary>The acknowledged people so far.</summary>
    public Guid[] People => [.. _acknowledged.Keys];

    /// <summary>Registers people, two at a time, while <paramref name="story"/> runs.</summary>
    public static async Task<Registrations> DuringAsync(SharedFleet fleet, Func<Registrations, Task> story)
    {
        await fleet.QuietAsync();
        var registrations = new Registrations(fleet) { _unheard = await UnheardAsync(fleet) };
        using var end = new CancellationTokenSource();
        var workers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => registrations.WorkAsync(end.Token))).ToArray();
        try
        {
            await story(registrations);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(workers);
        }

        return registrations;
    }

    /// <summary>Returns when another person was registered after this call.</summary>
    public Task NextAsync()
    {
        var before = Acknowledged;
        return Poll.UntilAsync(() => Acknowledged > before, what: "a registration is acknowledged");
    }

    /// <summary>Every acknowledged person exists in identity, can log in, and exists once in social.</summary>
    public async Task NothingIsLostAsync()
    {
        _faults.ShouldBeEmpty();
        Acknowledged.ShouldBeGreaterThan(0);
        await fleet.QuietAsync();
        Guid[] ids = [.. _acknowledged.Keys];
        (await fleet.QueryAsync<long>("social", "SELECT count(*) FROM people WHERE profile_version = 1 AND id = ANY ($1)", ids)).ShouldBe(
            ids.Length
        );
        (await UnheardAsync(fleet)).ShouldBe(_unheard, "one effect for each registration");
        await Parallel.ForEachAsync(
            _acknowledged,
            new ParallelOptions { MaxDegreeOfParallelism = 3 },
            async (person, _) => (await fleet.LogInAsync(person.Value)).Id.ShouldBe(person.Key)
        );
    }

    // A person registered before social's queue existed came to social by the backfill and has no row in its inbox.
    private static async Task<long> UnheardAsync(SharedFleet fleet) =>
        await fleet.QueryAsync<long>("identity", "SELECT count(*) FROM users")
        - await fleet.QueryAsync<long>("social", "SELECT count(*) FROM inbox_messages WHERE consumer LIKE '%user-registered%'");

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        var client = fleet.Client();
        while (!cancellationToken.IsCancellationRequested)
        {
            await RegisterAsync(client, fleet.NewName());
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private async Task RegisterAsync(CommunityClient client, string username)
    {
        try
        {
            var answer = await client.Auth.RegisterAsync(SharedFleet.Registration(username));
            _acknowledged[answer.User.Id] = username;
        }
        catch (CommunityException failure)
        {
            Interlocked.Increment(ref _refused);
            var isProper =
                failure
                is ServerErrorException { Status: 502 or 503 or 504, Problem.Count: > 0 }
                    or (ConnectionFailedException and not TimedOutException);
            if (!isProper)
            {
                _faults.Add($"{failure} {(failure as ApiException)?.RawBody}");
            }
        }
    }
}
