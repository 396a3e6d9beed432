namespace Community.ServiceDefaults.Text;

/// <summary>Parts of URLs that anybody may have written.</summary>
public static class UriExtensions
{
    /// <summary>The host as DNS has it, in ASCII; null where it is no name that DNS could have, which .NET finds out only when it is asked.</summary>
    /// <param name="url">An absolute URL.</param>
    public static string? AsciiHost(this Uri url)
    {
        try
        {
#pragma warning disable RS0030 // This is what is called instead.
            return url.IdnHost;
#pragma warning restore RS0030
        }
        catch (UriFormatException)
        {
            return null;
        }
    }
}
