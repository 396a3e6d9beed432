using Community.StripeSandbox.State;

namespace Community.StripeSandbox.Wire;

/// <summary>A call of the API, for its endpoint.</summary>
/// <param name="State">The transaction it runs in.</param>
/// <param name="Parameters">The sent parameters.</param>
/// <param name="Http">The request, for its path.</param>
/// <param name="PublicUrl">Base of the hosted pages' addresses, without a slash at its end.</param>
internal sealed record StripeCall(Transaction State, Parameters Parameters, HttpContext Http, string PublicUrl)
{
    /// <summary>A part of the path.</summary>
    public string Route(string name) => (string)Http.Request.RouteValues[name]!;

    /// <summary>The requested page of the list at <paramref name="url"/>; a list endpoint reads it last.</summary>
    public ListQuery Page(string url)
    {
        var page = ListQuery.Read(Parameters, url);
        Parameters.RefuseUnknown();
        return page;
    }
}
