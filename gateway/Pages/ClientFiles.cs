using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Community.Gateway.Headers;
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
        var code = scripts.Length > 0 ? StartCode(folder) : "";
        var start = code.Length > 0 ? Html.Start(scripts, code) : Html.None;
        var digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
        Policy = code.Length > 0 ? WebClient.PolicyWith($" 'sha256-{digest}'") : WebClient.Policy;
        var (latin, arabic) = (Fonts(folder, "latin"), Fonts(folder, "arabic"));
        _english = Html.Of($"{styles}{latin}{start}");
        // A page in Arabic has Latin letters, too: the name of the product, and digits.
        _arabic = Html.Of($"{styles}{arabic}{latin}{start}");
    }

    /// <summary>The policy of a public page: it allows the one script that is in the page itself.</summary>
    public PagePolicy Policy { get; }

    /// <summary>The elements for the head of a page in this language.</summary>
    public Html In(string language) => language == "ar" ? _arabic : _english;

    // It is short enough to be in the page: one request less before the page is painted. Its comments are for readers of the file.
    private static string StartCode(string folder)
    {
        var path = Path.Combine(folder, "start.js");
        return File.Exists(path)
            ? string.Join(
                '\n',
                File.ReadLines(path)
                    .Select(line => line.Trim())
                    .Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
            )
            : "";
    }

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
