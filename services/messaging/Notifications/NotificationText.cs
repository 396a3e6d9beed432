using System.Globalization;
using Community.Platform.Http.Localization;

namespace Community.Messaging.Notifications;

/// <summary>The texts of notifications, in the available languages.</summary>
internal static class NotificationText
{
    private static readonly string[] Months = [.. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames.Take(12)];

    /// <summary>Title and sentence.</summary>
    /// <param name="parts">The parts of the text.</param>
    /// <param name="language"><see cref="TextLanguage.English"/> or <see cref="TextLanguage.Arabic"/>.</param>
    public static (string Title, string Text) Of(NotificationParts parts, string language) =>
        language == TextLanguage.Arabic ? ArabicText.Of(parts) : Of(parts);

    private static (string Title, string Text) Of(NotificationParts parts)
    {
        var (who, actors, count, place) = (Who(parts.Actor, parts.Actors), parts.Actors, parts.Count, parts.Place);
        var at = At(parts);
        return parts.Kind switch
        {
            NotificationKind.ConnectionRequest => ("Connection request", $"{who} {Wants(actors)} to connect with you."),
            NotificationKind.ConnectionAccepted => ("You are connected", $"{who} accepted your request."),
            NotificationKind.Follow => (
                actors > 1 ? "New followers" : "New follower",
                $"{who} {(actors > 1 ? "follow" : "follows")} you now."
            ),
            NotificationKind.Message => (
                count > 1 ? "New messages" : "New message",
                $"{who} wrote {Times(count, "a message", "messages")}{(at.Length == 0 ? " to you" : at)}."
            ),
            NotificationKind.Mention => ("You were mentioned", $"{who} mentioned you{at}."),
            NotificationKind.Reply => (count > 1 ? "New replies" : "New reply", $"{who} answered you{at}."),
            NotificationKind.MissedCall => (
                count > 1 ? "Missed calls" : "Missed call",
                $"{who} called you{(count > 1 ? $" {Times(count, "once", "times")}" : "")}{at}."
            ),
            NotificationKind.Rsvp => Rsvp(parts, who, place ?? "an event"),
            NotificationKind.Waitlist when parts.Detail == "offered" => (
                "A seat is free",
                $"A seat for {place ?? "the event"} is held for you. Pay before the offer ends, and it is yours."
            ),
            NotificationKind.Waitlist => (
                "You are on the waitlist",
                $"{place ?? "The event"} is full. You are on its waitlist and move up automatically."
            ),
            NotificationKind.Invitation => ("Invitation", $"{who} invited you to {place ?? parts.Detail ?? "something"}."),
            NotificationKind.JoinRequest => ("Request to join", $"{who} {Wants(actors)} to join {place ?? "a community of yours"}."),
            NotificationKind.JoinAnswer => JoinAnswer(parts.Detail ?? ""),
            NotificationKind.Role => Role(parts.Facts, place ?? "a community of yours"),
            NotificationKind.Webhook => Webhook(parts.Detail, parts.Facts),
            NotificationKind.Announcement => (place ?? "A message from the organizer", $"{who} writes: “{parts.Facts.Said}”"),
            NotificationKind.Opportunity => ("For you", parts.Detail ?? "Something that may interest you was found."),
            NotificationKind.Payment => Payment(parts.Detail, parts.Facts),
            NotificationKind.Moderation => parts.Facts.Bot is { } bot ? BotModeration(parts.Detail, bot) : Moderation(parts.Detail),
            NotificationKind.Course => ("Course completed", "You finished a course. Well done!"),
            NotificationKind.Badge => ("New badge", $"You earned the badge {parts.Detail}."),
            _ => (parts.Kind, ""),
        };
    }

    /// <summary>Empty in a direct conversation.</summary>
    private static string At(NotificationParts parts) =>
        parts switch
        {
            { ChannelKind: Channels.ChannelKind.EventChat, Place: { } place } => $" in the chat of {place}",
            { ChannelKind: Channels.ChannelKind.EventChat } => " in an event's chat",
            { Place: { } place } => $" in {place}",
            { ChannelKind: Channels.ChannelKind.Thread } => " in a thread",
            _ => "",
        };

    private static (string, string) JoinAnswer(string detail) =>
        detail.Split(' ', 2) is ["accepted", var name]
            ? ("You are a member", $"You are a member of {name} now.")
            : ("Request declined", $"{detail[(detail.IndexOf(' ', StringComparison.Ordinal) + 1)..]} declined your request.");

    private static (string, string) Rsvp(NotificationParts parts, string who, string place) =>
        parts.Detail switch
        {
            "confirmed" => ("You are going", $"Your seat for {place} is confirmed."),
            "cancelled" => ("Registration cancelled", $"Your registration for {place} was cancelled.{ComesBack(parts.Facts)}"),
            "event_cancelled" => ("Event cancelled", $"{place} will not take place.{Because(parts.CancelReason)}{ComesBack(parts.Facts)}"),
            "changed" => ("Event changed", Changed(parts.Facts, place)),
            "expired" => ("Your seat was released", $"The seat for {place} was not paid in time, so it is no longer held for you."),
            _ => (
                parts.Actors > 1 ? "New registrations" : "New registration",
                $"{who} {(parts.Actors > 1 ? "are" : "is")} coming to {place}."
            ),
        };

    private static string ComesBack(NotificationFacts facts) => facts.IsRefunded ? " Your payment is refunded automatically." : "";

    private static string Because(string? reason) => string.IsNullOrWhiteSpace(reason) ? "" : $" The organizer says: “{reason.Trim()}”";

