using System.Security.Claims;
using Community.Contracts.Messaging;
using Community.Messaging.Data;
using Community.Messaging.WebPush;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Webhooks;

/// <summary>
/// Guards the addresses and secrets of endpoints: an address that a stranger has set gets the events of the account until it is noticed.
/// Each new one is told by mail (identity sends it), and those of a stranger are switched off when the owner takes the account back.
/// </summary>
internal static class WebhookAddresses
{
    /// <summary>
    /// Until the transaction ends, the caller's endpoints change in no other one, and their account is not taken back.
    /// </summary>
    /// <exception cref="ProblemException">401: the account was taken back, and the session has ended with it.</exception>
    public static async Task LockWebhooksAsync(this MessagingDb db, ClaimsPrincipal caller)
    {
        await db.LockWebhooksAsync(caller.UserId());
        if (await db.HasEndedAsync(caller.SessionId()))
        {
            throw Problem.Unauthorized("This session has ended. Log in again.").ToException();
        }
    }

    /// <summary>Notes and publishes that an endpoint has a new address or secret. The caller saves.</summary>
    public static void NoteSetting(this MessagingDb db, WebhookEndpoint endpoint, Guid setBy, bool isSecret, DateTimeOffset now)
    {
        (endpoint.SetBy, endpoint.SetAt) = (setBy, now);
        var version = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        db.Publish(
            new WebhookAddressSet(
                Guid.CreateVersion7(now),
                now,
                endpoint.Id,
                version,
                endpoint.UserId,
                setBy,
                new Uri(endpoint.Url).Host,
                endpoint.IsFleetWide,
                isSecret
            )
        );
    }

    internal static Task<int> LockWebhooksAsync(this MessagingDb db, Guid userId) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"webhooks {userId}"}, 0))");
}
