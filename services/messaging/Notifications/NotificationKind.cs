namespace Community.Messaging.Notifications;

internal static class NotificationKind
{
    public const string ConnectionRequest = "connection_request";
    public const string ConnectionAccepted = "connection_accepted";
    public const string Follow = "follow";
    public const string Message = "message";
    public const string Mention = "mention";
    public const string Reply = "reply";
    public const string MissedCall = "missed_call";
    public const string Rsvp = "rsvp";
    public const string Waitlist = "waitlist";
    public const string Invitation = "invitation";
    public const string Payment = "payment";
    public const string Moderation = "moderation";
    public const string Course = "course";
    public const string Badge = "badge";
    public const string JoinRequest = "join_request";
    public const string JoinAnswer = "join_answer";
    public const string Opportunity = "opportunity";
    public const string Role = "role";
    public const string Webhook = "webhook";
    public const string Announcement = "announcement";

    /// <summary>All kinds, in the order in which preferences show them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ConnectionRequest,
        ConnectionAccepted,
        Follow,
        Message,
        Mention,
        Reply,
        MissedCall,
        Rsvp,
        Waitlist,
        Invitation,
        Payment,
        Moderation,
        Course,
        Badge,
        JoinRequest,
        JoinAnswer,
        Opportunity,
        Role,
        Webhook,
        Announcement,
    ];
}

/// <summary>Kinds of targets that a notification links to.</summary>
internal static class TargetType
{
    public const string User = "user";
    public const string Connection = "connection";
    public const string Channel = "channel";
    public const string Message = "message";
    public const string Event = "event";
    public const string Community = "community";
    public const string Order = "order";
    public const string Subscription = "subscription";
    public const string Course = "course";
    public const string Badge = "badge";
    public const string Account = "account";
    public const string Opportunity = "opportunity";
    public const string Webhook = "webhook";
    public const string Bot = "bot";
}
