using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.People;
using Community.People;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Direct;

/// <summary>
/// Finds the channel of two people, and makes it for their first message. A conversation exists once it has a message. Until then, a person
/// who cannot be written to does not exist: one without an account, a guest, a suspended or erased person, a person on either side of a
/// block, or the caller.
/// </summary>
internal sealed class Conversations(
    MessagingDb db,
    ChannelAccess channels,
    Actors actors,
    PeopleDirectory directory,
    MessagingOptions options,
    TimeProvider clock
)
{
    /// <summary>The conversation with a person; null if it has no message yet and can get one.</summary>
    /// <exception cref="ProblemException">404: there is no such person to talk with.</exception>
    public async Task<Channel?> FindAsync(Guid me, Guid peer)
    {
        if (await FindChannelAsync(me, peer) is { LastSeq: > 0 } channel)
        {
            // A conversation stays readable when the other person is gone; a caller who is gone reads nothing.
            return (await channels.RequireAsync(channel.Id, me, "person")).Channel;
        }

        return await MayBeginAsync(me, peer) is { } found && found.Membership.IsPeerReachable ? null : throw ChannelAccess.NoSuch("person");
    }

    /// <summary>The channel for writing to a person; made if there is none.</summary>
    /// <param name="me">The caller.</param>
    /// <param name="peer">The other person.</param>
    /// <param name="mayBegin">False for a bot: it answers, and does not write to people who have not written to it.</param>
    /// <exception cref="ProblemException">404, 403 or 429.</exception>
    public async Task<Guid> OpenAsync(Guid me, Guid peer, bool mayBegin)
    {
        if (await FindChannelAsync(me, peer) is { LastSeq: > 0 } channel)
        {
            return channel.Id;
        }

        if (!mayBegin)
        {
            throw Problem
                .Forbidden("A bot does not begin a conversation. It can answer a person who has written to it.", "bots_do_not_begin")
                .ToException();
        }

        await actors.RequireAsync(me);
        return await MayBeginAsync(me, peer) is { Rights.MayWrite: true }
            ? await MakeAsync(me, peer)
            : throw ChannelAccess.NoSuch("person");
    }

    private async Task<FoundChannel?> MayBeginAsync(Guid me, Guid peer)
    {
        if (me == peer)
        {
            return null;
        }

        await directory.BringAsync(peer);
        var (low, high) = InOrder(me, peer);
        return await channels.InAsync(
            new Channel
            {
                Id = Guid.Empty,
                Kind = ChannelKind.Direct,
                LowId = low,
                HighId = high,
            },
            me,
            toWrite: true
        );
    }

    private Task<Channel?> FindChannelAsync(Guid me, Guid peer)
    {
        var (low, high) = InOrder(me, peer);
        return db
            .Channels.AsNoTracking()
            .SingleOrDefaultAsync(channel => channel.Kind == ChannelKind.Direct && channel.LowId == low && channel.HighId == high);
    }

    /// <summary>Makes the conversation, which counts for both people from now on.</summary>
    private Task<Guid> MakeAsync(Guid me, Guid peer) =>
        db.InTransactionAsync(async () =>
        {
            var now = clock.GetKeptNow();
            var (low, high) = InOrder(me, peer);

            // Calls of the same person go one after the other, so that each counts the conversations before it.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"conversations {me}"}, 0))");
            var since = now - TimeSpan.FromDays(1);
            var begun = await db
                .Database.SqlQuery<DateTimeOffset>(
                    $"""
                    SELECT created_at AS "Value" FROM channels WHERE kind = 'direct' AND opened_by = {me} AND created_at > {since} ORDER BY created_at
                    """
                )
                .ToListAsync();
            if (begun.Count >= options.NewConversationsPerDay && await FindChannelAsync(me, peer) is null)
            {
                throw Problem
                    .TooManyRequests(
                        begun[0] - since,
                        $"You can begin at most {options.NewConversationsPerDay} new conversations a day. Try again tomorrow.",
                        "too_many_conversations"
                    )
                    .ToException();
            }

            await ChannelStore.OpenConversationAsync(db, low, high, me, now);
            var channel = (await FindChannelAsync(me, peer))!.Id;
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO read_states (user_id, channel_id, last_read_seq, updated_at) VALUES ({low}, {channel}, 0, {now}), ({high}, {channel}, 0, {now})
                ON CONFLICT DO NOTHING
                """
            );
            return channel;
        });

    /// <summary>As PostgreSQL orders them: by bytes.</summary>
    private static (Guid Low, Guid High) InOrder(Guid one, Guid other) => one.CompareTo(other) < 0 ? (one, other) : (other, one);
}
