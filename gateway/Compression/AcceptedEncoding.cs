namespace Community.Gateway.Compression;

/// <summary>The encodings that a request accepts, for answers that were compressed before.</summary>
internal static class AcceptedEncoding
{
    /// <summary>Whether <c>Accept-Encoding</c> names the encoding with a weight above 0.</summary>
    public static bool Has(HttpRequest request, string encoding)
    {
        foreach (var accepted in request.GetTypedHeaders().AcceptEncoding)
        {
            if (accepted.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase))
            {
                return accepted.Quality != 0;
            }
        }

        return false;
    }
}
