using Community.Sdk;
using Community.Sdk.Models;

namespace Community.Bench.Fleet;

/// <summary>A signed-in user, created for a measurement.</summary>
internal sealed class Member
{
    private readonly ISessionStore _session;

    private Member(CommunityClient client, ISessionStore session, SessionTokens tokens)
    {
        (Client, _session, Id, Username, AccessToken) = (client, session, tokens.User.Id, tokens.User.Username, tokens.AccessToken);
        client.Session.OnChange(state => AccessToken = state?.AccessToken ?? AccessToken);
    }

    /// <summary>Their client.</summary>
    public CommunityClient Client { get; }

    public Guid Id { get; }

    public string Username { get; }

    /// <summary>Valid for 15 minutes.</summary>
    public string AccessToken { get; private set; }

    /// <summary>A new user, over the connections of another client.</summary>
    public static async Task<Member> OfAsync(CommunityClient connections, Func<AuthResource, Task<SessionTokens>> signUp)
    {
        var session = new MemorySessionStore();
        var client = connections.For(session);
        return new(client, session, await signUp(client.Auth));
    }

    /// <summary>Exchanges the tokens, as their client does once they have expired.</summary>
    public async Task RefreshAsync()
    {
        var state = await Client.Session.CurrentAsync();
        await _session.SaveAsync(state! with { ExpiresAt = DateTimeOffset.MinValue }, CancellationToken.None);
        await Client.Session.TokenAsync();
    }
}
