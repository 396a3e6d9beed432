using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Community.Gateway.RateLimiting;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Json;
using Community.Platform.Http.Problems;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Community.Gateway.Authentication;

/// <summary>
/// API tokens of users' programs (<c>Authorization: Bearer cmt_…</c>). The gateway exchanges each for an access token of its session at
/// identity, and keeps that for a minute, or until the access token ends; so services know access tokens only, and refuse ended sessions as
/// always. Tokens that identity does not know are kept too, and each new one counts for the address's limit, so that guessing costs
/// identity little.
/// <para>
/// An access token with scopes may make only the requests that <see cref="ApiScopes"/> permits.
/// </para>
/// </summary>
internal sealed class ApiTokens(IHttpClientFactory clients, RateLimiter limiter, RateLimitOptions limits, TimeProvider clock)
{
    /// <summary>The service that knows the tokens, and the name of its client.</summary>
    public const string Owner = "identity";

    private const string Prefix = "Bearer cmt_";
    private const int MaxLength = 100;
    private const int MaxKept = 10_000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <summary>Whether the request presents an API token.</summary>
    public static bool ArePresentedBy(HttpRequest request) =>
        request.Headers.Authorization is [{ } credentials] && credentials.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Replaces the API token by an access token.</summary>
    /// <returns>The refusal; null: the request goes on.</returns>
    public async Task<ProblemResult?> ExchangeAsync(HttpContext context)
    {
        var text = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
        if (text.Length > MaxLength)
        {
            return Unknown();
        }

        // Only the hash is kept: a dump of this process shows no token that outlives the minute.
        var key = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        if (!_kept.TryGetValue(key, out var kept) || kept.Until <= clock.GetUtcNow())
        {
            if (limits.IsOn && limiter.TakeForAddress(context) is { IsAllowed: false } taken)
            {
                return Problem.TooManyRequests(
                    TimeSpan.FromSeconds(taken.RetryAfterSeconds),
                    "Too many requests. The Retry-After header says when to try again.",
                    "rate_limited"
                );
            }

            try
            {
                kept = Keep(key, await AskAsync(text, context.RequestAborted));
            }
            catch (Exception failed)
                when (failed is HttpRequestException
                    || (failed is OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
                )
            {
                return Problem.ServiceUnavailable(
                    TimeSpan.FromSeconds(1),
                    "Sign-in cannot be checked at the moment. Try again shortly.",
                    "service_unavailable"
                );
            }
        }

        if (kept.AccessToken is null)
        {
            return Unknown();
        }

        context.Request.Headers.Authorization = $"Bearer {kept.AccessToken}";
        return null;
    }

    private async Task<string?> AskAsync(string text, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(Owner);
        using var answer = await client.PostAsJsonAsync(
            "/internal/api-tokens/exchange",
            new ExchangeRequest(text),
            ServiceJson.Options,
            cancellationToken
        );
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<ExchangedToken>(ServiceJson.Options, cancellationToken))!.AccessToken;
    }

    private Kept Keep(string key, string? accessToken)
    {
        if (_kept.Count >= MaxKept)
        {
            _kept.Clear();
        }

        var until = clock.GetUtcNow() + KeptFor;
        // An access token ends with its API token at the latest; after that, identity is asked again.
        if (accessToken is not null && new JsonWebToken(accessToken).ValidTo is var end && end < until.UtcDateTime)
        {
            until = new DateTimeOffset(end, TimeSpan.Zero);
        }

        return _kept[key] = new Kept(accessToken, until);
    }

    private static UnauthorizedProblem Unknown() =>
        Problem.Unauthorized("This API token is unknown, revoked or expired. Make another one in your settings.", "invalid_api_token");

    private sealed record Kept(string? AccessToken, DateTimeOffset Until);

    private sealed record ExchangeRequest(string Token);

    private sealed record ExchangedToken(string AccessToken);
}

/// <summary>Adds API tokens to the gateway.</summary>
internal static class ApiTokenMiddleware
{
    /// <summary>Before <c>UseAccessTokens</c>: exchanges API tokens.</summary>
    public static IApplicationBuilder UseApiTokens(this IApplicationBuilder app) =>
        app.Use(next =>
            async context =>
            {
                if (
                    ApiTokens.ArePresentedBy(context.Request)
                    && await context.RequestServices.GetRequiredService<ApiTokens>().ExchangeAsync(context) is { } refusal
                )
                {
                    await Refusal.WriteAsync(context, refusal);
                    return;
                }

                await next(context);
            }
        );

    /// <summary>After <c>UseAccessTokens</c>: a token with scopes makes only the requests that they name.</summary>
    public static IApplicationBuilder UseScopes(this IApplicationBuilder app) =>
        app.Use(next =>
            context =>
            {
                if (context.User.Scopes() is not { } scopes)
                {
                    return next(context);
                }

                var needed = context.Request.Path.StartsWithSegments(Routes.Api, StringComparison.OrdinalIgnoreCase, out var path)
                    ? ApiScopes.Needed(context.Request.Method, path.Value!)
                    : null;
                return needed is null
                        ? Refusal.WriteAsync(
                            context,
                            Problem.Forbidden("API tokens cannot do this. Log in, and use an access token.", "not_for_api_tokens")
                        )
                    : context.User.IsBot() && !ApiScopes.IsForBots(context.Request.Method, path.Value!)
                        ? Refusal.WriteAsync(
                            context,
                            Problem.Forbidden("Bots cannot do this. A person does it in their own account.", "not_for_bots")
                        )
                    : !scopes.Contains(needed, StringComparer.Ordinal)
                        ? Refusal.WriteAsync(
                            context,
                            Problem
                                .Forbidden($"The API token lacks the scope {needed}. Make one that has it.", "scope_missing")
                                .With("required_scope", needed)
                        )
                    : next(context);
            }
        );
}
