using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Net.Http.Headers;

namespace Community.Gateway.Compression;

/// <summary>
/// Compresses answers with Brotli or gzip, where <see cref="Routes.Compressed"/> or an endpoint of the gateway's own allows it. The length
/// of a compressed answer reveals how similar its parts are (BREACH, CVE-2013-3587). So an answer is never compressed if it has a secret
/// beside text that an attacker chose.
/// </summary>
internal static class CompressionExtensions
{
    /// <summary>Shorter answers are not compressed: the saving is smaller than the cost.</summary>
    public const int MinBytes = 1024;

    private static readonly string[] Types =
    [
        "application/json",
        "application/problem+json",
        "text/html",
        "text/css",
        "text/javascript",
        "application/javascript",
        "text/plain",
        "text/csv",
        "text/calendar",
        "image/svg+xml",
    ];

    public static IServiceCollection AddCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = Types;
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        return services.AddSingleton<IResponseCompressionProvider, WorthCompressing>();
    }

    /// <summary>Call it after routing and before all middleware that writes an answer.</summary>
    public static void UseCompression(this IApplicationBuilder app)
    {
        app.UseWhen(
            IsAllowed,
            branch =>
            {
                branch.Use(next =>
                    context =>
                    {
                        context.Response.OnStarting(AddVaryAsync, context);
                        return next(context);
                    }
                );
                branch.UseResponseCompression();
            }
        );
    }

    private static bool IsAllowed(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        && (
            context.GetEndpoint()?.Metadata is { } metadata
                ? metadata.GetMetadata<Route>() is { IsCompressed: true } || metadata.GetMetadata<Compressible>() is not null
                : context.Request.Path.IsBelow(Docs.DocsPage.Page)
        );

    private static Task AddVaryAsync(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        if (
            !context.RequestServices.GetRequiredService<IResponseCompressionProvider>().ShouldCompressResponse(context)
            && headers.ContentEncoding.Count == 0
        )
        {
            return Task.CompletedTask;
        }

        if (!headers.Vary.ToString().Contains(HeaderNames.AcceptEncoding, StringComparison.OrdinalIgnoreCase))
        {
            headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        }

        // A strong ETag identifies exact bytes, and compression changes them (RFC 9110 section 8.8.1).
        if (headers.ContentEncoding.Count > 0 && headers.ETag is [{ } tag] && tag.StartsWith('"'))
        {
            headers.ETag = "W/" + tag;
        }

        // HEAD has no body whose compressed length could be counted, and GET would have a different length.
        if (HttpMethods.IsHead(context.Request.Method) && context.Request.Headers.AcceptEncoding.Count > 0)
        {
            context.Response.ContentLength = null;
        }

        return Task.CompletedTask;
    }
}

/// <summary>Marks an endpoint of the gateway's own whose answer has no secret.</summary>
internal sealed class Compressible;
