using Community.Gateway.Headers;
using Community.Gateway.Web;

namespace Community.Gateway.Docs;

/// <summary>
/// The documentation of the API: the OpenAPI document, and Swagger UI from a package that has all of its files, so that it works offline.
/// </summary>
internal static class DocsPage
{
    public const string Page = "/docs";
    private const string Document = "/openapi/v1.json";

    // Swagger UI sets styles from its script and draws its icons from data: URLs; everything else may come only from this origin.
    private static readonly PagePolicy Policy = new(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
            + PolicyReports.Directive
    );

    public static void UseDocsPage(this WebApplication app)
    {
        app.UseWhen(
            context => context.Request.Path.IsBelow(Page),
            docs =>
            {
                docs.Use(next =>
                    context =>
                    {
                        context.Features.Set(Policy);
                        return next(context);
                    }
                );
                docs.UseSwaggerUI(page =>
                {
                    page.RoutePrefix = Page.TrimStart('/');
                    page.SwaggerEndpoint(Document, "Community v1");
                    page.DocumentTitle = "Community API";
                    page.EnableTryItOutByDefault();
                    page.DisplayRequestDuration();
                });
            }
        );
    }

    public static void MapDocs(this IEndpointRouteBuilder app)
    {
        // The client's start page is there (PublicPages); if no client was built, the documentation is the only page.
        if (!app.IsBuilt())
        {
            app.MapOwn("/", () => TypedResults.Redirect(Page));
        }

        app.MapOwn(
            Document,
            async (HttpContext context, MergedOpenApi document) =>
                (await document.GetAsync(context.RequestAborted)).Answer(context, "application/json")
        );
    }
}
