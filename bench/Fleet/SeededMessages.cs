using System.Globalization;
using Community.Bench.Reports;
using Community.Messaging.Search;
using Npgsql;

namespace Community.Bench.Fleet;

/// <summary>
/// A million messages in 2,000 threads of 200 communities, of 5,000 people, written into messaging's database by SQL; disposing deletes
/// them. One thread has a tenth of them. Their ids share a prefix, by which the rows of an aborted run are found too.
/// </summary>
internal sealed class SeededMessages : IAsyncDisposable
{
    public const int Messages = 1_000_000;
    public const int Channels = 2_000;

    /// <summary>How many messages the first channel has.</summary>
    public const int OfHot = Messages / 10;

    /// <summary>How many messages any other channel has, at least.</summary>
    public const int OfOthers = (Messages - OfHot) / (Channels - 1);

    private const int Communities = 200;
    private const int People = 5_000;
    private const int Batch = 100_000;
    private const int Words = 8_000;
    private const int WordsEach = 12;
    private const int NewEach = 3;

    private static readonly string[] Syllables =
    [
        "ka",
        "lo",
        "mi",
        "ru",
        "te",
        "no",
        "vi",
        "da",
        "pe",
        "su",
        "ba",
        "fo",
        "gi",
        "hu",
        "je",
        "ko",
        "la",
        "mu",
        "ne",
        "po",
    ];

    // A realistic distribution of words: a few are in most messages, most in one of a thousand or two thousand.
    private static readonly string InsertMessages = $"""
        INSERT INTO messages (id, channel_id, seq, author_id, content, content_html, created_at, search)
        SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
            {Id(2, "channel")}, seq, {Id(0, $"1 + (n::bigint * 48271) % {People}")}, content, '<p>' || content || '</p>', at,
            {SearchLanguages.Parse(SearchLanguages.Default).VectorOf("content")}
        FROM generate_series($1, $2) AS n,
            LATERAL (SELECT now() - ({Messages} - n) * interval '30 seconds' AS at, n - n / 10 - 1 AS other) AS drawn,
            LATERAL (SELECT CASE n % 10 WHEN 0 THEN 1 ELSE 2 + other % ({Channels} - 1) END AS channel,
                CASE n % 10 WHEN 0 THEN n / 10 ELSE 1 + other / ({Channels} - 1) END AS seq) AS place,
            LATERAL (SELECT string_agg(s[1 + k % 20] || s[1 + k / 20 % 20] || s[1 + k / 400 % 20], ' ') AS content
                FROM (SELECT floor({Words} * random() ^ 3)::integer AS k, ARRAY['{string.Join("', '", Syllables)}'] AS s
                    FROM generate_series(1, {WordsEach} + n - n)) AS words) AS text
        """;

    /// <summary>
    /// One more message in one of the channels, as a script of pgbench: a row like that of a post of the same length. Its number is far
    /// above those of the channel, and only in the range of <see cref="Numbers"/>.
    /// </summary>
    public static readonly string InsertOne = $"""
        \set channel random(1, {Channels})
        \set author random(1, {People})
        INSERT INTO messages (id, channel_id, seq, author_id, content, content_html, created_at, search)
        SELECT (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || '7' || substr(digits, 1, 3) || '8' || substr(digits, 4, 15))::uuid,
            {Id(2, ":channel::integer")}, nextval('{Numbers}'), {Id(0, ":author::integer")}, content, '<p>' || content || '</p>', now(),
            {SearchLanguages.Parse(SearchLanguages.Default).VectorOf("content")}
        FROM (SELECT md5(random()::text) AS digits, 'See you at **seven**, where ' || left(md5(:channel::integer::text), 6) || ' meets ' || left(md5(:author::integer::text), 6) || '.' AS content) AS text
        """;

    /// <summary>A script of pgbench that sets <c>channel</c> to the number of a channel that readers may read.</summary>
    public const string PickReadable = """
        \set hundreds random(0, 9)
        \set fours random(0, 49)
        \set one random(0, 2)
        \set channel 1 + 200 * :hundreds + 4 * :fours + :one
        """;

