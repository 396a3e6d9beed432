using Community.StripeSandbox.State;

namespace Community.StripeSandbox.Checkout;

/// <summary>The hosted page: it shows the lines, takes the payment and redirects the buyer.</summary>
internal static class PageEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapHostedPage(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/c/pay/{id}", ShowAsync);
        endpoints.MapPost("/c/pay/{id}", PayAsync).DisableAntiforgery();
    }

    /// <summary>
    /// The address to which the buyer is redirected after the payment: the seller's address with the session's id filled in.
    /// </summary>
    public static string SuccessUrl(CheckoutSession session) =>
        session
            .SuccessUrl.Replace("{CHECKOUT_SESSION_ID}", session.Id, StringComparison.Ordinal)
            .Replace("%7BCHECKOUT_SESSION_ID%7D", session.Id, StringComparison.OrdinalIgnoreCase);

    private static async Task<IResult> ShowAsync(HttpContext http, string id, Store store, TimeProvider time)
    {
        var (session, plan) = await FindAsync(store, id);
        return session is { Status: "open" } && session.ExpiresAt > time.GetUtcNow().ToUnixTimeSeconds()
            ? Html(http, session, HostedPage.Render(session, plan!.Lines, decline: null), StatusCodes.Status200OK)
            : Closed(http, session);
    }

    private static async Task<IResult> PayAsync(HttpContext http, string id, Store store, CheckoutPayment payments)
    {
        if (!http.Request.HasFormContentType)
        {
            return Html(
                http,
                null,
                HostedPage.Message("Not a form", "Send the page's own form."),
                StatusCodes.Status415UnsupportedMediaType
            );
        }

        var form = await http.Request.ReadFormAsync();
        var result = await payments.PayAsync(
            id,
            new PaymentForm(
                form["card_number"],
                form["outcome"],
                form["payment_method_type"],
                form["expiry"],
                form["cvc"],
                NullIfEmpty(form["email"]),
                NullIfEmpty(form["name"])
            )
        );
        if (result is not { WasOpen: true, Session: { } session })
        {
            return Closed(http, result.Session);
        }

        if (result.Decline is { } decline)
        {
            var (_, plan) = await FindAsync(store, id);
            return Html(http, session, HostedPage.Render(session, plan!.Lines, decline), StatusCodes.Status402PaymentRequired);
        }

        SetHeaders(http, session);
        http.Response.Headers.Location = SuccessUrl(session);
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static Task<(CheckoutSession? Session, SessionPlan? Plan)> FindAsync(Store store, string id) =>
        store.RunAsync(state => (state.Find<CheckoutSession>(id), state.Find<SessionPlan>(SessionPlan.IdOf(id))));

    private static IResult Closed(HttpContext http, CheckoutSession? session) =>
        session switch
        {
            null => Html(
                http,
                null,
                HostedPage.Message("Page not found", "There is no such checkout page."),
                StatusCodes.Status404NotFound
            ),
            { Status: "complete" } => Html(
                http,
                null,
                HostedPage.Message("Already paid", "This checkout is complete. Nothing was charged again."),
                StatusCodes.Status410Gone
            ),
            _ => Html(
                http,
                null,
                HostedPage.Message("Expired", "This checkout has expired. Nothing was charged."),
                StatusCodes.Status410Gone
            ),
        };

    private static IResult Html(HttpContext http, CheckoutSession? session, string page, int status)
    {
        SetHeaders(http, session);
        return Results.Text(page, "text/html; charset=utf-8", statusCode: status);
    }

    private static void SetHeaders(HttpContext http, CheckoutSession? session)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = HostedPage.Policy(session);
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
