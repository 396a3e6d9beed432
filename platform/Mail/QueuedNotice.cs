using Community.Platform.Hosting.Lifetime;

namespace Community.Platform.Mail;

/// <summary>
/// A mail to a user that is still to be written: a row of the service's table <c>mail_notices</c>, committed with the change that it is
/// about. A <see cref="NoticeSender{TDb, TNotice}"/> makes a mail of it soon after. A service adds the columns that its texts need.
/// </summary>
public abstract class QueuedNotice
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The recipient.</summary>
    public required Guid UserId { get; init; }

    /// <summary>When it was committed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>No attempt before this time.</summary>
    public required DateTimeOffset NextAt { get; set; }

    /// <summary>The number of attempts.</summary>
    public int Attempts { get; set; }

    /// <summary>The mail that it became; null: none yet, or it needed none.</summary>
    public Guid? DeliveryId { get; set; }

    /// <summary>When it became a mail, or was found to need none.</summary>
    public DateTimeOffset? DoneAt { get; set; }
}

/// <summary>Wakes this process's sender of notices after a commit with notices.</summary>
public sealed class MailSignal : WakeSignal;
