using System.Collections.Concurrent;
using System.Net.Sockets;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>
/// Every operation refuses every bad input with a reason, quickly, and no database changes by it. This class has its own fleet: the
/// background work of other tests (a push that is retried, a notice that is sent later) would change rows meanwhile.
/// </summary>
public sealed class BadInputTests(UntouchedFleet fleet) : IClassFixture<UntouchedFleet>
{
    // Tables that change by design: counters of attempts, the provider checks of payments, the heartbeats of instances, the progress of
    // search indexing and of verifying the audit record, objects to delete when they are due, and changes of messages, which are forgotten
    // after some minutes.
    private static readonly string[] Counters =
    [
        "login_failures",
        "sign_ins",
        "password_reset_requests",
        "known_addresses",
        "payments",
        "realtime_instances",
        "search_indexing",
        "audit_progress",
        "dropped_objects",
        "message_changes",
    ];

    private const string Content = """
        SELECT array_agg(table_name || ' ' || (xpath('/row/content/text()', query_to_xml(
            format('SELECT count(*) || '' '' || coalesce(md5(string_agg(t::text, '','' ORDER BY t::text)), '''') AS content FROM %I t', table_name),
            false, true, '')))[1]::text ORDER BY table_name)
        FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> ALL ($1)
        """;

    /// <summary>An administrator is refused least; a second person takes minutes more.</summary>
    public static TheoryData<bool> Administrators => FullRun.IsOn ? [true, false] : [true];

    [Theory]
    [MemberData(nameof(Administrators))]
    public async Task BadInputIsRefusedAndChangesNothing(bool asAdministrator)
    {
        var operations = await fleet.DescribedAsync();
        operations.Count.ShouldBeGreaterThan(35);
        using var client = asAdministrator ? (await fleet.AdministratorAsync()).Http : fleet.Http();
        await fleet.QuietAsync();
        // Work that a start and a new user leave behind, and that a service does some seconds later. That of the companion begins after a
        // minute: put off.
        var registered = await fleet.QueryAsync<long>("identity", "SELECT count(*) FROM users WHERE erased_at IS NULL");
        await Poll.UntilAsync(async () =>
            await fleet.QueryAsync<long>("identity", "SELECT count(*) FROM deliveries WHERE sent_at IS NULL AND failed_at IS NULL") == 0
            && await fleet.QueryAsync<long>("identity", "SELECT count(*) FROM audit_unsealed") == 0
            && await fleet.QueryAsync<long>("social", "SELECT count(*) FROM people_count_changes") == 0
            && await EachKnowsAsync(registered)
            && await fleet.QueryAsync<long>("companion", "SELECT count(*) FROM meaning_items WHERE is_listed AND vector IS NULL") == 0
        );
        await fleet.QueryAsync<long>(
            "companion",
            """
            WITH put_off AS (UPDATE opportunity_turns SET next_at = now() + interval '1 day' RETURNING user_id)
            SELECT count(*) FROM put_off
            """
        );
        var before = await SettledContentAsync();
        var inputs = operations.SelectMany(BadInputs.For).ToList();
        inputs.Count.ShouldBeGreaterThan(300);
        var faults = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            inputs,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (input, _) =>
            {
                if (await FaultOfAsync(client, input) is { } fault)
                {
                    faults.Add($"{input.Name}: {fault}");
                }
            }
        );
        faults.Order(StringComparer.Ordinal).ShouldBeEmpty();
        (await ContentAsync()).Except(before, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private async Task<bool> EachKnowsAsync(long registered)
    {
        foreach (var database in (string[])["companion", "events", "messaging", "social"])
        {
            if (await fleet.QueryAsync<long>(database, "SELECT count(*) FROM people WHERE profile_version > 0") < registered)
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<string?> FaultOfAsync(HttpClient client, BadInput input)
    {
        try
        {
            // With the token of the sign-in: a new one would be a change of the database.
            using var answer = await client.SendRepeatedlyAsync(() =>
            {
                var request = input.Request();
                // Such a body is refused before it is read, and the connection is closed: another request on it could collide with that.
                request.Headers.ConnectionClose = input.Name.EndsWith("over the limit", StringComparison.Ordinal);
                return request;
            });
            var text = await answer.Content.ReadAsStringAsync(CancellationToken.None);
            if ((int)answer.StatusCode is < 400 or > 499)
            {
                return $"{(int)answer.StatusCode} {text}";
            }

            // The server itself refuses a target that is not a URL, before the gateway can write a problem.
            var isUnreadable = text.Length == 0 && (int)answer.StatusCode is 400 or 414;
            if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json" && !isUnreadable)
            {
                return $"{(int)answer.StatusCode} as {answer.Content.Headers.ContentType}: {text}";
            }

            return null;
        }
        catch (HttpRequestException exception)
            when (input.Name.EndsWith("over the limit", StringComparison.Ordinal) && exception.InnerException is IOException)
        {
            return null; // Refused while it was still being sent.
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or OperationCanceledException)
        {
            return exception.Message;
        }
    }

    /// <summary>The content, once it has been the same for a second: the events of the first login have arrived in every service.</summary>
    private async Task<IReadOnlyList<string>> SettledContentAsync()
    {
        var content = await ContentAsync();
        await Poll.UntilAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            var last = content;
            content = await ContentAsync();
            return content.SequenceEqual(last, StringComparer.Ordinal);
        });
        return content;
    }

    /// <summary>A line for each table with the number of its rows and a hash of their content.</summary>
    private async Task<IReadOnlyList<string>> ContentAsync()
    {
        var lines = new List<string>();
        foreach (var database in (string[])["identity", "social", "messaging", "events", "payments", "companion"])
        {
            var tables = await fleet.QueryAsync<string[]>(database, Content, (object)Counters);
            lines.AddRange(tables.Select(table => $"{database}.{table}"));
        }

        return lines;
    }
}
