using System.Collections.Frozen;
using Community.Gateway.Headers;
using Community.Platform.Http.Problems;

namespace Community.Gateway.Web;

/// <summary>
/// The web client below <see cref="Root"/>: the files of its build (web/), and its one page for every other path, because the client has
/// addresses of its own. Without a built client these paths are unknown (404).
/// </summary>
internal static class WebClient
{
    public const string Root = "/app";
    public const string Page = "index.html";
    private const string Assets = "assets/";
    private const string Worker = "worker.js";

    // Scripts, styles and fonts come from this origin alone; no text becomes a script or an element except by the client's one policy.
    public static readonly PagePolicy Policy = PolicyWith("");

    // The service worker asks for the files that it keeps.
    private static readonly PagePolicy WorkerPolicy = new("default-src 'none'; connect-src 'self'");

    /// <summary>The policy with a further source of scripts, after a space.</summary>
    public static PagePolicy PolicyWith(string source) =>
        new(
            $"default-src 'none'; script-src 'self'{source}; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; "
                + "manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
                + "require-trusted-types-for 'script'; trusted-types community"
                + PolicyReports.Directive,
            "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=(), browsing-topics=()"
        );

    /// <summary>Whether a client was built.</summary>
    public static bool IsBuilt(this IEndpointRouteBuilder app) => app.Folder() is not null;

    public static void MapWebClient(this IEndpointRouteBuilder app)
    {
        if (app.Folder() is not { } folder)
        {
            return;
        }

        var files = Read(folder);
        var page = files[Page];
        app.MapOwn(Root + "/{**path}", (HttpContext context, string? path) => Answer(context, path ?? "", files, page));
    }

    private static IResult Answer(HttpContext context, string path, FrozenDictionary<string, WebFile> files, WebFile page)
    {
        if (files.TryGetValue(path, out var file) && file != page)
        {
            if (path == Worker)
            {
                context.Features.Set(WorkerPolicy);
            }

            return file.Answer(context);
        }

        // A file that an older page asks for after an update. The page in its place would be read as a script.
        if (path.StartsWith(Assets, StringComparison.Ordinal))
        {
            return Problem.NotFound("There is no such file. Reload the page to get the present version of the client.");
        }

        context.Features.Set(Policy);
        return page.Answer(context);
    }

    private static string? Folder(this IEndpointRouteBuilder app) => app.ServiceProvider.GetRequiredService<WebFolder>().Find();

    private static FrozenDictionary<string, WebFile> Read(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(name => !name.StartsWith('.') && !WebFile.Forms.Any(form => name.EndsWith(form.Extension, StringComparison.Ordinal)))
            .ToFrozenDictionary(name => name, name => new WebFile(folder, name), StringComparer.Ordinal);
}