    private static string Changed(NotificationFacts facts, string place)
    {
        var text = "";
        if (facts is { Start: { } start, FormerStart: { } formerStart } && start != formerStart)
        {
            text += $" It begins on {Time(start, facts)} instead of {Time(formerStart, facts)}.";
        }

        if (facts is { End: { } end, FormerEnd: { } formerEnd } && end != formerEnd && text.Length == 0)
        {
            text += $" It ends on {Time(end, facts)} instead of {Time(formerEnd, facts)}.";
        }

        if (facts.IsElsewhere)
        {
            text += facts switch
            {
                { Venue: { } venue, FormerVenue: { } former } when venue != former => $" It takes place at {venue} instead of {former}.",
                { Venue: { } venue, FormerVenue: null } => $" It takes place at {venue}.",
                { Venue: { } venue } => $" The place on the map has moved: {venue}.",
                { FormerVenue: { } former } => $" It does not take place at {former}. The new place is not known yet.",
                _ => " The place on the map has moved.",
            };
        }

        return text.Length == 0 ? $"{place} has changed. Check its time and place." : $"{place} has changed.{text}";
    }

    private static string Time(DateTimeOffset time, NotificationFacts facts) => NotificationValues.Time(time, facts.TimeZone, Months);

    private static (string, string) Role(NotificationFacts facts, string place) =>
        facts switch
        {
            { Role: { } role } => ("Your role has changed", $"You are {(role == "owner" ? "an owner" : $"a {role}")} of {place} now."),
            { Gained: [_, ..] gained, Lost: [_, ..] lost } => (
                "Your role has changed",
                $"Your account was given the role {Roles(gained)}, and lost the role {Roles(lost)}. Sign in again."
            ),
            { Gained: [_, ..] gained } => ("Your role has changed", $"Your account was given the role {Roles(gained)}."),
            { Lost: [_, ..] lost } => ("Your role has changed", $"Your account lost the role {Roles(lost)}. Sign in again."),
            _ => ("Your role has changed", "A role of your account has changed."),
        };

    private static string Roles(IReadOnlyList<string> roles) => string.Join(", ", roles);

    private static (string, string) Payment(string? detail, NotificationFacts facts)
    {
        var (amount, forIt) = (facts.Amount("credits"), facts.Thing is { } thing ? $" for {thing}" : "");
        return detail switch
        {
            "paid" => ("Payment received", $"Thank you. Your payment{(amount is null ? "" : $" of {amount}")}{forIt} has arrived."),
            "failed" => (
                "Payment failed",
                $"{(amount is null ? "A payment" : $"The payment of {amount}")}{forIt} failed. You can try again while the offer lasts."
            ),
            "refunded" => (
                "Payment refunded",
                $"{(amount is null ? "A payment" : amount)}{forIt} {(amount is null ? "was" : "were")} refunded to you."
            ),
            "referral" => ("Referral reward", "A person you referred made a first payment. Your credits are in your wallet."),
            _ => ("Your plan", $"Your plan is {(detail ?? "changed").Replace('_', ' ')} now."),
        };
    }

    private static (string, string) Moderation(string? detail) =>
        detail switch
        {
            "warning" => ("A warning", "Moderators warn you about something you did. You can appeal."),
            "mute" => ("You are muted", "Moderators have muted your account for some time. You can appeal."),
            "suspension" => ("Your account is suspended", "Moderators have suspended your account."),
            "removed" => ("Content was removed", "Moderators removed content of yours. You can appeal."),
            "restored" => ("Shown again", "Moderators reviewed content of yours. Others can see it again."),
            "lifted" => ("A measure has ended", "A measure of the moderators against your account has ended."),
            _ => ("Moderation", "Moderators have decided about content of yours."),
        };

    private static (string, string) BotModeration(string? detail, string bot) =>
        detail switch
        {
            "warning" => ($"A warning for {bot}", $"Moderators warn you about something that your bot {bot} did."),
            "mute" => ($"{bot} is muted", $"Moderators have muted your bot {bot} for some time."),
            "suspension" => ($"{bot} is suspended", $"Moderators have suspended your bot {bot}. Its API tokens have ended."),
            "removed" => ("Content was removed", $"Moderators removed content of your bot {bot}."),
            "restored" => ("Shown again", $"Moderators reviewed content of your bot {bot}. Others can see it again."),
            "lifted" => ("A measure has ended", $"A measure of the moderators against your bot {bot} has ended."),
            _ => ("Moderation", $"Moderators have decided about your bot {bot}."),
        };

    private static (string, string) Webhook(string? detail, NotificationFacts facts) =>
        detail switch
        {
            "switched_off" => (
                "A webhook is switched off",
                $"Your webhook to {facts.Thing} has failed for days and was switched off. Mend it and switch it on again."
            ),
            "taken_back" => (
                "A webhook is switched off",
                $"The webhook to {facts.Thing} was set up shortly before an account was taken back from a stranger, and was switched off. "
                    + "Switch it on again if it is yours."
            ),
            _ => ("A webhook fails", $"An event could not be delivered to your webhook at {facts.Thing} for three days. Its log says why."),
        };

    private static string Who(string? actor, int actors) =>
        (actor ?? "A user")
        + actors switch
        {
            <= 1 => "",
            2 => " and 1 other",
            _ => string.Create(CultureInfo.InvariantCulture, $" and {actors - 1} others"),
        };

    private static string Wants(int actors) => actors > 1 ? "want" : "wants";

    private static string Times(int count, string one, string many) =>
        count == 1 ? one : string.Create(CultureInfo.InvariantCulture, $"{count} {many}");
}
