namespace Community.Sdk;

/// <summary>Every failure of the SDK, except the end of a call by its cancellation token.</summary>
public class CommunityException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>No whole answer came: the network failed, or the server went away.</summary>
public class ConnectionFailedException(string message, Exception? inner = null) : CommunityException(message, inner);

/// <summary>No answer came within the time limit.</summary>
public sealed class TimedOutException(string message, Exception? inner = null) : ConnectionFailedException(message, inner);

/// <summary>The companion's answer ended without a message.</summary>
/// <param name="reason">Why, as a word for programs.</param>
/// <param name="detail">Why, as a sentence.</param>
public sealed class StreamFailedException(string reason, string detail) : CommunityException(detail)
{
    /// <summary>Why, as a word for programs.</summary>
    public string Reason { get; } = reason;
}

/// <summary>The hub refused a call.</summary>
/// <param name="reason">Why, as a word for programs.</param>
/// <param name="detail">Why, as a sentence.</param>
public sealed class HubRefusedException(string reason, string detail) : CommunityException(detail)
{
    /// <summary>Why, as a word for programs: one of the codes of docs/hub.md, or a reason of the HTTP API.</summary>
    public string Reason { get; } = reason;
}

/// <summary>The signature of a webhook does not fit: do not believe its body.</summary>
public sealed class SignatureInvalidException(string message) : CommunityException(message);
