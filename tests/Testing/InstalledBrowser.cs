namespace Community.Testing;

/// <summary>
/// The system's browser: <c>COMMUNITY_CHROMIUM</c>, or the first of the usual places. The ordinary run prefers Debian's Chromium without a
/// window, which takes less than half the work; it shows no notifications, so the whole run prefers the whole browser.
/// </summary>
public static class InstalledBrowser
{
    /// <summary>The reason of a test that needs one and finds none.</summary>
    public const string Needed = "There is no Chromium. On Debian: apt-get install chromium-headless-shell";

    private const string Shell = "/usr/bin/chromium-headless-shell";

    // Ubuntu's machines for CI have Chrome.
    private static readonly string[] Whole = ["/usr/bin/chromium", "/usr/bin/google-chrome"];
    private static readonly string[] Places = FullRun.IsOn ? [.. Whole, Shell] : [Shell, .. Whole];

    /// <summary>Its program; null: none is installed.</summary>
    public static string? Program => Environment.GetEnvironmentVariable("COMMUNITY_CHROMIUM") ?? Array.Find(Places, File.Exists);
}