    /// <summary>The id of the channel with that number, in SQL.</summary>
    public static string PickedChannel => Id(2, ":channel::integer");

    private const string Numbers = "bench_message_numbers";

    private readonly NpgsqlDataSource _messaging;

    private SeededMessages(string connectionString) => _messaging = NpgsqlDataSource.Create(connectionString);

    /// <summary>A channel's id by number, from 1 to <see cref="Channels"/>; the first is the hot one.</summary>
    public static Guid Channel(int number) => Guid.Parse($"bebebebe-0002-7000-8000-{number:x12}");

    /// <summary>Whether readers may read it: a quarter of the communities is private and has other members.</summary>
    public static bool IsReadable(int channel) => (1 + ((channel - 1) % Communities)) % 4 != 0;

    /// <summary>A word by number; the lower the number, the more messages have it.</summary>
    public static string Word(int number) => $"{Syllables[number % 20]}{Syllables[number / 20 % 20]}{Syllables[number / 400 % 20]}";

    /// <param name="connectionString">Of messaging's database.</param>
    public static async Task<SeededMessages> CreateAsync(string connectionString)
    {
        var seeded = new SeededMessages(connectionString);
        await seeded.RemoveAsync();
        await seeded.ExecuteAsync($"CREATE SEQUENCE {Numbers} START 1000000000 CACHE 100");
        await seeded.ExecuteAsync(
            $"""
            INSERT INTO people (id, profile_version, username, username_key, full_name)
            SELECT {Id(
                0,
                "n"
            )}, 1, 'bench-' || n, 'bench-' || n, 'Amal ' || substr(md5(n::text), 1, 8) FROM generate_series(1, {People}) AS n
            """
        );
        await seeded.ExecuteAsync(
            $"""
            INSERT INTO communities (id, version, name, kind, visibility)
            SELECT {Id(
                1,
                "n"
            )}, 1, 'Community ' || n, 'community', CASE n % 4 WHEN 0 THEN 'private' ELSE 'public' END FROM generate_series(1, {Communities}) AS n
            """
        );
        await seeded.ExecuteAsync(
            $"""
            INSERT INTO memberships (community_id, user_id, version, is_member, role)
            SELECT {Id(1, $"1 + (n * 31 + number * 7) % {Communities}")}, {Id(0, "n")}, 1, true, 'member'
            FROM generate_series(1, {People}) AS n, generate_series(1, 5) AS number
            """
        );
        await seeded.ExecuteAsync(
            $"""
            INSERT INTO channels (id, kind, community_id, last_activity_at, created_at)
            SELECT {Id(2, "n")}, 'thread', {Id(
                1,
                $"1 + (n - 1) % {Communities}"
            )}, now(), now() - interval '1 year' FROM generate_series(1, {Channels}) AS n
            """
        );
        await seeded.ExecuteAsync(
            $"""
            INSERT INTO threads (id, community_id, version, title, content, content_html, created_by, created_at, updated_at)
            SELECT id, community_id, 1, 'Thread', '', '', {Id(0, "1")}, created_at, created_at FROM channels WHERE id {IsSeeded(2)}
            """
        );
        for (var first = 1; first <= Messages; first += Batch)
        {
            Progress.Show($"adding {Messages:N0} messages: {first - 1:N0}");
            await seeded.ExecuteAsync(InsertMessages, first, first + Batch - 1);
        }

        await seeded.ExecuteAsync(
            $"""
            UPDATE channels SET last_seq = held.count, message_count = held.count, last_activity_at = held.last
            FROM (SELECT channel_id, count(*), max(created_at) AS last FROM messages WHERE channel_id {IsSeeded(
                2
            )} GROUP BY channel_id) AS held
            WHERE channels.id = held.channel_id
            """
        );
        await seeded.VacuumAsync();
        return seeded;
    }

    /// <summary>Makes real members of the fleet members of all communities.</summary>
    /// <param name="people">Their ids.</param>
    public Task JoinAsync(IReadOnlyCollection<Guid> people) => JoinAsync(people, "true");

