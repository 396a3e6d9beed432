using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace Community.Platform.Http.Validation;

/// <summary>
/// The rules of endpoints' arguments, for calls that do not come by HTTP: the same attributes and the same faults. Thread safe.
/// </summary>
public sealed class ArgumentRules(IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json, IServiceProvider services)
{
    private readonly ValidationPlans _plans = new(json.Value.SerializerOptions);
    private readonly ConcurrentDictionary<ParameterInfo, MemberPlan?> _ofParameters = new();

    /// <summary>The faults of an argument, with their paths (<c>content</c>, <c>attachments[2]</c>).</summary>
    public IReadOnlyList<FieldFault> FaultsOf(ParameterInfo parameter, object? value)
    {
        if (_ofParameters.GetOrAdd(parameter, static (parameter, plans) => plans.ForParameter(parameter), _plans) is not { } plan)
        {
            return [];
        }

        var faults = new ValidationFaults(services);
        plan.Validate(value, path: "", faults);
        return faults.All;
    }
}
