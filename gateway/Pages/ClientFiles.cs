using System.Text.RegularExpressions;
using Community.Gateway.Web;

namespace Community.Gateway.Pages;

/// <summary>
/// The files of the client that a public page uses: its styles, the fonts of the page's language and the scripts that start the client.
/// Their names have hashes; they are in the page of the client and in its folder.
/// </summary>
internal sealed partial class ClientFiles
{
    private const string Assets = "assets";

    private readonly Html _english;
    private readonly Html _arabic;

    /// <param name="folder">The folder of the client.</param>
    public ClientFiles(string folder)
    {
        var page = File.ReadAllText(Path.Combine(folder, WebClient.Page));
        var styles = StyleFile()
            .Matches(page)
            .Select(match => Html.Of($"<link rel=\"stylesheet\" href=\"{match.Groups["file"].Value}\">\n"));
        var scripts = string.Join(' ', ScriptFile().Matches(page).Select(match => match.Groups["file"].Value));
        var start =
            scripts.Length > 0
                ? Html.Of($"<script type=\"module\" src=\"{WebClient.Root}/start.js\" data-client=\"{scripts}\"></script>")
                : Html.None;
        var (latin, arabic) = (Fonts(folder, "latin"), Fonts(folder, "arabic"));
        _english = Html.Of($"{styles}{latin}{start}");
        // A page in Arabic has Latin letters, too: the name of the product, and digits.
        _arabic = Html.Of($"{styles}{arabic}{latin}{start}");
    }

    /// <summary>The elements for the head of a page in this language.</summary>
    public Html In(string language) => language == "ar" ? _arabic : _english;

    // Without these links a browser asks for a font only when the styles have arrived: the text would be drawn twice.
    private static IEnumerable<Html> Fonts(string folder, string script) =>
        Directory.Exists(Path.Combine(folder, Assets))
            ? Directory
                .EnumerateFiles(Path.Combine(folder, Assets), $"*-{script}-*.woff2")
                .Select(file =>
                    Html.Of(
                        $"<link rel=\"preload\" href=\"{WebClient.Root}/{Assets}/{Path.GetFileName(file)}\" as=\"font\" type=\"font/woff2\" crossorigin>\n"
                    )
                )
            : [];

    [GeneratedRegex(
        "<link rel=\"stylesheet\"[^>]* href=\"(?<file>/app/assets/[^\"]+)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex StyleFile();

    [GeneratedRegex(
        "<script type=\"module\"[^>]* src=\"(?<file>/app/assets/[^\"]+)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ScriptFile();
}
