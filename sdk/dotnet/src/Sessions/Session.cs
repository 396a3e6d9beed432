using System.Runtime.CompilerServices;
using Community.Sdk.Models;
using Community.Sdk.Realtime;
using Community.Sdk.Transport;

namespace Community.Sdk;

/// <summary>
/// The session of the signed-in user. A token is exchanged half a minute before it expires, or when it is refused: once for all calls that
/// come together, also of other clients with the same store.
/// </summary>
public sealed class Session
{
    internal static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private const int DefaultLifetime = 900;
    private static readonly ConditionalWeakTable<ISessionStore, SemaphoreSlim> Gates = [];

    private readonly ISessionStore _store;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate;
    private readonly Lock _lock = new();
    private Action<SessionState?>? _changed;

    internal Session(ISessionStore store, CommunityOptions options)
    {
        (_store, _time, CanRenew) = (store, options.TimeProvider, true);
        _gate = Gates.GetValue(store, static _ => new SemaphoreSlim(1));
    }

    internal Session(string accessToken, CommunityOptions options)
        : this(new MemorySessionStore(new() { AccessToken = accessToken, ExpiresAt = DateTimeOffset.MaxValue }), options) =>
        CanRenew = false;

    internal ApiConnection Api { get; set; } = null!;

    /// <summary>Whether a refused token can be exchanged.</summary>
    internal bool CanRenew { get; }

    /// <summary>The present tokens; null: no user is signed in.</summary>
    public ValueTask<SessionState?> CurrentAsync(CancellationToken cancellationToken = default) => _store.LoadAsync(cancellationToken);

    /// <summary>A valid access token, exchanged if it is about to expire; null: no user is signed in.</summary>
    /// <exception cref="UnauthorizedException">The session has ended.</exception>
    public async Task<string?> TokenAsync(CancellationToken cancellationToken = default)
    {
        var state = await _store.LoadAsync(cancellationToken).ConfigureAwait(false);
        return state is not null && CanRenew && IsExpiring(state)
            ? await RenewAsync(state.AccessToken, cancellationToken).ConfigureAwait(false)
            : state?.AccessToken;
    }

    /// <summary>Each change: new tokens, or null after the end of the session. Dispose of the answer to end it.</summary>
    public IDisposable OnChange(Action<SessionState?> listener)
    {
        lock (_lock)
        {
            _changed += listener;
        }

        return new Subscription(() =>
        {
            lock (_lock)
            {
                _changed -= listener;
            }
        });
    }

    /// <summary>Forgets the tokens here. <c>Auth.LogoutAsync</c> also ends the session on the server.</summary>
    public Task ClearAsync(CancellationToken cancellationToken = default) => SaveAsync(state: null, cancellationToken);

    /// <summary>Exchanges the refresh token, unless another call has done so since the token <paramref name="used"/> was read.</summary>
    /// <exception cref="UnauthorizedException">The server does not take the token: the session has ended.</exception>
    internal async Task<string> RenewAsync(string used, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // An exchange that was begun is finished: the former token is spent with it.
            return (await ExchangeAsync(used).ConfigureAwait(false)).AccessToken;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes the tokens of an answer.</summary>
    internal async Task<SessionState> AcceptAsync(SessionGrant grant, CancellationToken cancellationToken)
    {
        var before = await _store.LoadAsync(cancellationToken).ConfigureAwait(false);
        var state = new SessionState
        {
            AccessToken = grant.AccessToken,
            RefreshToken = grant.RefreshToken ?? before?.RefreshToken,
            ExpiresAt = _time.GetUtcNow().AddSeconds(grant.ExpiresIn ?? DefaultLifetime),
            UserId = grant.UserId ?? before?.UserId,
        };
        await SaveAsync(state, cancellationToken).ConfigureAwait(false);
        return state;
    }

    private async Task<SessionState> ExchangeAsync(string used)
    {
        var state = await _store.LoadAsync(CancellationToken.None).ConfigureAwait(false);
        if (state?.RefreshToken is null)
        {
            throw new UnauthorizedException("No user is signed in, or the token cannot be exchanged. Sign in first.");
        }

        if (state.AccessToken != used && !IsExpiring(state))
        {
            return state;
        }

        RefreshedTokens answer;
        try
        {
            // The server answers a repeat of the last exchange with the same tokens, for ten seconds.
            var call = new Call("POST", $"{ApiPath.Prefix}/auth/refresh")
            {
                Body = RequestBody.Json(
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["refresh_token"] = state.RefreshToken },
                    CommunityJson.Default.DictionaryStringString
                ),
                IsAnonymous = true,
                IsRepeatable = true,
            };
            var read = Answer.Json(200, static () => CommunityJson.Default.RefreshedTokens).Read;
            answer = await Api.SendAsync(call, read, options: null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (UnauthorizedException)
        {
            // A login meanwhile is kept.
            if ((await _store.LoadAsync(CancellationToken.None).ConfigureAwait(false))?.RefreshToken == state.RefreshToken)
            {
                await SaveAsync(state: null, CancellationToken.None).ConfigureAwait(false);
            }

            throw;
        }

        // Another user may have signed in meanwhile, or the user signed out.
        var present = await _store.LoadAsync(CancellationToken.None).ConfigureAwait(false);
        if (present?.RefreshToken != state.RefreshToken)
        {
            return present ?? throw new UnauthorizedException("The session was ended.");
        }

        return await AcceptAsync(new(answer.AccessToken, answer.RefreshToken, answer.ExpiresIn, state.UserId), CancellationToken.None)
            .ConfigureAwait(false);
    }

    private bool IsExpiring(SessionState state) => state.ExpiresAt - _time.GetUtcNow() < Margin;

    private async Task SaveAsync(SessionState? state, CancellationToken cancellationToken)
    {
        await _store.SaveAsync(state, cancellationToken).ConfigureAwait(false);
        _changed?.Invoke(state);
    }
}
