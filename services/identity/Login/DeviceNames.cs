namespace Community.Identity.Login;

/// <summary>
/// A name of a device for people, such as "Firefox on Windows", from the User-Agent. The client chooses that header, so it proves nothing.
/// </summary>
internal static class DeviceNames
{
    // The first match counts: Edge and Opera also name Chrome, Chrome also names Safari, Android also names Linux.
    private static readonly (string Mark, string Name)[] Programs =
    [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("Community/", "Community's app"),
        ("curl/", "curl"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("CrOS", "ChromeOS"),
        ("Windows", "Windows"),
        ("Macintosh", "macOS"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];

    /// <summary>Such as "Firefox on Windows"; "an unknown device" if nothing in the text is known.</summary>
    public static string Of(string? userAgent) =>
        (Find(Programs, userAgent), Find(Systems, userAgent)) switch
        {
            ({ } program, { } system) => $"{program} on {system}",
            ({ } program, null) => program,
            (null, { } system) => $"a device with {system}",
            _ => "an unknown device",
        };

    private static string? Find((string Mark, string Name)[] known, string? userAgent) =>
        userAgent is null ? null : known.FirstOrDefault(entry => userAgent.Contains(entry.Mark, StringComparison.OrdinalIgnoreCase)).Name;
}
