namespace Community.Platform.Mail;

/// <summary>
/// Hands a mail on, now. Services don't call it: they add a delivery to their transaction
/// (<see cref="Deliveries.Deliver(Data.ServiceDbContext, MailMessage)"/>).
/// </summary>
public interface IMailSender
{
    /// <param name="id">The delivery's id, which becomes the Message-ID: a mail sent twice is recognisable as one.</param>
    /// <param name="message">The mail.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="DeliveryRefusedException">The mail will never be accepted; any other exception is worth another try.</exception>
    Task SendAsync(Guid id, MailMessage message, CancellationToken cancellationToken);
}

/// <summary>Hands a text message on, now. Services add a delivery to their transaction instead.</summary>
public interface ISmsSender
{
    /// <param name="id">The delivery's id: the same for a repeated attempt.</param>
    /// <param name="message">The text message.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="DeliveryRefusedException">It will never be accepted; any other exception is worth another try.</exception>
    Task SendAsync(Guid id, TextMessage message, CancellationToken cancellationToken);
}

/// <summary>A delivery that will not succeed however often it is tried, e.g. an address that does not exist.</summary>
public sealed class DeliveryRefusedException(string message, Exception? inner = null) : Exception(message, inner);
