namespace Community.Messaging.Notifications;

/// <summary>The path of the web client that shows the target of a notification.</summary>
internal static class NotificationLink
{
    /// <param name="type">One of <see cref="TargetType"/>.</param>
    /// <param name="id">The target's id, if it has one.</param>
    /// <param name="channelId">The channel where it happened, if it happened in one.</param>
    public static string To(string type, Guid? id, Guid? channelId) =>
        (type, id) switch
        {
            (TargetType.User, { } user) => $"/users/{user}",
            (TargetType.Channel, { } channel) => $"/channels/{channel}",
            (TargetType.Message, { } message) when channelId is { } channel => $"/channels/{channel}?message={message}",
            (TargetType.Event, { } e) => $"/events/{e}",
            (TargetType.Community, { } community) => $"/communities/{community}",
            (TargetType.Course, { } course) => $"/courses/{course}",
            (TargetType.Order, { } order) => $"/orders/{order}",
            (TargetType.Bot, { } bot) => $"/account/bots/{bot}",
            (TargetType.Connection, _) => "/connections",
            (TargetType.Subscription, _) => "/subscription",
            (TargetType.Badge, _) => "/badges",
            (TargetType.Opportunity, _) => "/activity",
            (TargetType.Account or TargetType.Webhook, _) => "/account",
            _ => "/notifications",
        };
}
