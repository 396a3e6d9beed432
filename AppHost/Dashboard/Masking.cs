using System.Text.RegularExpressions;

namespace Community.AppHost.Dashboard;

/// <summary>Hides secrets in values that the dashboard shows.</summary>
internal static partial class Masking
{
    private const string Mask = "••••••";

    /// <summary>
    /// The value of an environment variable: hidden if its name speaks of a secret, else without the passwords of connection strings and
    /// URIs.
    /// </summary>
    public static string Value(string name, string value) =>
        SecretName().IsMatch(name) ? Mask : UriPassword().Replace(Password().Replace(value, "${name}" + Mask), "${name}" + Mask + "@");

    [GeneratedRegex("key|secret|password|token|credential|headers", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretName();

    [GeneratedRegex(
        """(?<name>(password|pwd)\s*=\s*)("[^"]*"|'[^']*'|[^;]*)""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Password();

    [GeneratedRegex("(?<name>://[^/@:\\s]*:)[^/@\\s]+@", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UriPassword();
}
