using System.Net.Mail;

namespace Community.Platform.Mail;

/// <summary>
/// A mail to one address. Line breaks and other control characters in the address or subject are refused by the constructor, so that no
/// header can be smuggled in (RFC 5322 section 2.2).
/// </summary>
public sealed record MailMessage
{
    /// <param name="to">One address, at most 254 characters (RFC 5321 section 4.5.3.1.3), without a display name.</param>
    /// <param name="subject">One line of at most 200 characters, any script.</param>
    /// <param name="text">The plain text, which every mail has.</param>
    /// <param name="html">The same as HTML, optional; the caller must encode texts of users in it.</param>
    /// <param name="attachments">
    /// Files, and the pictures that the HTML shows; all of them are kept with the delivery, so only small ones.
    /// </param>
    /// <exception cref="ArgumentException">The address or the subject is not as above.</exception>
    public MailMessage(string to, string subject, string text, string? html = null, IReadOnlyList<MailAttachment>? attachments = null)
    {
        if (to.Length > 254 || to.Any(char.IsControl) || !MailAddress.TryCreate(to, out var address) || address.Address != to)
        {
            throw new ArgumentException("This is not a mail address.", nameof(to));
        }
        if (subject.Length is 0 or > 200 || subject.Any(char.IsControl))
        {
            throw new ArgumentException("A subject is one line of at most 200 characters.", nameof(subject));
        }
        (To, Subject, Text, Html, Attachments) = (to, subject, text, html, attachments ?? []);
    }

    /// <summary>The recipient.</summary>
    public string To { get; }

    /// <summary>The subject.</summary>
    public string Subject { get; }

    /// <summary>The plain text.</summary>
    public string Text { get; }

    /// <summary>The HTML alternative, if any.</summary>
    public string? Html { get; }

    /// <summary>Files, and pictures that the HTML shows.</summary>
    public IReadOnlyList<MailAttachment> Attachments { get; }
}

/// <summary>A file in a mail.</summary>
/// <param name="Name">Its name, without a path.</param>
/// <param name="Type">Its media type, with parameters if it has any, such as <c>image/png</c>.</param>
/// <param name="Content">The file.</param>
/// <param name="ContentId">Where it is a picture that the HTML shows as <c>cid:…</c>; null: an attachment to save.</param>
public sealed record MailAttachment(string Name, string Type, byte[] Content, string? ContentId = null);

/// <summary>A text message (SMS) to one telephone number.</summary>
public sealed record TextMessage
{
    /// <param name="to">The number in E.164: a plus sign and 7 to 15 digits.</param>
    /// <param name="text">At most 480 characters, which is three parts of the unrestricted alphabet and a reserve.</param>
    /// <exception cref="ArgumentException">The number or the text is not as above.</exception>
    public TextMessage(string to, string text)
    {
        if (to.Length is < 8 or > 16 || to[0] != '+' || !to.AsSpan(1).ContainsOnlyDigits())
        {
            throw new ArgumentException("This is not a telephone number in E.164.", nameof(to));
        }
        if (text.Length is 0 or > 480)
        {
            throw new ArgumentException("A text message has 1 to 480 characters.", nameof(text));
        }
        (To, Text) = (to, text);
    }

    /// <summary>The recipient's number.</summary>
    public string To { get; }

    /// <summary>The text.</summary>
    public string Text { get; }
}

file static class Digits
{
    public static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