    /// <summary>Makes real members of the fleet members of every other community, with unread messages in some channels.</summary>
    /// <param name="people">Their ids.</param>
    /// <param name="channels">The number of channels with unread messages.</param>
    public async Task ReadAsync(IReadOnlyCollection<Guid> people, int channels)
    {
        await JoinAsync(people, "n % 2 = 1");
        await ExecuteAsync(
            $"""
            INSERT INTO read_states (user_id, channel_id, last_read_seq, updated_at)
            SELECT reader.id, ch.id, ch.last_seq - {NewEach}, now()
            FROM unnest($1) WITH ORDINALITY AS reader (id, ordinal), generate_series(1, $2) AS number,
                LATERAL (SELECT id, last_seq FROM channels WHERE id = {Id(
                2,
                $"1 + 4 * ((number * 7 + reader.ordinal * 13) % ({Channels} / 4))"
            )}) AS ch
            """,
            people.ToArray(),
            channels
        );
        await VacuumAsync();
    }

    /// <summary>Some of the messages, at random.</summary>
    public async Task<IReadOnlyList<Guid>> SomeAsync(int count)
    {
        var ids = new List<Guid>(count);
        await using var command = _messaging.CreateCommand("SELECT id FROM messages TABLESAMPLE SYSTEM (1) ORDER BY random() LIMIT $1");
        command.Parameters.Add(new() { Value = count });
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            ids.Add(row.GetGuid(0));
        }

        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        Progress.Show("removing the messages");
        await RemoveAsync();
        await _messaging.DisposeAsync();
        Progress.Clear();
    }

    /// <summary>An id by number, in SQL: of people (0), communities (1) or channels (2).</summary>
    private static string Id(int kind, string number) =>
        string.Create(CultureInfo.InvariantCulture, $"('bebebebe-{kind:x4}-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid");

    private static string IsSeeded(int kind) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"BETWEEN 'bebebebe-{kind:x4}-7000-8000-000000000000' AND 'bebebebe-{kind:x4}-7000-8000-ffffffffffff'"
        );

    private Task JoinAsync(IReadOnlyCollection<Guid> people, string condition) =>
        ExecuteAsync(
            $"""
            INSERT INTO memberships (community_id, user_id, version, is_member, role)
            SELECT {Id(
                1,
                "n"
            )}, person.id, 1, true, 'member' FROM unnest($1) AS person (id), generate_series(1, {Communities}) AS n WHERE {condition}
            """,
            people.ToArray()
        );

    private async Task RemoveAsync()
    {
        await ExecuteAsync($"DROP SEQUENCE IF EXISTS {Numbers}");
        // The users who opened the threads were notified of every post.
        foreach (var table in (string[])["notifications", "notified_facts"])
        {
            await ExecuteAsync($"DELETE FROM {table} WHERE user_id {IsSeeded(0)}");
        }

        foreach (var table in (string[])["channel_preferences", "read_states", "messages"])
        {
            await ExecuteAsync($"DELETE FROM {table} WHERE channel_id {IsSeeded(2)}");
        }

        await ExecuteAsync($"DELETE FROM threads WHERE id {IsSeeded(2)}");
        await ExecuteAsync($"DELETE FROM channels WHERE id {IsSeeded(2)}");
        await ExecuteAsync($"DELETE FROM memberships WHERE community_id {IsSeeded(1)}");
        await ExecuteAsync($"DELETE FROM communities WHERE id {IsSeeded(1)}");
        await ExecuteAsync($"DELETE FROM people WHERE id {IsSeeded(0)}");
        await VacuumAsync();
    }

    private async Task VacuumAsync()
    {
        foreach (
            var table in (string[])
                ["people", "communities", "memberships", "channels", "threads", "messages", "read_states", "notifications"]
        )
        {
            await ExecuteAsync($"VACUUM ANALYZE {table}");
        }
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = _messaging.CreateCommand(sql);
        command.CommandTimeout = 900;
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }
}
