namespace Community.Messaging.Reading;

/// <summary>
/// How many messages of a channel a person has not read, as SQL. It is a subtraction; messages of others that were deleted, or that a rule
/// holds back, keep their numbers and are taken off. Whether there are any is known from the channel's row alone: <c>message_count</c> is
/// the number of messages that are shown, and numbers have no holes. Only channels with such messages are asked further.
/// </summary>
internal static class UnreadMessages
{
    /// <summary>The number for rows of <c>channels</c> and <c>read_states</c> with these aliases; 0 or more.</summary>
    public static string Count(string channel, string read) =>
        $"greatest({channel}.last_seq - {read}.last_read_seq - {read}.own_unread - {Unshown(channel, $"{read}.last_read_seq", $"{read}.user_id")}, 0)";

    /// <summary>Messages of others behind a number that have nothing to be read.</summary>
    /// <param name="channel">The alias of <c>channels</c>.</param>
    /// <param name="lastRead">The number.</param>
    /// <param name="reader">The person's id.</param>
    public static string Unshown(string channel, string lastRead, string reader) =>
        $"CASE WHEN {channel}.last_seq > {channel}.message_count AND {channel}.last_seq > {lastRead} THEN unshown_after({channel}.id, {lastRead}, {reader}) ELSE 0 END";
}
