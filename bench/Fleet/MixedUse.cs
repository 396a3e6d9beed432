using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace Community.Bench.Fleet;

/// <summary>
/// The use of a community through the gateway, at a steady rate: people read events, feeds, messages and their wallets, post, register,
/// follow, and talk to the companion. Every service works, and every request goes on to the next kind in turn.
/// </summary>
internal sealed class MixedUse
{
    private const int People = 24;
    private const int Threads = 8;
    private const int Workers = 8;

    // A token is valid for 15 minutes.
    private static readonly TimeSpan TokenAge = TimeSpan.FromMinutes(10);

    private readonly Members _members;
    private readonly List<Func<int, HttpRequestMessage>> _kinds = [];
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private long _answered;

    private MixedUse(Members members) => _members = members;

    /// <summary>The number of successful requests so far.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>The failed requests by method, path and status.</summary>
    public IReadOnlyDictionary<string, int> Failures => _failures;

    /// <summary>Adds people, a community with threads, and an event.</summary>
    public static async Task<MixedUse> CreateAsync(RunningFleet fleet, Members members)
    {
        await members.AddRegisteredAsync(People);
        var organizer = await Organizer.OfAsync(members, fleet);
        var use = new MixedUse(members);
        Member[] people = [.. members.All];
        var eventId = await organizer.PublishAsync(seats: null);
        var threads = await OpenCommunity.CreateAsync(people, Threads);
        foreach (var person in people)
        {
            await person.Client.Companion.SetSettingsAsync(new() { Age = 30 });
        }

        use.AddKinds(people, eventId, threads);
        return use;
    }

    /// <summary>Sends requests for a time.</summary>
    /// <param name="perSecond">Requests a second in all; fewer if answers take longer.</param>
    /// <param name="duration">How long.</param>
    public async Task RunAsync(int perSecond, TimeSpan duration)
    {
        var begin = Stopwatch.GetTimestamp();
        var pause = TimeSpan.FromSeconds((double)Workers / perSecond);
        while (Stopwatch.GetElapsedTime(begin) < duration)
        {
            var left = duration - Stopwatch.GetElapsedTime(begin);
            var turn = left < TokenAge ? left : TokenAge;
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker, pause, turn))));
            await _members.RefreshAllAsync();
        }
    }

    private async Task WorkAsync(int worker, TimeSpan pause, TimeSpan turn)
    {
        var begin = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(pause);
        for (var number = worker; Stopwatch.GetElapsedTime(begin) < turn; number += Workers)
        {
            using var request = _kinds[number % _kinds.Count](number / _kinds.Count);
            try
            {
                using var answer = await _members.Http.SendAsync(request);
                await answer.Content.ReadAsByteArrayAsync();
                Count(request, answer.IsSuccessStatusCode ? null : $"{(int)answer.StatusCode}");
            }
            catch (Exception away) when (away is HttpRequestException or SocketException)
            {
                Count(request, "no answer");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    private void Count(HttpRequestMessage request, string? failure)
    {
        if (failure is null)
        {
            Interlocked.Increment(ref _answered);
        }
        else
        {
            var path = string.Join(
                '/',
                request.RequestUri!.OriginalString.Split('?')[0].Split('/').Select(part => Guid.TryParse(part, out _) ? "{id}" : part)
            );
            _failures.AddOrUpdate($"{request.Method} {path}: {failure}", 1, (_, count) => count + 1);
        }
    }

    private void AddKinds(Member[] people, Guid eventId, IReadOnlyList<Guid> threads)
    {
        Member Person(int turn) => people[turn % people.Length];
        Guid Other(int turn) => people[(turn + 1 + (turn / people.Length % (people.Length - 1))) % people.Length].Id;
        Guid Thread(int turn) => threads[turn % threads.Count];
        void Get(Func<int, string> path) => _kinds.Add(turn => To(HttpMethod.Get, path(turn), Person(turn)));
        void Send(HttpMethod method, Func<int, string> path, Func<int, object>? body = null) =>
            _kinds.Add(turn => To(method, path(turn), Person(turn), body?.Invoke(turn)));

        Get(_ => "/auth/me");
        Get(turn => $"/users/{Other(turn)}");
        Get(_ => "/events?limit=20");
        Get(_ => "/events/nearby?lat=25&lng=55&radius_km=10");
        Send(
            HttpMethod.Post,
            turn => $"/threads/{Thread(turn)}/messages",
            turn => new { content = $"Message {turn}: who brings the tea?", client_id = Guid.CreateVersion7() }
        );
        Get(turn => $"/threads/{Thread(turn)}/messages");
        Get(_ => "/messages/unread");
        Get(_ => "/messages/search?q=tea");
        Send(HttpMethod.Patch, _ => "/users/me", turn => new { bio = $"Trail runner, bad at chess, {turn} times." });
        Get(_ => "/discover/people?interest=hiking");
        Get(_ => "/discover/suggestions");
        Get(_ => "/feed");
        Send(HttpMethod.Put, turn => $"/users/{Other(turn)}/follow");
        Send(HttpMethod.Delete, turn => $"/users/{Other(turn + 7)}/follow");
        Send(HttpMethod.Post, _ => $"/events/{eventId}/register");
        Get(_ => $"/events/{eventId}");
        Send(HttpMethod.Delete, _ => $"/events/{eventId}/register");
        Get(_ => "/notifications");
        Get(_ => "/wallet");
        Get(_ => "/payments");
        Get(_ => "/companion/dashboard");
        Send(
            HttpMethod.Post,
            _ => "/companion/messages",
            turn => new { content = $"What can I do this weekend? I asked {turn} times.", client_id = Guid.CreateVersion7() }
        );
        Get(_ => "/search/semantic?q=hiking%20in%20the%20mountains");
    }

    private static HttpRequestMessage To(HttpMethod method, string path, Member person, object? body = null)
    {
        var request = new HttpRequestMessage(method, $"/api/v1{path}") { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.AccessToken);
        return request;
    }
}
