using System.Globalization;

namespace Community.Messaging.Notifications;

/// <summary>What a notification says.</summary>
internal static class NotificationText
{
    /// <summary>Title and sentence.</summary>
    /// <param name="kind">One of <see cref="NotificationKind"/>.</param>
    /// <param name="actor">The name of who did it last; null: nobody in particular, or somebody who is no more.</param>
    /// <param name="actors">How many people did it.</param>
    /// <param name="count">How often it happened.</param>
    /// <param name="place">The name of the thread, event or community; null: not known, or a direct conversation.</param>
    /// <param name="detail">A word that belongs to it.</param>
    public static (string Title, string Text) Of(string kind, string? actor, int actors, int count, string? place, string? detail)
    {
        var who = Who(actor, actors);
        var at = place is null ? "" : $" in {place}";
        return kind switch
        {
            NotificationKind.ConnectionRequest => ("Connection request", $"{who} {Wants(actors)} to connect with you."),
            NotificationKind.ConnectionAccepted => ("You are connected", $"{who} accepted your request."),
            NotificationKind.Follow => (actors > 1 ? "New followers" : "New follower", $"{who} {(actors > 1 ? "follow" : "follows")} you now."),
            NotificationKind.Message => (count > 1 ? "New messages" : "New message", $"{who} wrote {Times(count, "a message", "messages")}{(place is null ? " to you" : at)}."),
            NotificationKind.Mention => ("You were mentioned", $"{who} mentioned you{at}."),
            NotificationKind.Reply => (count > 1 ? "New replies" : "New reply", $"{who} answered you{at}."),
            NotificationKind.MissedCall => (count > 1 ? "Missed calls" : "Missed call", $"{who} called you{(count > 1 ? $" {Times(count, "once", "times")}" : "")}{at}."),
            NotificationKind.Rsvp => Rsvp(who, actors, place ?? "an event", detail),
            NotificationKind.Waitlist when detail == "offered" =>
                ("A seat is free", $"A seat for {place ?? "the event"} is held for you. Pay before the offer ends, and it is yours."),
            NotificationKind.Waitlist => ("You are on the waitlist", $"{place ?? "The event"} is full. You have a place on its waitlist and move up by yourself."),
            NotificationKind.Invitation => ("Invitation", $"{who} invited you to {place ?? detail ?? "something"}."),
            NotificationKind.JoinRequest => ("Request to join", $"{who} {Wants(actors)} to join {place ?? "a community of yours"}."),
            NotificationKind.JoinAnswer => JoinAnswer(detail ?? ""),
            NotificationKind.Opportunity => ("For you", detail ?? "Something that may interest you was found."),
            NotificationKind.Payment => Payment(detail),
            NotificationKind.Moderation => Moderation(detail),
            NotificationKind.Course => ("Course completed", "You finished a course. Well done!"),
            NotificationKind.Badge => ("New badge", $"You earned the badge {detail}."),
            _ => (kind, ""),
        };
    }

    private static (string, string) JoinAnswer(string detail) => detail.Split(' ', 2) is ["accepted", var name]
        ? ("You are a member", $"You are a member of {name} now.")
        : ("Request declined", $"{detail[(detail.IndexOf(' ', StringComparison.Ordinal) + 1)..]} did not take you in this time.");

    private static (string, string) Rsvp(string who, int actors, string place, string? detail) => detail switch
    {
        "confirmed" => ("You are going", $"Your seat for {place} is confirmed."),
        "cancelled" => ("Registration cancelled", $"Your registration for {place} was cancelled."),
        "event_cancelled" => ("Event cancelled", $"{place} will not take place. What you paid comes back by itself."),
        "changed" => ("Event changed", $"{place} has changed: look at when and where it is."),
        "expired" => ("Your seat went back", $"The seat for {place} was held for you, and not paid in time."),
        _ => (actors > 1 ? "New registrations" : "New registration", $"{who} {(actors > 1 ? "are" : "is")} coming to {place}."),
    };

    private static (string, string) Payment(string? detail) => detail switch
    {
        "paid" => ("Payment received", "Thank you, your payment arrived."),
        "failed" => ("Payment failed", "A payment did not work. You can try again while the offer lasts."),
        "refunded" => ("Money back", "A payment was returned to you."),
        "referral" => ("Referral reward", "Somebody you referred has paid for the first time: your credits are in your wallet."),
        _ => ("Your plan", $"Your plan is {(detail ?? "changed").Replace('_', ' ')} now."),
    };

    private static (string, string) Moderation(string? detail) => detail switch
    {
        "warning" => ("A warning", "Moderators warn you about something that you did. You can appeal."),
        "mute" => ("You are silenced", "Moderators have silenced your account for a while. You can appeal."),
        "suspension" => ("Your account is suspended", "Moderators have suspended your account."),
        "removed" => ("Something was removed", "Moderators removed something of yours. You can appeal."),
        "restored" => ("Shown again", "Moderators looked at something of yours, and others can see it."),
        "lifted" => ("A measure has ended", "A measure of the moderators against your account has ended."),
        _ => ("Moderation", "Moderators have decided about something of yours."),
    };

    private static string Who(string? actor, int actors) => (actor ?? "Somebody") + actors switch
    {
        <= 1 => "",
        2 => " and 1 other",
        _ => string.Create(CultureInfo.InvariantCulture, $" and {actors - 1} others"),
    };

    private static string Wants(int actors) => actors > 1 ? "want" : "wants";

    private static string Times(int count, string one, string many) => count == 1 ? one : string.Create(CultureInfo.InvariantCulture, $"{count} {many}");
}
