namespace Community.Platform.Text;

/// <summary>Parts of untrusted URLs.</summary>
public static class UriExtensions
{
    /// <summary>
    /// The host in the ASCII form of DNS; null if it is not a valid DNS name, which .NET checks only when the property is read.
    /// </summary>
    /// <param name="url">An absolute URL.</param>
    public static string? AsciiHost(this Uri url)
    {
        try
        {
#pragma warning disable RS0030 // This is the method to call instead.
            return url.IdnHost;
#pragma warning restore RS0030
        }
        catch (UriFormatException)
        {
            return null;
        }
    }
}
