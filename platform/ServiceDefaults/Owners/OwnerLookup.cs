using System.Net;
using System.Net.Http.Json;
using Community.ServiceDefaults.Authentication;
using Community.ServiceDefaults.Http;
using Community.ServiceDefaults.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;

namespace Community.ServiceDefaults.Owners;

/// <summary>
/// Asks the service that owns a fact, for a reader whose projection has not caught up: a projection must not look like a refusal. A
/// short time, retries and a circuit breaker for each owner, in the handlers of its named HttpClient; an owner that is away knows nothing,
/// and what the reader has stands.
/// </summary>
public sealed partial class OwnerLookup(IHttpClientFactory clients, ILogger<OwnerLookup> logger)
{
    /// <summary>What the owner answers; null where it answers anything but 200, or not in time.</summary>
    /// <param name="owner">The service, added by <see cref="OwnerLookupExtensions.AddOwnerLookup"/>.</param>
    /// <param name="path">Below its address, such as <c>/internal/people/{id}</c>.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<T?> FindAsync<T>(string owner, string path, CancellationToken cancel = default)
        where T : class =>
        (await AskAsync<T>(owner, path, cancel)).Found;

    /// <summary>What the owner answers, told apart from that it is away.</summary>
    /// <param name="owner">The service, added by <see cref="OwnerLookupExtensions.AddOwnerLookup"/>.</param>
    /// <param name="path">Below its address, such as <c>/internal/people/{id}</c>.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Found is null where there is no such thing (404), and where the owner is away: it did not answer in time, or with another status.</returns>
    public async Task<(bool IsAway, T? Found)> AskAsync<T>(string owner, string path, CancellationToken cancel = default)
        where T : class
    {
        try
        {
            using var client = clients.CreateClient(OwnerLookupExtensions.ClientNameOf(owner));
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancel);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => (false, await answer.Content.ReadFromJsonAsync<T>(ServiceJson.Options, cancel)),
                HttpStatusCode.NotFound => (false, null),
                _ => (true, null),
            };
        }
        catch (Exception failure) when (failure is HttpRequestException or ExecutionRejectedException && !cancel.IsCancellationRequested)
        {
            LogAway(owner, path.Split('?')[0], failure.Message);
            return (true, null);
        }
    }

    /// <summary>A file that the owner serves; null where it answers anything but 200, or not in time.</summary>
    /// <param name="owner">The service, added by <see cref="OwnerLookupExtensions.AddOwnerLookup"/>.</param>
    /// <param name="path">Below its address, such as <c>/api/v1/users/{id}/picture</c>.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>All of it, at most 32 MiB.</returns>
    public async Task<byte[]?> FindBytesAsync(string owner, string path, CancellationToken cancel = default)
    {
        try
        {
            using var client = clients.CreateClient(OwnerLookupExtensions.ClientNameOf(owner));
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancel);
            return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsByteArrayAsync(cancel) : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or ExecutionRejectedException && !cancel.IsCancellationRequested)
        {
            LogAway(owner, path.Split('?')[0], failure.Message);
            return null;
        }
    }

    /// <summary>Tells the owner something that it may be told twice; false where it does not take it, or not in time.</summary>
    /// <param name="owner">The service, added by <see cref="OwnerLookupExtensions.AddOwnerLookup"/>.</param>
    /// <param name="path">Below its address.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<bool> TellAsync<T>(string owner, string path, T body, CancellationToken cancel = default)
    {
        try
        {
            using var client = clients.CreateClient(OwnerLookupExtensions.ClientNameOf(owner));
            using var answer = await client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, ServiceJson.Options, cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or ExecutionRejectedException && !cancel.IsCancellationRequested)
        {
            LogAway(owner, path, failure.Message);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Owner} could not be asked for {Path}: {Reason}")]
    private partial void LogAway(string owner, string path, string reason);
}

/// <summary>Adds the services that are asked.</summary>
public static class OwnerLookupExtensions
{
    private const int MaxAnswerBytes = 32 * 1024 * 1024;

    /// <summary>Lets this service ask those, by the fleet's credential; their addresses are <c>services:NAME:http:0</c>. Repeat it freely.</summary>
    public static IServiceCollection AddOwnerLookup(this IServiceCollection services, params IEnumerable<string> owners)
    {
        foreach (var owner in owners)
        {
            services.AddFleetClient(owner);
            // A second resilience handler would try again nine times instead of three.
            if (!services.Any(service => service.IsKeyedService && service.ServiceType == typeof(AddedOwner) && owner.Equals(service.ServiceKey)))
            {
                services.AddKeyedSingleton<AddedOwner>(owner).AddClient(owner);
            }
        }

        services.TryAddSingleton<OwnerLookup>();
        return services;
    }

    internal static string ClientNameOf(string owner) => $"{owner}-lookup";

    private static void AddClient(this IServiceCollection services, string owner)
    {
        var client = services.AddServiceClient(ClientNameOf(owner), owner)
            .ConfigureHttpClient(FleetClients.SendCredential)
            .ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan); // the pipeline limits attempts, and their number
        client.AddResilienceHandler("lookup", Configure);
        client.AddHttpMessageHandler(() => new WholeAnswerHandler(MaxAnswerBytes));
    }

    // One attempt has 2 s. An attempt without an answer is not repeated: a request waits for it. It counts for the circuit.
    private static void Configure(ResiliencePipelineBuilder<HttpResponseMessage> pipeline) => pipeline
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldRetryAfterHeader = false,
            ShouldHandle = args => new(args.Outcome is { Exception: HttpRequestException } or { Result.StatusCode: >= HttpStatusCode.InternalServerError }),
        })
        .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
        {
            MinimumThroughput = 10,
            BreakDuration = TimeSpan.FromSeconds(5),
            ShouldHandle = args => new(args.Outcome is
                { Exception: HttpRequestException or TimeoutRejectedException } or { Result.StatusCode: >= HttpStatusCode.InternalServerError }),
        })
        .AddTimeout(TimeSpan.FromSeconds(2));

    /// <summary>Marks that an owner's client is there.</summary>
    private sealed class AddedOwner;
}
