using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Community.Platform.Http.Validation;

/// <summary>
/// Finds all faults of a request that can be found from the request alone, in one pass. Called only for a refused request. Thread safe.
/// </summary>
internal sealed class RequestFaults(ValidationPlans plans)
{
    private readonly ConcurrentDictionary<Endpoint, ValueFaults> _values = new();

    /// <summary>The faults of the query, the route, the headers and the JSON body.</summary>
    public IReadOnlyList<FieldFault> Of(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint)
        {
            return [];
        }

        var faults = new ValidationFaults(http.RequestServices);
        _values.GetOrAdd(endpoint, static (endpoint, plans) => ValueFaults.Of(endpoint, plans), plans).Find(http, faults);
        foreach (var fault in http.Features.Get<RequestInputs.KeptBody>()?.Faults(http.RequestServices) ?? [])
        {
            faults.Add(fault);
        }

        return faults.All;
    }
}
