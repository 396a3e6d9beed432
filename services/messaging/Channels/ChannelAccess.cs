using Community.Messaging.Data;
using Community.Platform.Http.Problems;
using Npgsql;

namespace Community.Messaging.Channels;

/// <summary>A channel, with one person's relation and rights to it.</summary>
internal sealed record FoundChannel(Channel Channel, Membership Membership, Rights Rights);

/// <summary>
/// Finds channels that the caller may read. Every call that names a channel, or something in one, asks here first. A channel that the
/// caller may not read gets the same answer as one that does not exist.
/// </summary>
internal sealed class ChannelAccess(MessagingDb db, ChannelReadThrough owners, TimeProvider clock)
{
    private const string ReadChannel = $"SELECT {ChannelRow.Columns} FROM channels WHERE id = $1";

    /// <summary>The channel, if the caller may read it.</summary>
    public async Task<FoundChannel?> FindAsync(Guid channelId, Guid caller)
    {
        if (await ReadAsync(channelId, caller) is not { } found)
        {
            return null;
        }

        // The owner is asked before a refusal: a user who joined a moment ago must not be refused.
        if (!found.Rights.MayRead && await owners.BringAsync(found.Channel, caller))
        {
            found = await ReadAsync(channelId, caller);
        }

        return found?.Rights.MayRead == true ? found : null;
    }

    /// <inheritdoc cref="FindAsync"/>
    /// <exception cref="ProblemException">404.</exception>
    public async Task<FoundChannel> RequireAsync(Guid channelId, Guid caller, string what) =>
        await FindAsync(channelId, caller) ?? throw NoSuch(what);

    /// <summary>
    /// The caller's rights in a channel that does not exist (yet): a new thread, a first message. Only the channel's kind and its community
    /// or event are given.
    /// </summary>
    /// <param name="unmade">The channel; one of a pair has both ids.</param>
    /// <param name="caller">The caller's id.</param>
    /// <param name="toWrite">Whether the owner is also asked before writing is refused.</param>
    public async Task<FoundChannel> InAsync(Channel unmade, Guid caller, bool toWrite)
    {
        var found = await ReadUnmadeAsync(unmade, caller);
        return
            (!found.Rights.MayRead || (toWrite && found.Rights.Refusal == WriteRefusal.NotAMember))
            && await owners.BringAsync(unmade, caller)
            ? await ReadUnmadeAsync(unmade, caller)
            : found;
    }

    /// <summary>A community whose threads the caller may read.</summary>
    /// <param name="communityId">The community's id.</param>
    /// <param name="caller">The caller's id.</param>
    /// <param name="toWrite">Whether social is also asked before writing is refused.</param>
    /// <exception cref="ProblemException">404.</exception>
    public async Task<FoundChannel> RequireCommunityAsync(Guid communityId, Guid caller, bool toWrite)
    {
        var anyThread = new Channel
        {
            Id = Guid.Empty,
            Kind = ChannelKind.Thread,
            CommunityId = communityId,
        };
        return await InAsync(anyThread, caller, toWrite) is { Rights.MayRead: true } found ? found : throw NoSuch("community");
    }

    /// <summary>The problem for something that does not exist, or not for the caller.</summary>
    /// <param name="what">
    /// <c>channel</c>, <c>thread</c>, <c>message</c>, <c>chat</c>, <c>community</c>, <c>person</c> or <c>attachment</c>.
    /// </param>
    public static ProblemException NoSuch(string what) => Problem.NotFound($"There is no such {what}.", $"no_such_{what}").ToException();

    /// <summary>The problem for a user who may read a channel but not write in it.</summary>
    public static ForbiddenProblem Refuse(WriteRefusal refusal) =>
        refusal switch
        {
            WriteRefusal.NotAMember => Problem.Forbidden("Only members can write here. Join the community first.", "not_a_member"),
            WriteRefusal.Locked => Problem.Forbidden("This thread is locked. Only moderators can write in it.", "locked"),
            WriteRefusal.Muted => Problem.Forbidden(
                "Moderators have muted this account for some time. GET /moderation/decisions/mine says until when.",
                "muted"
            ),
            WriteRefusal.Guest => Problem.Forbidden(
                "Guests can only read. POST /auth/guest/upgrade turns this guest into a full account.",
                "guest_account"
            ),
            _ => Problem.Forbidden("You cannot write to this person.", "not_reachable"),
        };

    private Task<FoundChannel> ReadUnmadeAsync(Channel unmade, Guid caller)
    {
        var now = clock.GetUtcNow();
        return db.ReadAsync(
            async reader => Found(unmade, (await MembershipReader.ReadAsync(reader)).Single(), now),
            unmade switch
            {
                { CommunityId: { } communityId } => MembershipReader.CommandForCommunity(communityId, [caller], now),
                { EventId: { } eventId } => MembershipReader.CommandForEvent(eventId, [caller], now),
                _ => MembershipReader.CommandForPair(unmade.PeerOf(caller)!.Value, caller, now),
            }
        );
    }

    private Task<FoundChannel?> ReadAsync(Guid channelId, Guid caller)
    {
        var now = clock.GetUtcNow();
        return db.ReadAsync(
            async reader =>
            {
                if (!await reader.ReadAsync())
                {
                    return null;
                }

                var channel = ChannelRow.Read(reader);
                await reader.NextResultAsync();
                return Found(channel, (await MembershipReader.ReadAsync(reader)).Single(), now);
            },
            new NpgsqlBatchCommand(ReadChannel) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = channelId } } },
            MembershipReader.Command(channelId, [caller], [], now)
        );
    }

    private static FoundChannel Found(Channel channel, Membership membership, DateTimeOffset now) =>
        new(channel, membership, ChannelRights.Of(channel, membership, now));
}
