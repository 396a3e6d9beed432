using System.Buffers;

namespace Community.Gateway.Headers;

/// <summary><c>X-Request-Id</c>: the caller's own if its shape is harmless in logs, else a new one; passed on and echoed.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-Id";
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Safe =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    public static string Accept(IHeaderDictionary headers)
    {
        if (headers[Header] is [{ Length: > 0 and <= MaxLength } given] && !given.AsSpan().ContainsAnyExcept(Safe))
            return given;
        var made = Guid.CreateVersion7().ToString("N");
        headers[Header] = made;
        return made;
    }
}
