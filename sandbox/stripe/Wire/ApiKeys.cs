using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Community.StripeSandbox.Wire;

/// <summary>
/// Authenticates callers: the key is a bearer token, or the user name of Basic authentication (https://docs.stripe.com/api/authentication).
/// </summary>
internal static class ApiKeys
{
    /// <summary>Refuses a caller without the key.</summary>
    /// <exception cref="StripeException">401.</exception>
    public static void Check(string? authorization, string secretKey)
    {
        if (KeyOf(authorization) is not { Length: > 0 } presented)
        {
            throw StripeException.Unauthorized(
                "You did not provide an API key. Provide it in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
            );
        }

        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented), Encoding.UTF8.GetBytes(secretKey)))
        {
            throw StripeException.Unauthorized($"Invalid API Key provided: {Masked(presented)}");
        }
    }

    private static string? KeyOf(string? authorization)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header) || header.Parameter is not { } parameter)
        {
            return null;
        }

        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return parameter;
        }

        var decoded = new byte[parameter.Length];
        return
            header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(parameter, decoded, out var count)
            ? Encoding.UTF8.GetString(decoded, 0, count).Split(':')[0]
            : null;
    }

    private static string Masked(string key) => key.Length < 12 ? "***" : $"{key[..8]}***{key[^4..]}";
}
